//! The periods of a term that renews itself: when each ends, and until when a party may say that it does not want the next one.

use chrono::{Days, NaiveDate};

use super::super::term::{Renewal, Term, TermUnit, later};

/// A first period and those that follow it by automatic renewal, from the day on which the agreement begins to have effect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Periods<'a> {
    start: NaiveDate,
    first: (i32, TermUnit),
    renewal: Option<&'a Renewal>,
}

impl<'a> Periods<'a> {
    /// Of a term with a length; others have no periods.
    pub(super) fn of(term: &'a Term, start: NaiveDate) -> Option<Self> {
        Some(Self {
            start,
            first: (term.amount?, term.unit?),
            renewal: term.renewal.as_ref(),
        })
    }

    /// The first day without effect when nobody objects; nothing when it renews itself without end.
    pub(super) fn last_end(&self) -> Option<NaiveDate> {
        match self.renewal {
            None => self.end_after(0),
            Some(renewal) => self.end_after(renewal.times?),
        }
    }

    /// The end of the period after so many renewals.
    fn end_after(&self, renewals: i32) -> Option<NaiveDate> {
        let first = later(self.start, self.first.0, self.first.1)?;
        match self.renewal {
            Some(renewal) if renewals > 0 => later(first, renewal.amount.checked_mul(renewals)?, renewal.unit),
            _ => Some(first),
        }
    }

    /// The first end of a period on or after a day; nothing when the last one lies before it.
    pub(super) fn first_end_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        let most = self.renewal.map_or(0, |renewal| renewal.times.unwrap_or(MOST_RENEWALS));
        // Ends follow one another, so the first that is late enough is found by halving.
        let (mut low, mut high) = (0, most);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.end_after(middle).is_some_and(|end| end < day) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.end_after(low).filter(|end| *end >= day)
    }

    /// The end that a notice of non-renewal brings about: that of the first period whose deadline it keeps.
    pub(super) fn end_by_notice(&self, given_on: NaiveDate, notice_days: Option<i32>) -> Option<NaiveDate> {
        let days = u64::try_from(notice_days.unwrap_or(0)).ok()?;
        self.first_end_from(given_on.checked_add_days(Days::new(days))?)
    }
}

/// A day's renewals for 500 years.
const MOST_RENEWALS: i32 = 182_621;

#[cfg(test)]
mod tests {
    use super::super::super::term::TermKind;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn term(times: Option<i32>) -> Term {
        Term {
            kind: TermKind::Fixed,
            amount: Some(3),
            unit: Some(TermUnit::Year),
            renewal: Some(Renewal {
                amount: 1,
                unit: TermUnit::Year,
                times,
            }),
            ..Term::default()
        }
    }

    #[test]
    fn each_period_ends_a_renewal_later() {
        let endless = term(None);
        let periods = Periods::of(&endless, day("2016-02-29")).unwrap();
        assert_eq!(periods.last_end(), None);
        assert_eq!(periods.first_end_from(day("2016-03-01")), Some(day("2019-02-28")));
        assert_eq!(periods.first_end_from(day("2019-02-28")), Some(day("2019-02-28")));
        assert_eq!(periods.first_end_from(day("2026-11-22")), Some(day("2027-02-28")));
        let twice = term(Some(2));
        let periods = Periods::of(&twice, day("2016-02-01")).unwrap();
        assert_eq!(periods.last_end(), Some(day("2021-02-01")));
        assert_eq!(periods.first_end_from(day("2021-02-02")), None);
    }

    #[test]
    fn a_notice_that_comes_too_late_ends_the_next_period() {
        let endless = term(None);
        let periods = Periods::of(&endless, day("2016-02-01")).unwrap();
        assert_eq!(
            periods.end_by_notice(day("2018-11-03"), Some(90)),
            Some(day("2019-02-01"))
        );
        assert_eq!(
            periods.end_by_notice(day("2018-11-04"), Some(90)),
            Some(day("2020-02-01"))
        );
    }
}
