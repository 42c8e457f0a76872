//! Records that were shown lately, kept in memory: those of the first pages are asked for again and again, by ever other questions.

use std::collections::HashMap;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::page::{Found, State};
use crate::access::Sight;
use crate::agreements::{AgreementId, Readable, read_many};
use crate::db::Db;
use crate::error::Result;

/// The records, so many bytes of them.
///
/// Each is kept for the state in which the index has its agreement. It was read when the index had that state, or later: so it is as
/// new as whatever the index takes into account, and a change gives the agreement another state. Who may see a record is decided by
/// the question that found it.
pub struct Records(Cache<State, Arc<Readable>, Bytesize>);

#[derive(Clone)]
struct Bytesize;

impl Weighter<State, Arc<Readable>> for Bytesize {
    /// With what is taken out of a record to tell it, and what an entry takes.
    fn weight(&self, _: &State, record: &Arc<Readable>) -> u64 {
        (record.record.len() * 3 / 2 + 500) as u64
    }
}

impl Records {
    /// Keeps records of so many bytes in all.
    #[must_use]
    pub fn of_bytes(capacity: u64) -> Self {
        let usual = usize::try_from(capacity / 4_000).unwrap_or(usize::MAX);
        Self(Cache::with_weighter(usual, capacity, Bytesize))
    }

    /// The records of what was found, in its order; those that are not there or not to be seen any more are left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(&self, db: &Db, sight: &Sight, found: &Found) -> Result<Vec<Arc<Readable>>> {
        let ids = found.places.iter().map(|place| place.id);
        let mut records: Vec<(AgreementId, State, Option<Arc<Readable>>)> = ids
            .zip(&found.states)
            .map(|(id, state)| (id, *state, self.0.get(state)))
            .collect();
        let missing: Vec<AgreementId> = records
            .iter()
            .filter(|(.., record)| record.is_none())
            .map(|(id, ..)| *id)
            .collect();
        if !missing.is_empty() {
            let read = db.read_here(|conn| read_many(conn, sight, &missing))?;
            let mut read: HashMap<AgreementId, Readable> = read.into_iter().map(|record| (record.id, record)).collect();
            for (id, state, record) in &mut records {
                if let Some(read) = read.remove(id) {
                    let read = Arc::new(read);
                    self.0.insert(*state, read.clone());
                    *record = Some(read);
                }
            }
        }
        Ok(records.into_iter().filter_map(|(.., record)| record).collect())
    }
}
