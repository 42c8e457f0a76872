//! Finished answers, kept in memory: the same question by somebody of the same sight, at the same entry of the journal and on the
//! same day, has the same answer.
//!
//! A key holds all of that, so an answer is never stale: after any change questions have another key. What is not asked for any
//! more makes room by itself.

use std::hash::Hash;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use chrono::NaiveDate;
use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};

use super::App;
use super::extract::Caller;
use super::finished::{Finished, Keeping};
use crate::access::Sight;
use crate::error::Result;
use crate::language::Language;

/// The answers that are kept, so many bytes of them.
pub struct Answers(Cache<Question, Arc<Finished>, Bytesize>);

/// Everything an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    /// Path and query as they came.
    address: String,
    state: Option<State>,
}

/// How things stand, and for whom; nothing for what stays the same for as long as the server runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    sight: Sight,
    language: Option<Language>,
    today: NaiveDate,
    entry: i64,
}

/// A question that is looked for, its address not copied.
#[derive(Hash)]
struct Sought<'a> {
    address: &'a str,
    state: &'a Option<State>,
}

impl Equivalent<Question> for Sought<'_> {
    fn equivalent(&self, question: &Question) -> bool {
        self.address == question.address && *self.state == question.state
    }
}

/// A question that is being answered.
pub struct Asking<'a> {
    pub request: &'a HttpRequest,
    pub caller: &'a Caller,
    /// In which it is answered; nothing where the answer says the same in each.
    pub language: Option<Language>,
    /// The last entry of the journal when it arrived, or a later one.
    pub entry: i64,
}

/// An answer that was just worked out.
pub struct Answer {
    pub body: Vec<u8>,
    pub media_type: &'static str,
    /// Of the one record it shows, for whoever changes it afterwards.
    pub version: Option<i32>,
    /// Address of the next page.
    pub next: Option<String>,
    /// Whether it takes everything up to the entry into account, so that it may be kept.
    pub whole: bool,
}

impl Answer {
    /// A whole answer in JSON, of no single record.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            media_type: "application/json",
            version: None,
            next: None,
            whole: true,
        }
    }
}

#[derive(Clone)]
struct Bytesize;

impl Weighter<Question, Arc<Finished>> for Bytesize {
    /// With what a key, an entry and its headers take beside the bytes themselves.
    fn weight(&self, question: &Question, answer: &Arc<Finished>) -> u64 {
        (answer.weight() + question.address.len() + 1_000) as u64
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
        work_out: impl AsyncFnOnce() -> Result<Answer>,
    ) -> Result<HttpResponse> {
        let finished = self.finished(app, &asking, work_out).await?;
        let keeping = if asking.caller.0.is_some() {
            Keeping::OwnAskingAgain
        } else {
            Keeping::AskingAgain
        };
        Ok(finished.send(asking.request, asking.language, keeping))
    }

    /// The answer itself, for whoever sends it in a manner of its own.
    ///
    /// # Errors
    /// What `work_out` refuses.
    pub async fn finished(
        &self,
        app: &App,
        asking: &Asking<'_>,
        work_out: impl AsyncFnOnce() -> Result<Answer>,
    ) -> Result<Arc<Finished>> {
        let state = State {
            sight: asking.caller.sight(),
            language: asking.language,
            today: app.clock.today(),
            entry: asking.entry,
        };
        self.of_state(asking.request, Some(state), work_out).await
    }

    /// Answers with what everybody is told alike for as long as the server runs, such as a catalogue.
    ///
    /// # Errors
    /// What `work_out` refuses.
    pub async fn constant(
        &self,
        request: &HttpRequest,
        work_out: impl AsyncFnOnce() -> Result<Answer>,
    ) -> Result<HttpResponse> {
        self.unchanging(request, Keeping::ForAnHour, work_out).await
    }

    /// The same with what whoever keeps it may do with it.
    ///
    /// # Errors
    /// What `work_out` refuses.
    pub async fn unchanging(
        &self,
        request: &HttpRequest,
        keeping: Keeping,
        work_out: impl AsyncFnOnce() -> Result<Answer>,
    ) -> Result<HttpResponse> {
        let finished = self.of_state(request, None, work_out).await?;
        Ok(finished.send(request, None, keeping))
    }

    async fn of_state(
        &self,
        request: &HttpRequest,
        state: Option<State>,
        work_out: impl AsyncFnOnce() -> Result<Answer>,
    ) -> Result<Arc<Finished>> {
        let address = request.uri().path_and_query().map_or("/", |address| address.as_str());
        let sought = Sought { address, state: &state };
        if let Some(kept) = self.0.get(&sought) {
            return Ok(kept);
        }
        let made = work_out().await?;
        let whole = made.whole;
        let finished = Arc::new(Finished::of(made)?);
        if whole {
            let address = address.to_owned();
            self.0.insert(Question { address, state }, finished.clone());
        }
        Ok(finished)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[actix_web::test]
    async fn no_more_is_kept_than_so_many_bytes() {
        let answers = Answers::of_bytes(200_000);
        for number in 0..1_000 {
            let request = TestRequest::with_uri(&format!("/{number}")).to_http_request();
            let make = async || Ok(Answer::json("a".repeat(5_000)));
            answers.constant(&request, make).await.unwrap();
            assert!(answers.0.weight() <= 200_000);
        }
        assert!(answers.0.len() > 10, "{}", answers.0.len());
    }

    #[actix_web::test]
    async fn what_is_kept_is_not_made_again_and_what_is_not_whole_is() {
        let answers = Answers::of_bytes(200_000);
        let request = TestRequest::with_uri("/a?b=c").to_http_request();
        let mut made = 0;
        for whole in [false, false, true, true] {
            let make = async || {
                made += 1;
                Ok(Answer {
                    whole,
                    ..Answer::json("{}".to_owned())
                })
            };
            answers.constant(&request, make).await.unwrap();
        }
        assert_eq!(made, 3);
    }
}
