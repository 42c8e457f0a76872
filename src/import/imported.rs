//! The row of a file that each imported agreement came from, and what keeps it from coming in twice.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::row::{Cell, Fingerprint, Row};
use crate::agreements::AgreementId;
use crate::clock::Timestamp;
use crate::db::schema::imported_rows;
use crate::db::{DbConnection, directly, insert_rows};
use crate::error::Result;

/// Whether any row was ever imported.
pub(super) fn any(conn: &mut DbConnection) -> Result<bool> {
    let first: Option<i64> = imported_rows::table
        .select(imported_rows::line)
        .first(conn)
        .optional()?;
    Ok(first.is_some())
}

pub(super) fn is_known(conn: &mut DbConnection, fingerprint: &Fingerprint) -> Result<bool> {
    let known = imported_rows::table
        .filter(imported_rows::fingerprint.eq(fingerprint.0.as_slice()))
        .select(imported_rows::line);
    let known: Option<i64> = directly!(conn, |conn| known.first(conn)).optional()?;
    Ok(known.is_some())
}

/// A row whose agreement was entered.
#[derive(Insertable)]
#[diesel(table_name = imported_rows)]
pub(super) struct NewRow {
    agreement_id: AgreementId,
    fingerprint: Vec<u8>,
    file: String,
    line: i64,
    imported_at: Timestamp,
    cells: String,
}

impl NewRow {
    pub(super) fn of(agreement: AgreementId, row: Row, file: &str, now: Timestamp) -> Self {
        Self {
            agreement_id: agreement,
            fingerprint: row.fingerprint.0.to_vec(),
            file: file.to_owned(),
            line: i64::try_from(row.line).unwrap_or(i64::MAX),
            imported_at: now,
            cells: row.cells,
        }
    }
}

pub(super) fn remember(conn: &mut DbConnection, rows: impl Iterator<Item = NewRow>) -> Result<()> {
    insert_rows!(conn, imported_rows::table, rows)?;
    Ok(())
}

/// The row an agreement was imported from: every raw string beside what it was read as.
#[derive(Debug, Serialize, Deserialize)]
pub struct ImportedRow {
    pub file: String,
    pub line: i64,
    pub imported_at: Timestamp,
    pub values: Vec<Cell>,
}

/// # Errors
/// `NotFound` when the agreement was not imported.
pub fn row_of(conn: &mut DbConnection, id: AgreementId) -> Result<ImportedRow> {
    let (file, line, imported_at, cells): (String, i64, Timestamp, String) = imported_rows::table
        .find(id)
        .select((
            imported_rows::file,
            imported_rows::line,
            imported_rows::imported_at,
            imported_rows::cells,
        ))
        .first(conn)?;
    Ok(ImportedRow {
        file,
        line,
        imported_at,
        values: serde_json::from_str::<Vec<Cell>>(&cells)?
            .into_iter()
            .map(Cell::whole)
            .collect(),
    })
}
