//! Sends a whole selection while it is still being read.

use std::ops::ControlFlow;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Bytes};
use tokio::sync::mpsc;

use super::Format;
use crate::agreements::{AgreementFilter, Sort};
use crate::api::App;
use crate::error::Result;
use crate::export::{self, Csv, Form, Ndjson, Rows};
use crate::language::Language;

/// Answers with the whole selection. What fails on the way cuts the answer off, so that nobody takes a part for the whole.
pub fn stream(app: &App, filter: AgreementFilter, sort: Sort, format: Format, language: Language) -> HttpResponse {
    let view = app.view_of(&filter, language);
    let mut form: Box<dyn Form> = match format {
        Format::Csv => Box::new(Csv { view }),
        Format::Json | Format::Ndjson => Box::new(Ndjson { view }),
    };
    let rows = Rows::of(app.db.clone(), filter, sort);
    let (sender, receiver) = mpsc::channel::<Result<Bytes>>(2);
    // The thread ends with the selection, or as soon as nobody reads any more.
    drop(web::block(move || {
        let sent = export::write(form.as_mut(), rows, |piece| {
            Ok(match sender.blocking_send(Ok(piece.into())) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            })
        });
        if let Err(reason) = sent {
            tracing::error!("an export was cut off: {reason}");
            let _ = sender.blocking_send(Err(reason));
        }
    }));
    let pieces = futures_util::stream::unfold(receiver, |mut receiver| async move {
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
    response.streaming(pieces)
}
