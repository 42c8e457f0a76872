//! What an agreement's own facts say of its effect: from when to when, and why, or why that is not known.

use chrono::NaiveDate;
use serde::Deserialize;

use super::super::events::{Event, EventKind};
use super::super::term::{EntryIntoForce, Term, TermKind, length_in_words};
use super::super::{Origin, Stage};
use super::periods::Periods;
use crate::db::text_enum;
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

text_enum! {
    /// Whether the days on which an agreement begins and ends are known.
    ValidityBasis { NotSigned = "not_signed", Unknown = "unknown", Dated = "dated" }
}

/// What validity is computed from, but for other agreements; read out of a stored record without the rest of it.
#[derive(Debug, Clone, Deserialize)]
pub struct ValidityFacts {
    pub stage: Option<Stage>,
    pub origin: Origin,
    pub signed_on: Option<PartialDate>,
    pub term: Term,
    #[serde(default)]
    pub events: Vec<Event>,
}

/// From which day to which an agreement has effect by its own facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub basis: ValidityBasis,
    pub starts_on: Option<NaiveDate>,
    /// The first day without effect; nothing when no end is fixed.
    pub ends_on: Option<NaiveDate>,
    /// The earliest and the latest first day without effect that the facts allow, also where the day itself is not known.
    pub ends_between: Option<(NaiveDate, NaiveDate)>,
    pub(super) reason: Words,
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

    /// The date from which it holds, as far as it is known, or why it is not.
    fn started(&self) -> Result<(PartialDate, Words), Words> {
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
                self.told(EventKind::EntryIntoForce).or(self.term.in_force_from),
                words!(
                    "No consta la notificación con la que entra en vigor",
                    "The notice with which it enters into force is not recorded"
                ),
                words!("desde la notificación", "from the notice"),
            ),
            EntryIntoForce::Unknown => (
                self.told(EventKind::EntryIntoForce),
                words!(
                    "No se sabe cuándo entra en vigor",
                    "It is not known when it enters into force"
                ),
                words!("desde su entrada en vigor", "from its entry into force"),
            ),
        };
        Ok((date.ok_or(missing)?, event))
    }

    /// When the latest event of a kind happened.
    fn told(&self, kind: EventKind) -> Option<PartialDate> {
        self.events
            .iter()
            .rev()
            .find(|event| event.kind == kind)
            .map(|event| event.on)
    }

    /// The day it begins to have effect, if that is known.
    #[must_use]
    pub fn begins_on(&self) -> Option<NaiveDate> {
        self.start().ok().map(|(day, _)| day)
    }

    /// The day it begins, or why that is not known.
    fn start(&self) -> Result<(NaiveDate, Words), Words> {
        let (date, event) = self.started()?;
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
        let started = self.started().ok().map(|(date, _)| date);
        let not_renewed = self.told(EventKind::NonRenewal).and_then(PartialDate::day);
        let end_from = |start: NaiveDate| {
            let periods = Periods::of(term, start)?;
            match not_renewed {
                Some(notice) => periods.end_by_notice(notice, term.notice_days).or(periods.last_end()),
                None => periods.last_end(),
            }
        };
        let endless = term.renewal.as_ref().is_some_and(|renewal| renewal.times.is_none());
        if endless && not_renewed.is_none() {
            return (Ok(None), None, said);
        }
        let said = match not_renewed {
            Some(notice) => words!(
                "{said} y aviso de no renovar del {notice},",
                "{said} and notice of {notice} not to renew,";
                said
            ),
            None => said,
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
