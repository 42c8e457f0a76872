//! `rai token`

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Subcommand, ValueEnum};

use crate::access::{Actor, Role, Scope};
use crate::clock::Clock;
use crate::content::Submitted;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::procedure::NoteInput;
use crate::server;
use crate::tokens::{self, TokenId, TokenInput};

#[derive(Subcommand)]
pub enum Token {
    /// Make a token; prints the secret alone on standard output, once
    Create {
        /// What its holder is to the register
        #[arg(long, value_enum)]
        role: RoleName,
        /// Whose it is, for the list and the journal
        #[arg(long, default_value = "")]
        name: String,
        /// An office's body, by id
        #[arg(long, value_name = "ID")]
        body: Option<String>,
        /// A liaison's state, by INEGI code
        #[arg(long, value_name = "NN")]
        state: Option<String>,
        /// What another system may do beside reading what everybody reads; repeatable
        #[arg(long, value_name = "SCOPE", value_parser = PossibleValuesParser::new(Scope::ALL.iter().map(|scope| scope.as_str())))]
        scope: Vec<String>,
        /// Let it end after so many days
        #[arg(long, value_name = "DAYS")]
        days: Option<u64>,
    },
    /// List the tokens, without their secrets
    List,
    /// End a token at once
    Revoke {
        /// As `rai token list` shows it
        id: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum RoleName {
    Office,
    Liaison,
    Analyst,
    Counsel,
    Registrar,
    Auditor,
    Administrator,
    System,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Office => Self::Office,
            RoleName::Liaison => Self::Liaison,
            RoleName::Analyst => Self::Analyst,
            RoleName::Counsel => Self::Counsel,
            RoleName::Registrar => Self::Registrar,
            RoleName::Auditor => Self::Auditor,
            RoleName::Administrator => Self::Administrator,
            RoleName::System => Self::System,
        }
    }
}

impl Token {
    pub fn run(self, db: &Db, clock: &Clock) -> Result<ExitCode> {
        let catalogues = server::prepare(db, clock)?;
        let by = Actor::command("rai token");
        match self {
            Self::Create {
                role,
                name,
                body,
                state,
                scope,
                days,
            } => {
                let role = Role::from(role);
                let wanted = TokenInput {
                    name: Some(if name.is_empty() { role.to_string() } else { name }),
                    role: Some(role),
                    body_id: body,
                    state,
                    scopes: Some(scope),
                    days,
                };
                let made = db
                    .write_here(|conn| tokens::create(conn, &catalogues, Submitted::sound(wanted), &by, clock))
                    .map_err(in_a_sentence);
                let (token, secret) = made?;
                eprintln!(
                    "token {} ({}); keep the secret, it is not shown again",
                    token.id, token.role
                );
                println!("{secret}");
            }
            Self::List => {
                for token in db.read_here(|conn| tokens::page(conn, None, i64::MAX, &by))? {
                    let scope = token
                        .body_id
                        .map(|id| id.to_string())
                        .or(token.state)
                        .unwrap_or_else(|| token.scopes.to_string());
                    let state = match (token.revoked_at, token.expires_at) {
                        (Some(at), _) => format!("revoked {at}"),
                        (None, Some(at)) => format!("ends {at}"),
                        (None, None) => String::new(),
                    };
                    let used = token
                        .last_used_on
                        .map_or_else(|| "never used".to_owned(), |day| format!("used {day}"));
                    println!(
                        "{}  {:<13}  {}  {scope}  {used}  {state}",
                        token.id,
                        token.role.as_str(),
                        token.name
                    );
                }
            }
            Self::Revoke { id } => {
                let unknown = || Error::Command("no such token: `rai token list` shows them".into());
                let id = TokenId::parse(&id).ok_or_else(unknown)?;
                let said = Submitted::sound(NoteInput::default());
                let revoked = db.write_here(|conn| tokens::revoke(conn, id, said, &by, clock.now()));
                let token = revoked.map_err(|refused| {
                    if matches!(refused, Error::NotFound) {
                        unknown()
                    } else {
                        refused
                    }
                })?;
                println!("revoked {}", token.id);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The faults of a token or an account, each under the flag it came from.
pub fn in_a_sentence(refused: Error) -> Error {
    let Error::Content(faults) = refused else {
        return refused;
    };
    let flag = |pointer: &str| match pointer.split('/').nth(1) {
        Some("body_id") => "--body".to_owned(),
        Some("scopes") => "--scope".to_owned(),
        field => format!("--{}", field.unwrap_or_default()),
    };
    let told = faults.iter().map(|fault| {
        format!(
            "{}: {}",
            flag(fault.pointer()),
            fault.words.in_language(Language::English)
        )
    });
    Error::Command(told.collect::<Vec<_>>().join("; "))
}
