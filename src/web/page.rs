//! What every page has: its frame, its two languages, and how it is kept and sent.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use super::assets;
use super::csrf::Csrf;
use super::reader::{Head, Reader};
use crate::access::{Deed, Sight};
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::answers::{Answer, Asking};
use crate::http::extract;
use crate::http::finished::{Finished, Keeping};
use crate::language::Language;

/// The media type of a page.
pub const HTML: &str = "text/html; charset=utf-8";

/// Nothing runs, is shown or is sent that does not come from here; nobody puts a page into theirs.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The frame of a page: what its template says in which language, and where its links lead.
#[derive(Clone)]
pub struct Page {
    pub language: Language,
    /// Path and query, without the language before them.
    address: String,
    head: Head,
    /// What of the menu is not for everybody: path and words.
    own: Vec<(&'static str, (&'static str, &'static str))>,
}

/// An item of the menu.
pub struct MenuItem {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
}

impl Page {
    /// The frame of what a reader asked for.
    pub fn new(reader: &Reader, request: &HttpRequest) -> Self {
        let own_cases = matches!(reader.sight(), Sight::OfBodies(_) | Sight::OfState(_));
        let cases = if own_cases {
            ("Mis casos", "My cases")
        } else {
            ("Casos", "Cases")
        };
        let own = [
            (Deed::SeeInbox, "/inbox", ("Bandeja", "Inbox")),
            (Deed::Draft, "/cases", cases),
            (Deed::Report, "/import", ("Importar", "Import")),
            (Deed::KeepTokens, "/accounts", ("Cuentas", "Accounts")),
        ];
        let own = own.into_iter().filter(|(deed, ..)| reader.may(*deed));
        Self {
            language: reader.language,
            address: address_of(request),
            head: reader.head.clone(),
            own: own.map(|(_, path, words)| (path, words)).collect(),
        }
    }

    /// The frame around a failure, which may be that the reader is not known.
    pub fn of_failure(request: &HttpRequest) -> Self {
        Self {
            language: language_of(request),
            address: address_of(request),
            head: request.extensions().get::<Head>().cloned().unwrap_or_default(),
            own: Vec::new(),
        }
    }

    /// The frame around what has no address of its own.
    pub fn first(language: Language) -> Self {
        Self {
            language,
            address: "/".to_owned(),
            head: Head::default(),
            own: Vec::new(),
        }
    }

    /// The sentence in the page's language.
    pub const fn say<'a>(&self, es: &'a str, en: &'a str) -> &'a str {
        self.language.say(es, en)
    }

    /// The address of another page in the same language.
    pub fn to(&self, path: &str) -> String {
        format!("/{}{path}", self.language.tag())
    }

    #[expect(clippy::unused_self, reason = "templates have nothing but the page to ask")]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    pub const fn other_language(&self) -> Language {
        match self.language {
            Language::Spanish => Language::English,
            Language::English => Language::Spanish,
        }
    }

    /// The address of this page in the other language.
    pub fn in_other_language(&self) -> String {
        format!("/{}{}", self.other_language().tag(), self.address)
    }

    /// The name of whoever signed in.
    pub fn person(&self) -> Option<&str> {
        self.head.name.as_deref()
    }

    /// What every form that is posted carries in its field `csrf`.
    pub fn csrf(&self) -> &str {
        self.head.csrf.token()
    }

    /// The same page for a browser that is about to be given a secret.
    pub fn with_csrf(mut self, csrf: Csrf) -> Self {
        self.head.csrf = csrf;
        self
    }

    /// The page on which one signs in and comes back to this one.
    pub fn to_sign_in(&self) -> String {
        sign_in_before(self.language, &self.address)
    }

    /// What the list of cases is called for whoever looks at it.
    pub fn cases(&self) -> &'static str {
        let own = self.own.iter().find(|(path, _)| *path == "/cases");
        own.map_or_else(|| self.say("Casos", "Cases"), |(_, (es, en))| self.say(es, en))
    }

    pub fn menu(&self) -> Vec<MenuItem> {
        let item = |path: &str, es, en| MenuItem {
            href: self.to(path),
            label: self.say(es, en),
            current: self.address.starts_with(path),
        };
        let own = self.own.iter().map(|(path, (es, en))| item(path, es, en));
        let everybodys = [
            item("/agreements", "Buscar", "Search"),
            item("/map", "Mapa", "Map"),
            item("/stats", "Estadísticas", "Statistics"),
            item("/bodies", "Órganos", "Bodies"),
            item("/news", "Novedades", "What’s new"),
            item("/help", "Ayuda", "Help"),
        ];
        own.chain(everybodys).collect()
    }
}

/// The language an address is below.
pub fn language_of(request: &HttpRequest) -> Language {
    match request.path().split('/').nth(1) {
        Some("en") => Language::English,
        _ => Language::Spanish,
    }
}

fn address_of(request: &HttpRequest) -> String {
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str());
    let below = address.strip_prefix("/es").or_else(|| address.strip_prefix("/en"));
    below.unwrap_or(address).to_owned()
}

/// The page on which one signs in to go on to an address, without its language.
pub fn sign_in_before(language: Language, next: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("/{}/sign-in?{query}", language.tag())
}

/// Answers with a page: for the public from what is kept, as long as nothing changes.
pub async fn answer<T: Template>(
    app: &Data<App>,
    reader: &Reader,
    request: &HttpRequest,
    make: impl AsyncFnOnce() -> Result<T>,
) -> Result<HttpResponse> {
    answer_if_whole(app, reader, request, async || Ok((make().await?, true))).await
}

/// The same for what may not be whole, such as a list while the index is behind: that is not kept.
pub async fn answer_if_whole<T: Template>(
    app: &Data<App>,
    reader: &Reader,
    request: &HttpRequest,
    make: impl AsyncFnOnce() -> Result<(T, bool)>,
) -> Result<HttpResponse> {
    let html = async || {
        let (page, whole) = make().await?;
        Ok(Answer {
            media_type: HTML,
            whole,
            ..Answer::json(page.render().map_err(Error::internal)?)
        })
    };
    let (finished, keeping) = if reader.caller.0.is_some() {
        (Arc::new(Finished::of(html().await?)?), Keeping::OwnPage)
    } else {
        let asking = Asking {
            request,
            caller: &reader.caller,
            language: None,
            entry: app.latest_entry().await?,
        };
        (app.answers.finished(app, &asking, html).await?, Keeping::Page)
    };
    Ok(finished.send(request, None, keeping))
}

/// Answers a form with a page: the form again, or what came of it. Nobody keeps it.
pub fn not_kept(status: StatusCode, page: &impl Template) -> Result<HttpResponse> {
    let body = page.render().map_err(Error::internal)?;
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(response.content_type(HTML).body(body))
}

/// GET of an address without a language: on to the reader's own.
pub async fn in_own_language(request: HttpRequest) -> HttpResponse {
    let language = extract::language_of(&request);
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str());
    HttpResponse::Found()
        .insert_header((header::LOCATION, format!("/{}{address}", language.tag())))
        .insert_header((header::VARY, "Accept-Language"))
        .finish()
}

/// GET of a language without anything behind it.
pub async fn to_first_page(request: HttpRequest) -> HttpResponse {
    see_other(&format!("/{}/", language_of(&request).tag()))
}

/// On to another page, which is asked for by GET.
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .finish()
}

/// What every page tells the browser about what it may do with it.
pub fn guard(headers: &mut HeaderMap) {
    // What was sent to the register has a stricter one.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let policy = HeaderValue::from_static(CONTENT_SECURITY_POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let isolated = HeaderName::from_static("cross-origin-opener-policy");
    headers.insert(isolated, HeaderValue::from_static("same-origin"));
}
