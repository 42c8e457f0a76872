//! A form that was sent to make a move: once, however often it arrives, and only on the case as its sender saw it.

use actix_web::HttpRequest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::access::Actor;
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::moves::{self, Asked};
use crate::idempotency::IdempotencyKey;
use crate::procedure::Move;
use crate::web::form::{Posted, must_be, retry_while_in_progress};

/// A move as it was sent.
pub struct Sent {
    step: Move,
    case: String,
    version: i32,
    key: IdempotencyKey,
    said: Value,
}

/// What came of it.
pub struct Made {
    pub case: Uuid,
    pub version: i32,
}

/// What is kept of it, to be told again.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: i32,
}

impl Sent {
    /// # Errors
    /// `PreconditionRequired` and `IdempotencyKey` when the form is none of ours.
    pub fn read(step: Move, request: &HttpRequest, posted: &Posted, said: Value, case: &str) -> Result<Self> {
        let key = posted.field("key").ok_or(Error::IdempotencyKey)?;
        let key = IdempotencyKey::new(key, &format!("POST {}", request.path()), said.to_string().as_bytes())?;
        Ok(Self {
            step,
            case: case.to_owned(),
            version: posted.version().ok_or(Error::PreconditionRequired)?,
            key,
            said,
        })
    }

    /// Makes the move.
    ///
    /// # Errors
    /// `Stale` when somebody was faster, whatever the move refuses.
    pub async fn make(&self, app: &App, by: Actor) -> Result<Made> {
        retry_while_in_progress(async || self.try_once(app, by.clone()).await).await
    }

    async fn try_once(&self, app: &App, by: Actor) -> Result<Made> {
        let asked = Asked {
            step: self.step,
            case: self.case.clone(),
            by,
            said: self.said.clone(),
            key: Some(self.key.clone()),
        };
        let made = moves::make(app, asked, must_be(Some(self.version)), |readable| {
            Ok(serde_json::to_string(&Kept {
                version: readable.version,
            })?)
        });
        let made = made.await?;
        let kept: Kept = serde_json::from_str(&made.answer)?;
        Ok(Made {
            case: made.id,
            version: kept.version,
        })
    }
}
