//! Making an account: a token for somebody, and the link by which they set their password.

use diesel::prelude::*;

use super::email::Email;
use super::{Account, AccountId, Secret, links, sessions};
use crate::access::{Actor, Deed, Role};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::db::schema::{accounts, identities};
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::journal::{self, Action, Change};
use crate::language::words;
use crate::tokens::{self, Token, TokenInput};

/// An account as somebody asks for it: everything may be missing, and nothing was held against the register yet.
#[derive(Debug, Clone, Default)]
pub struct AccountInput {
    pub email: Option<String>,
    /// What it shall be allowed, and in whose name.
    pub token: TokenInput,
}

/// What was made, and the link to hand over, whose secret nobody can be told again.
pub struct NewAccount {
    pub account: Account,
    pub token: Token,
    pub link: Secret,
}

/// Makes an account. One that has ended begins anew under its e-mail, with another token and without what it was opened with before:
/// people come back in another function, and an office's e-mail passes to the next person.
///
/// # Errors
/// `Forbidden`, `Content` with every fault.
pub fn create(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    submitted: Submitted<AccountInput>,
    by: &Actor,
    clock: &Clock,
) -> Result<NewAccount> {
    by.must_be_allowed(Deed::KeepTokens)?;
    let Submitted { content, mut faults } = submitted;
    let email = email(content.email.as_deref(), &mut faults);
    let earlier = match &email {
        Some(email) => Account::of_email(conn, &email.folded)?,
        None => None,
    };
    if let Some(earlier) = &earlier
        && !has_ended(conn, earlier, clock.now())?
    {
        let words = words!(
            "Ya hay una cuenta con ese correo",
            "There is an account with that e-mail already"
        );
        faults.push(Fault::at("/email", FaultCode::DuplicateValue, words));
    }
    if content.token.role == Some(Role::System) {
        let words = words!(
            "Un sistema no inicia sesión: hágale una ficha",
            "A system does not sign in: make a token for it"
        );
        faults.push(Fault::at("/role", FaultCode::RoleMismatch, words));
    }
    let wanted = Submitted {
        content: content.token,
        faults,
    };
    // Its secret is told to nobody: whoever holds this token signs in.
    let (token, _) = tokens::create(conn, catalogues, wanted, by, clock)?;
    let email = email.ok_or_else(|| Error::internal("an account without an e-mail"))?;

    let account = match earlier {
        Some(earlier) => begin_anew(conn, earlier, &email, &token, by, clock.now())?,
        None => open(conn, &email, &token, by, clock)?,
    };
    let (account, link) = links::make(conn, account.id, by, clock)?;
    Ok(NewAccount { account, token, link })
}

fn email(given: Option<&str>, faults: &mut Vec<Fault>) -> Option<Email> {
    let given = given.map(str::trim).unwrap_or_default();
    let (code, words) = if given.is_empty() {
        (
            FaultCode::MissingField,
            words!("Falta el correo", "The e-mail is missing"),
        )
    } else if let Some(email) = Email::parse(given) {
        return Some(email);
    } else {
        let words = words!(
            "Escriba un correo completo, como nombre@municipio.gob.mx",
            "Write a whole e-mail address, such as name@municipio.gob.mx"
        );
        (FaultCode::InvalidFormat, words)
    };
    faults.push(Fault::at("/email", code, words));
    None
}

fn has_ended(conn: &mut DbConnection, account: &Account, now: Timestamp) -> Result<bool> {
    match tokens::live(conn, account.token, now) {
        Err(Error::Unauthenticated) => Ok(true),
        other => other.map(|_| false),
    }
}

fn open(conn: &mut DbConnection, email: &Email, token: &Token, by: &Actor, clock: &Clock) -> Result<Account> {
    let account = Account {
        id: AccountId(clock.new_id()),
        token: token.id,
        email: email.written.clone(),
        email_folded: email.folded.clone(),
        password_set_at: None,
        created_at: clock.now(),
    };
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(account.id),
            accounts::token_id.eq(account.token),
            accounts::email.eq(&account.email),
            accounts::email_folded.eq(&account.email_folded),
            accounts::created_at.eq(account.created_at),
        ))
        .execute(conn)?;
    let change = Change::account(Action::AccountCreated, &account)?;
    journal::record(conn, &change, by, account.created_at)?;
    Ok(account)
}

fn begin_anew(
    conn: &mut DbConnection,
    earlier: Account,
    email: &Email,
    token: &Token,
    by: &Actor,
    now: Timestamp,
) -> Result<Account> {
    let account = Account {
        token: token.id,
        email: email.written.clone(),
        password_set_at: None,
        ..earlier
    };
    diesel::update(accounts::table.find(account.id))
        .set((
            accounts::token_id.eq(account.token),
            accounts::email.eq(&account.email),
            accounts::password_hash.eq(None::<String>),
            accounts::password_set_at.eq(None::<Timestamp>),
        ))
        .execute(conn)?;
    diesel::delete(identities::table.filter(identities::account_id.eq(account.id))).execute(conn)?;
    sessions::end_all(conn, account.id)?;
    journal::record(conn, &Change::account(Action::AccountReopened, &account)?, by, now)?;
    Ok(account)
}
