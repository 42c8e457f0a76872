//! The case on one screen: what it is, where it stands, what may be done, what was said, its documents and its story.

pub mod changes;
pub mod document;
pub mod documents;
pub mod facts;
pub mod papers;
pub mod seen;
pub mod steps;
pub mod story;
pub mod telling;
pub mod words;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use self::facts::PartyShown;
use self::papers::Paper;
use self::seen::Seen;
use self::steps::Step;
use self::story::Happening;
use self::telling::{Telling, Told};
use super::badge::Badge;
use super::moves::words as moves;
use super::page::{self, Page};
use super::reader::Reader;
use super::said;
use super::waiting;
use crate::agreements::duplicates::Duplicate;
use crate::error::Result;
use crate::http::App;
use crate::http::query::Query;
use crate::language::Language;

#[derive(Template)]
#[template(path = "case.html")]
struct Case {
    page: Page,
    title: String,
    href: String,
    stage: Badge,
    validity: Badge,
    reason: String,
    waiting: Vec<String>,
    alerts: Vec<String>,
    notice: Option<Notice>,
    further: Vec<Step>,
    beside: Vec<Step>,
    facts: Vec<Told>,
    parties: Vec<PartyShown>,
    papers: Vec<Paper>,
    missing: Vec<String>,
    duplicates: Vec<DuplicateShown>,
    happenings: Vec<Happening>,
    edit: Option<String>,
    documents: Option<String>,
    regularise: Option<String>,
    public: Option<String>,
}

/// What was done just now, and what comes next.
struct Notice {
    done: String,
    next: Option<String>,
}

/// An agreement that this one looks like.
pub struct DuplicateShown {
    pub href: String,
    pub words: String,
    pub answer: Option<String>,
}

/// GET /cases/{id}
pub async fn show(app: Data<App>, reader: Reader, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    reader.actor()?;
    let mut query = Query::of(&request)?;
    let done = query.number("done", 1);
    query.finish()?;
    let seen = Seen::of(&app, &reader, &key).await?;
    let shown = shown(&app, &reader, &request, &seen, done)?;
    page::answer(&app, &reader, &request, async || Ok(shown)).await
}

fn shown(app: &App, reader: &Reader, request: &HttpRequest, seen: &Seen, done: Option<i32>) -> Result<Case> {
    let (language, case) = (reader.language, &seen.case);
    let page = Page::new(reader, request);
    let telling = Telling {
        catalogues: &app.catalogues,
        language,
    };
    let of_the_day = app.view(language).of_the_day(&seen.readable)?;
    let happenings = story::of(&seen.entries, telling)?;
    let (further, beside) = steps::of(seen, language);
    let here = |rest: &str| page.to(&format!("/cases/{}{rest}", case.id));
    Ok(Case {
        title: case.title.clone(),
        href: here(""),
        stage: stage(case, language),
        validity: Badge::of_validity(of_the_day.validity.state, language),
        reason: said::sentence(&of_the_day.validity.reason, language),
        alerts: of_the_day
            .waiting
            .as_ref()
            .map(|waiting| waiting::alerts(waiting, language))
            .unwrap_or_default(),
        waiting: of_the_day
            .waiting
            .map(|waited| waiting::lines(&waited, language))
            .unwrap_or_default(),
        // What is said to have been done was done last: an address cannot make it up.
        notice: done
            .filter(|version| *version == case.version)
            .and_then(|_| notice(seen, &happenings, language)),
        further,
        beside,
        facts: facts::of(case, telling)?,
        parties: facts::parties(case, telling),
        papers: papers::of(seen, language),
        missing: papers::missing(seen, language),
        duplicates: duplicates(&seen.duplicates, language),
        happenings,
        edit: seen.may_edit.then(|| here("/edit")),
        documents: seen.may_add_documents.then(|| here("/documents")),
        regularise: seen
            .may_regularise
            .then(|| page.to(&format!("/agreements/{}/regularisation", case.id))),
        public: case.is_public().then(|| page.to(&format!("/agreements/{}", case.id))),
        page,
    })
}

/// Where a case stands; what is only reported stands in no stage.
pub fn stage(case: &crate::agreements::Agreement, language: Language) -> Badge {
    case.stage.map_or_else(
        || Badge {
            class: "gone",
            label: case.origin.label().in_language(language).to_owned(),
        },
        |stage| Badge::of_stage(stage, language),
    )
}

fn notice(seen: &Seen, happenings: &[Happening], language: Language) -> Option<Notice> {
    let last = happenings.iter().rev().find(|happening| happening.version.is_some())?;
    let next = moves::next(seen.case.stage).map(|words| words.in_language(language).to_owned());
    Some(Notice {
        done: format!("{}.", last.what),
        next,
    })
}

pub fn duplicates(found: &[Duplicate], language: Language) -> Vec<DuplicateShown> {
    let shown = |duplicate: &Duplicate| DuplicateShown {
        href: format!("/{}/cases/{}", language.tag(), duplicate.agreement),
        words: duplicate.words().in_language(language).to_owned(),
        answer: duplicate.not_a_duplicate.clone(),
    };
    found.iter().take(Duplicate::MOST).map(shown).collect()
}
