//! The page of an agreement: what it is, who signed, whether it is in force and why, its story, its texts, its sources.

pub mod documents;
pub mod facts;
pub mod history;
mod sources;
mod story;

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

pub use self::documents::content;
use self::documents::{Clause, Completeness, Shown};
use self::facts::{Fact, Held, Side};
use self::sources::{Claim, Source};
use self::story::Moment;
use super::badge::Badge;
use super::finder::{self, Link};
use super::page::{self, Page};
use super::reader::Reader;
use super::said;
use crate::agreements::{self, Agreement, OfTheDay, Origin, Readable, Stage};
use crate::certificate;
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::documents::Listed;
use crate::error::{Error, Result};
use crate::export::Labels;
use crate::http::App;
use crate::http::query::Query;
use crate::journal;

#[derive(Template)]
#[template(path = "agreement.html")]
struct Shows {
    page: Page,
    /// Path of the page, without its language.
    here: String,
    title: String,
    other_titles: Vec<(String, String)>,
    kind: String,
    number: Option<String>,
    standing: Option<Badge>,
    is_reported: bool,
    is_cancelled: bool,
    /// Its case, for whoever signed in: there it is worked on.
    case: Option<String>,
    /// Of a case that is not registered yet: where it stands.
    waits: Option<Waits>,
    validity: Badge,
    held: Held,
    facts: Vec<Fact>,
    sides: [Side; 2],
    story: Vec<Moment>,
    documents: Vec<Shown>,
    completeness: Completeness,
    clauses: Vec<Clause>,
    sources: Vec<Source>,
    claims: Vec<Claim>,
    /// The moment whose knowledge is shown.
    known_at: Option<String>,
    citation: String,
    certified: bool,
    json: String,
    keys: Vec<String>,
}

/// Where a case stands, and since when.
struct Waits {
    stage: Badge,
    since: Option<String>,
    due_on: Option<String>,
    overdue: bool,
}

/// What is read of an agreement at once.
struct Whole {
    readable: Readable,
    story: Vec<Agreement>,
    documents: Vec<Listed>,
}

/// The days an agreement is shown for.
#[derive(Clone, Copy)]
struct Days {
    valid_on: Option<NaiveDate>,
    known_at: Option<Timestamp>,
}

/// GET /agreements/{id}
pub async fn show(app: Data<App>, reader: Reader, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let days = Days {
        valid_on: query.day("valid_on"),
        known_at: query.moment("known_at"),
    };
    query.finish()?;
    let make = async || shown(&app, &reader, &request, key.clone(), days).await;
    match page::answer(&app, &reader, &request, make).await {
        Err(Error::NotFound) => to_successor(&app, &reader, key.into_inner()).await,
        answer => answer,
    }
}

/// What was reported is registered by now: the address goes on to the registered agreement.
async fn to_successor(app: &App, reader: &Reader, key: String) -> Result<HttpResponse> {
    let sight = reader.sight();
    let successor = move |conn: &mut DbConnection| agreements::successor(conn, &sight, &key);
    let successor = app.db.read(successor).await?;
    let location = format!("/{}/agreements/{successor}", reader.language.tag());
    let mut response = HttpResponse::PermanentRedirect();
    Ok(response.insert_header((header::LOCATION, location)).finish())
}

async fn shown(app: &App, reader: &Reader, request: &HttpRequest, key: String, days: Days) -> Result<Shows> {
    let sight = reader.sight();
    let read = move |conn: &mut DbConnection| {
        let readable = agreements::read(conn, &sight, &key)?;
        let id = readable.id;
        match days.known_at {
            // Its texts and what it is linked with are those of today, and have no place in what was known then.
            Some(moment) => Ok(Whole {
                readable: journal::agreement_at(conn, id, moment)?,
                story: Vec::new(),
                documents: Vec::new(),
            }),
            None => Ok(Whole {
                readable,
                story: agreements::related(conn, &sight, &key)?,
                documents: crate::documents::of_agreement(conn, &sight, id)?,
            }),
        }
    };
    let whole = app.db.read_at_once(read).await?;
    let mut view = app.view(reader.language);
    view.today = days.known_at.map_or(view.today, Timestamp::day_in_mexico);
    view.valid_on = days.valid_on.unwrap_or(view.today);
    let of_the_day = view.of_the_day(&whole.readable)?;
    let mut shows = Shows::of(app, Page::new(reader, request), &whole, &of_the_day, days)?;
    if reader.actor().is_ok() && days.known_at.is_none() {
        shows.case = Some(shows.page.to(&format!("/cases/{}", whole.readable.id)));
    }
    Ok(shows)
}

impl Shows {
    fn of(app: &App, page: Page, whole: &Whole, of_the_day: &OfTheDay, days: Days) -> Result<Self> {
        let agreement = whole.readable.agreement()?;
        let language = page.language;
        let labels = Labels {
            catalogues: &app.catalogues,
            language,
        };
        let number = agreement.registration_number.clone();
        let key = number.clone().unwrap_or_else(|| agreement.id.to_string());
        let permalink = permalink(app, &key);
        let is_registered = matches!(agreement.stage, Some(Stage::Registered | Stage::Cancelled));
        Ok(Self {
            here: format!("/agreements/{key}"),
            other_titles: agreement
                .alternative_titles
                .iter()
                .map(|other| (other.language.clone(), other.title.clone()))
                .collect(),
            kind: labels.instrument_type(&agreement.instrument_type),
            standing: finder::standing(&agreement, language),
            is_reported: agreement.origin == Origin::Reported && agreement.stage.is_none(),
            is_cancelled: agreement.stage == Some(Stage::Cancelled),
            case: None,
            waits: waits(&agreement, of_the_day, language),
            validity: Badge::of_validity(of_the_day.validity.state, language),
            facts: facts::of(&agreement, of_the_day.vitality, &labels),
            sides: facts::sides(&agreement, &labels),
            story: story::of(&agreement, &whole.story, app, language),
            documents: documents::shown(&whole.documents, language),
            completeness: Completeness::of(&agreement, &whole.documents, language),
            clauses: documents::clauses(&agreement, &whole.documents, language),
            sources: sources::of(&agreement, language),
            claims: sources::claims(&agreement, &whole.documents, &app.catalogues, language)?,
            known_at: days.known_at.map(|at| said::moment(at, language)),
            citation: citation(&agreement, &permalink, language),
            certified: is_registered && app.log.keys().is_ok() && days.known_at.is_none(),
            json: format!("/api/v1/agreements/{}", agreement.id),
            keys: app.log.keys().map(|keys| keys.public().to_vec()).unwrap_or_default(),
            held: Held::of(&of_the_day.validity, language),
            title: agreement.title,
            number,
            page,
        })
    }

    /// What can be had of it besides.
    fn machine_links(&self) -> Vec<Link> {
        let feed = self.number.as_ref().map(|number| Link {
            href: self
                .page
                .to(&format!("/agreements?registration_number={number}&format=atom")),
            label: self
                .page
                .say("Avisos de cambios (Atom)", "Feed of changes (Atom)")
                .to_owned(),
        });
        let json = Link {
            href: self.json.clone(),
            label: "JSON".to_owned(),
        };
        std::iter::once(json).chain(feed).collect()
    }
}

fn waits(agreement: &Agreement, of_the_day: &OfTheDay, language: crate::language::Language) -> Option<Waits> {
    let stage = agreement.stage?;
    if matches!(stage, Stage::Registered | Stage::Cancelled) {
        return None;
    }
    let waiting = of_the_day.waiting.as_ref();
    Some(Waits {
        stage: Badge::of_stage(stage, language),
        since: agreement
            .stage_since
            .map(|since| said::day(since.day_in_mexico(), language)),
        due_on: waiting
            .and_then(|waiting| waiting.due_on)
            .map(|due| said::day(due, language)),
        overdue: waiting.is_some_and(|waiting| waiting.overdue),
    })
}

/// The address that stays. Named by the log's own or the configured one, which the register has for the world, and never by what a
/// request says of its host: the page is kept for others.
fn permalink(app: &App, key: &str) -> String {
    let path = format!("/agreements/{key}");
    match (app.log.keys(), app.site.address()) {
        (Ok(keys), _) => certificate::permalink(keys, key),
        (Err(_), Some(address)) => format!("{address}{path}"),
        (Err(_), None) => path,
    }
}

/// How the agreement is named in a text.
fn citation(agreement: &Agreement, permalink: &str, language: crate::language::Language) -> String {
    let register = language.say(
        "Registro de Acuerdos Interinstitucionales (México)",
        "Register of Interinstitutional Agreements (Mexico)",
    );
    let number = match (&agreement.registration_number, agreement.registered_on) {
        (Some(number), Some(on)) => {
            let on = said::day(on, language);
            let registered = language.say("inscrito el", "registered on");
            format!("{number}, {registered} {on}")
        }
        (Some(number), None) => number.clone(),
        (None, _) => match agreement.stage {
            Some(stage) => stage.label().in_language(language).to_lowercase(),
            None => language
                .say("reportado, sin inscribir", "reported, not registered")
                .to_owned(),
        },
    };
    let signed = agreement
        .signed_on
        .map(|date| format!(", {}", said::partial(date, language)))
        .unwrap_or_default();
    format!("«{}»{signed}. {register}, {number}. {permalink}", agreement.title)
}
