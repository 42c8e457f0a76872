//! The moves of the procedure over HTTP: each is a POST beside the agreement, and answers with the agreement after it.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::agreements::Readable;
use crate::agreements::duplicates::Duplicate;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::http::App;
use crate::http::contract::Schema;
use crate::http::extract::{Body, IfMatch};
use crate::http::finished::vary;
use crate::http::hints::hint;
use crate::http::moves::{self, Asked};
use crate::http::page::entity_tag;
use crate::language::Language;
use crate::procedure::{self, Move};

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
    request.make(Move::Submission).await
}

/// POST /agreements/{id}/completion-requests
pub async fn request_completion(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::CompletionRequest).await
}

/// POST /agreements/{id}/review
pub async fn begin_review(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Review).await
}

/// POST /agreements/{id}/observations
pub async fn observe(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Observations).await
}

/// POST /agreements/{id}/opinion
pub async fn give_opinion(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Opinion).await
}

/// POST /agreements/{id}/signatures
pub async fn sign(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Signatures).await
}

/// POST /agreements/{id}/lapse
pub async fn lapse(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Lapse).await
}

/// POST /agreements/{id}/registration
pub async fn register(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Registration).await
}

/// POST /agreements/{id}/withdrawal
pub async fn withdraw(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Withdrawal).await
}

/// POST /agreements/{id}/dismissal
pub async fn dismiss(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Dismissal).await
}

/// POST /agreements/{id}/cancellation
pub async fn cancel(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Cancellation).await
}

/// POST /agreements/{id}/corrections
pub async fn correct(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Correction).await
}

/// POST /agreements/{id}/events
pub async fn record_event(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Event).await
}

/// POST /agreements/{id}/follow-ups
pub async fn report(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::FollowUp).await
}

/// POST /agreements/{id}/clauses
pub async fn note_clauses(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Clauses).await
}

/// POST /agreements/{id}/statements
pub async fn state(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Statement).await
}

/// POST /agreements/{id}/decisions
pub async fn decide(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Decision).await
}

/// POST /agreements/{id}/redactions
pub async fn redact(request: MoveRequest) -> Result<HttpResponse> {
    request.make(Move::Redaction).await
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
    async fn make(self, step: Move) -> Result<HttpResponse> {
        let Self {
            app,
            by,
            language,
            key,
            expected,
            body,
        } = self;
        let view = app.view(language);
        let asked = Asked {
            step,
            case: key,
            by,
            key: body.idempotency_key()?,
            said: body.value(),
        };
        let tell = move |readable: &Readable| {
            let mut answer = String::new();
            view.write(&mut answer, readable)?;
            Ok(answer)
        };
        let moved = moves::make(&app, asked, move |version| expected.may_name(version), tell).await?;
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
