//! Follows the journal: what an entry is about is read from the database and put into the index.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tantivy::schema::Schema;
use tokio::sync::watch;

use super::Snapshot;
use super::document::Documents;
use super::fields::Fields;
use super::folder::{Build, Folder, Opened};
use super::news::{News, agreements_behind, is_of_this_journal, latest_entry};
use super::synonyms::Synonyms;
use crate::background::{Background, Signal};
use crate::catalogues::Catalogues;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::journal;

/// The journal is looked at so often when nobody waits for it.
const PAUSE: Duration = Duration::from_millis(400);
/// After trouble the next attempt waits so long.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// The database is waited for so long before it counts as trouble.
const PATIENCE: Duration = Duration::from_secs(2);
/// While the index takes much in, what there is so far is shown so often.
const SHOWN_EVERY: Duration = Duration::from_secs(5);
/// Entries that are followed one by one, however few agreements the index holds.
const FOLLOWED: i64 = 10_000;
/// Merged segments are looked for so many pauses after a commit.
const SETTLING: u32 = 20;

struct Feed {
    db: Db,
    catalogues: Arc<Catalogues>,
    /// The catalogues as they are loaded, in one line: an index made with others is made anew.
    editions: String,
    synonyms: Arc<Synonyms>,
    folder: Folder,
    schema: Schema,
    fields: Fields,
    documents: Documents,
    opened: Opened,
    published: watch::Sender<Arc<Snapshot>>,
}

/// Opens the index and starts the thread.
///
/// # Errors
/// `Command` when the folder cannot be used, `Index` when no index can be made in it.
pub fn start(
    folder: &Path,
    db: &Db,
    catalogues: Arc<Catalogues>,
) -> Result<(Background, watch::Receiver<Arc<Snapshot>>)> {
    let (schema, fields) = Fields::new();
    let synonyms = Arc::new(Synonyms::load()?);
    let folder = Folder::take(folder)?;
    let editions = db.read_here(crate::catalogues::editions)?;
    let mut opened = folder.open(&schema, &editions)?;
    if !db.read_here(|conn| is_of_this_journal(conn, &opened.progress))? {
        tracing::info!("the search index is of another journal and will be built anew");
        drop(opened);
        opened = folder.make_anew(&schema, &editions)?;
    }
    let first = Snapshot::new(
        (opened.progress.entry, opened.progress.build != Build::Done),
        opened.reader.searcher(),
        fields,
        catalogues.clone(),
        synonyms.clone(),
        None,
    );
    let (published, receiver) = watch::channel(Arc::new(first));
    let feed = Feed {
        documents: Documents::new(fields, catalogues.clone(), synonyms.clone()),
        db: db.waiting_at_most(PATIENCE),
        catalogues,
        editions,
        synonyms,
        folder,
        schema,
        fields,
        opened,
        published,
    };
    let thread = Background::start("search-index", move |signal| feed.run(signal))?;
    Ok((thread, receiver))
}

impl Feed {
    fn run(mut self, signal: &Signal) {
        let mut checked = false;
        let mut settling = 0;
        let mut pause = Duration::ZERO;
        while signal.wait(pause) {
            pause = PAUSE;
            let done = self.look_after_files(&mut checked).and_then(|()| self.follow(signal));
            match done {
                Ok(true) => settling = SETTLING,
                Ok(false) if settling > 0 => {
                    settling -= 1;
                    if let Err(reason) = self.publish() {
                        tracing::warn!("the search index: {reason}");
                    }
                }
                Ok(false) => {}
                Err(reason) => {
                    tracing::warn!("the search index is behind the journal: {reason}");
                    pause = AFTER_TROUBLE;
                    if matches!(reason, Error::Index(_)) {
                        self.open_again();
                    }
                }
            }
        }
    }

    /// Reads the files through once, so that a damage is found before somebody is given an answer from it.
    fn look_after_files(&mut self, checked: &mut bool) -> Result<()> {
        if std::mem::replace(checked, true) {
            return Ok(());
        }
        let damaged = self.opened.index.validate_checksum()?;
        if damaged.is_empty() {
            return Ok(());
        }
        tracing::warn!(
            files = damaged.len(),
            "the search index is damaged and will be built anew"
        );
        self.replace_by(Folder::make_anew)
    }

    fn open_again(&mut self) {
        if let Err(reason) = self.replace_by(Folder::open) {
            tracing::warn!("the search index cannot be opened: {reason}");
        }
    }

    fn replace_by(&mut self, open: fn(&Folder, &Schema, &str) -> Result<Opened>) -> Result<()> {
        // Of two writers the second finds the folder locked.
        self.opened.writer = None;
        self.opened = open(&self.folder, &self.schema, &self.editions)?;
        self.publish()
    }

    /// Takes in what the journal has more; says whether there was anything.
    fn follow(&mut self, signal: &Signal) -> Result<bool> {
        if self.opened.progress.build == Build::Done && self.is_far_behind()? {
            tracing::info!("the journal went so far ahead that the search index is built anew");
            self.replace_by(Folder::make_anew)?;
        }
        if self.opened.progress.build != Build::Done {
            self.build(signal)?;
            return Ok(true);
        }
        let (mut any, mut shown) = (false, Instant::now());
        loop {
            let from = self.opened.progress.entry;
            let Some(news) = self
                .db
                .snapshot_here(|conn| News::after(conn, from, &mut self.documents))?
            else {
                break;
            };
            any = true;
            let writer = self.opened.writer()?;
            for agreement in &news.agreements {
                writer.delete_term(self.fields.key(agreement.id));
                writer.add_document(self.documents.of(agreement))?;
            }
            (self.opened.progress.entry, self.opened.progress.at) = news.until;
            if signal.must_stop() {
                break;
            }
            if shown.elapsed() > SHOWN_EVERY {
                self.commit()?;
                shown = Instant::now();
            }
        }
        if any {
            self.commit()?;
        }
        Ok(any)
    }

    /// Whether the journal has so many more entries, as after a large import, that to follow them takes longer than to take in every
    /// agreement there is; what is held already can be found meanwhile where it is not so few.
    fn is_far_behind(&self) -> Result<bool> {
        let more = self.db.read_here(journal::last_number)? - self.opened.progress.entry;
        let held = i64::try_from(self.opened.reader.searcher().num_docs()).unwrap_or(i64::MAX);
        Ok(more > FOLLOWED.max(held.saturating_mul(2)))
    }

    /// Takes in every agreement there is, in the order of the ids, from where an earlier attempt stopped.
    fn build(&mut self, signal: &Signal) -> Result<()> {
        let begun = Instant::now();
        if self.opened.progress.build == Build::Begin {
            let latest = self.db.read_here(latest_entry)?;
            (self.opened.progress.entry, self.opened.progress.at) = latest;
        }
        let (mut count, mut shown) = (0_usize, Instant::now());
        while self.opened.progress.build != Build::Done {
            let last = match self.opened.progress.build {
                Build::Behind(last) => Some(last),
                Build::Begin | Build::Done => None,
            };
            let agreements = self
                .db
                .read_here(|conn| agreements_behind(conn, last, &mut self.documents))?;
            let writer = self.opened.writer()?;
            for agreement in &agreements {
                writer.add_document(self.documents.of(agreement))?;
            }
            count += agreements.len();
            let next = agreements
                .last()
                .map_or(Build::Done, |agreement| Build::Behind(agreement.id));
            self.opened.progress.build = next;
            if next == Build::Done || signal.must_stop() || shown.elapsed() > SHOWN_EVERY {
                self.commit()?;
                shown = Instant::now();
                if count > 0 {
                    tracing::info!(
                        agreements = count,
                        seconds = begun.elapsed().as_secs(),
                        "the search index is being built"
                    );
                }
            }
            if signal.must_stop() {
                return Ok(());
            }
        }
        self.documents.forget_all();
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        let payload = serde_json::to_string(&self.opened.progress)?;
        let mut prepared = self.opened.writer()?.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        self.publish()
    }

    fn publish(&self) -> Result<()> {
        self.opened.reader.reload()?;
        let progress = &self.opened.progress;
        self.published.send_modify(|published| {
            *published = Arc::new(Snapshot::new(
                (progress.entry, progress.build != Build::Done),
                self.opened.reader.searcher(),
                self.fields,
                self.catalogues.clone(),
                self.synonyms.clone(),
                Some(published.as_ref()),
            ));
        });
        Ok(())
    }
}
