//! What a case says otherwise in one version than in another, word by word.

use std::time::Duration;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use similar::{ChangeTag, TextDiff};

use super::telling::Telling;
use super::words;
use crate::agreements;
use crate::error::Result;
use crate::http::App;
use crate::http::query::Query;
use crate::journal::{self, FieldChange};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "changes.html")]
struct Changes {
    page: Page,
    title: String,
    case: String,
    /// The newest first.
    versions: Vec<i32>,
    from: i32,
    to: i32,
    fields: Vec<Difference>,
}

/// A field that says something else.
struct Difference {
    label: String,
    pieces: Vec<Piece>,
}

/// A stretch of text that stayed, went or came.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    pub what: What,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Same,
    Gone,
    New,
}

impl Piece {
    fn is_same(&self) -> bool {
        self.what == What::Same
    }

    fn is_new(&self) -> bool {
        self.what == What::New
    }
}

/// GET /cases/{id}/changes
pub async fn show(app: Data<App>, reader: Reader, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    reader.actor()?;
    let mut query = Query::of(&request)?;
    let (from, to) = (query.number("from", 1), query.number("to", 1));
    query.finish()?;
    let sight = reader.sight();
    let asked = key.into_inner();
    let read = app.db.read_at_once(move |conn| {
        let readable = agreements::read(conn, &sight, &asked)?;
        let to = to.unwrap_or(readable.version);
        let from = from.unwrap_or(to - 1).max(1);
        let changes = journal::between_versions(conn, &sight, readable.id, from, to)?;
        Ok((readable, from, to, changes))
    });
    let (readable, from, to, changes) = read.await?;
    let telling = Telling {
        catalogues: &app.catalogues,
        language: reader.language,
    };
    let shown = Changes {
        page: Page::new(&reader, &request),
        title: readable.agreement()?.title,
        case: format!("/cases/{}", readable.id),
        versions: (1..=readable.version).rev().collect(),
        from,
        to,
        fields: changes
            .iter()
            .filter_map(|change| difference(change, telling))
            .collect(),
    };
    page::answer(&app, &reader, &request, async || Ok(shown)).await
}

fn difference(change: &FieldChange, telling: Telling<'_>) -> Option<Difference> {
    let label = words::field(&change.pointer, telling.language)?;
    let name = change.pointer.rsplit('/').next().unwrap_or_default();
    let (old, new) = (telling.value(name, &change.from), telling.value(name, &change.to));
    (old != new).then(|| Difference {
        label,
        pieces: between(&old, &new),
    })
}

/// Long texts that have nothing in common are not compared to the end.
const PATIENCE: Duration = Duration::from_millis(200);

/// The words of two texts that stayed, went and came.
pub fn between(old: &str, new: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let compared = TextDiff::configure().timeout(PATIENCE).diff_words(old, new);
    for change in compared.iter_all_changes() {
        let what = match change.tag() {
            ChangeTag::Equal => What::Same,
            ChangeTag::Delete => What::Gone,
            ChangeTag::Insert => What::New,
        };
        match pieces.last_mut().filter(|last| last.what == what) {
            Some(last) => last.text.push_str(change.value()),
            None => pieces.push(Piece {
                what,
                text: change.value().to_owned(),
            }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<(What, String)> {
        let pieces = between(old, new).into_iter();
        pieces.map(|piece| (piece.what, piece.text)).collect()
    }

    #[test]
    fn only_the_words_that_changed_are_marked() {
        let (same, gone, new) = (
            |text: &str| (What::Same, text.to_owned()),
            |text: &str| (What::Gone, text.to_owned()),
            |text: &str| (What::New, text.to_owned()),
        );
        assert_eq!(
            told("Fomentar la cultura local", "Fomentar el turismo local"),
            [
                same("Fomentar "),
                gone("la"),
                new("el"),
                same(" "),
                gone("cultura"),
                new("turismo"),
                same(" local")
            ]
        );
        assert_eq!(told("", "Nuevo"), [new("Nuevo")]);
        assert_eq!(told("Igual", "Igual"), [same("Igual")]);
    }
}
