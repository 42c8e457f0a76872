//! The last day on which a token was used: for whoever decides which tokens are still needed. It is no change of the register,
//! so it is in no entry.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;

use super::{Token, TokenId};
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::db::schema::tokens;
use crate::error::Result;

/// When this node last set about writing down each token's use.
#[derive(Debug, Clone, Default)]
pub struct Uses(Arc<Mutex<HashMap<TokenId, Timestamp>>>);

/// A day is written down once. Where that fails, or takes its time, it is tried again no sooner than this: a database that
/// takes no writes is not asked for one with every request.
const MINUTES_BETWEEN_TRIES: i64 = 10;

impl Uses {
    /// Whether the token's use is to be written down now. Whoever is told so does it.
    #[must_use]
    pub fn are_due(&self, token: &Token, now: Timestamp) -> bool {
        if token.last_used_on == Some(now.day_in_mexico()) {
            return false;
        }
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = |last: &Timestamp| *last <= now && now < last.plus_minutes(MINUTES_BETWEEN_TRIES);
        if tried.get(&token.id).is_some_and(recent) {
            return false;
        }
        tried.insert(token.id, now);
        true
    }
}

/// Writes down that a token was used today, unless a later day is known.
///
/// # Errors
/// What the database says.
pub fn note_use(conn: &mut DbConnection, id: TokenId, now: Timestamp) -> Result<()> {
    let today = now.day_in_mexico();
    let earlier = tokens::last_used_on
        .is_null()
        .or(tokens::last_used_on.assume_not_null().lt(today));
    diesel::update(tokens::table.find(id).filter(earlier))
        .set(tokens::last_used_on.eq(today))
        .execute(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::clock::Clock;
    use crate::tokens::Scopes;

    #[test]
    fn a_use_is_due_once_a_day_and_again_only_after_a_while() {
        let at = |time: &str| Timestamp::parse(time).unwrap();
        let mut token = Token {
            id: TokenId(Clock::system().new_id()),
            name: "x".into(),
            role: Role::System,
            body_id: None,
            state: None,
            scopes: Scopes::default(),
            created_at: at("2026-11-22T18:00:00Z"),
            expires_at: None,
            revoked_at: None,
            last_used_on: None,
        };
        let uses = Uses::default();
        assert!(uses.are_due(&token, at("2026-11-22T18:00:00Z")));
        assert!(
            !uses.are_due(&token, at("2026-11-22T18:09:59Z")),
            "perhaps it is being written"
        );
        assert!(uses.are_due(&token, at("2026-11-22T18:10:00Z")), "it was not written");
        token.last_used_on = Some(at("2026-11-22T18:00:00Z").day_in_mexico());
        assert!(
            !uses.are_due(&token, at("2026-11-23T05:59:59Z")),
            "the same day in Mexico"
        );
        assert!(uses.are_due(&token, at("2026-11-23T06:00:00Z")));
    }
}
