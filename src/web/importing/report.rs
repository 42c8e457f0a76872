//! What is wrong with a spreadsheet, line by line, before anything is saved; and what was saved in the end.

use actix_web::http::header::{self, ContentDisposition};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{at_length, id_of, sentences};
use crate::error::{Error, Result};
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::import::{Problem, Report, Severity, State, WaitingFile};
use crate::language::Language;
use crate::web::form::Posted;
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "import_report.html")]
struct Shown {
    page: Page,
    file: String,
    href: String,
    faults: Vec<String>,
    is_entering: bool,
    /// How many agreements were saved, once they were.
    saved: Option<u64>,
    rows: u64,
    valid: u64,
    invalid: u64,
    repeated: u64,
    known: u64,
    warnings: usize,
    problems: Vec<ProblemShown>,
    /// Those that are not shown.
    more: u64,
}

struct ProblemShown {
    line: u64,
    column: String,
    is_error: bool,
    words: String,
    value: String,
}

/// So many problems are on the page; the others are in the file that can be downloaded.
const SHOWN: usize = 300;

/// GET /import/{id}/report
pub async fn show(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let file = app.waiting_files.find(reader.actor()?, id_of(&id)?, app.clock.now())?;
    if let State::Arrived = file.state {
        return Ok(page::see_other(&address(&file, reader.language, "")));
    }
    let shown = shown(&reader, &request, &file, Vec::new());
    page::answer(&app, &reader, &request, async || Ok(shown)).await
}

/// POST /import/{id}/report
pub async fn enter(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (by, id) = (reader.actor()?.clone(), id_of(&id)?);
    let accept_valid = posted.field("accept") == Some("valid");
    let entering = at_length(&app, by.clone(), move |files, register, by| {
        files.enter(register, by, id, accept_valid)
    });
    let entered = entering.await;
    let file = app.waiting_files.find(&by, id, app.clock.now())?;
    match entered {
        Ok(()) => Ok(page::see_other(&address(&file, reader.language, "/report"))),
        Err(error @ Error::Content(_)) => {
            let faults = sentences(&error, reader.language);
            page::not_kept(problem::shape(&error).status, &shown(&reader, &request, &file, faults))
        }
        Err(other) => Err(other),
    }
}

/// GET /import/{id}/report.csv
pub async fn csv(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let file = app.waiting_files.find(reader.actor()?, id_of(&id)?, app.clock.now())?;
    let (State::Looked(report) | State::Entered(report)) = &file.state else {
        return Err(Error::NotFound);
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header(ContentDisposition::attachment("problemas.csv"));
    // Spreadsheets take a file without the mark for another encoding.
    let body = ["\u{feff}".as_bytes(), &report.csv(reader.language)?].concat();
    Ok(response.content_type("text/csv; charset=utf-8").body(body))
}

fn address(file: &WaitingFile, language: Language, rest: &str) -> String {
    format!("/{}/import/{}{rest}", language.tag(), file.id)
}

fn shown(reader: &Reader, request: &HttpRequest, file: &WaitingFile, faults: Vec<String>) -> Shown {
    let none = Report::default();
    let (report, saved): (&Report, _) = match &file.state {
        State::Looked(report) => (report, None),
        State::Entered(report) => (report, Some(report.saved)),
        State::Arrived | State::Entering => (&none, None),
    };
    let problems = report.problems.iter().take(SHOWN);
    Shown {
        page: Page::new(reader, request),
        file: file.name.clone(),
        href: address(file, reader.language, ""),
        faults,
        is_entering: matches!(file.state, State::Entering),
        saved,
        rows: report.rows,
        valid: report.valid,
        invalid: report.invalid,
        repeated: report.repeated,
        known: report.known,
        warnings: report.count(Severity::Warning),
        problems: problems.map(|problem| told(problem, reader.language)).collect(),
        more: report.more + report.problems.len().saturating_sub(SHOWN) as u64,
    }
}

fn told(problem: &Problem, language: Language) -> ProblemShown {
    ProblemShown {
        line: problem.line,
        column: problem.column.clone().unwrap_or_default(),
        is_error: problem.severity == Severity::Error,
        words: problem.words.in_language(language).to_owned(),
        value: problem.value.as_deref().unwrap_or_default().chars().take(120).collect(),
    }
}
