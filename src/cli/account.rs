//! `rai account`

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::import::{language, language_of_terminal};
use super::token::{RoleName, in_a_sentence};
use crate::access::{Actor, Role};
use crate::accounts::{self, AccountInput, Secret, links};
use crate::clock::Clock;
use crate::config::PublicConfig;
use crate::content::Submitted;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::procedure::NoteInput;
use crate::server;
use crate::tokens::TokenInput;

#[derive(Subcommand)]
pub enum Account {
    /// Make an account; prints the one-time link by which its holder sets the password
    Create {
        /// With which they sign in
        #[arg(long)]
        email: String,
        /// What they are called, in the list and the journal
        #[arg(long)]
        name: String,
        /// What they are to the register
        #[arg(long, value_enum)]
        role: RoleName,
        /// An office's body, by id
        #[arg(long, value_name = "ID")]
        body: Option<String>,
        /// A liaison's state, by INEGI code
        #[arg(long, value_name = "NN")]
        state: Option<String>,
        /// Let it end after so many days
        #[arg(long, value_name = "DAYS")]
        days: Option<u64>,
        #[command(flatten)]
        shown: LinkArgs,
    },
    /// List the accounts
    List,
    /// Make another one-time link, for whoever forgot the password; prints it
    Link {
        email: String,
        #[command(flatten)]
        shown: LinkArgs,
    },
    /// End an account and its sessions at once
    Revoke { email: String },
}

/// How a link is printed: its path alone, or the whole address where that is known.
#[derive(Args)]
pub struct LinkArgs {
    #[command(flatten)]
    public: PublicConfig,
    /// The language of the page: es or en (taken from LANG when not given)
    #[arg(long, env = "RAI_LANGUAGE", value_name = "LANGUAGE", value_parser = language)]
    language: Option<Language>,
}

impl LinkArgs {
    fn print(&self, email: &str, link: &Secret) {
        let server = self.public.public_url.as_ref().map_or("", |address| address.as_str());
        let language = self.language.unwrap_or_else(language_of_terminal);
        eprintln!(
            "hand this link to {email}; it can be used once within {} hours and is not shown again",
            links::HOURS
        );
        println!("{server}{}", links::path(link, language));
    }
}

impl Account {
    pub fn run(self, db: &Db, clock: &Clock) -> Result<ExitCode> {
        let catalogues = server::prepare(db, clock)?;
        let by = Actor::command("rai account");
        match self {
            Self::Create {
                email,
                name,
                role,
                body,
                state,
                days,
                shown,
            } => {
                let wanted = AccountInput {
                    email: Some(email),
                    token: TokenInput {
                        name: Some(name),
                        role: Some(Role::from(role)),
                        body_id: body,
                        state,
                        scopes: None,
                        days,
                    },
                };
                let made = db
                    .write_here(|conn| accounts::create(conn, &catalogues, Submitted::sound(wanted), &by, clock))
                    .map_err(in_a_sentence)?;
                shown.print(&made.account.email, &made.link);
            }
            Self::List => list(db, clock, &by)?,
            Self::Link { email, shown } => {
                let made = db.write_here(|conn| {
                    let account = accounts::kept_by_email(conn, &email, &by)?;
                    links::make(conn, account.id, &by, clock)
                });
                let (account, link) = made.map_err(no_such_account)?;
                shown.print(&account.email, &link);
            }
            Self::Revoke { email } => {
                let said = Submitted::sound(NoteInput::default());
                let revoked = db.write_here(|conn| {
                    let account = accounts::kept_by_email(conn, &email, &by)?;
                    accounts::revoke(conn, account.id, said, &by, clock.now())
                });
                let (account, _) = revoked.map_err(no_such_account)?;
                println!("revoked {}", account.email);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(db: &Db, clock: &Clock, by: &Actor) -> Result<()> {
    for (account, token) in db.read_here(|conn| accounts::page(conn, None, i64::MAX, by))? {
        let scope = token.body_id.map(|id| id.to_string()).or(token.state.clone());
        let password = account
            .password_set_at
            .map_or_else(|| "no password".to_owned(), |at| format!("password of {at}"));
        println!(
            "{}  {:<13}  {}  {}  {password}  {}",
            account.email,
            token.role.as_str(),
            token.name,
            scope.unwrap_or_default(),
            if token.has_ended(clock.now()) { "ended" } else { "" }
        );
    }
    Ok(())
}

fn no_such_account(refused: Error) -> Error {
    match refused {
        Error::NotFound => Error::Command("no such account, or it has ended: `rai account list` shows them".into()),
        other => other,
    }
}
