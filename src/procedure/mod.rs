//! The procedure: how people move a case from draft to registered, one function for each move.
//!
//! | move | from | to |
//! |---|---|---|
//! | [`submit`] | draft, incomplete; observed | submitted (a regularisation: in review); in review |
//! | [`request_completion`] | submitted | incomplete |
//! | [`begin_review`] | submitted | in review |
//! | [`observe`] | in review | observed |
//! | [`give_opinion`] | in review | cleared, rejected or out of scope |
//! | [`sign`] | cleared | signed |
//! | [`lapse`] | cleared | lapsed |
//! | [`register`] | signed; in review when historic | registered |
//! | [`withdraw`] | any before signed | withdrawn |
//! | [`dismiss`] | incomplete | dismissed |
//! | [`cancel`] | registered | cancelled, once a second registrar confirms |
//! | [`correct`] | any | the same |
//! | [`record_event`] | signed, registered; reported | the same |
//! | [`report`] | registered | the same |
//! | [`note_clauses`], [`state`] | any; reported | the same |
//! | [`redact`] | any; reported | the same, once a second registrar confirms |
//! | [`decide`] | any; reported | the same |

mod arrows;
mod asked;
mod cancellation;
mod completeness;
mod correction;
mod event;
mod follow_up;
mod inbox;
mod opinion;
mod outlook;
mod preflight;
mod redaction;
mod registration;
mod signing;
mod sources;
mod submission;

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::arrows::{may_begin, may_follow};
pub use self::asked::{Asked, asked};
pub use self::cancellation::{CancellationInput, FirstRequest, asked as cancellation_asked, cancel};
pub use self::completeness::{CompletionInput, begin_review, dismiss, request_completion};
pub use self::correction::{CorrectionInput, correct};
pub use self::event::record_event;
pub use self::follow_up::report;
pub use self::inbox::{Heap, InHeap, Pile, inbox};
pub use self::opinion::{DisputeChecks, ObservationsInput, OpinionInput, OpinionResult, give_opinion, observe};
pub use self::outlook::{Standing, may_make, outlook, standing};
pub use self::preflight::{Preflight, preflight};
pub use self::redaction::{RedactionInput, redact, redaction_asked_by};
pub use self::registration::{Evidence, RegistrationInput, register, registration_number};
pub use self::signing::{PartySignatures, SigningInput, lapse, sign};
pub use self::sources::{decide, note_clauses, state};
pub use self::submission::{Readiness, SubmissionInput, WithdrawalInput, submit, unanswered_duplicates, withdraw};
use crate::access::Actor;
use crate::agreements::{self, Agreement, CaseClock, Stage};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::db::{DbConnection, text_enum};
use crate::error::{Error, Result};
use crate::fault::{self, Fault};
use crate::journal::Action;
use crate::rule_set::RuleSet;

text_enum! {
    /// What can be done with a case.
    Move {
        Submission = "submission",
        CompletionRequest = "completion-request",
        Review = "review",
        Observations = "observations",
        Opinion = "opinion",
        Signatures = "signatures",
        Lapse = "lapse",
        Registration = "registration",
        Withdrawal = "withdrawal",
        Dismissal = "dismissal",
        Cancellation = "cancellation",
        Correction = "correction",
        Event = "event",
        FollowUp = "follow-up",
        Clauses = "clauses",
        Statement = "statement",
        Decision = "decision",
        Redaction = "redaction",
    }
}

impl Move {
    /// The stages in which it can be made. From which of them a particular case may go is for the move's own rule to say.
    #[must_use]
    pub const fn from(self) -> &'static [Stage] {
        match self {
            Self::Submission => &[Stage::Draft, Stage::Incomplete, Stage::Observed],
            Self::CompletionRequest | Self::Review => &[Stage::Submitted],
            Self::Observations | Self::Opinion => &[Stage::InReview],
            Self::Signatures | Self::Lapse => &[Stage::Cleared],
            Self::Registration => &[Stage::Signed, Stage::InReview],
            Self::Withdrawal => &[
                Stage::Draft,
                Stage::Submitted,
                Stage::Incomplete,
                Stage::InReview,
                Stage::Observed,
                Stage::Cleared,
            ],
            Self::Dismissal => &[Stage::Incomplete],
            Self::Cancellation | Self::FollowUp => &[Stage::Registered],
            Self::Correction | Self::Clauses | Self::Statement | Self::Decision | Self::Redaction => Stage::ALL,
            Self::Event => &[Stage::Signed, Stage::Registered],
        }
    }

    /// Whether the case stands where it can be made.
    fn is_made_of(self, case: &Agreement) -> bool {
        match case.stage {
            Some(stage) => self.from().contains(&stage),
            None => self.of_reported(),
        }
    }

    /// Whether it can be made with what is only reported, and stands in no stage.
    const fn of_reported(self) -> bool {
        matches!(
            self,
            Self::Correction | Self::Event | Self::Clauses | Self::Statement | Self::Decision | Self::Redaction
        )
    }
}

/// What somebody who moves a case wants the next one to know.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteInput {
    pub note: Option<String>,
}

/// What is at hand at every desk.
#[derive(Clone)]
pub struct Supplies {
    pub catalogues: Arc<Catalogues>,
    pub clock: Clock,
    pub rules: Arc<RuleSet>,
}

impl Supplies {
    /// The desk of whoever is at work now.
    pub fn desk<'a>(&'a self, conn: &'a mut DbConnection, by: &'a Actor, now: Timestamp) -> Desk<'a> {
        Desk {
            conn,
            catalogues: &self.catalogues,
            by,
            clock: &self.clock,
            rules: &self.rules,
            now,
        }
    }
}

/// Everything a move is made with, beside what its sender says.
pub struct Desk<'a> {
    pub conn: &'a mut DbConnection,
    pub catalogues: &'a Catalogues,
    pub by: &'a Actor,
    pub clock: &'a Clock,
    pub rules: &'a RuleSet,
    pub now: Timestamp,
}

/// The case a move is for: seen by the caller, who may make such a move, and in a stage in which it can be made.
///
/// # Errors
/// `NotFound` for whoever may not see it, `Forbidden`, what `expected` says of its version, `WrongStage` when it stands
/// elsewhere, also because somebody was faster.
pub fn open(desk: &mut Desk<'_>, key: &str, step: Move, expected: impl FnOnce(i32) -> Result<()>) -> Result<Agreement> {
    let case = agreements::read(desk.conn, &desk.by.sight(), key)?.agreement()?;
    may_make(desk, &case, step)?;
    if !step.is_made_of(&case) {
        return Err(Error::WrongStage {
            step,
            stage: case.stage,
        });
    }
    expected(case.version)?;
    Ok(case)
}

/// Refuses a move with every reason there is, or lets it go on.
fn refuse_for(step: Move, reasons: Vec<Fault>) -> Result<()> {
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(Error::MoveRefused { step, reasons })
    }
}

/// Refuses what was said with every fault there is, or lets it go on.
fn must_be_sound(mut faults: Vec<Fault>) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    fault::in_order(&mut faults);
    Err(Error::Content(faults))
}

/// What a move comes to.
#[derive(Clone, Copy)]
struct Done {
    to: Stage,
    action: Action,
    /// The term that a completion request sets its petitioner.
    completion_due: Option<NaiveDate>,
}

/// Writes down the case as it stands after a move, and the journal's entry with the move's particulars.
fn carry_out(
    desk: &mut Desk<'_>,
    case: Agreement,
    to: Stage,
    action: Action,
    particulars: &impl Serialize,
) -> Result<Agreement> {
    let done = Done {
        to,
        action,
        completion_due: None,
    };
    finish(desk, case, done, particulars)
}

fn finish(desk: &mut Desk<'_>, mut case: Agreement, done: Done, particulars: &impl Serialize) -> Result<Agreement> {
    if case.stage != Some(done.to) {
        let today = desk.now.day_in_mexico();
        let begun = || CaseClock::begun(case.brought_on().unwrap_or(today));
        let clock = case.clock.clone().unwrap_or_else(begun);
        case.clock = Some(clock.moved(done.to, done.completion_due, today, desk.rules));
        case.stage = Some(done.to);
        case.stage_since = Some(desk.now);
    }
    case.version += 1;
    case.updated_at = desk.now;
    let particulars = serde_json::to_string(particulars)?;
    agreements::put(desk.conn, &mut case, done.action, particulars, desk.by, desk.now)?;
    Ok(case)
}

/// Writes down an agreement whose stage stays, which may be none, and the journal's entry with what was said.
fn stay(desk: &mut Desk<'_>, mut case: Agreement, action: Action, particulars: &impl Serialize) -> Result<Agreement> {
    case.version += 1;
    case.updated_at = desk.now;
    let particulars = serde_json::to_string(particulars)?;
    agreements::put(desk.conn, &mut case, action, particulars, desk.by, desk.now)?;
    Ok(case)
}

impl Agreement {
    /// When a case without a clock, from before there were clocks, came where it stands.
    fn brought_on(&self) -> Option<NaiveDate> {
        self.stage_since
            .filter(|_| self.stage != Some(Stage::Draft))
            .map(Timestamp::day_in_mexico)
    }
}
