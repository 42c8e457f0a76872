//! Reading the journal: entries as their readers may see them, and records as they stood at a moment.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::changes::{self, FieldChange};
use super::withdraw::{readable, withdrawn_from};
use super::{Action, RecordKind, last_number};
use crate::access::{ActorKind, Role, Sight};
use crate::agreements::{Agreement, AgreementId, Readable};
use crate::clock::Timestamp;
use crate::db::schema::{agreements, entries};
use crate::db::{Backend, DbConnection, exists_in};
use crate::documents;
use crate::error::{Error, Result};

/// One recorded change.
#[derive(Debug, Serialize)]
pub struct Entry {
    pub number: i64,
    pub at: Timestamp,
    pub actor: EntryActor,
    pub action: Action,
    pub record: EntryRecord,
    /// The record after the change, as it was written then.
    pub content: Box<RawValue>,
    /// What was said when a case was moved or a body ended.
    pub particulars: Option<Box<RawValue>>,
    /// What the record says otherwise than in the entry about it before; empty in the first one.
    pub changes: Vec<FieldChange>,
    /// What of it was withdrawn by order and is null here, by JSON pointers into the entry.
    pub withdrawn: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct EntryActor {
    pub kind: ActorKind,
    /// Shown to whoever sees everything; the public is told the role.
    pub name: Option<String>,
    pub role: Option<Role>,
}

#[derive(Debug, Serialize)]
pub struct EntryRecord {
    pub kind: RecordKind,
    pub id: String,
}

#[derive(Queryable)]
struct EntryRow {
    number: i64,
    at: Timestamp,
    actor_kind: ActorKind,
    actor_name: String,
    actor_role: Option<Role>,
    action: Action,
    record_kind: RecordKind,
    record_id: String,
    content: String,
    particulars: Option<String>,
}

/// The columns of an [`EntryRow`].
const COLUMNS: (
    entries::number,
    entries::at,
    entries::actor_kind,
    entries::actor_name,
    entries::actor_role,
    entries::action,
    entries::record_kind,
    entries::record_id,
    entries::content,
    entries::particulars,
) = (
    entries::number,
    entries::at,
    entries::actor_kind,
    entries::actor_name,
    entries::actor_role,
    entries::action,
    entries::record_kind,
    entries::record_id,
    entries::content,
    entries::particulars,
);

/// The entries after a number that may be seen, oldest first; of one agreement, or of everything.
///
/// Entries about tokens and accounts are for whoever sees everything; those about bodies and catalogues for all.
///
/// # Errors
/// What the database says.
pub fn list(
    conn: &mut DbConnection,
    sight: &Sight,
    of: Option<AgreementId>,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>> {
    let rows = match of {
        Some(agreement) => seen_by(sight)
            .filter(entries::number.gt(after))
            .filter(entries::agreement_id.eq(agreement))
            .select(COLUMNS)
            .order(entries::number)
            .limit(limit)
            .load::<EntryRow>(conn)?,
        None => all_after(conn, sight, after, limit)?,
    };
    let mut before = HashMap::new();
    rows.into_iter()
        .map(|row| row.read(conn, sight.sees_field("/actor/name"), &mut before))
        .collect()
}

/// The latest entries of some kinds that may be seen, newest first: those before a number, or the very latest.
///
/// # Errors
/// What the database says.
pub fn latest(
    conn: &mut DbConnection,
    sight: &Sight,
    actions: &[Action],
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let mut rows: Vec<EntryRow> = Vec::new();
    let beyond = last_number(conn)? + 1;
    let mut until = before.map_or(beyond, |before| before.min(beyond));
    let mut stretch = first_stretch(limit);
    while until > 1 {
        let missing = limit - i64::try_from(rows.len()).map_err(Error::internal)?;
        if missing <= 0 {
            break;
        }
        let from = (until - stretch).max(1);
        let some = seen_by(sight)
            .filter(entries::action.eq_any(actions))
            .filter(entries::number.ge(from).and(entries::number.lt(until)))
            .select(COLUMNS)
            .order(entries::number.desc())
            .limit(missing);
        rows.extend(some.load::<EntryRow>(conn)?);
        (until, stretch) = (from, stretch * 4);
    }
    let names = sight.sees_field("/actor/name");
    rows.into_iter()
        .map(|row| row.read(conn, names, &mut HashMap::new()))
        .collect()
}

/// The entries of everything after a number that may be seen, oldest first.
fn all_after(conn: &mut DbConnection, sight: &Sight, after: i64, limit: i64) -> Result<Vec<EntryRow>> {
    let mut rows: Vec<EntryRow> = Vec::new();
    let (mut from, last) = (after, last_number(conn)?);
    let mut stretch = first_stretch(limit);
    while from < last {
        let missing = limit - i64::try_from(rows.len()).map_err(Error::internal)?;
        if missing <= 0 {
            break;
        }
        let until = from.saturating_add(stretch);
        let some = seen_by(sight)
            .filter(entries::number.gt(from).and(entries::number.le(until)))
            .select(COLUMNS)
            .order(entries::number)
            .limit(missing);
        rows.extend(some.load::<EntryRow>(conn)?);
        (from, stretch) = (until, stretch * 4);
    }
    Ok(rows)
}

/// The journal is read along in stretches that grow: for a page of it a database would otherwise look up everything that may be
/// seen first, as PostgreSQL does. The first holds a page unless most of it is hidden.
const fn first_stretch(limit: i64) -> i64 {
    limit.saturating_mul(4)
}

/// The numbers of the entries that may be seen, of those after one number and up to another, in their order.
///
/// # Errors
/// What the database says.
pub fn numbers_seen(conn: &mut DbConnection, sight: &Sight, after: i64, until: i64) -> Result<Vec<i64>> {
    let range = entries::number.gt(after).and(entries::number.le(until));
    Ok(seen_by(sight)
        .filter(range)
        .order(entries::number)
        .select(entries::number)
        .load(conn)?)
}

fn seen_by(sight: &Sight) -> entries::BoxedQuery<'_, Backend> {
    let query = entries::table.into_boxed::<Backend>();
    if *sight == Sight::Everything {
        return query;
    }
    let seen = agreements::table
        .into_boxed::<Backend>()
        .filter(sight.condition())
        .select(agreements::id);
    let open = entries::record_kind.eq_any([RecordKind::Body, RecordKind::Catalogue]);
    let documents = documents::ids_seen(sight);
    let of_no_document = entries::document_id.is_null();
    query.filter(
        open.or(of_no_document.and(exists_in(entries::agreement_id.assume_not_null(), seen)))
            .or(exists_in(entries::document_id.assume_not_null(), documents)),
    )
}

/// What each record said in the entry about it that was read last.
type Before = HashMap<(RecordKind, String), serde_json::Value>;

impl EntryRow {
    fn read(self, conn: &mut DbConnection, names: bool, before: &mut Before) -> Result<Entry> {
        let now: serde_json::Value = serde_json::from_str(&self.content)?;
        let key = (self.record_kind, self.record_id.clone());
        let earlier = match before.remove(&key) {
            Some(earlier) => Some(earlier),
            None => content_before(conn, self.record_kind, &self.record_id, self.number)?,
        };
        let changes = earlier.map_or_else(Vec::new, |earlier| changes::between(&earlier, &now));
        before.insert(key, now);
        let withdrawn = withdrawn_from(conn, self.number)?;
        Ok(Entry {
            number: self.number,
            at: self.at,
            actor: EntryActor {
                kind: self.actor_kind,
                name: names.then_some(self.actor_name),
                role: self.actor_role,
            },
            action: self.action,
            record: EntryRecord {
                kind: self.record_kind,
                id: self.record_id,
            },
            content: RawValue::from_string(self.content)?,
            particulars: self.particulars.map(RawValue::from_string).transpose()?,
            changes,
            withdrawn,
        })
    }
}

/// What the entry before said of a record: one statement for each record on a page.
fn content_before(
    conn: &mut DbConnection,
    kind: RecordKind,
    id: &str,
    number: i64,
) -> Result<Option<serde_json::Value>> {
    let content: Option<String> = entries::table
        .filter(entries::record_kind.eq(kind))
        .filter(entries::record_id.eq(id))
        .filter(entries::number.lt(number))
        .order(entries::number.desc())
        .select(entries::content)
        .first(conn)
        .optional()?;
    Ok(content.map(|content| serde_json::from_str(&content)).transpose()?)
}

/// What an agreement says otherwise in one of its versions than in another.
///
/// # Errors
/// `NotFound` when it may not be seen, or there is no such version.
pub fn between_versions(
    conn: &mut DbConnection,
    sight: &Sight,
    id: AgreementId,
    from: i32,
    to: i32,
) -> Result<Vec<FieldChange>> {
    let rows: Vec<(i64, String)> = seen_by(sight)
        .filter(entries::agreement_id.eq(id))
        .filter(entries::record_kind.eq(RecordKind::Agreement))
        .order(entries::number.desc())
        .select((entries::number, entries::content))
        .load(conn)?;
    let mut of_version = |version: i32| {
        for (number, content) in &rows {
            let content = readable(conn, *number, "/content", content)?;
            if content.get("version").and_then(serde_json::Value::as_i64) == Some(version.into()) {
                return Ok(content);
            }
        }
        Err(Error::NotFound)
    };
    Ok(changes::between(&of_version(from)?, &of_version(to)?))
}

/// An agreement as the register knew it at a moment.
///
/// # Errors
/// `NotFound` when it did not know it yet.
pub fn agreement_at(conn: &mut DbConnection, id: AgreementId, moment: Timestamp) -> Result<Readable> {
    let (number, record): (i64, String) = entries::table
        .filter(entries::agreement_id.eq(id))
        .filter(entries::record_kind.eq(RecordKind::Agreement))
        .filter(entries::at.le(moment))
        .order(entries::number.desc())
        .select((entries::number, entries::content))
        .first(conn)?;
    // Written in the form of its time, shown in that of today.
    let agreement: Agreement = serde_json::from_value(readable(conn, number, "/content", &record)?)?;
    let record = serde_json::to_string(&agreement)?;
    Ok(Readable::new(id, agreement.version, record))
}

/// What was said with the last deed of a kind that was done to an agreement, without what was withdrawn of it.
///
/// # Errors
/// What the database says.
pub fn said_last(conn: &mut DbConnection, id: AgreementId, action: Action) -> Result<Option<serde_json::Value>> {
    let last: Option<(i64, Option<String>)> = entries::table
        .filter(entries::agreement_id.eq(id))
        .filter(entries::action.eq(action))
        .order(entries::number.desc())
        .select((entries::number, entries::particulars))
        .first(conn)
        .optional()?;
    let Some((number, Some(particulars))) = last else {
        return Ok(None);
    };
    readable(conn, number, "/particulars", &particulars).map(Some)
}
