//! Tokens, by which other systems and scripts call the API, for whoever keeps them.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::fields::{Asked, Choices, Filled};
use super::holder::{Holder, Listed, Telling, keeper, listed};
use super::revocation::{Revocable, Whose};
use crate::access::Actor;
use crate::clock::Timestamp;
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::once::once;
use crate::http::query::Query;
use crate::idempotency::{IdempotencyKey, Made};
use crate::journal::RecordKind;
use crate::procedure::NoteInput;
use crate::tokens::{self, Token, TokenId};
use crate::web::form::{Empty, Form, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    page: Page,
    listed: Listed<Shown>,
}

/// A token, as it is shown to whoever keeps it.
struct Shown {
    id: TokenId,
    holder: Holder,
}

impl Shown {
    fn of(conn: &mut DbConnection, token: &Token, telling: &Telling) -> Result<Self> {
        let (id, holder) = (token.id, telling.holder(conn, token)?);
        Ok(Self { id, holder })
    }
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
    let (by, telling) = (keeper(&reader)?, Telling::of(&app, reader.language));
    let read = move |conn: &mut DbConnection, after, limit| {
        let found = tokens::page(conn, after, limit, &by)?.into_iter();
        let shown = found.map(|token| Ok((token.place(), Shown::of(conn, &token, &telling)?)));
        let shown = shown.collect::<Result<_>>()?;
        Ok((tokens::count(conn, &by)?, shown))
    };
    let listed = listed(&app, &request, read).await?;
    let page = Page::new(&reader, &request);
    page::not_kept(StatusCode::OK, &TokensPage { page, listed })
}

/// GET /tokens/new
pub async fn new(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    keeper(&reader)?;
    Query::of(&request)?.finish()?;
    to_fill_in(&app, &reader, &request, Filled::with_nothing(reader.language)?)
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
            let shown = TokenPage {
                token: kept(&app, &reader, &made.id.to_string()).await?,
                page: Page::new(&reader, &request),
                secret: made.secret,
            };
            page::not_kept(StatusCode::OK, &shown)
        }
        Err(error) => to_fill_in(&app, &reader, &request, asked.refused(error, reader.language)?),
    }
}

fn to_fill_in(app: &App, reader: &Reader, request: &HttpRequest, filled: Filled) -> Result<HttpResponse> {
    let new = NewTokenPage {
        page: Page::new(reader, request),
        form: filled.form,
        choices: Choices::of(app, reader.language, true, filled.bodies),
        key: URL_SAFE_NO_PAD.encode(app.clock.new_secret()),
    };
    page::not_kept(filled.status, &new)
}

/// GET /tokens/{id}
pub async fn show(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let shown = TokenPage {
        token: kept(&app, &reader, &id).await?,
        page: Page::new(&reader, &request),
        secret: None,
    };
    page::not_kept(StatusCode::OK, &shown)
}

async fn kept(app: &App, reader: &Reader, id: &str) -> Result<Shown> {
    let (by, telling) = (keeper(reader)?, Telling::of(app, reader.language));
    let id = TokenId::parse(id).ok_or(Error::NotFound)?;
    app.db
        .read(move |conn| {
            let token = Token::find(conn, id, &by)?;
            Shown::of(conn, &token, &telling)
        })
        .await
}

impl Revocable for Token {
    fn path(id: &str) -> String {
        format!("/tokens/{id}")
    }

    fn whose(conn: &mut DbConnection, id: &str, by: &Actor) -> Result<Whose> {
        let id = TokenId::parse(id).ok_or(Error::NotFound)?;
        let Token { name, .. } = Token::find(conn, id, by)?;
        Ok(Whose { name, email: None })
    }

    fn revoke(conn: &mut DbConnection, id: &str, said: Submitted<NoteInput>, by: &Actor, now: Timestamp) -> Result<()> {
        let id = TokenId::parse(id).ok_or(Error::NotFound)?;
        tokens::revoke(conn, id, said, by, now)?;
        Ok(())
    }
}
