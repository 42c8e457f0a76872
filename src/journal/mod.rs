//! The journal: one entry for every change, written in the same transaction, never changed afterwards.

mod changes;
mod tide;

use std::borrow::Cow;
use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

pub use self::changes::FieldChange;
pub use self::tide::Tide;
use crate::access::{Actor, ActorKind, Role, Sight};
use crate::agreements::{Agreement, AgreementId, Readable};
use crate::bodies::Body;
use crate::clock::Timestamp;
use crate::db::schema::{agreements, entries};
use crate::db::{Backend, DbConnection, directly, insert_rows, text_enum, within};
use crate::error::Result;
use crate::tokens::{Token, TokenId};

text_enum! {
    /// What happened.
    Action {
        AgreementCreated = "agreement.created",
        AgreementEdited = "agreement.edited",
        AgreementImported = "agreement.imported",
        AgreementSubmitted = "agreement.submitted",
        AgreementCompletionRequested = "agreement.completion_requested",
        AgreementReviewBegun = "agreement.review_begun",
        AgreementObserved = "agreement.observed",
        AgreementOpinionGiven = "agreement.opinion_given",
        AgreementSigned = "agreement.signed",
        AgreementRegistered = "agreement.registered",
        AgreementWithdrawn = "agreement.withdrawn",
        AgreementDismissed = "agreement.dismissed",
        AgreementCancellationRequested = "agreement.cancellation_requested",
        AgreementCancelled = "agreement.cancelled",
        AgreementCorrected = "agreement.corrected",
        /// An agreement that it is linked with changed, and with it what this one shows: its links, its effect.
        AgreementRelated = "agreement.related",
        AgreementEventRecorded = "agreement.event_recorded",
        AgreementFollowedUp = "agreement.followed_up",
        /// What was reported is registered now, and shown there.
        AgreementRegularised = "agreement.regularised",
        AgreementLapsed = "agreement.lapsed",
        BodyCreated = "body.created",
        BodyEdited = "body.edited",
        BodySucceeded = "body.succeeded",
        CatalogueLoaded = "catalogue.loaded",
        TokenCreated = "token.created",
        TokenRevoked = "token.revoked",
    }
}

text_enum! {
    /// What kind of record it happened to.
    RecordKind { Agreement = "agreement", Body = "body", Catalogue = "catalogue", Token = "token" }
}

/// A change, made from the things themselves, so that record and content cannot be mixed up.
pub struct Change<'a> {
    action: Action,
    kind: RecordKind,
    id: String,
    agreement: Option<AgreementId>,
    content: Cow<'a, str>,
    particulars: Option<String>,
}

impl<'a> Change<'a> {
    /// # Errors
    /// None that can be met: the record is our own.
    pub fn agreement(action: Action, agreement: &Agreement) -> Result<Self> {
        Ok(Self::agreement_as_written(
            action,
            agreement.id,
            serde_json::to_string(agreement)?,
        ))
    }

    /// The same for a record that was just written out, so that it is not written twice.
    #[must_use]
    pub fn agreement_as_written(action: Action, id: AgreementId, record: impl Into<Cow<'a, str>>) -> Self {
        Self {
            action,
            kind: RecordKind::Agreement,
            id: id.to_string(),
            agreement: Some(id),
            content: record.into(),
            particulars: None,
        }
    }

    /// What was said when the change was made, beside the record after it.
    #[must_use]
    pub fn saying(mut self, particulars: String) -> Self {
        self.particulars = Some(particulars);
        self
    }

    /// # Errors
    /// None that can be met: the record is our own.
    pub fn body(action: Action, body: &Body) -> Result<Self> {
        Ok(Self {
            action,
            kind: RecordKind::Body,
            id: body.id.to_string(),
            agreement: None,
            content: serde_json::to_string(body)?.into(),
            particulars: None,
        })
    }

    /// # Errors
    /// None that can be met: the record is our own.
    pub fn token(action: Action, token: &Token) -> Result<Self> {
        Ok(Self {
            action,
            kind: RecordKind::Token,
            id: token.id.to_string(),
            agreement: None,
            content: serde_json::to_string(token)?.into(),
            particulars: None,
        })
    }

    /// # Errors
    /// None that can be met: the record is our own.
    pub fn catalogue_loaded(name: &str, digest: &str, items: usize) -> Result<Self> {
        let content =
            serde_json::to_string(&serde_json::json!({"name": name, "sha256_base64": digest, "items": items}))?;
        Ok(Self {
            action: Action::CatalogueLoaded,
            kind: RecordKind::Catalogue,
            id: name.to_owned(),
            agreement: None,
            content: content.into(),
            particulars: None,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = entries, treat_none_as_default_value = false)]
struct NewEntry<'a> {
    number: i64,
    at: Timestamp,
    actor_kind: ActorKind,
    actor_name: &'a str,
    actor_role: Option<Role>,
    actor_token: Option<TokenId>,
    action: Action,
    record_kind: RecordKind,
    record_id: &'a str,
    agreement_id: Option<AgreementId>,
    content: &'a str,
    particulars: Option<String>,
}

/// Adds the entry for a change. Writers take turns, so the next number is the last one and one.
///
/// # Errors
/// What the database says.
pub fn record(conn: &mut DbConnection, change: &Change<'_>, by: &Actor, now: Timestamp) -> Result<()> {
    record_all(conn, std::slice::from_ref(change), by, now)
}

/// The same for several changes of one moment, in their order.
///
/// # Errors
/// What the database says.
pub fn record_all(conn: &mut DbConnection, changes: &[Change<'_>], by: &Actor, now: Timestamp) -> Result<()> {
    let first = last_number(conn)? + 1;
    let entry = |(number, change)| NewEntry::of(number, change, by, now);
    insert_rows!(conn, entries::table, (first..).zip(changes).map(entry))?;
    Ok(())
}

impl<'a> NewEntry<'a> {
    fn of(number: i64, change: &'a Change<'_>, by: &'a Actor, now: Timestamp) -> Self {
        Self {
            number,
            at: now,
            actor_kind: by.kind,
            actor_name: &by.name,
            actor_role: by.role,
            actor_token: by.token,
            action: change.action,
            record_kind: change.kind,
            record_id: &change.id,
            agreement_id: change.agreement,
            content: &change.content,
            particulars: change.particulars.clone(),
        }
    }
}

/// The number of the latest entry; 0 before the first.
///
/// # Errors
/// What the database says.
pub fn last_number(conn: &mut DbConnection) -> Result<i64> {
    let last = entries::table.select(diesel::dsl::max(entries::number));
    Ok(directly!(conn, |conn| last.first::<Option<i64>>(conn))?.unwrap_or(0))
}

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

/// The entries after a number that may be seen, oldest first; of one agreement, or of everything.
///
/// Entries about tokens are for whoever sees everything; those about bodies and catalogues for all.
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
    let mut query = entries::table.filter(entries::number.gt(after)).into_boxed::<Backend>();
    if let Some(agreement) = of {
        query = query.filter(entries::agreement_id.eq(agreement));
    }
    if *sight != Sight::Everything {
        let seen = agreements::table
            .into_boxed::<Backend>()
            .filter(sight.condition())
            .select(agreements::id);
        let open = entries::record_kind.eq_any([RecordKind::Body, RecordKind::Catalogue]);
        query = query.filter(open.or(within(entries::agreement_id.assume_not_null(), seen)));
    }
    let rows: Vec<EntryRow> = query
        .select((
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
        ))
        .order(entries::number)
        .limit(limit)
        .load(conn)?;
    let mut before = HashMap::new();
    rows.into_iter()
        .map(|row| row.read(conn, *sight == Sight::Everything, &mut before))
        .collect()
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

/// An agreement as the register knew it at a moment.
///
/// # Errors
/// `NotFound` when it did not know it yet.
pub fn agreement_at(conn: &mut DbConnection, id: AgreementId, moment: Timestamp) -> Result<Readable> {
    let record: String = entries::table
        .filter(entries::agreement_id.eq(id))
        .filter(entries::at.le(moment))
        .order(entries::number.desc())
        .select(entries::content)
        .first(conn)?;
    // Written in the form of its time, shown in that of today.
    let agreement: Agreement = serde_json::from_str(&record)?;
    let record = serde_json::to_string(&agreement)?;
    Ok(Readable::new(id, agreement.version, record))
}
