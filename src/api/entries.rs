//! The journal over HTTP: what happened, in the order it happened.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::App;
use super::extract::Caller;
use super::query::Query;
use crate::agreements;
use crate::error::Result;
use crate::fault::FaultCode;
use crate::journal::{self, Entry};
use crate::language::words;

#[derive(Serialize)]
struct EntryPage {
    items: Vec<Entry>,
    next: Option<String>,
}

/// GET /entries
pub async fn list(app: Data<App>, caller: Caller, request: HttpRequest) -> Result<HttpResponse> {
    let (after, limit) = range(&request)?;
    let sight = caller.sight();
    let entries = app
        .db
        .read(move |conn| journal::list(conn, &sight, None, after, limit + 1))
        .await?;
    Ok(answer(&request, entries, limit))
}

/// GET /agreements/{id}/entries
pub async fn of_agreement(
    app: Data<App>,
    caller: Caller,
    key: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (after, limit) = range(&request)?;
    let sight = caller.sight();
    let entries = app
        .db
        .read(move |conn| {
            let id = agreements::read(conn, &sight, &key)?.id;
            journal::list(conn, &sight, Some(id), after, limit + 1)
        })
        .await?;
    Ok(answer(&request, entries, limit))
}

fn range(request: &HttpRequest) -> Result<(i64, i64)> {
    let mut query = Query::of(request)?;
    let after = query.one("after", |text| {
        let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
        number.ok_or((
            FaultCode::InvalidParameter,
            words!(
                "Se espera el número de un asiento, desde 0",
                "The number of an entry is expected, from 0"
            ),
        ))
    });
    let limit = query.one("limit", |text| {
        let limit = text.parse::<i64>().ok().filter(|limit| (1..=200).contains(limit));
        limit.ok_or((
            FaultCode::LimitOutOfRange,
            words!("Va de 1 a 200", "It goes from 1 to 200"),
        ))
    });
    query.finish()?;
    Ok((after.unwrap_or(0), limit.unwrap_or(50)))
}

fn answer(request: &HttpRequest, mut entries: Vec<Entry>, limit: i64) -> HttpResponse {
    let kept = usize::try_from(limit).unwrap_or_default();
    let more = entries.len() > kept;
    entries.truncate(kept);
    let next = entries
        .last()
        .filter(|_| more)
        .map(|last| format!("{}?after={}&limit={limit}", request.path(), last.number));
    let mut response = HttpResponse::Ok();
    if let Some(next) = &next {
        response.insert_header((actix_web::http::header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    response.json(EntryPage { items: entries, next })
}
