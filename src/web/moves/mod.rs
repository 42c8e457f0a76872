//! A page for each move: what it will do, its form, and what came of it. One engine makes them all: what a move is called stands in
//! [`words`], what its form asks in [`fields`].

mod fields;
pub mod follow_up;
mod sent;
pub mod words;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::{Map, Value};

use self::fields::{About, Content};
use self::sent::Sent;
use super::badge::Badge;
use super::case::papers::{self, Paper};
use super::case::seen::Seen;
use super::case::story::{self, Happening};
use super::case::telling::{Telling, Told};
use super::case::{self, steps};
use super::form::{Form, Posted};
use super::page::{self, Page};
use super::reader::Reader;
use super::waiting;
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::http::App;
use crate::http::problem;
use crate::http::query::Query;
use crate::procedure::{Move, Standing};

#[derive(Template)]
#[template(path = "move.html")]
struct MovePage {
    page: Page,
    title: String,
    explanation: String,
    case: String,
    case_title: String,
    stage: Badge,
    waiting: Vec<String>,
    alerts: Vec<String>,
    is_grave: bool,
    /// Why it cannot be made as things stand.
    reasons: Vec<String>,
    /// Fields that can be chosen first, each with what it says now.
    choices: Vec<Choosable>,
    /// The form, ready; nothing while the move cannot be made.
    fields: Option<String>,
    form: Form,
    /// What others did meanwhile.
    meanwhile: Vec<Meanwhile>,
    is_stale: bool,
    /// What was filled in for a move that cannot be made any more.
    typed: Vec<Told>,
    version: i32,
    key: String,
    has_more: bool,
    papers: Vec<Paper>,
    missing: Vec<String>,
    happenings: Vec<Happening>,
}

/// A field that a move may be about.
pub struct Choosable {
    pub href: String,
    pub told: Told,
}

/// What somebody did while a form was filled in.
struct Meanwhile {
    what: String,
    who: String,
    on: String,
    changed: String,
}

/// What a page is shown with beside the case.
struct Shown {
    form: Form,
    /// Why a move that was tried was refused.
    refused: Vec<Fault>,
    /// The version the form was filled in for, when there is a later one.
    stale: Option<i32>,
    /// Whether the form gets more rows.
    more: bool,
}

/// GET /cases/{id}/{move}
pub async fn show(
    step: Move,
    app: Data<App>,
    reader: Reader,
    key: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let choice = choice_of(step, &request)?;
    let seen = Seen::of(&app, &reader, &key).await?;
    if !seen.is_for_them(step) {
        return Err(Error::Forbidden);
    }
    if seen.standing(step).is_none() {
        let stage = seen.case.stage;
        return Err(Error::WrongStage { step, stage });
    }
    let about = About::of(&app, &reader, &seen, choice.as_deref());
    let shown = Shown {
        form: Form::of(&fields::at_first(step, &about), reader.language)?,
        refused: Vec::new(),
        stale: None,
        more: false,
    };
    let page = put_together(step, &app, &reader, &request, &seen, choice.as_deref(), shown).await?;
    page::answer(&app, &reader, &request, async || Ok(page)).await
}

/// POST /cases/{id}/{move}
pub async fn make(
    step: Move,
    app: Data<App>,
    reader: Reader,
    key: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let by = reader.actor()?.clone();
    let choice = choice_of(step, &request)?;
    let Content { shown, said, places } = fields::content(step, &posted);
    let more = posted.field("more").is_some();
    let error = if more {
        None
    } else {
        let sent = Sent::read(step, &request, &posted, said, &key)?;
        match sent.make(&app, by).await {
            Ok(made) => {
                let case = format!("/{}/cases/{}?done={}", reader.language.tag(), made.case, made.version);
                return Ok(page::see_other(&case));
            }
            Err(error) => Some(error),
        }
    };
    let seen = Seen::of(&app, &reader, &key).await?;
    if !seen.is_for_them(step) {
        return Err(Error::Forbidden);
    }
    let (status, mut shown) = again(error, &posted, shown, &places, more, &reader)?;
    // Whatever else is wrong with it: the case is another one by now than the form was filled in for.
    let filled_in_for = posted.version();
    if filled_in_for.is_some_and(|version| version != seen.case.version) {
        shown.stale = filled_in_for;
    }
    let page = put_together(step, &app, &reader, &request, &seen, choice.as_deref(), shown).await?;
    page::not_kept(status, &page)
}

/// The same form once more: with what is wrong, with what others did meanwhile, or with more rows.
fn again(
    error: Option<Error>,
    posted: &Posted,
    content: Value,
    places: &[usize],
    more: bool,
    reader: &Reader,
) -> Result<(StatusCode, Shown)> {
    let language = reader.language;
    let mut shown = Shown {
        form: Form::of(&content, language)?,
        refused: Vec::new(),
        stale: None,
        more,
    };
    let Some(error) = error else {
        return Ok((StatusCode::OK, shown));
    };
    let status = match &error {
        // Sent once and changed since: the move was made already, and the case is at a later version.
        Error::IdempotencyKeyReused => StatusCode::PRECONDITION_FAILED,
        error => problem::shape(error).status,
    };
    match error {
        Error::Stale { .. } | Error::IdempotencyKeyReused | Error::WrongStage { .. } => shown.stale = posted.version(),
        Error::MoveRefused { step, reasons } => {
            shown.refused.clone_from(&reasons);
            shown.form = Form::refused(content, Error::MoveRefused { step, reasons }, language)?;
        }
        Error::Content(faults) => {
            let faults = faults.into_iter().map(|fault| fields::in_form(fault, places)).collect();
            shown.form = Form::refused(content, Error::Content(faults), language)?;
        }
        other => return Err(other),
    }
    Ok((status, shown))
}

/// Which of several fields a move is about, where that is chosen first.
fn choice_of(step: Move, request: &HttpRequest) -> Result<Option<String>> {
    let mut query = Query::of(request)?;
    let choice = fields::is_chosen_first(step).then(|| query.text("field")).flatten();
    query.finish()?;
    Ok(choice)
}

async fn put_together(
    step: Move,
    app: &Data<App>,
    reader: &Reader,
    request: &HttpRequest,
    seen: &Seen,
    choice: Option<&str>,
    shown: Shown,
) -> Result<MovePage> {
    let language = reader.language;
    let about = About::of(app, reader, seen, choice);
    let page = Page::new(reader, request);
    let of_the_day = app.view(language).of_the_day(&seen.readable)?;
    let telling = Telling {
        catalogues: &app.catalogues,
        language,
    };
    let (sight, documents) = (reader.sight(), seen.documents.clone());
    let read = app.db.read(move |conn| papers::excerpts(conn, &sight, &documents));
    let excerpts = read.await?;
    let is_open = seen.standing(step) == Some(&Standing::Open);
    let choices = if is_open {
        fields::choices(step, &about)?
    } else {
        Vec::new()
    };
    let reasons = if shown.refused.is_empty() {
        match seen.standing(step) {
            Some(standing) => steps::reasons(standing, language),
            None => vec![
                language
                    .say(
                        "El caso ya no llega a este paso.",
                        "The case does not come to this step any more.",
                    )
                    .to_owned(),
            ],
        }
    } else {
        let told = |fault: &Fault| fault.words.in_language(language).to_owned();
        shown.refused.iter().map(told).collect()
    };
    let asks = is_open && choices.is_empty();
    let typed = if shown.stale.is_some() && !is_open {
        telling.fields(shown.form.content().as_object().unwrap_or(&Map::new()))
    } else {
        Vec::new()
    };
    let happenings = story::of(&seen.entries, telling)?;
    Ok(MovePage {
        title: words::title(step).in_language(language).to_owned(),
        explanation: words::explanation(step, &seen.case).in_language(language).to_owned(),
        case: page.to(&format!("/cases/{}", seen.case.id)),
        case_title: seen.case.title.clone(),
        stage: case::stage(&seen.case, language),
        alerts: of_the_day
            .waiting
            .as_ref()
            .map(|waiting| waiting::alerts(waiting, language))
            .unwrap_or_default(),
        waiting: of_the_day
            .waiting
            .map(|waited| waiting::lines(&waited, language))
            .unwrap_or_default(),
        is_grave: words::ends(step),
        reasons,
        choices,
        fields: asks
            .then(|| fields::of(step, &about, &shown.form, shown.more))
            .transpose()?,
        form: shown.form,
        meanwhile: shown
            .stale
            .map(|version| meanwhile(&happenings, version))
            .unwrap_or_default(),
        is_stale: shown.stale.is_some(),
        typed,
        version: seen.case.version,
        key: app.clock.new_id().to_string(),
        has_more: fields::has_rows(step, choice),
        papers: papers::with_excerpts(seen, &excerpts, language),
        missing: papers::missing(seen, language),
        happenings,
        page,
    })
}

/// What happened after a version.
fn meanwhile(happenings: &[Happening], version: i32) -> Vec<Meanwhile> {
    let later = happenings
        .iter()
        .filter(|happening| happening.version.is_some_and(|later| later > version.into()));
    later
        .map(|happening| Meanwhile {
            what: happening.what.clone(),
            who: happening.who.clone(),
            on: happening.on.clone(),
            changed: happening.changed.join(", "),
        })
        .collect()
}
