//! What is wrong with a file, row by row: as a table for the terminal and as CSV for a spreadsheet.

use comfy_table::{ContentArrangement, Table, presets};

use crate::error::{Error, Result};
use crate::language::{Language, Words, words};

/// Whether a row can be entered in spite of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// Something to be said of a row, or of the file at its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub line: u64,
    pub column: Option<String>,
    pub severity: Severity,
    pub code: &'static str,
    pub words: Words,
    /// The value it is about, as it stands in the file.
    pub value: Option<String>,
}

/// How an import went.
#[derive(Debug, Default)]
pub struct Report {
    pub file: String,
    pub rows: u64,
    pub valid: u64,
    pub invalid: u64,
    /// Rows that stand in the file more than once.
    pub repeated: u64,
    /// Rows that an earlier import had entered.
    pub known: u64,
    pub saved: u64,
    pub problems: Vec<Problem>,
    /// Problems beyond those that are kept.
    pub more: u64,
}

impl Report {
    /// A file full of errors must not fill the memory.
    const MOST: usize = 100_000;

    pub(super) fn add(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            if self.problems.len() < Self::MOST {
                self.problems.push(problem);
            } else {
                self.more += 1;
            }
        }
    }

    /// Puts the problems of another report behind its own.
    pub(super) fn append(&mut self, other: Self) {
        self.add(other.problems);
        self.more += other.more;
    }

    /// How many problems of a severity are kept.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.problems
            .iter()
            .filter(|problem| problem.severity == severity)
            .count()
    }

    /// The problems as a table: errors first, no more than `most` lines.
    #[must_use]
    pub fn table(&self, most: usize, language: Language) -> String {
        let mut problems: Vec<&Problem> = self.problems.iter().collect();
        problems.sort_by_key(|problem| (problem.severity, problem.line));
        let mut table = Table::new();
        table
            .load_preset(presets::ASCII_BORDERS_ONLY_CONDENSED)
            .set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(header(language));
        for problem in problems.iter().take(most) {
            table.add_row(cells(problem, language));
        }
        let mut text = table.to_string();
        if problems.len() > most {
            let left = problems.len() - most;
            let words = words!(
                "\n… y {left} más: véalos todos con --report archivo.csv",
                "\n… and {left} more: see them all with --report file.csv"
            );
            text.push_str(words.in_language(language));
        }
        text
    }

    /// The problems as CSV.
    ///
    /// # Errors
    /// None that can be met.
    pub fn csv(&self, language: Language) -> Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        writer.write_record(header(language)).map_err(Error::internal)?;
        for problem in &self.problems {
            writer
                .write_record(cells(problem, language).map(|cell| crate::export::csv::guarded(&cell)))
                .map_err(Error::internal)?;
        }
        writer.into_inner().map_err(Error::internal)
    }

    /// One line that says how it went and what comes next.
    #[must_use]
    pub fn summary(&self, dry_run: bool, language: Language) -> String {
        let Self {
            file,
            rows,
            valid,
            invalid,
            repeated,
            known,
            saved,
            ..
        } = self;
        let warnings = self.count(Severity::Warning);
        let counted = words!(
            "{file}: {rows} filas, {valid} válidas, {invalid} con errores, {warnings} avisos, {repeated} repetidas, {known} ya estaban",
            "{file}: {rows} rows, {valid} valid, {invalid} with errors, {warnings} warnings, {repeated} repeated, {known} known already"
        );
        let outcome = match (dry_run, *invalid > 0 && *saved == 0 && *known == 0) {
            (true, _) => words!("no se guardó nada (--dry-run)", "nothing was saved (--dry-run)"),
            (false, true) => words!(
                "no se guardó nada: corrija los errores, o guarde las filas válidas con --accept-valid",
                "nothing was saved: mend the errors, or save the valid rows with --accept-valid"
            ),
            (false, false) => words!("guardadas: {saved}", "saved: {saved}"),
        };
        words!("{counted}; {outcome}", "{counted}; {outcome}"; counted, outcome)
            .in_language(language)
            .to_owned()
    }
}

fn header(language: Language) -> [&'static str; 6] {
    match language {
        Language::Spanish => ["línea", "columna", "gravedad", "código", "motivo", "valor"],
        Language::English => ["line", "column", "severity", "code", "reason", "value"],
    }
}

fn cells(problem: &Problem, language: Language) -> [String; 6] {
    let severity = match problem.severity {
        Severity::Error => words!("error", "error"),
        Severity::Warning => words!("aviso", "warning"),
    };
    [
        problem.line.to_string(),
        problem.column.clone().unwrap_or_default(),
        severity.in_language(language).to_owned(),
        problem.code.to_owned(),
        problem.words.in_language(language).to_owned(),
        problem.value.as_deref().map(shortened).unwrap_or_default(),
    ]
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= 60 {
        value.to_owned()
    } else {
        value.chars().take(59).chain(['…']).collect()
    }
}
