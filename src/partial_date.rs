//! Dates known to the day, the month or only the year: 42 of the 111 real records have no more than that.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `2014-10-13`, `2014-10` or `2014`. A date that is wholly unknown is the absence of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialDate {
    Day(NaiveDate),
    /// The first day of the month.
    Month(NaiveDate),
    /// The first day of the year.
    Year(NaiveDate),
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotADate {
    /// Not of the form `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    Form,
    /// Of the right form, but no such day exists: `2014-02-30`, `2014-13`.
    Impossible,
}

/// Years before the first treaties of the kind and far after ours are typing errors.
const YEARS: std::ops::RangeInclusive<i32> = 1500..=2200;

impl PartialDate {
    /// Reads one of the three forms.
    ///
    /// # Errors
    /// [`NotADate`] says whether the form is wrong or the day does not exist.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        let number = |digits: &str, length: usize| {
            (digits.len() == length && digits.bytes().all(|digit| digit.is_ascii_digit()))
                .then(|| digits.parse::<u32>().ok())
                .flatten()
        };
        let mut parts = text.split('-');
        let year = parts
            .next()
            .and_then(|digits| number(digits, 4))
            .ok_or(NotADate::Form)?
            .cast_signed();
        let month = parts
            .next()
            .map(|digits| number(digits, 2).ok_or(NotADate::Form))
            .transpose()?;
        let day = parts
            .next()
            .map(|digits| number(digits, 2).ok_or(NotADate::Form))
            .transpose()?;
        if parts.next().is_some() {
            return Err(NotADate::Form);
        }
        let date =
            NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).filter(|_| YEARS.contains(&year));
        let date = date.ok_or(NotADate::Impossible)?;
        Ok(match (month, day) {
            (_, Some(_)) => Self::Day(date),
            (Some(_), None) => Self::Month(date),
            (None, None) => Self::Year(date),
        })
    }

    /// The earliest day it can mean: what it sorts by.
    #[must_use]
    pub const fn earliest(self) -> NaiveDate {
        match self {
            Self::Day(date) | Self::Month(date) | Self::Year(date) => date,
        }
    }

    /// The latest day it can mean.
    #[must_use]
    pub fn latest(self) -> NaiveDate {
        let (first, months) = match self {
            Self::Day(date) => return date,
            Self::Month(first) => (first, 1),
            Self::Year(first) => (first, 12),
        };
        first
            .checked_add_months(Months::new(months))
            .and_then(|next| next.pred_opt())
            .unwrap_or(first)
    }

    /// The day itself, when it is known.
    #[must_use]
    pub const fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(date) => Some(date),
            Self::Month(_) | Self::Year(_) => None,
        }
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{}", date.format("%Y-%m-%d")),
            Self::Month(date) => write!(f, "{}", date.format("%Y-%m")),
            Self::Year(date) => write!(f, "{:04}", date.year()),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("not a date"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_month_means_any_of_its_days() {
        let february = PartialDate::parse("2016-02").unwrap();
        assert_eq!(
            (february.earliest(), february.latest(), february.day()),
            (day(2016, 2, 1), day(2016, 2, 29), None)
        );
        let year = PartialDate::parse("1964").unwrap();
        assert_eq!((year.earliest(), year.latest()), (day(1964, 1, 1), day(1964, 12, 31)));
    }

    #[test]
    fn impossible_days_are_told_from_wrong_forms() {
        for text in ["2014-02-30", "2014-13", "2014-00", "2023-02-29", "0999", "9999"] {
            assert_eq!(PartialDate::parse(text), Err(NotADate::Impossible), "{text}");
        }
        for text in [
            "",
            "14",
            "2014-1",
            "2014-10-1",
            "2014-10-13-1",
            "13/10/2014",
            "2014-10-13T00:00",
            "-2014",
            "２０１４",
            "2014-",
        ] {
            assert_eq!(PartialDate::parse(text), Err(NotADate::Form), "{text}");
        }
    }

    fn partial_dates() -> impl Strategy<Value = PartialDate> {
        (1500i32..2200, 1u32..=12, 1u32..=31, 0..3).prop_filter_map("no such day", |(y, m, d, precision)| {
            let text = match precision {
                0 => format!("{y:04}"),
                1 => format!("{y:04}-{m:02}"),
                _ => format!("{y:04}-{m:02}-{d:02}"),
            };
            PartialDate::parse(&text).ok()
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(date in partial_dates()) {
            prop_assert_eq!(PartialDate::parse(&date.to_string()), Ok(date));
        }

        #[test]
        fn the_earliest_day_is_never_after_the_latest(date in partial_dates()) {
            prop_assert!(date.earliest() <= date.latest());
            prop_assert_eq!(date.day().is_some(), date.earliest() == date.latest());
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
            let _ = PartialDate::parse(&text);
        }
    }
}
