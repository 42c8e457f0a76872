//! The moves of the procedure over HTTP: each is a POST beside the agreement, and answers with the agreement after it.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Sight};
use crate::agreements::duplicates::Duplicate;
use crate::agreements::{self, Agreement};
use crate::content::Submitted;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::http::App;
use crate::http::contract::Schema;
use crate::http::extract::{Body, IfMatch};
use crate::http::finished::vary;
use crate::http::hints::hint;
use crate::http::once::once;
use crate::http::page::entity_tag;
use crate::idempotency::Made;
use crate::journal::RecordKind;
use crate::language::Language;
use crate::procedure::{self, Desk, Move};

/// What a preflight answers.
#[derive(Serialize)]
struct Preflight {
    /// Whether it could be created and brought as it is.
    passes: bool,
    problems: Vec<PreflightProblem>,
}

#[derive(Serialize)]
struct PreflightProblem {
    pointer: String,
    code: FaultCode,
    severity: &'static str,
    article: Option<&'static str>,
    message: String,
    /// What to do next.
    hint: String,
}

/// POST /agreements/validation
pub async fn validate(app: Data<App>, by: Actor, language: Language, body: Body) -> Result<HttpResponse> {
    let submitted = body.held(&app, Schema::AgreementDraft)?;
    if submitted.faults.iter().any(|fault| fault.pointer().is_empty()) {
        return Err(Error::Content(submitted.faults));
    }
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let found = app
        .db
        .rehearse(move |conn| procedure::preflight(conn, &catalogues, submitted, &by, &clock))
        .await?;
    let problem = |fault: &Fault, severity| PreflightProblem {
        pointer: fault.pointer().to_owned(),
        code: fault.code,
        severity,
        article: fault.code.article(),
        message: fault.words.in_language(language).to_owned(),
        hint: hint(fault.code).in_language(language).to_owned(),
    };
    let errors = found.faults.iter().map(|fault| problem(fault, "error"));
    let warnings = found
        .duplicates
        .iter()
        .take(Duplicate::MOST)
        .map(|duplicate| problem(&duplicate.fault(), "warning"));
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_LANGUAGE, language.tag()));
    Ok(response.json(Preflight {
        passes: found.passes,
        problems: errors.chain(warnings).collect(),
    }))
}

/// POST /agreements/{id}/submission
pub async fn submit(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Submission, Schema::SubmissionInput, procedure::submit)
        .await
}

/// POST /agreements/{id}/completion-requests
pub async fn request_completion(request: MoveRequest) -> Result<HttpResponse> {
    let make = procedure::request_completion;
    request
        .make(Move::CompletionRequest, Schema::CompletionInput, make)
        .await
}

/// POST /agreements/{id}/review
pub async fn begin_review(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Review, Schema::NoteInput, procedure::begin_review)
        .await
}

/// POST /agreements/{id}/observations
pub async fn observe(request: MoveRequest) -> Result<HttpResponse> {
    let make = procedure::observe;
    request.make(Move::Observations, Schema::ObservationsInput, make).await
}

/// POST /agreements/{id}/opinion
pub async fn give_opinion(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Opinion, Schema::OpinionInput, procedure::give_opinion)
        .await
}

/// POST /agreements/{id}/signatures
pub async fn sign(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Signatures, Schema::SigningInput, procedure::sign)
        .await
}

/// POST /agreements/{id}/lapse
pub async fn lapse(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Lapse, Schema::NoteInput, procedure::lapse).await
}

/// POST /agreements/{id}/registration
pub async fn register(request: MoveRequest) -> Result<HttpResponse> {
    let make = procedure::register;
    request.make(Move::Registration, Schema::RegistrationInput, make).await
}

/// POST /agreements/{id}/withdrawal
pub async fn withdraw(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Withdrawal, Schema::WithdrawalInput, procedure::withdraw)
        .await
}

/// POST /agreements/{id}/dismissal
pub async fn dismiss(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Dismissal, Schema::NoteInput, procedure::dismiss)
        .await
}

/// POST /agreements/{id}/cancellation
pub async fn cancel(request: MoveRequest) -> Result<HttpResponse> {
    let make = procedure::cancel;
    request.make(Move::Cancellation, Schema::CancellationInput, make).await
}

/// POST /agreements/{id}/corrections
pub async fn correct(request: MoveRequest) -> Result<HttpResponse> {
    let make = procedure::correct;
    request.make(Move::Correction, Schema::CorrectionInput, make).await
}

/// POST /agreements/{id}/events
pub async fn record_event(request: MoveRequest) -> Result<HttpResponse> {
    let make = procedure::record_event;
    request.make(Move::Event, Schema::EventInput, make).await
}

/// POST /agreements/{id}/follow-ups
pub async fn report(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::FollowUp, Schema::FollowUpInput, procedure::report)
        .await
}

/// POST /agreements/{id}/clauses
pub async fn note_clauses(request: MoveRequest) -> Result<HttpResponse> {
    let make = procedure::note_clauses;
    request.make(Move::Clauses, Schema::ClausesInput, make).await
}

/// POST /agreements/{id}/statements
pub async fn state(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Statement, Schema::StatementInput, procedure::state)
        .await
}

/// POST /agreements/{id}/decisions
pub async fn decide(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Decision, Schema::DecisionInput, procedure::decide)
        .await
}

/// POST /agreements/{id}/redactions
pub async fn redact(request: MoveRequest) -> Result<HttpResponse> {
    request
        .make(Move::Redaction, Schema::RedactionInput, procedure::redact)
        .await
}

/// What every request for a move brings: who asks, for which case, what they say.
pub struct MoveRequest {
    app: Data<App>,
    by: Actor,
    language: Language,
    key: String,
    expected: IfMatch,
    body: Body,
}

impl FromRequest for MoveRequest {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type Taken = (Data<App>, Actor, Language, Path<String>, IfMatch, Body);
        let taken = Taken::from_request(request, payload);
        Box::pin(async move {
            let (app, by, language, key, expected, body) = taken.await?;
            Ok(Self {
                app,
                by,
                language,
                key: key.into_inner(),
                expected,
                body,
            })
        })
    }
}

impl MoveRequest {
    /// Makes the move, once however often it is asked for.
    async fn make<T: DeserializeOwned + Send + 'static>(
        self,
        step: Move,
        schema: Schema,
        make: fn(&mut Desk<'_>, Agreement, Submitted<T>) -> Result<Agreement>,
    ) -> Result<HttpResponse> {
        let Self {
            app,
            by,
            language,
            key,
            expected,
            body,
        } = self;
        let idempotency_key = body.idempotency_key()?;
        let said = body.held(&app, schema)?;
        let (catalogues, clock, rules) = (app.catalogues.clone(), app.clock.clone(), app.rules.clone());
        let view = app.view(language);
        let moved = once(&app, idempotency_key, by, move |conn, by, now| {
            let mut desk = Desk {
                conn,
                catalogues: &catalogues,
                by,
                clock: &clock,
                rules: &rules,
                now,
            };
            let case = procedure::open(&mut desk, &key, step, |version| expected.may_name(version))?;
            let id = make(&mut desk, case, said)?.id;
            let readable = agreements::read(desk.conn, &Sight::Everything, &id.to_string())?;
            let mut answer = String::new();
            view.write(&mut answer, &readable)?;
            Ok(Made {
                kind: RecordKind::Agreement,
                id: id.0,
                answer,
                secret: None,
            })
        })
        .await?;
        let tag = entity_tag(version_of(&moved.answer)?, moved.answer.as_bytes());
        let mut response = HttpResponse::Ok();
        vary(&mut response, language);
        response.insert_header(header::ETag(tag));
        Ok(response.content_type("application/json").body(moved.answer))
    }
}

/// The version an answer shows.
pub fn version_of(answer: &str) -> Result<i32> {
    #[derive(Deserialize)]
    struct Versioned {
        version: i32,
    }
    Ok(serde_json::from_str::<Versioned>(answer)?.version)
}
