//! Likely duplicates over HTTP: listed beside an agreement, and told as warnings when one is written.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::agreements;
use crate::agreements::duplicates::{self, Duplicate};
use crate::error::{Error, Result};
use crate::fault::FaultCode;
use crate::http::App;
use crate::http::extract::Caller;
use crate::http::query::Query;
use crate::language::Language;

#[derive(Serialize)]
struct DuplicateList {
    items: Vec<Duplicate>,
}

/// What is to be thought of, though it stands in nobody's way yet.
#[derive(Serialize)]
struct Warning<'a> {
    code: FaultCode,
    message: String,
    #[serde(flatten)]
    duplicate: &'a Duplicate,
}

/// GET /agreements/{id}/duplicates
pub async fn of_agreement(
    app: Data<App>,
    caller: Caller,
    key: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let sight = caller.sight();
    let items = app
        .db
        .read_at_once(move |conn| {
            let agreement = agreements::read(conn, &sight, &key)?.agreement()?;
            duplicates::of(conn, &sight, &agreement)
        })
        .await?;
    let items = items.into_iter().take(Duplicate::MOST).collect();
    Ok(HttpResponse::Ok().json(DuplicateList { items }))
}

/// Stands between an agreement as it is read and the warnings about it. No text inside the JSON of one can hold it.
const WARNINGS: &str = ",\"warnings\":";

/// Adds the warnings about an agreement to its JSON.
///
/// # Errors
/// `Internal` when it is no object.
pub fn warn(answer: &mut String, duplicates: &[Duplicate], language: Language) -> Result<()> {
    let warning = |duplicate| Warning {
        code: FaultCode::LikelyDuplicate,
        message: Duplicate::words(duplicate).in_language(language).to_owned(),
        duplicate,
    };
    let warnings: Vec<Warning<'_>> = duplicates.iter().take(Duplicate::MOST).map(warning).collect();
    if answer.pop() != Some('}') {
        return Err(Error::internal("an agreement is no object"));
    }
    answer.push_str(WARNINGS);
    answer.push_str(&serde_json::to_string(&warnings)?);
    answer.push('}');
    Ok(())
}

/// The agreement in such an answer as it is read: what its tag is of.
pub fn as_read(answer: &str) -> String {
    answer
        .split_once(WARNINGS)
        .map_or_else(|| answer.to_owned(), |(agreement, _)| format!("{agreement}}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warnings_come_off_again_whatever_the_agreement_says() {
        let read = serde_json::json!({"title": ",\"warnings\":[", "version": 1}).to_string();
        let mut answer = read.clone();
        warn(&mut answer, &[], Language::Spanish).unwrap();
        assert!(answer.ends_with(",\"warnings\":[]}"));
        assert_eq!(as_read(&answer), read);
    }
}
