//! Documents over HTTP.

use actix_web::http::header;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::Actor;
use crate::agreements;
use crate::db::DbConnection;
use crate::documents::completeness::Completeness;
use crate::documents::{self, DocumentId, Listed};
use crate::error::{Error, Result};
use crate::http::answers::{Answer, Asking};
use crate::http::contract::Schema;
use crate::http::extract::{Body, Caller, IfMatch, held, json};
use crate::http::page::entity_tag;
use crate::http::query::Query;
use crate::http::upload::Upload;
use crate::http::{App, download};

#[derive(Serialize)]
struct DocumentList {
    items: Vec<Listed>,
    completeness: Completeness,
}

/// GET /agreements/{id}/documents
pub async fn list(app: Data<App>, caller: Caller, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let sight = caller.sight();
    let make = async || {
        let list = app
            .db
            .read_at_once(move |conn| {
                let agreement = agreements::read(conn, &sight, &key)?.agreement()?;
                let items = documents::of_agreement(conn, &sight, agreement.id)?;
                let completeness = Completeness::of(&agreement, &items);
                Ok(DocumentList { items, completeness })
            })
            .await?;
        Ok(Answer::json(serde_json::to_vec(&list)?))
    };
    app.answers
        .answer(&app, asking(&app, &request, &caller).await?, make)
        .await
}

async fn asking<'a>(app: &App, request: &'a HttpRequest, caller: &'a Caller) -> Result<Asking<'a>> {
    Ok(Asking {
        request,
        caller,
        language: None,
        entry: app.latest_entry().await?,
    })
}

/// POST /agreements/{id}/documents
pub async fn add(
    app: Data<App>,
    by: Actor,
    agreement: Path<String>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let key = match request.headers().get("idempotency-key") {
        Some(key) => Some(key.to_str().map_err(|_| Error::IdempotencyKey)?.to_owned()),
        None => None,
    };
    let (to, mut payload) = ((by, agreement.into_inner()), payload.into_inner());
    let rules = (|part: &str| part == "document", |_: &[(String, String)]| Ok(()));
    let upload = Upload::read(&app, to, &request, &mut payload, rules).await?;
    let said = upload.needed_part("document")?;
    let key = key.map(|key| upload.idempotency_key(&key)).transpose()?;
    let said = held(&app, Schema::DocumentInput, json(said)?)?;
    let made = upload.add(&app, said, key).await?;
    let tag = entity_tag(1, made.answer.as_bytes());
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/v1/documents/{}", made.id)))
        .insert_header(header::ETag(tag))
        .content_type("application/json")
        .body(made.answer))
}

/// GET /documents/{id}
pub async fn get(app: Data<App>, caller: Caller, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (sight, id) = (caller.sight(), DocumentId::parse(&id).ok_or(Error::NotFound)?);
    let make = async || {
        let listed = app
            .db
            .read(move |conn: &mut DbConnection| documents::find(conn, &sight, id))
            .await?;
        Ok(Answer {
            version: Some(listed.document.version),
            ..Answer::json(serde_json::to_vec(&listed)?)
        })
    };
    app.answers
        .answer(&app, asking(&app, &request, &caller).await?, make)
        .await
}

/// GET /documents/{id}/content
pub async fn content(app: Data<App>, caller: Caller, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (sight, id) = (caller.sight(), DocumentId::parse(&id).ok_or(Error::NotFound)?);
    let find = move |conn: &mut DbConnection| documents::find(conn, &sight, id);
    let document = app.db.read(find).await?.document;
    download::answer(&app.store, &request, &document, caller.0.is_some()).await
}

/// PATCH /documents/{id}
pub async fn edit(app: Data<App>, by: Actor, id: Path<String>, expected: IfMatch, body: Body) -> Result<HttpResponse> {
    let id = DocumentId::parse(&id).ok_or(Error::NotFound)?;
    let (patch, clock) = (body.held(&app, Schema::DocumentPatch)?, app.clock.clone());
    let listed = app
        .db
        .write(move |conn| {
            let expected = |version| expected.must_name(version);
            documents::edit(conn, id, expected, patch, &by, &clock)
        })
        .await?;
    let answer = serde_json::to_string(&listed)?;
    let tag = entity_tag(listed.document.version, answer.as_bytes());
    Ok(HttpResponse::Ok()
        .insert_header(header::ETag(tag))
        .content_type("application/json")
        .body(answer))
}
