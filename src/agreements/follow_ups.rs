//! Whether a tie is alive, from what its petitioner reports of each year.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::db::text_enum;
use crate::fault::{Fault, FaultCode};
use crate::language::{Words, words};

text_enum! {
    /// Whether the tie is alive, from follow-up reports.
    Vitality { Active = "active", Dormant = "dormant", Unreported = "unreported" }
}

/// What was done under an agreement in one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    pub year: i32,
    /// Whether anything was done.
    pub active: bool,
    /// What was done, or why nothing was.
    pub activities: String,
    pub results: Option<String>,
    pub reported_on: NaiveDate,
}

/// A report as someone sends it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FollowUpInput {
    pub year: i32,
    pub active: bool,
    pub activities: String,
    pub results: Option<String>,
}

impl Vitality {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Active => words!("Activo", "Active"),
            Self::Dormant => words!("Sin actividad", "Dormant"),
            Self::Unreported => words!("Sin informe", "Unreported"),
        }
    }

    /// Of the year of a day or, until that is reported on, of the year before; older reports tell nothing of today.
    #[must_use]
    pub fn on(day: NaiveDate, follow_ups: &[FollowUp]) -> Self {
        let of = |year| follow_ups.iter().find(|report| report.year == year);
        match of(day.year()).or_else(|| of(day.year() - 1)) {
            None => Self::Unreported,
            Some(report) if report.active => Self::Active,
            Some(_) => Self::Dormant,
        }
    }
}

impl FollowUpInput {
    /// The report, if its year is one that can be reported on; a second one about a year takes the place of the first.
    pub fn check(&self, signed: Option<NaiveDate>, today: NaiveDate, faults: &mut Vec<Fault>) -> FollowUp {
        let wrong = if self.year > today.year() {
            Some(words!("Ese año todavía no llega", "That year has not come yet"))
        } else if signed.is_some_and(|signed| self.year < signed.year()) {
            Some(words!(
                "Ese año todavía no se firmaba",
                "It was not signed yet in that year"
            ))
        } else {
            None
        };
        faults.extend(wrong.map(|words| Fault::at("/year", FaultCode::OutOfRange, words)));
        FollowUp {
            year: self.year,
            active: self.active,
            activities: self.activities.clone(),
            results: self.results.clone(),
            reported_on: today,
        }
    }
}

/// Puts a report in the place of the one about the same year, in the order of years.
pub fn add(follow_ups: &mut Vec<FollowUp>, report: FollowUp) {
    follow_ups.retain(|known| known.year != report.year);
    follow_ups.push(report);
    follow_ups.sort_by_key(|report| report.year);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn report(year: i32, active: bool) -> FollowUp {
        let input = FollowUpInput {
            year,
            active,
            activities: "Intercambio de estudiantes".into(),
            results: None,
        };
        input.check(None, day("2026-11-22"), &mut Vec::new())
    }

    #[test]
    fn a_report_tells_of_its_year_and_the_next() {
        let mut reports = vec![report(2024, true)];
        assert_eq!(Vitality::on(day("2024-06-01"), &reports), Vitality::Active);
        assert_eq!(Vitality::on(day("2025-12-31"), &reports), Vitality::Active);
        assert_eq!(Vitality::on(day("2026-01-01"), &reports), Vitality::Unreported);
        add(&mut reports, report(2025, false));
        assert_eq!(Vitality::on(day("2026-01-01"), &reports), Vitality::Dormant);
        add(&mut reports, report(2025, true));
        assert_eq!(
            (Vitality::on(day("2026-01-01"), &reports), reports.len()),
            (Vitality::Active, 2)
        );
    }

    #[test]
    fn a_year_before_the_signature_or_to_come_is_none_to_report_on() {
        let faults = |year| {
            let mut faults = Vec::new();
            let input = FollowUpInput {
                year,
                ..FollowUpInput::default()
            };
            input.check(Some(day("2014-10-13")), day("2026-11-22"), &mut faults);
            faults.len()
        };
        assert_eq!([2013, 2014, 2026, 2027].map(faults), [1, 0, 0, 1]);
    }
}
