//! `rai export`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::import::{language, language_of_terminal};
use crate::access::Sight;
use crate::agreements::{self, View};
use crate::clock::Clock;
use crate::config::{PublicConfig, RulesConfig};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::export::{self, Address, Csv, Form, GeoJson, Ndjson, Rows, Xlsx, snapshot, xlsx};
use crate::language::Language;
use crate::log::keys::LogKeys;
use crate::log::seal;
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
    #[command(flatten)]
    public: PublicConfig,
    /// A new folder for a snapshot: everything public, the journal as everybody sees it, and the log that proves it
    #[arg(long, value_name = "FOLDER", requires = "log_keys", conflicts_with_all = ["format", "output", "all"])]
    snapshot: Option<PathBuf>,
    /// File with the keys that sign the log, for a snapshot
    #[arg(long, env = "RAI_LOG_KEYS", value_name = "FILE")]
    log_keys: Option<PathBuf>,
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
    Xlsx,
    Geojson,
}

impl Export {
    pub fn run(self, db: &Db, clock: &Clock) -> Result<ExitCode> {
        let catalogues = server::prepare(db, clock)?;
        let language = self.language.unwrap_or_else(language_of_terminal);
        let sight = if self.all { Sight::Everything } else { Sight::Public };
        let today = clock.today();
        let view = View {
            valid_on: today,
            today,
            expiring_days: self.rules.expiring_days,
            rules: Arc::new(self.rules.read()?),
            language,
        };
        if let (Some(folder), Some(keys)) = (&self.snapshot, &self.log_keys) {
            return snapshot_to(db, clock, folder, &LogKeys::read(keys)?, &view);
        }
        // Without an address there are no links in the file.
        let address = Address(self.public.public_url.map(|address| address.as_str().to_owned()));
        let mut form: Box<dyn Form> = match self.format {
            Kind::Csv => Box::new(Csv { view }),
            Kind::Ndjson => Box::new(Ndjson { view }),
            Kind::Geojson => Box::new(GeoJson::new(db.clone(), view, catalogues, address)),
            Kind::Xlsx => {
                let rows = db.read_here(|conn| agreements::count_seen(conn, &sight))?;
                xlsx::check_fits(rows).map_err(|refused| in_words(refused, language))?;
                Box::new(Xlsx::new(view, catalogues, address)?)
            }
        };
        // Opened last: what is refused leaves the file of an earlier time as it was.
        let out: Box<dyn Write + Send> = match &self.output {
            None => Box::new(std::io::stdout()),
            Some(path) => Box::new(
                File::create(path)
                    .map_err(|reason| Error::Command(format!("--output {}: {reason}", path.display())))?,
            ),
        };
        let mut out = BufWriter::new(out);
        let rows = Rows::everything(db.clone(), sight);
        export::write(form.as_mut(), rows, &mut out)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn snapshot_to(db: &Db, clock: &Clock, folder: &Path, keys: &LogKeys, view: &View) -> Result<ExitCode> {
    seal::seal_all(db, clock)?;
    let contents = snapshot::write(db, folder, keys, view, clock.now())?;
    eprintln!(
        "rai: the snapshot in {} holds {} entries; go on with /api/v1/entries?sealed=true&after={}",
        folder.display(),
        contents.size,
        contents.size
    );
    Ok(ExitCode::SUCCESS)
}

/// What a request would be told of its parameter, in a sentence for the terminal.
fn in_words(refused: Error, language: Language) -> Error {
    match refused {
        Error::Query(faults) => {
            let sentences: Vec<&str> = faults.iter().map(|fault| fault.words.in_language(language)).collect();
            Error::Command(sentences.join("; "))
        }
        other => other,
    }
}
