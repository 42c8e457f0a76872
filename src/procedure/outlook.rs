//! What may be done with a case now, and what stands in the way: by the very functions that the moves themselves go by.

use super::{Desk, Move, cancellation, completeness, redaction, registration, signing, sources, submission};
use crate::access::Deed;
use crate::agreements::{Agreement, Stage};
use crate::error::{Error, Result};
use crate::fault::Fault;

/// How a move stands for a case and whoever would make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It can be made now.
    Open,
    /// It starts from these stages, to which the case may still come.
    Later(Vec<Stage>),
    /// Everything that stands in its way, whatever is said when it is made.
    Refused(Vec<Fault>),
}

/// Lets whoever is at the desk go on, if such a move with the case is theirs to make.
///
/// # Errors
/// `Forbidden` when it is not.
pub fn may_make(desk: &mut Desk<'_>, case: &Agreement, step: Move) -> Result<()> {
    desk.by.must_be_allowed(Deed::Move(step))?;
    desk.by.must_answer_for(desk.conn, case.id)
}

/// The moves that are for whoever is at the desk to make, now or later, in the order of the procedure.
///
/// # Errors
/// What the database says.
pub fn outlook(desk: &mut Desk<'_>, case: &Agreement) -> Result<Vec<(Move, Standing)>> {
    let mut told = Vec::new();
    for step in Move::ALL {
        match may_make(desk, case, *step) {
            Ok(()) => told.extend(standing(desk, case, *step)?.map(|standing| (*step, standing))),
            Err(Error::Forbidden) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(told)
}

/// How a move stands, whoever may make it; nothing when the case will never come where it starts from.
///
/// # Errors
/// What the database says.
pub fn standing(desk: &mut Desk<'_>, case: &Agreement, step: Move) -> Result<Option<Standing>> {
    if !step.is_made_of(case) {
        let later = case.stage.map(|stage| stage.may_come_to(case.origin, step.from()));
        return Ok(later.filter(|stages| !stages.is_empty()).map(Standing::Later));
    }
    let hindrances = match step {
        Move::Submission => submission::lacks(desk.conn, case)?,
        Move::Dismissal => completeness::too_early(desk, case)?,
        Move::Lapse => signing::too_early(desk, case),
        Move::Registration => registration::lacks(desk, case)?,
        Move::Cancellation => cancellation::hindrances(desk, case)?,
        Move::Redaction => redaction::hindrances(desk, case)?,
        Move::Decision => sources::nothing_to_decide(case),
        Move::CompletionRequest
        | Move::Review
        | Move::Observations
        | Move::Opinion
        | Move::Signatures
        | Move::Withdrawal
        | Move::Correction
        | Move::Event
        | Move::FollowUp
        | Move::Clauses
        | Move::Statement => Vec::new(),
    };
    Ok(Some(if hindrances.is_empty() {
        Standing::Open
    } else {
        Standing::Refused(hindrances)
    }))
}
