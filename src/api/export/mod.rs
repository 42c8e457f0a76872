//! Exports of a whole selection. What is asked for and how it is sent is here; the forms are in [`crate::export`].

mod format;
mod stream;

use actix_web::{HttpRequest, HttpResponse};

pub use self::format::Format;
use super::App;
use super::question::Question;
use crate::error::Result;
use crate::export::Address;
use crate::language::Language;

/// Answers a question about agreements in another form than the list's own.
pub async fn answer(app: &App, request: &HttpRequest, asked: Question, language: Language) -> Result<HttpResponse> {
    let here = request.connection_info();
    let address = Address(Some(format!("{}://{}", here.scheme(), here.host())));
    drop(here);
    stream::stream(app, asked.filter, asked.sort, asked.format, language, address).await
}
