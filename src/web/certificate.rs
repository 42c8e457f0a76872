//! Checking a certificate in the browser, for whoever has no program to do it: with the keys of this register's log.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use futures_util::TryStreamExt;

use super::page::{self, Page};
use super::reader::Reader;
use crate::error::{Error, Result};
use crate::http::query::Query;
use crate::http::{App, multipart};
use crate::verify::{self, Report};

/// The longest file that is taken, in bytes: a certificate and its sheet have some dozens of kilobytes.
const LONGEST: usize = 4 << 20;

#[derive(Template)]
#[template(path = "certificate.html")]
struct CheckPage {
    page: Page,
    keys: Vec<String>,
    /// Whether it was sent without a certificate.
    is_missing: bool,
    found: Option<Found>,
}

/// What was found out.
struct Found {
    is_sound: bool,
    /// Whether each thing is as it should be, and in words what it is.
    lines: Vec<(bool, String)>,
    /// The agreement it is of, when everything is as it should be.
    number: Option<String>,
}

/// What was sent.
#[derive(Default)]
struct Sent {
    certificate: Vec<u8>,
    sheet: Vec<u8>,
}

/// GET /certificate
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let shown = CheckPage::new(&app, Page::new(&reader, &request));
    page::answer(&app, &reader, &request, async || Ok(shown)).await
}

/// POST /certificate: looks at what was sent, and keeps nothing of it.
pub async fn check(app: Data<App>, reader: Reader, request: HttpRequest, payload: Payload) -> Result<HttpResponse> {
    let sent = Sent::read(&request, payload).await?;
    let mut shown = CheckPage::new(&app, Page::new(&reader, &request));
    if sent.certificate.is_empty() {
        shown.is_missing = true;
        return page::not_kept(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let sheet = Some(sent.sheet.as_slice()).filter(|sheet| !sheet.is_empty());
    let report = verify::certificate::certificate(&sent.certificate, &shown.keys, sheet);
    shown.found = Some(Found::of(&report, &sent.certificate, &shown.page));
    page::not_kept(StatusCode::OK, &shown)
}

impl CheckPage {
    fn new(app: &App, page: Page) -> Self {
        Self {
            page,
            keys: app.log.keys().map(|keys| keys.public().to_vec()).unwrap_or_default(),
            is_missing: false,
            found: None,
        }
    }
}

impl Sent {
    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self> {
        let mut parts = multipart::open(request, &mut payload.into_inner()).await?;
        let mut sent = Self::default();
        while let Some(part) = parts.try_next().await.map_err(|_| Error::MalformedParts)? {
            let place = match part.name().unwrap_or_default() {
                "certificate" if sent.certificate.is_empty() => &mut sent.certificate,
                "sheet" if sent.sheet.is_empty() => &mut sent.sheet,
                _ => return Err(Error::MalformedParts),
            };
            *place = multipart::bytes_of(part, LONGEST).await?;
        }
        Ok(sent)
    }
}

impl Found {
    fn of(report: &Report, certificate: &[u8], page: &Page) -> Self {
        let is_sound = report.is_sound();
        let said: Option<serde_json::Value> = serde_json::from_slice(certificate).ok().filter(|_| is_sound);
        Self {
            is_sound,
            lines: report
                .lines
                .iter()
                .map(|line| (line.ok, line.words.in_language(page.language).to_owned()))
                .collect(),
            number: said.and_then(|said| said["registration_number"].as_str().map(ToOwned::to_owned)),
        }
    }
}
