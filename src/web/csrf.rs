//! Forms are taken from the register's own pages only: nobody has somebody else's browser send one.
//!
//! A form carries a seal that follows from what the browser keeps, so that only a page shown to that browser has it; and where a
//! browser says that a form comes from elsewhere, it is believed.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Data;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::cookies::Kept;
use crate::accounts::Secret;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::http::App;

/// The field of a form that carries the seal.
pub const FIELD: &str = "csrf";

const PURPOSE: &str = "form";
/// So many bytes make each seal another one: compressed beside what a stranger chose, it cannot be guessed letter by letter.
const NONCE: usize = 16;

/// What the forms of one page carry.
#[derive(Clone, Default)]
pub struct Csrf {
    seal: String,
}

impl Csrf {
    /// For the forms of a page that is shown to whoever sends this request.
    pub fn of(request: &HttpRequest) -> Self {
        let secret = app(request).and_then(|app| secrets(request, app).into_iter().next().map(|secret| (secret, app)));
        secret.map_or_else(Self::default, |(secret, app)| Self::sealed(&secret, &app.clock))
    }

    /// The same for a browser that is about to be given a secret.
    pub fn sealed(secret: &Secret, clock: &Clock) -> Self {
        let nonce = &clock.new_secret()[..NONCE];
        let seal = secret.seal(PURPOSE, nonce).unwrap_or_default();
        Self {
            seal: URL_SAFE_NO_PAD.encode([nonce, &seal].concat()),
        }
    }

    /// What goes into the field.
    pub fn token(&self) -> &str {
        &self.seal
    }
}

/// Lets a form be taken that carries the seal of a page shown to this browser. Who shows by a token who they are needs none: no
/// browser sends that by itself.
///
/// # Errors
/// `ForeignForm`.
pub fn check(request: &HttpRequest, given: Option<&str>) -> Result<()> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        return Ok(());
    }
    let app = app(request).ok_or(Error::ForeignForm)?;
    let given = given
        .and_then(|given| URL_SAFE_NO_PAD.decode(given).ok())
        .unwrap_or_default();
    let (nonce, seal) = given.split_at_checked(NONCE).ok_or(Error::ForeignForm)?;
    let ours = secrets(request, app)
        .iter()
        .any(|secret| secret.is_seal(PURPOSE, nonce, seal));
    if ours { Ok(()) } else { Err(Error::ForeignForm) }
}

/// Refuses what a browser says another site has it send.
///
/// # Errors
/// `ForeignForm`.
pub fn must_come_from_here(request: &HttpRequest) -> Result<()> {
    if request.method().is_safe() {
        return Ok(());
    }
    let said = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_ours = match (said("sec-fetch-site"), said("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        // Withheld, as our pages ask for.
        (None, None | Some("null")) => true,
        (None, Some(origin)) => app(request).is_some_and(|app| app.site.is_origin(origin, request)),
    };
    if is_ours { Ok(()) } else { Err(Error::ForeignForm) }
}

/// What this browser keeps that only it can know. First what stays when somebody signs in again: a form that was filled in before
/// can still be sent.
fn secrets(request: &HttpRequest, app: &App) -> Vec<Secret> {
    let of = |kept: Kept| kept.secret_of(request, &app.site);
    [of(Kept::Visit), of(Kept::Session)].into_iter().flatten().collect()
}

fn app(request: &HttpRequest) -> Option<&Data<App>> {
    request.app_data::<Data<App>>()
}

#[cfg(test)]
mod tests {
    /// What it changes is nothing, and its page is the same for everybody.
    const WITHOUT: &str = "certificate.html";

    /// Otherwise nobody could send it.
    #[test]
    fn every_form_that_is_posted_carries_the_seal() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/templates");
        let mut forms = 0;
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        for path in files.filter(|path| path.is_file() && !path.ends_with(WITHOUT)) {
            let template = std::fs::read_to_string(&path).unwrap();
            for form in template
                .split("<form ")
                .skip(1)
                .filter(|form| form.starts_with("method=\"post\""))
            {
                let form = form.split("</form>").next().unwrap();
                assert!(
                    form.contains("{% include \"csrf.html\" %}"),
                    "{}: {form}",
                    path.display()
                );
                forms += 1;
            }
        }
        assert!(forms > 5, "{forms} forms");
    }
}
