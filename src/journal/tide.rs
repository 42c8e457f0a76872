//! How far the journal is, asked by many at once and looked up once for all of them.
//!
//! Whatever is kept in memory is told from what changed meanwhile by the number of the journal's last entry. Whoever was given an
//! acknowledgement and asks then must see the change, by whichever process it was made: so the number is looked up in the database
//! for every request, by a look that began after the request arrived. All who arrived before a look began share it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::Shared;
use tokio::sync::oneshot;

use super::last_number;
use crate::db::Db;
use crate::error::Result;

/// The looks at the journal of one of the server's workers.
#[derive(Default)]
pub struct Tide {
    /// A look that has not begun: whoever comes now may share it.
    next: Mutex<Option<Look>>,
    /// One look is under way at a time; whoever comes meanwhile shares the next.
    turn: tokio::sync::Mutex<()>,
}

/// What everybody who shares a look is told; nothing when it failed.
type Look = Shared<oneshot::Receiver<i64>>;

impl Tide {
    /// The number of the journal's last entry at the time of the call, or later.
    ///
    /// # Errors
    /// What the database says.
    pub async fn latest_entry(self: &Arc<Self>, db: &Db) -> Result<i64> {
        let look = self.next().get_or_insert_with(|| self.announce(db)).clone();
        match look.await {
            Ok(entry) => Ok(entry),
            // An error has one owner: whoever shared the look learns by one of their own what is wrong.
            Err(_) => db.read_one(last_number).await,
        }
    }

    /// A look that begins once everybody who is there already could join.
    fn announce(self: &Arc<Self>, db: &Db) -> Look {
        let (tell, told) = oneshot::channel();
        let (tide, db) = (self.clone(), db.clone());
        actix_web::rt::spawn(async move {
            let _turn = tide.turn.lock().await;
            // Before the database is asked: whoever comes from here on may know of a change that this look does not see.
            tide.next().take();
            if let Ok(entry) = db.read_one(last_number).await {
                // They may all have gone meanwhile.
                let _ = tell.send(entry);
            }
        });
        told.shared()
    }

    fn next(&self) -> MutexGuard<'_, Option<Look>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::{future, poll};

    use super::*;
    use crate::access::Actor;
    use crate::clock::{Clock, Timestamp};
    use crate::db::DatabaseAddress;
    use crate::journal::{Change, record};

    fn write(db: &Db, clock: &Clock) {
        let change = Change::catalogue_loaded("states", "another edition", 32).unwrap();
        let by = Actor::command("a test");
        db.write_here(|conn| record(conn, &change, &by, clock.now())).unwrap();
    }

    #[actix_web::test]
    async fn whoever_is_there_before_a_look_begins_shares_it_and_nobody_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(DatabaseAddress::Sqlite(folder.path().join("rai.db")), 2).unwrap();
        let clock = Clock::fixed(Timestamp::parse("2026-11-22T18:00:00Z").unwrap());
        crate::server::prepare(&db, &clock).unwrap();
        let before = db.read_here(last_number).unwrap();
        let tide = Arc::new(Tide::default());

        let mut asking: Vec<_> = (0..10).map(|_| Box::pin(tide.latest_entry(&db))).collect();
        for one in &mut asking {
            // As the server does: twice in a row, before it looks at the next connection.
            assert!(poll!(&mut *one).is_pending());
            assert!(poll!(&mut *one).is_pending());
        }
        let shared = tide.next().as_ref().and_then(Shared::strong_count);
        assert_eq!(shared, Some(11), "one look for ten, and who comes next");
        // Nobody looked yet, so all ten learn of it.
        write(&db, &clock);
        for seen in future::join_all(asking).await {
            assert_eq!(seen.unwrap(), before + 1);
        }

        let mut late = pin!(tide.latest_entry(&db));
        assert!(poll!(late.as_mut()).is_pending());
        write(&db, &clock);
        assert_eq!(late.await.unwrap(), before + 2);
        assert!(
            tide.next().is_none(),
            "a look that began is shared by nobody who comes later"
        );
    }
}
