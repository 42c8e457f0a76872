//! What is said of a document is changed; its content never is.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::add::may_add;
use super::{Authenticity, Document, DocumentId, Listed, Visibility, find, of_agreement};
use crate::access::Actor;
use crate::bodies::read_date;
use crate::clock::Clock;
use crate::content::{Submitted, lay_over};
use crate::db::DbConnection;
use crate::db::schema::documents;
use crate::error::{Error, Result};
use crate::fault;
use crate::journal::{self, Action, Change};

/// What can be changed of a document.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentPatch {
    pub title: String,
    pub label: Option<String>,
    pub language: Option<String>,
    pub authenticity: Option<Authenticity>,
    pub prevails: Option<bool>,
    pub visibility: Option<Visibility>,
    pub dated_on: Option<String>,
    pub note: Option<String>,
}

/// Changes what is said of a document.
///
/// # Errors
/// `NotFound` or `Forbidden` for whoever may not, what `expected` says of its version, `Content` with everything that is wrong.
pub fn edit(
    conn: &mut DbConnection,
    id: DocumentId,
    expected: impl FnOnce(i32) -> Result<()>,
    patch: Submitted<Value>,
    by: &Actor,
    clock: &Clock,
) -> Result<Listed> {
    let mut document = find(conn, &by.sight(), id)?.document;
    may_add(conn, &document.agreement.to_string(), by)?;
    expected(document.version)?;
    let before = document.clone();
    let Submitted { content, mut faults } = lay_over(&DocumentPatch::of(&document), patch)?;
    content.title.trim().clone_into(&mut document.title);
    document.label = content.label;
    document.language = content.language;
    document.authenticity = content.authenticity;
    document.prevails = content.prevails.unwrap_or(false);
    document.visibility = content.visibility.unwrap_or(Visibility::Internal);
    document.dated_on = content
        .dated_on
        .as_deref()
        .and_then(|date| read_date(date, "/dated_on", &mut faults));
    document.note = content.note;
    document.check(&of_agreement(conn, &by.sight(), document.agreement)?, &mut faults);
    if !faults.is_empty() {
        fault::in_order(&mut faults);
        return Err(Error::Content(faults));
    }
    if document == before {
        return find(conn, &by.sight(), id);
    }

    document.version += 1;
    document.updated_at = clock.now();
    diesel::update(documents::table.find(id).filter(documents::version.eq(before.version)))
        .set((
            documents::title.eq(&document.title),
            documents::label.eq(&document.label),
            documents::language.eq(&document.language),
            documents::authenticity.eq(document.authenticity),
            documents::prevails.eq(document.prevails),
            documents::visibility.eq(document.visibility),
            documents::dated_on.eq(document.dated_on.map(|date| date.to_string())),
            documents::note.eq(&document.note),
            documents::version.eq(document.version),
            documents::updated_at.eq(document.updated_at),
        ))
        .execute(conn)?;
    let change = Change::document(Action::DocumentEdited, &document)?;
    journal::record(conn, &change, by, document.updated_at)?;
    find(conn, &by.sight(), id)
}

impl DocumentPatch {
    fn of(document: &Document) -> Self {
        Self {
            title: document.title.clone(),
            label: document.label.clone(),
            language: document.language.clone(),
            authenticity: document.authenticity,
            prevails: Some(document.prevails),
            visibility: Some(document.visibility),
            dated_on: document.dated_on.map(|date| date.to_string()),
            note: document.note.clone(),
        }
    }
}
