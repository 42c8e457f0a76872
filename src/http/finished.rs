//! An answer that is finished: its bytes, its names, and each compressed form once somebody asked for it.

use std::sync::OnceLock;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use super::answers::Answer;
use super::compression::{Coding, compressed};
use super::page::{is_known, short_hash};
use crate::error::{Error, Result};
use crate::language::Language;

/// What an answer in a reader's language depends on beside its address.
pub const VARY: HeaderValue = HeaderValue::from_static("Accept, Accept-Encoding, Accept-Language, Authorization");

/// What every answer in a reader's language says of itself. No proxy keeps it: it may be what only its reader sees.
pub fn vary(response: &mut HttpResponseBuilder, language: Language) {
    response
        .insert_header((header::VARY, VARY))
        .insert_header((header::CONTENT_LANGUAGE, language.tag()));
    response.insert_header((header::CACHE_CONTROL, Keeping::OwnAskingAgain.as_str()));
}

/// Shorter answers are sent as they are: there is little to win.
const WORTH_COMPRESSING: usize = 1_000;

/// What whoever keeps answers, a browser or a proxy on the way, may do with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// A proxy may keep what everybody sees, and asks each time whether it is still so: the tag makes that cheap, and nobody
    /// reads what is older than a change that was acknowledged.
    AskingAgain,
    /// What is shown to a token's holder is for that holder alone.
    OwnAskingAgain,
    /// What changes with a new edition of the program or of its catalogues only. An hour, so that after an update everybody has
    /// the new one within that time.
    ForAnHour,
    /// What never changes: its address names its content.
    ForEver,
    /// A page that everybody sees alike: as `AskingAgain`, but whoever signed in has another.
    Page,
    /// A page for whoever signed in.
    OwnPage,
    /// A page with something on it that is to be seen once.
    SecretPage,
}

impl Keeping {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AskingAgain | Self::Page => "public, no-cache",
            Self::OwnAskingAgain | Self::OwnPage => "private, no-cache",
            Self::SecretPage => "no-store",
            Self::ForAnHour => "public, max-age=3600",
            Self::ForEver => "public, max-age=31536000, immutable",
        }
    }

    /// What an answer that is the same in each language depends on. Catalogues are the same for everybody.
    const fn vary(self) -> &'static str {
        match self {
            Self::AskingAgain | Self::OwnAskingAgain => "Accept-Encoding, Authorization",
            Self::ForAnHour | Self::ForEver => "Accept-Encoding",
            Self::Page | Self::OwnPage | Self::SecretPage => "Accept-Encoding, Cookie",
        }
    }
}

pub struct Finished {
    body: Bytes,
    media_type: &'static str,
    /// Its tag in each coding, as it is sent.
    tags: [HeaderValue; 3],
    link: Option<HeaderValue>,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl Finished {
    /// Named by what it says, so that it has the same name on every node and another one after an update that shows it otherwise.
    ///
    /// # Errors
    /// None that can be met.
    pub fn of(made: Answer) -> Result<Self> {
        let mut name = short_hash(&made.body);
        if let Some(version) = made.version {
            name = format!("{version}-{name}");
        }
        let tag = |coding: Coding| HeaderValue::try_from(format!("\"{name}{}\"", coding.suffix()));
        let [plain, gzip, brotli] = Coding::ALL.map(tag);
        let link = made
            .next
            .map(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")));
        Ok(Self {
            body: made.body.into(),
            media_type: made.media_type,
            tags: [
                plain.map_err(Error::internal)?,
                gzip.map_err(Error::internal)?,
                brotli.map_err(Error::internal)?,
            ],
            link: link.transpose().map_err(Error::internal)?,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        })
    }

    /// What it may come to weigh: with its compressed forms, half as much again at most.
    pub fn weight(&self) -> usize {
        self.body.len() * 3 / 2
    }

    /// The answer to one request, in the coding it likes best; only its tag when the reader has it already.
    pub fn send(&self, request: &HttpRequest, language: Option<Language>, keeping: Keeping) -> HttpResponse {
        let coding = if self.body.len() < WORTH_COMPRESSING {
            Coding::Identity
        } else {
            Coding::negotiated(request)
        };
        let known = is_known(request, |known| self.is_called(known));
        let mut response = if known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        let mut say = |name: HeaderName, value: HeaderValue| {
            response.insert_header((name, value));
        };
        say(header::ETAG, self.tags[coding as usize].clone());
        say(header::CACHE_CONTROL, HeaderValue::from_static(keeping.as_str()));
        match language {
            Some(language) => {
                say(header::VARY, VARY);
                say(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
            }
            None => say(header::VARY, HeaderValue::from_static(keeping.vary())),
        }
        if let Some(link) = &self.link {
            say(header::LINK, link.clone());
        }
        if known {
            return response.finish();
        }
        say(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        if coding != Coding::Identity {
            say(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
        }
        response.body(self.coded(coding).clone())
    }

    fn coded(&self, coding: Coding) -> &Bytes {
        match coding {
            Coding::Identity => &self.body,
            Coding::Gzip => self.gzip.get_or_init(|| compressed(&self.body, coding)),
            Coding::Brotli => self.brotli.get_or_init(|| compressed(&self.body, coding)),
        }
    }

    /// Whether a tag is this answer's, in whichever coding.
    fn is_called(&self, tag: &str) -> bool {
        self.tags
            .iter()
            .any(|own| own.as_bytes().get(1..own.len() - 1) == Some(tag.as_bytes()))
    }
}
