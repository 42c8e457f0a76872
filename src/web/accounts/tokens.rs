//! Tokens, by which other systems and scripts call the API, for whoever keeps them.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::holder::{self, Asked, Choices, Holder, keeper};
use super::revocation::RevocationPage;
use crate::error::{Error, Result};
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::http::once::once;
use crate::http::page::Paging;
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::idempotency::{IdempotencyKey, Made};
use crate::journal::RecordKind;
use crate::procedure::NoteInput;
use crate::tokens::{self, Place, Token, TokenId};
use crate::web::form::{Choice, Empty, Form, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    page: Page,
    tokens: Vec<Shown>,
    total: i64,
    next: Option<String>,
}

/// A token, as it is shown to whoever keeps it.
struct Shown {
    path: String,
    holder: Holder,
}

#[derive(Template)]
#[template(path = "token_new.html")]
struct NewTokenPage {
    page: Page,
    form: Form,
    choices: Choices,
    /// Names this form, so that sent twice it makes one token.
    key: String,
}

#[derive(Template)]
#[template(path = "token_kept.html")]
struct TokenPage {
    page: Page,
    token: Shown,
    /// Told once; none of one that is there already.
    secret: Option<String>,
}

/// GET /tokens
pub async fn list(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let by = keeper(&reader)?;
    let mut query = Query::of(&request)?;
    let paging = Paging::read(&mut query, request.path(), 50);
    query.finish()?;
    let (after, limit) = (paging.after::<Place>()?, paging.limit);
    let (total, found) = app
        .db
        .read_at_once(move |conn| {
            let found = tokens::page(conn, after, limit + 1, &by)?;
            let with_body = |token: Token| {
                let body = holder::body_of(conn, &token)?;
                Ok((token, body))
            };
            let found = found.into_iter().map(with_body).collect::<Result<Vec<_>>>()?;
            Ok((tokens::count(conn, &by)?, found))
        })
        .await?;
    let (found, next) = paging.cut(found, |(token, _)| token.place())?;
    let page = Page::new(&reader, &request);
    let shown = found.into_iter().map(|(token, body)| Shown {
        path: page.to(&format!("/tokens/{}", token.id)),
        holder: Holder::of(&token, body, &app, page.language),
    });
    let listed = TokensPage {
        tokens: shown.collect(),
        total,
        next,
        page,
    };
    page::not_kept(StatusCode::OK, &listed)
}

/// GET /tokens/new
pub async fn new(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    keeper(&reader)?;
    Query::of(&request)?.finish()?;
    let form = Form::of(&json!({}), reader.language)?;
    to_fill_in(&app, &reader, &request, StatusCode::OK, form, Vec::new())
}

/// POST /tokens/new
pub async fn create(app: Data<App>, reader: Reader, request: HttpRequest, posted: Posted) -> Result<HttpResponse> {
    let by = keeper(&reader)?;
    let content = posted.content(Empty::LeftOut);
    let key = posted.field("key").unwrap_or_default();
    let key = IdempotencyKey::new(key, request.path(), content.to_string().as_bytes())?;
    let asked = Asked::read(&app, content, reader.language).await?;
    let submitted = asked.token(&app)?;
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let made = once(&app, Some(key), by, move |conn, by, _| {
        let (token, secret) = tokens::create(conn, &catalogues, submitted, by, &clock)?;
        Ok(Made {
            kind: RecordKind::Token,
            id: token.id.0,
            answer: String::new(),
            secret: Some(secret),
        })
    })
    .await;
    match made {
        Ok(made) => {
            let (page, token) = kept(&app, &reader, &request, &made.id.to_string()).await?;
            let secret = made.secret;
            page::not_kept(StatusCode::OK, &TokenPage { page, token, secret })
        }
        Err(error) => {
            let status = problem::shape(&error).status;
            let (form, bodies) = asked.refused(error, reader.language)?;
            to_fill_in(&app, &reader, &request, status, form, bodies)
        }
    }
}

fn to_fill_in(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    status: StatusCode,
    form: Form,
    bodies: Vec<Choice>,
) -> Result<HttpResponse> {
    let page = Page::new(reader, request);
    let new = NewTokenPage {
        choices: Choices::of(app, page.language, true, bodies),
        key: URL_SAFE_NO_PAD.encode(app.clock.new_secret()),
        page,
        form,
    };
    page::not_kept(status, &new)
}

/// GET /tokens/{id}
pub async fn show(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (page, token) = kept(&app, &reader, &request, &id).await?;
    let shown = TokenPage {
        page,
        token,
        secret: None,
    };
    page::not_kept(StatusCode::OK, &shown)
}

/// GET /tokens/{id}/revocation
pub async fn before_revocation(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let form = Form::of(&json!({}), reader.language)?;
    to_revoke(&app, &reader, &request, &id, StatusCode::OK, form).await
}

/// POST /tokens/{id}/revocation
pub async fn revoke(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let by = keeper(&reader)?;
    let token = TokenId::parse(&id).ok_or(Error::NotFound)?;
    let content = posted.content(Empty::LeftOut);
    let said = held::<NoteInput>(&app, Schema::NoteInput, content.clone())?;
    let now = app.clock.now();
    match app
        .db
        .write(move |conn| tokens::revoke(conn, token, said, &by, now))
        .await
    {
        Ok(_) => Ok(page::see_other(
            &Page::new(&reader, &request).to(&format!("/tokens/{id}")),
        )),
        Err(error) => {
            let status = problem::shape(&error).status;
            let form = Form::refused(content, error, reader.language)?;
            to_revoke(&app, &reader, &request, &id, status, form).await
        }
    }
}

async fn to_revoke(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    id: &str,
    status: StatusCode,
    form: Form,
) -> Result<HttpResponse> {
    let (page, token) = kept(app, reader, request, id).await?;
    let asked = RevocationPage {
        page,
        form,
        name: token.holder.name,
        email: None,
        back: token.path,
    };
    page::not_kept(status, &asked)
}

async fn kept(app: &App, reader: &Reader, request: &HttpRequest, id: &str) -> Result<(Page, Shown)> {
    let by = keeper(reader)?;
    let id = TokenId::parse(id).ok_or(Error::NotFound)?;
    let (token, body) = app
        .db
        .read(move |conn| {
            let token = Token::find(conn, id, &by)?;
            let body = holder::body_of(conn, &token)?;
            Ok((token, body))
        })
        .await?;
    let page = Page::new(reader, request);
    let token = Shown {
        path: page.to(&format!("/tokens/{}", token.id)),
        holder: Holder::of(&token, body, app, page.language),
    };
    Ok((page, token))
}
