//! What handlers take: the caller, the language, the body, the conditions on it.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{self, AcceptLanguage, Header};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::App;
use super::contract::Schema;
use super::query::Query;
use crate::access::{Actor, Sight};
use crate::clock::Timestamp;
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::idempotency::IdempotencyKey;
use crate::language::{Language, words};
use crate::tokens::{self, Token};

type Later<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

/// Whoever asks: somebody with a token, or the public.
pub struct Caller(pub Option<Actor>);

impl Caller {
    /// What the caller may see.
    pub fn sight(&self) -> Sight {
        self.0.as_ref().map_or(Sight::Public, Actor::sight)
    }
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given = request.headers().get(header::AUTHORIZATION).cloned();
        let app = request.app_data::<web::Data<App>>().cloned();
        Box::pin(async move {
            let Some(given) = given else { return Ok(Self(None)) };
            let app = app.ok_or_else(|| Error::internal("no app data"))?;
            let secret = given
                .to_str()
                .ok()
                .and_then(|given| given.split_once(' '))
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
                .map(|(_, secret)| secret.trim().to_owned())
                .ok_or(Error::Unauthenticated)?;
            let now = app.clock.now();
            let known = move |conn: &mut DbConnection| {
                let token = tokens::holder(conn, &secret, now)?;
                let actor = token.actor(conn)?;
                Ok((token, actor))
            };
            let (token, actor) = app.db.read_one(known).await?;
            note_use(&app, &token, now);
            Ok(Self(Some(actor)))
        })
    }
}

/// Has it written down that a token is in use. The request does not wait for that, and goes on where it fails.
pub fn note_use(app: &App, token: &Token, now: Timestamp) {
    if !app.uses.are_due(token, now) {
        return;
    }
    let (db, id) = (app.db.clone(), token.id);
    actix_web::rt::spawn(async move {
        if let Err(reason) = db.write(move |conn| tokens::note_use(conn, id, now)).await {
            tracing::warn!(token = %id, "the use of a token was not written down: {reason}");
        }
    });
}

/// Whoever changes something: nobody does without a token.
impl FromRequest for Actor {
    type Error = Error;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move { caller.await?.0.ok_or(Error::Unauthenticated) })
    }
}

impl FromRequest for Language {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(language_of(request)))
    }
}

/// The first language of `Accept-Language` that is one of ours; Spanish when there is none.
pub fn language_of(request: &HttpRequest) -> Language {
    if !request.headers().contains_key(header::ACCEPT_LANGUAGE) {
        return Language::Spanish;
    }
    let Ok(accepted) = AcceptLanguage::parse(request) else {
        return Language::Spanish;
    };
    accepted
        .ranked()
        .iter()
        .find_map(|preferred| Language::parse(preferred.item()?.as_str()))
        .unwrap_or_default()
}

/// A body as it came: bounded, whole and JSON, with what its sender asked about repetition and versions.
pub struct Body {
    bytes: Vec<u8>,
    value: Value,
    /// Method and path.
    target: String,
    key: Option<Vec<u8>>,
}

impl Body {
    /// The content, its form held against the contract.
    ///
    /// # Errors
    /// `Content` when nothing is left that has the right form.
    pub fn held<T: DeserializeOwned>(self, app: &App, schema: Schema) -> Result<Submitted<T>> {
        held(app, schema, self.value)
    }

    /// The content as it came.
    #[must_use]
    pub fn value(self) -> Value {
        self.value
    }

    /// The key under which the request may be repeated, if its sender chose one.
    ///
    /// # Errors
    /// `IdempotencyKey` when it is none.
    pub fn idempotency_key(&self) -> Result<Option<IdempotencyKey>> {
        let Some(key) = &self.key else { return Ok(None) };
        let key = std::str::from_utf8(key).map_err(|_| Error::IdempotencyKey)?;
        IdempotencyKey::new(key, &self.target, &self.bytes).map(Some)
    }
}

impl FromRequest for Body {
    type Error = Error;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // What is sent with a body has no parameters beside it.
        if let Err(refused) = Query::of(request).and_then(Query::finish) {
            return Box::pin(std::future::ready(Err(refused)));
        }
        let limit = request.app_data::<web::Data<App>>().map_or(0, |app| app.body_limit);
        let media_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(essence);
        let patch = request.method() == actix_web::http::Method::PATCH;
        let declared = declared_length(request);
        let key = request
            .headers()
            .get("idempotency-key")
            .map(|key| key.as_bytes().to_vec());
        let target = format!("{} {}", request.method(), request.path());
        let payload = payload.take();
        Box::pin(async move {
            match media_type.as_deref() {
                Some("application/json") => {}
                Some("application/merge-patch+json") if patch => {}
                _ => {
                    return Err(Error::MediaType {
                        expected: "application/json",
                    });
                }
            }
            let bytes = whole(payload, declared, limit).await?;
            let value = json(std::str::from_utf8(&bytes).map_err(|_| Error::Encoding)?)?;
            Ok(Self {
                bytes,
                value,
                target,
                key,
            })
        })
    }
}

/// How long the body is to be, in bytes, where its sender said so.
#[must_use]
pub fn declared_length(request: &HttpRequest) -> Option<usize> {
    let length = request.headers().get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// The body from its first byte to its last.
///
/// # Errors
/// `ContentTooLarge` before more than the limit is taken, `ContentCutShort`.
pub async fn whole(mut payload: Payload, declared: Option<usize>, limit: usize) -> Result<Vec<u8>> {
    if declared.is_some_and(|length| length > limit) {
        return Err(Error::ContentTooLarge { limit });
    }
    let mut bytes = Vec::with_capacity(declared.unwrap_or(4096));
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::ContentCutShort)?;
        if bytes.len() + chunk.len() > limit {
            return Err(Error::ContentTooLarge { limit });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// # Errors
/// `MalformedJson` with the place where it stops being JSON.
pub fn json(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|reason| Error::MalformedJson {
        line: reason.line().max(1),
        column: reason.column().max(1),
    })
}

/// What was sent, its form held against the contract.
///
/// # Errors
/// `Content` when nothing is left that has the right form.
pub fn held<T: DeserializeOwned>(app: &App, schema: Schema, mut sent: Value) -> Result<Submitted<T>> {
    let mut faults = app.contract.hold(schema, &mut sent);
    match serde_json::from_value(sent) {
        Ok(content) => Ok(Submitted { content, faults }),
        Err(_) if !faults.is_empty() => Err(Error::Content(faults)),
        Err(_) => {
            let words = words!(
                "Tiene un valor que no se entiende",
                "It has a value that is not understood"
            );
            faults.push(Fault::at("", FaultCode::InvalidFormat, words));
            Err(Error::Content(faults))
        }
    }
}

fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// The version a change is meant for, out of `If-Match`.
pub struct IfMatch(Option<Versions>);

enum Versions {
    Any,
    /// Those of the tags; tags that are none of ours match nothing.
    These(Vec<i32>),
}

impl IfMatch {
    /// Whether the record's version is the one the change is meant for.
    ///
    /// # Errors
    /// `PreconditionRequired` without `If-Match`, `Stale` when it names other versions.
    pub fn must_name(&self, version: i32) -> Result<()> {
        match &self.0 {
            None => Err(Error::PreconditionRequired),
            Some(Versions::Any) => Ok(()),
            Some(Versions::These(versions)) if versions.contains(&version) => Ok(()),
            Some(Versions::These(_)) => Err(Error::Stale { version }),
        }
    }

    /// The same where `If-Match` may be left out.
    ///
    /// # Errors
    /// `Stale` when it names other versions.
    pub fn may_name(&self, version: i32) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), |_| self.must_name(version))
    }
}

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(read_if_match(request))
    }
}

fn read_if_match(request: &HttpRequest) -> Result<IfMatch> {
    if !request.headers().contains_key(header::IF_MATCH) {
        return Ok(IfMatch(None));
    }
    let tags = header::IfMatch::parse(request).map_err(|_| Error::InvalidIfMatch)?;
    Ok(IfMatch(Some(match tags {
        header::IfMatch::Any => Versions::Any,
        header::IfMatch::Items(tags) if tags.is_empty() => return Err(Error::InvalidIfMatch),
        header::IfMatch::Items(tags) => Versions::These(
            tags.iter()
                .filter(|tag| !tag.weak)
                .filter_map(|tag| super::page::version_in(tag.tag()))
                .collect(),
        ),
    })))
}
