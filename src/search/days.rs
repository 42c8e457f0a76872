//! The effect on a day, read from an agreement's phases as the index keeps them: one packed number for each.

use chrono::{Datelike, NaiveDate};

use crate::agreements::validity::{Phase, ValidityState};

/// The last day of the calendar the index knows, behind which phases without an end go on.
const NEVER: u64 = 0x3F_FFFF;

/// The states in the order of the list that is sorted by them; what is expiring is in force, and comes first by its end.
const BY_VALIDITY: [ValidityState; 9] = [
    ValidityState::InForce,
    ValidityState::Expiring,
    ValidityState::Suspended,
    ValidityState::Pending,
    ValidityState::Unknown,
    ValidityState::Expired,
    ValidityState::Terminated,
    ValidityState::Superseded,
    ValidityState::NotSigned,
];

const IN_FORCE: u16 = place(ValidityState::InForce);
const EXPIRING: u16 = place(ValidityState::Expiring);

/// The place of a state among all.
const fn place(state: ValidityState) -> u16 {
    let mut at = 0;
    while ValidityState::ALL[at as usize] as u16 != state as u16 {
        at += 1;
    }
    at
}

/// A day as a number.
pub fn number(day: NaiveDate) -> i32 {
    day.num_days_from_ce()
}

/// A phase in one number: its first day, the first day after it, its state, and whether the effect ends with it.
pub fn pack(phase: &Phase) -> u64 {
    let day = |day: Option<NaiveDate>, without: u64| {
        day.and_then(|day| u64::try_from(number(day)).ok())
            .map_or(without, |day| day.min(NEVER))
    };
    let state = u64::from(place(phase.state));
    day(phase.from, 0) << 32 | day(phase.until, NEVER) << 8 | state << 1 | u64::from(phase.ends)
}

/// The day that validity is asked for, and how near an end is called near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    day: u64,
    warning: u64,
}

impl Day {
    pub fn new(day: NaiveDate, expiring_days: u64) -> Self {
        let day = u64::try_from(number(day)).unwrap_or(0);
        Self {
            day,
            warning: day.saturating_add(expiring_days),
        }
    }

    fn phase(self, phases: &[u64]) -> Option<u64> {
        phases
            .iter()
            .copied()
            .find(|phase| phase >> 32 <= self.day && self.day < end_of(*phase))
    }

    /// The state on the day, as its place among all states.
    pub fn state(self, phases: &[u64]) -> Option<u16> {
        let phase = self.phase(phases)?;
        let state = u16::try_from(phase >> 1 & 0x7F).ok()?;
        let near = state == IN_FORCE && phase & 1 == 1 && end_of(phase) <= self.warning;
        Some(if near { EXPIRING } else { state })
    }

    /// The place in the order by validity: the state's, then what ends soonest.
    pub fn order(self, phases: &[u64]) -> u64 {
        let Some(phase) = self.phase(phases) else {
            return u64::MAX >> 1;
        };
        let state = usize::try_from(phase >> 1 & 0x7F)
            .ok()
            .and_then(|at| ValidityState::ALL.get(at));
        let rank = BY_VALIDITY.iter().zip(0_u64..).find(|(known, _)| Some(*known) == state);
        rank.map_or(u64::MAX >> 1, |(_, rank)| rank << 32 | end_of(phase))
    }
}

const fn end_of(phase: u64) -> u64 {
    phase >> 8 & NEVER
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreements::validity::Reason;

    fn phase(state: ValidityState, from: Option<&str>, until: Option<&str>, ends: bool) -> u64 {
        let day = |text: &str| text.parse().unwrap();
        pack(&Phase {
            state,
            from: from.map(day),
            until: until.map(day),
            ends,
            reason: Reason {
                es: String::new(),
                en: String::new(),
            },
        })
    }

    #[test]
    fn the_state_is_that_of_the_phase_the_day_lies_in() {
        let phases = [
            phase(ValidityState::Pending, None, Some("2014-10-13"), false),
            phase(ValidityState::InForce, Some("2014-10-13"), Some("2019-10-13"), true),
            phase(ValidityState::Expired, Some("2019-10-13"), None, false),
        ];
        for (day, state) in [
            ("1900-01-01", ValidityState::Pending),
            ("2014-10-12", ValidityState::Pending),
            ("2014-10-13", ValidityState::InForce),
            ("2019-04-15", ValidityState::InForce),
            ("2019-04-16", ValidityState::Expiring),
            ("2019-10-12", ValidityState::Expiring),
            ("2019-10-13", ValidityState::Expired),
            ("9999-12-31", ValidityState::Expired),
        ] {
            let asked = Day::new(day.parse().unwrap(), 180);
            let found = asked.state(&phases).map(|at| ValidityState::ALL[usize::from(at)]);
            assert_eq!(found, Some(state), "{day}");
        }
    }

    #[test]
    fn what_ends_soonest_comes_first_and_what_is_over_behind_it() {
        let day = Day::new("2016-01-01".parse().unwrap(), 180);
        let soon = [phase(ValidityState::InForce, None, Some("2017-01-01"), true)];
        let later = [phase(ValidityState::InForce, None, None, false)];
        let over = [phase(ValidityState::Expired, None, None, false)];
        assert!(day.order(&soon) < day.order(&later) && day.order(&later) < day.order(&over));
        assert!(day.order(&over) < day.order(&[]));
    }
}
