//! What a row means: a draft to be held against the register's rules, with every raw string beside what it was read as.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::file::RawRow;
use super::mapping::{Field, Mapping, Plan};
use super::parties::{self, Domestic};
use super::phrases;
use super::report::{Problem, Severity};
use crate::agreements::{self, Bearing, DraftInput, Origin, PartyInput, Side, SourceInput, TitleInput};
use crate::catalogues::{Catalogues, Kind};
use crate::fault::{Fault, FaultCode};
use crate::folding::fold;
use crate::language::{Words, words};
use crate::partial_date::{NotADate, PartialDate};

/// A raw string and what it was read as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub column: String,
    /// What the column means; nothing for one that is not used.
    pub field: Option<String>,
    pub raw: String,
    pub read_as: Option<String>,
}

/// A row that was read.
pub struct Row {
    pub line: u64,
    /// The raw values by meaning, in the order of the fields.
    pub raw: BTreeMap<Field, String>,
    pub cells: Vec<Cell>,
    pub input: DraftInput,
    pub signed_on: Option<PartialDate>,
    /// What the row says happened later.
    pub events: Vec<(Bearing, PartialDate)>,
    pub problems: Vec<Problem>,
}

impl Row {
    /// Whether it can be entered.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity != Severity::Error)
    }

    /// What tells the parties of this row from any others.
    #[must_use]
    pub fn parties_key(&self) -> String {
        let key = |party: &PartyInput| {
            let body = party.body.clone().unwrap_or_default();
            let place = body.municipality.or(body.state).or(body.country).unwrap_or_default();
            format!("{place}:{}", fold(body.name.as_deref().unwrap_or_default()))
        };
        let mut keys: Vec<String> = self.input.parties.iter().flatten().map(key).collect();
        keys.sort();
        keys.join("|")
    }
}

/// Reads rows by the catalogues and a mapping.
pub struct Interpreter<'a> {
    pub catalogues: &'a Catalogues,
    pub mapping: &'a Mapping,
    pub today: NaiveDate,
}

/// A row while it is read.
struct Reading<'a> {
    line: u64,
    raw: BTreeMap<Field, String>,
    columns: &'a [String],
    plan: &'a Plan,
    read_as: BTreeMap<Field, String>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn column_of(&self, field: Field) -> Option<String> {
        let (_, from) = self.plan.sources.iter().find(|(known, _)| *known == field)?;
        from.column().and_then(|column| self.columns.get(column).cloned())
    }

    fn problem(&mut self, field: Field, severity: Severity, code: FaultCode, words: Words) {
        let (column, value) = (self.column_of(field), self.raw.get(&field).cloned());
        self.problems.push(Problem {
            line: self.line,
            column,
            severity,
            code: code.as_str(),
            words,
            value,
        });
    }
}

impl Interpreter<'_> {
    /// Reads a row and holds it against every rule that needs no database.
    #[must_use]
    pub fn read(&self, row: RawRow<'_>) -> Row {
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
            return Row {
                line: row.line,
                raw: reading.raw,
                cells: Vec::new(),
                input: DraftInput::default(),
                signed_on: None,
                events: Vec::new(),
                problems: reading.problems,
            };
        }
        let (input, signed_on, events) = self.draft(&mut reading);
        let mut faults = Vec::new();
        agreements::check_draft(&input, self.catalogues, self.today, &mut faults);
        for fault in faults {
            tell(&mut reading, &fault, &input);
        }
        let cells = self.cells(&row.cells, &reading);
        Row {
            line: row.line,
            raw: reading.raw,
            cells,
            input,
            signed_on,
            events,
            problems: reading.problems,
        }
    }

    fn draft(&self, reading: &mut Reading<'_>) -> (DraftInput, Option<PartialDate>, Vec<(Bearing, PartialDate)>) {
        let text = |reading: &Reading<'_>, field| reading.raw.get(&field).cloned();
        let origin = self.origin(reading);
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

    fn origin(&self, reading: &mut Reading<'_>) -> Origin {
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
                    "Ese día no existe en el calendario",
                    "There is no such day in the calendar"
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
        let level = self.level(Field::DomesticLevel, reading);
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
        let level = self.level(Field::ForeignLevel, reading);
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

    fn level(&self, field: Field, reading: &mut Reading<'_>) -> Option<crate::bodies::Level> {
        let raw = reading.raw.get(&field)?.clone();
        let level = parties::level(&raw);
        match level {
            Some(level) => drop(reading.read_as.insert(field, level.to_string())),
            None => {
                let words = words!(
                    "Solo puede ser: federal, estatal, municipal",
                    "It can only be: federal, state, municipal"
                );
                reading.problem(field, Severity::Error, FaultCode::UnknownValue, words);
            }
        }
        level
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

    fn cells(&self, cells: &[String], reading: &Reading<'_>) -> Vec<Cell> {
        let mut kept = Vec::new();
        for (position, column) in reading.columns.iter().enumerate() {
            let raw = cells.get(position).cloned().unwrap_or_default();
            if raw.is_empty() {
                continue;
            }
            let field = reading
                .plan
                .sources
                .iter()
                .find(|(_, from)| from.column() == Some(position))
                .map(|(field, _)| *field);
            let read_as = field.map(|field| {
                reading
                    .read_as
                    .get(&field)
                    .cloned()
                    .unwrap_or_else(|| raw.trim().to_owned())
            });
            kept.push(Cell {
                column: column.clone(),
                field: field.map(|field| field.as_str().to_owned()),
                raw,
                read_as,
            });
        }
        kept
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

/// Puts a fault of the rules beside the column it comes from. What was said of a value already is not said again.
fn tell(reading: &mut Reading<'_>, fault: &Fault, input: &DraftInput) {
    let field = field_at(fault.pointer(), input);
    let column = field.and_then(|field| reading.column_of(field));
    let told = |problem: &Problem| problem.severity == Severity::Error && problem.column == column && column.is_some();
    if reading.problems.iter().any(told) {
        return;
    }
    let value = field.and_then(|field| reading.raw.get(&field).cloned());
    let (severity, code) = (Severity::Error, fault.code.as_str());
    reading.problems.push(Problem {
        line: reading.line,
        column,
        severity,
        code,
        words: fault.words.clone(),
        value,
    });
}

fn field_at(pointer: &str, input: &DraftInput) -> Option<Field> {
    let mut parts = pointer.split('/').skip(1);
    match parts.next()? {
        "title" => Some(Field::Title),
        "alternative_titles" => Some(Field::TitleEn),
        "instrument_type" => Some(Field::InstrumentType),
        "object" => Some(Field::Object),
        "legal_basis" => Some(Field::LegalBasis),
        "signed_on" => Some(Field::SignedOn),
        "term" => Some(Field::Validity),
        "areas" => Some(Field::Areas),
        "languages" => Some(Field::Languages),
        "sources" if pointer.ends_with("consulted_on") => Some(Field::SourceConsultedOn),
        "sources" => Some(Field::SourceUrl),
        "parties" => {
            let side = parts
                .next()
                .and_then(|position| position.parse::<usize>().ok())
                .and_then(|position| input.parties.as_ref()?.get(position)?.side);
            match (side, pointer.rsplit('/').next()) {
                (Some(Side::Domestic), Some("state")) => Some(Field::DomesticState),
                (Some(Side::Domestic), Some("municipality")) => Some(Field::DomesticMunicipality),
                (Some(Side::Domestic), _) => Some(Field::DomesticParty),
                (Some(Side::Foreign), Some("country")) => Some(Field::ForeignCountry),
                (Some(Side::Foreign), _) => Some(Field::ForeignParty),
                (None, _) => {
                    let has = |side| input.parties.iter().flatten().any(|party| party.side == Some(side));
                    Some(if has(Side::Domestic) {
                        Field::ForeignParty
                    } else {
                        Field::DomesticParty
                    })
                }
            }
        }
        _ => None,
    }
}
