//! Bringing to the register what was only reported: a page that says what will be done, and does it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::{Map, Value};

use super::case::facts;
use super::form::{Empty, Fields, Form, KNOWN, Posted, retry_while_in_progress};
use super::page::{self, Page};
use super::reader::Reader;
use crate::access::Actor;
use crate::agreements::{self, Agreement, DraftInput};
use crate::content::Submitted;
use crate::error::{Error, Result};
use crate::http::contract::Schema;
use crate::http::extract::held;
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
    back: String,
    key: String,
    fields: String,
    form: Form,
}

/// What of the reported record a case may still lack: it is completed when the case is opened.
const ASKED: [&str; 4] = ["object", "legal_basis", "signed_on", "signed_place"];

/// GET /agreements/{id}/regularisation
pub async fn show(app: Data<App>, reader: Reader, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let reported = reported(&app, &reader, &key).await?;
    let draft = serde_json::to_value(DraftInput::from(&reported))?;
    let known: Map<String, Value> = ASKED
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), draft.get(*name)?.clone())))
        .collect();
    let form = Form::of(&known, reader.language)?;
    let shown = shown(&app, &reader, &request, &reported, form)?;
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
    let content = posted.content(Empty::Removed);
    let once_only = IdempotencyKey::new(
        given,
        &format!("POST {}", request.path()),
        content.to_string().as_bytes(),
    )?;
    let begin = async || begun(&app, by.clone(), &key, once_only.clone(), content.clone()).await;
    match retry_while_in_progress(begin).await {
        Ok(made) => {
            let case = format!("/{}/cases/{}?done=1", reader.language.tag(), made.id);
            Ok(page::see_other(&case))
        }
        Err(error) => {
            let status = problem::shape(&error).status;
            let form = Form::refused(content, error, reader.language)?;
            let reported = reported(&app, &reader, &key).await?;
            page::not_kept(status, &shown(&app, &reader, &request, &reported, form)?)
        }
    }
}

async fn begun(app: &App, by: Actor, key: &str, once_only: IdempotencyKey, content: Value) -> Result<Made> {
    let changes: Submitted<Value> = held(app, Schema::AgreementPatch, content)?;
    let (catalogues, clock, key) = (app.catalogues.clone(), app.clock.clone(), key.to_owned());
    once(app, Some(once_only), by, move |conn, by, _| {
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

fn shown(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    reported: &Agreement,
    form: Form,
) -> Result<Regularisation> {
    let mut fields = Fields::of(&form, reader.language);
    fields.long(
        "/object",
        KNOWN,
        ("Qué acordaron las partes.", "What the parties agreed."),
    );
    fields.long(
        "/legal_basis",
        KNOWN,
        (
            "Las disposiciones de las que la parte mexicana toma sus atribuciones (LCT art. 7).",
            "The provisions from which the Mexican party draws its powers (LCT art. 7).",
        ),
    );
    fields.short(
        "/signed_on",
        KNOWN,
        ("AAAA-MM-DD, AAAA-MM o AAAA.", "YYYY-MM-DD, YYYY-MM or YYYY."),
    );
    fields.text("/signed_place", KNOWN, ("Opcional.", "Optional."));
    let fields = fields.html()?;
    let page = Page::new(reader, request);
    Ok(Regularisation {
        title: reported.title.clone(),
        parties: facts::names(reported),
        back: page.to(&format!("/agreements/{}", reported.id)),
        key: app.clock.new_id().to_string(),
        fields,
        form,
        page,
    })
}
