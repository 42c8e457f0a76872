//! Small reads that come in the same turn of a worker's event loop, done together.
//!
//! On SQLite the locks around a reading transaction cost as much as the row that is read in it, and workers wait for one another
//! at each of them. A read waits until whatever else is there already has come as far, and all of them share one transaction.
//! Yielding once would not do: the server asks a new request's future twice in a row before it looks at the next connection.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::connection::{begin_snapshot, roll_back};
use super::{Db, DbConnection};
use crate::error::{Error, Result};

type Read = Box<dyn FnOnce(&mut DbConnection) + Send>;

/// The reads that wait for the end of the turn.
#[derive(Default)]
pub(super) struct Turn(Mutex<Vec<Read>>);

impl Turn {
    fn lock(&self) -> MutexGuard<'_, Vec<Read>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Db {
    /// Reads at the end of this turn: later than now, so that what was acknowledged by now is seen.
    pub(super) async fn read_this_turn<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut DbConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, told) = oneshot::channel();
        let read: Read = Box::new(move |conn| {
            // Whoever does not wait any more is told nothing.
            let _ = tell.send(ask(conn));
        });
        let first = {
            let mut waiting = self.turn.lock();
            waiting.push(read);
            waiting.len() == 1
        };
        if first {
            actix_web::rt::spawn(self.clone().end_turn());
        }
        told.await
            .map_err(|_| Error::unavailable(&"no connection that reads"))?
    }

    /// Here while a connection is free: that takes less time than the way to another thread and back.
    async fn end_turn(self) {
        let reads = std::mem::take(&mut *self.turn.lock());
        let done = match self.readers.try_get() {
            Some(mut free) => read_all(&mut free, reads),
            None => self.read(|conn| read_all(conn, reads)).await,
        };
        if let Err(reason) = done {
            tracing::error!("reads were not done: {reason}");
        }
    }
}

fn read_all(conn: &mut DbConnection, reads: Vec<Read>) -> Result<()> {
    let together = reads.len() > 1;
    if together {
        begin_snapshot(conn)?;
    }
    for read in reads {
        read(conn);
    }
    if together {
        roll_back(conn)?;
    }
    Ok(())
}
