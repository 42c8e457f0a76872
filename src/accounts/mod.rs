//! Accounts of people. An account is a way to hold a token without keeping its secret: whoever signs in acts as the holder of that
//! token, so that it is decided in one place, and written in the journal in one way, what they may see and do. With the token the
//! account and its sessions end.

mod create;
mod email;
pub mod links;
pub mod openid;
mod password;
mod secret;
pub mod sessions;
mod sign_in;
mod tries;

use diesel::prelude::*;
use serde::Serialize;

pub use self::create::{AccountInput, NewAccount, create};
pub use self::openid::OpenId;
pub use self::password::{Chosen, Password, SHORTEST as SHORTEST_PASSWORD};
pub use self::secret::Secret;
pub use self::sessions::{Method, Session, SignedIn};
pub use self::sign_in::{OpenIdOutcome, Outcome, SignIn};
use crate::access::{Actor, Deed};
use crate::clock::Timestamp;
use crate::content::Submitted;
use crate::db::schema::{accounts, tokens as token_rows};
use crate::db::{Backend, DbConnection, record_id};
use crate::error::{Error, Result};
use crate::procedure::NoteInput;
use crate::tokens::{self, Token, TokenId};

record_id! {
    /// Names an account; whoever signs in writes their e-mail.
    AccountId
}

/// An account as the journal remembers it; the hash of its password is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Queryable)]
pub struct Account {
    pub id: AccountId,
    /// Of the token that its holder acts with.
    pub token: TokenId,
    pub email: String,
    /// As it is compared.
    #[serde(skip)]
    pub email_folded: String,
    /// None until somebody used the link they were handed, and where people sign in elsewhere.
    pub password_set_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// The part of a table's columns that make an [`Account`].
type AccountColumns = (
    accounts::id,
    accounts::token_id,
    accounts::email,
    accounts::email_folded,
    accounts::password_set_at,
    accounts::created_at,
);

impl Account {
    const COLUMNS: AccountColumns = (
        accounts::id,
        accounts::token_id,
        accounts::email,
        accounts::email_folded,
        accounts::password_set_at,
        accounts::created_at,
    );

    fn find(conn: &mut DbConnection, id: AccountId) -> Result<Self> {
        Ok(accounts::table.find(id).select(Self::COLUMNS).first(conn)?)
    }

    /// The account of an e-mail, however it is spelt.
    fn of_email(conn: &mut DbConnection, folded: &str) -> Result<Option<Self>> {
        Ok(accounts::table
            .filter(accounts::email_folded.eq(folded))
            .select(Self::COLUMNS)
            .first(conn)
            .optional()?)
    }

    /// The same with another password, by its hash.
    fn with_password(mut self, conn: &mut DbConnection, hash: &str, now: Timestamp) -> Result<Self> {
        self.password_set_at = Some(now);
        diesel::update(accounts::table.find(self.id))
            .set((accounts::password_hash.eq(hash), accounts::password_set_at.eq(now)))
            .execute(conn)?;
        Ok(self)
    }

    /// Where it stands in the list.
    #[must_use]
    pub const fn place(&self) -> Place {
        (self.created_at, self.id)
    }
}

/// A place in the list, which goes from the oldest account to the newest.
pub type Place = (Timestamp, AccountId);

/// The accounts behind a place in the list, each with its token, at most `limit`.
///
/// # Errors
/// `Forbidden`.
pub fn page(conn: &mut DbConnection, after: Option<Place>, limit: i64, by: &Actor) -> Result<Vec<(Account, Token)>> {
    by.must_be_allowed(Deed::KeepTokens)?;
    let mut query = accounts::table
        .inner_join(token_rows::table)
        .select((Account::COLUMNS, Token::COLUMNS))
        .into_boxed::<Backend>();
    if let Some((at, id)) = after {
        let later = accounts::created_at.gt(at);
        query = query.filter(later.or(accounts::created_at.eq(at).and(accounts::id.gt(id))));
    }
    Ok(query
        .order((accounts::created_at, accounts::id))
        .limit(limit)
        .load(conn)?)
}

/// How many accounts there are, those that have ended among them.
///
/// # Errors
/// `Forbidden`.
pub fn count(conn: &mut DbConnection, by: &Actor) -> Result<i64> {
    by.must_be_allowed(Deed::KeepTokens)?;
    Ok(accounts::table.count().get_result(conn)?)
}

/// An account and its token, for whoever keeps them.
///
/// # Errors
/// `Forbidden`, `NotFound` when there is none of that id.
pub fn kept(conn: &mut DbConnection, id: AccountId, by: &Actor) -> Result<(Account, Token)> {
    by.must_be_allowed(Deed::KeepTokens)?;
    let account = Account::find(conn, id)?;
    let token = Token::find(conn, account.token, by)?;
    Ok((account, token))
}

/// The account of an e-mail, for whoever keeps them.
///
/// # Errors
/// `Forbidden`, `NotFound` when there is none.
pub fn kept_by_email(conn: &mut DbConnection, address: &str, by: &Actor) -> Result<Account> {
    by.must_be_allowed(Deed::KeepTokens)?;
    Account::of_email(conn, &email::folded(address))?.ok_or(Error::NotFound)
}

/// Ends an account, its sessions and its link at once: its token is revoked.
///
/// # Errors
/// `Forbidden`, `NotFound` when there is none of that id, `Content` for what was said.
pub fn revoke(
    conn: &mut DbConnection,
    id: AccountId,
    said: Submitted<NoteInput>,
    by: &Actor,
    now: Timestamp,
) -> Result<(Account, Token)> {
    let (account, token) = kept(conn, id, by)?;
    let token = tokens::revoke(conn, token.id, said, by, now)?;
    sessions::end_all(conn, account.id)?;
    links::take_back(conn, account.id)?;
    Ok((account, token))
}
