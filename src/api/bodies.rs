//! The directory of bodies over HTTP.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::procedure::version_of;
use crate::access::Actor;
use crate::bodies::{self, Body, BodyId};
use crate::error::{Error, Result};
use crate::http::answers::{Answer, Asking};
use crate::http::contract::Schema;
use crate::http::extract::{self, Caller, IfMatch};
use crate::http::once::once;
use crate::http::page::{Paging, entity_tag};
use crate::http::query::Query;
use crate::http::{App, directory};
use crate::idempotency::Made;
use crate::journal::RecordKind;

#[derive(Serialize)]
struct BodyPage {
    items: Vec<Body>,
    total: i64,
    next: Option<String>,
}

/// GET /bodies
pub async fn list(app: Data<App>, caller: Caller, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let filter = directory::filter(&mut query, &app.catalogues);
    let paging = Paging::read(&mut query, request.path(), 20);
    query.finish()?;
    let (after, limit) = (paging.after::<(String, BodyId)>()?, paging.limit);
    let make = async || {
        let (total, rows) = app
            .db
            .read_at_once(move |conn| Ok((filter.count(conn)?, filter.page(conn, after.as_ref(), limit + 1)?)))
            .await?;
        let (rows, next) = paging.cut(rows, |(place, _)| place.clone())?;
        let page = BodyPage {
            items: rows.into_iter().map(|(_, body)| body).collect(),
            total,
            next,
        };
        let body = serde_json::to_string(&page)?;
        Ok(Answer {
            next: page.next,
            ..Answer::json(body)
        })
    };
    app.answers
        .answer(&app, asking(&app, &request, &caller).await?, make)
        .await
}

/// The directory is the same for everybody, its names in whichever languages they have.
async fn asking<'a>(app: &App, request: &'a HttpRequest, caller: &'a Caller) -> Result<Asking<'a>> {
    Ok(Asking {
        request,
        caller,
        language: None,
        entry: app.latest_entry().await?,
    })
}

/// POST /bodies
pub async fn create(app: Data<App>, by: Actor, body: extract::Body) -> Result<HttpResponse> {
    let key = body.idempotency_key()?;
    let submitted = body.held(&app, Schema::BodyInput)?;
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let made = once(&app, key, by, move |conn, by, _| {
        let body = bodies::create(conn, &catalogues, submitted, by, &clock)?;
        Ok(Made {
            kind: RecordKind::Body,
            id: body.id.0,
            answer: serde_json::to_string(&body)?,
            secret: None,
        })
    })
    .await?;
    let tag = entity_tag(1, made.answer.as_bytes());
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/v1/bodies/{}", made.id)))
        .insert_header(header::ETag(tag))
        .content_type("application/json")
        .body(made.answer))
}

/// GET /bodies/{id}
pub async fn get(app: Data<App>, caller: Caller, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let id = BodyId::parse(&id).ok_or(Error::NotFound)?;
    let make = async || {
        let body = app.db.read(move |conn| Body::find(conn, id)).await?;
        Ok(Answer {
            version: Some(body.version),
            ..Answer::json(serde_json::to_string(&body)?)
        })
    };
    app.answers
        .answer(&app, asking(&app, &request, &caller).await?, make)
        .await
}

/// PATCH /bodies/{id}
pub async fn edit(
    app: Data<App>,
    by: Actor,
    id: Path<String>,
    expected: IfMatch,
    body: extract::Body,
) -> Result<HttpResponse> {
    let id = BodyId::parse(&id).ok_or(Error::NotFound)?;
    let patch = body.held(&app, Schema::BodyPatch)?;
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let body = app
        .db
        .write(move |conn| {
            bodies::edit(
                conn,
                &catalogues,
                id,
                |version| expected.must_name(version),
                patch,
                &by,
                &clock,
            )
        })
        .await?;
    let answer = serde_json::to_string(&body)?;
    Ok(HttpResponse::Ok()
        .insert_header(header::ETag(entity_tag(body.version, answer.as_bytes())))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("application/json")
        .body(answer))
}

/// POST /bodies/{id}/succession
pub async fn succeed(
    app: Data<App>,
    by: Actor,
    id: Path<String>,
    expected: IfMatch,
    body: extract::Body,
) -> Result<HttpResponse> {
    let id = BodyId::parse(&id).ok_or(Error::NotFound)?;
    let key = body.idempotency_key()?;
    let said = body.held(&app, Schema::SuccessionInput)?;
    let clock = app.clock.clone();
    let made = once(&app, key, by, move |conn, by, _| {
        let expected = |version| expected.may_name(version);
        let body = bodies::succeed(conn, id, expected, said, by, &clock)?;
        Ok(Made {
            kind: RecordKind::Body,
            id: body.id.0,
            answer: serde_json::to_string(&body)?,
            secret: None,
        })
    })
    .await?;
    let tag = entity_tag(version_of(&made.answer)?, made.answer.as_bytes());
    Ok(HttpResponse::Ok()
        .insert_header(header::ETag(tag))
        .content_type("application/json")
        .body(made.answer))
}
