//! The legal office's part: remarks on a case, and the opinion the law asks for (LCT art. 7).

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Desk, carry_out, must_be_sound};
use crate::agreements::clauses::{Clause, ClauseKind};
use crate::agreements::{Agreement, AgreementId, Stage};
use crate::content::Submitted;
use crate::db::schema::opinions;
use crate::db::{DbConnection, text_enum};
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::journal::Action;
use crate::language::{Words, words};
use crate::partial_date::PartialDate;
use crate::tokens::TokenId;

text_enum! {
    /// Whether signing proceeds.
    OpinionResult { Favourable = "favourable", Unfavourable = "unfavourable", OutOfScope = "out_of_scope" }
}

/// The legal office's written remarks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ObservationsInput {
    pub text: String,
}

/// An opinion as counsel sends it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpinionInput {
    pub result: OpinionResult,
    /// The number of the document that holds it.
    pub reference: String,
    pub issued_on: String,
    /// Whether every Mexican party acts within its own attributions (LCT art. 7).
    #[serde(default)]
    pub within_attributions: Option<bool>,
    /// What was found of the means of settling disputes, where the text has any.
    #[serde(default)]
    pub dispute_checks: Option<DisputeChecks>,
}

/// What a means of settling disputes must secure (LCT art. 8, I to III).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeChecks {
    /// I: both sides are treated alike, by international reciprocity.
    pub reciprocity: bool,
    /// II: the parties are heard and can defend themselves.
    pub hearing: bool,
    /// III: those who decide are impartial.
    pub impartiality: bool,
}

/// An opinion, as later moves need it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub(super) struct Opinion {
    pub(super) result: OpinionResult,
    pub(super) issued_on: NaiveDate,
    pub(super) given_by: Option<TokenId>,
}

impl Opinion {
    /// The latest one about a case.
    pub(super) fn about(conn: &mut DbConnection, id: AgreementId) -> Result<Option<Self>> {
        Ok(opinions::table
            .filter(opinions::agreement_id.eq(id))
            .order(opinions::position.desc())
            .select((opinions::result, opinions::issued_on, opinions::given_by))
            .first(conn)
            .optional()?)
    }
}

/// Hands a case back with remarks on its text.
///
/// # Errors
/// `Content` for what was said.
pub fn observe(desk: &mut Desk<'_>, case: Agreement, said: Submitted<ObservationsInput>) -> Result<Agreement> {
    must_be_sound(said.faults)?;
    carry_out(desk, case, Stage::Observed, Action::AgreementObserved, &said.content)
}

/// Gives the opinion: signing proceeds, does not, or the law does not speak of such an instrument.
///
/// # Errors
/// `Content` with everything a favourable opinion must state and does not.
pub fn give_opinion(desk: &mut Desk<'_>, case: Agreement, said: Submitted<OpinionInput>) -> Result<Agreement> {
    let Submitted { content, mut faults } = said;
    let issued_on = content.check(desk.now.day_in_mexico(), &case.clauses, &mut faults);
    must_be_sound(faults)?;
    let earlier: i64 = opinions::table
        .filter(opinions::agreement_id.eq(case.id))
        .count()
        .get_result(desk.conn)?;
    diesel::insert_into(opinions::table)
        .values((
            opinions::agreement_id.eq(case.id),
            opinions::position.eq(i32::try_from(earlier).unwrap_or(i32::MAX)),
            opinions::result.eq(content.result),
            opinions::reference.eq(&content.reference),
            opinions::issued_on.eq(issued_on),
            opinions::given_by.eq(desk.by.token),
        ))
        .execute(desk.conn)?;
    carry_out(
        desk,
        case,
        content.result.leads_to(),
        Action::AgreementOpinionGiven,
        &content,
    )
}

impl OpinionResult {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Favourable => words!("Procede la firma", "Signing may proceed"),
            Self::Unfavourable => words!("No procede la firma", "Signing may not proceed"),
            Self::OutOfScope => words!("Fuera de la ley", "Out of scope"),
        }
    }

    const fn leads_to(self) -> Stage {
        match self {
            Self::Favourable => Stage::Cleared,
            Self::Unfavourable => Stage::Rejected,
            Self::OutOfScope => Stage::OutOfScope,
        }
    }
}

impl OpinionInput {
    /// Adds everything that is wrong with the opinion, and answers with its day.
    fn check(&self, today: NaiveDate, clauses: &[Clause], faults: &mut Vec<Fault>) -> NaiveDate {
        let date = crate::bodies::read_date(&self.issued_on, "/issued_on", faults);
        let day = date.and_then(PartialDate::day);
        if date.is_some() && day.is_none() {
            let words = words!("Se espera un día, AAAA-MM-DD", "A day is expected, YYYY-MM-DD");
            faults.push(Fault::at("/issued_on", FaultCode::InvalidDate, words));
        }
        if day.is_some_and(|day| day > today) {
            let words = words!("La fecha todavía no llega", "The date has not come yet");
            faults.push(Fault::at("/issued_on", FaultCode::FutureDate, words));
        }
        if self.result == OpinionResult::Favourable {
            if self.within_attributions != Some(true) {
                let words = words!(
                    "Para ser procedente, cada parte mexicana actúa dentro de sus atribuciones (LCT art. 7)",
                    "To be favourable, every Mexican party acts within its own attributions (LCT art. 7)"
                );
                faults.push(Fault::at(
                    "/within_attributions",
                    FaultCode::AttributionsRequired,
                    words,
                ));
            }
            let settles_disputes = clauses.iter().any(|clause| clause.kind == ClauseKind::Disputes);
            if settles_disputes && self.dispute_checks.is_none() {
                let words = words!(
                    "El texto tiene una cláusula de solución de controversias: diga si cumple la LCT art. 8",
                    "The text has a clause on settling disputes: say whether it meets LCT art. 8"
                );
                faults.push(Fault::at("/dispute_checks", FaultCode::MissingField, words));
            }
            let unmet = self.dispute_checks.map_or_else(Vec::new, DisputeChecks::unmet);
            for (field, fraction) in unmet {
                let words = words!(
                    "El mecanismo de solución de controversias no cumple la LCT art. 8-{fraction}",
                    "The means of settling disputes does not meet LCT art. 8-{fraction}"
                );
                faults.push(Fault::at(
                    format!("/dispute_checks/{field}"),
                    FaultCode::DisputeClauseUnsound,
                    words,
                ));
            }
        }
        day.unwrap_or(today)
    }
}

impl DisputeChecks {
    fn unmet(self) -> Vec<(&'static str, &'static str)> {
        [
            (self.reciprocity, ("reciprocity", "I")),
            (self.hearing, ("hearing", "II")),
            (self.impartiality, ("impartiality", "III")),
        ]
        .into_iter()
        .filter_map(|(met, named)| (!met).then_some(named))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opinion(result: OpinionResult) -> OpinionInput {
        OpinionInput {
            result,
            reference: "DGCJ-1".into(),
            issued_on: "2026-11-20".into(),
            within_attributions: Some(true),
            dispute_checks: None,
        }
    }

    fn faults(opinion: &OpinionInput) -> Vec<(String, FaultCode)> {
        let mut faults = Vec::new();
        opinion.check("2026-11-22".parse().unwrap(), &[], &mut faults);
        faults
            .iter()
            .map(|fault| (fault.pointer().to_owned(), fault.code))
            .collect()
    }

    #[test]
    fn a_favourable_opinion_states_the_attributions_and_the_three_checks() {
        assert_eq!(faults(&opinion(OpinionResult::Favourable)), []);
        let wanting = OpinionInput {
            within_attributions: None,
            dispute_checks: Some(DisputeChecks {
                reciprocity: true,
                hearing: false,
                impartiality: false,
            }),
            ..opinion(OpinionResult::Favourable)
        };
        assert_eq!(
            faults(&wanting),
            [
                ("/within_attributions".into(), FaultCode::AttributionsRequired),
                ("/dispute_checks/hearing".into(), FaultCode::DisputeClauseUnsound),
                ("/dispute_checks/impartiality".into(), FaultCode::DisputeClauseUnsound),
            ]
        );
        let unfavourable = OpinionInput {
            result: OpinionResult::Unfavourable,
            ..wanting
        };
        assert_eq!(faults(&unfavourable), []);
    }

    #[test]
    fn an_opinion_has_a_day_that_has_come() {
        let on = |day: &str| {
            faults(&OpinionInput {
                issued_on: day.into(),
                ..opinion(OpinionResult::OutOfScope)
            })
        };
        assert_eq!(on("2026-11-23"), [("/issued_on".into(), FaultCode::FutureDate)]);
        assert_eq!(on("2026-11"), [("/issued_on".into(), FaultCode::InvalidDate)]);
    }
}
