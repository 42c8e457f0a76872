//! A document is added to an agreement.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Authenticity, Digest, Document, DocumentId, DocumentKind, Listed, TextState, Visibility, find, of_agreement,
};
use crate::access::{Actor, Deed, Role};
use crate::agreements::{self, AgreementId};
use crate::bodies::read_date;
use crate::clock::Clock;
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::db::schema::{documents, files};
use crate::error::{Error, Result};
use crate::fault::{self, Fault, FaultCode};
use crate::journal::{self, Action, Change};
use crate::language::words;
use crate::partial_date::PartialDate;

/// What its sender says of a document.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentInput {
    pub kind: Option<DocumentKind>,
    pub title: String,
    pub label: Option<String>,
    pub language: Option<String>,
    pub authenticity: Option<Authenticity>,
    pub prevails: Option<bool>,
    pub visibility: Option<Visibility>,
    pub dated_on: Option<String>,
    pub note: Option<String>,
    pub supersedes: Option<String>,
}

/// A content that is in the store.
#[derive(Debug, Clone)]
pub struct Stored {
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    pub media_type: super::kind::MediaType,
    pub pages: Option<u32>,
    pub file_name: String,
}

/// Adds a document whose content is in the store already.
///
/// # Errors
/// As [`check`].
pub fn add(
    conn: &mut DbConnection,
    agreement: &str,
    said: Submitted<DocumentInput>,
    stored: &Stored,
    by: &Actor,
    clock: &Clock,
) -> Result<Listed> {
    let document = check(conn, agreement, said, stored, by, clock)?;
    keep_file(conn, stored, &document)?;
    insert(conn, &document)?;
    let change = Change::document(Action::DocumentAdded, &document)?;
    journal::record(conn, &change, by, document.created_at)?;
    find(conn, &by.sight(), document.id)
}

/// The document that would be added.
///
/// # Errors
/// `NotFound` or `Forbidden` for whoever may not, `Content` with everything that is wrong.
pub fn check(
    conn: &mut DbConnection,
    agreement: &str,
    said: Submitted<DocumentInput>,
    stored: &Stored,
    by: &Actor,
    clock: &Clock,
) -> Result<Document> {
    let agreement = may_add(conn, agreement, by)?;
    let Submitted { content, mut faults } = said;
    let others = of_agreement(conn, &by.sight(), agreement)?;
    let now = clock.now();
    let document = Document {
        id: DocumentId(clock.new_id()),
        agreement,
        kind: content.kind.unwrap_or(DocumentKind::Draft),
        title: content.title.trim().to_owned(),
        dated_on: content.date(&mut faults),
        supersedes: content.superseded(&others, &mut faults),
        label: content.label,
        language: content.language,
        authenticity: content.authenticity,
        prevails: content.prevails.unwrap_or(false),
        visibility: content.visibility.unwrap_or(Visibility::Internal),
        note: content.note,
        file_name: stored.file_name.clone(),
        media_type: stored.media_type.as_str().to_owned(),
        size: i64::try_from(stored.size).map_err(Error::internal)?,
        sha256: stored.digest.to_string(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    document.check(&others, &mut faults);
    if document.kind == DocumentKind::Opinion && matches!(by.role, Some(Role::Office | Role::Liaison)) {
        let words = words!(
            "El dictamen lo agrega el área jurídica (LCT art. 7)",
            "The opinion is added by counsel (LCT art. 7)"
        );
        faults.push(Fault::at("/kind", FaultCode::RoleMismatch, words));
    }
    if faults.is_empty() {
        Ok(document)
    } else {
        fault::in_order(&mut faults);
        Err(Error::Content(faults))
    }
}

/// The agreement, if the caller sees it, answers for it and may add documents to it.
///
/// # Errors
/// `NotFound` or `Forbidden` for whoever may not.
pub fn may_add(conn: &mut DbConnection, agreement: &str, by: &Actor) -> Result<AgreementId> {
    let agreement = agreements::read(conn, &by.sight(), agreement)?.id;
    by.must_be_allowed(Deed::KeepDocuments)?;
    by.must_answer_for(conn, agreement)?;
    Ok(agreement)
}

impl DocumentInput {
    fn date(&self, faults: &mut Vec<Fault>) -> Option<PartialDate> {
        self.dated_on
            .as_deref()
            .and_then(|date| read_date(date, "/dated_on", faults))
    }

    /// The document it takes the place of: of the same agreement and kind, and nobody took its place before.
    fn superseded(&self, others: &[Listed], faults: &mut Vec<Fault>) -> Option<DocumentId> {
        let id = self.supersedes.as_deref().and_then(DocumentId::parse)?;
        let (code, words) = match others.iter().find(|other| other.document.id == id) {
            None => (
                FaultCode::UnknownDocument,
                words!(
                    "Este acuerdo no tiene ese documento",
                    "This agreement has no such document"
                ),
            ),
            Some(other) if other.superseded_by.is_some() => (
                FaultCode::DuplicateValue,
                words!(
                    "Otro documento ya lo sustituyó: sustituya a ese",
                    "Another document superseded it already: supersede that one"
                ),
            ),
            Some(other) if Some(other.document.kind) != self.kind => (
                FaultCode::InvalidFormat,
                words!(
                    "Un documento sustituye a otro de su clase",
                    "A document supersedes another one of its kind"
                ),
            ),
            Some(_) => return Some(id),
        };
        faults.push(Fault::at("/supersedes", code, words));
        None
    }
}

impl Document {
    /// Adds everything that does not go together in it, or with the agreement's other documents.
    pub(super) fn check(&self, others: &[Listed], faults: &mut Vec<Fault>) {
        if self.title.is_empty() {
            let words = words!("Diga cómo se llama el documento", "Say what the document is called");
            faults.push(Fault::at("/title", FaultCode::MissingField, words));
        }
        if self.kind == DocumentKind::Annex && self.label.is_none() {
            let words = words!(
                "Un anexo dice cómo lo llama el texto, por ejemplo «Anexo A»",
                "An annex says what the text calls it, such as “Annex A”"
            );
            faults.push(Fault::at("/label", FaultCode::MissingField, words));
        }
        if !self.prevails {
            return;
        }
        if !self.kind.is_text() || self.authenticity != Some(Authenticity::Authentic) || self.language.is_none() {
            let words = words!(
                "Solo prevalece un texto auténtico, en un idioma",
                "Only an authentic text, in one language, prevails"
            );
            faults.push(Fault::at("/prevails", FaultCode::InvalidFormat, words));
        }
        let another = others.iter().any(|other| {
            let (document, replaced) = (&other.document, other.superseded_by.is_some());
            let same = document.id == self.id || Some(document.id) == self.supersedes;
            document.prevails && !replaced && !same && document.language != self.language
        });
        if another {
            let words = words!(
                "Otro texto, en otro idioma, prevalece ya",
                "Another text, in another language, prevails already"
            );
            faults.push(Fault::at("/prevails", FaultCode::DuplicateValue, words));
        }
    }
}

/// Remembers a content, if it is new; its text is read later.
fn keep_file(conn: &mut DbConnection, stored: &Stored, document: &Document) -> Result<()> {
    let sha256 = &stored.digest.0[..];
    let known: i64 = files::table.filter(files::sha256.eq(sha256)).count().get_result(conn)?;
    if known == 0 {
        diesel::insert_into(files::table)
            .values((
                files::sha256.eq(sha256),
                files::size.eq(document.size),
                files::media_type.eq(&document.media_type),
                files::pages.eq(stored.pages.and_then(|pages| i32::try_from(pages).ok())),
                files::text_state.eq(if stored.media_type.has_text() {
                    TextState::Waiting
                } else {
                    TextState::None
                }),
                files::stored_at.eq(document.created_at),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn insert(conn: &mut DbConnection, document: &Document) -> Result<()> {
    let digest = Digest::parse(&document.sha256).ok_or_else(|| Error::internal("a digest of our own"))?;
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(document.id),
            documents::agreement_id.eq(document.agreement),
            documents::kind.eq(document.kind),
            documents::title.eq(&document.title),
            documents::label.eq(&document.label),
            documents::language.eq(&document.language),
            documents::authenticity.eq(document.authenticity),
            documents::prevails.eq(document.prevails),
            documents::visibility.eq(document.visibility),
            documents::dated_on.eq(document.dated_on.map(|date| date.to_string())),
            documents::note.eq(&document.note),
            documents::file_name.eq(&document.file_name),
            documents::sha256.eq(&digest.0[..]),
            documents::supersedes_id.eq(document.supersedes),
            documents::version.eq(document.version),
            documents::created_at.eq(document.created_at),
            documents::updated_at.eq(document.updated_at),
        ))
        .execute(conn)?;
    Ok(())
}
