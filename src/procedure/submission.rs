//! Bringing a case, bringing it again, and taking it back: what its petitioner does.

use serde::{Deserialize, Serialize};

use super::{Desk, Move, carry_out, refuse_for};
use crate::access::Sight;
use crate::agreements::duplicates::{self, Duplicate};
use crate::agreements::{Agreement, Origin, Side, Stage};
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::documents::{self, DocumentKind};
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::journal::Action;
use crate::language::words;

/// A case is brought with its text, as drafted or as signed.
const TEXTS: [DocumentKind; 3] = [
    DocumentKind::Draft,
    DocumentKind::SignedOriginal,
    DocumentKind::CertifiedCopy,
];

/// What its petitioner wants the next one to know, and why the case is another one than those it looks like.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SubmissionInput {
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_a_duplicate: Option<String>,
}

/// Why a case is taken back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WithdrawalInput {
    pub reason: String,
}

/// Brings a case, or brings it again with what was asked for. What looks like an agreement that is there already is brought with a
/// reason why it is none.
///
/// # Errors
/// `Content` for what was said, `MoveRefused` with everything the case lacks.
pub fn submit(desk: &mut Desk<'_>, case: Agreement, said: Submitted<SubmissionInput>) -> Result<Agreement> {
    super::must_be_sound(said.faults)?;
    let Readiness {
        mut lacks,
        mut duplicates,
    } = Readiness::of(desk.conn, &desk.by.sight(), &case)?;
    let reason = said
        .content
        .not_a_duplicate
        .as_deref()
        .map(str::trim)
        .filter(|reason| !reason.is_empty());
    if let Some(reason) = reason {
        duplicates::answer(desk.conn, case.id, &mut duplicates, reason)?;
    }
    lacks.extend(unanswered(&duplicates).take(Duplicate::MOST).map(Duplicate::fault));
    refuse_for(Move::Submission, lacks)?;
    let to = case.stage_after_submission();
    carry_out(desk, case, to, Action::AgreementSubmitted, &said.content)
}

/// How far a case is from being brought.
#[derive(Debug)]
pub struct Readiness {
    /// Everything it lacks.
    pub lacks: Vec<Fault>,
    /// What it is likely a double of, each with what was answered to that.
    pub duplicates: Vec<Duplicate>,
}

impl Readiness {
    /// Of a case as it stands, as far as whoever brings it may see others.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(conn: &mut DbConnection, sight: &Sight, case: &Agreement) -> Result<Self> {
        Ok(Self {
            lacks: lacks(conn, case)?,
            duplicates: duplicates::of(conn, sight, case)?,
        })
    }

    /// Those of the duplicates to which nothing was answered yet.
    pub fn unanswered(&self) -> impl Iterator<Item = &Duplicate> {
        unanswered(&self.duplicates)
    }
}

/// Everything that stands in the way of bringing a case, but for what is answered when it is brought.
pub(super) fn lacks(conn: &mut DbConnection, case: &Agreement) -> Result<Vec<Fault>> {
    let mut lacks = case.lacks_for_submission();
    if !documents::has_any(conn, case.id, &TEXTS)? {
        let words = words!(
            "Falta el texto del acuerdo: agregue el proyecto o, si ya se firmó, el original o una copia certificada",
            "The text of the agreement is missing: add the draft or, if it is signed already, the original or a certified copy"
        );
        lacks.push(Fault::at("/documents", FaultCode::TextMissing, words));
    }
    Ok(lacks)
}

/// The agreements that a case looks like and that nobody has said to be others: whoever brings it says why it is none of them.
///
/// # Errors
/// What the database says.
pub fn unanswered_duplicates(desk: &mut Desk<'_>, case: &Agreement) -> Result<Vec<Duplicate>> {
    let mut duplicates = duplicates::of(desk.conn, &desk.by.sight(), case)?;
    duplicates.retain(|duplicate| duplicate.not_a_duplicate.is_none());
    Ok(duplicates)
}

/// Those nobody has said to be other agreements.
pub(super) fn unanswered(duplicates: &[Duplicate]) -> impl Iterator<Item = &Duplicate> {
    duplicates
        .iter()
        .filter(|duplicate| duplicate.not_a_duplicate.is_none())
}

/// Takes a case back before it is signed; it stays in the register's books.
///
/// # Errors
/// `Content` for what was said.
pub fn withdraw(desk: &mut Desk<'_>, case: Agreement, said: Submitted<WithdrawalInput>) -> Result<Agreement> {
    super::must_be_sound(said.faults)?;
    carry_out(desk, case, Stage::Withdrawn, Action::AgreementWithdrawn, &said.content)
}

impl Agreement {
    /// What was answered after observations goes back to review; what is signed already has no text left to complete.
    fn stage_after_submission(&self) -> Stage {
        match (self.stage, self.origin) {
            (Some(Stage::Observed), _) | (_, Origin::Regularisation) => Stage::InReview,
            _ => Stage::Submitted,
        }
    }

    /// Everything a case must say before anybody looks at it (LCT art. 7).
    pub(super) fn lacks_for_submission(&self) -> Vec<Fault> {
        let mut lacks = Vec::new();
        let mut lack = |pointer: &str, code, words| lacks.push(Fault::at(pointer, code, words));
        if self.object.is_none() {
            lack(
                "/object",
                FaultCode::MissingField,
                words!("Falta el objeto del acuerdo", "The object of the agreement is missing"),
            );
        }
        if self.legal_basis.is_none() {
            lack(
                "/legal_basis",
                FaultCode::MissingField,
                words!(
                    "Falta el fundamento de las atribuciones (LCT art. 7)",
                    "The legal basis of the attributions is missing (LCT art. 7)"
                ),
            );
        }
        if self.petitioner.is_none() {
            lack(
                "/petitioner",
                FaultCode::MissingField,
                words!(
                    "Falta decir qué órgano promueve",
                    "Which body brings the case is missing"
                ),
            );
        }
        if [Side::Domestic, Side::Foreign]
            .iter()
            .any(|side| self.parties.iter().all(|party| party.side != *side))
        {
            lack(
                "/parties",
                FaultCode::OneSided,
                words!(
                    "Un acuerdo tiene partes de los dos lados (LCT art. 2-II)",
                    "An agreement has parties on both sides (LCT art. 2-II)"
                ),
            );
        }
        if self.origin == Origin::Regularisation && self.signed_on.is_none() {
            lack(
                "/signed_on",
                FaultCode::SignatureMissing,
                words!(
                    "Una regularización entra ya firmada: falta la fecha de la firma",
                    "A regularisation comes signed: the date of the signature is missing"
                ),
            );
        }
        lacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreements::sample;

    fn pointers(case: &Agreement) -> Vec<String> {
        case.lacks_for_submission()
            .iter()
            .map(|lack| lack.pointer().to_owned())
            .collect()
    }

    #[test]
    fn everything_a_case_lacks_is_said_at_once() {
        let mut case = sample::case(Stage::Draft);
        assert_eq!(pointers(&case), Vec::<String>::new());
        case.object = None;
        case.legal_basis = None;
        case.petitioner = None;
        case.parties.retain(|party| party.side == Side::Domestic);
        assert_eq!(pointers(&case), ["/object", "/legal_basis", "/petitioner", "/parties"]);
    }

    #[test]
    fn a_regularisation_comes_signed_and_goes_straight_to_review() {
        let mut case = sample::case(Stage::Draft);
        case.origin = Origin::Regularisation;
        assert_eq!(pointers(&case), ["/signed_on"]);
        assert_eq!(case.stage_after_submission(), Stage::InReview);
    }

    #[test]
    fn what_was_observed_goes_back_to_review_and_the_rest_to_the_analyst() {
        assert_eq!(sample::case(Stage::Observed).stage_after_submission(), Stage::InReview);
        assert_eq!(
            sample::case(Stage::Incomplete).stage_after_submission(),
            Stage::Submitted
        );
        assert_eq!(sample::case(Stage::Draft).stage_after_submission(), Stage::Submitted);
    }
}
