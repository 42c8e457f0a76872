//! Declaring an entry void: by two registrars, for a reason, and never by taking it away.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Desk, Move, carry_out, must_be_sound, refuse_for};
use crate::agreements::{Agreement, Stage};
use crate::content::Submitted;
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
    let asked: Option<Option<TokenId>> = cancellation_requests::table
        .find(case.id)
        .select(cancellation_requests::requested_by)
        .first(desk.conn)
        .optional()?;
    if let Some(first) = asked {
        refuse_for(Move::Cancellation, same_person(first, desk.by.token))?;
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
