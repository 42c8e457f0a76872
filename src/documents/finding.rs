//! Finding documents, each with what was read of its text. Sight is part of every question.

use diesel::prelude::*;
use serde::Serialize;

use super::{Authenticity, Digest, Document, DocumentId, DocumentKind, TextState, Visibility};
use crate::access::Sight;
use crate::agreements::AgreementId;
use crate::clock::Timestamp;
use crate::db::schema::{agreements, documents, file_gaps, file_pages, files};
use crate::db::{Backend, DbConnection, exists_in};
use crate::error::{Error, Result};
use crate::partial_date::PartialDate;

/// A document as it is listed: with what became of it and of its text.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    #[serde(flatten)]
    pub document: Document,
    /// Nothing where it has none, or they could not be counted.
    pub pages: Option<i32>,
    pub superseded_by: Option<DocumentId>,
    pub text: TextRead,
}

/// Whether an agreement has a document of one of these kinds.
///
/// # Errors
/// What the database says.
pub fn has_any(conn: &mut DbConnection, agreement: AgreementId, kinds: &[DocumentKind]) -> Result<bool> {
    let found: i64 = documents::table
        .filter(documents::agreement_id.eq(agreement))
        .filter(documents::kind.eq_any(kinds.iter().copied()))
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}

/// How much of the text could be read, and what could not.
#[derive(Debug, Clone, Serialize)]
pub struct TextRead {
    pub state: TextState,
    pub gaps: Vec<Gap>,
}

impl TextRead {
    /// Whether there is any text to be read.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        matches!(self.state, TextState::Read | TextState::Partly)
    }
}

/// A page that could not be read, or the whole.
#[derive(Debug, Clone, Serialize, Queryable)]
pub struct Gap {
    pub page: Option<i32>,
    pub reason: String,
}

#[derive(Queryable)]
struct Row {
    id: DocumentId,
    agreement_id: AgreementId,
    kind: DocumentKind,
    title: String,
    label: Option<String>,
    language: Option<String>,
    authenticity: Option<Authenticity>,
    prevails: bool,
    visibility: Visibility,
    dated_on: Option<String>,
    note: Option<String>,
    file_name: String,
    sha256: Vec<u8>,
    supersedes_id: Option<DocumentId>,
    version: i32,
    created_at: Timestamp,
    updated_at: Timestamp,
    media_type: String,
    size: i64,
    pages: Option<i32>,
    text_state: TextState,
}

impl Row {
    fn read(self, conn: &mut DbConnection) -> Result<Listed> {
        let superseded_by = documents::table
            .filter(documents::supersedes_id.eq(self.id))
            .select(documents::id)
            .first(conn)
            .optional()?;
        let gaps = file_gaps::table
            .filter(file_gaps::sha256.eq(&self.sha256))
            .order(file_gaps::position)
            .select((file_gaps::page, file_gaps::reason))
            .load(conn)?;
        let digest = Digest::of_bytes(&self.sha256).ok_or_else(|| Error::internal("a digest of another length"))?;
        let dated_on = self.dated_on.as_deref().map(PartialDate::parse).transpose();
        let document = Document {
            id: self.id,
            agreement: self.agreement_id,
            kind: self.kind,
            title: self.title,
            label: self.label,
            language: self.language,
            authenticity: self.authenticity,
            prevails: self.prevails,
            visibility: self.visibility,
            dated_on: dated_on.map_err(|_| Error::internal("a stored date"))?,
            note: self.note,
            file_name: self.file_name,
            media_type: self.media_type,
            size: self.size,
            sha256: digest.to_string(),
            supersedes: self.supersedes_id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        };
        Ok(Listed {
            document,
            pages: self.pages,
            superseded_by,
            text: TextRead {
                state: self.text_state,
                gaps,
            },
        })
    }
}

type Columns = (
    documents::id,
    documents::agreement_id,
    documents::kind,
    documents::title,
    documents::label,
    documents::language,
    documents::authenticity,
    documents::prevails,
    documents::visibility,
    documents::dated_on,
    documents::note,
    documents::file_name,
    documents::sha256,
    documents::supersedes_id,
    documents::version,
    documents::created_at,
    documents::updated_at,
    files::media_type,
    files::size,
    files::pages,
    files::text_state,
);
const COLUMNS: Columns = (
    documents::id,
    documents::agreement_id,
    documents::kind,
    documents::title,
    documents::label,
    documents::language,
    documents::authenticity,
    documents::prevails,
    documents::visibility,
    documents::dated_on,
    documents::note,
    documents::file_name,
    documents::sha256,
    documents::supersedes_id,
    documents::version,
    documents::created_at,
    documents::updated_at,
    files::media_type,
    files::size,
    files::pages,
    files::text_state,
);

/// The documents of an agreement that may be seen, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_agreement(conn: &mut DbConnection, sight: &Sight, agreement: AgreementId) -> Result<Vec<Listed>> {
    let rows: Vec<Row> = seen(sight)
        .filter(documents::agreement_id.eq(agreement))
        .order(documents::id)
        .select(COLUMNS)
        .load(conn)?;
    rows.into_iter().map(|row| row.read(conn)).collect()
}

/// The kinds of the documents of some agreements, as far as they may be seen, each once.
///
/// # Errors
/// What the database says.
pub fn kinds_of(
    conn: &mut DbConnection,
    sight: &Sight,
    agreements: &[AgreementId],
) -> Result<Vec<(AgreementId, DocumentKind)>> {
    let mut found = Vec::new();
    for some in agreements.chunks(500) {
        let rows: Vec<(AgreementId, DocumentKind)> = documents::table
            .into_boxed::<Backend>()
            .filter(documents::agreement_id.eq_any(some))
            .filter(exists_in(documents::id, ids_seen(sight)))
            .select((documents::agreement_id, documents::kind))
            .order((documents::agreement_id, documents::kind))
            .distinct()
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Documents that may be seen, in the order of their ids, those behind one.
///
/// # Errors
/// What the database says.
pub fn seen_behind(
    conn: &mut DbConnection,
    sight: &Sight,
    last: Option<DocumentId>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let mut query = seen(sight);
    if let Some(last) = last {
        query = query.filter(documents::id.gt(last));
    }
    let rows: Vec<Row> = query.order(documents::id).limit(limit).select(COLUMNS).load(conn)?;
    rows.into_iter().map(|row| row.read(conn)).collect()
}

/// One document.
///
/// # Errors
/// `NotFound` when there is none, or it may not be seen.
pub fn find(conn: &mut DbConnection, sight: &Sight, id: DocumentId) -> Result<Listed> {
    let row: Row = seen(sight).filter(documents::id.eq(id)).select(COLUMNS).first(conn)?;
    row.read(conn)
}

type Joined<'a> =
    diesel::helper_types::IntoBoxed<'a, diesel::helper_types::InnerJoin<documents::table, files::table>, Backend>;

fn seen(sight: &Sight) -> Joined<'_> {
    let joined = documents::table.inner_join(files::table).into_boxed::<Backend>();
    joined.filter(exists_in(documents::id, ids_seen(sight)))
}

/// The documents that may be seen: whoever sees the agreement sees what is public of it; whoever answers for it, everything.
#[must_use]
pub fn ids_seen(sight: &Sight) -> diesel::helper_types::Select<documents::BoxedQuery<'_, Backend>, documents::id> {
    let of = |condition| {
        agreements::table
            .into_boxed::<Backend>()
            .filter(condition)
            .select(agreements::id)
    };
    let open = documents::visibility
        .eq(Visibility::Public)
        .and(exists_in(documents::agreement_id, of(sight.condition())));
    documents::table
        .into_boxed::<Backend>()
        .filter(open.or(exists_in(documents::agreement_id, of(sight.own()))))
        .select(documents::id)
}

/// A page of a document that is current.
#[derive(Debug, Clone, Queryable)]
pub struct PageText {
    pub document: DocumentId,
    pub visibility: Visibility,
    pub page: i32,
    pub text: String,
}

/// Which agreements have documents that are current, and for whom.
///
/// # Errors
/// What the database says.
pub fn visibilities(conn: &mut DbConnection, agreements: &[AgreementId]) -> Result<Vec<(AgreementId, Visibility)>> {
    let mut found = Vec::new();
    for some in agreements.chunks(500) {
        let rows: Vec<(AgreementId, Visibility)> = documents::table
            .filter(documents::agreement_id.eq_any(some))
            .select((documents::agreement_id, documents::visibility))
            .distinct()
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// What could be read of a document that may be seen: some of its pages, from one on.
///
/// # Errors
/// What the database says.
pub fn pages_of(
    conn: &mut DbConnection,
    sight: &Sight,
    document: DocumentId,
    first: i32,
    count: i64,
) -> Result<Vec<PageText>> {
    Ok(documents::table
        .inner_join(file_pages::table.on(file_pages::sha256.eq(documents::sha256)))
        .into_boxed::<Backend>()
        .filter(exists_in(documents::id, ids_seen(sight)))
        .filter(documents::id.eq(document))
        .filter(file_pages::page.ge(first))
        .order(file_pages::page)
        .limit(count)
        .select((documents::id, documents::visibility, file_pages::page, file_pages::text))
        .load(conn)?)
}

/// What could be read of an agreement's current documents that may be seen, page by page.
///
/// # Errors
/// What the database says.
pub fn page_texts(conn: &mut DbConnection, sight: &Sight, agreement: AgreementId) -> Result<Vec<PageText>> {
    let superseded: Vec<Option<DocumentId>> = documents::table
        .filter(documents::agreement_id.eq(agreement))
        .filter(documents::supersedes_id.is_not_null())
        .select(documents::supersedes_id)
        .load(conn)?;
    let mut pages: Vec<PageText> = documents::table
        .inner_join(file_pages::table.on(file_pages::sha256.eq(documents::sha256)))
        .into_boxed::<Backend>()
        .filter(exists_in(documents::id, ids_seen(sight)))
        .filter(documents::agreement_id.eq(agreement))
        .order((documents::id, file_pages::page))
        .select((documents::id, documents::visibility, file_pages::page, file_pages::text))
        .load(conn)?;
    pages.retain(|page| !superseded.contains(&Some(page.document)));
    Ok(pages)
}
