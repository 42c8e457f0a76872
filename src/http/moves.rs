//! The moves of the procedure as every door makes them: each with the form of what is said and the function of the room.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::App;
use super::contract::Schema;
use super::extract::held;
use super::once::once;
use crate::access::{Actor, Sight};
use crate::agreements::{self, Agreement, Readable};
use crate::content::Submitted;
use crate::error::Result;
use crate::idempotency::{IdempotencyKey, Made};
use crate::journal::RecordKind;
use crate::procedure::{self, Desk, Move};

/// A move that somebody asks for.
pub struct Asked {
    pub step: Move,
    /// The id or the registration number of the case.
    pub case: String,
    pub by: Actor,
    /// What goes with it, as it came.
    pub said: Value,
    /// Under which it may be asked for again.
    pub key: Option<IdempotencyKey>,
}

/// A move with what was said, ready to be made.
type Ready = Box<dyn FnOnce(&mut Desk<'_>, Agreement) -> Result<Agreement> + Send>;

/// Makes the move, once however often it is asked for; `tell` says how the record after it is answered.
///
/// # Errors
/// `Content` for what was said, whatever [`procedure::open`] and the move refuse.
pub async fn make(
    app: &App,
    asked: Asked,
    expected: impl FnOnce(i32) -> Result<()> + Send + 'static,
    tell: impl FnOnce(&Readable) -> Result<String> + Send + 'static,
) -> Result<Made> {
    let Asked {
        step,
        case,
        by,
        said,
        key,
    } = asked;
    let make = ready(app, step, said)?;
    let supplies = app.supplies();
    once(app, key, by, move |conn, by, now| {
        let mut desk = supplies.desk(conn, by, now);
        let case = procedure::open(&mut desk, &case, step, expected)?;
        let id = make(&mut desk, case)?.id;
        let readable = agreements::read(desk.conn, &Sight::Everything, &id.to_string())?;
        Ok(Made {
            kind: RecordKind::Agreement,
            id: id.0,
            answer: tell(&readable)?,
            secret: None,
        })
    })
    .await
}

fn ready(app: &App, step: Move, said: Value) -> Result<Ready> {
    match step {
        Move::Submission => with(app, Schema::SubmissionInput, said, procedure::submit),
        Move::CompletionRequest => with(app, Schema::CompletionInput, said, procedure::request_completion),
        Move::Review => with(app, Schema::NoteInput, said, procedure::begin_review),
        Move::Observations => with(app, Schema::ObservationsInput, said, procedure::observe),
        Move::Opinion => with(app, Schema::OpinionInput, said, procedure::give_opinion),
        Move::Signatures => with(app, Schema::SigningInput, said, procedure::sign),
        Move::Lapse => with(app, Schema::NoteInput, said, procedure::lapse),
        Move::Registration => with(app, Schema::RegistrationInput, said, procedure::register),
        Move::Withdrawal => with(app, Schema::WithdrawalInput, said, procedure::withdraw),
        Move::Dismissal => with(app, Schema::NoteInput, said, procedure::dismiss),
        Move::Cancellation => with(app, Schema::CancellationInput, said, procedure::cancel),
        Move::Correction => with(app, Schema::CorrectionInput, said, procedure::correct),
        Move::Event => with(app, Schema::EventInput, said, procedure::record_event),
        Move::FollowUp => with(app, Schema::FollowUpInput, said, procedure::report),
        Move::Clauses => with(app, Schema::ClausesInput, said, procedure::note_clauses),
        Move::Statement => with(app, Schema::StatementInput, said, procedure::state),
        Move::Decision => with(app, Schema::DecisionInput, said, procedure::decide),
        Move::Redaction => with(app, Schema::RedactionInput, said, procedure::redact),
    }
}

fn with<T: DeserializeOwned + Send + 'static>(
    app: &App,
    schema: Schema,
    said: Value,
    make: fn(&mut Desk<'_>, Agreement, Submitted<T>) -> Result<Agreement>,
) -> Result<Ready> {
    let said = held(app, schema, said)?;
    Ok(Box::new(move |desk, case| make(desk, case, said)))
}
