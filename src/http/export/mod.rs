//! Exports: what is asked for and how it is sent is here, the forms are in [`crate::export`].

mod feed;
mod format;
mod stream;

use actix_web::{HttpRequest, HttpResponse, web};

pub use self::format::Format;
pub use self::stream::Exports;
use super::App;
use super::question::Question;
use crate::error::{Error, Result};
use crate::export::{Address, Csv, Form, GeoJson, Ndjson, Rows, Xlsx, xlsx};
use crate::language::Language;

/// Answers a question about agreements in another form than the list's own.
///
/// # Errors
/// `IndexBehind` while something is missing, `Busy` when too many are being sent, `Query` where a form cannot hold so many.
pub async fn answer(app: &App, request: &HttpRequest, asked: Question, language: Language) -> Result<HttpResponse> {
    let address = address(request);
    let snapshot = app.whole_index().await?;
    let view = app.view_of(&asked.filter, language);
    let form: Box<dyn Form> = match asked.format {
        Format::Atom => return feed::answer(app, snapshot, request, asked, &view, &address).await,
        Format::Csv => Box::new(Csv { view }),
        Format::Geojson => Box::new(GeoJson::new(app.db.clone(), view, app.catalogues.clone(), address)),
        Format::Json | Format::Ndjson => Box::new(Ndjson { view }),
        Format::Xlsx => {
            let (filter, searched) = (asked.filter.clone(), snapshot.clone());
            let rows = off_worker(move || searched.total(&filter)).await?;
            xlsx::check_fits(i64::try_from(rows).map_err(Error::internal)?)?;
            Box::new(Xlsx::new(view, app.catalogues.clone(), address)?)
        }
    };
    let place = app.exports.place()?;
    let (db, filter, sort) = (app.db.clone(), asked.filter, asked.sort);
    let rows = off_worker(move || Rows::found(db, snapshot, filter, sort)).await?;
    Ok(stream::answer(place, form, rows, asked.format, language))
}

async fn off_worker<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    web::block(work)
        .await
        .map_err(|_| Error::internal("the searching thread stopped"))?
}

/// This server as whoever asks knows it, or the proxy before it says.
fn address(request: &HttpRequest) -> Address {
    let here = request.connection_info();
    Address(Some(format!("{}://{}", here.scheme(), here.host())))
}
