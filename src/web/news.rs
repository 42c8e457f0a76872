//! What's new: what lately became known of agreements that everybody sees, day by day.

use std::collections::HashMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::agreement::history;
use super::finder::{self, Link};
use super::page::{self, Page};
use super::reader::Reader;
use super::said;
use crate::access::Sight;
use crate::agreements::{Agreement, AgreementId, read_many};
use crate::db::DbConnection;
use crate::error::Result;
use crate::http::App;
use crate::http::query::Query;
use crate::journal::{self, Action, Entry, RecordKind};

#[derive(Template)]
#[template(path = "news.html")]
struct News {
    page: Page,
    days: Vec<Day>,
    first: Option<String>,
    next: Option<String>,
}

/// What became known on one day.
struct Day {
    date: String,
    items: Vec<Item>,
}

struct Item {
    what: String,
    time: String,
    /// As machines read it.
    moment: String,
    agreement: Link,
    /// The fields that say something else than before.
    changed: String,
}

/// What is news for everybody: not the steps by which a case came to be registered.
const NEWS: [Action; 15] = [
    Action::AgreementImported,
    Action::AgreementCreated,
    Action::AgreementRegistered,
    Action::AgreementCancelled,
    Action::AgreementCorrected,
    Action::AgreementRelated,
    Action::AgreementEventRecorded,
    Action::AgreementFollowedUp,
    Action::AgreementRegularised,
    Action::AgreementClausesNoted,
    Action::AgreementStatementAdded,
    Action::AgreementDecided,
    Action::AgreementRedacted,
    Action::DocumentAdded,
    Action::DocumentEdited,
];

/// Entries on a page.
const ON_A_PAGE: i64 = 50;

/// GET /news
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let before = query.number("before", 1);
    query.finish()?;
    let make = async || news(&app, &reader, &request, before).await;
    page::answer(&app, &reader, &request, make).await
}

async fn news(app: &App, reader: &Reader, request: &HttpRequest, before: Option<i64>) -> Result<News> {
    let read = move |conn: &mut DbConnection| {
        let mut entries = journal::latest(conn, &Sight::Public, &NEWS, before, ON_A_PAGE + 1)?;
        let more = entries.len() > usize::try_from(ON_A_PAGE).unwrap_or_default();
        entries.truncate(entries.len() - usize::from(more));
        let last = entries.last().filter(|_| more).map(|last| last.number);
        let told: Vec<(Entry, AgreementId)> = entries
            .into_iter()
            .filter_map(|entry| {
                let about = about(&entry)?;
                Some((entry, about))
            })
            .collect();
        let mut ids: Vec<AgreementId> = told.iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        let agreements = read_many(conn, &Sight::Public, &ids)?;
        let agreements: Result<Vec<Agreement>> =
            agreements.iter().map(crate::agreements::Readable::agreement).collect();
        Ok((told, agreements?, last))
    };
    let (entries, agreements, last) = app.db.read_at_once(read).await?;
    let agreements: HashMap<AgreementId, Agreement> = agreements
        .into_iter()
        .map(|agreement| (agreement.id, agreement))
        .collect();
    let page = Page::new(reader, request);
    let language = page.language;
    let mut days: Vec<Day> = Vec::new();
    for (entry, id) in &entries {
        let Some(agreement) = agreements.get(id) else { continue };
        let date = said::day(entry.at.day_in_mexico(), language);
        if days.last().is_none_or(|day| day.date != date) {
            days.push(Day {
                date,
                items: Vec::new(),
            });
        }
        let told = history::told(entry, &app.catalogues, language)?;
        let changed: Vec<String> = told.changes.into_iter().map(|change| change.field).collect();
        let item = Item {
            what: told.what,
            time: entry.at.in_mexico().format("%H:%M").to_string(),
            moment: told.moment,
            agreement: Link {
                href: finder::address_of(agreement, language),
                label: agreement.title.clone(),
            },
            changed: match entry.action {
                Action::AgreementCorrected | Action::AgreementRelated => changed.join("; "),
                _ => String::new(),
            },
        };
        if let Some(day) = days.last_mut() {
            day.items.push(item);
        }
    }
    let news = page.to("/news");
    Ok(News {
        days,
        first: before.map(|_| news.clone()),
        next: last.map(|last| format!("{news}?before={last}")),
        page,
    })
}

/// The agreement an entry is about, where it is news: a draft is none, also once it became something.
fn about(entry: &Entry) -> Option<AgreementId> {
    let content: serde_json::Value = serde_json::from_str(entry.content.get()).ok()?;
    let id = match entry.record.kind {
        RecordKind::Document => content["agreement"].as_str()?,
        _ => &entry.record.id,
    };
    let draft = entry.action == Action::AgreementCreated && content["origin"] != "reported";
    AgreementId::parse(id).filter(|_| !draft)
}
