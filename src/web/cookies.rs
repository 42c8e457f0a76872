//! The cookies of the pages: no script reads them, no other site sends them along.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use crate::accounts::Secret;
use crate::http::site::Site;

/// What a browser keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The secret of a session.
    Session,
    /// A secret of a browser for the forms it is shown, whoever signs in there and however often.
    Visit,
    /// What must match when somebody comes back from where else they sign in.
    OpenId,
}

impl Kept {
    /// With `__Host-` before its name a cookie was set by this host itself, over an encrypted connection.
    fn name(self, site: &Site) -> &'static str {
        match (self, site.is_protected()) {
            (Self::Session, true) => "__Host-rai_session",
            (Self::Session, false) => "rai_session",
            (Self::Visit, true) => "__Host-rai_visit",
            (Self::Visit, false) => "rai_visit",
            (Self::OpenId, true) => "__Host-rai_openid",
            (Self::OpenId, false) => "rai_openid",
        }
    }

    /// Until the browser is closed, but for what is needed for a moment only.
    const fn lives(self) -> Option<Duration> {
        match self {
            Self::Session | Self::Visit => None,
            Self::OpenId => Some(Duration::minutes(10)),
        }
    }

    /// What the browser sent along.
    pub fn of(self, request: &HttpRequest, site: &Site) -> Option<String> {
        let cookie = request.cookie(self.name(site))?;
        Some(cookie.value().to_owned())
    }

    /// The same, where it is a secret.
    pub fn secret_of(self, request: &HttpRequest, site: &Site) -> Option<Secret> {
        Secret::parse(&self.of(request, site)?)
    }

    /// Has the browser keep it.
    pub fn set(self, value: String, site: &Site) -> Cookie<'static> {
        let mut cookie = Cookie::build(self.name(site), value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(site.is_protected())
            .finish();
        cookie.set_max_age(self.lives());
        cookie
    }

    /// Has the browser forget it.
    pub fn forget(self, site: &Site) -> Cookie<'static> {
        let mut cookie = self.set(String::new(), site);
        cookie.set_max_age(Duration::ZERO);
        cookie
    }
}
