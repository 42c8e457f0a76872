//! The texts of an agreement: its documents, what is missing of them, its clauses, and their contents to take along.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::agreements::Agreement;
use crate::db::DbConnection;
use crate::documents::completeness::{self, MissingKind};
use crate::documents::reading::GapReason;
use crate::documents::{self, Document, DocumentId, Listed, TextState};
use crate::error::{Error, Result};
use crate::http::query::Query;
use crate::http::{App, download};
use crate::language::{Language, Words, words};
use crate::web::finder::Link;
use crate::web::reader::Reader;
use crate::web::{languages, said};

/// A document as it is listed.
pub struct Shown {
    pub link: Link,
    /// Kind, language, pages, size.
    pub told: String,
    pub note: Option<String>,
    pub superseded: bool,
    pub internal: bool,
    /// Where its text is read, if there is any.
    pub text: Option<String>,
    /// What of its text could not be read.
    pub gaps: Vec<String>,
}

/// A clause and where it stands.
pub struct Clause {
    pub label: String,
    pub text: Option<String>,
    pub place: Option<Link>,
}

/// Whether the text is there whole.
pub struct Completeness {
    pub languages: Vec<String>,
    pub missing: Vec<String>,
}

/// GET /documents/{id}/content
pub async fn content(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (sight, id) = (reader.sight(), DocumentId::parse(&id).ok_or(Error::NotFound)?);
    let find = move |conn: &mut DbConnection| documents::find(conn, &sight, id);
    let document = app.db.read(find).await?.document;
    download::answer(&app.store, &request, &document, reader.caller.0.is_some()).await
}

pub fn shown(listed: &[Listed], language: Language) -> Vec<Shown> {
    listed.iter().map(|listed| of(listed, language)).collect()
}

fn of(listed: &Listed, language: Language) -> Shown {
    let document = &listed.document;
    let say = |words: Words| words.in_language(language).to_owned();
    let pages = listed.pages.map(|pages| {
        say(match pages {
            1 => words!("1 página", "1 page"),
            _ => words!("{pages} páginas", "{pages} pages"),
        })
    });
    let prevails = document
        .prevails
        .then(|| words!("texto que prevalece", "the text that prevails"));
    let kind = match &document.label {
        Some(label) => format!("{} ({label})", say(document.kind.label())),
        None => say(document.kind.label()),
    };
    let told = [
        Some(kind),
        document.dated_on.map(|date| said::partial(date, language)),
        document
            .language
            .as_deref()
            .map(|tag| languages::name(tag, language).to_owned()),
        document
            .authenticity
            .map(|authenticity| say(authenticity.label()).to_lowercase()),
        prevails.map(say),
        pages,
        Some(form(&document.media_type).to_owned()),
        Some(said::size(document.size)),
    ];
    let waiting = (listed.text.state == TextState::Waiting).then(|| {
        say(words!(
            "Su texto todavía se está leyendo.",
            "Its text is still being read."
        ))
    });
    let gaps = listed.text.gaps.iter().map(|gap| say(told_gap(gap)));
    Shown {
        link: Link {
            href: address(document, language),
            label: document.title.clone(),
        },
        told: told.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        note: document.note.clone(),
        superseded: listed.superseded_by.is_some(),
        text: text_of(listed, language),
        internal: document.visibility == documents::Visibility::Internal,
        gaps: waiting.into_iter().chain(gaps).collect(),
    }
}

fn address(document: &Document, language: Language) -> String {
    format!("/{}/documents/{}/content", language.tag(), document.id)
}

/// Where its text is read, if there is any.
pub fn text_of(listed: &Listed, language: Language) -> Option<String> {
    listed
        .text
        .is_there()
        .then(|| format!("/{}/documents/{}/text", language.tag(), listed.document.id))
}

/// What people call a media type.
fn form(media_type: &str) -> &str {
    match media_type {
        "application/pdf" => "PDF",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "Word",
        "application/vnd.oasis.opendocument.text" => "OpenDocument",
        "image/jpeg" => "JPEG",
        "image/png" => "PNG",
        "image/tiff" => "TIFF",
        "text/plain" => "TXT",
        other => other,
    }
}

fn told_gap(gap: &documents::Gap) -> Words {
    let why =
        GapReason::parse(&gap.reason).map_or_else(|| words!("no se pudo leer", "could not be read"), GapReason::label);
    match gap.page {
        Some(page) => words!("Página {page}: {why}.", "Page {page}: {why}."; why),
        None => words!("Su texto no está completo: {why}.", "Its text is not complete: {why}."; why),
    }
}

pub fn clauses(agreement: &Agreement, listed: &[Listed], language: Language) -> Vec<Clause> {
    let clause = |clause: &crate::agreements::clauses::Clause| {
        let kind = clause.kind.label();
        Clause {
            label: match &clause.label {
                Some(label) => format!("{} ({label})", kind.in_language(language)),
                None => kind.in_language(language).to_owned(),
            },
            text: clause.text.clone(),
            place: place(listed, Some(clause.document), clause.page, language),
        }
    };
    agreement.clauses.iter().map(clause).collect()
}

/// A place in a document that the reader may see.
pub fn place(listed: &[Listed], document: Option<DocumentId>, page: Option<i32>, language: Language) -> Option<Link> {
    let known = listed.iter().find(|listed| Some(listed.document.id) == document)?;
    let title = &known.document.title;
    let address = address(&known.document, language);
    Some(match page {
        Some(page) => Link {
            href: text_of(known, language).map_or(address, |text| format!("{text}?page={page}")),
            label: words!("{title}, página {page}", "{title}, page {page}")
                .in_language(language)
                .to_owned(),
        },
        None => Link {
            href: address,
            label: title.clone(),
        },
    })
}

impl Completeness {
    pub fn of(agreement: &Agreement, listed: &[Listed], language: Language) -> Self {
        let found = completeness::Completeness::of(agreement, listed);
        let say = |words: Words| words.in_language(language).to_owned();
        let in_language = |text: &completeness::TextIn| {
            let called = languages::name(&text.language, language);
            let has = match (text.authentic.is_some(), text.translation.is_some()) {
                (true, true) => words!("texto auténtico y traducción", "authentic text and translation"),
                (true, false) => words!("texto auténtico", "authentic text"),
                (false, true) => words!("solo traducción", "translation only"),
                (false, false) => words!("falta el texto", "the text is missing"),
            };
            let prevails = if text.prevails {
                language.say("; prevalece", "; prevails")
            } else {
                ""
            };
            format!("{called}: {}{prevails}", say(has))
        };
        Self {
            languages: found.languages.iter().map(in_language).collect(),
            missing: found
                .missing
                .iter()
                .map(|missing| say(told_missing(missing, language)))
                .collect(),
        }
    }
}

pub fn told_missing(missing: &completeness::Missing, language: Language) -> Words {
    let name = missing.name.clone().unwrap_or_default();
    match missing.what {
        MissingKind::SignedText => words!(
            "el original firmado o una copia certificada",
            "the signed original or a certified copy"
        ),
        MissingKind::Language => {
            let name = languages::name(&name, language);
            words!("el texto en {name}", "the text in {name}")
        }
        MissingKind::PrevailingLanguage => words!(
            "decir qué idioma prevalece: hay varios textos auténticos",
            "which language prevails: several texts are authentic"
        ),
        MissingKind::Annex => words!("«{name}», que el texto nombra", "“{name}”, which the text names"),
    }
}
