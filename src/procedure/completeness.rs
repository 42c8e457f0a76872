//! The analyst's check: whether a case is complete, what it lacks, and its end when nothing comes.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Desk, Done, Move, NoteInput, carry_out, finish, must_be_sound, refuse_for};
use crate::agreements::{Agreement, AgreementId, Stage};
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::db::schema::completion_requests;
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::journal::Action;
use crate::language::words;
use crate::rule_set::RuleSet;

/// What a case lacks, and until when it may be brought.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CompletionInput {
    pub missing: Vec<String>,
    pub due_on: String,
}

/// Finds a case complete and hands it to counsel.
///
/// # Errors
/// `Content` for what was said.
pub fn begin_review(desk: &mut Desk<'_>, case: Agreement, said: Submitted<NoteInput>) -> Result<Agreement> {
    must_be_sound(said.faults)?;
    carry_out(desk, case, Stage::InReview, Action::AgreementReviewBegun, &said.content)
}

/// Asks the petitioner for what is missing; the case's clock stands still meanwhile.
///
/// # Errors
/// `Content` when the term is no day, or shorter than the law allows.
pub fn request_completion(desk: &mut Desk<'_>, case: Agreement, said: Submitted<CompletionInput>) -> Result<Agreement> {
    let Submitted { content, mut faults } = said;
    let due_on = term(&content.due_on, desk.now.day_in_mexico(), desk.rules, &mut faults);
    must_be_sound(faults)?;
    let earlier: i64 = completion_requests::table
        .filter(completion_requests::agreement_id.eq(case.id))
        .count()
        .get_result(desk.conn)?;
    diesel::insert_into(completion_requests::table)
        .values((
            completion_requests::agreement_id.eq(case.id),
            completion_requests::position.eq(i32::try_from(earlier).unwrap_or(i32::MAX)),
            completion_requests::due_on.eq(due_on),
        ))
        .execute(desk.conn)?;
    let done = Done {
        to: Stage::Incomplete,
        action: Action::AgreementCompletionRequested,
        completion_due: Some(due_on),
    };
    finish(desk, case, done, &content)
}

/// Ends a case whose term to be completed has passed (LFPA art. 17-A).
///
/// # Errors
/// `Content` for what was said, `MoveRefused` while the term runs.
pub fn dismiss(desk: &mut Desk<'_>, case: Agreement, said: Submitted<NoteInput>) -> Result<Agreement> {
    must_be_sound(said.faults)?;
    refuse_for(Move::Dismissal, too_early(desk, &case)?)?;
    carry_out(desk, case, Stage::Dismissed, Action::AgreementDismissed, &said.content)
}

/// Why a case cannot be dismissed yet.
pub(super) fn too_early(desk: &mut Desk<'_>, case: &Agreement) -> Result<Vec<Fault>> {
    let due_on = due_on(desk.conn, case.id)?;
    Ok(term_still_runs(due_on, desk.now.day_in_mexico()))
}

/// The last day on which what is missing may be brought.
fn due_on(conn: &mut DbConnection, id: AgreementId) -> Result<Option<NaiveDate>> {
    Ok(completion_requests::table
        .filter(completion_requests::agreement_id.eq(id))
        .order(completion_requests::position.desc())
        .select(completion_requests::due_on)
        .first(conn)
        .optional()?)
}

fn term_still_runs(due_on: Option<NaiveDate>, today: NaiveDate) -> Vec<Fault> {
    due_on
        .filter(|due_on| today <= *due_on)
        .map(|due_on| {
            let words = words!(
                "El plazo de la prevención corre hasta el {due_on} (LFPA art. 17-A)",
                "The term of the completion request runs until {due_on} (LFPA art. 17-A)"
            );
            Fault::at("", FaultCode::TermStillRuns, words)
        })
        .into_iter()
        .collect()
}

/// The last day of a term to complete a case: at least so many working days from today.
fn term(text: &str, today: NaiveDate, rules: &RuleSet, faults: &mut Vec<Fault>) -> NaiveDate {
    let date = crate::bodies::read_date(text, "/due_on", faults);
    let Some(day) = date.and_then(crate::partial_date::PartialDate::day) else {
        if date.is_some() {
            let words = words!("Se espera un día, AAAA-MM-DD", "A day is expected, YYYY-MM-DD");
            faults.push(Fault::at("/due_on", FaultCode::InvalidDate, words));
        }
        return today;
    };
    let shortest = rules.terms_on(today).completion_days;
    let earliest = rules.after(today, shortest);
    if day < earliest {
        let words = words!(
            "El plazo es de al menos {shortest} días hábiles: no antes del {earliest} (LFPA art. 17-A)",
            "The term is at least {shortest} working days: not before {earliest} (LFPA art. 17-A)"
        );
        faults.push(Fault::at("/due_on", FaultCode::TermTooShort, words));
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn code(due_on: &str) -> Option<FaultCode> {
        let mut faults = Vec::new();
        term(due_on, day("2026-11-13"), RuleSet::of_mexico(), &mut faults);
        faults.first().map(|fault| fault.code)
    }

    #[test]
    fn a_term_has_five_working_days_and_skips_the_holidays_between() {
        // 2026-11-16 is the third Monday of November; 2026-11-20 is a holiday too.
        assert_eq!(code("2026-11-23"), Some(FaultCode::TermTooShort));
        assert_eq!(code("2026-11-24"), None);
        assert_eq!(code("2026-12"), Some(FaultCode::InvalidDate));
        assert_eq!(code("2026-02-30"), Some(FaultCode::ImpossibleDate));
    }

    #[test]
    fn a_case_is_dismissed_only_after_the_last_day_of_its_term() {
        assert_eq!(term_still_runs(Some(day("2026-11-20")), day("2026-11-20")).len(), 1);
        assert_eq!(term_still_runs(Some(day("2026-11-20")), day("2026-11-21")), []);
    }
}
