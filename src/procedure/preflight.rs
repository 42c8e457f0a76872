//! The preflight: everything that stands between a would-be agreement and its submission, by the very same rules.

use super::submission::unanswered;
use crate::access::Actor;
use crate::agreements::duplicates::{Duplicate, Written};
use crate::agreements::{self, DraftInput, Origin};
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::fault::Fault;

/// What a preflight finds.
#[derive(Debug, Default)]
pub struct Preflight {
    pub faults: Vec<Fault>,
    /// What it is likely a double of, with the draft's answer if it brings one.
    pub duplicates: Vec<Duplicate>,
    /// Whether it could be created and brought as it is.
    pub passes: bool,
}

/// Everything wrong with a would-be agreement. To be rehearsed, not written: what it does on the way is to be taken back.
///
/// # Errors
/// `Forbidden` for whoever could not create it, or what the database says.
pub fn preflight(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    submitted: Submitted<DraftInput>,
    by: &Actor,
    clock: &Clock,
) -> Result<Preflight> {
    let Written {
        agreement, duplicates, ..
    } = match agreements::create(conn, catalogues, submitted, by, clock) {
        Ok(written) => written,
        Err(Error::Content(faults)) => {
            return Ok(Preflight {
                faults,
                ..Preflight::default()
            });
        }
        Err(other) => return Err(other),
    };
    // What is only reported is brought by nobody.
    let brought = agreement.origin != Origin::Reported;
    let faults = if brought {
        agreement.lacks_for_submission()
    } else {
        Vec::new()
    };
    let passes = faults.is_empty() && !(brought && unanswered(&duplicates).next().is_some());
    Ok(Preflight {
        faults,
        duplicates,
        passes,
    })
}
