//! Workbooks of spreadsheets: the first sheet becomes a CSV file. Read in a process of its own, within bounds that the system keeps,
//! like the text of documents: a small file may unfold into a very large one.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::{Data, Reader, Xlsx, open_workbook};
use tempfile::NamedTempFile;

use super::file::unreadable;
use crate::documents::reading::{Bounds, confine};
use crate::error::{Error, Result};
use crate::language::words;

/// What a sheet may take to be read, and how long the CSV may get, in bytes.
const BOUNDS: Bounds = Bounds {
    seconds: 30,
    memory: 768 << 20,
    pages: 0,
    characters: 0,
};
const LONGEST: u64 = 64 << 20;

/// Reads the first sheet into a CSV file: `program read-sheet FILE`, which calls [`print`].
///
/// # Errors
/// `Content` with a sentence when it is no workbook, or a too large one.
pub fn to_csv(program: &Path, workbook: &Path, name: &str) -> Result<NamedTempFile> {
    let no_room = |reason: std::io::Error| Error::Store(format!("a spreadsheet cannot be taken: {reason}"));
    let mut csv = NamedTempFile::new().map_err(no_room)?;
    let mut child = Command::new(program)
        .arg("read-sheet")
        .arg("--")
        .arg(workbook)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(Error::internal)?;
    let written = match child.stdout.take() {
        Some(out) => std::io::copy(&mut out.take(LONGEST + 1), csv.as_file_mut()).map_err(no_room),
        None => Ok(0),
    };
    if written.as_ref().map_or(true, |written| *written > LONGEST) {
        // It may have ended already.
        let _ = child.kill();
    }
    let ended = child.wait().map_err(Error::internal)?;
    if written? > LONGEST || !ended.success() {
        return Err(unreadable(words!(
            "{name}: no se pudo leer como libro de Excel. Ábralo y guárdelo como «CSV UTF-8».",
            "{name}: it could not be read as an Excel workbook. Open it and save it as “CSV UTF-8”."
        )));
    }
    Ok(csv)
}

/// Prints the first sheet of a workbook as CSV, a line for each of its rows. It is what the command does that [`to_csv`] starts.
///
/// # Errors
/// `Command` when it cannot be read.
pub fn print(workbook: &Path, out: &mut impl Write) -> Result<()> {
    confine(&BOUNDS).map_err(Error::internal)?;
    let refused = |reason: calamine::XlsxError| Error::Command(reason.to_string());
    let mut book: Xlsx<std::io::BufReader<File>> = open_workbook(workbook).map_err(refused)?;
    let sheet = book.worksheet_range_at(0);
    let sheet = sheet
        .ok_or_else(|| Error::Command("no sheet".to_owned()))?
        .map_err(refused)?;
    let mut writer = csv::Writer::from_writer(out);
    for row in sheet.rows() {
        writer.write_record(row.iter().map(text)).map_err(Error::internal)?;
    }
    writer.flush().map_err(Error::internal)
}

/// A cell as people would have typed it; a line of the file stays a row of the sheet.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) => text.replace(['\r', '\n'], " "),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(moment) => moment.chars().take("YYYY-MM-DD".len()).collect(),
        Data::DurationIso(duration) => duration.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_as_people_type_them() {
        assert_eq!(text(&Data::Float(2014.0)), "2014");
        assert_eq!(text(&Data::Float(2.5)), "2.5");
        assert_eq!(text(&Data::String("uno\r\ndos".into())), "uno  dos");
        assert_eq!(text(&Data::DateTimeIso("2014-10-13T00:00:00".into())), "2014-10-13");
    }
}
