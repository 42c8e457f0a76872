//! Suggestions for a search box.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::agreements::Dimension;
use crate::catalogues::Catalogues;
use crate::error::Result;
use crate::fault::FaultCode;
use crate::http::App;
use crate::http::answers::{Answer, Asking};
use crate::http::extract::Caller;
use crate::http::facets::label;
use crate::http::query::Query;
use crate::language::{Language, words};
use crate::suggestions::{Known, Suggestion, Titled};

#[derive(Serialize)]
struct Page {
    items: Vec<Item>,
}

/// A suggestion as it is shown.
#[derive(Serialize)]
struct Item {
    kind: &'static str,
    value: String,
    label: String,
    detail: Option<String>,
    filter: Option<String>,
}

/// GET /agreements/suggestions
pub async fn list(app: Data<App>, caller: Caller, language: Language, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let asked = query.words_to_find();
    let limit = query.one("limit", |text| {
        let limit = text.parse::<usize>().ok().filter(|limit| (1..=20).contains(limit));
        limit.ok_or((
            FaultCode::LimitOutOfRange,
            words!("Va de 1 a 20", "It goes from 1 to 20"),
        ))
    });
    if asked.is_none() && !query.has("q") {
        let words = words!("Hace falta lo que se va escribiendo", "What is being typed is needed");
        query.refuse("q", (FaultCode::InvalidParameter, words));
    }
    query.finish()?;
    let (asked, limit, sight) = (asked.unwrap_or_default(), limit.unwrap_or(10), caller.sight());
    let (suggestions, catalogues) = (app.suggestions.clone(), app.catalogues.clone());
    let entry = app.latest_entry().await?;
    let asking = Asking {
        request: &request,
        caller: &caller,
        language: Some(language),
        entry,
    };
    let make = async || {
        let (snapshot, behind) = app.index.at_least(entry).await;
        let found = app
            .db
            .read(move |conn| suggestions.find(conn, &snapshot, &catalogues, &sight, (&asked, limit)))
            .await?;
        let shown = found
            .into_iter()
            .map(|suggestion| shown(suggestion, &app.catalogues, language));
        let items = shown.collect();
        Ok(Answer {
            whole: behind.is_none(),
            ..Answer::json(serde_json::to_string(&Page { items })?)
        })
    };
    app.answers.answer(&app, asking, make).await
}

fn shown(suggestion: Suggestion, catalogues: &Catalogues, language: Language) -> Item {
    let called = |dimension, value: &str| label(dimension, value, catalogues, language).into_owned();
    match suggestion {
        Suggestion::Value(dimension, value) => Item {
            kind: dimension.as_str(),
            label: called(dimension, &value),
            detail: detail(dimension, &value, catalogues, language),
            filter: Some(format!("{dimension}={value}")),
            value,
        },
        Suggestion::Body(directory, place) => {
            let body = directory.body(place);
            Item {
                kind: "body",
                value: body.id.to_string(),
                label: body.name.clone(),
                detail: place_of(body).map(|(dimension, code)| called(dimension, code)),
                filter: Some(format!("body={}", body.id)),
            }
        }
        Suggestion::Agreement(agreement) => of_agreement(agreement),
    }
}

fn of_agreement(agreement: Titled) -> Item {
    let signed = agreement.signed_on.map(|date| date.to_string());
    let (label, title) = match agreement.also_called {
        Some(other) => (other, Some(agreement.title)),
        None => (agreement.title, None),
    };
    let detail = [title, agreement.registration_number, signed];
    Item {
        kind: "agreement",
        value: agreement.id.to_string(),
        label,
        detail: joined(detail, " · "),
        filter: None,
    }
}

/// What tells an item from others of its name.
fn detail(dimension: Dimension, value: &str, catalogues: &Catalogues, language: Language) -> Option<String> {
    match dimension {
        Dimension::State => {
            let state = catalogues.state(value)?;
            (state.name != state.short_name).then(|| state.name.clone())
        }
        Dimension::Municipality => {
            let municipality = catalogues.municipality(value)?;
            let seat = municipality.seat.clone().filter(|seat| *seat != municipality.name);
            let state = label(Dimension::State, &municipality.state, catalogues, language).into_owned();
            joined([seat, Some(state)], ", ")
        }
        Dimension::Country => {
            let region = &catalogues.region_of(value)?.code;
            Some(label(Dimension::Region, region, catalogues, language).into_owned())
        }
        _ => None,
    }
}

/// The place that tells a body from others: the municipality's name is in its own.
fn place_of(body: &Known) -> Option<(Dimension, &str)> {
    let state = body.state.as_deref().map(|code| (Dimension::State, code));
    state.or_else(|| body.country.as_deref().map(|code| (Dimension::Country, code)))
}

fn joined<const N: usize>(parts: [Option<String>; N], between: &str) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(between))
}
