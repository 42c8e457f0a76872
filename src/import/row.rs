//! A row while it is read and after: raw values, what they were read as, and what is wrong with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::mapping::{Field, Plan};
use super::report::{Problem, Severity};
use crate::agreements::duplicates::Duplicate;
use crate::agreements::{Bearing, DraftInput, PartyInput, Side};
use crate::fault::{Fault, FaultCode};
use crate::folding::fold;
use crate::language::Words;
use crate::partial_date::PartialDate;

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

    /// The warning that its agreement looks like one that is there already. The likeliest is enough: it is seen beside the others.
    #[must_use]
    pub fn looks_like(&self, likeliest: &Duplicate) -> Problem {
        Problem {
            line: self.line,
            column: None,
            severity: Severity::Warning,
            code: FaultCode::LikelyDuplicate.as_str(),
            words: likeliest.words(),
            value: self.raw.get(&Field::Title).cloned(),
        }
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

/// A row while it is read.
pub struct Reading<'a> {
    pub line: u64,
    pub raw: BTreeMap<Field, String>,
    pub columns: &'a [String],
    pub plan: &'a Plan,
    pub read_as: BTreeMap<Field, String>,
    pub problems: Vec<Problem>,
}

impl Reading<'_> {
    /// The column a field is read from.
    pub fn column_of(&self, field: Field) -> Option<String> {
        let (_, from) = self.plan.sources.iter().find(|(known, _)| *known == field)?;
        from.column().and_then(|column| self.columns.get(column).cloned())
    }

    /// Notes a problem of a field's value.
    pub fn problem(&mut self, field: Field, severity: Severity, code: FaultCode, words: Words) {
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

    /// Puts a fault of the rules beside the column it comes from. What was said of a value already is not said again.
    pub fn tell(&mut self, fault: &Fault, input: &DraftInput) {
        let field = field_at(fault.pointer(), input);
        let column = field.and_then(|field| self.column_of(field));
        let told =
            |problem: &Problem| problem.severity == Severity::Error && problem.column == column && column.is_some();
        if self.problems.iter().any(told) {
            return;
        }
        let value = field.and_then(|field| self.raw.get(&field).cloned());
        let (severity, code) = (Severity::Error, fault.code.as_str());
        self.problems.push(Problem {
            line: self.line,
            column,
            severity,
            code,
            words: fault.words.clone(),
            value,
        });
    }

    /// Every filled cell beside what it was read as.
    pub fn cells(&self, cells: &[String]) -> Vec<Cell> {
        let mut kept = Vec::new();
        for (position, column) in self.columns.iter().enumerate() {
            let raw = cells.get(position).cloned().unwrap_or_default();
            if raw.is_empty() {
                continue;
            }
            let field = self
                .plan
                .sources
                .iter()
                .find(|(_, from)| from.column() == Some(position))
                .map(|(field, _)| *field);
            let read_as = field.map(|field| {
                self.read_as
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
