//! The story of a case: what happened, who did it, what was said; out of the journal, as whoever looks may see it.

use serde_json::{Map, Value};

use super::telling::{Telling, Told};
use super::words;
use crate::error::Result;
use crate::journal::{Action, Entry, RecordKind};
use crate::web::agreement::history::who;
use crate::web::said;

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
    let mut what = entry.action.label().in_language(language).to_owned();
    if let Some(title) = content.get("title").and_then(Value::as_str).filter(|_| !of_agreement) {
        what = format!("{what}: {title}");
    }
    let mut changed: Vec<String> = Vec::new();
    for change in entry.changes.iter().filter(|_| of_agreement) {
        let label = words::field(&change.pointer, language);
        changed.extend(label.filter(|label| !changed.contains(label)));
    }
    Ok(Happening {
        number: entry.number,
        what,
        who: who(entry, language),
        on: said::day(entry.at.day_in_mexico(), language),
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
/// Whether nobody has said anything yet beside what was filled in.
pub fn is_silent(happenings: &[Happening]) -> bool {
    !happenings.iter().any(Happening::is_said)
}
