//! The page of a body: its names over time, where it is, who came before and after it, its agreements.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::told;
use crate::agreements::{AgreementFilter, Dimension, Sort};
use crate::bodies::{self, Body, BodyId, BodyName};
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::export::Labels;
use crate::http::query::Query;
use crate::http::{App, facets};
use crate::language::Language;
use crate::search::{Count, code};
use crate::web::finder::{self, Item, Link, Wish};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::said;

#[derive(Template)]
#[template(path = "body.html")]
struct Shows {
    page: Page,
    id: BodyId,
    name: String,
    told: String,
    places: Vec<Link>,
    organisation: Option<String>,
    names: Vec<Named>,
    predecessors: Vec<Link>,
    ended: Option<Ended>,
    total: String,
    counts: Vec<(Link, String)>,
    items: Vec<Item>,
}

/// One of its names and when it held.
struct Named {
    name: String,
    language: Option<String>,
    kind: String,
    from: Option<String>,
    until: Option<String>,
}

/// How it ended.
struct Ended {
    how: String,
    on: Option<String>,
    successors: Vec<Link>,
}

/// Agreements on the page; the others are found by the search.
const LATEST: usize = 10;

/// GET /bodies/{id}
pub async fn show(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let id = BodyId::parse(&id).ok_or(Error::NotFound)?;
    let make = async || shown(&app, &reader, &request, id).await;
    page::answer_if_whole(&app, &reader, &request, make).await
}

async fn shown(app: &Data<App>, reader: &Reader, request: &HttpRequest, id: BodyId) -> Result<(Shows, bool)> {
    let read = move |conn: &mut DbConnection| Ok((Body::find(conn, id)?, bodies::with_predecessors(conn, &[id])?));
    let (body, line) = app.db.read_at_once(read).await?;
    let (page, language) = (Page::new(reader, request), reader.language);
    let wish = Wish {
        filter: AgreementFilter {
            body: line,
            ..AgreementFilter::everything(reader.sight(), app.clock.today(), app.expiring_days)
        },
        sort: Sort::SignedOnLatest,
        after: None,
        limit: LATEST,
        dimensions: vec![Dimension::Validity],
    };
    let found = finder::find(app, language, wish).await?;
    let labels = Labels {
        catalogues: &app.catalogues,
        language,
    };
    let count = |Count { number, count }: &Count| {
        let value = code(&app.catalogues, Dimension::Validity, *number);
        let those = Link {
            href: page.to(&format!("/agreements?body={id}&validity={value}")),
            label: facets::label(Dimension::Validity, &value, &app.catalogues, language).into_owned(),
        };
        (those, said::number(count))
    };
    let counts = found.counts.iter().flat_map(|(_, counts)| counts);
    let shows = Shows {
        id,
        told: told(&body, &labels),
        places: places(&body, &labels, &page),
        organisation: body
            .organisation
            .as_deref()
            .and_then(|code| app.catalogues.organisation(code))
            .map(|organisation| organisation.name_en.clone())
            .filter(|name| *name != body.name),
        names: body.names.iter().map(|name| named(name, &labels)).collect(),
        predecessors: body
            .predecessors
            .iter()
            .map(|body| link(&page, body.id, &body.name))
            .collect(),
        ended: body.succession.as_ref().map(|succession| Ended {
            how: labels.say(&succession.kind.label()),
            on: succession.on.map(|on| said::partial(on, language)),
            successors: succession
                .successors
                .iter()
                .map(|body| link(&page, body.id, &body.name))
                .collect(),
        }),
        total: said::number(found.total),
        counts: counts.map(count).collect(),
        items: found.items,
        name: body.name,
        page,
    };
    Ok((shows, found.behind.is_none()))
}

fn link(page: &Page, id: BodyId, name: &str) -> Link {
    Link {
        href: page.to(&format!("/bodies/{id}")),
        label: name.to_owned(),
    }
}

/// The pages of the places it is in.
fn places(body: &Body, labels: &Labels<'_>, page: &Page) -> Vec<Link> {
    let place = |path: &str, code: &str, label: String| Link {
        href: page.to(&format!("/{path}/{code}")),
        label,
    };
    let municipality = body.municipality.as_deref();
    let state = body.state.as_deref();
    let country = body
        .country
        .as_deref()
        .filter(|code| *code != crate::catalogues::MEXICO);
    [
        municipality.map(|code| place("municipalities", code, labels.municipality(code))),
        state.map(|code| place("states", code, labels.state(code))),
        country.map(|code| place("countries", code, labels.country(code))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn named(name: &BodyName, labels: &Labels<'_>) -> Named {
    let language: Language = labels.language;
    let date = |date: Option<crate::partial_date::PartialDate>| date.map(|date| said::partial(date, language));
    Named {
        name: name.name.clone(),
        language: name.language.clone(),
        kind: labels.say(&name.kind.label()),
        from: date(name.from),
        until: date(name.until),
    }
}
