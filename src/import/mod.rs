//! Bringing agreements in from a file: read, understood, checked by the rules of every agreement, entered in one transaction.

mod ahead;
mod file;
mod imported;
mod interpret;
mod mapping;
mod parties;
mod phrases;
mod report;
mod row;
mod stories;
mod waiting;
pub mod workbook;

use std::collections::HashSet;
use std::path::Path;

use self::ahead::Ahead;
pub use self::file::{Form, Preview, Source};
use self::imported::NewRow;
pub use self::imported::{ImportedRow, row_of};
use self::interpret::Interpreter;
pub use self::mapping::{Field, Mapping};
pub use self::report::{Problem, Report, Severity};
use self::row::Row;
use self::stories::Stories;
pub use self::waiting::{Register, State, WaitingFile, WaitingFiles};
use crate::access::{Actor, Deed};
use crate::agreements::{Draft, Entering};
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::db::{Db, DbConnection, Outcome};
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::journal::Action;
use crate::language::words;

/// What to do with a file.
pub struct Import<'a> {
    pub db: &'a Db,
    pub catalogues: &'a Catalogues,
    pub clock: &'a Clock,
    pub mapping: &'a Mapping,
    /// Save nothing.
    pub dry_run: bool,
    /// Save the rows without errors although others have some.
    pub accept_valid: bool,
    pub by: Actor,
}

/// How far it is: rows done.
pub type Progress<'a> = &'a mut dyn FnMut(u64);

impl Import<'_> {
    /// Reads the file, says what is wrong with it and enters it, all in one transaction that is taken back when a row does not
    /// pass. Memory hardly grows with the file: of each row sixteen bytes are kept.
    ///
    /// # Errors
    /// `Forbidden`; `Content` with a sentence when the file as a whole cannot be read; what the database says. Problems of rows are
    /// in the report, and then nothing was saved unless `accept_valid` said so.
    pub fn run(&self, source: &Source<'_>, progress: Progress<'_>) -> Result<Report> {
        self.by.must_be_allowed(Deed::Report)?;
        let mut rows = source.rows(self.mapping)?;
        let mut reading = Reading {
            by: &self.by,
            seen: HashSet::new(),
            progress,
            report: Report {
                file: source.name.clone(),
                ..Report::default()
            },
        };
        reading.report.problems.append(&mut rows.notices);
        let interpreter = Interpreter {
            catalogues: self.catalogues,
            mapping: self.mapping,
            today: self.clock.today(),
        };
        std::thread::scope(|scope| {
            let mut rows = Ahead::of(scope, interpreter, rows);
            if self.dry_run {
                self.look(rows, &mut reading)
            } else {
                let outcome = self
                    .db
                    .write_much_here(|conn| self.enter(conn, &mut rows, &mut reading))?;
                if outcome == Outcome::Undone {
                    (reading.report.saved, reading.report.known) = (0, 0);
                    for row in rows {
                        reading.count(&mut row?);
                    }
                }
                Ok(())
            }
        })?;
        let report = reading.report;
        if report.saved > 0 {
            self.db.take_stock()?;
        }
        Ok(report)
    }

    /// Saves nothing; says which rows are there already.
    fn look(&self, rows: Ahead, reading: &mut Reading<'_>) -> Result<()> {
        for row in rows {
            let mut row = row?;
            let counted = reading.count(&mut row);
            if counted.is_first && self.db.read_here(|conn| imported::is_known(conn, &row.fingerprint))? {
                reading.report.known += 1;
            }
        }
        Ok(())
    }

    /// Enters what is valid and not there yet, and warns of what looks like something that is.
    fn enter(&self, conn: &mut DbConnection, rows: &mut Ahead, reading: &mut Reading<'_>) -> Result<Outcome> {
        let file = reading.report.file.clone();
        let any_before = imported::any(conn)?;
        let mut entering = Entering::new(conn, &self.by, self.clock, Action::AgreementImported)?;
        let mut stories = Stories::default();
        let mut doubles = Report::default();
        let mut entered = Vec::new();
        for row in rows {
            let mut row = row?;
            let Counted { is_first, draft } = reading.count(&mut row);
            let Some(mut draft) = draft else {
                if self.accept_valid {
                    continue;
                }
                return Ok(Outcome::Undone);
            };
            // A row that stood in the file before may be among those that are not in the tables yet.
            if !is_first || entering.is_full() {
                entering.write(conn)?;
                imported::remember(conn, entered.drain(..))?;
            }
            if (any_before || !is_first) && imported::is_known(conn, &row.fingerprint)? {
                reading.report.known += 1;
                continue;
            }
            draft.links = stories.links_of(&row);
            let (id, likely) = entering
                .enter(conn, draft)
                .map_err(|refused| of_row(refused, &file, row.line))?;
            doubles.add(likely.first().map(|likeliest| row.looks_like(likeliest)));
            stories.remember(id, &row);
            entered.push(NewRow::of(id, row, &file, self.clock.now()));
            reading.report.saved += 1;
        }
        entering.write(conn)?;
        imported::remember(conn, entered.drain(..))?;
        reading.report.append(doubles);
        Ok(Outcome::Done)
    }
}

/// A file while it is read.
struct Reading<'a> {
    by: &'a Actor,
    /// The rows that were read.
    seen: HashSet<u128>,
    report: Report,
    progress: Progress<'a>,
}

struct Counted {
    /// Whether the row did not stand in the file before.
    is_first: bool,
    /// Nothing when it cannot be entered.
    draft: Option<Draft>,
}

impl Reading<'_> {
    fn count(&mut self, row: &mut Row) -> Counted {
        let report = &mut self.report;
        report.rows += 1;
        let is_first = self.seen.insert(row.fingerprint.short());
        report.repeated += u64::from(!is_first);
        row.must_be_theirs(self.by);
        let draft = row.valid();
        report.valid += u64::from(draft.is_some());
        report.invalid += u64::from(draft.is_none());
        report.add(row.problems.drain(..));
        (self.progress)(report.rows);
        Counted { is_first, draft }
    }
}

/// A refusal that only the database could make, with the line it came from.
fn of_row(refused: Error, file: &str, line: u64) -> Error {
    match refused {
        Error::Content(faults) => {
            let of_line = |fault: Fault| {
                let reason = fault.words;
                let words = words!("{file}, línea {line}: {reason}", "{file}, line {line}: {reason}"; reason);
                Fault::at("/file", fault.code, words)
            };
            Error::Content(faults.into_iter().map(of_line).collect())
        }
        other => other,
    }
}

/// The name of a file without its folders: what is kept and shown.
#[must_use]
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
