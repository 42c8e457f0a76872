//! What a row means: a draft to be held against the register's rules, with every raw string beside what it was read as.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::file::RawRow;
use super::mapping::{Field, Mapping};
use super::parties::{self, Domestic};
use super::phrases;
use super::report::{Problem, Severity};
use super::row::{Fingerprint, Reading, Row, parties_key};
use crate::agreements::{self, Bearing, DraftInput, Origin, PartyInput, SourceInput, TitleInput};
use crate::catalogues::{Catalogues, Kind};
use crate::error::Result;
use crate::fault::FaultCode;
use crate::folding::fold;
use crate::language::words;
use crate::partial_date::{NotADate, PartialDate};

/// Reads rows by the catalogues and a mapping.
pub struct Interpreter<'a> {
    pub catalogues: &'a Catalogues,
    pub mapping: &'a Mapping,
    pub today: NaiveDate,
}

impl Interpreter<'_> {
    /// Reads a row and holds it against every rule that needs no database.
    ///
    /// # Errors
    /// None that can be met: what is written out is our own.
    pub fn read(&self, row: RawRow<'_>) -> Result<Row> {
        let mut raw = BTreeMap::new();
        for (field, from) in &row.plan.sources {
            if let Some(value) = from.value(&row.cells) {
                raw.insert(*field, self.mapping.meaning(*field, value.trim()).to_owned());
            }
        }
        let mut reading = Reading {
            line: row.line,
            raw,
            columns: row.columns,
            plan: row.plan,
            read_as: BTreeMap::new(),
            problems: Vec::new(),
        };
        if let Some((column, words)) = row.broken {
            let severity = Severity::Error;
            reading.problems.push(Problem {
                line: row.line,
                column,
                severity,
                code: "broken-row",
                words,
                value: None,
            });
            return Ok(Row {
                line: row.line,
                fingerprint: Fingerprint::of(&reading.raw),
                title: None,
                cells: String::new(),
                draft: None,
                parties: String::new(),
                signed_on: None,
                events: Vec::new(),
                problems: reading.problems,
            });
        }
        let (input, signed_on, events) = self.draft(&mut reading);
        let mut faults = Vec::new();
        let draft = agreements::check_draft(&input, self.catalogues, self.today, None, &mut faults);
        for fault in faults {
            reading.tell(&fault, &input);
        }
        Ok(Row {
            line: row.line,
            fingerprint: Fingerprint::of(&reading.raw),
            cells: serde_json::to_string(&reading.cells(&row.cells))?,
            draft,
            parties: parties_key(&input),
            signed_on,
            events,
            title: reading.raw.remove(&Field::Title),
            problems: reading.problems,
        })
    }

    fn draft(&self, reading: &mut Reading<'_>) -> (DraftInput, Option<PartialDate>, Vec<(Bearing, PartialDate)>) {
        let text = |reading: &Reading<'_>, field| reading.raw.get(&field).cloned();
        let origin = origin(reading);
        let signed_on = self.signed_on(reading);
        let validity = text(reading, Field::Validity).map(|phrase| {
            let understood = phrases::read(&phrase);
            match &understood.read_as {
                Some(read_as) => drop(reading.read_as.insert(Field::Validity, read_as.clone())),
                None => reading.problem(
                    Field::Validity,
                    Severity::Warning,
                    FaultCode::UnknownValue,
                    words!(
                        "La vigencia no se entendió: se guarda como texto",
                        "The validity was not understood: kept as text"
                    ),
                ),
            }
            understood
        });
        let (term, events) = validity.map(|validity| (validity.term, validity.events)).unzip();
        let instrument_type = self.instrument_type(reading);
        let mut parties = self.domestic(reading);
        parties.extend(self.foreign(reading));
        let input = DraftInput {
            origin: Some(origin),
            external_number: text(reading, Field::ExternalNumber),
            title: text(reading, Field::Title),
            alternative_titles: text(reading, Field::TitleEn).map(|title| {
                vec![TitleInput {
                    language: Some("en".to_owned()),
                    title: Some(title),
                }]
            }),
            instrument_type,
            denomination: text(reading, Field::Denomination),
            languages: text(reading, Field::Languages).map(|languages| self.list(Field::Languages, &languages)),
            object: text(reading, Field::Object),
            legal_basis: text(reading, Field::LegalBasis),
            areas: Some(self.areas(reading)),
            parties: Some(parties),
            signed_on: signed_on.map(|date| date.to_string()),
            signed_place: text(reading, Field::SignedPlace),
            term,
            sources: self.source(reading),
            responsible_unit: text(reading, Field::ResponsibleUnit),
            ..DraftInput::default()
        };
        (input, signed_on, events.unwrap_or_default())
    }

    fn signed_on(&self, reading: &mut Reading<'_>) -> Option<PartialDate> {
        let raw = reading.raw.get(&Field::SignedOn)?.clone();
        let in_form = |form: &String| NaiveDate::parse_from_str(&raw, form).ok().map(PartialDate::Day);
        let read = PartialDate::parse(&raw).or_else(|refused| {
            self.mapping
                .dates
                .iter()
                .find_map(in_form)
                .or_else(|| phrases::written_date(&raw))
                .ok_or(refused)
        });
        match read {
            Ok(date) => {
                reading.read_as.insert(Field::SignedOn, date.to_string());
                Some(date)
            }
            Err(NotADate::Impossible) => {
                let words = words!(
                    "Ese día no existe en el calendario de 1500 a 2200",
                    "There is no such day in the calendar from 1500 to 2200"
                );
                reading.problem(Field::SignedOn, Severity::Error, FaultCode::ImpossibleDate, words);
                None
            }
            Err(NotADate::Form) => {
                let words = words!(
                    "No es una fecha AAAA-MM-DD, AAAA-MM ni AAAA: diga su forma en «dates» del mapa, como %d/%m/%Y",
                    "It is no date YYYY-MM-DD, YYYY-MM or YYYY: say its form under “dates” in the mapping, such as %d/%m/%Y"
                );
                reading.problem(Field::SignedOn, Severity::Error, FaultCode::InvalidDate, words);
                None
            }
        }
    }

    fn instrument_type(&self, reading: &mut Reading<'_>) -> Option<String> {
        let raw = reading.raw.get(&Field::InstrumentType)?.clone();
        // An unknown one goes on as it is: the rules have the words for it.
        let code = self
            .catalogues
            .names
            .find_one(Kind::InstrumentType, &raw)
            .map_or(raw, ToOwned::to_owned);
        reading.read_as.insert(Field::InstrumentType, code.clone());
        Some(code)
    }

    fn list(&self, field: Field, cell: &str) -> Vec<String> {
        parties::split(cell, self.mapping.separator(field))
            .into_iter()
            .map(ToOwned::to_owned)
            .collect()
    }

    fn areas(&self, reading: &mut Reading<'_>) -> Vec<String> {
        let Some(raw) = reading.raw.get(&Field::Areas).cloned() else {
            return Vec::new();
        };
        let mut codes: Vec<String> = Vec::new();
        for label in self.list(Field::Areas, &raw) {
            match self.catalogues.names.find_one(Kind::Area, &label) {
                Some(code) if codes.iter().any(|known| known == code) => {}
                Some(code) => codes.push(code.to_owned()),
                None => {
                    let words = words!(
                        "La materia «{label}» no está en el catálogo: queda solo como texto",
                        "The area “{label}” is not in the catalogue: kept as text only"
                    );
                    reading.problem(Field::Areas, Severity::Warning, FaultCode::UnknownArea, words);
                }
            }
        }
        reading.read_as.insert(Field::Areas, codes.join("; "));
        codes
    }

    fn domestic(&self, reading: &mut Reading<'_>) -> Vec<PartyInput> {
        let raw = |field| reading.raw.get(&field).cloned().unwrap_or_default();
        let (names, states, municipality) = (
            raw(Field::DomesticParty),
            raw(Field::DomesticState),
            raw(Field::DomesticMunicipality),
        );
        let level = level(Field::DomesticLevel, reading);
        let mut unread = Vec::new();
        let given = Domestic {
            parties: parties::split(&names, self.mapping.separator(Field::DomesticParty)),
            level,
            states: if states.is_empty() {
                Vec::new()
            } else {
                parties::split(&states, self.mapping.separator(Field::DomesticState))
            },
            municipality: (!municipality.is_empty()).then_some(municipality.as_str()),
        };
        let parties = if names.is_empty() {
            Vec::new()
        } else {
            parties::domestic(&given, self.catalogues, &mut unread)
        };
        for unread in unread {
            let severity = if unread.fatal {
                Severity::Error
            } else {
                Severity::Warning
            };
            let field = match unread.code {
                FaultCode::UnknownState if !states.is_empty() => Field::DomesticState,
                FaultCode::UnknownMunicipality if !municipality.is_empty() => Field::DomesticMunicipality,
                _ => Field::DomesticParty,
            };
            reading.problem(field, severity, unread.code, unread.words);
        }
        reading.read_as.insert(Field::DomesticParty, read_as(&parties));
        parties
    }

    fn foreign(&self, reading: &mut Reading<'_>) -> Vec<PartyInput> {
        let level = level(Field::ForeignLevel, reading);
        let mut countries = Vec::new();
        if let Some(raw) = reading.raw.get(&Field::ForeignCountry).cloned() {
            for name in self.list(Field::ForeignCountry, &raw) {
                let code = self
                    .catalogues
                    .names
                    .find_one(Kind::Country, &name)
                    .map(ToOwned::to_owned);
                if code.is_none() {
                    let words = words!(
                        "No hay tal país: escriba su nombre en español o inglés, o su código de dos letras",
                        "There is no such country: write its name in Spanish or English, or its code of two letters"
                    );
                    reading.problem(Field::ForeignCountry, Severity::Error, FaultCode::UnknownCountry, words);
                }
                countries.push(code);
            }
            let codes: Vec<&str> = countries.iter().flatten().map(String::as_str).collect();
            reading.read_as.insert(Field::ForeignCountry, codes.join("; "));
        }
        let Some(names) = reading.raw.get(&Field::ForeignParty).cloned() else {
            return Vec::new();
        };
        let parties = parties::foreign(
            &parties::split(&names, self.mapping.separator(Field::ForeignParty)),
            level,
            &countries,
        );
        reading.read_as.insert(Field::ForeignParty, read_as(&parties));
        parties
    }

    /// Where a row was found; consulted today, when nothing else is said.
    fn source(&self, reading: &Reading<'_>) -> Option<Vec<SourceInput>> {
        let url = reading.raw.get(&Field::SourceUrl)?.clone();
        let consulted_on = reading
            .raw
            .get(&Field::SourceConsultedOn)
            .cloned()
            .unwrap_or_else(|| self.today.to_string());
        let title = reading.raw.get(&Field::SourceTitle).cloned();
        Some(vec![SourceInput {
            url: Some(url),
            title,
            consulted_on: Some(consulted_on),
        }])
    }
}

fn read_as(parties: &[PartyInput]) -> String {
    let one = |party: &PartyInput| {
        let body = party.body.clone().unwrap_or_default();
        let place = body.municipality.or(body.state).or(body.country).unwrap_or_default();
        let level = body.level.map(|level| level.to_string()).unwrap_or_default();
        format!("{} ({level}, {place})", body.name.unwrap_or_default())
    };
    parties.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn origin(reading: &mut Reading<'_>) -> Origin {
    let Some(raw) = reading.raw.get(&Field::Origin).cloned() else {
        return Origin::Reported;
    };
    let known = Origin::parse(&raw).or_else(|| {
        Origin::ALL
            .iter()
            .copied()
            .find(|origin| fold(&origin.label().es) == fold(&raw))
    });
    known.unwrap_or_else(|| {
        let words = words!(
            "Solo puede ser: procedure, regularisation, historic, reported",
            "It can only be: procedure, regularisation, historic, reported"
        );
        reading.problem(Field::Origin, Severity::Error, FaultCode::UnknownValue, words);
        Origin::Reported
    })
}

fn level(field: Field, reading: &mut Reading<'_>) -> Option<crate::bodies::Level> {
    let raw = reading.raw.get(&field)?.clone();
    let level = parties::level(&raw);
    if let Some(level) = level {
        reading.read_as.insert(field, level.to_string());
    } else {
        let words = words!(
            "Solo puede ser: federal, estatal, municipal",
            "It can only be: federal, state, municipal"
        );
        reading.problem(field, Severity::Error, FaultCode::UnknownValue, words);
    }
    level
}
