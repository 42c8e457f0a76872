//! The journal over HTTP: what happened, in the order it happened.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::agreements;
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::extract::Caller;
use crate::http::query::Query;
use crate::journal::{self, Entry};
use crate::log::opened::{self, SealedEntry};

#[derive(Serialize)]
struct EntryPage<E> {
    items: Vec<E>,
    next: Option<String>,
}

/// GET /entries
pub async fn list(app: Data<App>, caller: Caller, request: HttpRequest) -> Result<HttpResponse> {
    let Range { after, limit, sealed } = Range::read(&request, true)?;
    let sight = caller.sight();
    if sealed {
        let latest = app.latest_entry().await?;
        app.log.at_least(latest.min(after.saturating_add(limit))).await?;
        let entries = app
            .db
            .read_at_once(move |conn| opened::after(conn, &sight, after, limit + 1))
            .await?;
        return Ok(answer(&request, entries, limit));
    }
    let entries = app
        .db
        .read(move |conn| journal::list(conn, &sight, None, after, limit + 1))
        .await?;
    Ok(answer(&request, entries, limit))
}

/// GET /entries/{number}
pub async fn get(app: Data<App>, caller: Caller, number: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let number = number.parse::<i64>().ok().filter(|number| *number > 0);
    let number = number.ok_or(Error::NotFound)?;
    if number > app.latest_entry().await? {
        return Err(Error::NotFound);
    }
    app.log.at_least(number).await?;
    let sight = caller.sight();
    let entry = app
        .db
        .read_at_once(move |conn| opened::one(conn, &sight, number))
        .await?;
    Ok(HttpResponse::Ok().json(entry))
}

/// GET /agreements/{id}/entries
pub async fn of_agreement(
    app: Data<App>,
    caller: Caller,
    key: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let Range { after, limit, .. } = Range::read(&request, false)?;
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

/// Which entries are asked for, and in which form.
struct Range {
    after: i64,
    limit: i64,
    /// With what opens their leaves, and none left out.
    sealed: bool,
}

impl Range {
    fn read(request: &HttpRequest, may_be_sealed: bool) -> Result<Self> {
        let mut query = Query::of(request)?;
        let after = query.number("after", 0);
        let limit = query.limit();
        let sealed = may_be_sealed.then(|| query.yes_or_no("sealed")).flatten();
        query.finish()?;
        Ok(Self {
            after: after.unwrap_or(0),
            limit: limit.unwrap_or(50),
            sealed: sealed.unwrap_or(false),
        })
    }
}

/// What has a number by which the next page begins.
trait Numbered {
    fn number(&self) -> i64;
}

impl Numbered for Entry {
    fn number(&self) -> i64 {
        self.number
    }
}

impl Numbered for SealedEntry {
    fn number(&self) -> i64 {
        match self {
            Self::Opened(opened) => opened.number,
            Self::Withheld { number, .. } => *number,
        }
    }
}

fn answer<E: Numbered + Serialize>(request: &HttpRequest, mut entries: Vec<E>, limit: i64) -> HttpResponse {
    let kept = usize::try_from(limit).unwrap_or_default();
    let more = entries.len() > kept;
    entries.truncate(kept);
    let next = entries.last().filter(|_| more).map(|last| {
        let rest = Query::of(request).map_or_else(|_| String::new(), |query| query.without(&["after", "limit"]));
        let more = if rest.is_empty() {
            String::new()
        } else {
            format!("&{rest}")
        };
        format!("{}?after={}&limit={limit}{more}", request.path(), last.number())
    });
    let mut response = HttpResponse::Ok();
    if let Some(next) = &next {
        response.insert_header((actix_web::http::header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    response.json(EntryPage { items: entries, next })
}
