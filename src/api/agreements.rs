//! Agreements over HTTP.

use actix_web::http::header;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::duplicates::{as_read, warn};
use crate::access::{Actor, Sight};
use crate::agreements;
use crate::agreements::duplicates::Written;
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::answers::{Answer, Asking};
use crate::http::contract::Schema;
use crate::http::export::{self, Format};
use crate::http::extract::{Body, Caller, IfMatch};
use crate::http::facets::Facets;
use crate::http::finished::vary;
use crate::http::once::once;
use crate::http::page::{entity_tag, place_in};
use crate::http::query::Query;
use crate::http::question::Question;
use crate::idempotency::{IdempotencyKey, Made};
use crate::import;
use crate::journal::{self, RecordKind};
use crate::language::Language;
use crate::search::{self, Behind, Highlight, Wanted, Words};

/// What a page tells beside its items.
#[derive(Serialize)]
struct Rest<'a> {
    total: u64,
    next: Option<&'a str>,
    facets: Facets<'a>,
    highlights: &'a [Highlight],
    did_you_mean: Option<&'a str>,
    behind: Option<Behind>,
}

/// GET /agreements
pub async fn list(app: Data<App>, caller: Caller, language: Language, request: HttpRequest) -> Result<HttpResponse> {
    let question = Question::read(&app, &caller.sight(), &request).await?;
    if question.format != Format::Json {
        return export::answer(&app, &request, question, language).await;
    }
    let after = question
        .paging
        .after::<agreements::Place>()?
        .map(|place| place_in(question.sort, place))
        .transpose()?;
    let Question {
        filter,
        sort,
        paging,
        dimensions,
        ..
    } = question;
    let limit = usize::try_from(paging.limit).map_err(Error::internal)?;
    let entry = app.latest_entry().await?;
    let asking = Asking {
        request: &request,
        caller: &caller,
        language: Some(language),
        entry,
    };
    let make = async || {
        let (view, db, records) = (app.view_of(&filter, language), app.db.clone(), app.records.clone());
        let (snapshot, behind) = app.index.at_least(entry).await;
        let found = web::block(move || {
            let words = Words::read(&snapshot, &filter)?;
            let wanted = Wanted {
                filter: &filter,
                sort,
                after: after.as_ref(),
                limit,
                dimensions: &dimensions,
            };
            let page = snapshot.find(&wanted, words.as_ref())?;
            let readables = records.of(&db, &filter.sight, &page)?;
            let highlights = match &words {
                Some(words) => {
                    db.read_here(|conn| search::highlights(conn, &filter.sight, &snapshot, words, &readables))?
                }
                None => Vec::new(),
            };
            Ok::<_, Error>((page, readables, highlights))
        });
        let (page, readables, highlights) = found.await.map_err(Error::internal)??;
        let last = page.places.last().filter(|_| page.more);
        let next = last.map(|place| paging.next(place)).transpose()?;
        let mut body = String::with_capacity(readables.len() * 2_500 + 500);
        body.push_str("{\"items\":[");
        for (position, readable) in readables.iter().enumerate() {
            if position > 0 {
                body.push(',');
            }
            view.write(&mut body, readable)?;
        }
        body.push(']');
        let rest = Rest {
            total: page.total,
            next: next.as_deref(),
            facets: Facets {
                counts: &page.counts,
                catalogues: &app.catalogues,
                language,
            },
            highlights: &highlights,
            did_you_mean: page.did_you_mean.as_deref(),
            behind,
        };
        let items_end = body.len();
        let mut body = body.into_bytes();
        serde_json::to_writer(&mut body, &rest)?;
        body[items_end] = b',';
        Ok(Answer {
            next,
            whole: behind.is_none(),
            ..Answer::json(body)
        })
    };
    app.answers.answer(&app, asking, make).await
}

/// POST /agreements
pub async fn create(app: Data<App>, by: Actor, language: Language, body: Body) -> Result<HttpResponse> {
    let key = body.idempotency_key()?;
    let submitted = body.held(&app, Schema::AgreementDraft)?;
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let make = move |conn: &mut DbConnection, by: &Actor| agreements::create(conn, &catalogues, submitted, by, &clock);
    made(&app, by, language, key, make).await
}

/// POST /agreements/{id}/regularisation
pub async fn regularise(
    app: Data<App>,
    by: Actor,
    language: Language,
    reported: Path<String>,
    body: Body,
) -> Result<HttpResponse> {
    let key = body.idempotency_key()?;
    let changes = body.held(&app, Schema::AgreementPatch)?;
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let make = move |conn: &mut DbConnection, by: &Actor| {
        agreements::regularise(conn, &catalogues, &reported, changes, by, &clock)
    };
    made(&app, by, language, key, make).await
}

/// Makes an agreement, once however often it is asked for, and answers with it.
async fn made(
    app: &App,
    by: Actor,
    language: Language,
    key: Option<IdempotencyKey>,
    making: impl FnOnce(&mut DbConnection, &Actor) -> Result<Written> + Send + 'static,
) -> Result<HttpResponse> {
    let view = app.view(language);
    let made = once(app, key, by, move |conn, by, _| {
        let written = making(conn, by)?;
        let mut answer = String::new();
        view.write(&mut answer, &written.readable())?;
        warn(&mut answer, &written.duplicates, language)?;
        Ok(Made {
            kind: RecordKind::Agreement,
            id: written.agreement.id.0,
            answer,
            secret: None,
        })
    })
    .await?;
    let tag = entity_tag(1, as_read(&made.answer).as_bytes());
    let mut response = HttpResponse::Created();
    vary(&mut response, language);
    response
        .insert_header((header::LOCATION, format!("/api/v1/agreements/{}", made.id)))
        .insert_header(header::ETag(tag));
    Ok(response.content_type("application/json").body(made.answer))
}

/// GET /agreements/{id}
pub async fn get(
    app: Data<App>,
    caller: Caller,
    language: Language,
    key: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let (valid_on, known_at) = (query.day("valid_on"), query.moment("known_at"));
    query.finish()?;
    let asking = Asking {
        request: &request,
        caller: &caller,
        language: Some(language),
        entry: app.latest_entry().await?,
    };
    let (sight, asked) = (caller.sight(), key.clone());
    let make = async || {
        let readable = app
            .db
            .read_one(move |conn| {
                let readable = agreements::read(conn, &sight, &asked)?;
                match known_at {
                    None => Ok(readable),
                    Some(moment) => journal::agreement_at(conn, readable.id, moment),
                }
            })
            .await?;
        let mut view = app.view(language);
        view.today = known_at.map_or(view.today, Timestamp::day_in_mexico);
        view.valid_on = valid_on.unwrap_or(view.today);
        let mut body = String::with_capacity(readable.record.len() + 500);
        view.write(&mut body, &readable)?;
        Ok(Answer {
            version: Some(readable.version),
            ..Answer::json(body)
        })
    };
    match app.answers.answer(&app, asking, make).await {
        Err(Error::NotFound) => to_successor(&app, caller.sight(), key.into_inner()).await,
        answer => answer,
    }
}

/// What was reported is registered by now: the address goes on to the registered agreement.
async fn to_successor(app: &App, sight: Sight, key: String) -> Result<HttpResponse> {
    let successor = move |conn: &mut DbConnection| agreements::successor(conn, &sight, &key);
    let location = format!("/api/v1/agreements/{}", app.db.read(successor).await?);
    let mut response = HttpResponse::PermanentRedirect();
    Ok(response.insert_header((header::LOCATION, location)).finish())
}

/// PATCH /agreements/{id}
pub async fn edit(
    app: Data<App>,
    by: Actor,
    language: Language,
    key: Path<String>,
    expected: IfMatch,
    body: Body,
) -> Result<HttpResponse> {
    let patch = body.held(&app, Schema::AgreementPatch)?;
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let written = app
        .db
        .write(move |conn| {
            let id = agreements::read(conn, &by.sight(), &key)?.id;
            let expected = |version| expected.must_name(version);
            agreements::edit(conn, &catalogues, id, expected, patch, &by, &clock)
        })
        .await?;
    let readable = written.readable();
    let mut answer = String::new();
    app.view(language).write(&mut answer, &readable)?;
    let tag = entity_tag(readable.version, answer.as_bytes());
    warn(&mut answer, &written.duplicates, language)?;
    let mut response = HttpResponse::Ok();
    vary(&mut response, language);
    response.insert_header(header::ETag(tag));
    Ok(response.content_type("application/json").body(answer))
}

/// GET /agreements/{id}/import
pub async fn imported(app: Data<App>, caller: Caller, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let sight = caller.sight();
    let row = app
        .db
        .read(move |conn| {
            let id = agreements::read(conn, &sight, &key)?.id;
            import::row_of(conn, id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(row))
}
