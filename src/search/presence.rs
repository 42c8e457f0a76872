//! Whether there is any agreement of a value among those somebody may see.

use tantivy::Term;
use tantivy::query::Query;

use super::Snapshot;
use super::codes::{Fact, seen_by};
use super::filter::any_term;
use crate::access::Sight;
use crate::agreements::Dimension;
use crate::bodies::BodyId;
use crate::error::Result;

/// The agreements that one sight allows to see.
pub struct Presence<'a> {
    snapshot: &'a Snapshot,
    seen: Option<Box<dyn Query>>,
}

impl Snapshot {
    #[must_use]
    pub fn presence(&self, sight: &Sight) -> Presence<'_> {
        Presence {
            snapshot: self,
            seen: self.seen_by(sight),
        }
    }

    /// The condition that keeps what a sight allows to see; nothing when it is everything.
    pub(super) fn seen_by(&self, sight: &Sight) -> Option<Box<dyn Query>> {
        let facts: Vec<String> = seen_by(sight)?.into_iter().map(Fact::term).collect();
        Some(any_term(self.fields.facts, &facts))
    }
}

impl Presence<'_> {
    /// # Errors
    /// When the index is damaged.
    pub fn has_value(&self, dimension: Dimension, code: &str) -> Result<bool> {
        self.has(&[Fact::Value(dimension, code).term()])
    }

    /// Whether one of the bodies is a party.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn has_body(&self, ids: &[BodyId]) -> Result<bool> {
        let facts: Vec<String> = ids.iter().map(|id| Fact::Body(*id).term()).collect();
        self.has(&facts)
    }

    fn has(&self, facts: &[String]) -> Result<bool> {
        // Most of what is not there stands nowhere in the index, which is seen without a query.
        let field = self.snapshot.fields.facts;
        let mut anywhere = false;
        for reader in self.snapshot.searcher.segment_readers() {
            let index = reader.inverted_index(field)?;
            for fact in facts {
                anywhere |= index
                    .get_term_info(&Term::from_field_text(field, fact))
                    .map_err(tantivy::TantivyError::from)?
                    .is_some();
            }
        }
        Ok(anywhere && self.snapshot.has_any(any_term(field, facts), self.seen.as_deref())?)
    }
}
