//! What the ministry is to see to next, for whoever works there: the most urgent first.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::badge::Badge;
use super::case::{self, facts};
use super::page::{self, Page};
use super::reader::Reader;
use super::waiting;
use crate::agreements::{Stage, View};
use crate::error::Result;
use crate::http::App;
use crate::http::query::Query;
use crate::language::{Language, Words, words};
use crate::procedure::{self, Heap, InHeap, Pile};

#[derive(Template)]
#[template(path = "inbox.html")]
struct Inbox {
    page: Page,
    /// How many terms have passed in all.
    overdue: usize,
    heaps: Vec<Shown>,
}

struct Shown {
    id: usize,
    title: String,
    total: usize,
    overdue: usize,
    cases: Vec<Row>,
    /// The whole list, and those of it that are overdue.
    all: Option<String>,
    late: Option<String>,
}

/// A case among those that wait.
struct Row {
    href: String,
    title: String,
    parties: String,
    stage: Badge,
    waiting: Vec<String>,
    alerts: Vec<String>,
    note: Option<&'static str>,
}

/// GET /inbox
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (by, today) = (reader.actor()?.clone(), app.clock.today());
    let read = app.db.read_at_once(move |conn| procedure::inbox(conn, &by, today));
    let (heaps, view) = (read.await?, app.view(reader.language));
    let page = Page::new(&reader, &request);
    let shown = heaps.iter().enumerate().map(|(id, heap)| shown(id, heap, &view, &page));
    let shown = Inbox {
        overdue: heaps.iter().map(|heap| heap.overdue).sum(),
        heaps: shown.collect::<Result<_>>()?,
        page,
    };
    page::answer(&app, &reader, &request, async || Ok(shown)).await
}

fn shown(id: usize, heap: &Heap, view: &View, page: &Page) -> Result<Shown> {
    let list = list_of(heap.pile);
    Ok(Shown {
        id,
        title: title(heap.pile).in_language(view.language).to_owned(),
        total: heap.total,
        overdue: heap.overdue,
        cases: heap.first.iter().map(|case| row(case, view)).collect::<Result<_>>()?,
        all: list.as_ref().map(|list| page.to(list)),
        late: list
            .filter(|list| heap.overdue > 0 && !list.contains("overdue"))
            .map(|list| page.to(&format!("{list}&overdue=true"))),
    })
}

fn row(in_heap: &InHeap, view: &View) -> Result<Row> {
    let language = view.language;
    let case = in_heap.case.agreement()?;
    let waited = view.of_the_day(&in_heap.case)?.waiting;
    Ok(Row {
        href: format!("/{}/cases/{}", language.tag(), case.id),
        parties: facts::names(&case),
        stage: case::stage(&case, language),
        alerts: waited
            .as_ref()
            .map(|waiting| waiting::alerts(waiting, language))
            .unwrap_or_default(),
        waiting: waited
            .map(|waited| waiting::lines(&waited, language))
            .unwrap_or_default(),
        note: in_heap.is_own_request.then(|| own_request(language)),
        title: case.title,
    })
}

const fn own_request(language: Language) -> &'static str {
    match language {
        Language::Spanish => "Lo pidió usted: falta que otro registrador lo confirme",
        Language::English => "You asked for it: another registrar is to confirm it",
    }
}

/// The list that has the whole of a pile, where its filters tell it.
fn list_of(pile: Pile) -> Option<String> {
    let of = |stage: Stage| format!("/cases?stage={stage}");
    match pile {
        Pile::ToCheck => Some(of(Stage::Submitted)),
        Pile::ToDismiss => Some(format!("{}&overdue=true", of(Stage::Incomplete))),
        Pile::ToLapse => Some(format!("{}&overdue=true", of(Stage::Cleared))),
        Pile::ToGiveOpinion => Some(format!(
            "{}&origin=procedure&origin=regularisation",
            of(Stage::InReview)
        )),
        Pile::ToRegister => Some(of(Stage::Signed)),
        Pile::ToRegisterHistoric => Some(format!("{}&origin=historic", of(Stage::InReview))),
        Pile::In(stage) => Some(of(stage)),
        Pile::Begun | Pile::Answered | Pile::ToCancel | Pile::ToRedact => None,
    }
}

fn title(pile: Pile) -> Words {
    match pile {
        Pile::ToCheck => words!("Por revisar si están completos", "To check for completeness"),
        Pile::ToDismiss => words!(
            "Con prevención vencida: pueden desecharse",
            "Completion overdue: may be dismissed"
        ),
        Pile::ToLapse => words!(
            "Procedentes sin firmar a tiempo: pueden declararse caducos",
            "Cleared and not signed in time: may be declared lapsed"
        ),
        Pile::Begun => words!(
            "Regularizaciones abiertas, sin presentar",
            "Regularisations begun, not submitted"
        ),
        Pile::Answered => words!("Observaciones contestadas", "Observations answered"),
        Pile::ToGiveOpinion => words!("Por dictaminar", "To give an opinion on"),
        Pile::ToRegister => words!("Firmados, por inscribir", "Signed, to be registered"),
        Pile::ToRegisterHistoric => words!(
            "Históricos en revisión, por inscribir",
            "Historic ones in review, to be registered"
        ),
        Pile::ToCancel => words!(
            "Bajas que esperan al segundo registrador",
            "Cancellations waiting for the second registrar"
        ),
        Pile::ToRedact => words!(
            "Retiros de datos que esperan al segundo registrador",
            "Withdrawals of data waiting for the second registrar"
        ),
        Pile::In(stage) => stage.label(),
    }
}
