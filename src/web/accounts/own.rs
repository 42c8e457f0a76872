//! One's own account: what it may do, where one is signed in, another password, signing out.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use super::holder::{Holder, Telling};
use super::sign_in::Said;
use crate::accounts::{Chosen, Method, SHORTEST_PASSWORD, Session, sessions};
use crate::error::{Error, Result};
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::language::{Language, words};
use crate::web::cookies::Kept;
use crate::web::form::{Form, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::said;

#[derive(Template)]
#[template(path = "account.html")]
struct Own {
    page: Page,
    email: String,
    holder: Holder,
    sessions: Vec<Listed>,
    is_changed: bool,
}

/// A session, as it is listed.
struct Listed {
    begun_at: String,
    last_seen_at: String,
    ends_at: String,
    method: &'static str,
    is_this_one: bool,
}

#[derive(Template)]
#[template(path = "password.html")]
struct ChangePassword {
    page: Page,
    form: Form,
    email: String,
    has_password: bool,
    hint: String,
}

/// GET /account
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let is_changed = query.yes_or_no("changed") == Some(true);
    query.finish()?;
    let page = Page::new(&reader, &request);
    let who = reader.signed_in()?;
    let (id, token, now) = (who.account.id, who.token, app.clock.now());
    let telling = Telling::of(&app, page.language);
    let (sessions, holder) = app
        .db
        .read_at_once(move |conn| Ok((sessions::of(conn, id, now)?, telling.holder(conn, &token)?)))
        .await?;
    let listed = |session: &Session| Listed {
        begun_at: said::moment(session.begun_at, page.language),
        last_seen_at: said::moment(session.last_seen_at, page.language),
        ends_at: said::moment(session.ends_if_idle_at(), page.language),
        method: match session.method {
            Method::Password => page.say("Correo y contraseña", "E-mail and password"),
            Method::OpenId => page.say("Proveedor de identidad", "Identity provider"),
        },
        is_this_one: session.hash == who.session.hash,
    };
    let own = Own {
        email: who.account.email,
        holder,
        sessions: sessions.iter().map(listed).collect(),
        is_changed,
        page,
    };
    page::not_kept(StatusCode::OK, &own)
}

/// GET /account/password
pub async fn password(reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let form = Form::of(&json!({}), reader.language)?;
    shown(&reader, &request, StatusCode::OK, form)
}

/// POST /account/password
pub async fn change_password(
    app: Data<App>,
    reader: Reader,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let who = reader.signed_in.clone().ok_or(Error::Unauthenticated)?;
    let present = posted.field("/present").unwrap_or_default().to_owned();
    match app.sign_in.change_password(who, present, &chosen(&posted)).await {
        Ok(secret) => {
            let page = Page::new(&reader, &request);
            super::sign_in::entered(&app, &secret, &page.to("/account?changed=true"))
        }
        Err(error) => {
            let status = problem::shape(&error).status;
            shown(
                &reader,
                &request,
                status,
                Form::refused(json!({}), error, reader.language)?,
            )
        }
    }
}

fn shown(reader: &Reader, request: &HttpRequest, status: StatusCode, form: Form) -> Result<HttpResponse> {
    let who = reader.signed_in.as_ref().ok_or(Error::Unauthenticated)?;
    let change = ChangePassword {
        page: Page::new(reader, request),
        form,
        email: who.account.email.clone(),
        has_password: who.account.password_set_at.is_some(),
        hint: hint(reader.language),
    };
    page::not_kept(status, &change)
}

/// What makes a good password.
pub fn hint(language: Language) -> String {
    let words = words!(
        "Al menos {SHORTEST_PASSWORD} caracteres. Varias palabras que no suelan ir juntas son fáciles de recordar y difíciles de adivinar.",
        "At least {SHORTEST_PASSWORD} characters. Several words that do not usually go together are easy to remember and hard to guess."
    );
    words.in_language(language).to_owned()
}

/// A new password, as the two fields for it say.
pub fn chosen(posted: &Posted) -> Chosen {
    let field = |name| posted.field(name).unwrap_or_default().to_owned();
    Chosen {
        password: field("/password"),
        repeated: field("/repeated"),
    }
}

/// POST /sign-out
pub async fn sign_out(app: Data<App>, reader: Reader, request: HttpRequest, _posted: Posted) -> Result<HttpResponse> {
    if let Some(secret) = Kept::Session.secret_of(&request, &app.site) {
        app.db.write(move |conn| sessions::end(conn, &secret)).await?;
    }
    left(&app, &Page::new(&reader, &request))
}

/// POST /account/sign-out-everywhere
pub async fn sign_out_everywhere(
    app: Data<App>,
    reader: Reader,
    request: HttpRequest,
    _posted: Posted,
) -> Result<HttpResponse> {
    let page = Page::new(&reader, &request);
    let (who, now) = (reader.signed_in()?, app.clock.now());
    app.db
        .write(move |conn| sessions::sign_out_everywhere(conn, &who, now))
        .await?;
    left(&app, &page)
}

fn left(app: &App, page: &Page) -> Result<HttpResponse> {
    let mut response = page::see_other(&page.to(&format!("/sign-in?said={}", Said::Left.word())));
    let forgotten = Kept::Session.forget(&app.site);
    response.add_cookie(&forgotten).map_err(Error::internal)?;
    Ok(response)
}
