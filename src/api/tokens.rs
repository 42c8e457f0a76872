//! Tokens over HTTP, for whoever keeps them.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;

use crate::access::Actor;
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::contract::Schema;
use crate::http::extract::Body;
use crate::http::once::once;
use crate::http::page::Paging;
use crate::http::query::Query;
use crate::idempotency::Made;
use crate::journal::RecordKind;
use crate::tokens::{self, Token, TokenId};

/// A token as it is shown: what is recorded of it, and when it was last used.
#[derive(Serialize)]
struct TokenResponse {
    #[serde(flatten)]
    token: Token,
    last_used_on: Option<NaiveDate>,
}

impl From<Token> for TokenResponse {
    fn from(token: Token) -> Self {
        Self {
            last_used_on: token.last_used_on,
            token,
        }
    }
}

#[derive(Serialize)]
struct TokenPage {
    items: Vec<TokenResponse>,
    total: i64,
    next: Option<String>,
}

/// GET /tokens
pub async fn list(app: Data<App>, by: Actor, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let paging = Paging::read(&mut query, request.path(), 20);
    query.finish()?;
    let (after, limit) = (paging.after::<tokens::Place>()?, paging.limit);
    let (total, items) = app
        .db
        .read_at_once(move |conn| {
            let items = tokens::page(conn, after, limit + 1, &by)?;
            Ok((tokens::count(conn, &by)?, items))
        })
        .await?;
    let (items, next) = paging.cut(items, Token::place)?;
    let mut response = HttpResponse::Ok();
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    let items = items.into_iter().map(TokenResponse::from).collect();
    Ok(response.json(TokenPage { items, total, next }))
}

/// POST /tokens
pub async fn create(app: Data<App>, by: Actor, body: Body) -> Result<HttpResponse> {
    let key = body.idempotency_key()?;
    let submitted = body.held(&app, Schema::TokenInput)?;
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let made = once(&app, key, by, move |conn, by, _| {
        let (token, secret) = tokens::create(conn, &catalogues, submitted, by, &clock)?;
        Ok(Made {
            kind: RecordKind::Token,
            id: token.id.0,
            answer: serde_json::to_string(&TokenResponse::from(token))?,
            secret: Some(secret),
        })
    })
    .await?;
    let token = made
        .answer
        .strip_suffix('}')
        .ok_or_else(|| Error::internal("a token is no object"))?;
    let secret = serde_json::to_string(&made.secret)?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/v1/tokens/{}", made.id)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(format!("{token},\"secret\":{secret}}}")))
}

/// GET /tokens/{id}
pub async fn get(app: Data<App>, by: Actor, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let id = TokenId::parse(&id).ok_or(Error::NotFound)?;
    let token = app.db.read(move |conn| Token::find(conn, id, &by)).await?;
    Ok(HttpResponse::Ok().json(TokenResponse::from(token)))
}

/// POST /tokens/{id}/revocation
pub async fn revoke(app: Data<App>, by: Actor, id: Path<String>, body: Body) -> Result<HttpResponse> {
    let id = TokenId::parse(&id).ok_or(Error::NotFound)?;
    let said = body.held(&app, Schema::NoteInput)?;
    let clock = app.clock.clone();
    let token = app
        .db
        .write(move |conn| tokens::revoke(conn, id, said, &by, clock.now()))
        .await?;
    Ok(HttpResponse::Ok().json(TokenResponse::from(token)))
}
