//! Certificates over HTTP: the file for machines and the sheet for people.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::Sight;
use crate::agreements;
use crate::certificate::{self, sheet};
use crate::error::Result;
use crate::http::App;
use crate::http::answers::Answer;
use crate::http::extract::Caller;
use crate::http::finished::{Finished, Keeping};
use crate::http::query::Query;

/// GET /agreements/{id}/certificate
pub async fn read(app: Data<App>, _: Caller, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let keys = app.log.keys()?.clone();
    let entry = entry_of(&app, key.into_inner()).await?;
    let size = app.log.at_least(entry).await?;
    let catalogues = app.catalogues.clone();
    let issued = app
        .db
        .read(move |conn| certificate::issue(conn, entry, size, &keys, &catalogues))
        .await?;
    answer(&request, "application/json", issued.certificate.to_bytes()?)
}

/// GET /agreements/{id}/certificate/sheet
pub async fn sheet(app: Data<App>, _: Caller, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let keys = app.log.keys()?.clone();
    let entry = entry_of(&app, key.into_inner()).await?;
    app.log.at_least(entry).await?;
    let catalogues = app.catalogues.clone();
    let pdf = app
        .db
        .read(move |conn| sheet::pdf(&certificate::sheet_of(conn, entry, &keys, &catalogues)?.1))
        .await?;
    answer(&request, "application/pdf", pdf)
}

async fn entry_of(app: &App, key: String) -> Result<i64> {
    app.db
        .read(move |conn| {
            let agreement = agreements::read(conn, &Sight::Public, &key)?.id;
            certificate::entry_of(conn, agreement)
        })
        .await
}

fn answer(request: &HttpRequest, media_type: &'static str, body: Vec<u8>) -> Result<HttpResponse> {
    let made = Answer {
        media_type,
        ..Answer::json(body)
    };
    Ok(Finished::of(made)?.send(request, None, Keeping::AskingAgain))
}
