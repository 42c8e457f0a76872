//! Making a token: what makes a good one, and the secret that is told once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use serde::Deserialize;

use super::{Scopes, Token, TokenId, hash};
use crate::access::{Actor, Deed, Role, Scope};
use crate::bodies::{Body, BodyId, unknown_body};
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::db::schema::tokens;
use crate::error::{Error, Result};
use crate::fault::{self, Fault, FaultCode};
use crate::journal::{self, Action, Change};
use crate::language::{Words, words};

/// A token as somebody asks for it: everything may be missing, and nothing was held against the register yet.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TokenInput {
    /// Whose it is, for the list and the journal.
    pub name: Option<String>,
    pub role: Option<Role>,
    /// Whose office it is: of an office, and of nobody else.
    pub body_id: Option<String>,
    /// An INEGI code: of a liaison, and of nobody else.
    pub state: Option<String>,
    /// Words of [`Scope`]: of another system, and of nobody else.
    pub scopes: Option<Vec<String>>,
    /// After so many days it is of no use any more.
    pub days: Option<u64>,
}

/// What a new token is to be: it keeps every rule.
struct NewToken {
    name: String,
    role: Role,
    body_id: Option<BodyId>,
    state: Option<String>,
    scopes: Scopes,
    days: Option<u64>,
}

/// The longest life of a token that has an end: a hundred years.
const MOST_DAYS: u64 = 36_500;

/// Makes a token and answers with its secret, which nobody can be told again.
///
/// # Errors
/// `Forbidden`, `Content` with every fault.
pub fn create(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    submitted: Submitted<TokenInput>,
    by: &Actor,
    clock: &Clock,
) -> Result<(Token, String)> {
    by.must_be_allowed(Deed::KeepTokens)?;
    let new = checked(conn, catalogues, submitted)?;

    let now = clock.now();
    let secret = format!("rai_{}", URL_SAFE_NO_PAD.encode(clock.new_secret()));
    let token = Token {
        id: TokenId(clock.new_id()),
        name: new.name,
        role: new.role,
        body_id: new.body_id,
        state: new.state,
        scopes: new.scopes,
        created_at: now,
        expires_at: new.days.map(|days| now.plus_days(days)),
        revoked_at: None,
        last_used_on: None,
    };
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(token.id),
            tokens::name.eq(&token.name),
            tokens::role.eq(token.role),
            tokens::body_id.eq(token.body_id),
            tokens::state.eq(&token.state),
            tokens::scopes.eq(token.scopes.to_string()),
            tokens::secret_hash.eq(hash(&secret)),
            tokens::created_at.eq(token.created_at),
            tokens::expires_at.eq(token.expires_at),
        ))
        .execute(conn)?;
    journal::record(conn, &Change::token(Action::TokenCreated, &token)?, by, now)?;
    Ok((token, secret))
}

/// The token, when it keeps every rule; the body it names is looked up too, so that all faults are told at once.
fn checked(conn: &mut DbConnection, catalogues: &Catalogues, submitted: Submitted<TokenInput>) -> Result<NewToken> {
    let Submitted { content, mut faults } = submitted;
    let new = check(&content, catalogues, &mut faults);
    if let Some(body) = content.body_id.as_deref().and_then(BodyId::parse) {
        match Body::find(conn, body) {
            Err(Error::NotFound) => faults.push(unknown_body("/body_id".into())),
            other => drop(other?),
        }
    }
    match new {
        Some(new) if faults.is_empty() => Ok(new),
        _ => {
            fault::in_order(&mut faults);
            Err(Error::Content(faults))
        }
    }
}

/// Holds what was asked for against the rules: what goes with which role, codes that exist.
fn check(input: &TokenInput, catalogues: &Catalogues, faults: &mut Vec<Fault>) -> Option<NewToken> {
    let name = name(input.name.as_deref(), faults);
    if input.role.is_none() {
        let words = words!("Falta la función", "The role is missing");
        faults.push(Fault::at("/role", FaultCode::MissingField, words));
    }
    Owned {
        at: "/body_id",
        role: Role::Office,
        missing: words!("Diga de qué órgano es la oficina", "Say which body's office it is"),
        misplaced: words!("Solo una oficina lleva órgano", "Only an office has a body"),
    }
    .check(input.role, input.body_id.is_some(), faults);
    Owned {
        at: "/state",
        role: Role::Liaison,
        missing: words!("Diga de qué entidad es el enlace", "Say which state's liaison it is"),
        misplaced: words!("Solo un enlace lleva entidad", "Only a liaison has a state"),
    }
    .check(input.role, input.state.is_some(), faults);
    let body_id = input.body_id.as_deref().map(BodyId::parse);
    if body_id == Some(None) {
        faults.push(unknown_body("/body_id".into()));
    }
    if input
        .state
        .as_deref()
        .is_some_and(|state| catalogues.state(state).is_none())
    {
        let words = words!(
            "Esa entidad no existe: se espera una clave del INEGI de 01 a 32",
            "There is no such state: an INEGI code from 01 to 32 is expected"
        );
        faults.push(Fault::at("/state", FaultCode::UnknownState, words));
    }
    let scopes = scopes(input, faults);
    if input.days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        let words = words!("Va de 1 a {MOST_DAYS} días", "It goes from 1 to {MOST_DAYS} days");
        faults.push(Fault::at("/days", FaultCode::OutOfRange, words));
    }
    Some(NewToken {
        name: name?,
        role: input.role?,
        body_id: body_id.flatten(),
        state: input.state.clone(),
        scopes,
        days: input.days,
    })
}

fn name(given: Option<&str>, faults: &mut Vec<Fault>) -> Option<String> {
    let (code, words) = match given.map(str::trim) {
        Some("") => (
            FaultCode::TooShort,
            words!("El nombre no puede quedar vacío", "The name cannot be empty"),
        ),
        Some(name) => return Some(name.to_owned()),
        None => (
            FaultCode::MissingField,
            words!("Falta el nombre", "The name is missing"),
        ),
    };
    faults.push(Fault::at("/name", code, words));
    None
}

fn scopes(input: &TokenInput, faults: &mut Vec<Fault>) -> Scopes {
    let given = input.scopes.as_deref().unwrap_or_default();
    if !given.is_empty() && input.role.is_some_and(|role| role != Role::System) {
        let words = words!(
            "Solo la ficha de un sistema lleva alcances",
            "Only the token of a system has scopes"
        );
        faults.push(Fault::at("/scopes", FaultCode::RoleMismatch, words));
    }
    let mut scopes = Vec::with_capacity(given.len());
    for (position, word) in given.iter().enumerate() {
        let at = format!("/scopes/{position}");
        match Scope::parse(word) {
            None => {
                let all = Scope::ALL
                    .iter()
                    .map(|scope| scope.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                let words = words!("Solo puede ser: {all}", "It can only be: {all}");
                faults.push(Fault::at(at, FaultCode::UnknownValue, words));
            }
            Some(scope) if scopes.contains(&scope) => {
                let words = words!("Ya está en la lista", "It is in the list already");
                faults.push(Fault::at(at, FaultCode::DuplicateValue, words));
            }
            Some(scope) => scopes.push(scope),
        }
    }
    scopes.sort();
    Scopes(scopes)
}

/// A field that tokens of one role need and no others have.
struct Owned {
    at: &'static str,
    role: Role,
    missing: Words,
    misplaced: Words,
}

impl Owned {
    fn check(self, role: Option<Role>, given: bool, faults: &mut Vec<Fault>) {
        match (role, given) {
            (Some(role), false) if role == self.role => {
                faults.push(Fault::at(self.at, FaultCode::MissingField, self.missing));
            }
            (Some(role), true) if role != self.role => {
                faults.push(Fault::at(self.at, FaultCode::RoleMismatch, self.misplaced));
            }
            _ => {}
        }
    }
}
