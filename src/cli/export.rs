//! `rai export`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::import::{language, language_of_terminal};
use crate::access::Sight;
use crate::agreements::{View, csv, read_behind};
use crate::clock::Clock;
use crate::config::RulesConfig;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::server;

/// Writes agreements out, a few hundred at a time: memory does not grow with their number.
#[derive(Args)]
pub struct Export {
    /// The form of the file
    #[arg(long, value_enum, default_value = "ndjson")]
    format: Form,
    /// Where to write; standard output when not given
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Everything, cases before their registration too; without it only what is public
    #[arg(long)]
    all: bool,
    /// The language of what is written in words: es or en (taken from LANG when not given)
    #[arg(long, env = "RAI_LANGUAGE", value_name = "LANGUAGE", value_parser = language)]
    language: Option<Language>,
    #[command(flatten)]
    rules: RulesConfig,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Ndjson,
    Csv,
}

impl Export {
    pub fn run(self, db: &Db, clock: &Clock) -> Result<ExitCode> {
        server::prepare(db, clock)?;
        let language = self.language.unwrap_or_else(language_of_terminal);
        let out: Box<dyn Write> = match &self.output {
            None => Box::new(std::io::stdout().lock()),
            Some(path) => Box::new(
                File::create(path)
                    .map_err(|reason| Error::Command(format!("--output {}: {reason}", path.display())))?,
            ),
        };
        let mut out = BufWriter::new(out);
        let written = |reason: std::io::Error| Error::Command(format!("cannot write: {reason}"));
        let sight = if self.all { Sight::Everything } else { Sight::Public };
        let today = clock.today();
        let view = View {
            valid_on: today,
            today,
            expiring_days: self.rules.expiring_days,
            rules: Arc::new(self.rules.read()?),
            language,
        };
        if self.format == Form::Csv {
            out.write_all(&csv::header()?).map_err(written)?;
        }
        let mut last = None;
        loop {
            let rows = db.read_here(|conn| read_behind(conn, &sight, last, 500))?;
            let Some(row) = rows.last() else { break };
            last = Some(row.id);
            for readable in &rows {
                match self.format {
                    Form::Csv => out.write_all(&csv::row(&readable.agreement()?, &view)?),
                    Form::Ndjson => {
                        let mut line = String::new();
                        view.write(&mut line, readable)?;
                        line.push('\n');
                        out.write_all(line.as_bytes())
                    }
                }
                .map_err(written)?;
            }
        }
        out.flush().map_err(written)?;
        Ok(ExitCode::SUCCESS)
    }
}
