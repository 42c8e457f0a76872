//! Declaring an entry void: by two registrars, for a reason, and never by taking it away.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Desk, Move, carry_out, must_be_sound, refuse_for};
use crate::agreements::{Agreement, AgreementId, Stage};
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::db::schema::cancellation_requests;
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::journal::Action;
use crate::language::words;
use crate::tokens::TokenId;

/// Why an entry is void: a duplicate, an error. The second registrar says why they agree.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CancellationInput {
    pub reason: String,
}

/// Asks that an entry be void; asked by a second registrar, makes it so. Its number is never used again.
///
/// # Errors
/// `Content` for what was said, `MoveRefused` when the same registrar asks twice.
pub fn cancel(desk: &mut Desk<'_>, case: Agreement, said: Submitted<CancellationInput>) -> Result<Agreement> {
    let Submitted { content, faults } = said;
    must_be_sound(faults)?;
    if let Some(first) = asked(desk.conn, case.id)? {
        refuse_for(Move::Cancellation, same_person(first.by, desk.by.token))?;
        return carry_out(desk, case, Stage::Cancelled, Action::AgreementCancelled, &content);
    }
    diesel::insert_into(cancellation_requests::table)
        .values((
            cancellation_requests::agreement_id.eq(case.id),
            cancellation_requests::requested_by.eq(desk.by.token),
            cancellation_requests::reason.eq(&content.reason),
        ))
        .execute(desk.conn)?;
    carry_out(
        desk,
        case,
        Stage::Registered,
        Action::AgreementCancellationRequested,
        &content,
    )
}

/// That a registrar asked for it.
#[derive(Debug, Clone, Queryable)]
pub struct FirstRequest {
    pub by: Option<TokenId>,
    pub reason: String,
}

/// What a first registrar asked for, if one did and nobody confirmed it.
///
/// # Errors
/// What the database says.
pub fn asked(conn: &mut DbConnection, case: AgreementId) -> Result<Option<FirstRequest>> {
    Ok(cancellation_requests::table
        .find(case)
        .select((cancellation_requests::requested_by, cancellation_requests::reason))
        .first(conn)
        .optional()?)
}

/// Why whoever is at the desk cannot take the next step.
pub(super) fn hindrances(desk: &mut Desk<'_>, case: &Agreement) -> Result<Vec<Fault>> {
    let first = asked(desk.conn, case.id)?;
    Ok(first.map_or_else(Vec::new, |first| same_person(first.by, desk.by.token)))
}

fn same_person(first: Option<TokenId>, second: Option<TokenId>) -> Vec<Fault> {
    if first != second {
        return Vec::new();
    }
    let words = words!(
        "Ya la pidió usted: la confirma otro registrador",
        "You asked for it already: another registrar confirms it"
    );
    vec![Fault::at("", FaultCode::SeparationOfDuties, words)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_registrars_cancel() {
        let (one, other) = (TokenId(uuid::Uuid::from_u128(1)), TokenId(uuid::Uuid::from_u128(2)));
        assert_eq!(same_person(Some(one), Some(one)).len(), 1);
        assert_eq!(same_person(Some(one), Some(other)), []);
    }
}
