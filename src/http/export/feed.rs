//! Answers with a question's feed: one page of it, the newest changes first.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::Format;
use crate::agreements::{View, read_many};
use crate::error::{Error, Result};
use crate::export::Address;
use crate::export::atom::Feed;
use crate::http::App;
use crate::http::finished::vary;
use crate::http::page::place_in;
use crate::http::query::Query;
use crate::http::question::Question;
use crate::search::{Snapshot, Wanted, Words};

pub async fn answer(
    app: &App,
    snapshot: Arc<Snapshot>,
    request: &HttpRequest,
    asked: Question,
    view: &View,
    address: &Address,
) -> Result<HttpResponse> {
    const OF_THE_PAGE: [&str; 5] = ["cursor", "limit", "facets", "format", "sort"];
    let Question {
        filter, sort, paging, ..
    } = asked;
    let after = paging.after()?.map(|place| place_in(sort, place)).transpose()?;
    let limit = usize::try_from(paging.limit).map_err(Error::internal)?;
    let (page, agreements) = app
        .db
        .read(move |conn| {
            let words = Words::read(&snapshot, &filter)?;
            let wanted = Wanted {
                filter: &filter,
                sort,
                after: after.as_ref(),
                limit,
                dimensions: &[],
            };
            let page = snapshot.find(&wanted, words.as_ref())?;
            let agreements = read_many(conn, &filter.sight, &page.ids())?;
            Ok((page, agreements))
        })
        .await?;
    let last = page.places.last().filter(|_| page.more);
    let next = last.map(|place| paging.next(place)).transpose()?;

    let query = Query::of(request)?;
    // Whoever follows a link of the feed may not say again in which form it is wanted.
    let in_form = |address: String| {
        if query.has("format") {
            address
        } else {
            let separator = if address.contains('?') { "&" } else { "?" };
            format!("{address}{separator}format={}", Format::Atom)
        }
    };
    let at = |query: String| match query.as_str() {
        "" => request.path().to_owned(),
        query => format!("{}?{query}", request.path()),
    };
    let next = next.map(in_form);
    let document = Feed {
        view,
        catalogues: &app.catalogues,
        address,
        question: &query.pairs_without(&OF_THE_PAGE),
        here: &in_form(at(query.without(&[]))),
        as_json: &at(query.without(&["cursor", "limit", "format"])),
        next: next.as_deref(),
    }
    .write(&agreements)?;

    let mut response = HttpResponse::Ok();
    vary(&mut response, view.language);
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    response.insert_header((header::CONTENT_TYPE, Format::Atom.media_type()));
    Ok(response.body(document))
}
