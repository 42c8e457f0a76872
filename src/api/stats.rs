//! How many agreements there are of each combination of values.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::error::{Error, Result};
use crate::http::App;
use crate::http::answers::{Answer, Asking};
use crate::http::export::Format;
use crate::http::extract::Caller;
use crate::http::query::{Query, word};
use crate::http::question;
use crate::http::tables::{self, Counting, Form};
use crate::language::Language;

/// GET /stats
pub async fn read(app: Data<App>, caller: Caller, language: Language, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let dimensions = tables::dimensions(&mut query);
    let filter = question::filter(&mut query, &app, &caller.sight());
    let form = query.one("format", |text| word(text, Form::parse, Form::ALL));
    let form = match form {
        Some(form) => form,
        None => Form::parse(Format::negotiated(&request)?.as_str()).ok_or(Error::NotAcceptable)?,
    };
    query.finish()?;
    let counting = Counting {
        filter: question::with_predecessors(&app, filter).await?,
        dimensions,
        form,
        language,
    };
    if form != Form::Json {
        return Ok(counting.written(&app).await?.file(language));
    }
    let asking = Asking {
        request: &request,
        caller: &caller,
        language: Some(language),
        entry: app.latest_entry().await?,
    };
    let make = async || Ok(Answer::json(counting.written(&app).await?.json()));
    app.answers.answer(&app, asking, make).await
}
