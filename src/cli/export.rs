//! `rai export`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::import::{language, language_of_terminal};
use crate::access::Sight;
use crate::agreements::{AgreementFilter, Sort, View};
use crate::clock::Clock;
use crate::config::RulesConfig;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::export::{self, Csv, Form, Ndjson, Rows};
use crate::language::Language;
use crate::server;

/// Writes agreements out, a few hundred at a time: memory does not grow with their number.
#[derive(Args)]
pub struct Export {
    /// The form of the file
    #[arg(long, value_enum, default_value = "ndjson")]
    format: Kind,
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
enum Kind {
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
        let filter = AgreementFilter::everything(sight, clock.today(), self.rules.expiring_days);
        let view = View {
            valid_on: filter.valid_on,
            today: filter.valid_on,
            expiring_days: self.rules.expiring_days,
            rules: Arc::new(self.rules.read()?),
            language,
        };
        let mut form: Box<dyn Form> = match self.format {
            Kind::Csv => Box::new(Csv { view }),
            Kind::Ndjson => Box::new(Ndjson { view }),
        };
        let rows = Rows::of(db.clone(), filter, Sort::SignedOnLatest);
        export::write(form.as_mut(), rows, |piece| {
            out.write_all(&piece).map_err(written)?;
            Ok(ControlFlow::Continue(()))
        })?;
        out.flush().map_err(written)?;
        Ok(ExitCode::SUCCESS)
    }
}
