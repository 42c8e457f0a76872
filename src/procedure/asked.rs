//! What a case was sent back for, as its petitioner needs to read it.

use super::{CompletionInput, ObservationsInput};
use crate::agreements::{Agreement, Stage};
use crate::db::DbConnection;
use crate::error::Result;
use crate::journal::{self, Action};

/// What its petitioner is asked for.
#[derive(Debug)]
pub enum Asked {
    /// What is missing, and until when it may be brought.
    Completion(CompletionInput),
    /// Remarks on its text.
    Observations(ObservationsInput),
}

/// What a case waits for, when it is its petitioner's turn to complete or to answer.
///
/// # Errors
/// What the database says.
pub fn asked(conn: &mut DbConnection, case: &Agreement) -> Result<Option<Asked>> {
    let action = match case.stage {
        Some(Stage::Incomplete) => Action::AgreementCompletionRequested,
        Some(Stage::Observed) => Action::AgreementObserved,
        _ => return Ok(None),
    };
    let Some(said) = journal::said_last(conn, case.id, action)? else {
        return Ok(None);
    };
    Ok(Some(match action {
        Action::AgreementObserved => Asked::Observations(serde_json::from_value(said)?),
        _ => Asked::Completion(serde_json::from_value(said)?),
    }))
}
