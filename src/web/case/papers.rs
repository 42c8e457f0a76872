//! The documents of a case beside whatever is done with it, and the text that could be read of each.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::seen::Seen;
use crate::access::Sight;
use crate::db::DbConnection;
use crate::documents::completeness::{Completeness, Missing};
use crate::documents::{self, DocumentId, Listed, TextState};
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::query::Query;
use crate::language::Language;
use crate::web::agreement::documents::{text_of, told_missing};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::said;

/// A document as it is listed beside a case.
pub struct Paper {
    pub title: String,
    pub kind: String,
    /// File, pages, date, who sees it.
    pub details: String,
    pub href: String,
    /// Where its text is read; nothing when there is none.
    pub text_href: Option<String>,
    /// Whether a browser shows it beside a form.
    pub is_picture: bool,
    /// Whether another one took its place.
    pub is_superseded: bool,
    /// The first pages of its text, to be read beside a form.
    pub excerpt: Vec<String>,
    /// Where the text goes on.
    pub goes_on: bool,
}

/// So many pages of each document stand beside a form.
const PAGES_BESIDE: i64 = 4;
/// So many documents are read beside a form, and so many characters of them all: a page stays light.
const READ_BESIDE: usize = 6;
const CHARACTERS_BESIDE: usize = 60_000;

/// The documents of a case, the current ones first.
pub fn of(seen: &Seen, language: Language) -> Vec<Paper> {
    let mut papers: Vec<Paper> = seen.documents.iter().map(|listed| paper(listed, language)).collect();
    papers.sort_by_key(|paper| paper.is_superseded);
    papers
}

/// What of the text is missing.
pub fn missing(seen: &Seen, language: Language) -> Vec<String> {
    let completeness = Completeness::of(&seen.case, &seen.documents);
    let told = |missing: &Missing| told_missing(missing, language).in_language(language).to_owned();
    completeness.missing.iter().map(told).collect()
}

/// The beginning of the texts of those documents that are current.
///
/// # Errors
/// What the database says.
pub fn excerpts(
    conn: &mut DbConnection,
    sight: &Sight,
    documents: &[Listed],
) -> Result<Vec<(DocumentId, Vec<String>)>> {
    let with_text = documents
        .iter()
        .filter(|listed| listed.superseded_by.is_none() && listed.text.is_there())
        .take(READ_BESIDE);
    let mut left = CHARACTERS_BESIDE;
    let mut excerpts = Vec::new();
    for listed in with_text {
        let mut pages = Vec::new();
        for page in documents::pages_of(conn, sight, listed.document.id, 1, PAGES_BESIDE)? {
            let text: String = page.text.chars().take(left).collect();
            left -= text.chars().count();
            pages.push(text);
        }
        excerpts.push((listed.document.id, pages));
    }
    Ok(excerpts)
}

/// The same list with the beginnings of their texts.
pub fn with_excerpts(seen: &Seen, excerpts: &[(DocumentId, Vec<String>)], language: Language) -> Vec<Paper> {
    let mut papers: Vec<Paper> = Vec::new();
    for listed in &seen.documents {
        let mut paper = paper(listed, language);
        if let Some((_, pages)) = excerpts.iter().find(|(id, _)| *id == listed.document.id) {
            paper.excerpt.clone_from(pages);
            let shown = i32::try_from(pages.len()).unwrap_or(i32::MAX);
            paper.goes_on = listed.pages.is_some_and(|pages| pages > shown);
        }
        papers.push(paper);
    }
    papers.sort_by_key(|paper| paper.is_superseded);
    papers
}

fn paper(listed: &Listed, language: Language) -> Paper {
    let document = &listed.document;
    let pages = listed.pages.map(|pages| match pages {
        1 => language.say("1 página", "1 page").to_owned(),
        pages => format!("{pages} {}", language.say("páginas", "pages")),
    });
    let seen_by = document.visibility.label().in_language(language).to_owned();
    let added = said::day(document.created_at.day_in_mexico(), language);
    let details = [Some(document.file_name.clone()), pages, Some(added), Some(seen_by)];
    Paper {
        title: document.title.clone(),
        kind: document.kind.label().in_language(language).to_owned(),
        details: details.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        href: format!("/{}/documents/{}/content", language.tag(), document.id),
        text_href: text_of(listed, language),
        is_picture: matches!(document.media_type.as_str(), "image/jpeg" | "image/png"),
        is_superseded: listed.superseded_by.is_some(),
        excerpt: Vec::new(),
        goes_on: false,
    }
}

#[derive(Template)]
#[template(path = "document_text.html")]
struct TextPage {
    page: Page,
    title: String,
    number: i32,
    text: Option<String>,
    case: Option<String>,
    href: String,
    content: String,
    before: Option<i32>,
    after: Option<i32>,
    is_whole: bool,
}

/// GET /documents/{id}/text
pub async fn text(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let number = query.number("page", 1);
    query.finish()?;
    let (sight, id) = (reader.sight(), DocumentId::parse(&id).ok_or(Error::NotFound)?);
    let number = number.unwrap_or(1);
    let read = app.db.read_at_once(move |conn| {
        let listed = documents::find(conn, &sight, id)?;
        let pages = documents::pages_of(conn, &sight, id, number, 2)?;
        Ok((listed, pages))
    });
    let (listed, pages) = read.await?;
    let after = pages.iter().map(|page| page.page).find(|page| *page > number);
    let text = pages.into_iter().find(|page| page.page == number);
    let address = Page::new(&reader, &request);
    let shown = TextPage {
        title: listed.document.title,
        number,
        text: text.map(|page| page.text),
        // The public has no part in cases.
        case: (reader.caller.0.as_ref()).map(|_| address.to(&format!("/cases/{}", listed.document.agreement))),
        href: address.to(&format!("/documents/{id}/text")),
        content: address.to(&format!("/documents/{id}/content")),
        before: Some(number - 1).filter(|before| *before > 0),
        after,
        is_whole: listed.text.state == TextState::Read,
        page: address,
    };
    page::answer(&app, &reader, &request, async || Ok(shown)).await
}
