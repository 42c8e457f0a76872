//! The directory of bodies over HTTP.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::App;
use super::contract::Schema;
use super::extract::{self, Caller, IfMatch};
use super::once::once;
use super::page::{Paging, entity_tag, tagged};
use super::procedure::version_of;
use super::query::{Query, outside, word};
use crate::access::Actor;
use crate::bodies::{self, Body, BodyFilter, BodyId, BodyKind, Level};
use crate::error::{Error, Result};
use crate::idempotency::Made;
use crate::journal::RecordKind;

#[derive(Serialize)]
struct BodyPage {
    items: Vec<Body>,
    total: i64,
    next: Option<String>,
}

/// GET /bodies
pub async fn list(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let filter = filter(&mut query, &app);
    let paging = Paging::read(&mut query, request.path(), 20);
    query.finish()?;
    let (after, limit) = (paging.after::<(String, BodyId)>()?, paging.limit);
    let (total, mut rows) = app
        .db
        .read_at_once(move |conn| Ok((filter.count(conn)?, filter.page(conn, after.as_ref(), limit + 1)?)))
        .await?;

    let kept = usize::try_from(limit).unwrap_or_default();
    let more = rows.len() > kept;
    rows.truncate(kept);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|(place, _)| paging.next(place))
        .transpose()?;
    let mut response = HttpResponse::Ok();
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    Ok(response.json(BodyPage {
        items: rows.into_iter().map(|(_, body)| body).collect(),
        total,
        next,
    }))
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
pub async fn get(app: Data<App>, _: Caller, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let id = BodyId::parse(&id).ok_or(Error::NotFound)?;
    let body = app.db.read(move |conn| Body::find(conn, id)).await?;
    show(&request, &body)
}

/// PATCH /bodies/{id}
pub async fn edit(
    app: Data<App>,
    by: Actor,
    id: Path<String>,
    expected: IfMatch,
    body: extract::Body,
    request: HttpRequest,
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
    show(&request, &body)
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

fn show(request: &HttpRequest, body: &Body) -> Result<HttpResponse> {
    let json = serde_json::to_vec(body)?;
    Ok(tagged(request, entity_tag(body.version, &json), "no-cache", json))
}

fn filter(query: &mut Query, app: &App) -> BodyFilter {
    let code = |text: &str, known: bool, catalogue: &str| {
        if known {
            Ok(text.to_owned())
        } else {
            Err(outside(catalogue))
        }
    };
    BodyFilter {
        q: query.words_to_find(),
        level: query.many("level", |text| word(text, Level::parse, Level::ALL)),
        kind: query.many("kind", |text| word(text, BodyKind::parse, BodyKind::ALL)),
        country: query.many("country", |text| {
            code(text, app.catalogues.country(text).is_some(), "/api/v1/countries")
        }),
        state: query.many("state", |text| {
            code(text, app.catalogues.state(text).is_some(), "/api/v1/states")
        }),
        municipality: query.many("municipality", |text| {
            code(
                text,
                app.catalogues.municipality(text).is_some(),
                "/api/v1/municipalities",
            )
        }),
    }
}
