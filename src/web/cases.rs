//! The cases that a reader answers for: where each stands, whose turn it is, what is due.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::access::{Actor, Deed, Role};
use crate::agreements::validity::ValidityState;
use crate::agreements::{AgreementFilter, Dimension, Readable, Side, Sort, Stage, Turn, View, Vitality};
use crate::error::{Error, Result};
use crate::http::page::place_in;
use crate::http::question::Question;
use crate::http::{App, query};
use crate::search::{Count, Snapshot, Wanted, Words, code};
use crate::web::badge::Badge;
use crate::web::draft::step::Step;
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::{said, waiting};

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    page: Page,
    q: String,
    total: u64,
    tabs: Vec<Tab>,
    /// What the search box sends along.
    kept: Vec<(String, String)>,
    items: Vec<Item>,
    next: Option<String>,
    may_begin: bool,
    hand_over: Option<String>,
}

/// A part of the cases, and how many there are in it.
struct Tab {
    href: String,
    label: &'static str,
    count: u64,
    is_current: bool,
    /// Whether it is bad that there are any.
    is_late: bool,
}

/// A case in the list.
struct Item {
    href: String,
    title: String,
    petitioner: Option<String>,
    counterparts: String,
    number: Option<String>,
    stage: Option<Badge>,
    turn: Option<&'static str>,
    waited: Option<String>,
    due: Option<String>,
    overdue: bool,
    changed: String,
    /// What can be done at once: where, and what it is called.
    next: Option<(String, &'static str)>,
}

/// Cases in which the petitioner has something to do.
const THEIRS: [Stage; 4] = [Stage::Draft, Stage::Incomplete, Stage::Observed, Stage::Cleared];
/// Cases in which the ministry has.
const MINISTRY: [Stage; 3] = [Stage::Submitted, Stage::InReview, Stage::Signed];
/// Cases that ended without an entry that holds.
const OVER: [Stage; 6] = [
    Stage::Lapsed,
    Stage::Rejected,
    Stage::OutOfScope,
    Stage::Withdrawn,
    Stage::Dismissed,
    Stage::Cancelled,
];

/// GET /cases
pub async fn list(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let by = reader.actor()?.clone();
    if let Some(address) = query::without_empty(&request) {
        return Ok(page::see_other(&address));
    }
    let mut question = Question::of_page(&app, &reader.sight(), &request).await?;
    question.filter.own = true;
    if question.filter.stage.is_empty() {
        question.filter.stage = Stage::OPEN.to_vec();
    }
    if !sent(&request).any(|(name, _)| name == "sort") && question.filter.q.is_none() {
        question.sort = Sort::DueOn;
    }
    let make = async || found(&app, &reader, &request, &by, question).await;
    page::answer(&app, &reader, &request, make).await
}

fn sent(request: &HttpRequest) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(request.query_string().as_bytes()).into_owned()
}

async fn found(
    app: &Data<App>,
    reader: &Reader,
    request: &HttpRequest,
    by: &Actor,
    question: Question,
) -> Result<CasesPage> {
    let Question {
        filter, sort, paging, ..
    } = question;
    let after = paging.after()?.map(|place| place_in(sort, place)).transpose()?;
    let limit = usize::try_from(paging.limit).map_err(Error::internal)?;
    let (page, view) = (Page::new(reader, request), app.view_of(&filter, reader.language));
    let q = filter.q.clone().unwrap_or_default();
    let (snapshot, _) = app.index.at_least(app.latest_entry().await?).await;
    let (db, records, catalogues) = (app.db.clone(), app.records.clone(), app.catalogues.clone());
    let everything = AgreementFilter {
        own: true,
        ..AgreementFilter::everything(reader.sight(), app.clock.today(), app.expiring_days)
    };
    let searched = web::block(move || {
        let words = Words::read(&snapshot, &filter)?;
        let wanted = Wanted {
            filter: &filter,
            sort,
            after: after.as_ref(),
            limit,
            dimensions: &[],
        };
        let found = snapshot.find(&wanted, words.as_ref())?;
        let readables = records.of(&db, &filter.sight, &found)?;
        let counts = counts(&snapshot, &everything, |number| {
            Stage::parse(&code(&catalogues, Dimension::Stage, number))
        })?;
        Ok::<_, Error>((found, readables, counts))
    });
    let (found, readables, counts) = searched.await.map_err(Error::internal)??;
    let last = found.places.last().filter(|_| found.more);
    let kept = sent(request).filter(|(name, _)| !matches!(name.as_str(), "q" | "cursor" | "limit" | "sort"));
    let may_begin = by.must_be_allowed(Deed::Draft).is_ok();
    Ok(CasesPage {
        q,
        total: found.total,
        tabs: tabs(&page, &counts, request.query_string()),
        kept: kept.collect(),
        items: readables
            .iter()
            .map(|readable| item(readable, &view, &page, by))
            .collect::<Result<_>>()?,
        next: last.map(|place| paging.next(place)).transpose()?,
        may_begin,
        hand_over: by.body.map(|body| page.to(&format!("/bodies/{body}/hand-over"))),
        page,
    })
}

/// How many cases there are in each stage, how many with a term that has passed, how many without a report.
struct Counts {
    by_stage: Vec<(Stage, u64)>,
    overdue: u64,
    unreported: u64,
}

fn counts(snapshot: &Snapshot, everything: &AgreementFilter, stage: impl Fn(u16) -> Option<Stage>) -> Result<Counts> {
    let wanted = Wanted {
        filter: everything,
        sort: Sort::DueOn,
        after: None,
        limit: 0,
        dimensions: &[Dimension::Stage],
    };
    let counted = snapshot
        .find(&wanted, None)?
        .counts
        .into_iter()
        .flat_map(|(_, counts)| counts);
    let of_stage = |Count { number, count }| stage(number).map(|stage| (stage, count));
    let late = AgreementFilter {
        stage: Stage::OPEN.to_vec(),
        overdue: Some((true, everything.valid_on)),
        ..everything.clone()
    };
    let unreported = AgreementFilter {
        stage: vec![Stage::Registered],
        validity: vec![ValidityState::InForce, ValidityState::Expiring],
        vitality: vec![Vitality::Unreported],
        ..everything.clone()
    };
    Ok(Counts {
        by_stage: counted.filter_map(of_stage).collect(),
        overdue: snapshot.total(&late)?,
        unreported: snapshot.total(&unreported)?,
    })
}

fn tabs(page: &Page, counts: &Counts, asked: &str) -> Vec<Tab> {
    let of = |stages: &[Stage]| {
        let counts = counts.by_stage.iter().filter(|(stage, _)| stages.contains(stage));
        counts.map(|(_, count)| count).sum()
    };
    let stages = |stages: &[Stage]| {
        let stages: Vec<String> = stages.iter().map(|stage| format!("stage={stage}")).collect();
        stages.join("&")
    };
    let tab = |query: String, es, en, count, is_late| {
        let separator = if query.is_empty() { "" } else { "?" };
        Tab {
            href: page.to(&format!("/cases{separator}{query}")),
            label: page.say(es, en),
            count,
            is_current: asked == query,
            is_late: is_late && count > 0,
        }
    };
    vec![
        tab(String::new(), "Abiertos", "Open", of(&Stage::OPEN), false),
        tab(
            stages(&THEIRS),
            "Le tocan al promovente",
            "Petitioner’s turn",
            of(&THEIRS),
            false,
        ),
        tab(
            stages(&MINISTRY),
            "Le tocan a la Secretaría",
            "Ministry’s turn",
            of(&MINISTRY),
            false,
        ),
        tab(
            "overdue=true".to_owned(),
            "Con plazo vencido",
            "Overdue",
            counts.overdue,
            true,
        ),
        tab(
            stages(&[Stage::Registered]),
            "Inscritos",
            "Registered",
            of(&[Stage::Registered]),
            false,
        ),
        tab(
            "stage=registered&validity=in_force&validity=expiring&vitality=unreported".to_owned(),
            "Sin informe este año",
            "No report this year",
            counts.unreported,
            false,
        ),
        tab(
            stages(&OVER),
            "Terminados sin inscripción",
            "Ended without an entry",
            of(&OVER),
            false,
        ),
    ]
}

fn item(readable: &Readable, view: &View, page: &Page, by: &Actor) -> Result<Item> {
    let agreement = readable.agreement()?;
    let waited = view.of_the_day(readable)?.waiting;
    let id = agreement.id;
    let is_own = matches!(by.role, Some(Role::Office));
    let turn = agreement.stage.map(Stage::turn).filter(|turn| *turn != Turn::Nobody);
    let edits = by.must_be_allowed(Deed::Draft).is_ok();
    let next = match agreement.stage {
        Some(Stage::Draft) if edits => Some((page.to(&Step::What.path(id)), page.say("Continuar", "Continue"))),
        Some(Stage::Incomplete | Stage::Observed) if edits => {
            Some((page.to(&Step::What.path(id)), page.say("Responder", "Answer")))
        }
        Some(Stage::Registered) if edits => {
            let path = format!("/cases/{id}/follow-ups/new");
            Some((page.to(&path), page.say("Informar actividad", "Report activity")))
        }
        _ => None,
    };
    let foreign = agreement.parties.iter().filter(|party| party.side == Side::Foreign);
    let foreign: Vec<&str> = foreign.map(|party| party.body.name.as_str()).collect();
    let due = waited
        .as_ref()
        .and_then(|waiting| Some((waiting.due_on?, waiting.overdue)));
    Ok(Item {
        href: page.to(&format!("/cases/{id}")),
        counterparts: foreign.join(", "),
        petitioner: agreement.petitioner.map(|body| body.name).filter(|_| !is_own),
        number: agreement.registration_number,
        stage: agreement.stage.map(|stage| Badge::of_stage(stage, page.language)),
        turn: turn.map(|turn| waiting::turn(turn, is_own, page.language)),
        waited: waited
            .as_ref()
            .and_then(|waited| waiting::in_short(waited, page.language)),
        overdue: due.is_some_and(|(_, overdue)| overdue),
        due: due.map(|(day, _)| said::day(day, page.language)),
        changed: said::moment(agreement.updated_at, page.language),
        next,
        title: agreement.title,
    })
}
