//! Working days: every day but Saturdays, Sundays and public holidays, by the rule that held on the day.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use crate::error::{Error, Result};

/// The rules of Mexico, word for word as they stand in data/.
const MEXICO: &str = include_str!("../data/working-days-mexico.yaml");

static OF_MEXICO: LazyLock<WorkingDays> = LazyLock::new(|| WorkingDays::parse(MEXICO).unwrap_or_default());

/// Which days are worked, by rules that follow one another.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingDays {
    /// The oldest first.
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// The first day on which it holds.
    from: NaiveDate,
    holidays: Vec<Holiday>,
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

impl WorkingDays {
    /// Those of Mexico's federal offices (LFPA art. 28, LFT art. 74).
    #[must_use]
    pub fn of_mexico() -> &'static Self {
        &OF_MEXICO
    }

    /// # Errors
    /// `Command` when the rules are in another form than the file in data/ explains.
    pub fn parse(text: &str) -> Result<Self> {
        let mut days: Self =
            serde_norway::from_str(text).map_err(|reason| Error::Command(format!("working days: {reason}")))?;
        days.rules.sort_by_key(|rule| rule.from);
        Ok(days)
    }

    /// Whether offices are open on a day.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let rule = self.rules.iter().rev().find(|rule| rule.from <= day);
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
    pub fn between(&self, after: NaiveDate, until: NaiveDate) -> usize {
        let days = after.iter_days().skip(1).take_while(|day| *day <= until);
        days.filter(|day| self.is_working_day(*day)).count()
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
        assert!(WorkingDays::parse(MEXICO).unwrap().rules.len() > 1);
        assert!(WorkingDays::parse("rules: [{from: 2020-01-01, holydays: []}]").is_err());
    }

    #[test]
    fn holidays_move_with_their_mondays_and_change_with_the_law() {
        let mexico = WorkingDays::of_mexico();
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
        let mexico = WorkingDays::of_mexico();
        assert_eq!(mexico.after(day("2026-11-13"), 1), day("2026-11-17"));
        assert_eq!(mexico.after(day("2026-11-13"), 5), day("2026-11-24"));
        assert_eq!(mexico.between(day("2026-11-13"), day("2026-11-24")), 5);
        assert_eq!(mexico.between(day("2026-11-13"), day("2026-11-16")), 0);
    }
}
