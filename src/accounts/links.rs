//! One-time links: an administrator hands one over, and whoever opens it sets the password of an account.

use diesel::prelude::*;

use super::tries::{self, Counted};
use super::{Account, AccountId, Secret, sessions};
use crate::access::{Actor, Deed};
use crate::clock::{Clock, Timestamp};
use crate::db::DbConnection;
use crate::db::schema::{accounts, one_time_links};
use crate::error::{Error, Result};
use crate::journal::{self, Action, Change};
use crate::language::Language;
use crate::tokens::{self, Token};

/// It is handed over by people: over a weekend, but not over a week.
pub const HOURS: i64 = 72;

/// The path of the page that a link leads to.
#[must_use]
pub fn path(secret: &Secret, language: Language) -> String {
    format!("/{}/reset/{}", language.tag(), secret.text())
}

/// Makes a link for an account; earlier ones are of no use any more. The secret is told once.
///
/// # Errors
/// `Forbidden`, `NotFound` when there is no such account or it has ended.
pub fn make(conn: &mut DbConnection, account: AccountId, by: &Actor, clock: &Clock) -> Result<(Account, Secret)> {
    by.must_be_allowed(Deed::KeepTokens)?;
    let now = clock.now();
    let account = Account::find(conn, account)?;
    token_of(conn, &account, now)?;
    let secret = Secret::new(clock);
    take_back(conn, account.id)?;
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::secret_hash.eq(secret.hash()),
            one_time_links::account_id.eq(account.id),
            one_time_links::made_at.eq(now),
            one_time_links::ends_at.eq(now.plus_minutes(HOURS * 60)),
        ))
        .execute(conn)?;
    journal::record(conn, &Change::account(Action::AccountLinkMade, &account)?, by, now)?;
    Ok((account, secret))
}

/// The account whose password may be set by a link.
///
/// # Errors
/// `NotFound` when there is no such link, it was used, or its time or the account's is over.
pub fn opened(conn: &mut DbConnection, secret: &Secret, now: Timestamp) -> Result<(Account, Token)> {
    let account: Account = one_time_links::table
        .inner_join(accounts::table)
        .filter(one_time_links::secret_hash.eq(secret.hash()))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::ends_at.gt(now))
        .select(Account::COLUMNS)
        .first(conn)?;
    let token = token_of(conn, &account, now)?;
    Ok((account, token))
}

/// Sets a password by a link, which is used with that. Whoever was signed in is no more.
///
/// # Errors
/// As [`opened`].
pub fn set_password(conn: &mut DbConnection, secret: &Secret, hash: &str, now: Timestamp) -> Result<Account> {
    let (account, token) = opened(conn, secret, now)?;
    diesel::update(one_time_links::table.find(secret.hash()))
        .set(one_time_links::used_at.eq(now))
        .execute(conn)?;
    let account = account.with_password(conn, hash, now)?;
    sessions::end_all(conn, account.id)?;
    tries::forget(conn, &[Counted::from_everywhere(&account.email_folded)])?;
    let by = token.actor(conn)?;
    journal::record(conn, &Change::account(Action::AccountPasswordSet, &account)?, &by, now)?;
    Ok(account)
}

/// Takes back the links of an account that nobody used.
pub(super) fn take_back(conn: &mut DbConnection, account: AccountId) -> Result<()> {
    let unused = one_time_links::table
        .filter(one_time_links::account_id.eq(account))
        .filter(one_time_links::used_at.is_null());
    diesel::delete(unused).execute(conn)?;
    Ok(())
}

/// What has ended is not there.
fn token_of(conn: &mut DbConnection, account: &Account, now: Timestamp) -> Result<Token> {
    tokens::live(conn, account.token, now).map_err(|refused| match refused {
        Error::Unauthenticated => Error::NotFound,
        other => other,
    })
}
