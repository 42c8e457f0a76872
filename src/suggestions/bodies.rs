//! The names of the directory's bodies, kept in memory as long as no body changes.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use diesel::prelude::*;

use super::names::Names;
use crate::bodies::{self, BodyId};
use crate::db::DbConnection;
use crate::db::schema::{bodies as directory, body_names, entries, successors};
use crate::error::Result;
use crate::journal::{self, RecordKind};

/// A body as it is suggested.
#[derive(Debug)]
pub struct Known {
    pub id: BodyId,
    pub name: String,
    pub country: Option<String>,
    pub state: Option<String>,
    /// Those it came from: their agreements are found with its own.
    pub predecessors: Vec<BodyId>,
}

/// The directory as it was behind an entry of the journal.
pub struct Directory {
    entry: i64,
    bodies: Vec<Known>,
    /// Each of the body in this place.
    pub names: Names<usize>,
}

/// The latest one that was read.
#[derive(Default)]
pub struct Kept(RwLock<Option<Arc<Directory>>>);

impl Kept {
    /// The directory as it is now.
    pub fn now(&self, conn: &mut DbConnection) -> Result<Arc<Directory>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept
            && !changed_since(conn, kept.entry)?
        {
            return Ok(kept);
        }
        let read = Arc::new(Directory::read(conn)?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
        Ok(read)
    }
}

fn changed_since(conn: &mut DbConnection, entry: i64) -> Result<bool> {
    let later: Option<i64> = entries::table
        .filter(entries::number.gt(entry))
        .filter(entries::record_kind.eq(RecordKind::Body))
        .select(entries::number)
        .first(conn)
        .optional()?;
    Ok(later.is_some())
}

impl Directory {
    fn read(conn: &mut DbConnection) -> Result<Self> {
        type Row = (BodyId, String, String, Option<String>, Option<String>);
        // Asked for first: what changes meanwhile is read again.
        let entry = journal::last_number(conn)?;
        let rows: Vec<Row> = directory::table
            .order(directory::id)
            .select((
                directory::id,
                directory::name,
                directory::name_key,
                directory::country,
                directory::state,
            ))
            .load(conn)?;
        let others: Vec<(BodyId, String)> = body_names::table
            .order((body_names::body_id, body_names::position))
            .select((body_names::body_id, body_names::name_key))
            .load(conn)?;
        let heirs: Vec<BodyId> = successors::table.select(successors::successor_id).load(conn)?;

        let places: HashMap<BodyId, usize> = rows.iter().map(|(id, ..)| *id).zip(0..).collect();
        let mut names: Vec<(String, usize)> = Vec::with_capacity(rows.len() + others.len());
        let mut bodies = Vec::with_capacity(rows.len());
        for (id, name, key, country, state) in rows {
            names.push((key, bodies.len()));
            let predecessors = if heirs.contains(&id) {
                bodies::with_predecessors(conn, &[id])?
            } else {
                Vec::new()
            };
            bodies.push(Known {
                id,
                name,
                country,
                state,
                predecessors,
            });
        }
        let others = others
            .into_iter()
            .filter_map(|(id, key)| Some((key, *places.get(&id)?)));
        names.extend(others);
        Ok(Self {
            entry,
            bodies,
            names: Names::new(names),
        })
    }

    /// The body in a place.
    #[must_use]
    pub fn body(&self, place: usize) -> &Known {
        &self.bodies[place]
    }
}
