//! A row while it is read and after: raw values, what they were read as, and what is wrong with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::mapping::{Field, Plan};
use super::report::{Problem, Severity};
use crate::access::Actor;
use crate::agreements::duplicates::Duplicate;
use crate::agreements::{self, Bearing, Draft, DraftInput, PartyInput, Side};
use crate::fault::{Fault, FaultCode};
use crate::folding::fold;
use crate::language::{Words, words};
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

/// A cell as it is kept.
#[derive(Serialize)]
pub struct KeptCell<'a> {
    column: &'a str,
    field: Option<&'a str>,
    raw: &'a str,
    /// Not said again where it is the raw string.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_as: Option<&'a str>,
}

impl Cell {
    /// With what it was read as, also where that was not kept.
    #[must_use]
    pub fn whole(mut self) -> Self {
        if self.field.is_some() && self.read_as.is_none() {
            self.read_as = Some(self.raw.trim().to_owned());
        }
        self
    }
}

/// A row that was read: all that is needed to enter it.
pub struct Row {
    pub line: u64,
    /// What tells it from any other.
    pub fingerprint: Fingerprint,
    pub title: Option<String>,
    /// Every filled cell beside what it was read as, in JSON.
    pub cells: String,
    /// Nothing when it breaks a rule.
    pub draft: Option<Draft>,
    /// What tells its parties from any others.
    pub parties: String,
    pub signed_on: Option<PartialDate>,
    /// What the row says happened later.
    pub events: Vec<(Bearing, PartialDate)>,
    pub problems: Vec<Problem>,
}

impl Row {
    /// Its draft, when it can be entered.
    pub fn valid(&mut self) -> Option<Draft> {
        let is_error = |problem: &Problem| problem.severity == Severity::Error;
        self.draft.take().filter(|_| !self.problems.iter().any(is_error))
    }

    /// Notes that whoever imports may not enter agreements of its origin.
    pub fn must_be_theirs(&mut self, by: &Actor) {
        let Some(draft) = &self.draft else { return };
        if agreements::may_create(draft.origin, by).is_ok() {
            return;
        }
        let words = words!(
            "Su función no permite importar acuerdos de este origen",
            "Your role does not allow importing agreements of this origin"
        );
        self.problems.push(Problem {
            line: self.line,
            column: None,
            severity: Severity::Error,
            code: FaultCode::RoleMismatch.as_str(),
            words,
            value: Some(draft.origin.to_string()),
        });
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
            value: self.title.clone(),
        }
    }
}

/// What tells the parties of a draft from any others.
pub fn parties_key(input: &DraftInput) -> String {
    let key = |party: &PartyInput| {
        let body = party.body.as_ref();
        let place = body
            .and_then(|body| {
                body.municipality
                    .as_ref()
                    .or(body.state.as_ref())
                    .or(body.country.as_ref())
            })
            .map_or("", String::as_str);
        let name = body.and_then(|body| body.name.as_deref()).unwrap_or_default();
        format!("{place}:{}", fold(name))
    };
    let mut keys: Vec<String> = input.parties.iter().flatten().map(key).collect();
    keys.sort();
    keys.join("|")
}

/// A row's raw values by meaning, whatever the order of its columns, as their SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    pub fn of(raw: &BTreeMap<Field, String>) -> Self {
        let mut hasher = Sha256::new();
        for (field, raw) in raw {
            hasher.update(field.as_str().as_bytes());
            hasher.update([0]);
            hasher.update(raw.trim().as_bytes());
            hasher.update([1]);
        }
        Self(hasher.finalize().into())
    }

    /// Its first half: enough to tell the rows of one file apart.
    pub fn short(&self) -> u128 {
        let (half, _) = self.0.split_at(16);
        half.iter().fold(0, |number, byte| number << 8 | u128::from(*byte))
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
    pub fn cells<'a>(&'a self, cells: &'a [String]) -> Vec<KeptCell<'a>> {
        let mut kept = Vec::new();
        for (position, (column, raw)) in self.columns.iter().zip(cells).enumerate() {
            if raw.is_empty() {
                continue;
            }
            let mut sources = self.plan.sources.iter();
            let field = sources
                .find(|(_, from)| from.column() == Some(position))
                .map(|(field, _)| *field);
            let read_as = field
                .and_then(|field| self.read_as.get(&field))
                .filter(|read_as| *read_as != raw.trim());
            kept.push(KeptCell {
                column,
                field: field.map(Field::as_str),
                raw,
                read_as: read_as.map(String::as_str),
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
