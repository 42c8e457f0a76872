//! The story of a case: what happened, who did it, what was said; out of the journal, as whoever looks may see it.

use serde_json::{Map, Value};

use super::days;
use super::telling::{Telling, Told};
use super::words;
use crate::access::ActorKind;
use crate::error::Result;
use crate::journal::{Action, Entry, RecordKind};
use crate::language::{Language, Words, words as say};

/// Something that happened.
pub struct Happening {
    pub number: i64,
    pub what: String,
    pub who: String,
    /// As people write it, and as machines read it.
    pub on: String,
    pub at: String,
    /// The version of the case after it; nothing for what happened to one of its documents.
    pub version: Option<i64>,
    /// What was said about it.
    pub said: Vec<Told>,
    /// What the record says otherwise since.
    pub changed: Vec<String>,
    /// Whether something of it was withdrawn by order.
    pub is_cut: bool,
    is_said: bool,
}

impl Happening {
    /// Whether it is part of what the two sides wrote to each other.
    pub fn is_said(&self) -> bool {
        self.is_said && !self.said.is_empty()
    }

    /// The version before, with which it is compared.
    pub fn version_before(&self) -> Option<i64> {
        self.version.map(|version| version - 1).filter(|version| *version > 0)
    }
}

/// Tells entries, in their order.
///
/// # Errors
/// `Internal` when an entry is damaged.
pub fn of(entries: &[Entry], telling: Telling<'_>) -> Result<Vec<Happening>> {
    entries.iter().map(|entry| happening(entry, telling)).collect()
}

fn happening(entry: &Entry, telling: Telling<'_>) -> Result<Happening> {
    let language = telling.language;
    let particulars: Option<Map<String, Value>> = entry
        .particulars
        .as_ref()
        .map(|particulars| serde_json::from_str(particulars.get()))
        .transpose()?;
    let content: Value = serde_json::from_str(entry.content.get())?;
    let of_agreement = entry.record.kind == RecordKind::Agreement;
    let mut what = action(entry.action).in_language(language).to_owned();
    if let Some(title) = content.get("title").and_then(Value::as_str).filter(|_| !of_agreement) {
        what = format!("{what}: {title}");
    }
    let mut changed: Vec<String> = Vec::new();
    for change in entry.changes.iter().filter(|_| of_agreement) {
        let label = words::field(&change.pointer).map(|words| words.in_language(language).to_owned());
        changed.extend(label.filter(|label| !changed.contains(label)));
    }
    Ok(Happening {
        number: entry.number,
        what,
        who: who(entry, language),
        on: days::in_words(entry.at.day_in_mexico(), language),
        at: entry.at.to_string(),
        version: content.get("version").and_then(Value::as_i64).filter(|_| of_agreement),
        said: particulars.map_or_else(Vec::new, |said| telling.fields(&said)),
        changed,
        is_cut: !entry.withdrawn.is_empty(),
        is_said: matches!(
            entry.action,
            Action::AgreementSubmitted
                | Action::AgreementCompletionRequested
                | Action::AgreementReviewBegun
                | Action::AgreementObserved
                | Action::AgreementOpinionGiven
                | Action::AgreementWithdrawn
                | Action::AgreementDismissed
                | Action::AgreementLapsed
                | Action::AgreementCancellationRequested
                | Action::AgreementCancelled
        ),
    })
}

fn who(entry: &Entry, language: Language) -> String {
    let role = entry.actor.role.map(words::role);
    let role = match (role, entry.actor.kind) {
        (Some(role), _) => role,
        (None, ActorKind::Command) => say!("Quien opera el registro", "Whoever runs the register"),
        (None, ActorKind::Person) => say!("Una persona", "A person"),
    };
    let role = role.in_language(language);
    match &entry.actor.name {
        Some(name) => format!("{name} ({role})"),
        None => role.to_owned(),
    }
}

/// What happened, as people tell it.
pub fn action(action: Action) -> Words {
    match action {
        Action::AgreementCreated => say!("Se abrió el expediente", "The case was opened"),
        Action::AgreementEdited => say!("Se editó el borrador", "The draft was edited"),
        Action::AgreementImported => say!("Se importó de un archivo", "It was imported from a file"),
        Action::AgreementSubmitted => say!("Se presentó el caso", "The case was submitted"),
        Action::AgreementCompletionRequested => say!("Se previno al promovente", "What is missing was asked for"),
        Action::AgreementReviewBegun => say!("Pasó a revisión", "It was handed to counsel"),
        Action::AgreementObserved => say!("Se enviaron observaciones", "Observations were sent"),
        Action::AgreementOpinionGiven => say!("Se emitió el dictamen", "The opinion was given"),
        Action::AgreementSigned => say!("Se registraron las firmas", "The signatures were recorded"),
        Action::AgreementRegistered => say!("Se inscribió", "It was registered"),
        Action::AgreementWithdrawn => say!("El promovente se desistió", "The petitioner withdrew it"),
        Action::AgreementDismissed => say!("Se desechó", "It was dismissed"),
        Action::AgreementCancellationRequested => {
            say!(
                "Se pidió la baja; falta que la confirme otro registrador",
                "Its cancellation was asked for; another registrar is to confirm it"
            )
        }
        Action::AgreementCancelled => say!("Se dio de baja", "The entry was cancelled"),
        Action::AgreementCorrected => say!("Se corrigió", "It was corrected"),
        Action::AgreementRelated => say!("Cambió un acuerdo ligado", "A linked agreement changed"),
        Action::AgreementEventRecorded => say!("Se anotó un hecho posterior", "A later event was recorded"),
        Action::AgreementFollowedUp => say!("Se informó la actividad", "Activity was reported"),
        Action::AgreementRegularised => say!("Se regularizó", "It was regularised"),
        Action::AgreementLapsed => say!("Se declaró caduco", "It was declared lapsed"),
        Action::AgreementClausesNoted => say!("Se señalaron cláusulas", "Clauses were noted"),
        Action::AgreementStatementAdded => say!("Se anotó lo que dice una fuente", "What a source says was noted"),
        Action::AgreementDecided => say!("Se resolvió una contradicción", "A contradiction was decided"),
        Action::AgreementRedactionRequested => {
            say!(
                "Se pidió retirar datos personales; falta que lo confirme otro registrador",
                "Withdrawing personal data was asked for; another registrar is to confirm it"
            )
        }
        Action::AgreementRedacted => say!("Se retiraron datos por orden", "Data were withdrawn by order"),
        Action::DocumentAdded => say!("Se agregó un documento", "A document was added"),
        Action::DocumentEdited => say!(
            "Se cambiaron los datos de un documento",
            "What is said of a document was changed"
        ),
        Action::DocumentRead => say!("Se leyó el texto de un documento", "The text of a document was read"),
        // Of bodies, tokens and the like: no case has them in its story.
        _ => say!("Otro cambio", "Another change"),
    }
}
