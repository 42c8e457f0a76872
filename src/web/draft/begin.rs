//! A new case: the least that a draft must say. Everything else can wait.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use super::filled::{Button, Filled, blank_parties};
use super::looked::look;
use super::rows::{self, Row};
use super::step::Step;
use crate::access::{Actor, Deed};
use crate::agreements::{self, AgreementId, DraftInput, Origin};
use crate::content::Submitted;
use crate::error::Result;
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::http::once::once;
use crate::http::page::short_hash;
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::idempotency::{IdempotencyKey, Made};
use crate::journal::RecordKind;
use crate::web::form::{Empty, Form, Lists, Posted, retry_while_in_progress};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "begin.html")]
struct BeginPage {
    page: Page,
    form: Form,
    lists: Lists,
    parties: Vec<Row>,
    /// Under which the case is made once, however often the button is pressed.
    key: String,
}

/// GET /cases/new
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let by = reader.actor()?;
    by.must_be_allowed(Deed::Draft)?;
    Query::of(&request)?.finish()?;
    let own = by.body.filter(|body| by.answers_for.contains(body));
    let own = own.map(|body| body.to_string());
    let content = json!({"origin": Origin::Procedure, "parties": blank_parties(own.as_deref())});
    let (form, key) = (Form::of(&content, reader.language)?, app.clock.new_id().to_string());
    let make = async || shown(&app, &reader, &request, form, Vec::new(), key).await;
    page::answer(&app, &reader, &request, make).await
}

/// POST /cases/new
pub async fn make(app: Data<App>, reader: Reader, request: HttpRequest, posted: Posted) -> Result<HttpResponse> {
    let by = reader.actor()?.clone();
    by.must_be_allowed(Deed::Draft)?;
    let (page, language) = (Page::new(&reader, &request), reader.language);
    let filled = Filled::of(&posted, Empty::LeftOut);
    let key = posted.field("key").unwrap_or_default().to_owned();
    let (to_find, content, button) = (filled.to_find(), filled.to_show(), filled.button.clone());
    let (form, status) = if matches!(button, Button::Changed | Button::Find(_)) {
        (Form::of(&content, language)?, StatusCode::OK)
    } else {
        match begin(&app, by, filled, &key).await {
            Ok(id) if button == Button::Leave => return Ok(page::see_other(&page.to(&format!("/cases/{id}")))),
            Ok(id) => return Ok(page::see_other(&page.to(&Step::What.path(id)))),
            Err(error) => {
                let status = problem::shape(&error).status;
                (Form::refused(content, error, language)?, status)
            }
        }
    };
    let shown = shown(&app, &reader, &request, form, to_find, key).await?;
    page::not_kept(status, &shown)
}

/// Makes the draft, once.
async fn begin(app: &App, by: Actor, filled: Filled, key: &str) -> Result<AgreementId> {
    let (sent, mut faults) = filled.as_sent(&app.catalogues);
    let content = sent.to_string();
    // Of a form that was gone back to and sent with something else in it another case is made.
    let key = format!("{key}-{}", short_hash(content.as_bytes()));
    let key = IdempotencyKey::new(&key, "POST /cases/new", content.as_bytes())?;
    let mut draft: Submitted<DraftInput> = held(app, Schema::AgreementDraft, sent)?;
    // What a person is told comes before what a system would be told of the same field.
    faults.append(&mut draft.faults);
    draft.faults = faults;
    let made = retry_while_in_progress(async || {
        let (catalogues, clock, draft) = (app.catalogues.clone(), app.clock.clone(), draft.clone());
        once(app, Some(key.clone()), by.clone(), move |conn, by, _| {
            let id = agreements::create(conn, &catalogues, draft, by, &clock)?.agreement.id;
            Ok(Made {
                kind: RecordKind::Agreement,
                id: id.0,
                answer: id.to_string(),
                secret: None,
            })
        })
        .await
    });
    Ok(AgreementId(made.await?.id))
}

async fn shown(
    app: &Data<App>,
    reader: &Reader,
    request: &HttpRequest,
    form: Form,
    to_find: Vec<String>,
    key: String,
) -> Result<BeginPage> {
    let page = Page::new(reader, request);
    let mut looked = look(app, reader.sight(), form.content(), to_find, page.language).await?;
    Ok(BeginPage {
        parties: rows::parties(&form, &mut looked),
        lists: Lists::new(app.catalogues.clone(), page.language),
        key,
        form,
        page,
    })
}
