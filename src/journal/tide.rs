//! How far the journal is, asked by many at once and looked up once for all of them.
//!
//! Whatever is kept in memory is told from what changed meanwhile by the number of the journal's last entry. Whoever was given an
//! acknowledgement and asks then must see the change, by whichever process it was made: so the number is looked up in the database
//! for every request, by a look that began after the request arrived. All who arrived before a look began share it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::SeqCst};

use tokio::sync::Mutex;

use super::last_number;
use crate::db::{DatabaseAddress, Db};
use crate::error::Result;

/// The looks at the journal, numbered in the order in which they begin.
#[derive(Default)]
pub struct Tide {
    begun: AtomicU64,
    /// The highest of those that have ended, and the highest number any of them saw.
    ended: AtomicU64,
    entry: AtomicI64,
    /// On a database server one look is under way at a time; whoever comes meanwhile shares the next.
    turn: Mutex<()>,
}

impl Tide {
    /// The number of the journal's last entry at the time of the call, or later.
    ///
    /// # Errors
    /// What the database says.
    pub async fn latest_entry(&self, db: &Db) -> Result<i64> {
        let begun_before = self.begun.load(SeqCst);
        // Lets every other request that is there already come as far as this, so that one look serves them all.
        tokio::task::yield_now().await;
        if let Some(entry) = self.seen_since(begun_before) {
            return Ok(entry);
        }
        let _turn = match db.address() {
            DatabaseAddress::Sqlite(_) => None,
            DatabaseAddress::Postgres(_) => Some(self.turn.lock().await),
        };
        if let Some(entry) = self.seen_since(begun_before) {
            return Ok(entry);
        }
        let look = self.begun.fetch_add(1, SeqCst) + 1;
        let entry = db.read_one(last_number).await?;
        self.entry.fetch_max(entry, SeqCst);
        self.ended.fetch_max(look, SeqCst);
        Ok(entry)
    }

    /// What a look saw that began later than so many others.
    fn seen_since(&self, begun_before: u64) -> Option<i64> {
        (self.ended.load(SeqCst) > begun_before).then(|| self.entry.load(SeqCst))
    }
}
