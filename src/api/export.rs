//! Exports of a whole selection: CSV and NDJSON, a chunk at a time, so that memory does not grow with the number of rows.

use actix_web::http::header::{self, Accept, Header, Quality};
use actix_web::mime::Mime;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use tokio::sync::mpsc;

use super::App;
use crate::agreements::{AgreementFilter, Place, Sort, View, csv as columns, read_many};
use crate::db::{Db, text_enum};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::search::{Snapshot, Words};

text_enum! {
    /// The forms a list is answered in.
    Format { Json = "json", Csv = "csv", Ndjson = "ndjson" }
}

/// How many agreements are read at once.
const CHUNK: usize = 500;

impl Format {
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// What `Accept` asks for; JSON when it asks for nothing in particular.
    ///
    /// # Errors
    /// `NotAcceptable` when it asks for something else only.
    pub fn negotiated(request: &HttpRequest) -> Result<Self> {
        if !request.headers().contains_key(header::ACCEPT) {
            return Ok(Self::Json);
        }
        let Ok(accept) = Accept::parse(request) else {
            return Err(Error::NotAcceptable);
        };
        if accept.is_empty() {
            return Ok(Self::Json);
        }
        // A quality of 0 says what is not wanted, also where a wider range would allow it.
        let (unwanted, wanted): (Vec<_>, Vec<_>) =
            accept.0.into_iter().partition(|range| range.quality == Quality::ZERO);
        let wanted = Accept(wanted).ranked();
        let mut formats = wanted.iter().flat_map(Self::within);
        let named = |format: &Self, range: &Mime| range.subtype() != "*" && Self::within(range).contains(format);
        formats
            .find(|format| !unwanted.iter().any(|range| named(format, &range.item)))
            .ok_or(Error::NotAcceptable)
    }

    /// The forms that a media range asks for, the usual one first.
    fn within(range: &Mime) -> Vec<Self> {
        match (range.type_().as_str(), range.subtype().as_str()) {
            ("*", "*") => vec![Self::Json, Self::Csv, Self::Ndjson],
            ("application", "*") => vec![Self::Json, Self::Ndjson],
            ("application", "json") => vec![Self::Json],
            ("text", "csv" | "*") => vec![Self::Csv],
            ("application", "x-ndjson" | "ndjson") => vec![Self::Ndjson],
            _ => Vec::new(),
        }
    }
}

/// Answers with the whole selection. What fails on the way cuts the answer off, so that nobody takes a part for the whole.
pub async fn stream(
    app: &App,
    filter: AgreementFilter,
    sort: Sort,
    format: Format,
    language: Language,
) -> Result<HttpResponse> {
    let snapshot = app.whole_index().await?;
    let (sender, receiver) = mpsc::channel::<Result<Bytes>>(2);
    let (db, view) = (app.db.clone(), app.view_of(&filter, language));
    // The thread ends with the selection, or as soon as nobody reads any more.
    drop(web::block(move || {
        let sent = send(&db, &snapshot, &filter, sort, format, &view, &sender);
        if let Err(reason) = sent {
            tracing::error!("an export was cut off: {reason}");
            let _ = sender.blocking_send(Err(reason));
        }
    }));
    let chunks = futures_util::stream::unfold(receiver, |mut receiver| async move {
        Some((receiver.recv().await?, receiver))
    });
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, format.media_type()));
    response.insert_header((header::VARY, "Accept, Accept-Language, Authorization"));
    response.insert_header((header::CONTENT_LANGUAGE, language.tag()));
    response.insert_header((header::CACHE_CONTROL, "no-cache"));
    response.insert_header((
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"agreements.{format}\""),
    ));
    Ok(response.streaming(chunks))
}

fn send(
    db: &Db,
    snapshot: &Snapshot,
    filter: &AgreementFilter,
    sort: Sort,
    format: Format,
    view: &View,
    sender: &mpsc::Sender<Result<Bytes>>,
) -> Result<()> {
    if format == Format::Csv && sender.blocking_send(Ok(columns::header()?.into())).is_err() {
        return Ok(());
    }
    let words = Words::read(snapshot, filter)?;
    let mut after: Option<Place> = None;
    loop {
        let ids = snapshot.next_ids(filter, words.as_ref(), sort, &mut after, CHUNK)?;
        if ids.is_empty() {
            return Ok(());
        }
        let rows = db.read_here(|conn| read_many(conn, &filter.sight, &ids))?;
        let mut chunk = Vec::with_capacity(rows.len() * 2_000);
        for readable in &rows {
            if format == Format::Csv {
                chunk.extend(columns::row(&readable.agreement()?, view)?);
            } else {
                let mut line = String::with_capacity(readable.record.len() + 300);
                view.write(&mut line, readable)?;
                chunk.extend_from_slice(line.as_bytes());
                chunk.push(b'\n');
            }
        }
        if sender.blocking_send(Ok(chunk.into())).is_err() || ids.len() < CHUNK {
            return Ok(());
        }
    }
}
