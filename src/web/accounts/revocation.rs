//! The end of an account or a token: the question before it, and what is done once it is answered.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use super::holder::keeper;
use crate::access::Actor;
use crate::clock::Timestamp;
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::error::Result;
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::procedure::NoteInput;
use crate::web::form::{Empty, Form, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

/// What can be revoked.
pub trait Revocable {
    /// Where its page is, without the language.
    fn path(id: &str) -> String;

    /// Whose the one of an id is.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound` when there is none of that id.
    fn whose(conn: &mut DbConnection, id: &str, by: &Actor) -> Result<Whose>;

    /// Ends the one of an id at once.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound` when there is none of that id, `Content` for what was said.
    fn revoke(conn: &mut DbConnection, id: &str, said: Submitted<NoteInput>, by: &Actor, now: Timestamp) -> Result<()>;
}

/// Whose an account or a token is.
pub struct Whose {
    pub name: String,
    /// The e-mail of an account; none of a token.
    pub email: Option<String>,
}

#[derive(Template)]
#[template(path = "revocation.html")]
struct RevocationPage {
    page: Page,
    form: Form,
    name: String,
    email: Option<String>,
    back: String,
}

/// GET /accounts/{id}/revocation, GET /tokens/{id}/revocation
pub async fn show<T: Revocable>(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let form = Form::of(&json!({}), reader.language)?;
    shown::<T>(&app, &reader, &request, id.into_inner(), StatusCode::OK, form).await
}

/// POST /accounts/{id}/revocation, POST /tokens/{id}/revocation
pub async fn revoke<T: Revocable>(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let (by, id) = (keeper(&reader)?, id.into_inner());
    let content = posted.content(Empty::LeftOut);
    let said = held::<NoteInput>(&app, Schema::NoteInput, content.clone())?;
    let (revoked, now) = (id.clone(), app.clock.now());
    match app
        .db
        .write(move |conn| T::revoke(conn, &revoked, said, &by, now))
        .await
    {
        Ok(()) => Ok(page::see_other(&Page::new(&reader, &request).to(&T::path(&id)))),
        Err(error) => {
            let status = problem::shape(&error).status;
            let form = Form::refused(content, error, reader.language)?;
            shown::<T>(&app, &reader, &request, id, status, form).await
        }
    }
}

async fn shown<T: Revocable>(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    id: String,
    status: StatusCode,
    form: Form,
) -> Result<HttpResponse> {
    let (by, page) = (keeper(reader)?, Page::new(reader, request));
    let back = page.to(&T::path(&id));
    let whose = app.db.read(move |conn| T::whose(conn, &id, &by)).await?;
    let asked = RevocationPage {
        page,
        form,
        name: whose.name,
        email: whose.email,
        back,
    };
    page::not_kept(status, &asked)
}
