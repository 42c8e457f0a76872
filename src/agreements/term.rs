//! How long an agreement is to hold: what its text says, before any date is computed from it.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::bodies::read_date;
use crate::db::text_enum;
use crate::fault::{Fault, FaultCode};
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

text_enum! {
    /// The way an agreement's end is fixed.
    TermKind {
        /// So many days, months or years.
        Fixed = "fixed",
        /// To a date, which is its last day.
        Until = "until",
        Indefinite = "indefinite",
        Unknown = "unknown",
    }
}

impl TermKind {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Fixed => words!("Plazo fijo", "Fixed"),
            Self::Until => words!("Hasta una fecha", "Until a date"),
            Self::Indefinite => words!("Indefinida", "Indefinite"),
            Self::Unknown => words!("Sin dato", "Unknown"),
        }
    }
}

text_enum! {
    /// What a length of time is counted in.
    TermUnit { Day = "day", Month = "month", Year = "year" }
}

impl TermUnit {
    /// What people call several of them.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Day => words!("Días", "Days"),
            Self::Month => words!("Meses", "Months"),
            Self::Year => words!("Años", "Years"),
        }
    }
}

text_enum! {
    /// What makes the agreement begin to hold.
    EntryIntoForce {
        /// The rule where the text says nothing else: consent is complete with the last signature (Vienna Convention art. 24-2).
        LastSignature = "last_signature",
        OnDate = "on_date",
        OnNotice = "on_notice",
        Unknown = "unknown",
    }
}

impl EntryIntoForce {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::LastSignature => words!("Con la última firma", "With the last signature"),
            Self::OnDate => words!("En una fecha", "On a date"),
            Self::OnNotice => words!("Con un aviso", "On notice"),
            Self::Unknown => words!("Sin dato", "Unknown"),
        }
    }
}

/// Automatic renewal: for how long, and how many times (without end when nothing is said).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    pub amount: i32,
    pub unit: TermUnit,
    pub times: Option<i32>,
}

/// The term, field by field as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub kind: TermKind,
    pub amount: Option<i32>,
    pub unit: Option<TermUnit>,
    pub until: Option<PartialDate>,
    pub entry_into_force: EntryIntoForce,
    pub in_force_from: Option<PartialDate>,
    pub renewal: Option<Renewal>,
    /// Days before the end at which a party must say that it does not want to go on.
    pub notice_days: Option<i32>,
    /// What the document or the source says, in its own words.
    pub text: Option<String>,
}

impl Default for Term {
    fn default() -> Self {
        Self {
            kind: TermKind::Unknown,
            amount: None,
            unit: None,
            until: None,
            entry_into_force: EntryIntoForce::LastSignature,
            in_force_from: None,
            renewal: None,
            notice_days: None,
            text: None,
        }
    }
}

impl Term {
    /// How long it holds, as people say it; `None` where that is not known.
    #[must_use]
    pub fn in_words(&self) -> Option<Words> {
        Some(match (self.kind, self.amount.zip(self.unit), self.until) {
            (TermKind::Fixed, Some((amount, unit)), _) => length_in_words(amount, unit),
            (TermKind::Until, _, Some(until)) => words!("Hasta {until}", "Until {until}"),
            (TermKind::Indefinite, ..) => self.kind.label(),
            _ => return None,
        })
    }
}

impl Renewal {
    /// For how long and how often it renews itself, as people say it.
    #[must_use]
    pub fn in_words(&self) -> Words {
        let length = length_in_words(self.amount, self.unit);
        match self.times {
            None => words!("Por {length} cada vez, sin límite", "By {length} each time, without limit"; length),
            Some(1) => words!("Por {length}, una vez", "By {length}, once"; length),
            Some(times) => words!("Por {length}, hasta {times} veces", "By {length}, up to {times} times"; length),
        }
    }
}

/// A term as someone sends it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TermInput {
    pub kind: Option<TermKind>,
    pub amount: Option<i32>,
    pub unit: Option<TermUnit>,
    pub until: Option<String>,
    pub entry_into_force: Option<EntryIntoForce>,
    pub in_force_from: Option<String>,
    pub renewal: Option<RenewalInput>,
    pub notice_days: Option<i32>,
    pub text: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RenewalInput {
    pub amount: Option<i32>,
    pub unit: Option<TermUnit>,
    pub times: Option<i32>,
}

impl From<&Term> for TermInput {
    fn from(term: &Term) -> Self {
        Self {
            kind: Some(term.kind),
            amount: term.amount,
            unit: term.unit,
            until: term.until.map(|date| date.to_string()),
            entry_into_force: Some(term.entry_into_force),
            in_force_from: term.in_force_from.map(|date| date.to_string()),
            renewal: term.renewal.as_ref().map(|renewal| RenewalInput {
                amount: Some(renewal.amount),
                unit: Some(renewal.unit),
                times: renewal.times,
            }),
            notice_days: term.notice_days,
            text: term.text.clone(),
        }
    }
}

/// Holds a term against its own kind: each kind has the fields it needs and none that contradict it.
pub fn check(input: &TermInput, at: &str, faults: &mut Vec<Fault>) -> Term {
    let kind = input.kind.unwrap_or(TermKind::Unknown);
    let mut needs =
        |field: &str, words: Words| faults.push(Fault::at(format!("{at}/{field}"), FaultCode::TermIncomplete, words));
    if kind == TermKind::Fixed && input.amount.is_none() {
        needs(
            "amount",
            words!(
                "Falta la cantidad: cuántos días, meses o años",
                "The amount is missing: how many days, months or years"
            ),
        );
    }
    if kind == TermKind::Fixed && input.unit.is_none() {
        needs(
            "unit",
            words!(
                "Falta la unidad: días, meses o años",
                "The unit is missing: days, months or years"
            ),
        );
    }
    if kind == TermKind::Until && input.until.is_none() {
        needs(
            "until",
            words!(
                "Falta la fecha hasta la que vale",
                "The date until which it holds is missing"
            ),
        );
    }
    if input.entry_into_force == Some(EntryIntoForce::OnDate) && input.in_force_from.is_none() {
        needs(
            "in_force_from",
            words!(
                "Falta la fecha en que empieza a valer",
                "The date on which it begins to hold is missing"
            ),
        );
    }
    if let Some(renewal) = &input.renewal
        && (renewal.amount.is_none() || renewal.unit.is_none())
    {
        needs(
            "renewal",
            words!(
                "A la renovación le falta la cantidad o la unidad",
                "The renewal lacks its amount or its unit"
            ),
        );
    }

    let mut contradicts = |field: &str, words: Words| {
        faults.push(Fault::at(format!("{at}/{field}"), FaultCode::TermContradictory, words));
    };
    if kind != TermKind::Fixed && (input.amount.is_some() || input.unit.is_some()) {
        let field = if input.amount.is_some() { "amount" } else { "unit" };
        contradicts(
            field,
            words!(
                "Solo un plazo fijo (fixed) tiene cantidad y unidad",
                "Only a fixed term has an amount and a unit"
            ),
        );
    }
    if kind != TermKind::Until && input.until.is_some() {
        contradicts(
            "until",
            words!(
                "Solo un plazo hasta una fecha (until) lleva esa fecha",
                "Only a term until a date has that date"
            ),
        );
    }
    if kind == TermKind::Indefinite && input.renewal.is_some() {
        contradicts(
            "renewal",
            words!(
                "Un acuerdo indefinido no se renueva",
                "An indefinite agreement is not renewed"
            ),
        );
    }

    if let (Some(amount), Some(unit)) = (input.amount, input.unit)
        && amount > longest(unit)
    {
        let words = words!("Es más de 500 años", "It is more than 500 years");
        faults.push(Fault::at(format!("{at}/amount"), FaultCode::OutOfRange, words));
    }

    let until = input
        .until
        .as_deref()
        .and_then(|text| read_date(text, &format!("{at}/until"), faults));
    let in_force_from = input
        .in_force_from
        .as_deref()
        .and_then(|text| read_date(text, &format!("{at}/in_force_from"), faults));
    let renewal = input.renewal.as_ref().and_then(|renewal| {
        Some(Renewal {
            amount: renewal.amount?,
            unit: renewal.unit?,
            times: renewal.times,
        })
    });
    Term {
        kind,
        amount: input.amount,
        unit: input.unit,
        until,
        entry_into_force: input.entry_into_force.unwrap_or(EntryIntoForce::LastSignature),
        in_force_from,
        renewal,
        notice_days: input.notice_days,
        text: input.text.clone(),
    }
}

/// No term that anybody means is longer than 500 years.
const fn longest(unit: TermUnit) -> i32 {
    match unit {
        TermUnit::Day => 182_621,
        TermUnit::Month => 6_000,
        TermUnit::Year => 500,
    }
}

/// A day so much later; months are clamped to the month's end, so that a year from 29 February ends on 28 February.
#[must_use]
pub fn later(day: NaiveDate, amount: i32, unit: TermUnit) -> Option<NaiveDate> {
    let amount = u32::try_from(amount).ok()?;
    let day = match unit {
        TermUnit::Day => day.checked_add_days(Days::new(amount.into())),
        TermUnit::Month => day.checked_add_months(Months::new(amount)),
        TermUnit::Year => day.checked_add_months(Months::new(amount.checked_mul(12)?)),
    };
    day.filter(|day| day.year() <= 9999)
}

/// `5 años`, `1 mes`, in words.
#[must_use]
pub fn length_in_words(amount: i32, unit: TermUnit) -> Words {
    let (es, en) = match (unit, amount == 1) {
        (TermUnit::Day, true) => ("día", "day"),
        (TermUnit::Day, false) => ("días", "days"),
        (TermUnit::Month, true) => ("mes", "month"),
        (TermUnit::Month, false) => ("meses", "months"),
        (TermUnit::Year, true) => ("año", "year"),
        (TermUnit::Year, false) => ("años", "years"),
    };
    words!("{amount} {es}", "{amount} {en}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn months_are_clamped_to_the_end_of_the_month() {
        assert_eq!(later(day(2024, 2, 29), 1, TermUnit::Year), Some(day(2025, 2, 28)));
        assert_eq!(later(day(2024, 1, 31), 1, TermUnit::Month), Some(day(2024, 2, 29)));
        assert_eq!(later(day(2012, 4, 30), 75, TermUnit::Day), Some(day(2012, 7, 14)));
        assert_eq!(later(day(2024, 1, 31), i32::MAX, TermUnit::Year), None);
    }

    fn codes(input: &TermInput) -> Vec<(String, FaultCode)> {
        let mut faults = Vec::new();
        check(input, "/term", &mut faults);
        faults
            .iter()
            .map(|fault| (fault.pointer().to_owned(), fault.code))
            .collect()
    }

    #[test]
    fn each_kind_needs_its_own_fields() {
        let fixed = TermInput {
            kind: Some(TermKind::Fixed),
            ..TermInput::default()
        };
        assert_eq!(
            codes(&fixed),
            [
                ("/term/amount".into(), FaultCode::TermIncomplete),
                ("/term/unit".into(), FaultCode::TermIncomplete)
            ]
        );
        let until = TermInput {
            kind: Some(TermKind::Until),
            until: Some("2030-13".into()),
            ..TermInput::default()
        };
        assert_eq!(codes(&until), [("/term/until".into(), FaultCode::ImpossibleDate)]);
        let indefinite = TermInput {
            kind: Some(TermKind::Indefinite),
            amount: Some(3),
            ..TermInput::default()
        };
        assert_eq!(
            codes(&indefinite),
            [("/term/amount".into(), FaultCode::TermContradictory)]
        );
        assert_eq!(codes(&TermInput::default()), []);
    }
}
