//! Time and randomness enter here and nowhere else, so that tests and proofs can fix them.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that may ask for the time and for identifiers"
)]

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, SubsecRound, Utc};
use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A moment in UTC, to the microsecond: finer than that PostgreSQL forgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DieselNewType)]
pub struct Timestamp(NaiveDateTime);

impl Timestamp {
    /// Reads RFC 3339, with any offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|moment| Self(moment.naive_utc().trunc_subsecs(6)))
    }

    /// What the clocks of Mexico City show at this moment: UTC−6 all year since the summer time was abolished in 2022.
    #[must_use]
    pub fn in_mexico(self) -> NaiveDateTime {
        self.0 - chrono::TimeDelta::hours(6)
    }

    /// The day it is in Mexico City at this moment.
    #[must_use]
    pub fn day_in_mexico(self) -> NaiveDate {
        self.in_mexico().date()
    }

    /// Since the beginning of 1970.
    #[must_use]
    pub const fn microseconds(self) -> i64 {
        self.0.and_utc().timestamp_micros()
    }

    /// This moment, so many days later.
    #[must_use]
    pub fn plus_days(self, days: u64) -> Self {
        Self(self.0.checked_add_days(Days::new(days)).unwrap_or(self.0))
    }

    /// This moment, so many minutes later.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + chrono::TimeDelta::minutes(minutes))
    }
}

impl std::fmt::Display for Timestamp {
    /// RFC 3339 with six decimals: `2026-11-20T17:02:11.120394Z`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}Z", self.0.format("%Y-%m-%dT%H:%M:%S%.6f"))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

/// Says what time it is and hands out identifiers and secrets.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Fixed(Arc<std::sync::Mutex<Timestamp>>),
}

impl Clock {
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is set.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(std::sync::Mutex::new(at))))
    }

    /// Moves a fixed clock; the system's own is not ours to move.
    pub fn set(&self, now: Timestamp) {
        if let Source::Fixed(at) = &self.0 {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = now;
        }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp(Utc::now().naive_utc().trunc_subsecs(6)),
            Source::Fixed(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Today in Mexico City, on which validity is computed unless another day is asked for.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().day_in_mexico()
    }

    /// A new UUIDv7; later ones sort behind earlier ones.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// 256 random bits from the operating system.
    #[must_use]
    pub fn new_secret(&self) -> [u8; 32] {
        rand::random()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_any_offset_and_written_in_utc_with_six_decimals() {
        let moment = Timestamp::parse("2026-11-20T11:02:11.1203946-06:00").unwrap();
        assert_eq!(moment.to_string(), "2026-11-20T17:02:11.120394Z");
        assert_eq!(Timestamp::parse("2026-11-20"), None);
    }

    #[test]
    fn the_day_is_that_of_mexico_city() {
        let evening = Timestamp::parse("2026-11-21T03:00:00Z").unwrap();
        assert_eq!(evening.day_in_mexico(), NaiveDate::from_ymd_opt(2026, 11, 20).unwrap());
    }

    #[test]
    fn identifiers_sort_as_they_were_made() {
        let clock = Clock::system();
        let ids: Vec<_> = (0..1000).map(|_| clock.new_id()).collect();
        assert!(ids.is_sorted());
    }
}
