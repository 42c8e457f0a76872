//! Listing the directory, in the order of names.

use diesel::prelude::*;

use super::{Body, BodyId, BodyKind, BodyRow, Level};
use crate::db::schema::{bodies, body_names};
use crate::db::{Backend, DbConnection};
use crate::error::Result;
use crate::folding::search_terms;

/// Which bodies are asked for: values of one field are alternatives, fields add up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct BodyFilter {
    /// Words of any of its names.
    pub q: Option<String>,
    pub level: Vec<Level>,
    pub kind: Vec<BodyKind>,
    pub country: Vec<String>,
    pub state: Vec<String>,
    pub municipality: Vec<String>,
}

impl BodyFilter {
    fn query(&self) -> bodies::BoxedQuery<'_, Backend> {
        let mut query = bodies::table.into_boxed();
        for term in self.q.iter().flat_map(|q| search_terms(q)) {
            let (first, inner) = (format!("{term}%"), format!("% {term}%"));
            let named = body_names::table
                .filter(
                    body_names::name_key
                        .like(first.clone())
                        .or(body_names::name_key.like(inner.clone())),
                )
                .select(body_names::body_id);
            query = query.filter(
                bodies::name_key
                    .like(first)
                    .or(bodies::name_key.like(inner))
                    .or(bodies::id.eq_any(named)),
            );
        }
        if !self.level.is_empty() {
            query = query.filter(bodies::level.eq_any(&self.level));
        }
        if !self.kind.is_empty() {
            query = query.filter(bodies::kind.eq_any(&self.kind));
        }
        if !self.country.is_empty() {
            query = query.filter(bodies::country.assume_not_null().eq_any(&self.country));
        }
        if !self.state.is_empty() {
            query = query.filter(bodies::state.assume_not_null().eq_any(&self.state));
        }
        if !self.municipality.is_empty() {
            query = query.filter(bodies::municipality.assume_not_null().eq_any(&self.municipality));
        }
        query
    }

    /// How many there are.
    ///
    /// # Errors
    /// What the database says.
    pub fn count(&self, conn: &mut DbConnection) -> Result<i64> {
        Ok(self.query().count().get_result(conn)?)
    }

    /// The bodies behind a place in the order, at most `limit`, each with its place.
    ///
    /// # Errors
    /// What the database says.
    pub fn page(
        &self,
        conn: &mut DbConnection,
        after: Option<&(String, BodyId)>,
        limit: i64,
    ) -> Result<Vec<((String, BodyId), Body)>> {
        let mut query = self.query();
        if let Some((name, id)) = after {
            query = query.filter(
                bodies::name_key
                    .gt(name)
                    .or(bodies::name_key.eq(name).and(bodies::id.gt(*id))),
            );
        }
        let rows: Vec<BodyRow> = query.order((bodies::name_key, bodies::id)).limit(limit).load(conn)?;
        let places: Vec<(String, BodyId)> = rows.iter().map(|row| (row.name_key.clone(), row.id)).collect();
        Ok(places.into_iter().zip(Body::assemble(conn, rows)?).collect())
    }
}
