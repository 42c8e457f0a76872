//! Correcting the register: the entry was wrong. When the agreement itself changed, that is another agreement, linked to this one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Desk;
use crate::agreements::{self, Agreement};
use crate::content::Submitted;
use crate::error::{Error, Result};
use crate::fault::Fault;

/// What was wrong, and why it is right now.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionInput {
    pub reason: String,
    /// A merge patch (RFC 7396) over the agreement.
    pub changes: Value,
}

/// What the journal keeps beside the old and the new values.
#[derive(Serialize)]
struct Particulars {
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_a_duplicate: Option<Value>,
}

/// Corrects a record in whatever stage it stands; the stage stays.
///
/// # Errors
/// `Content` with every fault of the reason and of the record as it would stand.
pub fn correct(desk: &mut Desk<'_>, case: Agreement, said: Submitted<CorrectionInput>) -> Result<Agreement> {
    let Submitted { content, faults } = said;
    let (of_changes, of_reason): (Vec<Fault>, Vec<Fault>) = faults
        .into_iter()
        .partition(|fault| fault.pointer().starts_with(CHANGES));
    super::must_be_sound(of_reason)?;
    let particulars = serde_json::to_string(&Particulars {
        reason: content.reason,
        not_a_duplicate: content.changes.get("not_a_duplicate").cloned(),
    })?;
    let patch = Submitted {
        content: content.changes,
        faults: of_changes.into_iter().map(within_the_record).collect(),
    };
    let corrected = agreements::correct(
        desk.conn,
        desk.catalogues,
        case,
        patch,
        particulars,
        desk.by,
        desk.clock,
    );
    corrected.map_err(|refused| match refused {
        Error::Content(faults) => Error::Content(faults.into_iter().map(within_the_body).collect()),
        other => other,
    })
}

/// Where the patch stands in what is sent.
const CHANGES: &str = "/changes";

/// A fault of the patch, told as the rules tell theirs: by its place in the record.
fn within_the_record(fault: Fault) -> Fault {
    let pointer = fault.pointer().trim_start_matches(CHANGES).to_owned();
    Fault::at(pointer, fault.code, fault.words)
}

/// And back: by its place in what was sent.
fn within_the_body(fault: Fault) -> Fault {
    let pointer = format!("{CHANGES}{}", fault.pointer());
    Fault::at(pointer, fault.code, fault.words)
}
