//! The form of a draft, step by step: each step is kept when one goes on.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Serialize;
use serde_json::Value;

use super::differences::{Difference, differences};
use super::filled::{Button, Filled, offer_parties};
use super::head::{Case, Head};
use super::looked::look;
use super::review;
use super::rows::{self, Row};
use super::step::Step;
use crate::access::Actor;
use crate::agreements::duplicates::Written;
use crate::agreements::{self, AgreementId, DraftInput};
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::http::problem;
use crate::http::query::Query;
use crate::web::form::{Choice, Empty, Form, Lists, Posted, must_be};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "step.html")]
struct StepPage {
    page: Page,
    head: Head,
    step: Step,
    form: Form,
    lists: Lists,
    parties: Vec<Row>,
    links: Vec<Row>,
    /// Who may be said to bring the case, for whoever may say so.
    petitioners: Vec<Choice>,
    /// What somebody else saved meanwhile.
    stale: Option<Vec<Difference>>,
}

impl StepPage {
    fn heading(&self) -> String {
        self.step.label().in_language(self.page.language).to_owned()
    }
}

/// What the script is told that keeps a form while somebody types.
#[derive(Serialize)]
struct Kept {
    version: i32,
    message: String,
}

/// GET /cases/{id}/edit
pub async fn begin(reader: Reader, key: Path<String>, request: HttpRequest) -> HttpResponse {
    let page = Page::new(&reader, &request);
    page::see_other(&page.to(&format!("/cases/{key}/edit/{}", Step::What)))
}

/// GET /cases/{id}/edit/{step}
pub async fn show(
    app: Data<App>,
    reader: Reader,
    asked: Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (key, step) = asked.into_inner();
    let (step, by) = (Step::parse(&step).ok_or(Error::NotFound)?, reader.actor()?.clone());
    let mut query = Query::of(&request)?;
    let shows_problems = query.yes_or_no("problems").unwrap_or_default();
    query.finish()?;
    let case = open(&app, &key, &by).await?;
    let page = Page::new(&reader, &request);
    match step {
        Step::Documents => return Ok(page::see_other(&page.to(&step.path(case.agreement.id)))),
        Step::Review => return review::show(&app, &reader, &request, case).await,
        _ if !Step::of(&case.agreement).contains(&step) => return Err(Error::NotFound),
        _ => {}
    }
    let mut form = Form::of(&DraftInput::from(&case.agreement), reader.language)?;
    match step {
        Step::Parties => offer_parties(form.content_mut()),
        Step::Signing => offer_signatures(&mut form),
        _ => {}
    }
    if shows_problems {
        form = form.with_faults(step.problems(&case.readiness.lacks));
    }
    let make = async || shown(&app, &reader, page, (&case, step), form, Vec::new(), None).await;
    page::answer(&app, &reader, &request, make).await
}

/// POST /cases/{id}/edit/{step}
pub async fn save(
    app: Data<App>,
    reader: Reader,
    asked: Path<(String, String)>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let (key, step) = asked.into_inner();
    let (step, by) = (Step::parse(&step).ok_or(Error::NotFound)?, reader.actor()?.clone());
    if step == Step::Review {
        return review::submit(&app, &reader, &request, &key, &posted).await;
    }
    let filled = Filled::of(&posted, Empty::Removed);
    let case = open(&app, &key, &by).await?;
    let page = Page::new(&reader, &request);
    let language = reader.language;
    let (to_find, content) = (filled.to_find(), filled.to_show());
    if matches!(filled.button, Button::Changed | Button::Find(_)) {
        let form = Form::of(&content, language)?;
        let shown = shown(&app, &reader, page, (&case, step), form, to_find, None).await?;
        return page::not_kept(StatusCode::OK, &shown);
    }
    let (id, button) = (case.agreement.id, filled.button.clone());
    let error = match patch(&app, &by, id, filled).await {
        Ok(written) if button == Button::Keep => return Ok(kept(&app, &page, &written)),
        Ok(written) if button == Button::Leave => {
            return Ok(page::see_other(&page.to(&format!("/cases/{}", written.agreement.id))));
        }
        Ok(written) => {
            return Ok(page::see_other(&page.to(&step.next(&written.agreement).path(id))));
        }
        Err(error) => error,
    };
    let status = problem::shape(&error).status;
    if button == Button::Keep {
        // The form says what is wrong once somebody goes on.
        return Ok(HttpResponse::build(status).finish());
    }
    let (form, stale) = match error {
        Error::Stale { .. } => {
            let told = differences(&content, &DraftInput::from(&case.agreement), language)?;
            (Form::of(&content, language)?, Some(told))
        }
        error => (Form::refused(content, error, language)?, None),
    };
    let shown = shown(&app, &reader, page, (&case, step), form, to_find, stale).await?;
    page::not_kept(status, &shown)
}

/// Lays what was filled in over the draft.
async fn patch(app: &App, by: &Actor, id: AgreementId, filled: Filled) -> Result<Written> {
    let (sent, mut faults) = filled.as_sent(&app.catalogues);
    let mut patch = held::<Value>(app, Schema::AgreementPatch, sent)?;
    // What a person is told comes before what a system would be told of the same field.
    faults.append(&mut patch.faults);
    patch.faults = faults;
    let (catalogues, clock, by) = (app.catalogues.clone(), app.clock.clone(), by.clone());
    app.db
        .write(move |conn| {
            let expected = must_be(filled.version);
            agreements::edit(conn, &catalogues, id, expected, patch, &by, &clock)
        })
        .await
}

async fn open(app: &App, key: &str, by: &Actor) -> Result<Case> {
    let (key, by) = (key.to_owned(), by.clone());
    app.db.read_at_once(move |conn| Case::open(conn, &key, &by)).await
}

async fn shown(
    app: &Data<App>,
    reader: &Reader,
    page: Page,
    (case, step): (&Case, Step),
    form: Form,
    to_find: Vec<String>,
    stale: Option<Vec<Difference>>,
) -> Result<StepPage> {
    let mut looked = look(app, reader.sight(), form.content(), to_find, page.language).await?;
    let parties = rows::parties(&form, &mut looked);
    let petitioners = if reader.actor()?.may_name_petitioner() {
        rows::petitioners(&parties)
    } else {
        Vec::new()
    };
    Ok(StepPage {
        head: case.head(&page, step, app.clock.today()),
        step,
        parties,
        petitioners,
        links: rows::links(&form, &mut looked),
        lists: Lists::new(app.catalogues.clone(), page.language),
        stale,
        form,
        page,
    })
}

/// Offers a line for who signed for each party, where nobody is named yet.
fn offer_signatures(form: &mut Form) {
    for party in super::filled::items_mut(form.content_mut(), "parties") {
        let signatures = party.entry("signatures").or_insert(Value::Null);
        if signatures.as_array().is_none_or(Vec::is_empty) {
            *signatures = serde_json::json!([{}]);
        }
    }
}

fn kept(app: &App, page: &Page, written: &Written) -> HttpResponse {
    let time = app.clock.now().in_mexico().format("%H:%M");
    let message = page.say("Guardado a las", "Saved at");
    HttpResponse::Ok().json(Kept {
        version: written.agreement.version,
        message: format!("{message} {time}"),
    })
}
