//! Sealing: what the journal has more becomes leaves of the log, a few hundred at a time, in the order of the numbers.
//!
//! Entries are sealed behind their transaction, so that nobody who writes waits for it. Any number of nodes may try: the first one
//! to write decides the salts, and the others find it done.

use std::time::Duration;

use diesel::prelude::*;
use tlog_tiles::tlog::Hash;
use tokio::sync::watch;

use super::fields::{SaltKey, leaf_hash};
use super::tree;
use crate::background::{Background, Signal};
use crate::clock::Clock;
use crate::db::schema::leaves;
use crate::db::{Db, insert_rows};
use crate::error::Result;
use crate::journal;

/// The journal is looked at so often when nobody waits for it.
const PAUSE: Duration = Duration::from_millis(500);
/// After trouble the next attempt waits so long.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// The database is waited for so long before it counts as trouble.
const PATIENCE: Duration = Duration::from_secs(2);
/// Entries sealed in one transaction: it holds the writers up for some milliseconds.
const AT_ONCE: i64 = 512;

/// Starts the thread that seals; it tells how many entries are.
///
/// # Errors
/// What the database says.
pub fn start(db: &Db, clock: &Clock) -> Result<(Background, watch::Receiver<i64>)> {
    let (db, clock) = (db.waiting_at_most(PATIENCE), clock.clone());
    let (told, sealed) = watch::channel(db.read_here(tree::size)?);
    let thread = Background::start("log", move |signal| follow(&db, &clock, &told, signal))?;
    Ok((thread, sealed))
}

fn follow(db: &Db, clock: &Clock, told: &watch::Sender<i64>, signal: &Signal) {
    let mut pause = Duration::ZERO;
    while signal.wait(pause) {
        pause = match seal_some(db, clock) {
            Ok(size) => {
                let more = told.send_replace(size) < size;
                if more { Duration::ZERO } else { PAUSE }
            }
            Err(reason) => {
                tracing::warn!("the log is behind the journal: {reason}");
                AFTER_TROUBLE
            }
        };
    }
}

/// Seals everything the journal has; for commands.
///
/// # Errors
/// What the database says.
pub fn seal_all(db: &Db, clock: &Clock) -> Result<i64> {
    let mut size = db.read_here(tree::size)?;
    loop {
        let now = seal_some(db, clock)?;
        if now == size {
            return Ok(size);
        }
        size = now;
    }
}

#[derive(Insertable)]
#[diesel(table_name = leaves)]
struct LeafRow {
    number: i64,
    root: Vec<u8>,
    salt_key: Vec<u8>,
}

/// Seals the next entries, if there are any; answers with how many are sealed then.
fn seal_some(db: &Db, clock: &Clock) -> Result<i64> {
    let (size, entries) = db.read_here(|conn| {
        let size = tree::size(conn)?;
        Ok((size, journal::canonical_after(conn, size, AT_ONCE)?))
    })?;
    if entries.is_empty() {
        return Ok(size);
    }
    let mut rows = Vec::with_capacity(entries.len());
    let mut hashes: Vec<Hash> = Vec::with_capacity(entries.len());
    for (number, entry) in &entries {
        let key = SaltKey(clock.new_secret());
        let root = key.root(entry)?;
        hashes.push(leaf_hash(*number, root)?);
        rows.push(LeafRow {
            number: *number,
            root: root.0.to_vec(),
            salt_key: key.0.to_vec(),
        });
    }
    db.write_here(|conn| {
        let now = tree::size(conn)?;
        if now != size {
            return Ok(now);
        }
        insert_rows!(conn, leaves::table, rows)?;
        tree::append(conn, size, hashes)?;
        tree::size(conn)
    })
}
