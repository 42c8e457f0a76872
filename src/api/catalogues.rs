//! The catalogues over HTTP: whole lists, which a reader may keep for an hour.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::App;
use super::extract::Caller;
use super::page::{entity_tag, tagged};
use super::query::{Query, outside};
use crate::error::Result;

#[derive(Serialize)]
struct Whole<'a, T> {
    items: &'a [T],
    total: usize,
}

/// GET /states
pub async fn states(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&request, &app.catalogues.states)
}

/// GET /countries
pub async fn countries(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&request, &app.catalogues.countries)
}

/// GET /areas
pub async fn areas(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&request, &app.catalogues.areas)
}

/// GET /instrument-types
pub async fn instrument_types(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&request, &app.catalogues.instrument_types)
}

/// GET /organisations
pub async fn organisations(app: Data<App>, _: Caller, request: HttpRequest) -> Result<HttpResponse> {
    whole(&request, &app.catalogues.organisations)
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
    answer(&request, &catalogues.find_municipalities(&states, question.as_deref()))
}

fn whole<T: Serialize>(request: &HttpRequest, items: &[T]) -> Result<HttpResponse> {
    Query::of(request)?.finish()?;
    answer(request, items)
}

fn answer<T: Serialize>(request: &HttpRequest, items: &[T]) -> Result<HttpResponse> {
    let body = serde_json::to_vec(&Whole {
        items,
        total: items.len(),
    })?;
    Ok(tagged(request, entity_tag(1, &body), "public, max-age=3600", body))
}
