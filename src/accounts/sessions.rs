//! Sessions: who is signed in, in which browser, until when.

use diesel::prelude::*;

use super::{Account, AccountId, Secret, links};
use crate::access::Actor;
use crate::clock::Timestamp;
use crate::db::schema::{accounts, sessions};
use crate::db::{DbConnection, text_enum};
use crate::error::{Error, Result};
use crate::journal::{self, Action, Change};
use crate::tokens::{self, Token};

/// However busy somebody is, a session ends after so many hours: a working day.
const HOURS: i64 = 12;
/// And after so many without a request: somebody has gone home.
const IDLE_HOURS: i64 = 2;
/// So many an account has at most: with another one the oldest ends.
const MOST: usize = 50;
/// Not every request is worth writing down that there was one.
const MINUTES_BETWEEN_NOTES: i64 = 5;

text_enum! {
    /// How somebody showed who they are.
    Method {
        Password = "password",
        /// At a provider of OpenID Connect.
        OpenId = "openid",
    }
}

/// A session, without the secret by which a browser shows that it is its own.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Session {
    /// Names it, as its secret never does.
    pub hash: Vec<u8>,
    pub account: AccountId,
    pub method: Method,
    pub begun_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub ends_at: Timestamp,
}

impl Session {
    /// Begins a session, and lets those be forgotten that are over, or too many.
    ///
    /// # Errors
    /// What the database says.
    pub fn begin(
        conn: &mut DbConnection,
        account: AccountId,
        method: Method,
        secret: &Secret,
        now: Timestamp,
    ) -> Result<Self> {
        let over = sessions::ends_at.le(now).or(sessions::last_seen_at.le(idle_since(now)));
        diesel::delete(sessions::table.filter(over)).execute(conn)?;
        let others = of(conn, account, now)?.into_iter();
        let oldest: Vec<Vec<u8>> = others.skip(MOST - 1).map(|session| session.hash).collect();
        diesel::delete(sessions::table.filter(sessions::secret_hash.eq_any(oldest))).execute(conn)?;
        let session = Self {
            hash: secret.hash(),
            account,
            method,
            begun_at: now,
            last_seen_at: now,
            ends_at: now.plus_minutes(HOURS * 60),
        };
        diesel::insert_into(sessions::table)
            .values((
                sessions::secret_hash.eq(&session.hash),
                sessions::account_id.eq(session.account),
                sessions::method.eq(session.method),
                sessions::begun_at.eq(session.begun_at),
                sessions::last_seen_at.eq(session.last_seen_at),
                sessions::ends_at.eq(session.ends_at),
            ))
            .execute(conn)?;
        Ok(session)
    }

    /// When it ends if nothing more is asked for.
    #[must_use]
    pub fn ends_if_idle_at(&self) -> Timestamp {
        self.ends_at.min(self.last_seen_at.plus_minutes(IDLE_HOURS * 60))
    }

    /// Whether it is to be written down now that something was asked for.
    #[must_use]
    pub fn note_is_due(&self, now: Timestamp) -> bool {
        self.last_seen_at.plus_minutes(MINUTES_BETWEEN_NOTES) <= now
    }
}

fn idle_since(now: Timestamp) -> Timestamp {
    now.plus_minutes(-IDLE_HOURS * 60)
}

/// Somebody who is signed in: they act as the holder of their account's token.
#[derive(Clone)]
pub struct SignedIn {
    pub session: Session,
    pub account: Account,
    pub token: Token,
    pub actor: Actor,
}

/// Who has a session's secret.
///
/// # Errors
/// `Unauthenticated` when it is nobody's, or the session or the account has ended.
pub fn signed_in(conn: &mut DbConnection, secret: &Secret, now: Timestamp) -> Result<SignedIn> {
    let (session, account): (Session, Account) = sessions::table
        .inner_join(accounts::table)
        .filter(sessions::secret_hash.eq(secret.hash()))
        .filter(sessions::ends_at.gt(now))
        .filter(sessions::last_seen_at.gt(idle_since(now)))
        .select((sessions::all_columns, Account::COLUMNS))
        .first(conn)
        .optional()?
        .ok_or(Error::Unauthenticated)?;
    let token = tokens::live(conn, account.token, now)?;
    let actor = token.actor(conn)?;
    Ok(SignedIn {
        session,
        account,
        token,
        actor,
    })
}

/// Writes down that something was asked for within a session.
///
/// # Errors
/// What the database says.
pub fn note_seen(conn: &mut DbConnection, session: &Session, now: Timestamp) -> Result<()> {
    let earlier = sessions::last_seen_at.lt(now);
    diesel::update(sessions::table.find(&session.hash).filter(earlier))
        .set(sessions::last_seen_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// The sessions of an account that have not ended, latest first.
///
/// # Errors
/// What the database says.
pub fn of(conn: &mut DbConnection, account: AccountId, now: Timestamp) -> Result<Vec<Session>> {
    Ok(sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::ends_at.gt(now))
        .filter(sessions::last_seen_at.gt(idle_since(now)))
        .order((sessions::begun_at.desc(), sessions::secret_hash))
        .load(conn)?)
}

/// Ends one session.
///
/// # Errors
/// What the database says.
pub fn end(conn: &mut DbConnection, secret: &Secret) -> Result<()> {
    diesel::delete(sessions::table.find(secret.hash())).execute(conn)?;
    Ok(())
}

/// Ends every session of an account.
///
/// # Errors
/// What the database says.
pub(super) fn end_all(conn: &mut DbConnection, account: AccountId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::account_id.eq(account))).execute(conn)?;
    Ok(())
}

/// Signs somebody out everywhere, here too. A link that nobody used yet is of no use any more.
///
/// # Errors
/// What the database says.
pub fn sign_out_everywhere(conn: &mut DbConnection, who: &SignedIn, now: Timestamp) -> Result<()> {
    end_all(conn, who.account.id)?;
    links::take_back(conn, who.account.id)?;
    let change = Change::account(Action::AccountSignedOutEverywhere, &who.account)?;
    journal::record(conn, &change, &who.actor, now)
}
