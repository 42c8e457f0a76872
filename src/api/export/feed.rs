//! Answers with a question's feed: one page of it, the newest changes first.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::Format;
use crate::agreements::View;
use crate::api::App;
use crate::api::agreements::{place_in, vary};
use crate::api::query::Query;
use crate::api::question::Question;
use crate::error::Result;
use crate::export::atom::Feed;
use crate::export::{Address, rows};

pub async fn answer(
    app: &App,
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
    let limit = paging.limit;
    let mut found = app
        .db
        .read(move |conn| rows::page(conn, &filter, sort, after.as_ref(), limit + 1))
        .await?;
    let more = usize::try_from(limit).is_ok_and(|limit| found.len() > limit);
    found.truncate(usize::try_from(limit).unwrap_or_default());
    let next = found
        .last()
        .filter(|_| more)
        .map(|(place, _)| paging.next(place))
        .transpose()?;
    let agreements: Vec<_> = found.into_iter().map(|(_, readable)| readable).collect();

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
