//! The directory of bodies: by name, level and place.

pub mod body;
pub mod hand_over;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::finder::{self, Asked, Link};
use super::form::Told;
use super::page::{self, Page};
use super::reader::Reader;
use super::said;
use crate::bodies::{Body, BodyFilter, BodyId, BodyKind, Level};
use crate::error::{Error, Result};
use crate::export::Labels;
use crate::folding::fold;
use crate::http::page::Paging;
use crate::http::query::{self, Query};
use crate::http::{App, directory};

#[derive(Template)]
#[template(path = "bodies.html")]
struct Directory {
    page: Page,
    faults: Vec<Told>,
    q: String,
    selects: Vec<Select>,
    /// What is asked that has no field here, so that the form keeps it.
    kept: Vec<(String, String)>,
    /// Nothing when the question was not understood.
    total: Option<String>,
    items: Vec<Item>,
    asks: bool,
    first: Option<String>,
    next: Option<String>,
}

/// A field with one of many values.
struct Select {
    name: &'static str,
    label: &'static str,
    choices: Vec<(String, String, bool)>,
}

struct Item {
    link: Link,
    told: String,
    ended: Option<String>,
}

type Place = (String, BodyId);

/// GET /bodies
pub async fn search(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    if let Some(address) = query::without_empty(&request) {
        return Ok(page::see_other(&address));
    }
    let mut query = Query::of(&request)?;
    let filter = directory::filter(&mut query, &app.catalogues);
    let paging = Paging::read(&mut query, request.path(), 20);
    match query.finish() {
        Ok(()) => {
            let make = async || found(&app, &reader, &request, filter, paging).await;
            page::answer(&app, &reader, &request, make).await
        }
        Err(Error::Query(faults)) => {
            let faults = finder::told(&faults, reader.language);
            let directory = Directory {
                faults,
                ..asked(&app, &reader, &request)
            };
            page::not_kept(StatusCode::BAD_REQUEST, &directory)
        }
        Err(other) => Err(other),
    }
}

async fn found(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    filter: BodyFilter,
    paging: Paging,
) -> Result<Directory> {
    let (after, limit) = (paging.after::<Place>()?, paging.limit);
    let (total, rows) = app
        .db
        .read_at_once(move |conn| Ok((filter.count(conn)?, filter.page(conn, after.as_ref(), limit + 1)?)))
        .await?;
    let (rows, next) = paging.cut(rows, |(place, _)| place.clone())?;
    let labels = Labels {
        catalogues: &app.catalogues,
        language: reader.language,
    };
    Ok(Directory {
        total: Some(said::number(total)),
        next,
        items: rows.iter().map(|(_, body)| item(body, &labels)).collect(),
        ..asked(app, reader, request)
    })
}

/// The page with what is asked, and nothing found yet.
fn asked(app: &App, reader: &Reader, request: &HttpRequest) -> Directory {
    let (asked, language) = (Asked::of(request), reader.language);
    let labels = Labels {
        catalogues: &app.catalogues,
        language,
    };
    let mut choices = vec![
        (
            "level",
            ("Nivel", "Level"),
            Level::ALL
                .iter()
                .map(|level| (level.as_str().to_owned(), labels.say(&level.label())))
                .collect(),
        ),
        (
            "kind",
            ("Clase", "Kind"),
            BodyKind::ALL
                .iter()
                .map(|kind| (kind.as_str().to_owned(), labels.say(&kind.label())))
                .collect::<Vec<_>>(),
        ),
        (
            "state",
            ("Estado", "State"),
            (app.catalogues.states.iter())
                .map(|state| (state.code.clone(), state.short_name.clone()))
                .collect(),
        ),
        (
            "country",
            ("País", "Country"),
            (app.catalogues.countries.iter())
                .map(|country| (country.code.clone(), labels.country(&country.code)))
                .collect(),
        ),
    ];
    for (name, _, choices) in &mut choices {
        if matches!(*name, "state" | "country") {
            choices.sort_by_cached_key(|(_, label)| fold(label));
        }
    }
    let select = |(name, (es, en), choices): (&'static str, _, Vec<(String, String)>)| Select {
        name,
        label: language.say(es, en),
        choices: choices
            .into_iter()
            .map(|(value, label)| {
                let chosen = asked.one(name) == value;
                (value, label, chosen)
            })
            .collect(),
    };
    let fields = ["q", "level", "kind", "state", "country", "cursor"];
    Directory {
        page: Page::new(reader, request),
        faults: Vec::new(),
        q: asked.one("q").to_owned(),
        selects: choices.into_iter().map(select).collect(),
        kept: asked
            .others(&fields)
            .filter(|(name, _)| matches!(name.as_str(), "municipality" | "limit"))
            .collect(),
        total: None,
        items: Vec::new(),
        asks: asked.question().next().is_some(),
        first: asked.is_given("cursor").then(|| asked.first()),
        next: None,
    }
}

fn item(body: &Body, labels: &Labels<'_>) -> Item {
    let language = labels.language;
    Item {
        link: Link {
            href: format!("/{}/bodies/{}", language.tag(), body.id),
            label: body.name.clone(),
        },
        told: told(body, labels),
        ended: body
            .succession
            .as_ref()
            .map(|succession| labels.say(&succession.kind.label())),
    }
}

/// What tells a body from others of its name: what it is, and where.
fn told(body: &Body, labels: &Labels<'_>) -> String {
    let level = Some(body.level).filter(|level| *level != Level::Unknown);
    let parts = [
        Some(labels.say(&body.kind.label())),
        level.map(|level| labels.say(&level.label()).to_lowercase()),
        body.municipality.as_deref().map(|code| labels.municipality(code)),
        body.state.as_deref().map(|code| labels.state(code)),
        body.country.as_deref().map(|code| labels.country(code)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
