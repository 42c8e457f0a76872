//! What happens to an agreement once it is signed: recorded as it becomes known. It is no correction: the register was right.

use super::{Desk, must_be_sound};
use crate::agreements::events::EventInput;
use crate::agreements::{self, Agreement};
use crate::content::Submitted;
use crate::error::{Error, Result};
use crate::fault::Fault;

/// Records an event; the stage stays, the effect follows.
///
/// # Errors
/// `Content` with everything that is wrong with it, or that it contradicts.
pub fn record_event(desk: &mut Desk<'_>, case: Agreement, said: Submitted<EventInput>) -> Result<Agreement> {
    must_be_sound(said.faults)?;
    let particulars = serde_json::to_string(&said.content)?;
    let at = format!("/events/{}", case.events.len());
    let recorded = agreements::add_event(
        desk.conn,
        desk.catalogues,
        case,
        said.content,
        particulars,
        desk.by,
        desk.clock,
    );
    recorded.map_err(|refused| match refused {
        Error::Content(faults) => Error::Content(faults.into_iter().map(|fault| within_the_body(fault, &at)).collect()),
        other => other,
    })
}

/// A fault of the event, told by its place in what was sent.
fn within_the_body(fault: Fault, at: &str) -> Fault {
    match fault.pointer().strip_prefix(at).map(ToOwned::to_owned) {
        Some(pointer) => Fault::at(pointer, fault.code, fault.words),
        None => fault,
    }
}
