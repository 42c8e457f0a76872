//! For whoever runs the register or programs against it: health, the contract, its pages.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use utoipa_swagger_ui::Config;

use crate::error::{Error, Result};
use crate::http::answers::Answer;
use crate::http::finished::Keeping;
use crate::http::query::Query;
use crate::http::{App, contract, problem_types};
use crate::journal;
use crate::language::Language;

/// GET /healthz: the process answers.
pub async fn health(request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    Ok(HttpResponse::Ok().json(serde_json::json!({"status": "ok"})))
}

/// GET /readyz: the database answers too.
pub async fn readiness(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    app.db
        .read(journal::last_number)
        .await
        .map_err(|reason| Error::unavailable(&reason))?;
    Ok(HttpResponse::Ok().json(serde_json::json!({"status": "ready"})))
}

/// GET /openapi.yaml
pub async fn contract(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let written = async || {
        Ok(Answer {
            media_type: "application/yaml",
            ..Answer::json(contract::TEXT.to_owned())
        })
    };
    app.answers.constant(&request, written).await
}

/// GET /docs
pub async fn to_docs() -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, "/docs/"))
        .finish()
}

/// GET /docs/: the contract, readable; script and style come from the binary.
pub async fn docs(file: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let config = Config::new(["/openapi.yaml"]).validator_url("none");
    let file = utoipa_swagger_ui::serve(&file, Arc::new(config))
        .map_err(Error::internal)?
        .ok_or(Error::NotFound)?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header(header::ContentEncoding::Gzip);
    }
    response.insert_header((header::CACHE_CONTROL, Keeping::ForAnHour.as_str()));
    Ok(response.content_type(file.content_type).body(file.bytes.into_owned()))
}

/// GET /problems/{code}: what a problem type means.
pub async fn problem(code: Path<String>, language: Language, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let title = problem_types::title_of(&code).ok_or(Error::NotFound)?;
    let (tag, title) = (language.tag(), title.in_language(language));
    let more = match language {
        Language::Spanish => {
            "Qué lo causa y cómo se corrige lo dice cada respuesta en «detail» y «errors»; el contrato está en"
        }
        Language::English => {
            "What causes it and how to mend it is said by each answer in “detail” and “errors”; the contract is at"
        }
    };
    let page = format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><main><h1>{title}</h1><p><code>{code}</code></p><p>{more} <a href=\"/docs/\">/docs/</a>.</p></main></html>"
    );
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_LANGUAGE, tag))
        .body(page))
}
