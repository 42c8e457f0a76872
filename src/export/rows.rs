//! Where the rows of an export come from: a whole selection, a chunk at a time, so that memory does not grow with their number.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::access::Sight;
use crate::agreements::{AgreementFilter, AgreementId, Place, Readable, Sort, read_behind, read_many};
use crate::db::Db;
use crate::error::Result;
use crate::search::{Snapshot, Words};

/// How many agreements are read at once.
const CHUNK: usize = 500;

/// How many are looked up in the index at once: each look goes through the whole selection.
const LOOKED_UP: usize = 40 * CHUNK;

/// A selection, in chunks. It ends with the selection, or with the first failure.
pub struct Rows {
    db: Db,
    sight: Sight,
    source: Source,
    ended: bool,
}

enum Source {
    /// What a question finds in the index, in an order.
    Found {
        snapshot: Arc<Snapshot>,
        filter: Box<AgreementFilter>,
        words: Option<Words>,
        sort: Sort,
        after: Option<Place>,
        /// Looked up and not read yet.
        ids: VecDeque<AgreementId>,
        /// Whether the index has more.
        more: bool,
    },
    /// All there are, in the order in which they were entered.
    Everything { last: Option<AgreementId> },
}

impl Rows {
    /// # Errors
    /// When the index is damaged.
    pub fn found(db: Db, snapshot: Arc<Snapshot>, filter: AgreementFilter, sort: Sort) -> Result<Self> {
        let words = Words::read(&snapshot, &filter)?;
        Ok(Self {
            db,
            sight: filter.sight.clone(),
            source: Source::Found {
                snapshot,
                filter: Box::new(filter),
                words,
                sort,
                after: None,
                ids: VecDeque::new(),
                more: true,
            },
            ended: false,
        })
    }

    /// Everything that may be seen.
    #[must_use]
    pub const fn everything(db: Db, sight: Sight) -> Self {
        Self {
            db,
            sight,
            source: Source::Everything { last: None },
            ended: false,
        }
    }

    /// The next agreements, and whether there may be more behind them.
    fn chunk(&mut self) -> Result<(Vec<Readable>, bool)> {
        let (db, sight) = (&self.db, &self.sight);
        match &mut self.source {
            Source::Found {
                snapshot,
                filter,
                words,
                sort,
                after,
                ids,
                more,
            } => {
                if ids.is_empty() && *more {
                    *ids = snapshot
                        .next_ids(filter, words.as_ref(), *sort, after, LOOKED_UP)?
                        .into();
                    *more = ids.len() == LOOKED_UP;
                }
                let chunk: Vec<AgreementId> = ids.drain(..ids.len().min(CHUNK)).collect();
                let rows = db.read_here(|conn| read_many(conn, sight, &chunk))?;
                Ok((rows, *more || !ids.is_empty()))
            }
            Source::Everything { last } => {
                let rows = db.read_here(|conn| read_behind(conn, sight, *last, 500))?;
                *last = rows.last().map(|row| row.id);
                let more = last.is_some();
                Ok((rows, more))
            }
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Vec<Readable>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.chunk() {
            Ok((rows, more)) => {
                self.ended = !more;
                Some(Ok(rows))
            }
            Err(reason) => {
                self.ended = true;
                Some(Err(reason))
            }
        }
    }
}
