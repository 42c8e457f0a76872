//! Bearer tokens: 256 random bits, shown once, kept only as their SHA-256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::access::{Actor, ActorKind, Role};
use crate::bodies::{Body, BodyId};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::db::schema::tokens;
use crate::db::{DbConnection, record_id};
use crate::error::{Error, Result};
use crate::journal::{self, Action, Change};

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
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// The part of a table's columns that make a [`Token`].
type TokenColumns = (
    tokens::id,
    tokens::name,
    tokens::role,
    tokens::body_id,
    tokens::state,
    tokens::created_at,
    tokens::expires_at,
    tokens::revoked_at,
);
const TOKEN_COLUMNS: TokenColumns = (
    tokens::id,
    tokens::name,
    tokens::role,
    tokens::body_id,
    tokens::state,
    tokens::created_at,
    tokens::expires_at,
    tokens::revoked_at,
);

/// What a new token is to be.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub name: String,
    pub role: Role,
    /// Required for an office, nothing for others.
    pub body: Option<BodyId>,
    /// Required for a liaison, nothing for others; an INEGI code.
    pub state: Option<String>,
    /// After so many days it is of no use any more.
    pub days: Option<u64>,
}

/// Makes a token and answers with its secret, which nobody can be told again.
///
/// # Errors
/// A sentence when role and scope do not fit, or what the database says.
pub fn create(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    new: NewToken,
    by: &Actor,
    clock: &Clock,
) -> Result<(Token, String)> {
    match (new.role, new.body, &new.state) {
        (Role::Office, None, _) => {
            return Err(Error::Command(
                "an office's token needs --body ID: whose office it is".into(),
            ));
        }
        (Role::Liaison, _, None) => {
            return Err(Error::Command(
                "a liaison's token needs --state NN: the INEGI code of the state".into(),
            ));
        }
        (Role::Office, Some(body), None) => match Body::find(conn, body) {
            Err(Error::NotFound) => {
                return Err(Error::Command(format!(
                    "no body {body}: look it up with GET /api/v1/bodies?q=…"
                )));
            }
            other => drop(other?),
        },
        (Role::Liaison, None, Some(state)) if catalogues.state(state).is_none() => {
            return Err(Error::Command(format!(
                "no state {state}: INEGI codes go from 01 to 32"
            )));
        }
        (Role::Liaison, None, Some(_)) | (_, None, None) => {}
        _ => {
            return Err(Error::Command(
                "--body goes with the role office and --state with the role liaison, and with no other".into(),
            ));
        }
    }

    let now = clock.now();
    let secret = format!("rai_{}", URL_SAFE_NO_PAD.encode(clock.new_secret()));
    let token = Token {
        id: TokenId(clock.new_id()),
        name: new.name,
        role: new.role,
        body_id: new.body,
        state: new.state,
        created_at: now,
        expires_at: new.days.map(|days| now.plus_days(days)),
        revoked_at: None,
    };
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(token.id),
            tokens::name.eq(&token.name),
            tokens::role.eq(token.role),
            tokens::body_id.eq(token.body_id),
            tokens::state.eq(&token.state),
            tokens::secret_hash.eq(hash(&secret)),
            tokens::created_at.eq(token.created_at),
            tokens::expires_at.eq(token.expires_at),
        ))
        .execute(conn)?;
    journal::record(conn, &Change::token(Action::TokenCreated, &token)?, by, now)?;
    Ok((token, secret))
}

/// Ends a token at once.
///
/// # Errors
/// `NotFound` when there is none of that id; what the database says.
pub fn revoke(conn: &mut DbConnection, id: TokenId, by: &Actor, now: Timestamp) -> Result<Token> {
    let mut token: Token = tokens::table.find(id).select(TOKEN_COLUMNS).first(conn)?;
    if token.revoked_at.is_none() {
        token.revoked_at = Some(now);
        diesel::update(tokens::table.find(id))
            .set(tokens::revoked_at.eq(now))
            .execute(conn)?;
        journal::record(conn, &Change::token(Action::TokenRevoked, &token)?, by, now)?;
    }
    Ok(token)
}

/// All tokens, oldest first.
///
/// # Errors
/// What the database says.
pub fn list(conn: &mut DbConnection) -> Result<Vec<Token>> {
    Ok(tokens::table
        .select(TOKEN_COLUMNS)
        .order((tokens::created_at, tokens::id))
        .load(conn)?)
}

/// Whose secret this is.
///
/// # Errors
/// `Unauthenticated` when it is nobody's, or its time is over.
pub fn holder(conn: &mut DbConnection, secret: &str, now: Timestamp) -> Result<Actor> {
    let token: Token = tokens::table
        .filter(tokens::secret_hash.eq(hash(secret)))
        .select(TOKEN_COLUMNS)
        .first(conn)
        .optional()?
        .ok_or(Error::Unauthenticated)?;
    if token.revoked_at.is_some() || token.expires_at.is_some_and(|end| end <= now) {
        return Err(Error::Unauthenticated);
    }
    Ok(Actor {
        kind: ActorKind::Person,
        name: token.name,
        role: Some(token.role),
        token: Some(token.id),
        body: token.body_id,
        state: token.state,
    })
}

/// A random secret of 256 bits needs no slow hash: there is nothing to guess.
fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
