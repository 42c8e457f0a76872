//! What happens to an agreement once it is signed: entry into force by notice, suspension, resumption, termination.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::term::EntryIntoForce;
use crate::bodies::read_date;
use crate::db::text_enum;
use crate::fault::{Fault, FaultCode};
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

text_enum! {
    /// What happened.
    EventKind {
        /// The notice came with which it begins to hold.
        EntryIntoForce = "entry_into_force",
        Suspension = "suspension",
        Resumption = "resumption",
        Termination = "termination",
        /// A party said that it does not want it renewed; the day is that of the notice.
        NonRenewal = "non_renewal",
    }
}

impl EventKind {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::EntryIntoForce => words!("Entrada en vigor", "Entry into force"),
            Self::Suspension => words!("Suspensión", "Suspension"),
            Self::Resumption => words!("Reanudación", "Resumption"),
            Self::Termination => words!("Terminación", "Termination"),
            Self::NonRenewal => words!("Aviso de no renovar", "Notice not to renew"),
        }
    }
}

/// An event, with what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub kind: EventKind,
    /// The day from which it has its effect; of a non-renewal, the day of the notice. Only of a termination no more than the
    /// month or the year may be known.
    pub on: PartialDate,
    /// The note, letter or act that says so.
    pub document: String,
    pub note: Option<String>,
}

/// An event as someone sends it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EventInput {
    pub kind: Option<EventKind>,
    pub on: Option<String>,
    pub document: Option<String>,
    pub note: Option<String>,
}

impl From<&Event> for EventInput {
    fn from(event: &Event) -> Self {
        Self {
            kind: Some(event.kind),
            on: Some(event.on.to_string()),
            document: Some(event.document.clone()),
            note: event.note.clone(),
        }
    }
}

/// Holds the events of a draft against it and against one another, in the order in which they are told.
pub(super) fn check(input: &[EventInput], draft: &Draft, today: NaiveDate, faults: &mut Vec<Fault>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::with_capacity(input.len());
    for (position, given) in input.iter().enumerate() {
        let at = format!("/events/{position}");
        let on = given
            .on
            .as_deref()
            .and_then(|on| read_date(on, &format!("{at}/on"), faults));
        let (Some(kind), Some(on), Some(document)) = (given.kind, on, given.document.clone()) else {
            // The contract asks for all three: what is missing was told by it.
            continue;
        };
        let event = Event {
            kind,
            on,
            document,
            note: given.note.clone(),
        };
        faults.extend(
            event
                .contradictions(&events, draft, today)
                .into_iter()
                .map(|(field, code, words)| Fault::at(format!("{at}/{field}"), code, words)),
        );
        events.push(event);
    }
    events
}

impl Event {
    /// Everything that cannot be so, given the agreement and what happened to it before.
    fn contradictions(
        &self,
        before: &[Self],
        draft: &Draft,
        today: NaiveDate,
    ) -> Vec<(&'static str, FaultCode, Words)> {
        let mut wrong = Vec::new();
        let mut contradicts = |field, code, words| wrong.push((field, code, words));
        if self.kind != EventKind::Termination && self.on.day().is_none() {
            contradicts(
                "on",
                FaultCode::InvalidDate,
                words!("Se espera un día, AAAA-MM-DD", "A day is expected, YYYY-MM-DD"),
            );
        }
        let told = matches!(self.kind, EventKind::EntryIntoForce | EventKind::NonRenewal);
        if told && self.on.earliest() > today {
            contradicts(
                "on",
                FaultCode::FutureDate,
                words!("La fecha todavía no llega", "The date has not come yet"),
            );
        }
        if draft
            .signed_on
            .is_some_and(|signed| self.on.latest() < signed.earliest())
        {
            contradicts(
                "on",
                FaultCode::EventContradicts,
                words!("El acuerdo todavía no se firmaba", "The agreement was not signed yet"),
            );
        }
        let last = |kinds: &[EventKind]| before.iter().rev().find(|event| kinds.contains(&event.kind));
        let halted = last(&[EventKind::Suspension, EventKind::Resumption]);
        let suspended = halted.is_some_and(|event| event.kind == EventKind::Suspension);
        let told_before = last(&[self.kind]).is_some();
        let reason = match self.kind {
            EventKind::EntryIntoForce
                if !matches!(
                    draft.term.entry_into_force,
                    EntryIntoForce::OnNotice | EntryIntoForce::Unknown
                ) =>
            {
                Some(words!(
                    "Su entrada en vigor ya se sabe por la vigencia pactada",
                    "Its entry into force is known by its term"
                ))
            }
            EventKind::EntryIntoForce if told_before => Some(words!(
                "Su entrada en vigor ya consta",
                "Its entry into force is recorded already"
            )),
            EventKind::NonRenewal if draft.term.renewal.is_none() => Some(words!(
                "La vigencia pactada no se renueva por sí misma",
                "Its term does not renew itself"
            )),
            EventKind::NonRenewal if told_before => {
                Some(words!("El aviso ya consta", "The notice is recorded already"))
            }
            EventKind::Suspension if suspended => Some(words!("Ya está suspendido", "It is suspended already")),
            EventKind::Resumption if !suspended => Some(words!("No está suspendido", "It is not suspended")),
            EventKind::Resumption if halted.is_some_and(|since| self.on.earliest() < since.on.earliest()) => {
                Some(words!(
                    "Se reanuda antes de suspenderse",
                    "It is resumed before it is suspended"
                ))
            }
            EventKind::Termination if told_before => Some(words!("Ya está terminado", "It is terminated already")),
            _ => None,
        };
        if let Some(words) = reason {
            contradicts("kind", FaultCode::EventContradicts, words);
        }
        wrong
    }

    /// As it stands in the reason of a validity.
    #[must_use]
    pub fn in_words(&self) -> Words {
        let Self { on, document, .. } = self;
        match self.kind {
            EventKind::EntryIntoForce => {
                words!("En vigor desde el {on} ({document})", "In force from {on} ({document})")
            }
            EventKind::Suspension => words!(
                "Suspendido desde el {on} ({document})",
                "Suspended from {on} ({document})"
            ),
            EventKind::Resumption => words!("Reanudado el {on} ({document})", "Resumed on {on} ({document})"),
            EventKind::Termination => words!("Terminado el {on} ({document})", "Terminated on {on} ({document})"),
            EventKind::NonRenewal => words!(
                "Aviso de no renovar del {on} ({document})",
                "Notice of {on} not to renew ({document})"
            ),
        }
    }
}
