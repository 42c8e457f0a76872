//! Doing a thing once however often it is asked for: the answer given under an `Idempotency-Key` is kept beside what it did,
//! in the same transaction. A repetition that comes while the first is under way on the same node is told so; on another node it
//! waits for the answer, as writers take turns.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::prelude::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Actor;
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::db::schema::idempotent_answers;
use crate::error::{Error, Result};
use crate::journal::RecordKind;
use crate::tokens::TokenId;

/// A key a caller chose, and the request it was chosen for.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    key: String,
    request: Vec<u8>,
}

impl IdempotencyKey {
    /// # Errors
    /// `IdempotencyKey` unless it is 1 to 200 visible ASCII characters.
    pub fn new(key: &str, path: &str, body: &[u8]) -> Result<Self> {
        if key.is_empty() || key.len() > 200 || !key.bytes().all(|letter| letter.is_ascii_graphic()) {
            return Err(Error::IdempotencyKey);
        }
        let mut request = Sha256::new();
        request.update(path.as_bytes());
        request.update([0]);
        request.update(body);
        Ok(Self {
            key: key.to_owned(),
            request: request.finalize().to_vec(),
        })
    }
}

/// The requests with a key that this node is at work on.
#[derive(Debug, Clone, Default)]
pub struct UnderWay(Arc<Mutex<HashSet<(TokenId, String)>>>);

/// A request's place among those under way; given up when it is dropped, whatever became of the request.
#[derive(Debug)]
pub struct Place {
    of: (TokenId, String),
    among: UnderWay,
}

impl UnderWay {
    /// Takes the place of a caller's key. A request without a key needs none.
    ///
    /// # Errors
    /// `RequestInProgress` while another request has it.
    pub fn begin(&self, by: &Actor, key: Option<&IdempotencyKey>) -> Result<Option<Place>> {
        let (Some(token), Some(key)) = (by.token, key) else {
            return Ok(None);
        };
        let of = (token, key.key.clone());
        if !self.lock().insert(of.clone()) {
            return Err(Error::RequestInProgress);
        }
        Ok(Some(Place {
            of,
            among: self.clone(),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<(TokenId, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.among.lock().remove(&self.of);
    }
}

/// What was made, as it was answered.
#[derive(Debug, Clone)]
pub struct Made {
    pub kind: RecordKind,
    pub id: Uuid,
    pub answer: String,
    /// Told to whoever asked first and to nobody again: it is not kept.
    pub secret: Option<String>,
}

/// Request hash, kind and id of the record, answer.
type Row = (Vec<u8>, String, Vec<u8>, String);

/// Makes something, unless it was made under this key before: then gives the same answer again.
///
/// # Errors
/// `IdempotencyKeyReused` when the key was used for another request; whatever `doing` refuses.
pub fn once(
    conn: &mut DbConnection,
    key: Option<IdempotencyKey>,
    by: &Actor,
    now: Timestamp,
    doing: impl FnOnce(&mut DbConnection) -> Result<Made>,
) -> Result<Made> {
    let (Some(key), Some(token)) = (key, by.token) else {
        return doing(conn);
    };
    let known: Option<Row> = idempotent_answers::table
        .find((token, &key.key))
        .select((
            idempotent_answers::request_hash,
            idempotent_answers::record_kind,
            idempotent_answers::record_id,
            idempotent_answers::answer,
        ))
        .first(conn)
        .optional()?;
    if let Some((request, kind, id, answer)) = known {
        if request != key.request {
            return Err(Error::IdempotencyKeyReused);
        }
        let kind = RecordKind::parse(&kind).ok_or_else(|| Error::internal("a kept answer of an unknown kind"))?;
        return Ok(Made {
            kind,
            id: Uuid::from_slice(&id).map_err(Error::internal)?,
            answer,
            secret: None,
        });
    }
    let made = doing(conn)?;
    diesel::insert_into(idempotent_answers::table)
        .values((
            idempotent_answers::token_id.eq(token),
            idempotent_answers::key.eq(&key.key),
            idempotent_answers::request_hash.eq(&key.request),
            idempotent_answers::record_kind.eq(made.kind.as_str()),
            idempotent_answers::record_id.eq(made.id.as_bytes().to_vec()),
            idempotent_answers::answer.eq(&made.answer),
            idempotent_answers::answered_at.eq(now),
        ))
        .execute(conn)?;
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn caller() -> Actor {
        Actor {
            token: Some(TokenId(Clock::system().new_id())),
            ..Actor::command("someone")
        }
    }

    #[test]
    fn a_key_has_one_place_for_each_caller_until_it_is_given_up() {
        let (under_way, ana, eva) = (UnderWay::default(), caller(), caller());
        let key = IdempotencyKey::new("k", "POST /bodies", b"{}").unwrap();
        let first = under_way.begin(&ana, Some(&key)).unwrap();
        assert!(matches!(
            under_way.begin(&ana, Some(&key)),
            Err(Error::RequestInProgress)
        ));
        assert!(under_way.begin(&eva, Some(&key)).unwrap().is_some());
        assert!(under_way.begin(&ana, None).unwrap().is_none());
        drop(first);
        assert!(under_way.begin(&ana, Some(&key)).unwrap().is_some());
    }

    #[test]
    fn a_request_that_panics_gives_its_place_up() {
        let (under_way, ana) = (UnderWay::default(), caller());
        let key = IdempotencyKey::new("k", "POST /bodies", b"{}").unwrap();
        let (theirs, by, its) = (under_way.clone(), ana.clone(), key.clone());
        let died = std::thread::spawn(move || {
            let _place = theirs.begin(&by, Some(&its)).unwrap();
            panic!("on purpose");
        });
        assert!(died.join().is_err());
        assert!(under_way.begin(&ana, Some(&key)).is_ok());
    }
}
