//! Signing in with e-mail and password.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use crate::accounts::{Outcome, Secret};
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::http::App;
use crate::http::query::Query;
use crate::language::{Words, words};
use crate::web::cookies::Kept;
use crate::web::csrf::Csrf;
use crate::web::form::{Form, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form,
    said: Option<Said>,
    /// Where one goes afterwards, without its language.
    next: String,
    /// What people call where else they may sign in.
    provider: Option<String>,
    to_provider: String,
}

/// Something that is said before anything was tried on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Left,
    PasswordSet,
    ProviderSilent,
    ProviderRefused,
    NoAccount,
    EmailNotVerified,
}

impl Said {
    const ALL: [Self; 6] = [
        Self::Left,
        Self::PasswordSet,
        Self::ProviderSilent,
        Self::ProviderRefused,
        Self::NoAccount,
        Self::EmailNotVerified,
    ];

    /// The word that stands for it in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::PasswordSet => "password-set",
            Self::ProviderSilent => "provider-silent",
            Self::ProviderRefused => "provider-refused",
            Self::NoAccount => "no-account",
            Self::EmailNotVerified => "email-not-verified",
        }
    }

    const fn is_good(self) -> bool {
        matches!(self, Self::Left | Self::PasswordSet)
    }

    fn words(self) -> Words {
        match self {
            Self::Left => words!("Cerró la sesión.", "You have signed out."),
            Self::PasswordSet => words!(
                "Su contraseña quedó guardada. Ya puede iniciar sesión con ella.",
                "Your password was saved. You can sign in with it now."
            ),
            Self::ProviderSilent => words!(
                "El servicio con el que quiso entrar no responde. Inténtelo en unos minutos, o use su correo y contraseña.",
                "The service you wanted to sign in with does not answer. Try again in a few minutes, or use your e-mail and password."
            ),
            Self::ProviderRefused => words!(
                "No se pudo comprobar quién es. Inténtelo otra vez, o use su correo y contraseña.",
                "It could not be checked who you are. Try again, or use your e-mail and password."
            ),
            Self::NoAccount => words!(
                "Ese servicio sabe quién es, pero aquí no hay una cuenta para usted. Pídala a la administración del registro.",
                "That service knows who you are, but there is no account for you here. Ask whoever administers the register for one."
            ),
            Self::EmailNotVerified => words!(
                "Ese servicio no ha comprobado que el correo sea suyo. Compruébelo allá, o use aquí su correo y contraseña.",
                "That service has not verified that the e-mail is yours. Verify it there, or use your e-mail and password here."
            ),
        }
    }
}

/// GET /sign-in
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let (next, said) = (query.text("next"), query.text("said"));
    query.finish()?;
    let next = next_of(next.as_deref());
    let page = Page::new(&reader, &request);
    if reader.signed_in.is_some() {
        return Ok(page::see_other(&page.to(&next)));
    }
    let said = Said::ALL
        .into_iter()
        .find(|known| said.as_deref() == Some(known.word()));
    let form = Form::of(&json!({}), reader.language)?;
    shown(&app, &request, page, StatusCode::OK, form, said, next)
}

/// POST /sign-in
pub async fn enter(app: Data<App>, reader: Reader, request: HttpRequest, posted: Posted) -> Result<HttpResponse> {
    let (email, password) = (
        posted.field("/email").unwrap_or_default(),
        posted.field("/password").unwrap_or_default(),
    );
    let next = next_of(posted.field("next"));
    let page = Page::new(&reader, &request);
    let mut faults = missing(email, password);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if faults.is_empty() {
        let earlier = Kept::Session.secret_of(&request, &app.site);
        let from = app.site.client(&request);
        match app
            .sign_in
            .by_password(email, password.to_owned(), from, earlier)
            .await?
        {
            Outcome::SignedIn(secret) => return entered(&app, &secret, &page.to(&next)),
            Outcome::Wrong => faults.push(wrong()),
            Outcome::TooMany { minutes } => {
                status = StatusCode::TOO_MANY_REQUESTS;
                faults.push(too_many(minutes));
            }
        }
    }
    let form = Form::refused(json!({"email": email}), Error::Content(faults), reader.language)?;
    shown(&app, &request, page, status, form, None, next)
}

/// On to where somebody wanted to go, with a session.
pub fn entered(app: &App, secret: &Secret, next: &str) -> Result<HttpResponse> {
    let mut response = page::see_other(next);
    let cookie = Kept::Session.set(secret.text(), &app.site);
    response.add_cookie(&cookie).map_err(Error::internal)?;
    Ok(response)
}

/// The page, with what its form needs in a browser that has no secret yet.
fn shown(
    app: &App,
    request: &HttpRequest,
    page: Page,
    status: StatusCode,
    form: Form,
    said: Option<Said>,
    next: String,
) -> Result<HttpResponse> {
    let (page, cookie) = with_visit(app, request, page);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", &next)
        .finish();
    let shown = SignInPage {
        provider: app.sign_in.openid.as_ref().map(|openid| openid.label.clone()),
        to_provider: page.to(&format!("/sign-in/openid?{query}")),
        page,
        form,
        said,
        next,
    };
    let mut response = page::not_kept(status, &shown)?;
    if let Some(cookie) = cookie {
        response.add_cookie(&cookie).map_err(Error::internal)?;
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
    }
    Ok(response)
}

/// A page with a form, for somebody who is not signed in: their browser is given a secret, if it has none.
pub fn with_visit(app: &App, request: &HttpRequest, page: Page) -> (Page, Option<actix_web::cookie::Cookie<'static>>) {
    if Kept::Visit.secret_of(request, &app.site).is_some() {
        return (page, None);
    }
    let secret = Secret::new(&app.clock);
    let cookie = Kept::Visit.set(secret.text(), &app.site);
    (page.with_csrf(Csrf::sealed(&secret, &app.clock)), Some(cookie))
}

/// Where somebody goes after signing in, without its language: a path of this register, and nothing else can come of it, as the
/// language is put before it.
pub fn next_of(given: Option<&str>) -> String {
    let fits = |next: &&str| {
        next.starts_with('/') && next.len() <= 2_000 && next.bytes().all(|letter| letter.is_ascii_graphic())
    };
    let leads_back = |next: &&str| next.starts_with("/sign-in") || next.starts_with("/reset/");
    given
        .filter(fits)
        .filter(|next| !leads_back(next))
        .unwrap_or("/")
        .to_owned()
}

fn missing(email: &str, password: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if email.trim().is_empty() {
        let words = words!("Escriba su correo", "Write your e-mail");
        faults.push(Fault::at("/email", FaultCode::MissingField, words));
    }
    if password.is_empty() {
        let words = words!("Escriba su contraseña", "Write your password");
        faults.push(Fault::at("/password", FaultCode::MissingField, words));
    }
    faults
}

/// The same for an account that is not there, so that nobody learns which there are.
fn wrong() -> Fault {
    let words = words!(
        "El correo o la contraseña no son correctos",
        "The e-mail or the password is not right"
    );
    Fault::at("/email", FaultCode::WrongPassword, words)
}

fn too_many(minutes: i64) -> Fault {
    let words = words!(
        "Hubo demasiados intentos. Espere {minutes} min y vuelva a intentarlo",
        "There were too many tries. Wait {minutes} min and try again"
    );
    Fault::at("/email", FaultCode::WrongPassword, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_to_a_page_of_this_register_only() {
        for next in ["/", "/cases?stage=draft&q=a%20b", "//evil.mx", "/\\evil.mx"] {
            assert_eq!(next_of(Some(next)), next, "below /es it is a path like any other");
        }
        for other in [
            "",
            "https://evil.mx",
            "evil.mx",
            "/a\r\nSet-Cookie: x=y",
            "/ñ",
            "/sign-in?next=/",
            "/reset/x",
        ] {
            assert_eq!(next_of(Some(other)), "/");
        }
        assert_eq!(next_of(None), "/");
    }
}
