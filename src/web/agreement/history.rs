//! The history of an agreement's record: every entry of the journal about it, with what it changed.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::access::{ActorKind, Role};
use crate::agreements;
use crate::catalogues::Catalogues;
use crate::db::DbConnection;
use crate::error::Result;
use crate::http::App;
use crate::http::query::Query;
use crate::journal::{self, Entry, RecordKind};
use crate::language::Language;
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::{fields, said};

#[derive(Template)]
#[template(path = "history.html")]
struct History {
    page: Page,
    /// Path of the agreement's page, without its language.
    agreement: String,
    title: String,
    entries: Vec<Told>,
    first: Option<String>,
    next: Option<String>,
}

/// An entry in words.
pub struct Told {
    pub number: i64,
    pub at: String,
    /// As machines read it.
    pub moment: String,
    pub what: String,
    pub who: String,
    /// What was said with it: a reason, a note.
    pub said: Vec<(String, String)>,
    pub changes: Vec<Change>,
    /// What of it was withdrawn by order.
    pub withdrawn: Vec<String>,
    /// Whether the record as it was then can be shown.
    pub of_agreement: bool,
}

/// A field that says something else than before.
pub struct Change {
    pub field: String,
    pub from: String,
    pub to: String,
}

/// Entries on a page.
const ON_A_PAGE: i64 = 50;

/// GET /agreements/{id}/history
pub async fn show(app: Data<App>, reader: Reader, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let after = query.number("after", 0);
    query.finish()?;
    let make = async || history(&app, &reader, &request, key.clone(), after.unwrap_or(0)).await;
    page::answer(&app, &reader, &request, make).await
}

async fn history(app: &App, reader: &Reader, request: &HttpRequest, key: String, after: i64) -> Result<History> {
    let sight = reader.sight();
    let read = move |conn: &mut DbConnection| {
        let agreement = agreements::read(conn, &sight, &key)?.agreement()?;
        let entries = journal::list(conn, &sight, Some(agreement.id), after, ON_A_PAGE + 1)?;
        Ok((agreement, entries))
    };
    let (agreement, mut entries) = app.db.read_at_once(read).await?;
    let kept = usize::try_from(ON_A_PAGE).unwrap_or_default();
    let more = entries.len() > kept;
    entries.truncate(kept);
    let page = Page::new(reader, request);
    let key = agreement
        .registration_number
        .unwrap_or_else(|| agreement.id.to_string());
    let here = format!("/agreements/{key}");
    let history = page.to(&format!("{here}/history"));
    let last = entries.last().filter(|_| more).map(|last| last.number);
    Ok(History {
        entries: entries
            .iter()
            .map(|entry| told(entry, &app.catalogues, page.language))
            .collect::<Result<_>>()?,
        first: (after > 0).then(|| history.clone()),
        next: last.map(|last| format!("{history}?after={last}")),
        agreement: here,
        title: agreement.title,
        page,
    })
}

/// An entry in words.
///
/// # Errors
/// `Internal` when it is damaged.
pub fn told(entry: &Entry, catalogues: &Catalogues, language: Language) -> Result<Told> {
    let say = |words: crate::language::Words| words.in_language(language).to_owned();
    let content: serde_json::Value = serde_json::from_str(entry.content.get())?;
    let mut what = say(entry.action.label());
    if entry.record.kind == RecordKind::Document
        && let Some(title) = content["title"].as_str()
    {
        what = format!("{what}: «{title}»");
    }
    let particulars = entry
        .particulars
        .as_ref()
        .map(|said| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(said.get()))
        .transpose()?;
    let said = particulars.unwrap_or_default();
    let said = said
        .iter()
        // What it changed is told field by field, and another agreement by the story.
        .filter(|(name, value)| !value.is_null() && !matches!(name.as_str(), "changes" | "because_of" | "id"))
        .map(|(name, value)| {
            let at = format!("/{name}");
            (
                fields::name(&at, language),
                fields::value(&at, value, catalogues, language),
            )
        })
        .collect();
    let change = |change: &journal::FieldChange| Change {
        field: fields::name(&change.pointer, language),
        from: fields::value(&change.pointer, &change.from, catalogues, language),
        to: fields::value(&change.pointer, &change.to, catalogues, language),
    };
    Ok(Told {
        number: entry.number,
        at: said::moment(entry.at, language),
        moment: entry.at.to_string(),
        what,
        who: who(entry, language),
        said,
        changes: entry.changes.iter().map(change).collect(),
        withdrawn: entry
            .withdrawn
            .iter()
            .map(|pointer| fields::name(pointer.strip_prefix("/content").unwrap_or(pointer), language))
            .collect(),
        of_agreement: entry.record.kind == RecordKind::Agreement,
    })
}

/// Who did it, as far as the reader may know: the name, or what somebody is to the register.
pub fn who(entry: &Entry, language: Language) -> String {
    let role = entry.actor.role.map(Role::label);
    let role = role.map(|role| role.in_language(language).to_owned());
    match (&entry.actor.name, role, entry.actor.kind) {
        (Some(name), Some(role), _) => format!("{name} ({role})"),
        (Some(name), None, _) => name.clone(),
        (None, Some(role), _) => role,
        (None, None, ActorKind::Command) => language.say("El propio registro", "The register itself").to_owned(),
        (None, None, ActorKind::Person) => String::new(),
    }
}
