//! Files that wait between being looked at and being entered: each bound to whoever sent it, few of them, and not for long. They are
//! in temporary files of this node, and gone when it stops.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::NamedTempFile;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use super::file::{Form, Preview, Source, unreadable};
use super::mapping::Mapping;
use super::report::Report;
use super::{Import, workbook};
use crate::access::{Actor, Deed};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::language::words;
use crate::tokens::TokenId;

/// The files that wait on this node.
pub struct WaitingFiles {
    /// Reads workbooks.
    program: PathBuf,
    /// Each workbook takes a process and its memory.
    places: Arc<Semaphore>,
    files: Mutex<Vec<WaitingFile>>,
}

/// A file that waits, and how far its import is.
#[derive(Clone)]
pub struct WaitingFile {
    pub id: Uuid,
    of: TokenId,
    pub name: String,
    form: Form,
    content: Arc<NamedTempFile>,
    arrived_at: Timestamp,
    /// What its columns mean, once that was chosen.
    pub mapping: Option<Mapping>,
    pub state: State,
}

/// How far an import is.
#[derive(Debug, Clone)]
pub enum State {
    Arrived,
    /// Nothing was saved; this is what would be.
    Looked(Arc<Report>),
    Entering,
    Entered(Arc<Report>),
}

/// What an import needs of the register.
pub struct Register<'a> {
    pub db: &'a Db,
    pub catalogues: &'a Catalogues,
    pub clock: &'a Clock,
}

/// A place to read a file, until it is let go.
pub struct Place(Option<OwnedSemaphorePermit>);

/// So many workbooks are read at the same time, and so long somebody waits until one of theirs can be.
const WORKBOOKS: usize = 2;
const PATIENCE: Duration = Duration::from_secs(40);
/// So long a file waits, in minutes; so many of each person, and of all.
const MINUTES: i64 = 60;
const OF_EACH: usize = 3;
const OF_ALL: usize = 50;
/// So many problems of a file are kept to be read.
const PROBLEMS: usize = 5_000;

impl WaitingFiles {
    /// The longest file that is taken, in bytes.
    pub const LONGEST: u64 = 20 << 20;
    /// And the most rows it has: while they are entered nobody else writes.
    pub const MOST_ROWS: usize = 20_000;

    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            places: Arc::new(Semaphore::new(WORKBOOKS)),
            files: Mutex::new(Vec::new()),
        }
    }

    /// A place to read a file, for [`Self::keep`]; there are few for workbooks.
    ///
    /// # Errors
    /// `Busy` when none is free in time.
    pub async fn place(&self, name: &str) -> Result<Place> {
        if !is_workbook(name) {
            return Ok(Place(None));
        }
        let waited = tokio::time::timeout(PATIENCE, self.places.clone().acquire_owned()).await;
        let place = waited.map_err(|_| Error::Busy)?.map_err(Error::internal)?;
        Ok(Place(Some(place)))
    }

    /// Keeps a file that was sent. The oldest of the same person gives way, and then the oldest of all.
    ///
    /// # Errors
    /// `Forbidden`, `Content` when it is none of the forms that are read or has too many rows.
    pub fn keep(&self, by: &Actor, place: Place, name: &str, content: NamedTempFile, clock: &Clock) -> Result<Uuid> {
        let of = whose(by)?;
        let (form, content) = if place.0.is_some() {
            (Form::Csv, workbook::to_csv(&self.program, content.path(), name)?)
        } else {
            (Form::of(Path::new(name))?, content)
        };
        drop(place);
        let (id, arrived_at) = (clock.new_id(), clock.now());
        let file = WaitingFile {
            id,
            of,
            name: name.to_owned(),
            form,
            content: Arc::new(content),
            arrived_at,
            mapping: None,
            state: State::Arrived,
        };
        // What else is wrong with it is told beside its columns.
        if matches!(file.read(|source| source.has_more_rows_than(Self::MOST_ROWS)), Ok(true)) {
            return Err(too_many_rows(name));
        }
        let mut files = self.those_left(arrived_at);
        let give_way = |files: &mut Vec<WaitingFile>, most: usize, among: &dyn Fn(&WaitingFile) -> bool| {
            while files.iter().filter(|file| among(file)).count() >= most
                && let Some(oldest) = files.iter().position(among)
            {
                files.remove(oldest);
            }
        };
        give_way(&mut files, OF_EACH, &|file| file.of == of);
        give_way(&mut files, OF_ALL, &|_| true);
        files.push(file);
        Ok(id)
    }

    /// A file of somebody's own.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound` when it is another's, or its time is over.
    pub fn find(&self, by: &Actor, id: Uuid, now: Timestamp) -> Result<WaitingFile> {
        self.change(by, id, now, |file| Ok(file.clone()))
    }

    /// Looks at a file as it would be entered; saves nothing.
    ///
    /// # Errors
    /// As [`Import::run`]; `NotFound`.
    pub fn look(&self, register: &Register<'_>, by: &Actor, id: Uuid, mapping: Mapping) -> Result<()> {
        let file = self.find(by, id, register.clock.now())?;
        if let State::Entering | State::Entered(_) = file.state {
            return Err(Error::NotFound);
        }
        let report = file.import(register, by, &mapping, None)?;
        self.change(by, id, register.clock.now(), |file| {
            file.mapping = Some(mapping);
            file.state = State::Looked(Arc::new(report));
            Ok(())
        })
    }

    /// Enters a file that was looked at: once, however often it is asked for.
    ///
    /// # Errors
    /// As [`Import::run`]; `NotFound`.
    pub fn enter(&self, register: &Register<'_>, by: &Actor, id: Uuid, accept_valid: bool) -> Result<()> {
        let now = register.clock.now();
        let taken = self.change(by, id, now, |file| match (&file.state, &file.mapping) {
            (State::Looked(report), Some(mapping)) => {
                let taken = (file.clone(), mapping.clone(), report.clone());
                file.state = State::Entering;
                Ok(Some(taken))
            }
            (State::Entering | State::Entered(_), _) => Ok(None),
            _ => Err(Error::NotFound),
        })?;
        let Some((file, mapping, looked)) = taken else {
            return Ok(());
        };
        let entered = file.import(register, by, &mapping, Some(accept_valid));
        let (state, outcome) = match entered {
            Ok(report) => (State::Entered(Arc::new(report)), Ok(())),
            Err(refused) => (State::Looked(looked), Err(refused)),
        };
        self.change(by, id, now, |file| {
            file.state = state;
            Ok(())
        })?;
        outcome
    }

    fn change<T>(
        &self,
        by: &Actor,
        id: Uuid,
        now: Timestamp,
        change: impl FnOnce(&mut WaitingFile) -> Result<T>,
    ) -> Result<T> {
        let of = whose(by)?;
        let mut files = self.those_left(now);
        let own = files.iter_mut().find(|file| file.id == id && file.of == of);
        change(own.ok_or(Error::NotFound)?)
    }

    /// Those whose time is not over; the others are let go.
    fn those_left(&self, now: Timestamp) -> MutexGuard<'_, Vec<WaitingFile>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|file| now <= file.arrived_at.plus_minutes(MINUTES));
        files
    }
}

fn too_many_rows(name: &str) -> Error {
    let most = WaitingFiles::MOST_ROWS;
    unreadable(words!(
        "{name}: tiene más de {most} renglones. Divídalo, o pida a quien opera el registro que lo importe con rai import.",
        "{name}: it has more than {most} lines. Cut it, or ask whoever runs the register to import it with rai import."
    ))
}

fn is_workbook(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

/// Whoever may import; commands do so without files that wait.
fn whose(by: &Actor) -> Result<TokenId> {
    by.must_be_allowed(Deed::Report)?;
    by.token.ok_or(Error::Forbidden)
}

impl WaitingFile {
    /// The first rows.
    ///
    /// # Errors
    /// As [`Source::preview`].
    pub fn preview(&self, rows: usize) -> Result<Preview> {
        self.read(|source| source.preview(rows))
    }

    fn read<T>(&self, work: impl FnOnce(&Source<'_>) -> T) -> T {
        let open = || File::open(self.content.path()).map(|file| Box::new(file) as Box<dyn Read + Send>);
        work(&Source {
            name: self.name.clone(),
            form: self.form,
            open: &open,
        })
    }

    /// Imports it: only to look where nothing is said of what is to be accepted.
    fn import(&self, register: &Register<'_>, by: &Actor, mapping: &Mapping, accept: Option<bool>) -> Result<Report> {
        let import = Import {
            db: register.db,
            catalogues: register.catalogues,
            clock: register.clock,
            mapping,
            dry_run: accept.is_none(),
            accept_valid: accept.unwrap_or(false),
            by: by.clone(),
        };
        let mut report = self.read(|source| import.run(source, &mut |_| {}))?;
        report.problems.sort_by_key(|problem| (problem.severity, problem.line));
        report.more += report.problems.len().saturating_sub(PROBLEMS) as u64;
        report.problems.truncate(PROBLEMS);
        Ok(report)
    }
}
