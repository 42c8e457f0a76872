//! Whether documents, the rows about their contents and the store of contents agree.

use std::collections::HashMap;

use diesel::prelude::*;

use super::Finding;
use crate::db::schema::{documents, file_gaps, file_pages, files};
use crate::db::{Db, DbConnection};
use crate::documents::store::{Object, Store};
use crate::documents::{Digest, DocumentId, TextState, keeper};
use crate::error::Result;
use crate::journal::RecordKind;

/// Verifies the store: every content is there with its length, each with its SHA-256 where `contents` says so, and nothing else.
///
/// # Errors
/// What the database or the store says.
pub async fn in_store(db: &Db, store: &Store, contents: bool) -> Result<Vec<Finding>> {
    let (rows, all) = (db.read_here(rows)?, store.all().await?);
    let objects: HashMap<Digest, &Object> = all.iter().filter_map(|object| Some((object.digest?, object))).collect();
    let mut wrong = Vec::new();
    let orphans = keeper::left_behind(db, store).await?;
    let orphans = orphans
        .iter()
        .map(|object| format!("{} ({} bytes): no document has it", object.name, object.size))
        .collect();
    for (digest, size) in &rows {
        match objects.get(digest) {
            None => wrong.push(format!("{digest}: not in the store")),
            Some(object) if object.size != *size => {
                wrong.push(format!("{digest}: {} bytes instead of {size}", object.size));
            }
            Some(_) if contents => match store.digest_of(*digest).await? {
                found if found == *digest => {}
                found => wrong.push(format!("{digest}: its content is that of {found}")),
            },
            Some(_) => {}
        }
    }
    wrong.sort();
    Ok(vec![
        Finding {
            what: if contents {
                "contents of documents are in the store, unchanged"
            } else {
                "contents of documents are in the store, as long as they were"
            },
            count: rows.len(),
            wrong,
        },
        Finding {
            what: "nothing else is in the store",
            count: all.len(),
            wrong: orphans,
        },
    ])
}

fn rows(conn: &mut DbConnection) -> Result<HashMap<Digest, u64>> {
    let rows: Vec<(Vec<u8>, i64)> = files::table.select((files::sha256, files::size)).load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(sha256, size)| Some((Digest::of_bytes(&sha256)?, size.unsigned_abs())))
        .collect())
}

/// Every content belongs to a document.
pub(super) fn contents_of_none(conn: &mut DbConnection) -> Result<Finding> {
    let used = documents::table.select(documents::sha256);
    let orphans: Vec<Vec<u8>> = files::table
        .filter(files::sha256.ne_all(used))
        .select(files::sha256)
        .load(conn)?;
    let count: i64 = files::table.count().get_result(conn)?;
    let unread: Vec<Vec<u8>> = files::table
        .filter(files::text_state.eq(TextState::Waiting))
        .filter(
            files::sha256
                .eq_any(file_pages::table.select(file_pages::sha256))
                .or(files::sha256.eq_any(file_gaps::table.select(file_gaps::sha256))),
        )
        .select(files::sha256)
        .load(conn)?;
    let name = |sha256: &Vec<u8>| Digest::of_bytes(sha256).map_or_else(String::new, |digest| digest.to_string());
    let of_none = orphans
        .iter()
        .map(|sha256| format!("{}: no document has it", name(sha256)));
    let half = unread
        .iter()
        .map(|sha256| format!("{}: is not read, and has text", name(sha256)));
    Ok(Finding {
        what: "contents belong to documents",
        count: usize::try_from(count).unwrap_or_default(),
        wrong: of_none.chain(half).collect(),
    })
}

/// The latest entry of each document holds its current version.
pub(super) fn latest_document_entries(conn: &mut DbConnection) -> Result<Finding> {
    let rows: Vec<(DocumentId, i32)> = documents::table
        .order(documents::id)
        .select((documents::id, documents::version))
        .load(conn)?;
    let mut wrong = Vec::new();
    for (id, version) in &rows {
        if super::version_in_journal(conn, RecordKind::Document, &id.to_string())? != Some(*version) {
            wrong.push(format!("document {id}, version {version}"));
        }
    }
    Ok(Finding {
        what: "documents agree with the journal",
        count: rows.len(),
        wrong,
    })
}
