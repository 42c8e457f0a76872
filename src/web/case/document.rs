//! One document of a case: what is said of it, to be corrected.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::Value;

use super::documents::{Found, Shown, Within, find, listed_as, within};
use crate::access::Actor;
use crate::documents::{self, Listed};
use crate::error::{Error, Result};
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::http::{App, problem};
use crate::web::form::{Empty, Form, Lists, Posted, must_be};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    page: Page,
    case: Within,
    document: Shown,
    form: Form,
    lists: Lists,
    version: i32,
    is_stale: bool,
}

/// GET /cases/{id}/documents/{document}
pub async fn show(
    app: Data<App>,
    reader: Reader,
    asked: Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (found, listed) = find_one(&app, reader.actor()?, &asked).await?;
    let form = Form::of(&listed.document, reader.language)?;
    let make = async || Ok(shown_one(&app, &reader, &request, &found, &listed, form, false));
    page::answer(&app, &reader, &request, make).await
}

/// POST /cases/{id}/documents/{document}
pub async fn edit(
    app: Data<App>,
    reader: Reader,
    asked: Path<(String, String)>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let (by, content) = (reader.actor()?.clone(), posted.content(Empty::Removed));
    let (found, listed) = find_one(&app, &by, &asked).await?;
    let patch = held::<Value>(&app, Schema::DocumentPatch, content.clone())?;
    let (id, known, clock) = (listed.document.id, posted.version(), app.clock.clone());
    let edited = app
        .db
        .write(move |conn| documents::edit(conn, id, must_be(known), patch, &by, &clock))
        .await;
    let Err(error) = edited else {
        let page = Page::new(&reader, &request);
        return Ok(page::see_other(&page.to(&format!("/cases/{}/documents#list", asked.0))));
    };
    let status = problem::shape(&error).status;
    let form = match error {
        Error::Stale { .. } => Form::of(&content, reader.language)?,
        error => Form::refused(content, error, reader.language)?,
    };
    let is_stale = status == StatusCode::PRECONDITION_FAILED;
    let shown = shown_one(&app, &reader, &request, &found, &listed, form, is_stale);
    page::not_kept(status, &shown)
}

async fn find_one(app: &App, by: &Actor, asked: &(String, String)) -> Result<(Found, Listed)> {
    let found = find(app, by, &asked.0).await?;
    let listed = found
        .items
        .iter()
        .find(|listed| listed.document.id.to_string() == asked.1);
    let listed = listed.cloned().ok_or(Error::NotFound)?;
    Ok((found, listed))
}

fn shown_one(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    found: &Found,
    listed: &Listed,
    form: Form,
    is_stale: bool,
) -> DocumentPage {
    let page = Page::new(reader, request);
    DocumentPage {
        case: within(found, &page, app),
        document: listed_as(listed, found, &page),
        lists: Lists::new(app.catalogues.clone(), page.language),
        version: listed.document.version,
        is_stale,
        form,
        page,
    }
}
