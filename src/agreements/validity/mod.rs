//! Validity: legal effect on a day. Always computed from facts, never typed in, never guessed.
//!
//! [`facts`] says what an agreement's own facts make of it, [`timeline`] lays events and later agreements over that, and what
//! comes of it is a row of [`Phase`]s, each with its reason in words: the effect on any day is the phase the day lies in.

mod facts;
mod periods;
mod timeline;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

pub use self::facts::{Span, ValidityBasis, ValidityFacts};
use self::periods::Periods;
pub use self::timeline::{Later, phases};
use super::Agreement;
use crate::db::text_enum;
use crate::language::{Language, Words, capitalised, words};

text_enum! {
    /// What legal effect an agreement has on a day.
    ValidityState {
        NotSigned = "not_signed",
        Pending = "pending",
        InForce = "in_force",
        /// In force, and its end is near.
        Expiring = "expiring",
        Expired = "expired",
        Suspended = "suspended",
        Terminated = "terminated",
        Superseded = "superseded",
        Unknown = "unknown",
    }
}

impl ValidityState {
    /// Whether the agreement binds, in full or suspended for a while.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(self, Self::InForce | Self::Expiring | Self::Suspended)
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::NotSigned => words!("Sin firma", "Not signed"),
            Self::Pending => words!("Por entrar en vigor", "Pending"),
            Self::InForce => words!("Vigente", "In force"),
            Self::Expiring => words!("Por vencer", "Expiring"),
            Self::Expired => words!("Vencido", "Expired"),
            Self::Suspended => words!("Suspendido", "Suspended"),
            Self::Terminated => words!("Terminado", "Terminated"),
            Self::Superseded => words!("Sustituido", "Superseded"),
            Self::Unknown => words!("Sin dato", "Unknown"),
        }
    }
}

/// Days in a row with one legal effect. The phases of an agreement follow one another without a gap, from the first day there is
/// to the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Never `expiring`: that depends on how near an end is called near.
    pub state: ValidityState,
    /// The first day; nothing for the first phase.
    pub from: Option<NaiveDate>,
    /// The first day of the next phase; nothing for the last one.
    pub until: Option<NaiveDate>,
    /// Of days in force: whether the effect ends with them, rather than being suspended for a while.
    pub ends: bool,
    pub reason: Reason,
}

/// Why it is so, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub es: String,
    pub en: String,
}

impl From<&Words> for Reason {
    fn from(words: &Words) -> Self {
        Self {
            es: capitalised(&words.es),
            en: capitalised(&words.en),
        }
    }
}

impl Phase {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// The legal effect on one day, with its reason in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Validity {
    pub state: ValidityState,
    pub as_of: NaiveDate,
    /// Since when it is so.
    pub since: Option<NaiveDate>,
    /// Until when the agreement has effect, or will begin to.
    pub until: Option<NaiveDate>,
    pub next_change_on: Option<NaiveDate>,
    /// The next day on which it renews itself.
    pub renews_on: Option<NaiveDate>,
    /// The last day on which a party may give notice that it does not want to go on.
    pub notice_by: Option<NaiveDate>,
    pub reason: String,
}

/// What is kept of an agreement's effect: the phases, and the facts its renewals follow from.
#[derive(Debug, Clone)]
pub struct Effect {
    pub facts: ValidityFacts,
    /// Empty in entries of the journal that were written before phases were kept.
    pub phases: Vec<Phase>,
}

impl Effect {
    /// Of an agreement that was read whole.
    #[must_use]
    pub fn of(agreement: &Agreement) -> Self {
        Self {
            facts: agreement.validity_facts(),
            phases: agreement.phases.clone(),
        }
    }

    /// The legal effect on a day. Within `expiring_days` of its end an agreement in force is called expiring.
    #[must_use]
    pub fn on(&self, day: NaiveDate, expiring_days: u64, language: Language) -> Validity {
        let by_own_facts;
        let phases = if self.phases.is_empty() {
            by_own_facts = phases(&self.facts, &[]);
            &by_own_facts
        } else {
            &self.phases
        };
        let Some(phase) = phases.iter().find(|phase| phase.holds_on(day)) else {
            return Validity::unknown(day);
        };
        let (renews_on, notice_by) = self.deadlines(phase, day);
        let mut validity = Validity {
            state: phase.state,
            as_of: day,
            since: phase.from,
            until: None,
            next_change_on: phase.until,
            renews_on,
            notice_by,
            reason: match language {
                Language::Spanish => phase.reason.es.clone(),
                Language::English => phase.reason.en.clone(),
            },
        };
        if matches!(
            phase.state,
            ValidityState::InForce | ValidityState::Pending | ValidityState::Suspended
        ) {
            validity.until = phase.until;
        }
        if let (ValidityState::InForce, true, Some(end)) = (phase.state, phase.ends, phase.until) {
            let warning = end.checked_sub_days(Days::new(expiring_days));
            let warning = warning.max(phase.from).unwrap_or(end);
            if day >= warning {
                validity.state = ValidityState::Expiring;
                validity.since = Some(warning);
            } else {
                validity.next_change_on = Some(warning);
            }
        }
        validity
    }

    /// When it renews itself next after a day, and until when a party may object.
    fn deadlines(&self, phase: &Phase, day: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let term = &self.facts.term;
        if phase.state != ValidityState::InForce || (term.renewal.is_none() && term.notice_days.is_none()) {
            return (None, None);
        }
        let span = self.facts.span();
        let periods = span.starts_on.and_then(|start| Periods::of(term, start));
        let next = day.succ_opt().and_then(|next| periods?.first_end_from(next));
        let Some(end) = next.filter(|end| phase.until.is_none_or(|until| *end <= until)) else {
            return (None, None);
        };
        let renews_on = Some(end).filter(|end| span.ends_on != Some(*end));
        let notice_by = term
            .notice_days
            .and_then(|days| end.checked_sub_days(Days::new(u64::try_from(days).ok()?)))
            .filter(|by| *by >= day);
        (renews_on, notice_by)
    }
}

impl Validity {
    const fn unknown(day: NaiveDate) -> Self {
        Self {
            state: ValidityState::Unknown,
            as_of: day,
            since: None,
            until: None,
            next_change_on: None,
            renews_on: None,
            notice_by: None,
            reason: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::events::{Event, EventKind};
    use super::super::term::{EntryIntoForce, Renewal, Term, TermKind, TermUnit};
    use super::super::{Origin, Stage};
    use super::*;
    use crate::partial_date::PartialDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn signed(on: Option<&str>, term: Term) -> ValidityFacts {
        ValidityFacts {
            stage: Some(Stage::Registered),
            origin: Origin::Procedure,
            signed_on: on.map(|on| PartialDate::parse(on).unwrap()),
            term,
            events: Vec::new(),
        }
    }

    fn years(amount: i32) -> Term {
        Term {
            kind: TermKind::Fixed,
            amount: Some(amount),
            unit: Some(TermUnit::Year),
            ..Term::default()
        }
    }

    fn on(facts: &ValidityFacts, text: &str) -> Validity {
        let effect = Effect {
            facts: facts.clone(),
            phases: Vec::new(),
        };
        effect.on(day(text), 180, Language::Spanish)
    }

    #[test]
    fn five_years_from_the_last_signature() {
        let facts = signed(Some("2014-10-13"), years(5));
        let expired = on(&facts, "2026-11-22");
        assert_eq!(
            (expired.state, expired.since),
            (ValidityState::Expired, Some(day("2019-10-13")))
        );
        assert_eq!(
            expired.reason,
            "5 años desde la última firma, 2014-10-13; vence 2019-10-13"
        );
        assert_eq!(on(&facts, "2014-10-12").state, ValidityState::NotSigned);
        let first = on(&facts, "2014-10-13");
        assert_eq!(
            (first.state, first.next_change_on),
            (ValidityState::InForce, Some(day("2019-04-16")))
        );
        assert_eq!(on(&facts, "2019-04-15").state, ValidityState::InForce);
        let expiring = on(&facts, "2019-04-16");
        assert_eq!(
            (expiring.state, expiring.until, expiring.next_change_on),
            (
                ValidityState::Expiring,
                Some(day("2019-10-13")),
                Some(day("2019-10-13"))
            )
        );
        assert_eq!(on(&facts, "2019-10-12").state, ValidityState::Expiring);
        assert_eq!(on(&facts, "2019-10-13").state, ValidityState::Expired);
    }

    #[test]
    fn a_date_that_is_missing_or_partial_leaves_validity_unknown_and_says_why() {
        let year_only = on(&signed(Some("1964"), years(50)), "2026-11-22");
        assert_eq!(year_only.state, ValidityState::Unknown);
        assert_eq!(
            year_only.reason,
            "50 años desde una fecha que solo se conoce como 1964: su fin cae entre el 2014-01-01 y el 2014-12-31"
        );
        assert_eq!(
            signed(Some("1964"), years(50)).span().ends_between,
            Some((day("2014-01-01"), day("2014-12-31")))
        );
        assert_eq!(on(&signed(None, years(5)), "2026-11-22").state, ValidityState::Unknown);
        assert_eq!(
            on(&signed(Some("2014-10-13"), Term::default()), "2026-11-22").state,
            ValidityState::Unknown
        );
    }

    #[test]
    fn until_a_date_includes_that_day() {
        let until = |date| Term {
            kind: TermKind::Until,
            until: PartialDate::parse(date).ok(),
            ..Term::default()
        };
        let facts = signed(Some("2005-10-26"), until("2010-10-26"));
        assert_eq!(on(&facts, "2010-10-26").state, ValidityState::Expiring);
        assert_eq!(on(&facts, "2010-10-27").state, ValidityState::Expired);
        let month = signed(Some("2005-10-26"), until("2010-10"));
        assert_eq!(on(&month, "2009-01-01").state, ValidityState::Unknown);
        assert_eq!(month.span().ends_between, Some((day("2010-10-02"), day("2010-11-01"))));
    }

    #[test]
    fn without_an_end_it_stays_in_force() {
        let indefinite = signed(
            Some("2016-02-01"),
            Term {
                kind: TermKind::Indefinite,
                ..Term::default()
            },
        );
        assert_eq!(on(&indefinite, "2099-01-01").state, ValidityState::InForce);
        let renewal = |times| {
            Some(Renewal {
                amount: 3,
                unit: TermUnit::Year,
                times,
            })
        };
        let rolling = signed(
            Some("2016-02-01"),
            Term {
                renewal: renewal(None),
                ..years(3)
            },
        );
        assert_eq!(on(&rolling, "2099-01-01").state, ValidityState::InForce);
        let twice = signed(
            Some("2016-02-01"),
            Term {
                renewal: renewal(Some(2)),
                ..years(3)
            },
        );
        assert_eq!(twice.span().ends_on, Some(day("2025-02-01")));
    }

    #[test]
    fn a_case_before_its_signature_is_not_signed() {
        let draft = ValidityFacts {
            stage: Some(Stage::Draft),
            ..signed(None, years(5))
        };
        assert_eq!(on(&draft, "2026-11-22").state, ValidityState::NotSigned);
        let reported = ValidityFacts {
            stage: None,
            origin: Origin::Reported,
            ..signed(None, years(5))
        };
        assert_eq!(on(&reported, "2026-11-22").state, ValidityState::Unknown);
    }

    #[test]
    fn entry_into_force_may_be_on_a_date_or_on_notice() {
        let on_date = Term {
            entry_into_force: EntryIntoForce::OnDate,
            in_force_from: PartialDate::parse("1989-01-24").ok(),
            ..years(5)
        };
        assert_eq!(
            signed(Some("1988-11-30"), on_date).span().ends_on,
            Some(day("1994-01-24"))
        );
        let on_notice = Term {
            entry_into_force: EntryIntoForce::OnNotice,
            ..years(5)
        };
        assert_eq!(
            on(&signed(Some("1988-11-30"), on_notice), "1990-01-01").state,
            ValidityState::Unknown
        );
    }

    #[test]
    fn a_renewal_and_its_deadline_are_told() {
        let renewed = signed(
            Some("2016-02-01"),
            Term {
                renewal: Some(Renewal {
                    amount: 1,
                    unit: TermUnit::Year,
                    times: None,
                }),
                notice_days: Some(90),
                ..years(3)
            },
        );
        let validity = on(&renewed, "2026-11-01");
        assert_eq!(
            (validity.state, validity.renews_on, validity.notice_by),
            (ValidityState::InForce, Some(day("2027-02-01")), Some(day("2026-11-03")))
        );
        assert_eq!(on(&renewed, "2026-11-04").notice_by, None);
        let told = ValidityFacts {
            events: vec![event(EventKind::NonRenewal, "2026-11-03")],
            ..renewed.clone()
        };
        let ending = on(&told, "2026-11-04");
        assert_eq!(
            (ending.state, ending.until, ending.renews_on),
            (ValidityState::Expiring, Some(day("2027-02-01")), None)
        );
        let late = ValidityFacts {
            events: vec![event(EventKind::NonRenewal, "2026-11-04")],
            ..renewed
        };
        assert_eq!(on(&late, "2026-11-04").until, Some(day("2028-02-01")));
    }

    fn event(kind: EventKind, on: &str) -> Event {
        Event {
            kind,
            on: PartialDate::parse(on).unwrap(),
            document: "Nota 1".into(),
            note: None,
        }
    }
}
