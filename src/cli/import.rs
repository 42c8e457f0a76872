//! `rai import`

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::access::Actor;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::import::{self, Form, Mapping, Severity, Source};
use crate::language::Language;
use crate::server;

/// Brings agreements in from a file. All problems of all rows are shown; nothing is saved unless the whole file passes.
#[derive(Args)]
pub struct Import {
    /// A CSV or NDJSON file in UTF-8
    file: PathBuf,
    /// A mapping file (YAML) that says which column means what; see data/README.md
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Only look: save nothing; likely duplicates are told when rows are entered
    #[arg(long)]
    dry_run: bool,
    /// Save the rows without errors although others have some
    #[arg(long)]
    accept_valid: bool,
    /// Write every problem to this file as CSV
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The language of the report: es or en (taken from LANG when not given)
    #[arg(long, env = "RAI_LANGUAGE", value_name = "LANGUAGE", value_parser = language)]
    language: Option<Language>,
}

/// How many problems the terminal shows.
const SHOWN: usize = 40;

impl Import {
    pub fn run(self, db: &Db, clock: &Clock) -> Result<ExitCode> {
        let language = self.language.unwrap_or_else(language_of_terminal);
        let mapping = match &self.map {
            None => Mapping::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|reason| Error::Command(format!("--map {}: {reason}", path.display())))?;
                Mapping::parse(&text)?
            }
        };
        let catalogues = server::prepare(db, clock)?;
        let bar = if std::io::stderr().is_terminal() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} ({per_sec})") {
            bar.set_style(style);
        }
        let mut progress = |done: u64| bar.set_position(done);
        let by = Actor::command("rai import");
        let import = import::Import {
            db,
            catalogues: &catalogues,
            clock,
            mapping: &mapping,
            dry_run: self.dry_run,
            accept_valid: self.accept_valid,
            by,
        };
        let open = || File::open(&self.file).map(|file| Box::new(file) as Box<dyn Read + Send>);
        let form = Form::of(&self.file).map_err(|refused| in_a_sentence(refused, language))?;
        let source = Source {
            name: import::file_name(&self.file),
            form,
            open: &open,
        };
        let report = import
            .run(&source, &mut progress)
            .map_err(|refused| in_a_sentence(refused, language))?;
        bar.finish_and_clear();

        if let Some(path) = &self.report {
            std::fs::write(path, report.csv(language)?)
                .map_err(|reason| Error::Command(format!("--report {}: {reason}", path.display())))?;
        }
        if !report.problems.is_empty() {
            println!("{}", report.table(SHOWN, language));
        }
        println!("{}", report.summary(self.dry_run, language));
        let refused = report.count(Severity::Error) > 0 && !self.accept_valid;
        Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// What is wrong with the file as a whole, as the terminal tells it.
fn in_a_sentence(refused: Error, language: Language) -> Error {
    match refused {
        Error::Content(faults) => {
            let sentences: Vec<&str> = faults.iter().map(|fault| fault.words.in_language(language)).collect();
            Error::Command(sentences.join("\n"))
        }
        other => other,
    }
}

pub fn language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| "RAI_LANGUAGE must be es or en".to_owned())
}

/// What the terminal is set to; Spanish when it is set to neither of ours.
pub fn language_of_terminal() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Language::parse(&value))
        .unwrap_or_default()
}
