//! The search page.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::badge::Badge;
use super::page::{self, Page};
use super::reader::Reader;
use crate::agreements::{Agreement, Readable, Side, View};
use crate::error::{Error, Result};
use crate::http::export::{self, Format};
use crate::http::page::place_in;
use crate::http::question::Question;
use crate::http::{App, query};
use crate::language::Language;
use crate::search::{Wanted, Words};

#[derive(Template)]
#[template(path = "agreements.html")]
struct Search {
    page: Page,
    q: String,
    total: u64,
    items: Vec<Item>,
    next: Option<String>,
}

/// An agreement among the results.
struct Item {
    href: String,
    title: String,
    domestic: Vec<String>,
    foreign: Vec<String>,
    signed_on: Option<String>,
    number: Option<String>,
    validity: Badge,
    reason: String,
}

/// GET /agreements
pub async fn search(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    if let Some(address) = query::without_empty(&request) {
        return Ok(page::see_other(&address));
    }
    let question = Question::of_page(&app, &reader.sight(), &request).await?;
    if question.format != Format::Json {
        return export::answer(&app, &request, question, reader.language).await;
    }
    let make = async || found(&app, &reader, &request, question).await;
    page::answer(&app, &reader, &request, make).await
}

async fn found(app: &Data<App>, reader: &Reader, request: &HttpRequest, question: Question) -> Result<Search> {
    let Question {
        filter, sort, paging, ..
    } = question;
    let after = paging.after()?.map(|place| place_in(sort, place)).transpose()?;
    let limit = usize::try_from(paging.limit).map_err(Error::internal)?;
    let (view, q) = (
        app.view_of(&filter, reader.language),
        filter.q.clone().unwrap_or_default(),
    );
    let (snapshot, _) = app.index.at_least(app.latest_entry().await?).await;
    let (db, records) = (app.db.clone(), app.records.clone());
    let searched = web::block(move || {
        let words = Words::read(&snapshot, &filter)?;
        let wanted = Wanted {
            filter: &filter,
            sort,
            after: after.as_ref(),
            limit,
            dimensions: &[],
        };
        let page = snapshot.find(&wanted, words.as_ref())?;
        let readables = records.of(&db, &filter.sight, &page)?;
        Ok::<_, Error>((page, readables))
    });
    let (found, readables) = searched.await.map_err(Error::internal)??;
    let last = found.places.last().filter(|_| found.more);
    Ok(Search {
        page: Page::new(reader, request),
        q,
        total: found.total,
        items: readables
            .iter()
            .map(|readable| item(readable, &view, reader.language))
            .collect::<Result<_>>()?,
        next: last.map(|place| paging.next(place)).transpose()?,
    })
}

fn item(readable: &Readable, view: &View, language: Language) -> Result<Item> {
    let agreement = readable.agreement()?;
    let validity = view.of_the_day(readable)?.validity;
    let key = agreement
        .registration_number
        .clone()
        .unwrap_or_else(|| agreement.id.to_string());
    Ok(Item {
        href: format!("/{}/agreements/{key}", language.tag()),
        domestic: names(&agreement, Side::Domestic),
        foreign: names(&agreement, Side::Foreign),
        signed_on: agreement.signed_on.map(|date| date.to_string()),
        number: agreement.registration_number,
        title: agreement.title,
        validity: Badge::of_validity(validity.state, language),
        reason: validity.reason,
    })
}

fn names(agreement: &Agreement, side: Side) -> Vec<String> {
    let parties = agreement.parties.iter().filter(|party| party.side == side);
    parties.map(|party| party.body.name.clone()).collect()
}
