//! Importing a spreadsheet: the file is sent, its columns are understood, what is wrong with it is told, and only then is it saved.

mod columns;
mod report;

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

pub use self::columns::{choose, look};
pub use self::report::{csv, enter, show as report};
use super::csrf;
use super::page::{self, Page};
use super::reader::Reader;
use crate::access::{Actor, Deed};
use crate::error::{Error, Result};
use crate::http::query::Query;
use crate::http::sent_file::SentFile;
use crate::http::{App, problem};
use crate::import::{Register, WaitingFiles};
use crate::language::Language;

#[derive(Template)]
#[template(path = "import.html")]
struct Upload {
    page: Page,
    longest: u64,
    most_rows: usize,
    faults: Vec<String>,
}

impl Upload {
    fn of(reader: &Reader, request: &HttpRequest, faults: Vec<String>) -> Self {
        Self {
            page: Page::new(reader, request),
            longest: WaitingFiles::LONGEST >> 20,
            most_rows: WaitingFiles::MOST_ROWS,
            faults,
        }
    }
}

/// GET /import
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    reader.actor()?.must_be_allowed(Deed::Report)?;
    let shown = Upload::of(&reader, &request, Vec::new());
    page::answer(&app, &reader, &request, async || Ok(shown)).await
}

/// POST /import
pub async fn take(app: Data<App>, reader: Reader, request: HttpRequest, payload: Payload) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let by = reader.actor()?.clone();
    // Before anything is taken: who may not import does not fill the disk either.
    by.must_be_allowed(Deed::Report)?;
    let sent = match SentFile::read(&request, &mut payload.into_inner(), WaitingFiles::LONGEST).await {
        Ok(sent) => sent,
        Err(error @ Error::ContentTooLarge { .. }) => return refused(&reader, &request, &error),
        Err(other) => return Err(other),
    };
    csrf::check(&request, sent.field(csrf::FIELD))?;
    if sent.name.is_empty() {
        let none = reader.language.say("Escoja un archivo", "Choose a file").to_owned();
        return page::not_kept(
            StatusCode::UNPROCESSABLE_ENTITY,
            &Upload::of(&reader, &request, vec![none]),
        );
    }
    let (files, clock) = (app.waiting_files.clone(), app.clock.clone());
    let place = files.place(&sent.name).await?;
    let kept = web::block(move || files.keep(&by, place, &sent.name, sent.file, &clock));
    match kept.await.map_err(Error::internal)? {
        Ok(id) => Ok(page::see_other(&format!("/{}/import/{id}", reader.language.tag()))),
        Err(error @ Error::Content(_)) => refused(&reader, &request, &error),
        Err(other) => Err(other),
    }
}

fn refused(reader: &Reader, request: &HttpRequest, error: &Error) -> Result<HttpResponse> {
    let shape = problem::shape(error);
    let faults = match error {
        Error::Content(_) => sentences(error, reader.language),
        _ => vec![shape.detail.in_language(reader.language).to_owned()],
    };
    page::not_kept(shape.status, &Upload::of(reader, request, faults))
}

/// What is wrong with a file, in sentences.
fn sentences(error: &Error, language: Language) -> Vec<String> {
    let Error::Content(faults) = error else {
        return Vec::new();
    };
    let sentence = |fault: &crate::fault::Fault| fault.words.in_language(language).to_owned();
    faults.iter().map(sentence).collect()
}

/// The file an address is about.
fn id_of(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| Error::NotFound)
}

/// Does something long with the files that wait, off the worker.
async fn at_length<T: Send + 'static>(
    app: &Data<App>,
    by: Actor,
    work: impl FnOnce(&WaitingFiles, &Register<'_>, &Actor) -> Result<T> + Send + 'static,
) -> Result<T> {
    let app = app.clone();
    let done = web::block(move || {
        let register = Register {
            db: &app.db,
            catalogues: &app.catalogues,
            clock: &app.clock,
        };
        work(&app.waiting_files, &register, &by)
    });
    done.await.map_err(Error::internal)?
}
