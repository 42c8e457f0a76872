//! The first page: what the register is, the search, and what there is in it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::badge::Badge;
use super::finder::{self, Item, Link, Wish};
use super::page::{self, Page};
use super::reader::Reader;
use super::said;
use crate::agreements::validity::ValidityState;
use crate::agreements::{AgreementFilter, Dimension, Sort, Stage};
use crate::error::Result;
use crate::http::{App, facets};
use crate::search::{Count, code};

#[derive(Template)]
#[template(path = "first.html")]
struct First {
    page: Page,
    q: String,
    total: String,
    validities: Vec<Counted>,
    states: Vec<Counted>,
    countries: Vec<Counted>,
    registered: Vec<Item>,
    updated: Vec<Item>,
    building: bool,
}

/// A value with how many agreements have it, and where they are.
struct Counted {
    link: Link,
    class: &'static str,
    count: String,
}

/// So many countries are named; the others are found by the search.
const COUNTRIES: usize = 24;
/// Agreements of each list.
const LATEST: usize = 5;

/// GET /
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let make = async || first(&app, &reader, &request).await;
    page::answer_if_whole(&app, &reader, &request, make).await
}

async fn first(app: &Data<App>, reader: &Reader, request: &HttpRequest) -> Result<(First, bool)> {
    // The same for everybody: what is on somebody's desk has a page of its own.
    let everything = AgreementFilter::everything(crate::access::Sight::Public, app.clock.today(), app.expiring_days);
    let wish = |filter, sort, dimensions| Wish {
        filter,
        sort,
        after: None,
        limit: LATEST,
        dimensions,
    };
    let registered = AgreementFilter {
        stage: vec![Stage::Registered],
        ..everything.clone()
    };
    let dimensions = vec![Dimension::Validity, Dimension::State, Dimension::Country];
    let found = finder::find(app, reader.language, wish(everything, Sort::UpdatedLatest, dimensions)).await?;
    let registered = finder::find(
        app,
        reader.language,
        wish(registered, Sort::RegisteredOnLatest, Vec::new()),
    )
    .await?;
    let page = Page::new(reader, request);
    let counted = |dimension: Dimension, path: &str| -> Vec<Counted> {
        let counts = found.counts.iter().find(|(of, _)| *of == dimension);
        let counts = counts.map_or(&[] as &[Count], |(_, counts)| counts);
        counts
            .iter()
            .map(|Count { number, count }| {
                let value = code(&app.catalogues, dimension, *number);
                let state = ValidityState::parse(&value).filter(|_| dimension == Dimension::Validity);
                Counted {
                    link: Link {
                        href: page.to(&format!("{path}{value}")),
                        label: facets::label(dimension, &value, &app.catalogues, page.language).into_owned(),
                    },
                    class: state.map_or("", |state| Badge::of_validity(state, page.language).class),
                    count: said::number(count),
                }
            })
            .collect()
    };
    let mut states = counted(Dimension::State, "/states/");
    states.sort_by_key(|state| crate::folding::fold(&state.link.label));
    let mut countries = counted(Dimension::Country, "/countries/");
    countries.truncate(COUNTRIES);
    let whole = found.behind.is_none() && registered.behind.is_none();
    let first = First {
        q: String::new(),
        total: said::number(found.total),
        validities: counted(Dimension::Validity, "/agreements?validity="),
        states,
        countries,
        registered: registered.items,
        updated: found.items,
        building: found.behind.is_some_and(|behind| behind.building),
        page,
    };
    Ok((first, whole))
}
