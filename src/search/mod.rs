//! The search index of this node: it finds, orders and counts agreements for every list, count and export.
//!
//! It is derived from the database and kept current from the journal, so that any number of nodes can have one each and it can
//! be deleted at any time. An agreement enters it as a [`document`]; the [`feed`] follows the journal and publishes a
//! [`Snapshot`] after every commit; a question is an `AgreementFilter`, translated in [`filter`] and, as far as it has
//! words, in [`words`]. [`page`] answers with places in an order, [`counts`] with numbers,
//! [`cross`] with tables of numbers, [`highlight`] with why an agreement was found.

mod codes;
mod columns;
mod correction;
mod counts;
mod cross;
mod days;
mod document;
mod feed;
mod fields;
mod files;
mod filter;
mod folder;
mod forms;
mod highlight;
mod lexicon;
mod news;
mod page;
mod presence;
mod ranking;
mod records;
mod snapshot;
mod synonyms;
mod text;
mod texts;
mod titles;
mod whole;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

pub use self::codes::code;
pub use self::counts::Count;
pub use self::cross::{Axis, Cross};
pub use self::highlight::{Highlight, escaped, highlights};
pub use self::page::{Found, Wanted};
pub use self::presence::Presence;
pub use self::records::Records;
pub use self::snapshot::Snapshot;
pub use self::synonyms::Synonyms;
pub use self::words::Words;
use crate::background::Background;
use crate::catalogues::Catalogues;
use crate::db::{DatabaseAddress, Db};
use crate::error::Result;

/// How long a question waits for the index to reach the journal before it is answered with what there is.
const PATIENCE: Duration = Duration::from_secs(5);
/// So long after it was opened an index may be built from nothing while questions wait: a small register is through with it by then.
const FIRST_PATIENCE: Duration = Duration::from_secs(5);

/// The index of this node and the thread that keeps it current, which ends with it.
pub struct SearchIndex {
    published: watch::Receiver<Arc<Snapshot>>,
    feed: Background,
    opened: Instant,
}

/// How far the index is behind the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Behind {
    /// The last entry the answer takes into account.
    pub entry: i64,
    /// The last entry of the journal when the question came.
    pub latest_entry: i64,
    /// Whether the index is being built from nothing, so that agreements are missing still.
    pub building: bool,
}

impl SearchIndex {
    /// Opens the index in a folder and begins to keep it current. What is missing, damaged, of an older form or of another
    /// database is built anew while questions are answered already.
    ///
    /// # Errors
    /// When the folder cannot be made or another process has it.
    pub fn open(folder: &Path, db: &Db, catalogues: &Arc<Catalogues>) -> Result<Self> {
        let (feed, published) = feed::start(folder, db, catalogues.clone())?;
        Ok(Self {
            published,
            feed,
            opened: Instant::now(),
        })
    }

    /// What there is to search now, however far it is.
    #[must_use]
    pub fn now(&self) -> Arc<Snapshot> {
        self.published.borrow().clone()
    }

    /// What there is to search once the index has reached an entry of the journal, or what there is after a while of waiting,
    /// and how far behind it is then. Nobody waits for an index that takes long to be built from nothing.
    pub async fn at_least(&self, entry: i64) -> (Arc<Snapshot>, Option<Behind>) {
        let mut published = self.published.clone();
        let snapshot = published.borrow().clone();
        if snapshot.has_reached(entry) {
            return (snapshot, None);
        }
        self.feed.wake();
        let patience = if snapshot.building {
            FIRST_PATIENCE.saturating_sub(self.opened.elapsed())
        } else {
            PATIENCE
        };
        let reached = published.wait_for(|snapshot| snapshot.has_reached(entry));
        let _ = tokio::time::timeout(patience, reached).await;
        let snapshot = self.now();
        let behind = (!snapshot.has_reached(entry)).then(|| Behind {
            entry: snapshot.entry,
            latest_entry: entry,
            building: snapshot.building,
        });
        (snapshot, behind)
    }
}

/// Where the index of a database is kept unless it is said: beside the file, or in the working folder.
#[must_use]
pub fn usual_folder(database: &DatabaseAddress) -> PathBuf {
    match database {
        DatabaseAddress::Sqlite(file) => file.with_extension("index"),
        DatabaseAddress::Postgres(_) => PathBuf::from("rai.index"),
    }
}
