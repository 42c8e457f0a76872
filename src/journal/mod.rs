//! The journal: one entry for every change, written in the same transaction, never changed afterwards.

mod canonical;
mod changes;
mod labels;
mod reading;
mod tide;
mod withdraw;

use std::borrow::Cow;

use diesel::prelude::*;

pub use self::canonical::canonical_after;
pub use self::changes::FieldChange;
pub use self::reading::{
    Entry, EntryActor, EntryRecord, agreement_at, between_versions, latest, list, numbers_seen, said_last,
};
pub use self::tide::Tide;
pub use self::withdraw::{Occurrence, WITHDRAWN, occurrences, stays_readable, withdraw};
use crate::access::{Actor, ActorKind, Role};
use crate::accounts::Account;
use crate::agreements::{Agreement, AgreementId};
use crate::bodies::Body;
use crate::clock::Timestamp;
use crate::db::schema::entries;
use crate::db::{DbConnection, directly, insert_rows, text_enum};
use crate::documents::{Document, DocumentId};
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
        AgreementClausesNoted = "agreement.clauses_noted",
        AgreementStatementAdded = "agreement.statement_added",
        /// Of sources that contradicted one another one was found right.
        AgreementDecided = "agreement.decided",
        AgreementRedactionRequested = "agreement.redaction_requested",
        /// Something was withdrawn by order from earlier entries.
        AgreementRedacted = "agreement.redacted",
        DocumentAdded = "document.added",
        DocumentEdited = "document.edited",
        /// What could be read of its text, page by page, is there to be found.
        DocumentRead = "document.read",
        BodyCreated = "body.created",
        BodyEdited = "body.edited",
        BodySucceeded = "body.succeeded",
        CatalogueLoaded = "catalogue.loaded",
        TokenCreated = "token.created",
        TokenRevoked = "token.revoked",
        AccountCreated = "account.created",
        /// One that had ended begins anew, with another token.
        AccountReopened = "account.reopened",
        /// Somebody was handed a link by which to set the password.
        AccountLinkMade = "account.link_made",
        AccountPasswordSet = "account.password_set",
        /// Somebody signed in at a provider for the first time.
        AccountIdentityLinked = "account.identity_linked",
        AccountSignedOutEverywhere = "account.signed_out_everywhere",
    }
}

text_enum! {
    /// What kind of record it happened to.
    RecordKind {
        Agreement = "agreement",
        Body = "body",
        Catalogue = "catalogue",
        Token = "token",
        /// Of a person, who holds a token by it.
        Account = "account",
        /// Of an agreement.
        Document = "document",
    }
}

/// A change, made from the things themselves, so that record and content cannot be mixed up.
pub struct Change<'a> {
    action: Action,
    kind: RecordKind,
    id: String,
    agreement: Option<AgreementId>,
    document: Option<DocumentId>,
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
            document: None,
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
            document: None,
            content: serde_json::to_string(body)?.into(),
            particulars: None,
        })
    }

    /// # Errors
    /// None that can be met: the record is our own.
    pub fn document(action: Action, document: &Document) -> Result<Self> {
        Ok(Self {
            action,
            kind: RecordKind::Document,
            id: document.id.to_string(),
            agreement: Some(document.agreement),
            document: Some(document.id),
            content: serde_json::to_string(document)?.into(),
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
            document: None,
            content: serde_json::to_string(token)?.into(),
            particulars: None,
        })
    }

    /// # Errors
    /// None that can be met: the record is our own.
    pub fn account(action: Action, account: &Account) -> Result<Self> {
        Ok(Self {
            action,
            kind: RecordKind::Account,
            id: account.id.to_string(),
            agreement: None,
            document: None,
            content: serde_json::to_string(account)?.into(),
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
            document: None,
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
    document_id: Option<DocumentId>,
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
            document_id: change.document,
            content: &change.content,
            particulars: change.particulars.clone(),
        }
    }
}

/// The number of the latest entry about an agreement itself.
///
/// # Errors
/// What the database says.
pub fn latest_about(conn: &mut DbConnection, agreement: AgreementId) -> Result<Option<i64>> {
    Ok(entries::table
        .filter(entries::agreement_id.eq(agreement))
        .filter(entries::record_kind.eq(RecordKind::Agreement))
        .order(entries::number.desc())
        .select(entries::number)
        .first(conn)
        .optional()?)
}

/// The number of the latest entry; 0 before the first.
///
/// # Errors
/// What the database says.
pub fn last_number(conn: &mut DbConnection) -> Result<i64> {
    let last = entries::table.select(diesel::dsl::max(entries::number));
    Ok(directly!(conn, |conn| last.first::<Option<i64>>(conn))?.unwrap_or(0))
}
