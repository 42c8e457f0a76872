//! Bringing agreements in from a file: read, understood, checked by the rules of every agreement, entered in one transaction.

mod file;
mod interpret;
mod mapping;
mod parties;
mod phrases;
mod report;
mod row;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::file::{Form, Source};
use self::interpret::Interpreter;
pub use self::mapping::Mapping;
pub use self::report::{Problem, Report, Severity};
use self::row::{Cell, Row};
use crate::access::Actor;
use crate::agreements::duplicates::Written;
use crate::agreements::{self, AgreementId, Bearing, Directory, LinkInput};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::content::Submitted;
use crate::db::schema::imported_rows;
use crate::db::{Db, DbConnection};
use crate::error::{Error, Result};
use crate::journal::Action;
use crate::partial_date::PartialDate;

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

/// How far it is: rows done, and of how many when that is known.
pub type Progress<'a> = &'a mut dyn FnMut(u64, Option<u64>);

impl Import<'_> {
    /// Reads the file once to find every problem, then, when it passes, again to enter it. Memory does not grow with the file.
    ///
    /// # Errors
    /// `Command` with a sentence when the file as a whole cannot be read; what the database says. Problems of rows are in the
    /// report, and then nothing was saved unless `accept_valid` said so.
    pub fn run(&self, source: &Source<'_>, progress: Progress<'_>) -> Result<Report> {
        let mut report = self.examine(source, progress)?;
        if self.dry_run || (report.invalid > 0 && !self.accept_valid) {
            return Ok(report);
        }
        self.db
            .write_here(|conn| self.enter(conn, source, &mut report, progress))?;
        if report.saved > 0 {
            self.db.take_stock()?;
        }
        Ok(report)
    }

    fn interpreter(&self) -> Interpreter<'_> {
        Interpreter {
            catalogues: self.catalogues,
            mapping: self.mapping,
            today: self.clock.today(),
        }
    }

    /// The first reading: every problem of every row, and nothing else.
    fn examine(&self, source: &Source<'_>, progress: Progress<'_>) -> Result<Report> {
        let mut rows = source.rows(self.mapping)?;
        let mut report = Report {
            file: source.name.clone(),
            ..Report::default()
        };
        report.problems.append(&mut rows.notices);
        let mut seen = HashSet::new();
        let interpreter = self.interpreter();
        while let Some(raw) = rows.next_row() {
            report.rows += 1;
            let row = interpreter.read(raw?);
            if !seen.insert(fingerprint(&row)) {
                report.repeated += 1;
            } else if self.dry_run && self.db.read_here(|conn| is_known(conn, &fingerprint(&row)))? {
                report.known += 1;
            }
            if row.is_valid() {
                report.valid += 1;
            } else {
                report.invalid += 1;
            }
            report.add(row.problems);
            progress(report.rows, None);
        }
        Ok(report)
    }

    /// The second reading: enters what is valid and not there yet, and warns of what looks like something that is.
    fn enter(
        &self,
        conn: &mut DbConnection,
        source: &Source<'_>,
        report: &mut Report,
        progress: Progress<'_>,
    ) -> Result<()> {
        let mut done = 0;
        (report.saved, report.known) = (0, 0);
        let mut rows = source.rows(self.mapping)?;
        let mut directory = Directory::keeping();
        let mut stories = Stories::default();
        let interpreter = self.interpreter();
        while let Some(raw) = rows.next_row() {
            done += 1;
            let mut row = interpreter.read(raw?);
            progress(done, Some(report.rows));
            if !row.is_valid() {
                continue;
            }
            let fingerprint = fingerprint(&row);
            if is_known(conn, &fingerprint)? {
                report.known += 1;
                continue;
            }
            let now = self.clock.now();
            let parties = row.parties_key();
            row.input.links = stories.links_of(&row, &parties);
            let sound = Submitted::sound(std::mem::take(&mut row.input));
            let entered = agreements::enter(
                conn,
                self.catalogues,
                &mut directory,
                sound,
                &self.by,
                self.clock,
                Action::AgreementImported,
            );
            let Written { agreement, duplicates } =
                entered.map_err(|refused| of_row(refused, &source.name, row.line))?;
            report.add(
                duplicates
                    .first()
                    .map(|likeliest| row.looks_like(likeliest))
                    .into_iter()
                    .collect(),
            );
            stories.remember(agreement.id, &row, &parties);
            remember(conn, agreement.id, &fingerprint, &source.name, &row, now)?;
            report.saved += 1;
        }
        Ok(())
    }
}

/// A refusal that only the database could make, with the line it came from.
fn of_row(refused: Error, file: &str, line: u64) -> Error {
    match refused {
        Error::Content(faults) => {
            let reasons: Vec<&str> = faults.iter().map(|fault| fault.words.es.as_ref()).collect();
            Error::Command(format!("{file}, línea {line}: {}", reasons.join("; ")))
        }
        other => other,
    }
}

/// What tells a row from any other: its raw values by meaning, whatever the order of its columns.
fn fingerprint(row: &Row) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for (field, raw) in &row.raw {
        hasher.update(field.as_str().as_bytes());
        hasher.update([0]);
        hasher.update(raw.trim().as_bytes());
        hasher.update([1]);
    }
    hasher.finalize().to_vec()
}

fn is_known(conn: &mut DbConnection, fingerprint: &[u8]) -> Result<bool> {
    Ok(imported_rows::table
        .filter(imported_rows::fingerprint.eq(fingerprint))
        .count()
        .get_result::<i64>(conn)?
        > 0)
}

fn remember(
    conn: &mut DbConnection,
    id: AgreementId,
    fingerprint: &[u8],
    file: &str,
    row: &Row,
    now: Timestamp,
) -> Result<()> {
    diesel::insert_into(imported_rows::table)
        .values((
            imported_rows::agreement_id.eq(id),
            imported_rows::fingerprint.eq(fingerprint),
            imported_rows::file.eq(file),
            imported_rows::line.eq(i64::try_from(row.line).unwrap_or(i64::MAX)),
            imported_rows::imported_at.eq(now),
            imported_rows::cells.eq(serde_json::to_string(&row.cells)?),
        ))
        .execute(conn)?;
    Ok(())
}

/// The row an agreement was imported from: every raw string beside what it was read as.
#[derive(Debug, Serialize, Deserialize)]
pub struct ImportedRow {
    pub file: String,
    pub line: i64,
    pub imported_at: Timestamp,
    pub values: Vec<Cell>,
}

/// # Errors
/// `NotFound` when the agreement was not imported.
pub fn row_of(conn: &mut DbConnection, id: AgreementId) -> Result<ImportedRow> {
    let (file, line, imported_at, cells): (String, i64, Timestamp, String) = imported_rows::table
        .find(id)
        .select((
            imported_rows::file,
            imported_rows::line,
            imported_rows::imported_at,
            imported_rows::cells,
        ))
        .first(conn)?;
    Ok(ImportedRow {
        file,
        line,
        imported_at,
        values: serde_json::from_str(&cells)?,
    })
}

/// What earlier rows say happened to their agreements later: “renovado en 2022” waits for the row of the same parties that was
/// signed in 2022, and that row is then linked to it.
#[derive(Default)]
struct Stories {
    /// By parties.
    waiting: HashMap<String, Vec<Awaited>>,
}

struct Awaited {
    agreement: AgreementId,
    bearing: Bearing,
    on: PartialDate,
}

impl Stories {
    fn remember(&mut self, agreement: AgreementId, row: &Row, parties: &str) {
        if row.events.is_empty() {
            return;
        }
        let awaited = |(bearing, on): &(Bearing, PartialDate)| Awaited {
            agreement,
            bearing: *bearing,
            on: *on,
        };
        self.waiting
            .entry(parties.to_owned())
            .or_default()
            .extend(row.events.iter().map(awaited));
    }

    fn links_of(&mut self, row: &Row, parties: &str) -> Option<Vec<LinkInput>> {
        let signed_on = row.signed_on?;
        let meant = |awaited: &Awaited| {
            awaited.on.earliest() <= signed_on.latest() && signed_on.earliest() <= awaited.on.latest()
        };
        let (found, waiting): (Vec<_>, Vec<_>) = self.waiting.remove(parties)?.into_iter().partition(meant);
        self.waiting.insert(parties.to_owned(), waiting);
        let link = |awaited: Awaited| LinkInput {
            relation: Some(awaited.bearing),
            agreement: Some(awaited.agreement.to_string()),
        };
        Some(found.into_iter().map(link).collect())
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
