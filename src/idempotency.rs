//! Doing a thing once however often it is asked for: the answer given under an `Idempotency-Key` is kept beside what it did,
//! in the same transaction. Writers take turns, so a repetition that comes while the first is under way waits for its answer.

use diesel::prelude::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Actor;
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::db::schema::idempotent_answers;
use crate::error::{Error, Result};
use crate::journal::RecordKind;

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

/// What was made, as it was answered.
#[derive(Debug, Clone)]
pub struct Made {
    pub kind: RecordKind,
    pub id: Uuid,
    pub answer: String,
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
