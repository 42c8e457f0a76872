//! Changes that come while another is being written, kept in one transaction.
//!
//! There is one writer at a time, and most of the time of a small change it waits for the disk. So those who wait for their turn
//! meanwhile go to the disk together: one after the other, each behind a savepoint of its own, so that what one of them is refused
//! does not touch the others. Nobody is told anything before all of it is on the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::rt::task::spawn_blocking;
use tokio::sync::oneshot;

use super::connection::{begin_savepoint, begin_writing, commit, roll_back};
use super::{Db, DbConnection};
use crate::error::{Error, Result};

/// So many share a transaction at most: the first of them waits for the last.
const MOST: usize = 64;

/// The changes that wait for the writer.
#[derive(Default)]
pub(super) struct Together(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: Vec<Box<dyn Waiting>>,
    /// Somebody writes, and will take those who wait along.
    at_work: bool,
}

impl Together {
    /// Whether whoever joins has to begin the work.
    fn join(&self, change: Box<dyn Waiting>) -> bool {
        let mut queue = self.lock();
        queue.waiting.push(change);
        !std::mem::replace(&mut queue.at_work, true)
    }

    /// Whether anybody waits; where nobody does, nobody is at work any more.
    fn any(&self) -> bool {
        let mut queue = self.lock();
        queue.at_work = !queue.waiting.is_empty();
        queue.at_work
    }

    fn take(&self) -> Vec<Box<dyn Waiting>> {
        let mut queue = self.lock();
        let most = queue.waiting.len().min(MOST);
        queue.waiting.drain(..most).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who waits for a change to be made and kept.
trait Waiting: Send {
    /// Makes the change; says whether it is to be kept.
    fn make(&mut self, conn: &mut DbConnection) -> bool;

    /// Tells what became of it, once all that was made together is kept, or why nothing is.
    fn tell(self: Box<Self>, kept: &std::result::Result<(), String>);
}

struct Change<T, F> {
    make: Option<F>,
    made: Option<Result<T>>,
    /// Made to learn what would come of it.
    rehearsed: bool,
    tell: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnOnce(&mut DbConnection) -> Result<T> + Send> Waiting for Change<T, F> {
    fn make(&mut self, conn: &mut DbConnection) -> bool {
        let Some(make) = self.make.take() else { return false };
        // Whoever made it is told that it stopped; the others have nothing to do with it.
        self.made = catch_unwind(AssertUnwindSafe(|| make(conn))).ok();
        matches!(self.made, Some(Ok(_))) && !self.rehearsed
    }

    fn tell(self: Box<Self>, kept: &std::result::Result<(), String>) {
        let told = match (self.made, kept) {
            // It was refused or taken back, whatever became of the others.
            (Some(refused @ Err(_)), _) => refused,
            (Some(made), _) if self.rehearsed => made,
            (Some(made), Ok(())) => made,
            (None, Ok(())) => Err(Error::internal("a change stopped half way")),
            (_, Err(reason)) => Err(Error::unavailable(reason)),
        };
        // Whoever does not wait any more is told nothing.
        let _ = self.tell.send(told);
    }
}

impl Db {
    /// Makes a change, with whatever else waits to be made; or only learns what would come of it.
    pub(super) async fn make<T: Send + 'static>(
        &self,
        rehearsed: bool,
        make: impl FnOnce(&mut DbConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, told) = oneshot::channel();
        let first = self.together.join(Box::new(Change {
            make: Some(make),
            made: None,
            rehearsed,
            tell,
        }));
        if first {
            let db = self.clone();
            // Not waited for: others are taken along when this caller's answer is there.
            drop(spawn_blocking(move || db.make_all()));
        }
        told.await.map_err(|_| Error::internal("the writing thread stopped"))?
    }

    fn make_all(&self) {
        let _working = Working(self.together.clone());
        while self.together.any() {
            // Whoever comes while the writer is waited for is taken along.
            let writer = self.writer();
            let mut changes = self.together.take();
            let kept = writer.and_then(|mut connection| make_together(&mut connection, &mut changes));
            let kept = kept.map_err(|reason| reason.to_string());
            if let Err(reason) = &kept {
                tracing::error!(changes = changes.len(), "changes were not kept: {reason}");
            }
            for change in changes {
                change.tell(&kept);
            }
        }
    }
}

/// Lets the next who comes begin anew, should the work itself have failed.
struct Working(Arc<Together>);

impl Drop for Working {
    fn drop(&mut self) {
        if std::thread::panicking() {
            *self.0.lock() = Queue::default();
        }
    }
}

fn make_together(conn: &mut DbConnection, changes: &mut [Box<dyn Waiting>]) -> Result<()> {
    begin_writing(conn)?;
    let made = make_each(conn, changes);
    let kept = made.and_then(|any| {
        if any {
            commit(conn)?;
        } else {
            roll_back(conn)?;
        }
        Ok(())
    });
    if kept.is_err() {
        // A database that is full has taken everything back itself; then there is nothing left to do.
        let _ = roll_back(conn);
    }
    kept
}

/// Whether any of them is to be kept.
fn make_each(conn: &mut DbConnection, changes: &mut [Box<dyn Waiting>]) -> Result<bool> {
    if let [only] = changes {
        return Ok(only.make(conn));
    }
    let mut any = false;
    for change in changes {
        begin_savepoint(conn)?;
        if change.make(conn) {
            commit(conn)?;
            any = true;
        } else {
            roll_back(conn)?;
        }
    }
    Ok(any)
}
