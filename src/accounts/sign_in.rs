//! Signing in and out, and setting passwords: what is slow on purpose is done outside the database's transactions.

use std::net::IpAddr;

use diesel::prelude::*;

use super::email::{self, Email};
use super::openid::Identity;
use super::password::{Chosen, Passwords};
use super::tries::{self, Addresses, Counted};
use super::{Account, AccountId, Method, OpenId, Secret, Session, SignedIn, links, sessions};
use crate::clock::{Clock, Timestamp};
use crate::db::schema::{accounts, identities};
use crate::db::{Db, DbConnection};
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::journal::{self, Action, Change};
use crate::language::words;
use crate::tokens;

/// What signing in needs; one for the whole server.
pub struct SignIn {
    db: Db,
    clock: Clock,
    passwords: Passwords,
    addresses: Addresses,
    /// Where else people may sign in.
    pub openid: Option<OpenId>,
}

/// What came of trying to sign in.
pub enum Outcome {
    /// With the secret that the browser keeps.
    SignedIn(Secret),
    /// The e-mail or the password is not right, or the account has ended: which of them is told to nobody.
    Wrong,
    /// Too many tries were wrong: this one was not looked at.
    TooMany { minutes: i64 },
}

/// What came of signing in elsewhere.
pub enum OpenIdOutcome {
    SignedIn(Secret),
    /// There is no account for whoever it is.
    NoAccount,
    /// The provider does not say that the e-mail is theirs.
    EmailNotVerified,
}

impl SignIn {
    #[must_use]
    pub fn new(db: Db, clock: Clock, openid: Option<OpenId>) -> Self {
        Self {
            db,
            clock,
            passwords: Passwords::default(),
            addresses: Addresses::default(),
            openid,
        }
    }

    /// Signs somebody in who has an e-mail and a password; who was signed in there before is not any more.
    ///
    /// # Errors
    /// `Unavailable` when too many try at the same time.
    pub async fn by_password(
        &self,
        address: &str,
        password: String,
        from: IpAddr,
        earlier: Option<Secret>,
    ) -> Result<Outcome> {
        let now = self.clock.now();
        if let Some(until) = self.addresses.count(from, now) {
            return Ok(too_many(until, now));
        }
        let folded = email::folded(address);
        let asked = folded.clone();
        let counted = self.db.write(move |conn| {
            let known = live_by_email(conn, &asked, now)?;
            let since = known.as_ref().and_then(|(account, _)| account.password_set_at);
            let of = [
                Counted::from_network(&asked, from, since),
                Counted::from_everywhere(&asked),
            ];
            Ok(match tries::count(conn, &of, now)? {
                Some(until) => Err(until),
                None => Ok((known, of)),
            })
        });
        let (known, of) = match counted.await? {
            Err(until) => return Ok(too_many(until, now)),
            Ok(known) => known,
        };
        let kept = known.as_ref().and_then(|(_, kept)| kept.clone());
        if !self.passwords.are_same(password, kept).await? {
            tracing::info!(%from, "a try to sign in was wrong");
            return Ok(Outcome::Wrong);
        }
        self.addresses.forgive(from);
        let secret = Secret::new(&self.clock);
        let theirs = secret.clone();
        let begun = self.db.write(move |conn| {
            // Meanwhile the password may have become another, or the account have ended.
            let still = live_by_email(conn, &folded, now)?.filter(|still| Some(still) == known.as_ref());
            let Some((account, _)) = still else {
                return Ok(false);
            };
            tries::forget(conn, &of)?;
            begin(conn, account.id, Method::Password, &theirs, earlier.as_ref(), now)?;
            Ok(true)
        });
        Ok(if begun.await? {
            Outcome::SignedIn(secret)
        } else {
            Outcome::Wrong
        })
    }

    /// Signs somebody in who showed elsewhere who they are. The first time their account is found by their e-mail, and from then on by
    /// what they are there.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_openid(&self, identity: Identity, earlier: Option<Secret>) -> Result<OpenIdOutcome> {
        let now = self.clock.now();
        let secret = Secret::new(&self.clock);
        let theirs = secret.clone();
        self.db
            .write(move |conn| {
                let account = match linked(conn, &identity)? {
                    Some(account) => tokens::live(conn, account.token, now)
                        .map(|_| Some(account))
                        .or_else(ended)?,
                    None if identity.verified_email.is_none() => return Ok(OpenIdOutcome::EmailNotVerified),
                    None => link(conn, &identity, now)?,
                };
                let Some(account) = account else {
                    return Ok(OpenIdOutcome::NoAccount);
                };
                begin(conn, account.id, Method::OpenId, &theirs, earlier.as_ref(), now)?;
                Ok(OpenIdOutcome::SignedIn(secret))
            })
            .await
    }

    /// Sets the password of an account by its link. Whoever set it signs in with it then.
    ///
    /// # Errors
    /// `NotFound` when the link is of no use, `Content` for the password.
    pub async fn set_by_link(&self, link: Secret, chosen: &Chosen) -> Result<()> {
        let now = self.clock.now();
        let opened = link.clone();
        let (account, token) = self.db.read(move |conn| links::opened(conn, &opened, now)).await?;
        let password = chosen.checked(&email_of(&account)?, &token.name);
        let password = password.map_err(Error::Content)?;
        let hash = self.passwords.hash(password, &self.clock).await?;
        let write = move |conn: &mut DbConnection| links::set_password(conn, &link, &hash, now);
        self.db.write(write).await?;
        Ok(())
    }

    /// Changes the password of somebody who is signed in and knows the present one. They are signed out everywhere but here, where
    /// their browser gets another secret; a link that nobody used yet is of no use any more.
    ///
    /// # Errors
    /// `Content` with everything wrong.
    pub async fn change_password(&self, who: SignedIn, present: String, chosen: &Chosen) -> Result<Secret> {
        let now = self.clock.now();
        let mut faults = Vec::new();
        let account = who.account.id;
        let of = [Counted::of_account(account)];
        let counted = self.db.write(move |conn| {
            Ok(match tries::count(conn, &of, now)? {
                Some(until) => Err(until),
                None => Ok(kept_hash(conn, account)?),
            })
        });
        match counted.await? {
            Err(until) => faults.push(wait_before_trying(minutes_until(until, now))),
            Ok(kept) => {
                if !self.passwords.are_same(present, kept).await? {
                    faults.push(wrong_password());
                }
            }
        }
        let password = match chosen.checked(&email_of(&who.account)?, &who.token.name) {
            Ok(password) if faults.is_empty() => password,
            Ok(_) => return Err(Error::Content(faults)),
            Err(more) => {
                faults.extend(more);
                return Err(Error::Content(faults));
            }
        };
        let hash = self.passwords.hash(password, &self.clock).await?;
        let secret = Secret::new(&self.clock);
        let theirs = secret.clone();
        self.db
            .write(move |conn| {
                let of = [
                    Counted::of_account(who.account.id),
                    Counted::from_everywhere(&who.account.email_folded),
                ];
                tries::forget(conn, &of)?;
                let account = who.account.with_password(conn, &hash, now)?;
                sessions::end_all(conn, account.id)?;
                links::take_back(conn, account.id)?;
                Session::begin(conn, account.id, who.session.method, &theirs, now)?;
                let change = Change::account(Action::AccountPasswordSet, &account)?;
                journal::record(conn, &change, &who.actor, now)
            })
            .await?;
        Ok(secret)
    }
}

fn too_many(until: Timestamp, now: Timestamp) -> Outcome {
    Outcome::TooMany {
        minutes: minutes_until(until, now),
    }
}

/// Begun ones count as whole.
fn minutes_until(until: Timestamp, now: Timestamp) -> i64 {
    ((until.microseconds() - now.microseconds() + 59_999_999) / 60_000_000).max(1)
}

fn wait_before_trying(minutes: i64) -> Fault {
    let words = words!(
        "Hubo demasiados intentos. Espere {minutes} min y vuelva a intentarlo",
        "There were too many tries. Wait {minutes} min and try again"
    );
    Fault::at("/present", FaultCode::WrongPassword, words)
}

fn wrong_password() -> Fault {
    let words = words!("Esa no es su contraseña actual", "That is not your present password");
    Fault::at("/present", FaultCode::WrongPassword, words)
}

fn email_of(account: &Account) -> Result<Email> {
    Email::parse(&account.email).ok_or_else(|| Error::internal("an account with no e-mail"))
}

fn begin(
    conn: &mut DbConnection,
    account: AccountId,
    method: Method,
    secret: &Secret,
    earlier: Option<&Secret>,
    now: Timestamp,
) -> Result<()> {
    if let Some(earlier) = earlier {
        sessions::end(conn, earlier)?;
    }
    Session::begin(conn, account, method, secret, now)?;
    Ok(())
}

/// The account of an e-mail, if it has not ended, and the hash of its password.
fn live_by_email(conn: &mut DbConnection, folded: &str, now: Timestamp) -> Result<Option<(Account, Option<String>)>> {
    let Some(account) = Account::of_email(conn, folded)? else {
        return Ok(None);
    };
    match tokens::live(conn, account.token, now) {
        Ok(_) => {
            let kept = kept_hash(conn, account.id)?;
            Ok(Some((account, kept)))
        }
        Err(refused) => ended(refused),
    }
}

/// An account that has ended is answered as if there were none.
fn ended<T>(refused: Error) -> Result<Option<T>> {
    match refused {
        Error::Unauthenticated => Ok(None),
        other => Err(other),
    }
}

fn kept_hash(conn: &mut DbConnection, account: AccountId) -> Result<Option<String>> {
    Ok(accounts::table
        .find(account)
        .select(accounts::password_hash)
        .first(conn)?)
}

/// The account of whoever signed in there before.
fn linked(conn: &mut DbConnection, identity: &Identity) -> Result<Option<Account>> {
    Ok(identities::table
        .inner_join(accounts::table)
        .filter(identities::issuer.eq(&identity.issuer))
        .filter(identities::subject.eq(&identity.subject))
        .select(Account::COLUMNS)
        .first(conn)
        .optional()?)
}

/// Remembers who somebody is there, whose e-mail an account has. An account that is already somebody's there stays theirs.
fn link(conn: &mut DbConnection, identity: &Identity, now: Timestamp) -> Result<Option<Account>> {
    let folded = identity
        .verified_email
        .as_deref()
        .map(email::folded)
        .unwrap_or_default();
    let Some((account, _)) = live_by_email(conn, &folded, now)? else {
        return Ok(None);
    };
    let others: i64 = identities::table
        .filter(identities::account_id.eq(account.id))
        .filter(identities::issuer.eq(&identity.issuer))
        .count()
        .get_result(conn)?;
    if others > 0 {
        return Ok(None);
    }
    diesel::insert_into(identities::table)
        .values((
            identities::issuer.eq(&identity.issuer),
            identities::subject.eq(&identity.subject),
            identities::account_id.eq(account.id),
            identities::linked_at.eq(now),
        ))
        .execute(conn)?;
    let by = tokens::live(conn, account.token, now)?.actor(conn)?;
    let particulars = serde_json::json!({"issuer": identity.issuer}).to_string();
    let change = Change::account(Action::AccountIdentityLinked, &account)?.saying(particulars);
    journal::record(conn, &change, &by, now)?;
    Ok(Some(account))
}
