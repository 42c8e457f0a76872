//! The log: the journal as a Merkle tree that outsiders can check, so that what was said once cannot be taken back unseen.
//!
//! Each entry of the journal is one leaf, in the order of their numbers: entry 1 is leaf 0. A leaf does not hold the entry but the
//! root over commitments to each of its fields ([`fields`]), so that a field can be kept back from a reader, or withdrawn by order,
//! and everything else can still be proved. The tree is that of RFC 9162, section 2.1, in tiles ([`tree`]); its head is signed as
//! a C2SP checkpoint ([`keys`]) and served as C2SP tlog-tiles. A thread of the server seals what the journal has more ([`seal`]).

pub mod fields;
pub mod keys;
pub mod opened;
pub mod seal;
pub mod tree;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use self::keys::LogKeys;
use crate::background::Background;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};

/// The log as a server has it: the keys it signs with, and the thread that seals.
pub struct Log {
    keys: Option<LogKeys>,
    sealed: watch::Receiver<i64>,
    thread: Background,
}

/// How long somebody waits for an entry to be sealed.
const PATIENCE: Duration = Duration::from_secs(5);

impl Log {
    /// Begins to seal what the journal has more.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(db: &Db, clock: &Clock, keys: Option<LogKeys>) -> Result<Arc<Self>> {
        let (thread, sealed) = seal::start(db, clock)?;
        Ok(Arc::new(Self { keys, sealed, thread }))
    }

    /// The keys that sign the log.
    ///
    /// # Errors
    /// `LogUnsigned` when the register was given none.
    pub fn keys(&self) -> Result<&LogKeys> {
        self.keys.as_ref().ok_or(Error::LogUnsigned)
    }

    /// How many entries are sealed now.
    #[must_use]
    pub fn now(&self) -> i64 {
        *self.sealed.borrow()
    }

    /// How many entries are sealed, once an entry is among them.
    ///
    /// # Errors
    /// `Unavailable` when that takes too long, as behind a large import.
    pub async fn at_least(&self, entry: i64) -> Result<i64> {
        let now = self.now();
        if now >= entry {
            return Ok(now);
        }
        let mut sealed = self.sealed.clone();
        self.thread.wake();
        let reached = sealed.wait_for(|sealed| *sealed >= entry);
        match tokio::time::timeout(PATIENCE, reached).await {
            Ok(Ok(sealed)) => Ok(*sealed),
            _ => Err(Error::unavailable(&format!("entry {entry} is not sealed yet"))),
        }
    }
}
