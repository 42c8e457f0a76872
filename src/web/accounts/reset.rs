//! Setting a password by a link that was handed over.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use super::own::{chosen, hint};
use super::sign_in::{Said, with_visit};
use crate::accounts::{Secret, links};
use crate::error::{Error, Result};
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::web::form::{Form, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "reset.html")]
struct Reset {
    page: Page,
    form: Form,
    /// Of the account; none when the link is of no use.
    email: Option<String>,
    hint: String,
}

/// GET /reset/{secret}
pub async fn show(app: Data<App>, reader: Reader, secret: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let form = Form::of(&json!({}), reader.language)?;
    shown(&app, &reader, &request, &secret, StatusCode::OK, form).await
}

/// POST /reset/{secret}
pub async fn set(
    app: Data<App>,
    reader: Reader,
    secret: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let outcome = match Secret::parse(&secret) {
        Some(link) => app.sign_in.set_by_link(link, &chosen(&posted)).await,
        None => Err(Error::NotFound),
    };
    let error = match outcome {
        Ok(()) => {
            let page = Page::new(&reader, &request);
            let address = format!("/sign-in?said={}", Said::PasswordSet.word());
            return Ok(page::see_other(&page.to(&address)));
        }
        Err(Error::NotFound) => return show_spent(&app, &reader, &request, &secret).await,
        Err(error) => error,
    };
    let status = problem::shape(&error).status;
    let form = Form::refused(json!({}), error, reader.language)?;
    shown(&app, &reader, &request, &secret, status, form).await
}

async fn show_spent(app: &App, reader: &Reader, request: &HttpRequest, secret: &str) -> Result<HttpResponse> {
    let form = Form::of(&json!({}), reader.language)?;
    shown(app, reader, request, secret, StatusCode::NOT_FOUND, form).await
}

async fn shown(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    secret: &str,
    status: StatusCode,
    form: Form,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    let opened = match Secret::parse(secret) {
        Some(link) => app.db.read(move |conn| links::opened(conn, &link, now)).await,
        None => Err(Error::NotFound),
    };
    let email = match opened {
        Ok((account, _)) => Some(account.email),
        Err(Error::NotFound) => None,
        Err(other) => return Err(other),
    };
    let status = if email.is_some() { status } else { StatusCode::NOT_FOUND };
    let (page, cookie) = with_visit(app, request, Page::new(reader, request));
    let shown = Reset {
        page,
        form,
        email,
        hint: hint(reader.language),
    };
    let mut response = page::not_kept(status, &shown)?;
    if let Some(cookie) = cookie {
        response.add_cookie(&cookie).map_err(Error::internal)?;
    }
    Ok(response)
}
