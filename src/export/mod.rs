//! Exports: any selection of agreements, whole, in the forms that others work with. One file for each form; [`rows`] is where
//! the agreements come from.

pub mod atom;
pub mod csv;
pub mod geojson;
pub mod labels;
pub mod ndjson;
pub mod rows;
pub mod snapshot;
pub mod xlsx;

use std::io::Write;
use std::sync::mpsc;
use std::thread;

pub use self::csv::Csv;
pub use self::geojson::GeoJson;
pub(crate) use self::labels::Labels;
pub use self::ndjson::Ndjson;
pub use self::rows::Rows;
pub use self::xlsx::Xlsx;
use crate::agreements::{AgreementId, Readable};
use crate::error::{Error, Result};

/// Where a form is written to.
pub type Out<'a> = &'a mut (dyn Write + Send + 'a);

/// A form that is written piece by piece: what comes first, each chunk of agreements, what comes last.
pub trait Form: Send {
    /// # Errors
    /// What `out` refuses.
    fn begin(&mut self, _out: Out<'_>) -> Result<()> {
        Ok(())
    }

    /// # Errors
    /// What `out` refuses; `Internal` when a stored record is damaged; what the database says where the form asks it.
    fn rows(&mut self, out: Out<'_>, rows: &[Readable]) -> Result<()>;

    /// # Errors
    /// What `out` refuses.
    fn end(&mut self, _out: Out<'_>) -> Result<()> {
        Ok(())
    }
}

/// Writes a selection in a form. What fails on the way ends it at once: nothing is written that would make a part look whole.
///
/// # Errors
/// What reading the rows, the form or `out` refuses.
pub fn write(form: &mut dyn Form, selection: Rows, out: Out<'_>) -> Result<()> {
    form.begin(out)?;
    let (ahead, behind) = mpsc::sync_channel(1);
    // The next rows are read while these are written.
    thread::scope(|scope| -> Result<()> {
        scope.spawn(move || {
            for rows in selection {
                if ahead.send(rows).is_err() {
                    break;
                }
            }
        });
        for rows in behind {
            form.rows(out, &rows?)?;
            // A form may keep everything to itself until the end: this is how it learns that nobody waits for it any more.
            out.flush().map_err(unwritten)?;
        }
        Ok(())
    })?;
    form.end(out)?;
    out.flush().map_err(unwritten)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unwritten(reason: std::io::Error) -> Error {
    Error::Command(format!("cannot write: {reason}"))
}

/// Where agreements are found by whoever reads an export: `https://rai.example.mx`, or nothing where that is not known.
#[derive(Debug, Clone)]
pub struct Address(pub Option<String>);

impl Address {
    /// The address of an agreement.
    #[must_use]
    pub fn of(&self, id: AgreementId) -> Option<String> {
        let server = self.0.as_deref()?;
        Some(format!("{server}/api/v1/agreements/{id}"))
    }
}
