//! What the database has for the index: what entries of the journal are about, and every agreement there is.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::document::Documents;
use super::folder::Progress;
use crate::agreements::{self, Agreement, AgreementId};
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::db::schema::{agreement_records, entries};
use crate::error::Result;
use crate::journal::{self, RecordKind};

/// Agreements read at once.
const CHUNK: i64 = 1_000;

/// What entries of the journal are about.
pub struct News {
    pub agreements: Vec<Agreement>,
    /// The last of the entries, and when it was written.
    pub until: (i64, Option<Timestamp>),
}

impl News {
    /// Nothing when there are no later entries.
    pub fn after(conn: &mut DbConnection, entry: i64, documents: &mut Documents) -> Result<Option<Self>> {
        type Row = (i64, Timestamp, RecordKind, String, Option<AgreementId>);
        let rows: Vec<Row> = entries::table
            .filter(entries::number.gt(entry))
            .order(entries::number)
            .select((
                entries::number,
                entries::at,
                entries::record_kind,
                entries::record_id,
                entries::agreement_id,
            ))
            .limit(CHUNK)
            .load(conn)?;
        let Some((number, at, ..)) = rows.last() else {
            return Ok(None);
        };
        let until = (*number, Some(*at));
        let mut ids: BTreeSet<AgreementId> = BTreeSet::new();
        for (_, _, kind, id, agreement) in &rows {
            ids.extend(*agreement);
            if let (RecordKind::Body, Some(body)) = (kind, crate::bodies::BodyId::parse(id)) {
                // Its agreements show its name, and are found under it and under those of its successors.
                ids.extend(agreements::showing_body(conn, body)?);
                documents.forget_bodies();
            }
        }
        let ids: Vec<AgreementId> = ids.into_iter().collect();
        let mut agreements = Vec::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let records: Vec<String> = agreement_records::table
                .filter(agreement_records::agreement_id.eq_any(ids))
                .select(agreement_records::record)
                .load(conn)?;
            for record in records {
                agreements.push(serde_json::from_str(&record)?);
            }
        }
        documents.meet(conn, &agreements)?;
        Ok(Some(Self { agreements, until }))
    }
}

/// Agreements in the order of their ids, those behind one.
pub fn agreements_behind(
    conn: &mut DbConnection,
    last: Option<AgreementId>,
    documents: &mut Documents,
) -> Result<Vec<Agreement>> {
    let mut query = agreement_records::table
        .select(agreement_records::record)
        .order(agreement_records::agreement_id)
        .limit(CHUNK)
        .into_boxed::<crate::db::Backend>();
    if let Some(last) = last {
        query = query.filter(agreement_records::agreement_id.gt(last));
    }
    let records: Vec<String> = query.load(conn)?;
    let agreements = records
        .iter()
        .map(|record| Ok(serde_json::from_str(record)?))
        .collect::<Result<Vec<Agreement>>>()?;
    documents.meet(conn, &agreements)?;
    Ok(agreements)
}

/// The number of the journal's last entry, and when it was written.
pub fn latest_entry(conn: &mut DbConnection) -> Result<(i64, Option<Timestamp>)> {
    let latest = entries::table
        .order(entries::number.desc())
        .select((entries::number, entries::at))
        .first::<(i64, Timestamp)>(conn)
        .optional()?;
    Ok(latest.map_or((0, None), |(number, at)| (number, Some(at))))
}

/// Whether an index was made of this database's journal, and of no other or of one that went on differently.
pub fn is_of_this_journal(conn: &mut DbConnection, progress: &Progress) -> Result<bool> {
    let at: Option<Timestamp> = entries::table
        .find(progress.entry)
        .select(entries::at)
        .first(conn)
        .optional()?;
    Ok(at == progress.at && journal::last_number(conn)? >= progress.entry)
}
