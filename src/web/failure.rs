//! A failure as a page: the same words as its problem document, in the language of the address.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, Accept, Header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use super::csrf;
use super::form::Posted;
use super::page::{self, Page};
use crate::error::{Error, Result};
use crate::fault::{Fault, Place};
use crate::http::finished::VARY;
use crate::http::{extract, problem};
use crate::language::{Language, words};

#[derive(Template)]
#[template(path = "failure.html")]
struct Failure<'a> {
    page: Page,
    title: &'a str,
    detail: &'a str,
    faults: Vec<Shown<'a>>,
    /// Of whoever is to sign in first: what they sent, to be sent once more.
    again: Option<Again>,
}

/// A form that was sent in vain: where to, and its fields.
struct Again {
    address: String,
    fields: Vec<(String, String)>,
}

struct Shown<'a> {
    at: &'a str,
    message: &'a str,
}

/// Middleware: shows every failure as a page.
pub async fn show(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut response = match csrf::must_come_from_here(request.request()) {
        Ok(()) => problem::tell(request, next, respond).await?,
        Err(refused) => {
            let told = respond(&refused, request.request());
            request.into_response(told)
        }
    };
    page::guard(response.headers_mut());
    Ok(response)
}

pub async fn nothing_here() -> Result<&'static str> {
    Err(Error::NotFound)
}

/// Anything that is nowhere: a page for a browser, a problem document for whoever does not ask for a page.
pub async fn nowhere(request: HttpRequest) -> Result<HttpResponse> {
    let accepted = Accept::parse(&request).unwrap_or_else(|_| Accept(Vec::new()));
    if !accepted.iter().any(|range| range.item.essence_str() == "text/html") {
        return Err(Error::NotFound);
    }
    let mut response = failure(&Error::NotFound, Page::first(extract::language_of(&request)), None);
    response.headers_mut().insert(header::VARY, VARY);
    page::guard(response.headers_mut());
    Ok(response)
}

fn respond(error: &Error, request: &HttpRequest) -> HttpResponse {
    let page = Page::of_failure(request);
    if matches!(error, Error::Unauthenticated) && request.method().is_safe() {
        return page::see_other(&page.to_sign_in());
    }
    let posted = request.extensions().get::<Posted>().cloned();
    let again = posted
        .filter(|_| matches!(error, Error::Unauthenticated))
        .map(|posted| Again {
            address: request.uri().to_string(),
            fields: posted.again(),
        });
    failure(error, page, again)
}

fn failure(error: &Error, page: Page, again: Option<Again>) -> HttpResponse {
    let language = page.language;
    let shape = problem::shape(error);
    let detail = match error {
        Error::Unauthenticated => words!(
            "Su sesión terminó, o todavía no la inicia. No se hizo nada, y lo que escribió no se perdió.",
            "Your session has ended, or you have not signed in. Nothing was done, and what you typed is not lost."
        ),
        _ => shape.detail,
    };
    let failure = Failure {
        page,
        title: shape.title.in_language(language),
        detail: detail.in_language(language),
        again,
        faults: faults_of(error).iter().map(|fault| shown(fault, language)).collect(),
    };
    let mut response = HttpResponse::build(shape.status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response
        .content_type(page::HTML)
        .body(failure.render().unwrap_or_default())
}

fn faults_of(error: &Error) -> &[Fault] {
    match error {
        Error::Content(faults) | Error::Query(faults) | Error::MoveRefused { reasons: faults, .. } => faults,
        _ => &[],
    }
}

fn shown(fault: &Fault, language: Language) -> Shown<'_> {
    let (Place::Pointer(at) | Place::Parameter(at)) = &fault.place;
    Shown {
        at,
        message: fault.words.in_language(language),
    }
}
