//! The command line: one file per command of weight.

mod account;
mod check;
mod demo;
mod export;
mod import;
mod log_key;
mod read_sheet;
mod read_text;
mod serve;
mod token;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::DatabaseConfig;
use crate::db::{self, Db};
use crate::error::{Error, Result};

/// Registro de Acuerdos Interinstitucionales: a register of agreements with foreign counterparts.
#[derive(Parser)]
#[command(name = "rai", version, about, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    database: DatabaseConfig,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "Every flag can be set by the environment variable named beside it. RAI_LOG sets what is logged to standard error \
(error, warn, info, debug). `rai demo` is the quickest way to look around.";

#[derive(Subcommand)]
enum Command {
    /// Answer over HTTP; brings the database up to date first
    Serve(serve::Serve),
    /// Serve the 111 real sample agreements from a throw-away database, and print what to try
    Demo(demo::Demo),
    /// Bring agreements in from a CSV or NDJSON file
    Import(import::Import),
    /// Write every agreement to standard output or a file, as NDJSON, CSV, XLSX or GeoJSON
    Export(export::Export),
    /// Bring the tables and catalogues of the database up to date
    Migrate,
    /// Verify that journal, tables, derived records, log and documents agree
    Check(check::Check),
    /// Make, list and revoke the tokens with which callers change the register
    #[command(subcommand)]
    Token(token::Token),
    /// Make and list the accounts of people, hand them links, end them
    #[command(subcommand)]
    Account(account::Account),
    /// Make a key that signs the log
    LogKey(log_key::LogKey),
    /// Check a certificate, offline, or a whole log
    Verify(verify::Verify),
    /// Read the text of a document, for the server
    #[command(hide = true)]
    ReadText(read_text::ReadText),
    /// Read a workbook, for the server
    #[command(hide = true)]
    ReadSheet(read_sheet::ReadSheet),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// A sentence that says what went wrong and what to do.
    pub fn run(self) -> Result<ExitCode> {
        let clock = Clock::system();
        if let Command::Demo(demo) = self.command {
            return demo.run(&clock);
        }
        if let Command::LogKey(key) = self.command {
            return key.run(&clock);
        }
        if let Command::ReadText(reading) = self.command {
            return reading.run();
        }
        if let Command::ReadSheet(reading) = self.command {
            return reading.run();
        }
        if let Command::Verify(verify) = self.command {
            return verify.run();
        }
        let address = self.database.address().map_err(Error::Command)?;
        let db = Db::open(address, self.database.readers)?;
        match self.command {
            Command::Serve(serve) => serve.run(db, clock),
            Command::Import(import) => import.run(&db, &clock),
            Command::Export(export) => export.run(&db, &clock),
            Command::Migrate => migrate(&db, &clock),
            Command::Check(check) => check.run(&db),
            Command::Token(token) => token.run(&db, &clock),
            Command::Account(account) => account.run(&db, &clock),
            Command::Demo(_)
            | Command::LogKey(_)
            | Command::ReadText(_)
            | Command::ReadSheet(_)
            | Command::Verify(_) => Ok(ExitCode::SUCCESS),
        }
    }
}

fn migrate(db: &Db, clock: &Clock) -> Result<ExitCode> {
    let pending = db::pending(db)?;
    crate::server::prepare(db, clock)?;
    match pending.as_slice() {
        [] => println!("the tables were up to date already"),
        names => names.iter().for_each(|name| println!("applied {name}")),
    }
    Ok(ExitCode::SUCCESS)
}
