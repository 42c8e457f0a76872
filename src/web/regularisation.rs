//! Bringing to the register what was only reported: a page that says what will be done, and does it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::{Value, json};

use super::case::facts;
use super::form::{Form, Posted, patiently};
use super::page::{self, Page};
use super::reader::Reader;
use crate::access::Actor;
use crate::agreements::{self, Agreement};
use crate::content::Submitted;
use crate::error::{Error, Result};
use crate::http::once::once;
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::idempotency::{IdempotencyKey, Made};
use crate::journal::RecordKind;

#[derive(Template)]
#[template(path = "regularisation.html")]
struct Regularisation {
    page: Page,
    title: String,
    parties: String,
    signed_on: Option<String>,
    back: String,
    key: String,
    form: Form,
}

/// GET /agreements/{id}/regularisation
pub async fn show(app: Data<App>, reader: Reader, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let reported = reported(&app, &reader, &key).await?;
    let form = Form::of(&json!({}), reader.language)?;
    let shown = shown(&app, &reader, &request, &reported, form);
    page::answer(&app, &reader, &request, async || Ok(shown)).await
}

/// POST /agreements/{id}/regularisation
pub async fn begin(
    app: Data<App>,
    reader: Reader,
    key: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let by = reader.actor()?;
    let given = posted.field("key").ok_or(Error::IdempotencyKey)?;
    let once_only = IdempotencyKey::new(given, &format!("POST {}", request.path()), &[])?;
    match patiently(async || begun(&app, by.clone(), &key, once_only.clone()).await).await {
        Ok(made) => {
            let case = format!("/{}/cases/{}?done=1", reader.language.tag(), made.id);
            Ok(page::see_other(&case))
        }
        Err(error) => {
            let status = problem::shape(&error).status;
            let form = Form::refused(json!({}), error, reader.language)?;
            let reported = reported(&app, &reader, &key).await?;
            page::told(status, &shown(&app, &reader, &request, &reported, form))
        }
    }
}

async fn begun(app: &App, by: Actor, key: &str, once_only: IdempotencyKey) -> Result<Made> {
    let (catalogues, clock, key) = (app.catalogues.clone(), app.clock.clone(), key.to_owned());
    once(app, Some(once_only), by, move |conn, by, _| {
        let changes = Submitted::sound(Value::Object(serde_json::Map::new()));
        let written = agreements::regularise(conn, &catalogues, &key, changes, by, &clock)?;
        Ok(Made {
            kind: RecordKind::Agreement,
            id: written.agreement.id.0,
            answer: "{}".to_owned(),
            secret: None,
        })
    })
    .await
}

/// What is reported, when the reader may begin the case that brings it to the register.
async fn reported(app: &App, reader: &Reader, key: &str) -> Result<Agreement> {
    let (by, key) = (reader.actor()?.clone(), key.to_owned());
    app.db
        .read(move |conn| {
            let reported = agreements::read(conn, &by.sight(), &key)?.agreement()?;
            agreements::may_regularise(conn, &reported, &by)?;
            Ok(reported)
        })
        .await
}

fn shown(app: &App, reader: &Reader, request: &HttpRequest, reported: &Agreement, form: Form) -> Regularisation {
    let page = Page::new(reader, request);
    Regularisation {
        title: reported.title.clone(),
        parties: facts::names(reported),
        signed_on: reported.signed_on.map(|date| date.to_string()),
        back: page.to(&format!("/agreements/{}", reported.id)),
        key: app.clock.new_id().to_string(),
        form,
        page,
    }
}
