//! Validity: legal effect on a day. Always computed from facts, never typed in, never guessed.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::term::{EntryIntoForce, Term, TermKind, later, length_in_words};
use super::{Origin, Stage};
use crate::db::text_enum;
use crate::language::{Language, Words, words};
use crate::partial_date::PartialDate;

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

text_enum! {
    /// Whether the days on which an agreement begins and ends are known.
    ValidityBasis { NotSigned = "not_signed", Unknown = "unknown", Dated = "dated" }
}

/// What validity is computed from; read out of a stored record without the rest of it.
#[derive(Debug, Clone, Deserialize)]
pub struct ValidityFacts {
    pub stage: Option<Stage>,
    pub origin: Origin,
    pub signed_on: Option<PartialDate>,
    pub term: Term,
}

/// From which day to which an agreement has effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub basis: ValidityBasis,
    pub starts_on: Option<NaiveDate>,
    /// The first day without effect; nothing when no end is fixed.
    pub ends_on: Option<NaiveDate>,
    /// The earliest and the latest first day without effect that the facts allow, also where the day itself is not known.
    pub ends_between: Option<(NaiveDate, NaiveDate)>,
    reason: Words,
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
    pub reason: String,
}

/// The end (nothing when none is fixed) or why it is not known, the range it lies in, and the term in words.
type End = (Result<Option<NaiveDate>, Words>, Option<(NaiveDate, NaiveDate)>, Words);

impl ValidityFacts {
    /// The span, with the reason for it.
    #[must_use]
    pub fn span(&self) -> Span {
        if self.is_not_signed() {
            let reason = words!("Todavía no se firma", "Not signed yet");
            return Span {
                basis: ValidityBasis::NotSigned,
                starts_on: None,
                ends_on: None,
                ends_between: None,
                reason,
            };
        }
        let start = self.start();
        let (end, ends_between, term) = self.end();
        match (start, end) {
            (Ok((starts_on, from)), Ok(ends_on)) => {
                let reason = match ends_on {
                    Some(day) => words!("{term} {from}; vence {day}", "{term} {from}; ends {day}"; term, from),
                    None => words!("{term} {from}", "{term} {from}"; term, from),
                };
                Span {
                    basis: ValidityBasis::Dated,
                    starts_on: Some(starts_on),
                    ends_on,
                    ends_between,
                    reason,
                }
            }
            (start, end) => {
                let why = end
                    .err()
                    .or(start.err())
                    .unwrap_or_else(|| words!("No se sabe", "Not known"));
                Span {
                    basis: ValidityBasis::Unknown,
                    starts_on: None,
                    ends_on: None,
                    ends_between,
                    reason: why,
                }
            }
        }
    }

    fn is_not_signed(&self) -> bool {
        let signed = matches!(
            self.stage,
            None | Some(Stage::Signed | Stage::Registered | Stage::Cancelled)
        );
        !signed && self.signed_on.is_none()
    }

    /// The day it begins, or why that is not known.
    fn start(&self) -> Result<(NaiveDate, Words), Words> {
        let (date, missing, event) = match self.term.entry_into_force {
            EntryIntoForce::LastSignature => (
                self.signed_on,
                words!(
                    "No se conoce la fecha de la firma",
                    "The date of the signature is not known"
                ),
                words!("desde la última firma", "from the last signature"),
            ),
            EntryIntoForce::OnDate => (
                self.term.in_force_from,
                words!(
                    "No se conoce la fecha de entrada en vigor",
                    "The date of entry into force is not known"
                ),
                words!("desde su entrada en vigor", "from its entry into force"),
            ),
            EntryIntoForce::OnNotice => (
                self.term.in_force_from,
                words!(
                    "No consta la notificación con la que entra en vigor",
                    "The notice with which it enters into force is not recorded"
                ),
                words!("desde la notificación", "from the notice"),
            ),
            EntryIntoForce::Unknown => {
                return Err(words!(
                    "No se sabe cuándo entra en vigor",
                    "It is not known when it enters into force"
                ));
            }
        };
        let date = date.ok_or(missing)?;
        if let Some(day) = date.day() {
            return Ok((day, words!("{event}, {day}", "{event}, {day}"; event)));
        }
        let (first, last) = (date.earliest(), date.latest());
        Err(words!(
            "La fecha desde la que vale solo se conoce como {date}: pudo ser entre el {first} y el {last}",
            "The date from which it holds is only known as {date}: between {first} and {last}"
        ))
    }

    fn end(&self) -> End {
        let term = &self.term;
        match term.kind {
            TermKind::Indefinite => (Ok(None), None, words!("Indefinido", "Indefinite")),
            TermKind::Unknown => {
                let why = term.text.as_ref().map_or_else(
                    || words!("No se conoce la vigencia pactada", "The agreed term is not known"),
                    |text| {
                        words!(
                            "No se conoce la vigencia pactada; la fuente dice: «{text}»",
                            "The agreed term is not known; the source says: “{text}”"
                        )
                    },
                );
                (Err(why), None, words!("Vigencia desconocida", "Unknown term"))
            }
            TermKind::Until => {
                let until = term
                    .until
                    .and_then(|date| Some((date, date.earliest().succ_opt()?, date.latest().succ_opt()?)));
                match until {
                    Some((date, earliest, latest)) => {
                        let said = words!("Hasta {date},", "Until {date},");
                        let end = if earliest == latest {
                            Ok(Some(earliest))
                        } else {
                            Err(words!(
                                "Su fin solo se conoce como {date}",
                                "Its end is only known as {date}"
                            ))
                        };
                        (end, Some((earliest, latest)), said)
                    }
                    None => (
                        Err(words!("Falta la fecha de su fin", "The date of its end is missing")),
                        None,
                        words!("Hasta una fecha", "Until a date"),
                    ),
                }
            }
            TermKind::Fixed => self.fixed_end(),
        }
    }

    fn fixed_end(&self) -> End {
        let term = &self.term;
        let (Some(amount), Some(unit)) = (term.amount, term.unit) else {
            return (
                Err(words!("Falta la duración", "The length is missing")),
                None,
                words!("Plazo fijo", "Fixed term"),
            );
        };
        let length = length_in_words(amount, unit);
        let said = match &term.renewal {
            None => length,
            Some(renewal) => {
                let each = length_in_words(renewal.amount, renewal.unit);
                match renewal.times {
                    None => words!(
                        "{length} con renovación automática por {each},",
                        "{length} with automatic renewal for {each},";
                        length, each
                    ),
                    Some(times) => words!(
                        "{length} con renovación automática por {each} hasta {times} veces,",
                        "{length} with automatic renewal for {each} up to {times} times,";
                        length, each
                    ),
                }
            }
        };
        if term.renewal.as_ref().is_some_and(|renewal| renewal.times.is_none()) {
            return (Ok(None), None, said);
        }
        let end_from = |start: NaiveDate| {
            let mut end = later(start, amount, unit)?;
            if let Some(renewal) = &term.renewal {
                end = later(end, renewal.amount.checked_mul(renewal.times?)?, renewal.unit)?;
            }
            Some(end)
        };
        let started = match term.entry_into_force {
            EntryIntoForce::LastSignature => self.signed_on,
            EntryIntoForce::OnDate | EntryIntoForce::OnNotice => term.in_force_from,
            EntryIntoForce::Unknown => None,
        };
        let between = started.and_then(|date| Some((end_from(date.earliest())?, end_from(date.latest())?)));
        let end = match (started.and_then(PartialDate::day), between) {
            (Some(_), Some((end, _))) => Ok(Some(end)),
            (None, Some((first, last))) => {
                let date = started.map(|date| date.to_string()).unwrap_or_default();
                Err(words!(
                    "{said} desde una fecha que solo se conoce como {date}: su fin cae entre el {first} y el {last}",
                    "{said} from a date only known as {date}: its end lies between {first} and {last}";
                    said
                ))
            }
            _ => Err(words!("{said} desde una fecha que no se conoce", "{said} from a date that is not known"; said)),
        };
        (end, between, said)
    }
}

impl Span {
    /// The legal effect on a day. Within `expiring_days` of its end an agreement in force is called expiring.
    #[must_use]
    pub fn on(&self, day: NaiveDate, expiring_days: u64, language: Language) -> Validity {
        let (state, since, until, next_change_on) = match (self.basis, self.starts_on) {
            (ValidityBasis::NotSigned, _) => (ValidityState::NotSigned, None, None, None),
            (ValidityBasis::Unknown, _) | (ValidityBasis::Dated, None) => (ValidityState::Unknown, None, None, None),
            (ValidityBasis::Dated, Some(start)) if day < start => {
                (ValidityState::Pending, None, Some(start), Some(start))
            }
            (ValidityBasis::Dated, Some(start)) => match self.ends_on {
                None => (ValidityState::InForce, Some(start), None, None),
                Some(end) if day >= end => (ValidityState::Expired, Some(end), None, None),
                Some(end) => {
                    let warning = end
                        .checked_sub_days(Days::new(expiring_days))
                        .unwrap_or(start)
                        .max(start);
                    if day >= warning {
                        (ValidityState::Expiring, Some(warning), Some(end), Some(end))
                    } else {
                        (ValidityState::InForce, Some(start), Some(end), Some(warning))
                    }
                }
            },
        };
        Validity {
            state,
            as_of: day,
            since,
            until,
            next_change_on,
            reason: self.reason.in_language(language).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::term::{Renewal, TermUnit};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn signed(on: Option<&str>, term: Term) -> ValidityFacts {
        ValidityFacts {
            stage: Some(Stage::Registered),
            origin: Origin::Procedure,
            signed_on: on.map(|on| PartialDate::parse(on).unwrap()),
            term,
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
        facts.span().on(day(text), 180, Language::Spanish)
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
        assert_eq!(on(&facts, "2014-10-12").state, ValidityState::Pending);
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
}
