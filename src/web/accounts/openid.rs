//! Signing in elsewhere: the way there, and the way back.

use actix_web::cookie::Cookie;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::sign_in::{self, Said, next_of};
use crate::accounts::openid::Trouble;
use crate::accounts::{OpenId, OpenIdOutcome, Secret};
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::query::Query;
use crate::language::Language;
use crate::web::cookies::Kept;
use crate::web::page;

/// What a browser keeps until it comes back.
struct Journey {
    flow: Secret,
    language: Language,
    next: String,
}

impl Journey {
    fn text(&self) -> String {
        let next = URL_SAFE_NO_PAD.encode(&self.next);
        format!("{}.{}.{next}", self.flow.text(), self.language.tag())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (flow, language, next) = (parts.next()?, parts.next()?, parts.next()?);
        let next = String::from_utf8(URL_SAFE_NO_PAD.decode(next).ok()?).ok()?;
        Some(Self {
            flow: Secret::parse(flow)?,
            language: Language::parse(language)?,
            next: next_of(Some(&next)),
        })
    }

    fn to(&self, path: &str) -> String {
        format!("/{}{path}", self.language.tag())
    }

    /// Back to the page where one signs in, which says what happened.
    fn back(&self, said: Said) -> HttpResponse {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("said", said.word())
            .append_pair("next", &self.next)
            .finish();
        page::see_other(&self.to(&format!("/sign-in?{query}")))
    }
}

/// GET /sign-in/openid: on to the provider. It is a link and no form, which the browser would not let lead to another host.
pub async fn begin(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let next = query.text("next");
    query.finish()?;
    let journey = Journey {
        flow: Secret::new(&app.clock),
        language: page::language_of(&request),
        next: next_of(next.as_deref()),
    };
    match provider(&app)?.begin(&journey.flow).await {
        Ok(address) => with(
            page::see_other(&address),
            &[Kept::OpenId.set(journey.text(), &app.site)],
        ),
        Err(trouble) => Ok(journey.back(said_of(&trouble))),
    }
}

/// GET /oidc/callback: back from the provider.
pub async fn finish(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    let provider = provider(&app)?;
    let kept = Kept::OpenId.of(&request, &app.site);
    let forgotten = Kept::OpenId.forget(&app.site);
    let Some(journey) = kept.as_deref().and_then(Journey::parse) else {
        let lost = Journey {
            flow: Secret::new(&app.clock),
            language: Language::default(),
            next: next_of(None),
        };
        return Ok(lost.back(Said::ProviderRefused));
    };
    let identity = match (answer(&request, "code"), answer(&request, "state")) {
        (Some(code), Some(state)) => provider.finish(&journey.flow, &state, &code).await,
        _ => Err(Trouble::Answer(for_log(&answer(&request, "error").unwrap_or_default()))),
    };
    let response = match identity {
        Err(trouble) => journey.back(said_of(&trouble)),
        Ok(identity) => {
            let earlier = Kept::Session.secret_of(&request, &app.site);
            match app.sign_in.by_openid(identity, earlier).await? {
                OpenIdOutcome::SignedIn(secret) => sign_in::entered(&app, &secret, &journey.to(&journey.next))?,
                OpenIdOutcome::NoAccount => journey.back(Said::NoAccount),
                OpenIdOutcome::EmailNotVerified => journey.back(Said::EmailNotVerified),
            }
        }
    };
    with(response, &[forgotten])
}

fn provider(app: &App) -> Result<&OpenId> {
    app.sign_in.openid.as_ref().ok_or(Error::NotFound)
}

/// What the provider sent along. It may send more than that.
fn answer(request: &HttpRequest, name: &str) -> Option<String> {
    let mut all = form_urlencoded::parse(request.query_string().as_bytes());
    all.find(|(given, _)| given == name)
        .map(|(_, value)| value.into_owned())
}

/// What anybody may have put into an address: not long, and on one line.
fn for_log(text: &str) -> String {
    let start: String = text.chars().take(100).collect();
    format!("{start:?}")
}

/// The reason is for whoever runs the register.
fn said_of(trouble: &Trouble) -> Said {
    tracing::warn!("signing in elsewhere: {trouble}");
    match trouble {
        Trouble::Provider(_) => Said::ProviderSilent,
        Trouble::Answer(_) => Said::ProviderRefused,
    }
}

fn with(mut response: HttpResponse, cookies: &[Cookie<'static>]) -> Result<HttpResponse> {
    for cookie in cookies {
        response.add_cookie(cookie).map_err(Error::internal)?;
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::for_log;

    #[test]
    fn what_comes_in_an_address_makes_no_line_of_its_own_in_the_log() {
        assert_eq!(for_log("denied\r\n\u{1b}[2J ERROR"), r#""denied\r\n\u{1b}[2J ERROR""#);
        assert_eq!(for_log(&"x".repeat(5_000)).len(), 102);
    }
}
