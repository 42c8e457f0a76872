//! What lists and records have in common: limits, cursors, next links, entity tags.

use actix_web::HttpRequest;
use actix_web::http::header::{self, EntityTag, Header, IfNoneMatch};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::query::Query;
use crate::agreements::{Place, Sort};
use crate::error::{Error, Result};

/// How much of a list is asked for, and from where.
pub struct Paging {
    pub limit: i64,
    cursor: Option<String>,
    question: String,
    path: String,
    /// The query without its cursor, for the link to the next page.
    rest: String,
}

#[derive(Serialize, Deserialize)]
struct Cursor<P> {
    #[serde(rename = "q")]
    question: String,
    #[serde(rename = "p")]
    place: P,
}

impl Paging {
    /// Reads `limit` and `cursor`. The question a cursor belongs to is the path and every parameter but these.
    pub fn read(query: &mut Query, path: &str, default_limit: i64) -> Self {
        let limit = query.limit();
        let cursor = query.text("cursor");
        let rest = query.without(&["cursor"]);
        let mut question = query.pairs_without(&["cursor", "limit", "facets", "format"]);
        question.sort();
        // A page has the same places in each of its languages.
        let list = path.strip_prefix("/es/").or_else(|| path.strip_prefix("/en/"));
        let list = list.unwrap_or(path);
        let question = short_hash(format!("{list}?{question:?}").as_bytes());
        Self {
            limit: limit.unwrap_or(default_limit),
            cursor,
            question,
            path: path.to_owned(),
            rest,
        }
    }

    /// The place the page begins behind.
    ///
    /// # Errors
    /// `InvalidCursor` when it is none of ours, `ForeignCursor` when it is another question's.
    pub fn after<P: DeserializeOwned>(&self) -> Result<Option<P>> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Error::InvalidCursor)?;
        let (check, payload) = bytes.split_at_checked(8).ok_or(Error::InvalidCursor)?;
        if Sha256::digest(payload)[..8] != *check {
            return Err(Error::InvalidCursor);
        }
        let cursor: Cursor<P> = match serde_json::from_slice(payload) {
            Ok(cursor) => cursor,
            // Whole, but another list's: its places are of another kind.
            Err(_) => return Err(Error::ForeignCursor),
        };
        if cursor.question == self.question {
            Ok(Some(cursor.place))
        } else {
            Err(Error::ForeignCursor)
        }
    }

    /// What of the rows is on the page, and the address of the next one: a row more than the limit was asked for, to know
    /// whether there is any.
    ///
    /// # Errors
    /// None that can be met.
    pub fn cut<T, P: Serialize>(&self, mut rows: Vec<T>, place: impl Fn(&T) -> P) -> Result<(Vec<T>, Option<String>)> {
        let limit = usize::try_from(self.limit).map_err(Error::internal)?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        let next = last.map(|row| self.next(&place(row))).transpose()?;
        Ok((rows, next))
    }

    /// The address of the page that begins behind a place.
    ///
    /// # Errors
    /// None that can be met.
    pub fn next<P: Serialize>(&self, place: &P) -> Result<String> {
        let payload = serde_json::to_vec(&Cursor {
            question: self.question.clone(),
            place,
        })?;
        let mut bytes = Sha256::digest(&payload)[..8].to_vec();
        bytes.extend_from_slice(&payload);
        let cursor = URL_SAFE_NO_PAD.encode(bytes);
        let separator = if self.rest.is_empty() { "" } else { "&" };
        Ok(format!("{}?{}{separator}cursor={cursor}", self.path, self.rest))
    }
}

/// A place in a list of agreements, when it is one of that order.
///
/// # Errors
/// `ForeignCursor` when it is another order's.
pub fn place_in(sort: Sort, place: Place) -> Result<Place> {
    if place.is_of(sort) {
        Ok(place)
    } else {
        Err(Error::ForeignCursor)
    }
}

#[must_use]
pub fn short_hash(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..9])
}

/// A strong tag: the record's version for whoever wants to change it, and a digest of what is sent for whoever reads it.
#[must_use]
pub fn entity_tag(version: i32, body: &[u8]) -> EntityTag {
    EntityTag::new_strong(format!("{version}-{}", short_hash(body)))
}

/// The version a tag of ours stands for.
#[must_use]
pub fn version_in(tag: &str) -> Option<i32> {
    tag.split_once('-')?.0.parse().ok()
}

/// Whether the reader has this already, by the tag it has.
pub fn is_known(request: &HttpRequest, is_called: impl Fn(&str) -> bool) -> bool {
    if !request.headers().contains_key(header::IF_NONE_MATCH) {
        return false;
    }
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| is_called(known.tag())),
        Err(_) => false,
    }
}
