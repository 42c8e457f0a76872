//! The last step of a draft: the whole of it to be read over, what is wrong with it, and the button that brings the case.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use super::head::{Case, Head};
use super::read_over::{Chapter, chapters};
use super::step::Step;
use crate::agreements::Origin;
use crate::agreements::duplicates::Duplicate;
use crate::documents;
use crate::error::{Error, Result};
use crate::http::moves::{self, Asked};
use crate::http::{App, problem};
use crate::procedure::Move;
use crate::web::form::{Empty, Form, Posted, id_of, in_summary, must_be};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    page: Page,
    head: Head,
    form: Form,
    problems: Vec<Problem>,
    doubles: Vec<Double>,
    chapters: Vec<Chapter>,
    /// Whether what is wrong was just the answer to pressing the button.
    is_refused: bool,
    /// Whether somebody else changed it meanwhile.
    is_stale: bool,
    /// Whether it goes to the legal office at once.
    is_signed: bool,
}

/// Something the case lacks, and where to mend it.
struct Problem {
    href: String,
    message: String,
}

/// An agreement that the case looks like.
struct Double {
    href: String,
    title: String,
    evidence: String,
    answered: Option<String>,
}

/// GET /cases/{id}/edit/review
pub async fn show(app: &Data<App>, reader: &Reader, request: &HttpRequest, case: Case) -> Result<HttpResponse> {
    let form = Form::of(&json!({}), reader.language)?;
    let make = async || shown(app, reader, request, &case, form).await;
    page::answer(app, reader, request, make).await
}

/// POST /cases/{id}/edit/review
pub async fn submit(
    app: &Data<App>,
    reader: &Reader,
    request: &HttpRequest,
    key: &str,
    posted: &Posted,
) -> Result<HttpResponse> {
    let (by, said) = (reader.actor()?.clone(), posted.content(Empty::LeftOut));
    let asked = Asked {
        step: Move::Submission,
        case: key.to_owned(),
        by: by.clone(),
        said: said.clone(),
        key: None,
    };
    let expected = must_be(posted.version());
    let error = match moves::make(app, asked, expected, |brought| Ok(brought.version.to_string())).await {
        Ok(moved) => {
            let path = format!("/cases/{}?done={}", moved.id, moved.answer);
            return Ok(page::see_other(&Page::new(reader, request).to(&path)));
        }
        Err(error) => error,
    };
    let status = problem::shape(&error).status;
    let key = key.to_owned();
    let case = app.db.read_at_once(move |conn| Case::open(conn, &key, &by)).await?;
    let form = match error {
        Error::Stale { .. } | Error::MoveRefused { .. } => Form::of(&said, reader.language)?,
        error => Form::refused(said, error, reader.language)?,
    };
    let mut shown = shown(app, reader, request, &case, form).await?;
    shown.is_stale = status == StatusCode::PRECONDITION_FAILED;
    shown.is_refused = status == StatusCode::CONFLICT;
    page::not_kept(status, &shown)
}

async fn shown(app: &Data<App>, reader: &Reader, request: &HttpRequest, case: &Case, form: Form) -> Result<ReviewPage> {
    let page = Page::new(reader, request);
    let (sight, id) = (reader.sight(), case.agreement.id);
    let documents = app
        .db
        .read(move |conn| documents::of_agreement(conn, &sight, id))
        .await?;
    let problem = |lack| {
        let fault: &crate::fault::Fault = lack;
        let step = Step::with(fault.pointer());
        let asks = if step.is_form() { "?problems=true" } else { "" };
        let step = page.to(&step.path(id));
        Problem {
            href: format!("{step}{asks}#{}", id_of(fault.pointer())),
            message: in_summary(fault, page.language),
        }
    };
    let double = |duplicate: &Duplicate| Double {
        href: page.to(&format!("/agreements/{}", duplicate.agreement)),
        title: duplicate.title.clone(),
        evidence: duplicate.words().in_language(page.language).to_owned(),
        answered: duplicate.not_a_duplicate.clone(),
    };
    let Case {
        agreement, readiness, ..
    } = case;
    Ok(ReviewPage {
        head: case.head(&page, Step::Review, app.clock.today()),
        form,
        problems: readiness.lacks.iter().map(problem).collect(),
        doubles: readiness.duplicates.iter().take(Duplicate::MOST).map(double).collect(),
        chapters: chapters(agreement, &documents, &app.catalogues, &page),
        is_refused: false,
        is_stale: false,
        is_signed: agreement.origin == Origin::Regularisation,
        page,
    })
}
