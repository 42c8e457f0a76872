//! The catalogues over HTTP: whole lists, which a reader may keep for an hour.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::error::Result;
use crate::http::App;
use crate::http::answers::Answer;
use crate::http::extract::Caller;
use crate::http::query::{Query, outside};

#[derive(Serialize)]
struct Whole<'a, T> {
    items: &'a [T],
    total: usize,
}

/// GET /states
pub async fn states(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&app, &request, &app.catalogues.states).await
}

/// GET /countries
pub async fn countries(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&app, &request, &app.catalogues.countries).await
}

/// GET /areas
pub async fn areas(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&app, &request, &app.catalogues.areas).await
}

/// GET /instrument-types
pub async fn instrument_types(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&app, &request, &app.catalogues.instrument_types).await
}

/// GET /organisations
pub async fn organisations(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&app, &request, &app.catalogues.organisations).await
}

/// GET /municipalities
pub async fn municipalities(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let catalogues = &app.catalogues;
    let states = query.many("state", |text| {
        if catalogues.state(text).is_some() {
            Ok(text.to_owned())
        } else {
            Err(outside("/api/v1/states"))
        }
    });
    let question = query.words_to_find();
    query.finish()?;
    let found = async || written(&catalogues.find_municipalities(&states, question.as_deref()));
    app.answers.constant(&request, found).await
}

async fn whole<T: Serialize>(app: &App, request: &HttpRequest, items: &[T]) -> Result<HttpResponse> {
    Query::of(request)?.finish()?;
    app.answers.constant(request, async || written(items)).await
}

fn written<T: Serialize>(items: &[T]) -> Result<Answer> {
    let total = items.len();
    Ok(Answer::json(serde_json::to_string(&Whole { items, total })?))
}
