//! The preflight: everything that stands between a would-be agreement and its submission, by the very same rules.

use crate::access::Actor;
use crate::agreements::{self, DraftInput, Origin};
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::fault::Fault;

/// Everything wrong with a would-be agreement; nothing when it could be created and brought as it is. To be rehearsed, not
/// written: what it does on the way is to be taken back.
///
/// # Errors
/// `Forbidden` for whoever could not create it, or what the database says.
pub fn preflight(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    submitted: Submitted<DraftInput>,
    by: &Actor,
    clock: &Clock,
) -> Result<Vec<Fault>> {
    match agreements::create(conn, catalogues, submitted, by, clock) {
        Ok(agreement) if agreement.origin == Origin::Reported => Ok(Vec::new()),
        Ok(agreement) => Ok(agreement.lacks_for_submission()),
        Err(Error::Content(faults)) => Ok(faults),
        Err(other) => Err(other),
    }
}
