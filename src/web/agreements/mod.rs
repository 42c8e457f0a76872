//! The search page.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::finder::{self, Asked, Beside, Chip, Filters, Found, Item, Link, Wish};
use super::form::Told;
use super::page::{self, Page};
use super::reader::Reader;
use super::said;
use crate::agreements::{AgreementFilter, Sort};
use crate::bodies::{Body, BodyId};
use crate::error::{Error, Result};
use crate::http::export::{self, Format};
use crate::http::page::place_in;
use crate::http::question::Question;
use crate::http::{App, query};
use crate::language::Language;

#[derive(Template)]
#[template(path = "agreements.html")]
struct Search {
    page: Page,
    faults: Vec<Told>,
    q: String,
    chips: Vec<Chip>,
    nothing: String,
    filters: Filters,
    /// Nothing when the question was not understood.
    total: Option<String>,
    items: Vec<Item>,
    did_you_mean: Option<Link>,
    /// The index is behind; and whether it is being built from nothing.
    behind: Option<bool>,
    orders: Vec<Order>,
    exports: Vec<Link>,
    feed: String,
    first: Option<String>,
    next: Option<String>,
    /// The whole question, from its first page.
    link: String,
}

/// An order the results can be put into.
struct Order {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

/// GET /agreements
pub async fn search(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    if let Some(address) = query::without_empty(&request) {
        return Ok(page::see_other(&address));
    }
    match Question::of_page(&app, &reader.sight(), &request).await {
        Ok(question) if question.format != Format::Json => {
            export::answer(&app, &request, question, reader.language).await
        }
        Ok(question) => {
            let make = async || answered(&app, &reader, &request, question).await;
            page::answer_if_whole(&app, &reader, &request, make).await
        }
        Err(Error::Query(faults)) => {
            let page = refused(&app, &reader, &request, finder::told(&faults, reader.language)).await?;
            page::not_kept(StatusCode::BAD_REQUEST, &page)
        }
        Err(other) => Err(other),
    }
}

async fn answered(app: &Data<App>, reader: &Reader, request: &HttpRequest, asked: Question) -> Result<(Search, bool)> {
    let Question {
        filter, sort, paging, ..
    } = asked;
    let after = paging.after()?.map(|place| place_in(sort, place)).transpose()?;
    let wish = Wish {
        filter,
        sort,
        after,
        limit: usize::try_from(paging.limit).map_err(Error::internal)?,
        dimensions: Vec::new(),
    };
    let (mut search, found) = found(app, reader, request, wish).await?;
    search.total = Some(said::number(found.total));
    search.items = found.items;
    search.behind = found.behind.map(|behind| behind.building);
    search.next = found.next.map(|place| paging.next(&place)).transpose()?;
    Ok((search, found.behind.is_none()))
}

/// The page of a question that was not understood: as it was asked, with what is wrong, and no results.
async fn refused(app: &Data<App>, reader: &Reader, request: &HttpRequest, faults: Vec<Told>) -> Result<Search> {
    let everything = AgreementFilter::everything(reader.sight(), app.clock.today(), app.expiring_days);
    let wish = Wish {
        filter: everything,
        sort: Sort::SignedOnLatest,
        after: None,
        limit: 0,
        dimensions: Vec::new(),
    };
    let (search, _) = found(app, reader, request, wish).await?;
    Ok(Search { faults, ..search })
}

/// What is asked, in words and in fields, and what was found.
async fn found(app: &Data<App>, reader: &Reader, request: &HttpRequest, wish: Wish) -> Result<(Search, Found)> {
    let (asked, language, sees_cases) = (Asked::of(request), reader.language, reader.caller.0.is_some());
    let wish = Wish {
        dimensions: Filters::dimensions(&asked, sees_cases),
        ..wish
    };
    let has_words = wish.filter.q.is_some();
    let bodies = names_of(app, &asked).await?;
    let beside = Beside::of(app, wish.filter.clone()).await?;
    let mut found = finder::find(app, language, wish).await?;
    let meant = found.did_you_mean.take().map(|meant| Link {
        href: asked.with(&[("q", &meant)]),
        label: meant,
    });
    let search = Search {
        page: Page::new(reader, request),
        faults: Vec::new(),
        q: asked.one("q").to_owned(),
        chips: finder::chips(&asked, &bodies, &app.catalogues, language),
        nothing: asked.nothing().to_owned(),
        filters: Filters::of(
            &asked,
            &found.counts,
            Some(&beside),
            sees_cases,
            &app.catalogues,
            language,
        ),
        total: None,
        items: Vec::new(),
        did_you_mean: meant,
        behind: None,
        orders: orders(&asked, has_words, language),
        exports: exports(&asked, language),
        feed: asked.in_form(Format::Atom),
        first: asked.is_given("cursor").then(|| asked.first()),
        link: asked.first(),
        next: None,
    };
    Ok((search, found))
}

/// The names of the bodies that are asked for.
pub(super) async fn names_of(app: &Data<App>, asked: &Asked) -> Result<HashMap<String, String>> {
    let ids: Vec<BodyId> = asked.all("body").filter_map(BodyId::parse).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let bodies = app.db.read(move |conn| Body::find_many(conn, &ids)).await?;
    Ok(bodies
        .into_iter()
        .map(|body| (body.id.to_string(), body.name))
        .collect())
}

/// The orders that can be chosen; the usual one of the question is chosen by saying nothing.
fn orders(asked: &Asked, has_words: bool, language: Language) -> Vec<Order> {
    let latest = if has_words { "-signed_on" } else { "" };
    let mut orders = vec![
        (latest, "Firma: del más reciente", "Signed: newest first"),
        ("signed_on", "Firma: del más antiguo", "Signed: oldest first"),
        ("title", "Título", "Title"),
        ("ends_on", "Lo que termina antes", "Ends soonest"),
        ("validity", "Vigencia", "Validity"),
        (
            "-registered_on",
            "Inscripción: del más reciente",
            "Registered: newest first",
        ),
        ("-updated_at", "Cambios recientes", "Recently updated"),
    ];
    if has_words {
        orders.insert(0, ("", "Lo que mejor responde", "Best answer"));
    }
    let order = |(value, es, en)| Order {
        value,
        label: language.say(es, en),
        chosen: asked.one("sort") == value,
    };
    orders.into_iter().map(order).collect()
}

/// What is shown, in the forms in which others use it.
fn exports(asked: &Asked, language: Language) -> Vec<Link> {
    let forms = [
        (Format::Xlsx, "Excel"),
        (Format::Csv, "CSV"),
        (Format::Ndjson, "NDJSON"),
        (Format::Geojson, language.say("Mapa (GeoJSON)", "Map (GeoJSON)")),
        (Format::Atom, language.say("Avisos (Atom)", "Feed (Atom)")),
    ];
    let link = |(form, label): (Format, &str)| Link {
        href: asked.in_form(form),
        label: label.to_owned(),
    };
    forms.into_iter().map(link).collect()
}
