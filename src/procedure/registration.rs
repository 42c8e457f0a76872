//! Entering a signed agreement in the register: its number and its date.

use chrono::Datelike;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::opinion::{Opinion, OpinionResult};
use super::{Desk, Move, carry_out, must_be_sound, refuse_for};
use crate::agreements::{self, Agreement, Origin, Stage};
use crate::content::Submitted;
use crate::db::schema::registrations;
use crate::db::text_enum;
use crate::documents::{self, DocumentKind};
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::journal::Action;
use crate::language::words;
use crate::tokens::TokenId;

text_enum! {
    /// What the registrar has before them.
    Evidence { SignedOriginal = "signed_original", CertifiedCopy = "certified_copy" }
}

impl Evidence {
    /// As which document it is kept.
    const fn document(self) -> DocumentKind {
        match self {
            Self::SignedOriginal => DocumentKind::SignedOriginal,
            Self::CertifiedCopy => DocumentKind::CertifiedCopy,
        }
    }

    /// That no document is such a one.
    fn missing(self) -> Fault {
        let words = match self {
            Self::SignedOriginal => words!(
                "Falta el original firmado entre los documentos del acuerdo",
                "The signed original is missing among the agreement's documents"
            ),
            Self::CertifiedCopy => words!(
                "Falta la copia certificada entre los documentos del acuerdo",
                "The certified copy is missing among the agreement's documents"
            ),
        };
        Fault::at("/documents", FaultCode::TextMissing, words)
    }
}

/// What a registrar states when entering an agreement.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegistrationInput {
    pub evidence: Evidence,
    /// The unit that answers for the entry (LGTAIP art. 58).
    #[serde(default)]
    pub responsible_unit: Option<String>,
}

/// Enters an agreement in the register under the next number of the year.
///
/// # Errors
/// `Content` for what was said, `MoveRefused` with every reason against it.
pub fn register(desk: &mut Desk<'_>, mut case: Agreement, said: Submitted<RegistrationInput>) -> Result<Agreement> {
    let Submitted { content, faults } = said;
    must_be_sound(faults)?;
    let mut lacks = of_the_case(desk, &case)?;
    if !has(desk, &case, content.evidence)? {
        lacks.push(content.evidence.missing());
    }
    refuse_for(Move::Registration, lacks)?;

    if let Some(reported) = case.regularises {
        agreements::take_over_links(desk.conn, reported, &mut case)?;
    }
    let today = desk.now.day_in_mexico();
    case.registration_number = Some(next_number(desk, &case, today.year())?);
    case.registered_on = Some(today);
    if content.responsible_unit.is_some() {
        case.responsible_unit.clone_from(&content.responsible_unit);
    }
    let case = carry_out(desk, case, Stage::Registered, Action::AgreementRegistered, &content)?;
    if let Some(reported) = case.regularises {
        agreements::give_place(desk.conn, reported, &case, desk.by, desk.now)?;
    }
    Ok(case)
}

/// Everything that stands in the way of entering a case, whatever the registrar states.
pub(super) fn lacks(desk: &mut Desk<'_>, case: &Agreement) -> Result<Vec<Fault>> {
    let mut lacks = of_the_case(desk, case)?;
    if !has(desk, case, Evidence::SignedOriginal)? && !has(desk, case, Evidence::CertifiedCopy)? {
        let words = words!(
            "Falta el original firmado o una copia certificada entre los documentos del acuerdo",
            "The signed original or a certified copy is missing among the agreement's documents"
        );
        lacks.push(Fault::at("/documents", FaultCode::TextMissing, words));
    }
    Ok(lacks)
}

fn of_the_case(desk: &mut Desk<'_>, case: &Agreement) -> Result<Vec<Fault>> {
    let opinion = Opinion::about(desk.conn, case.id)?;
    Ok(case.lacks_for_registration(opinion.as_ref(), desk.by.token))
}

/// Whether what a registrar may have before them is among the documents.
fn has(desk: &mut Desk<'_>, case: &Agreement, evidence: Evidence) -> Result<bool> {
    documents::has_any(desk.conn, case.id, &[evidence.document()])
}

/// Takes the next number of a year. Writers take turns, and a number is kept only with the registration it was taken for: none
/// is lost and none given twice.
fn next_number(desk: &mut Desk<'_>, case: &Agreement, year: i32) -> Result<String> {
    let last: Option<i32> = registrations::table
        .filter(registrations::year.eq(year))
        .select(diesel::dsl::max(registrations::number))
        .get_result(desk.conn)?;
    let number = last.unwrap_or(0) + 1;
    diesel::insert_into(registrations::table)
        .values((
            registrations::year.eq(year),
            registrations::number.eq(number),
            registrations::agreement_id.eq(case.id),
        ))
        .execute(desk.conn)?;
    Ok(registration_number(year, number))
}

/// A number as it is written: `RAI-2026-00042`.
#[must_use]
pub fn registration_number(year: i32, number: i32) -> String {
    format!("RAI-{year}-{number:05}")
}

impl Agreement {
    /// Every reason against entering it: what is not signed, what counsel did not favour, who may not do it.
    fn lacks_for_registration(&self, opinion: Option<&Opinion>, registrar: Option<TokenId>) -> Vec<Fault> {
        let mut reasons = Vec::new();
        let mut reason = |pointer: &str, code, words| reasons.push(Fault::at(pointer, code, words));
        if self.stage == Some(Stage::InReview) && self.origin != Origin::Historic {
            reason(
                "/stage",
                FaultCode::OpinionRequired,
                words!(
                    "Solo un acuerdo anterior al 3 de enero de 1992 se inscribe sin dictamen ni más trámite",
                    "Only an agreement older than 3 January 1992 is registered without an opinion or further steps"
                ),
            );
        }
        if self.signed_on.is_none() {
            reason(
                "/signed_on",
                FaultCode::SignatureMissing,
                words!("No consta la firma", "The signature is not recorded"),
            );
        }
        let favourable = opinion.is_some_and(|opinion| opinion.result == OpinionResult::Favourable);
        if self.origin != Origin::Historic && !favourable && self.stage != Some(Stage::InReview) {
            reason(
                "",
                FaultCode::OpinionRequired,
                words!(
                    "Falta el dictamen de procedencia (LCT art. 7)",
                    "The favourable opinion is missing (LCT art. 7)"
                ),
            );
        }
        if registrar.is_some() && opinion.is_some_and(|opinion| opinion.given_by == registrar) {
            reason(
                "",
                FaultCode::SeparationOfDuties,
                words!(
                    "Quien dio el dictamen no inscribe: hágalo otra persona",
                    "Whoever gave the opinion does not register: somebody else must"
                ),
            );
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreements::sample;
    use crate::partial_date::PartialDate;

    fn favourable(by: TokenId) -> Opinion {
        Opinion {
            result: OpinionResult::Favourable,
            issued_on: "2026-11-20".parse().unwrap(),
            given_by: Some(by),
        }
    }

    fn codes(case: &Agreement, opinion: Option<&Opinion>, registrar: TokenId) -> Vec<FaultCode> {
        let reasons = case.lacks_for_registration(opinion, Some(registrar));
        reasons.iter().map(|reason| reason.code).collect()
    }

    #[test]
    fn every_reason_against_it_is_said_at_once() {
        let (counsel, registrar) = (TokenId(uuid::Uuid::from_u128(1)), TokenId(uuid::Uuid::from_u128(2)));
        let mut case = sample::case(Stage::Signed);
        assert_eq!(
            codes(&case, None, registrar),
            [FaultCode::SignatureMissing, FaultCode::OpinionRequired]
        );
        case.signed_on = PartialDate::parse("2026-11-21").ok();
        assert_eq!(codes(&case, Some(&favourable(counsel)), registrar), []);
        assert_eq!(
            codes(&case, Some(&favourable(counsel)), counsel),
            [FaultCode::SeparationOfDuties]
        );
    }

    #[test]
    fn a_historic_agreement_needs_no_opinion() {
        let registrar = TokenId(uuid::Uuid::from_u128(2));
        let mut case = sample::case(Stage::InReview);
        case.signed_on = PartialDate::parse("1964").ok();
        assert_eq!(codes(&case, None, registrar), [FaultCode::OpinionRequired]);
        case.origin = Origin::Historic;
        assert_eq!(codes(&case, None, registrar), []);
    }
}
