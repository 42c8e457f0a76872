//! Where a log is read from: over HTTP, or a folder with the same files.

use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::blocking::Client;

use crate::error::{Error, Result};
use crate::tls;

/// A log's files, by their paths below it.
pub enum Source {
    Folder(PathBuf),
    Web { client: Client, base: String },
}

/// No file of a log is longer, in bytes: 256 entries' data, each behind its length in two bytes.
const LONGEST: u64 = 256 * (65_535 + 2);
/// A page of entries is longer.
const LONGEST_PAGE: u64 = 256 << 20;
/// One answer is waited for so long.
const PATIENCE: Duration = Duration::from_mins(1);
/// What fails on the way is tried so often.
const ATTEMPTS: u32 = 3;

impl Source {
    /// Takes an address for the web, anything else for a folder.
    ///
    /// # Errors
    /// `Command` when it is neither.
    pub fn parse(text: &str) -> Result<Self> {
        if text.starts_with("https://") || text.starts_with("http://") {
            tls::use_ring();
            let client = Client::builder().timeout(PATIENCE).build().map_err(Error::internal)?;
            let base = text.trim_end_matches('/').to_owned();
            return Ok(Self::Web { client, base });
        }
        let folder = PathBuf::from(text);
        if folder.is_dir() {
            Ok(Self::Folder(folder))
        } else {
            Err(Error::Command(format!("--log {text}: no folder, and no address")))
        }
    }

    /// A file, or nothing where there is none.
    ///
    /// # Errors
    /// `Command` with its path, when it cannot be read.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Folder(folder) => match std::fs::read(folder.join(path)) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(reason) if reason.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(reason) => Err(Error::Command(format!("{path}: {reason}"))),
            },
            Self::Web { client, base } => fetch(client, &format!("{base}/{path}"), LONGEST),
        }
    }

    /// The sealed entries after a number, some or all of those there are, one JSON object each.
    ///
    /// # Errors
    /// `Command` when they cannot be read.
    pub fn entries(&self, after: i64, limit: i64) -> Result<Vec<serde_json::Value>> {
        #[derive(serde::Deserialize)]
        struct Page {
            items: Vec<serde_json::Value>,
        }
        match self {
            Self::Folder(_) => Ok(Vec::new()),
            Self::Web { client, base } => {
                let register = base.strip_suffix("/log").unwrap_or(base);
                let url = format!("{register}/api/v1/entries?sealed=true&after={after}&limit={limit}");
                let page = fetch(client, &url, LONGEST_PAGE)?.unwrap_or_default();
                let page: Page =
                    serde_json::from_slice(&page).map_err(|reason| Error::Command(format!("{url}: {reason}")))?;
                Ok(page.items)
            }
        }
    }
}

fn fetch(client: &Client, url: &str, most: u64) -> Result<Option<Vec<u8>>> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        match try_to_fetch(client, url, most) {
            Err(reason) if attempt < ATTEMPTS => {
                tracing::warn!("{reason}; once more");
                std::thread::sleep(Duration::from_millis(200) * attempt);
            }
            done => return done,
        }
    }
}

fn try_to_fetch(client: &Client, url: &str, most: u64) -> Result<Option<Vec<u8>>> {
    let wrong = |reason: &dyn std::fmt::Display| Error::Command(format!("{url}: {reason}"));
    let answer = client.get(url).send().map_err(|reason| wrong(&reason))?;
    if answer.status() == reqwest::StatusCode::NOT_FOUND {
        return Ok(None);
    }
    if !answer.status().is_success() {
        return Err(wrong(&answer.status()));
    }
    let mut bytes = Vec::new();
    answer
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|reason| wrong(&reason))?;
    if bytes.len() as u64 > most {
        return Err(wrong(&"the answer is longer than any that is right"));
    }
    Ok(Some(bytes))
}
