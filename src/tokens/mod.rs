//! Bearer tokens: 256 random bits, shown once, kept only as their SHA-256.

mod create;
mod last_use;
mod scopes;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

pub use self::create::{TokenInput, create};
pub use self::last_use::{Uses, note_use};
pub use self::scopes::Scopes;
use crate::access::{Actor, ActorKind, Deed, Role};
use crate::bodies::{self, BodyId};
use crate::clock::Timestamp;
use crate::content::Submitted;
use crate::db::schema::tokens;
use crate::db::{Backend, DbConnection, record_id};
use crate::error::{Error, Result};
use crate::journal::{self, Action, Change};
use crate::procedure::NoteInput;

record_id! {
    /// Names a token without being its secret.
    TokenId
}

/// A token as it is listed and remembered; the secret is not part of it.
#[derive(Debug, Clone, Serialize, Queryable)]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    pub role: Role,
    pub body_id: Option<BodyId>,
    pub state: Option<String>,
    pub scopes: Scopes,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// A day in Mexico; no part of what the journal keeps.
    #[serde(skip)]
    pub last_used_on: Option<NaiveDate>,
}

/// The part of a table's columns that make a [`Token`].
pub(crate) type TokenColumns = (
    tokens::id,
    tokens::name,
    tokens::role,
    tokens::body_id,
    tokens::state,
    tokens::scopes,
    tokens::created_at,
    tokens::expires_at,
    tokens::revoked_at,
    tokens::last_used_on,
);

impl Token {
    pub(crate) const COLUMNS: TokenColumns = (
        tokens::id,
        tokens::name,
        tokens::role,
        tokens::body_id,
        tokens::state,
        tokens::scopes,
        tokens::created_at,
        tokens::expires_at,
        tokens::revoked_at,
        tokens::last_used_on,
    );

    /// # Errors
    /// `Forbidden`, `NotFound` when there is none of that id.
    pub fn find(conn: &mut DbConnection, id: TokenId, by: &Actor) -> Result<Self> {
        by.must_be_allowed(Deed::KeepTokens)?;
        Ok(tokens::table.find(id).select(Token::COLUMNS).first(conn)?)
    }

    /// Where it stands in the list.
    #[must_use]
    pub const fn place(&self) -> Place {
        (self.created_at, self.id)
    }
}

/// A place in the list, which goes from the oldest token to the newest.
pub type Place = (Timestamp, TokenId);

/// The tokens behind a place in the list, at most `limit`.
///
/// # Errors
/// `Forbidden`.
pub fn page(conn: &mut DbConnection, after: Option<Place>, limit: i64, by: &Actor) -> Result<Vec<Token>> {
    by.must_be_allowed(Deed::KeepTokens)?;
    let mut query = tokens::table.select(Token::COLUMNS).into_boxed::<Backend>();
    if let Some((at, id)) = after {
        let later = tokens::created_at.gt(at);
        query = query.filter(later.or(tokens::created_at.eq(at).and(tokens::id.gt(id))));
    }
    Ok(query.order((tokens::created_at, tokens::id)).limit(limit).load(conn)?)
}

/// How many tokens there are, those that have ended among them.
///
/// # Errors
/// `Forbidden`.
pub fn count(conn: &mut DbConnection, by: &Actor) -> Result<i64> {
    by.must_be_allowed(Deed::KeepTokens)?;
    Ok(tokens::table.count().get_result(conn)?)
}

/// Ends a token at once, whoever's it is: also one's own. Once it has ended, nothing more is done.
///
/// # Errors
/// `Forbidden`, `NotFound` when there is none of that id, `Content` for what was said.
pub fn revoke(
    conn: &mut DbConnection,
    id: TokenId,
    said: Submitted<NoteInput>,
    by: &Actor,
    now: Timestamp,
) -> Result<Token> {
    let mut token = Token::find(conn, id, by)?;
    if !said.faults.is_empty() {
        return Err(Error::Content(said.faults));
    }
    if token.revoked_at.is_none() {
        token.revoked_at = Some(now);
        diesel::update(tokens::table.find(id))
            .set(tokens::revoked_at.eq(now))
            .execute(conn)?;
        let particulars = serde_json::to_string(&said.content)?;
        let change = Change::token(Action::TokenRevoked, &token)?.saying(particulars);
        journal::record(conn, &change, by, now)?;
    }
    Ok(token)
}

/// The token whose secret this is.
///
/// # Errors
/// `Unauthenticated` when it is nobody's, or its time is over.
pub fn holder(conn: &mut DbConnection, secret: &str, now: Timestamp) -> Result<Token> {
    let token: Token = tokens::table
        .filter(tokens::secret_hash.eq(hash(secret)))
        .select(Token::COLUMNS)
        .first(conn)
        .optional()?
        .ok_or(Error::Unauthenticated)?;
    token.must_be_live(now)
}

/// The token of an account, for whoever signed in.
///
/// # Errors
/// `Unauthenticated` when its time is over.
pub fn live(conn: &mut DbConnection, id: TokenId, now: Timestamp) -> Result<Token> {
    let token: Token = tokens::table.find(id).select(Token::COLUMNS).first(conn)?;
    token.must_be_live(now)
}

impl Token {
    /// Whether its time is over.
    #[must_use]
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.revoked_at.is_some() || self.expires_at.is_some_and(|end| end <= now)
    }

    fn must_be_live(self, now: Timestamp) -> Result<Self> {
        if self.has_ended(now) {
            Err(Error::Unauthenticated)
        } else {
            Ok(self)
        }
    }

    /// Whoever holds it; an office with all the bodies it answers for by now.
    ///
    /// # Errors
    /// What the database says.
    pub fn actor(&self, conn: &mut DbConnection) -> Result<Actor> {
        let answers_for = match (self.role, self.body_id) {
            (Role::Office, Some(body)) => bodies::answered_for(conn, body)?,
            _ => Vec::new(),
        };
        Ok(Actor {
            kind: ActorKind::Person,
            name: self.name.clone(),
            role: Some(self.role),
            token: Some(self.id),
            body: self.body_id,
            answers_for,
            state: self.state.clone(),
            scopes: self.scopes.0.clone(),
        })
    }
}

/// A random secret of 256 bits needs no slow hash: there is nothing to guess.
fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
