//! The rules by which time is counted: working days and the terms of the procedure, each set of them from a day on.

use std::path::Path;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;

use crate::agreements::term::{TermUnit, later};
use crate::error::{Error, Result};

/// The rules of Mexico, word for word as they stand in data/.
const MEXICO: &str = include_str!("../data/rules-mexico.yaml");

static OF_MEXICO: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::parse(MEXICO).unwrap_or_default());

/// Rules that follow one another: on each day the latest that has begun holds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// The oldest first.
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// The first day on which it holds.
    from: NaiveDate,
    terms: Terms,
    holidays: Vec<Holiday>,
}

/// How long each side has for its part of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// In which the ministry answers (LFPA art. 17), in months.
    pub resolution_months: u32,
    /// The shortest in which a petitioner completes a case (LFPA art. 17-A), in working days.
    pub completion_days: u32,
    /// The part of the ministry's term, as one divided by so much, in which it may ask for what is missing (LFPA art. 17-A).
    pub completion_part: u32,
    /// After which a favourable opinion that did not lead to a signature lapses, in months.
    pub opinion_months: u32,
}

impl Default for Terms {
    /// Those of the law as it has been since 2000.
    fn default() -> Self {
        Self {
            resolution_months: 3,
            completion_days: 5,
            completion_part: 3,
            opinion_months: 12,
        }
    }
}

impl Terms {
    /// The last day for an answer to what was brought on a day, `stopped_days` of which the clock stood still.
    #[must_use]
    pub fn resolution_due(&self, brought_on: NaiveDate, stopped_days: u32) -> NaiveDate {
        let due = months_later(brought_on, self.resolution_months);
        due.checked_add_days(Days::new(stopped_days.into())).unwrap_or(due)
    }

    /// The last day on which what is missing may be asked for.
    #[must_use]
    pub fn completion_request_due(&self, brought_on: NaiveDate) -> NaiveDate {
        let whole = (self.resolution_due(brought_on, 0) - brought_on).num_days();
        let part = u64::try_from(whole / i64::from(self.completion_part.max(1))).unwrap_or(0);
        brought_on.checked_add_days(Days::new(part)).unwrap_or(brought_on)
    }

    /// The last day on which a cleared text may be signed.
    #[must_use]
    pub fn signature_due(&self, cleared_on: NaiveDate) -> NaiveDate {
        months_later(cleared_on, self.opinion_months)
    }
}

fn months_later(day: NaiveDate, months: u32) -> NaiveDate {
    let amount = i32::try_from(months).unwrap_or(i32::MAX);
    later(day, amount, TermUnit::Month).unwrap_or(NaiveDate::MAX)
}

/// A day that comes back each year, or every few years from one on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    month: u32,
    /// Either the day of the month…
    day: Option<u32>,
    /// …or which Monday of it.
    monday: Option<u32>,
    /// First year and number of years between.
    every: Option<(i32, i32)>,
}

impl RuleSet {
    /// Those of Mexico's federal offices (LFPA art. 28, LFT art. 74).
    #[must_use]
    pub fn of_mexico() -> &'static Self {
        &OF_MEXICO
    }

    /// # Errors
    /// `Command` when the rules are in another form than the file in data/ explains.
    pub fn parse(text: &str) -> Result<Self> {
        let mut days: Self = serde_norway::from_str(text).map_err(|reason| Error::Command(reason.to_string()))?;
        days.rules.sort_by_key(|rule| rule.from);
        Ok(days)
    }

    /// The rules of a file, in the form that data/rules-mexico.yaml shows and explains.
    ///
    /// # Errors
    /// `Command` when it cannot be read, or is in another form.
    pub fn read(path: &Path) -> Result<Self> {
        let told = |reason: String| Error::Command(format!("RAI_RULES {}: {reason}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|reason| told(reason.to_string()))?;
        Self::parse(&text).map_err(|reason| told(reason.to_string()))
    }

    fn on(&self, day: NaiveDate) -> Option<&Rule> {
        self.rules.iter().rev().find(|rule| rule.from <= day)
    }

    /// The terms that hold on a day.
    #[must_use]
    pub fn terms_on(&self, day: NaiveDate) -> Terms {
        self.on(day).map_or_else(Terms::default, |rule| rule.terms)
    }

    /// Whether offices are open on a day.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let rule = self.on(day);
        let holiday = rule.is_some_and(|rule| rule.holidays.iter().any(|holiday| holiday.falls_on(day)));
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holiday
    }

    /// The so-manyeth working day after a day: a term begins on the day after it was told (LFPA art. 38).
    #[must_use]
    pub fn after(&self, day: NaiveDate, count: u32) -> NaiveDate {
        let following = day.iter_days().skip(1).filter(|day| self.is_working_day(*day));
        following.take(count as usize).last().unwrap_or(day)
    }

    /// How many working days lie behind a day, up to another one and with it.
    #[must_use]
    pub fn between(&self, after: NaiveDate, until: NaiveDate) -> u32 {
        let days = after.iter_days().skip(1).take_while(|day| *day <= until);
        let count = days.filter(|day| self.is_working_day(*day)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

impl Holiday {
    fn falls_on(&self, day: NaiveDate) -> bool {
        let this_year = self
            .every
            .is_none_or(|(first, years)| day.year() >= first && years > 0 && (day.year() - first) % years == 0);
        let this_day = match (self.day, self.monday) {
            (Some(of_month), _) => day.day() == of_month,
            (None, Some(which)) => day.weekday() == Weekday::Mon && (day.day() - 1) / 7 + 1 == which,
            (None, None) => false,
        };
        day.month() == self.month && this_year && this_day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_rules_in_data_are_in_the_form_they_have_to_be() {
        assert!(RuleSet::parse(MEXICO).unwrap().rules.len() > 1);
        let terms = "{resolution_months: 3, completion_days: 5, completion_part: 3, opinion_months: 12}";
        let rule = |field: &str| RuleSet::parse(&format!("rules: [{{from: 2020-01-01, terms: {terms}, {field}: []}}]"));
        assert!(rule("holidays").is_ok() && rule("holydays").is_err());
    }

    #[test]
    fn the_ministry_has_three_months_and_a_third_of_them_to_ask_for_what_is_missing() {
        let terms = RuleSet::of_mexico().terms_on(day("2026-11-22"));
        assert_eq!(terms.resolution_due(day("2026-11-30"), 0), day("2027-02-28"));
        assert_eq!(terms.resolution_due(day("2026-11-20"), 12), day("2027-03-04"));
        assert_eq!(terms.completion_request_due(day("2026-11-20")), day("2026-12-20"));
        assert_eq!(RuleSet::default().terms_on(day("2026-11-22")), terms);
    }

    #[test]
    fn holidays_move_with_their_mondays_and_change_with_the_law() {
        let mexico = RuleSet::of_mexico();
        let holidays = [
            "2026-11-16",
            "2026-02-02",
            "2026-03-16",
            "2026-05-05",
            "2024-10-01",
            "2018-12-01",
        ];
        for holiday in holidays {
            assert!(!mexico.is_working_day(day(holiday)), "{holiday}");
        }
        // Before 2006 nobody rested on the first Monday of February.
        assert!(mexico.is_working_day(day("2004-02-02")) && !mexico.is_working_day(day("2004-02-05")));
        // The power changes hands on 1 October since 2024.
        assert!(mexico.is_working_day(day("2025-10-01")) && mexico.is_working_day(day("2030-12-02")));
        assert!(!mexico.is_working_day(day("2030-10-01")));
    }

    #[test]
    fn a_term_begins_on_the_day_after() {
        let mexico = RuleSet::of_mexico();
        assert_eq!(mexico.after(day("2026-11-13"), 1), day("2026-11-17"));
        assert_eq!(mexico.after(day("2026-11-13"), 5), day("2026-11-24"));
        assert_eq!(mexico.between(day("2026-11-13"), day("2026-11-24")), 5);
        assert_eq!(mexico.between(day("2026-11-13"), day("2026-11-16")), 0);
    }
}
