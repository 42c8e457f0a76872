//! The bodies that agreements name: looked up in the directory, or added to it.

use std::collections::HashMap;

use crate::access::Actor;
use crate::bodies::{self, Body, BodyDescription};
use crate::clock::{Clock, Timestamp};
use crate::db::DbConnection;
use crate::error::Result;

/// Bodies that were looked up before in the same transaction.
#[derive(Default)]
pub(super) struct Directory {
    by_identity: Option<HashMap<String, Body>>,
}

impl Directory {
    /// Bounds the memory of a long import.
    const MOST: usize = 50_000;

    /// Keeps what it finds, for as long as one transaction lasts.
    pub(super) fn keeping() -> Self {
        Self {
            by_identity: Some(HashMap::new()),
        }
    }

    pub(super) fn find_or_create(
        &mut self,
        conn: &mut DbConnection,
        description: &BodyDescription,
        by: &Actor,
        clock: &Clock,
        now: Timestamp,
    ) -> Result<Body> {
        let Some(known) = &mut self.by_identity else {
            return bodies::find_or_create(conn, description, by, clock, now);
        };
        let key = description.identity_key();
        if let Some(body) = known.get(&key) {
            return Ok(body.clone());
        }
        let body = bodies::find_or_create(conn, description, by, clock, now)?;
        if known.len() >= Self::MOST {
            known.clear();
        }
        known.insert(key, body.clone());
        Ok(body)
    }
}
