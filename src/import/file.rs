//! Reading a file row by row: CSV with any of the usual separators, or NDJSON. Whatever keeps it from being read is said in a
//! sentence that tells the person what to do.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::mapping::{Field, Mapping, Plan};
use super::report::{Problem, Severity};
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::language::{Words, words};

/// A file of agreements has no more columns.
const MOST_COLUMNS: usize = 200;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Csv,
    Ndjson,
}

impl Form {
    /// By the end of the file's name.
    ///
    /// # Errors
    /// `Command` when the name does not tell.
    pub fn of(path: &Path) -> Result<Self> {
        match path
            .extension()
            .and_then(|ending| ending.to_str())
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("csv" | "txt" | "tsv") => Ok(Self::Csv),
            Some("ndjson" | "jsonl") => Ok(Self::Ndjson),
            _ => {
                let path = path.display();
                Err(unreadable(words!(
                    "{path}: se espera .csv o .ndjson; un libro de Excel se guarda antes como «CSV UTF-8»",
                    "{path}: .csv or .ndjson is expected; save an Excel workbook as “CSV UTF-8” first"
                )))
            }
        }
    }
}

/// A file that can be opened as often as it must be read.
pub struct Source<'a> {
    /// Its name without folders.
    pub name: String,
    pub form: Form,
    pub open: &'a dyn Fn() -> std::io::Result<Box<dyn Read + Send>>,
}

/// A row as it stands in the file.
pub struct RawRow<'a> {
    pub line: u64,
    pub cells: Vec<String>,
    /// Why the row as a whole cannot be used, and the column where that is seen.
    pub broken: Option<(Option<String>, Words)>,
    pub columns: &'a [String],
    pub plan: &'a Plan,
}

/// The rows of a file, and what its columns mean.
pub struct Rows {
    table: Table,
    plan: Plan,
    /// What is to be said of the file as a whole.
    pub notices: Vec<Problem>,
}

/// A file whose columns were found.
struct Table {
    /// The file's.
    name: String,
    columns: Vec<String>,
    notices: Vec<Problem>,
    reader: Reader,
}

/// A row's place, its cells, and why it cannot be used as a whole.
type Cells = (u64, Vec<String>, Option<(Option<String>, Words)>);

/// What a file looks like before anybody says what its columns mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub columns: Vec<String>,
    /// What each of them is taken for by its name.
    pub meanings: Vec<Option<Field>>,
    /// The first of its rows.
    pub rows: Vec<Vec<String>>,
}

enum Reader {
    Csv(csv::Reader<Box<dyn Read + Send>>),
    Ndjson(std::io::Lines<BufReader<Box<dyn Read + Send>>>, u64),
}

impl Source<'_> {
    /// Looks at the first rows.
    ///
    /// # Errors
    /// `Content` with a sentence: not UTF-8, no rows, too many columns.
    pub fn preview(&self, rows: usize) -> Result<Preview> {
        let mut table = self.table()?;
        let mut first = Vec::new();
        while first.len() < rows
            && let Some(row) = table.next_cells()
        {
            let (_, cells, _) = row?;
            first.push(cells);
        }
        Ok(Preview {
            meanings: Mapping::meanings(&table.columns),
            columns: table.columns,
            rows: first,
        })
    }

    /// Whether there are more rows than so many; those behind them are not read.
    ///
    /// # Errors
    /// As [`Self::preview`].
    pub fn has_more_rows_than(&self, most: usize) -> Result<bool> {
        let mut table = self.table()?;
        for _ in 0..most {
            match table.next_cells() {
                Some(row) => row?,
                None => return Ok(false),
            };
        }
        Ok(table.next_cells().is_some())
    }

    /// Opens the file and finds out what its columns mean.
    ///
    /// # Errors
    /// `Content` with a sentence: not UTF-8, no rows, columns missing. `Command` when it cannot be opened.
    pub fn rows(&self, mapping: &Mapping) -> Result<Rows> {
        let mut table = self.table()?;
        let plan = mapping.plan(&table.columns)?;
        let mut notices = std::mem::take(&mut table.notices);
        for column in &plan.unused {
            let words = words!(
                "La columna no se usa: póngala en «ignored» del mapa si así debe ser",
                "The column is not used: put it under “ignored” in the mapping if that is meant"
            );
            let column = Some(column.clone());
            notices.push(Problem {
                line: 1,
                column,
                severity: Severity::Warning,
                code: "unused-column",
                words,
                value: None,
            });
        }
        Ok(Rows { table, plan, notices })
    }

    fn table(&self) -> Result<Table> {
        let name = &self.name;
        let opened = (self.open)().map_err(|reason| Error::Command(format!("{name}: {reason}")))?;
        let mut start = BufReader::with_capacity(64 * 1024, opened);
        let first = start
            .fill_buf()
            .map_err(|reason| Error::Command(format!("{name}: {reason}")))?
            .to_vec();
        if first.starts_with(&[0xFF, 0xFE]) || first.starts_with(&[0xFE, 0xFF]) {
            return Err(unreadable(words!(
                "{name}: está en UTF-16. Guárdelo como «CSV UTF-8».",
                "{name}: it is in UTF-16. Save it as “CSV UTF-8”."
            )));
        }
        if first.is_empty() {
            return Err(unreadable(words!("{name}: está vacío.", "{name}: it is empty.")));
        }
        let mut notices = Vec::new();
        if first.starts_with(&[0xEF, 0xBB, 0xBF]) {
            start.consume(3);
            let words = words!(
                "El archivo empieza con una marca BOM: se saltó, no hay nada que hacer",
                "The file begins with a BOM: it was skipped, there is nothing to do"
            );
            notices.push(Problem {
                line: 1,
                column: None,
                severity: Severity::Warning,
                code: "byte-order-mark",
                words,
                value: None,
            });
        }
        let (columns, reader) = match self.form {
            Form::Csv => {
                let mut reader = csv::ReaderBuilder::new()
                    .flexible(true)
                    .terminator(csv::Terminator::Any(b'\n'))
                    .delimiter(delimiter(&first))
                    .from_reader(Box::new(start) as Box<dyn Read + Send>);
                let header = reader
                    .byte_headers()
                    .map_err(|reason| Error::Command(format!("{name}: {reason}")))?
                    .clone();
                let columns = cells(&header).ok_or_else(|| not_utf8(name, 1))?;
                (
                    columns.into_iter().map(|column| column.trim().to_owned()).collect(),
                    Reader::Csv(reader),
                )
            }
            Form::Ndjson => (
                columns_of_ndjson(name, (self.open)())?,
                Reader::Ndjson(BufReader::new(Box::new(start) as Box<dyn Read + Send>).lines(), 0),
            ),
        };
        if columns.len() > MOST_COLUMNS {
            return Err(unreadable(words!(
                "{name}: tiene más de {MOST_COLUMNS} columnas. Quite las que no se usan.",
                "{name}: it has more than {MOST_COLUMNS} columns. Take out those that are not used."
            )));
        }
        Ok(Table {
            name: name.clone(),
            columns,
            notices,
            reader,
        })
    }
}

impl Rows {
    /// The next row; nothing behind the last one.
    pub fn next_row(&mut self) -> Option<Result<RawRow<'_>>> {
        let (line, cells, broken) = match self.table.next_cells()? {
            Ok(row) => row,
            Err(refused) => return Some(Err(refused)),
        };
        Some(Ok(RawRow {
            line,
            cells,
            broken,
            columns: &self.table.columns,
            plan: &self.plan,
        }))
    }
}

impl Table {
    fn next_cells(&mut self) -> Option<Result<Cells>> {
        Some(Ok(match &mut self.reader {
            Reader::Csv(reader) => {
                let mut record = csv::ByteRecord::new();
                loop {
                    match reader.read_byte_record(&mut record) {
                        Ok(false) => return None,
                        // A line of its own end only.
                        Ok(true) if record.len() == 1 && &record[0] == b"\r" => {}
                        Ok(true) => break,
                        Err(reason) => return Some(Err(Error::Command(reason.to_string()))),
                    }
                }
                let line = record.position().map_or(0, csv::Position::line);
                let Some(cells) = cells(&record) else {
                    return Some(Err(not_utf8(&self.name, line)));
                };
                let broken =
                    (cells.len() != self.columns.len()).then(|| (None, ragged(cells.len(), self.columns.len())));
                (line, cells, broken)
            }
            Reader::Ndjson(lines, line) => loop {
                let Ok(text) = lines.next()? else {
                    return Some(Err(not_utf8(&self.name, *line + 1)));
                };
                *line += 1;
                if text.trim().is_empty() {
                    continue;
                }
                break match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text) {
                    Ok(fields) => {
                        let cells = self
                            .columns
                            .iter()
                            .map(|column| fields.get(column).map(in_text).unwrap_or_default())
                            .collect();
                        let unknown = fields.keys().find(|name| !self.columns.contains(name));
                        let broken = unknown.map(|name| {
                            let words = words!(
                                "La primera línea no tiene este campo",
                                "The first line has no such field"
                            );
                            (Some(name.clone()), words)
                        });
                        (*line, cells, broken)
                    }
                    Err(reason) => {
                        let column = reason.column();
                        let words = words!(
                            "No es un objeto JSON: falla en el carácter {column}",
                            "It is no JSON object: it fails at character {column}"
                        );
                        (*line, vec![String::new(); self.columns.len()], Some((None, words)))
                    }
                };
            },
        }))
    }
}

/// The cells of a row as text; lines end in LF or CRLF, and lines are counted by the LF.
fn cells(record: &csv::ByteRecord) -> Option<Vec<String>> {
    let last = record.len().saturating_sub(1);
    let cell = |(position, cell): (usize, &[u8])| {
        let cell = if position == last {
            cell.strip_suffix(b"\r").unwrap_or(cell)
        } else {
            cell
        };
        String::from_utf8(cell.to_vec()).ok()
    };
    record.iter().enumerate().map(cell).collect()
}

/// The separator that the first line has most of: a Spanish Excel writes semicolons.
fn delimiter(first: &[u8]) -> u8 {
    let line = first.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in line {
        quoted ^= *byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| separator == byte && !quoted) {
            *count += 1;
        }
    }
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| *separator)
}

/// The fields of the first line are the columns.
fn columns_of_ndjson(name: &str, opened: std::io::Result<Box<dyn Read + Send>>) -> Result<Vec<String>> {
    let opened = opened.map_err(|reason| Error::Command(format!("{name}: {reason}")))?;
    for (number, line) in (1..).zip(BufReader::new(opened).lines()) {
        let line = line.map_err(|_| not_utf8(name, number))?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            continue;
        }
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).map_err(|reason| {
            unreadable(words!(
                "{name}, línea {number}: no es un objeto JSON ({reason})",
                "{name}, line {number}: it is no JSON object ({reason})"
            ))
        })?;
        return Ok(fields.keys().cloned().collect());
    }
    Err(unreadable(words!("{name}: no tiene filas.", "{name}: it has no rows.")))
}

fn in_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(in_text).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

fn not_utf8(name: &str, line: u64) -> Error {
    unreadable(words!(
        "{name}, línea {line}: no es UTF-8; parece Latin-1 o Windows-1252. Ábralo y guárdelo como «CSV UTF-8» (o: iconv -f WINDOWS-1252 -t UTF-8).",
        "{name}, line {line}: it is not UTF-8; it looks like Latin-1 or Windows-1252. Open it and save it as “CSV UTF-8” (or: iconv -f WINDOWS-1252 -t UTF-8)."
    ))
}

/// A file that cannot be worked with as a whole, in a sentence that says what to do.
pub(super) fn unreadable(words: Words) -> Error {
    Error::Content(vec![Fault::at("/file", FaultCode::InvalidFormat, words)])
}

fn ragged(cells: usize, columns: usize) -> Words {
    words!(
        "La fila tiene {cells} celdas y el encabezado {columns}: revise comillas y separadores",
        "The row has {cells} cells and the header {columns}: check quotes and separators"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_seen_in_the_header() {
        assert_eq!(delimiter(b"a,b,c\n1;2;3"), b',');
        assert_eq!(delimiter(b"a;b;c\n"), b';');
        assert_eq!(delimiter(b"a\tb\n"), b'\t');
        assert_eq!(delimiter(b"\"a;b;c\",d\n"), b',');
        assert_eq!(delimiter(b"one"), b',');
    }
}
