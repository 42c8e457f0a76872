//! Signing: who signed for each party, when and where.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::opinion::Opinion;
use super::{Desk, Move, NoteInput, carry_out, must_be_sound, refuse_for};
use crate::agreements::{Agreement, Origin, PartyId, Signature, SignatureInput, Stage, read_signatures};
use crate::content::Submitted;
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::journal::Action;
use crate::language::words;
use crate::partial_date::PartialDate;

/// The signatures as they are reported; those of a regularisation are there already and may be left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SigningInput {
    pub parties: Vec<PartySignatures>,
    pub signed_place: Option<String>,
}

/// The signatures of one party, by the party's id in the agreement.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PartySignatures {
    pub id: String,
    pub signatures: Vec<SignatureInput>,
}

/// Records that a cleared text was signed.
///
/// # Errors
/// `Content` for what was said, `MoveRefused` when a party has not signed, or signed before the opinion.
pub fn sign(desk: &mut Desk<'_>, mut case: Agreement, said: Submitted<SigningInput>) -> Result<Agreement> {
    let Submitted { content, mut faults } = said;
    take_signatures(&mut case, &content, desk.now.day_in_mexico(), &mut faults);
    must_be_sound(faults)?;
    let opinion = Opinion::about(desk.conn, case.id)?;
    refuse_for(
        Move::Signatures,
        case.lacks_to_be_signed(opinion.map(|opinion| opinion.issued_on)),
    )?;
    if content.signed_place.is_some() {
        case.signed_place.clone_from(&content.signed_place);
    }
    case.signed_on = case.last_signature().or(case.signed_on);
    carry_out(desk, case, Stage::Signed, Action::AgreementSigned, &content)
}

/// Ends a case whose cleared text was not signed in time: the opinion that cleared it holds no more.
///
/// # Errors
/// `Content` for what was said, `MoveRefused` while the opinion holds.
pub fn lapse(desk: &mut Desk<'_>, case: Agreement, said: Submitted<NoteInput>) -> Result<Agreement> {
    must_be_sound(said.faults)?;
    refuse_for(Move::Lapse, too_early(desk, &case))?;
    carry_out(desk, case, Stage::Lapsed, Action::AgreementLapsed, &said.content)
}

/// Why a case has not lapsed yet.
pub(super) fn too_early(desk: &Desk<'_>, case: &Agreement) -> Vec<Fault> {
    let due_on = case.clock.as_ref().and_then(|clock| clock.due_on);
    opinion_still_holds(due_on, desk.now.day_in_mexico())
}

fn opinion_still_holds(due_on: Option<NaiveDate>, today: NaiveDate) -> Vec<Fault> {
    let told = |due_on| {
        let words = words!("El dictamen vale hasta el {due_on}", "The opinion holds until {due_on}");
        Fault::at("", FaultCode::OpinionStillHolds, words)
    };
    due_on.filter(|due_on| today <= *due_on).map(told).into_iter().collect()
}

/// Sets the signatures beside the parties they belong to.
fn take_signatures(case: &mut Agreement, said: &SigningInput, today: NaiveDate, faults: &mut Vec<Fault>) {
    let mut seen = HashSet::new();
    for (position, given) in said.parties.iter().enumerate() {
        let at = format!("/parties/{position}");
        let id = PartyId::parse(&given.id);
        let Some(party) = case.parties.iter_mut().find(|party| Some(party.id) == id) else {
            let words = words!(
                "No es parte de este acuerdo: use el id de la parte, no el de su órgano",
                "It is no party of this agreement: use the id of the party, not that of its body"
            );
            faults.push(Fault::at(format!("{at}/id"), FaultCode::UnknownParty, words));
            continue;
        };
        if !seen.insert(party.id) {
            let words = words!("Está repetida", "It is there twice");
            faults.push(Fault::at(format!("{at}/id"), FaultCode::DuplicateValue, words));
        }
        party.signatures = read_signatures(&given.signatures, &at, faults);
        for (place, signature) in party.signatures.iter().enumerate() {
            if signature.signed_on.is_some_and(|date| date.earliest() > today) {
                let words = words!("La fecha todavía no llega", "The date has not come yet");
                faults.push(Fault::at(
                    format!("{at}/signatures/{place}/signed_on"),
                    FaultCode::FutureDate,
                    words,
                ));
            }
        }
    }
}

impl Agreement {
    /// The last signature, when every party's is dated.
    fn last_signature(&self) -> Option<PartialDate> {
        let last = |signatures: &[Signature]| {
            signatures
                .iter()
                .filter_map(|signature| signature.signed_on)
                .max_by_key(|date| date.latest())
        };
        let of_all: Option<Vec<PartialDate>> = self.parties.iter().map(|party| last(&party.signatures)).collect();
        of_all?.into_iter().max_by_key(|date| date.latest())
    }

    /// Why it cannot count as signed: in the procedure every party signs, with its date, and not before the opinion
    /// (LCT art. 7). What was signed before it came is signed as far as it is known.
    fn lacks_to_be_signed(&self, cleared_on: Option<NaiveDate>) -> Vec<Fault> {
        if self.origin != Origin::Procedure {
            return Vec::new();
        }
        let mut lacks = Vec::new();
        for (position, party) in self.parties.iter().enumerate() {
            let at = format!("/parties/{position}");
            let dates: Vec<PartialDate> = party
                .signatures
                .iter()
                .filter_map(|signature| signature.signed_on)
                .collect();
            if dates.is_empty() {
                let name = &party.body.name;
                let words = words!(
                    "Falta la firma de {name}, con su fecha",
                    "The signature of {name} is missing, with its date"
                );
                lacks.push(Fault::at(at.clone(), FaultCode::SignatureMissing, words));
            }
            if let Some(cleared_on) = cleared_on.filter(|day| dates.iter().any(|date| date.latest() < *day)) {
                let words = words!(
                    "Se firmó antes del dictamen, {cleared_on} (LCT art. 7)",
                    "It was signed before the opinion, {cleared_on} (LCT art. 7)"
                );
                lacks.push(Fault::at(at, FaultCode::SignedTooEarly, words));
            }
        }
        lacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreements::sample;

    fn signed(day: &str) -> Vec<Signature> {
        vec![Signature {
            name: None,
            post: None,
            signed_on: PartialDate::parse(day).ok(),
            place: None,
        }]
    }

    fn codes(case: &Agreement) -> Vec<FaultCode> {
        let cleared_on = "2026-11-20".parse().ok();
        case.lacks_to_be_signed(cleared_on)
            .iter()
            .map(|lack| lack.code)
            .collect()
    }

    #[test]
    fn every_party_signs_and_not_before_the_opinion() {
        let mut case = sample::case(Stage::Cleared);
        assert_eq!(codes(&case), [FaultCode::SignatureMissing, FaultCode::SignatureMissing]);
        case.parties[0].signatures = signed("2026-11-19");
        assert_eq!(codes(&case), [FaultCode::SignedTooEarly, FaultCode::SignatureMissing]);
        case.parties[0].signatures = signed("2026-11-20");
        case.parties[1].signatures = signed("2026-11");
        assert_eq!(codes(&case), []);
        assert_eq!(
            case.last_signature().map(|date| date.to_string()),
            Some("2026-11".into())
        );
    }

    #[test]
    fn what_was_signed_before_it_came_is_signed_as_far_as_it_is_known() {
        let mut case = sample::case(Stage::Cleared);
        case.origin = Origin::Regularisation;
        assert_eq!(codes(&case), []);
        assert_eq!(case.last_signature(), None);
    }
}
