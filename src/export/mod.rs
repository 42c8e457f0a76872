//! Exports: any selection of agreements, whole, in the forms that others work with. One file for each form; [`rows`] is where
//! the agreements come from.

pub mod csv;
pub mod ndjson;
pub mod rows;

use std::ops::ControlFlow;

pub use self::csv::Csv;
pub use self::ndjson::Ndjson;
pub use self::rows::Rows;
use crate::agreements::Readable;
use crate::error::Result;

/// A form that is written piece by piece: what comes first, each chunk of agreements, what comes last.
pub trait Form: Send {
    /// # Errors
    /// None that can be met.
    fn begin(&mut self, _out: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }

    /// # Errors
    /// `Internal` when a stored record is damaged; what the database says where the form asks it.
    fn rows(&mut self, out: &mut Vec<u8>, rows: &[Readable]) -> Result<()>;

    /// # Errors
    /// None that can be met.
    fn end(&mut self, _out: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}

/// Writes a selection in a form, piece by piece, for as long as somebody takes them. What fails on the way is told, and nothing
/// is written that would make a part look whole.
///
/// # Errors
/// What reading the rows, the form or `take` refuses.
pub fn write(
    form: &mut dyn Form,
    selection: Rows,
    mut take: impl FnMut(Vec<u8>) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let mut first = Vec::new();
    form.begin(&mut first)?;
    if !first.is_empty() && take(first)?.is_break() {
        return Ok(());
    }
    for rows in selection {
        let rows = rows?;
        let mut piece = Vec::with_capacity(rows.len() * 2_000);
        form.rows(&mut piece, &rows)?;
        if take(piece)?.is_break() {
            return Ok(());
        }
    }
    let mut last = Vec::new();
    form.end(&mut last)?;
    if !last.is_empty() {
        let _ = take(last)?;
    }
    Ok(())
}
