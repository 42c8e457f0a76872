//! A thread of the server that looks after documents: it has the texts of new ones read, and clears away what an upload left behind
//! that came to nothing.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use serde::Serialize;

use super::kind::MediaType;
use super::reading::{self, Bounds, Text};
use super::store::{Object, Store};
use super::{Digest, DocumentId, TextState, finding};
use crate::access::{Actor, Sight};
use crate::background::{Background, Signal};
use crate::clock::{Clock, Timestamp};
use crate::db::schema::{documents, file_gaps, file_pages, files};
use crate::db::{Db, DbConnection, insert_rows};
use crate::error::{Error, Result};
use crate::journal::{self, Action, Change};

/// New documents are looked for so often.
const PAUSE: Duration = Duration::from_millis(500);
/// After trouble the next attempt waits so long.
const AFTER_TROUBLE: Duration = Duration::from_secs(5);
/// The database is waited for so long before it counts as trouble.
const PATIENCE: Duration = Duration::from_secs(2);
/// The store is cleared up so often.
const CLEARED_EVERY: Duration = Duration::from_hours(1);
/// What no document has is left alone for so long, in microseconds: it may be on its way.
const ON_ITS_WAY: i64 = 24 * 3600 * 1_000_000;

struct Keeper {
    db: Db,
    store: Store,
    clock: Clock,
    program: PathBuf,
    /// For the store, which does not block.
    runtime: tokio::runtime::Runtime,
    /// Contents that the store did not have; they are tried again after a restart.
    not_there: HashSet<Digest>,
}

/// Starts the thread. `program` is what reads a file's text in a process of its own.
///
/// # Errors
/// When the system has no thread for it.
pub fn start(db: &Db, store: &Store, clock: &Clock, program: PathBuf) -> Result<Background> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::internal)?;
    let mut keeper = Keeper {
        db: db.waiting_at_most(PATIENCE),
        store: store.clone(),
        clock: clock.clone(),
        program,
        runtime,
        not_there: HashSet::new(),
    };
    Background::start("documents", move |signal| keeper.keep(signal))
}

impl Keeper {
    fn keep(&mut self, signal: &Signal) {
        let (mut pause, mut cleared) = (Duration::ZERO, None::<Instant>);
        while signal.wait(pause) {
            pause = PAUSE;
            let mut done = self.read_next();
            if cleared.is_none_or(|cleared| cleared.elapsed() > CLEARED_EVERY) {
                cleared = Some(Instant::now());
                done = done.and_then(|more| self.clear_up().map(|()| more));
            }
            match done {
                Ok(true) => pause = Duration::ZERO,
                Ok(false) => {}
                Err(reason) => {
                    tracing::warn!("documents wait to be read: {reason}");
                    pause = AFTER_TROUBLE;
                }
            }
        }
    }

    /// Has the text of the next file read; says whether there was one.
    fn read_next(&mut self) -> Result<bool> {
        let waiting: Vec<(Vec<u8>, String)> = self.db.read_here(|conn| {
            Ok(files::table
                .filter(files::text_state.eq(TextState::Waiting))
                .order((files::stored_at, files::sha256))
                .select((files::sha256, files::media_type))
                .limit(1 + i64::try_from(self.not_there.len()).unwrap_or_default())
                .load(conn)?)
        })?;
        let next = waiting.into_iter().find_map(|(sha256, media_type)| {
            let digest = Digest::of_bytes(&sha256).filter(|digest| !self.not_there.contains(digest))?;
            Some((digest, MediaType::parse(&media_type)?))
        });
        let Some((digest, media_type)) = next else {
            return Ok(false);
        };
        let text = match self.runtime.block_on(self.store.as_file(digest)) {
            Ok(file) => reading::read_apart(&self.program, file.path(), media_type, &Bounds::default()),
            Err(reason) => {
                tracing::warn!("the text of {digest} is not read: {reason}");
                self.not_there.insert(digest);
                return Ok(true);
            }
        };
        let now = self.clock.now();
        self.db.write_here(|conn| keep_text(conn, digest, &text, now))?;
        Ok(true)
    }

    /// Deletes what no document has and is not on its way.
    fn clear_up(&self) -> Result<()> {
        self.store.clear_arrivals()?;
        let left = self.runtime.block_on(left_behind(&self.db, &self.store))?;
        let before = self.clock.now().microseconds() - ON_ITS_WAY;
        for object in left {
            if object.changed.is_some_and(|changed| changed.microseconds() < before) {
                tracing::info!(name = object.name, "deleted from the store: no document has it");
                self.runtime.block_on(self.store.delete(&object))?;
            }
        }
        Ok(())
    }
}

/// What is in the store and belongs to no document: an upload left it, or is about to be done.
///
/// # Errors
/// `Store` when the store cannot be read.
pub async fn left_behind(db: &Db, store: &Store) -> Result<Vec<Object>> {
    let all = store.all().await?;
    let known: HashSet<Vec<u8>> = db.read_here(|conn| {
        let known: Vec<Vec<u8>> = files::table.select(files::sha256).load(conn)?;
        Ok(known.into_iter().collect())
    })?;
    let is_left = |object: &Object| {
        object.digest.is_none_or(|digest| !known.contains(&digest.0[..])) && !store.is_under_way(object)
    };
    Ok(all.into_iter().filter(is_left).collect())
}

/// What the journal says of a text that was read.
#[derive(Serialize)]
struct Particulars {
    state: TextState,
    pages: usize,
    gaps: usize,
}

/// Keeps what could be read of a file, unless another node did, and tells each of its documents.
fn keep_text(conn: &mut DbConnection, digest: Digest, text: &Text, now: Timestamp) -> Result<()> {
    let sha256 = &digest.0[..];
    let is_read = text.pages.iter().any(|page| !page.is_empty());
    let state = match (is_read, text.gaps.is_empty()) {
        (true, true) => TextState::Read,
        (true, false) => TextState::Partly,
        (false, _) => TextState::None,
    };
    let waiting = files::table
        .filter(files::sha256.eq(sha256))
        .filter(files::text_state.eq(TextState::Waiting));
    if diesel::update(waiting).set(files::text_state.eq(state)).execute(conn)? == 0 {
        return Ok(());
    }
    if let Some(pages) = text.page_count.and_then(|pages| i32::try_from(pages).ok()) {
        diesel::update(files::table.find(sha256))
            .set(files::pages.eq(pages))
            .execute(conn)?;
    }
    let pages = (1_i32..).zip(&text.pages).filter(|(_, text)| !text.is_empty());
    insert_rows!(
        conn,
        file_pages::table,
        pages.map(|(page, text)| (
            file_pages::sha256.eq(sha256),
            file_pages::page.eq(page),
            file_pages::text.eq(text.as_str()),
        ))
    )?;
    let gaps = (0_i32..).zip(&text.gaps);
    insert_rows!(
        conn,
        file_gaps::table,
        gaps.map(|(position, gap)| (
            file_gaps::sha256.eq(sha256),
            file_gaps::position.eq(position),
            file_gaps::page.eq(gap.page.and_then(|page| i32::try_from(page).ok())),
            file_gaps::reason.eq(gap.reason.as_str()),
        ))
    )?;
    let ids: Vec<DocumentId> = documents::table
        .filter(documents::sha256.eq(sha256))
        .order(documents::id)
        .select(documents::id)
        .load(conn)?;
    let particulars = serde_json::to_string(&Particulars {
        state,
        pages: text.pages.len(),
        gaps: text.gaps.len(),
    })?;
    let mut changes = Vec::with_capacity(ids.len());
    for id in ids {
        let document = finding::find(conn, &Sight::Everything, id)?.document;
        changes.push(Change::document(Action::DocumentRead, &document)?.saying(particulars.clone()));
    }
    journal::record_all(conn, &changes, &Actor::command("rai serve"), now)
}
