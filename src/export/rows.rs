//! Where the rows of an export come from: a whole selection, a chunk at a time, so that memory does not grow with their number.

use crate::agreements::{AgreementFilter, Place, Readable, Sort};
use crate::db::{Db, DbConnection};
use crate::error::Result;

/// How many agreements are read at once.
const CHUNK: i64 = 500;

/// The agreements behind a place in an order: the one line that says where they are looked up.
///
/// # Errors
/// What the database says.
pub fn page(
    conn: &mut DbConnection,
    filter: &AgreementFilter,
    sort: Sort,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<(Place, Readable)>> {
    filter.page(conn, sort, after, limit)
}

/// A whole selection, in chunks. It ends with the selection, or with the first failure.
pub struct Rows {
    db: Db,
    filter: AgreementFilter,
    sort: Sort,
    after: Option<Place>,
    ended: bool,
}

impl Rows {
    #[must_use]
    pub const fn of(db: Db, filter: AgreementFilter, sort: Sort) -> Self {
        Self {
            db,
            filter,
            sort,
            after: None,
            ended: false,
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Vec<Readable>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let rows = self
            .db
            .read_here(|conn| page(conn, &self.filter, self.sort, self.after.as_ref(), CHUNK));
        let rows = match rows {
            Ok(rows) => rows,
            Err(reason) => {
                self.ended = true;
                return Some(Err(reason));
            }
        };
        self.ended = usize::try_from(CHUNK).is_ok_and(|whole| rows.len() < whole);
        self.after = Some(rows.last()?.0.clone());
        Some(Ok(rows.into_iter().map(|(_, readable)| readable).collect()))
    }
}
