//! The list that one administration hands over to the next, to be printed and signed.

use std::collections::HashMap;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::agreements::{Agreement, AgreementId, Readable, Side, View};
use crate::bodies::BodyId;
use crate::documents::completeness::lacks_signed_text;
use crate::documents::{self, DocumentKind};
use crate::error::{Error, Result};
use crate::hand_over::{HandOver, Part, Section};
use crate::http::App;
use crate::http::query::Query;
use crate::web::badge::Badge;
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::said;

#[derive(Template)]
#[template(path = "hand_over.html")]
struct HandOverPage {
    page: Page,
    body: String,
    as_of: String,
    sections: Vec<ShownSection>,
}

struct ShownSection {
    id: &'static str,
    label: String,
    total: u64,
    items: Vec<Item>,
    /// Where the rest is.
    more: Option<String>,
    is_waiting: bool,
}

/// An agreement or a case: what whoever takes over needs to know of it, and nobody's address.
struct Item {
    href: String,
    title: String,
    number: Option<String>,
    counterparts: String,
    signed: Option<String>,
    state: Badge,
    reason: String,
    due: Option<String>,
    overdue: bool,
    reported: Option<String>,
    present: Vec<String>,
    lacks_text: bool,
}

/// So many agreements of one section are printed.
const MOST: usize = 200;

/// GET /bodies/{id}/hand-over
pub async fn show(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let id = BodyId::parse(&id).ok_or(Error::NotFound)?;
    let make = async || found(&app, &reader, &request, id).await;
    page::answer(&app, &reader, &request, make).await
}

type Kinds = HashMap<AgreementId, Vec<DocumentKind>>;

async fn found(app: &Data<App>, reader: &Reader, request: &HttpRequest, id: BodyId) -> Result<HandOverPage> {
    let (view, sight, page) = (app.view(reader.language), reader.sight(), Page::new(reader, request));
    let snapshot = app.whole_index().await?;
    let (listed, kinds, view) = app
        .db
        .read_at_once(move |conn| {
            let listed = HandOver::of(conn, &snapshot, id, sight.clone(), &view, MOST)?;
            let parts = listed.sections.iter().flat_map(|(_, part)| &part.items);
            let ids: Vec<AgreementId> = parts.map(|readable| readable.id).collect();
            let mut kinds = Kinds::new();
            for (agreement, kind) in documents::kinds_of(conn, &sight, &ids)? {
                kinds.entry(agreement).or_default().push(kind);
            }
            Ok((listed, kinds, view))
        })
        .await?;
    let sections = listed.sections.iter();
    let sections = sections.map(|(section, part)| shown(*section, part, (id, &kinds), &view, &page));
    Ok(HandOverPage {
        body: listed.body.name,
        as_of: said::day(listed.as_of, page.language),
        sections: sections.collect::<Result<_>>()?,
        page,
    })
}

fn shown(
    section: Section,
    part: &Part,
    (body, kinds): (BodyId, &Kinds),
    view: &View,
    page: &Page,
) -> Result<ShownSection> {
    let items = part
        .items
        .iter()
        .map(|readable| item(section, readable, kinds, view, page));
    let more = || page.to(&format!("/agreements?body={body}&{}", section.query()));
    Ok(ShownSection {
        id: section.as_str(),
        label: section.label().in_language(page.language).to_owned(),
        total: part.total,
        items: items.collect::<Result<_>>()?,
        more: part.more.then(more),
        is_waiting: section == Section::Waiting,
    })
}

fn item(section: Section, readable: &Readable, kinds: &Kinds, view: &View, page: &Page) -> Result<Item> {
    let (agreement, of_the_day) = (readable.agreement()?, view.of_the_day(readable)?);
    let waits = section == Section::Waiting;
    let kinds = kinds.get(&agreement.id).map_or(&[][..], Vec::as_slice);
    let due = of_the_day
        .waiting
        .and_then(|waiting| Some((waiting.due_on?, waiting.overdue)));
    let foreign = agreement.parties.iter().filter(|party| party.side == Side::Foreign);
    let foreign: Vec<&str> = foreign.map(|party| party.body.name.as_str()).collect();
    Ok(Item {
        href: page.to(&format!(
            "/{}/{}",
            if waits { "cases" } else { "agreements" },
            agreement.id
        )),
        counterparts: foreign.join("; "),
        signed: agreement.signed_on.map(|date| said::partial(date, page.language)),
        state: match agreement.stage.filter(|_| waits) {
            Some(stage) => Badge::of_stage(stage, page.language),
            None => Badge::of_validity(of_the_day.validity.state, page.language),
        },
        reason: if waits {
            String::new()
        } else {
            said::sentence(&of_the_day.validity.reason, page.language)
        },
        overdue: due.is_some_and(|(_, overdue)| overdue),
        due: due.map(|(day, _)| said::day(day, page.language)),
        reported: last_report(&agreement),
        present: kinds
            .iter()
            .map(|kind| kind.label().in_language(page.language).to_owned())
            .collect(),
        lacks_text: lacks_signed_text(&agreement, kinds.iter().copied()),
        number: agreement.registration_number,
        title: agreement.title,
    })
}

/// The last year that was reported on.
fn last_report(agreement: &Agreement) -> Option<String> {
    agreement.follow_ups.last().map(|report| report.year.to_string())
}
