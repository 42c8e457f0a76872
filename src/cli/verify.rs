//! `rai verify`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::import::{language, language_of_terminal};
use crate::error::{Error, Result};
use crate::language::{Language, words};
use crate::verify::log::Check;
use crate::verify::source::Source;
use crate::verify::{self, Report};

/// Checks a certificate, offline, or a whole log, with the log's public key and nothing else of the register.
#[derive(Args)]
pub struct Verify {
    /// The certificate's file
    #[arg(required_unless_present = "log", conflicts_with = "log", value_name = "CERTIFICATE")]
    certificate: Option<PathBuf>,
    /// The sheet for people that came with the certificate
    #[arg(long, value_name = "FILE", conflicts_with = "log")]
    sheet: Option<PathBuf>,
    /// A log: its address, such as <https://rai.example.mx/log>, or a folder with its files, as a snapshot is
    #[arg(long, value_name = "ADDRESS|FOLDER")]
    log: Option<String>,
    /// An earlier checkpoint of the log: nothing that it counts may have been rewritten
    #[arg(long, value_name = "FILE", requires = "log")]
    since: Option<PathBuf>,
    /// Read what the log's entries say, too, and not only their leaves
    #[arg(long, requires = "log")]
    entries: bool,
    /// A public key of the log, or a file with one or several, one a line; repeatable
    #[arg(long = "key", required = true, value_name = "KEY|FILE")]
    keys: Vec<String>,
    /// The language of the answer: es or en (taken from LANG when not given)
    #[arg(long, env = "RAI_LANGUAGE", value_name = "LANGUAGE", value_parser = language)]
    language: Option<Language>,
}

impl Verify {
    pub fn run(&self) -> Result<ExitCode> {
        let keys = self.read_keys()?;
        let report = match (&self.certificate, &self.log) {
            (Some(certificate), _) => {
                let sheet = self.sheet.as_deref().map(read).transpose()?;
                verify::certificate::certificate(&read(certificate)?, &keys, sheet.as_deref())
            }
            (None, Some(log)) => self.of_log(log, &keys)?,
            (None, None) => Report::default(),
        };
        Ok(self.tell(&report))
    }

    fn read_keys(&self) -> Result<Vec<String>> {
        let mut keys = Vec::new();
        for given in &self.keys {
            if Path::new(given).is_file() {
                let text = String::from_utf8_lossy(&read(Path::new(given))?).into_owned();
                keys.extend(
                    text.lines()
                        .map(str::trim)
                        .filter(|line| !line.is_empty())
                        .map(ToOwned::to_owned),
                );
            } else {
                keys.push(given.clone());
            }
        }
        let wrong = keys.iter().find(|key| signed_note::StandardVerifier::new(key).is_err());
        match wrong {
            None => Ok(keys),
            Some(_) => Err(Error::Command(
                "--key: a public key as `rai log-key` prints it is expected, or a file of such".to_owned(),
            )),
        }
    }

    fn of_log(&self, log: &str, keys: &[String]) -> Result<Report> {
        let since = self.since.as_deref().map(read).transpose()?;
        let since = since.map(|note| String::from_utf8_lossy(&note).into_owned());
        let progress = ProgressBar::new(0).with_style(
            ProgressStyle::with_template("{pos} / {len} {wide_bar} {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let check = Check {
            keys,
            since: since.as_deref(),
            entries: self.entries,
        };
        let report = verify::log::log(&Source::parse(log)?, check, &progress);
        progress.finish_and_clear();
        report
    }

    fn tell(&self, report: &Report) -> ExitCode {
        let language = self.language.unwrap_or_else(language_of_terminal);
        for line in &report.lines {
            let mark = if line.ok {
                words!("bien ", "ok   ")
            } else {
                words!("MAL  ", "WRONG")
            };
            println!("{}  {}", mark.in_language(language), line.words.in_language(language));
        }
        let (end, code) = if report.is_sound() {
            let words = words!(
                "Todo lo examinado corresponde.",
                "Everything that was looked at is as it should be."
            );
            (words, ExitCode::SUCCESS)
        } else {
            let words = words!(
                "No corresponde: no confíe en ello.",
                "It is not as it should be: do not rely on it."
            );
            (words, ExitCode::FAILURE)
        };
        println!("{}", end.in_language(language));
        code
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|reason| Error::Command(format!("{}: {reason}", path.display())))
}
