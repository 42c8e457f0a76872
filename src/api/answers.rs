//! Finished answers, kept in memory: the same question by somebody of the same sight, at the same entry of the journal and on the
//! same day, has the same answer.
//!
//! A key holds all of that, so an answer is never stale: after any change questions have another key. What is not asked for any
//! more makes room by itself.

use std::sync::{Arc, OnceLock};

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Bytes;
use chrono::NaiveDate;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::App;
use super::compression::{Coding, compressed};
use super::extract::Caller;
use super::page::{is_known, short_hash};
use crate::access::Sight;
use crate::error::Result;
use crate::language::Language;

/// What an answer depends on beside its address.
pub const VARY: HeaderValue = HeaderValue::from_static("Accept, Accept-Encoding, Accept-Language, Authorization");

/// Shorter answers are sent as they are: there is little to win.
const WORTH_COMPRESSING: usize = 1_000;

/// The answers that are kept, so many bytes of them.
pub struct Answers(Cache<Question, Arc<Finished>, Bytesize>);

/// Everything an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    /// Path and query as they came.
    address: String,
    sight: Sight,
    language: Language,
    today: NaiveDate,
    entry: i64,
}

/// A question that is being answered.
pub struct Asking<'a> {
    pub request: &'a HttpRequest,
    pub caller: &'a Caller,
    pub language: Language,
    /// The last entry of the journal when it arrived, or a later one.
    pub entry: i64,
}

/// An answer that was just worked out.
pub struct Made {
    pub body: String,
    /// Of the one record it shows, for whoever changes it afterwards.
    pub version: Option<i32>,
    /// Address of the next page.
    pub next: Option<String>,
    /// Whether it takes everything up to the entry into account, so that it may be kept.
    pub whole: bool,
}

struct Finished {
    body: Bytes,
    tag: String,
    next: Option<String>,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

#[derive(Clone)]
struct Bytesize;

impl Weighter<Question, Arc<Finished>> for Bytesize {
    /// With half as much again for its compressed forms.
    fn weight(&self, question: &Question, answer: &Arc<Finished>) -> u64 {
        (answer.body.len() * 3 / 2 + question.address.len() + 500) as u64
    }
}

impl Answers {
    /// Keeps answers of so many bytes in all.
    #[must_use]
    pub fn of_bytes(capacity: u64) -> Self {
        let usual = usize::try_from(capacity / 20_000).unwrap_or(usize::MAX);
        Self(Cache::with_weighter(usual, capacity, Bytesize))
    }

    /// Answers from what is kept, or with what is made now.
    ///
    /// # Errors
    /// What `work_out` refuses.
    pub async fn answer(
        &self,
        app: &App,
        asking: Asking<'_>,
        work_out: impl AsyncFnOnce() -> Result<Made>,
    ) -> Result<HttpResponse> {
        let question = Question {
            address: asking.request.uri().to_string(),
            sight: asking.caller.sight(),
            language: asking.language,
            today: app.clock.today(),
            entry: asking.entry,
        };
        if let Some(kept) = self.0.get(&question) {
            return Ok(kept.send(&asking));
        }
        let made = work_out().await?;
        let tag = match made.version {
            Some(version) => format!("{version}-{}", short_hash(made.body.as_bytes())),
            None if made.whole => question.tag(),
            None => short_hash(made.body.as_bytes()),
        };
        let finished = Arc::new(Finished {
            body: made.body.into(),
            tag,
            next: made.next,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        });
        let response = finished.send(&asking);
        if made.whole {
            self.0.insert(question, finished);
        }
        Ok(response)
    }
}

impl Question {
    /// Names the answer without looking at it.
    fn tag(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(format!("{self:?}"));
        super::page::in_letters(&digest.finalize()[..12])
    }
}

impl Finished {
    fn send(&self, asking: &Asking<'_>) -> HttpResponse {
        let coding = if self.body.len() < WORTH_COMPRESSING {
            Coding::Identity
        } else {
            Coding::negotiated(asking.request)
        };
        let known = is_known(asking.request, |known| self.is_called(known));
        let mut response = if known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        let tag = format!("\"{}{}\"", self.tag, coding.suffix());
        // Either may be kept by whoever keeps answers, and must be asked for again: the tag makes that cheap.
        let keeping = if asking.caller.0.is_some() {
            "private, no-cache"
        } else {
            "public, no-cache"
        };
        response
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, HeaderValue::from_static(keeping)))
            .insert_header((header::VARY, VARY))
            .insert_header((
                header::CONTENT_LANGUAGE,
                HeaderValue::from_static(asking.language.tag()),
            ));
        if let Some(next) = &self.next {
            response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
        }
        if known {
            return response.finish();
        }
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
        let body = match coding {
            Coding::Identity => &self.body,
            Coding::Gzip => self.gzip.get_or_init(|| compressed(&self.body, coding)),
            Coding::Brotli => self.brotli.get_or_init(|| compressed(&self.body, coding)),
        };
        if coding != Coding::Identity {
            response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(coding.name())));
        }
        response.body(body.clone())
    }

    /// Whether a tag is this answer's, in whichever coding.
    fn is_called(&self, tag: &str) -> bool {
        tag.strip_prefix(self.tag.as_str())
            .is_some_and(|suffix| Coding::ALL.iter().any(|coding| coding.suffix() == suffix))
    }
}
