//! What there is to search at one moment.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, Searcher};

use super::columns::{Columns, Segment};
use super::fields::Fields;
use super::synonyms::Synonyms;
use super::whole::Whole;
use crate::catalogues::Catalogues;
use crate::error::Result;

/// Documents are handed out so many at a time, if there are as many.
const BLOCK: usize = 2_048;

/// The index as it stood behind an entry of the journal. It does not change; a later one takes its place.
pub struct Snapshot {
    /// The last entry of the journal that is taken into account.
    pub entry: i64,
    /// Whether agreements are missing still, because the index is being built from nothing.
    pub building: bool,
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) catalogues: Arc<Catalogues>,
    pub(super) synonyms: Arc<Synonyms>,
    /// One for each segment, in their order.
    columns: Vec<Arc<Columns>>,
    pub(super) whole: Whole,
}

impl Snapshot {
    /// With the columns that the snapshot before had of the same segments.
    pub(super) fn new(
        (entry, building): (i64, bool),
        searcher: Searcher,
        fields: Fields,
        catalogues: Arc<Catalogues>,
        synonyms: Arc<Synonyms>,
        before: Option<&Self>,
    ) -> Self {
        let known: HashMap<SegmentId, &Arc<Columns>> = before
            .map(|before| before.searcher.segment_readers().iter().zip(&before.columns))
            .into_iter()
            .flatten()
            .map(|(reader, columns)| (reader.segment_id(), columns))
            .collect();
        let columns = searcher
            .segment_readers()
            .iter()
            .map(|reader| {
                known
                    .get(&reader.segment_id())
                    .map_or_else(Arc::default, |known| Arc::clone(known))
            })
            .collect();
        Self {
            entry,
            building,
            searcher,
            fields,
            catalogues,
            synonyms,
            columns,
            whole: Whole::default(),
        }
    }

    #[must_use]
    pub(super) const fn has_reached(&self, entry: i64) -> bool {
        !self.building && self.entry >= entry
    }

    /// How many agreements there are in it, whoever may see them.
    #[must_use]
    pub fn agreements(&self) -> u64 {
        self.searcher.num_docs()
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        self.searcher
            .segment_readers()
            .iter()
            .zip(&self.columns)
            .map(|(reader, columns)| Segment {
                reader,
                columns,
                fields: &self.fields,
            })
    }

    /// The columns, to be taken along by a query.
    pub(super) fn shared_columns(&self) -> impl Iterator<Item = (SegmentId, Arc<Columns>)> {
        let readers = self.searcher.segment_readers().iter();
        readers
            .zip(&self.columns)
            .map(|(reader, columns)| (reader.segment_id(), columns.clone()))
    }

    /// Hands out the documents of a segment that a query finds, many at a time and in their order.
    pub(super) fn each_block(
        &self,
        query: &dyn Query,
        segment: Segment<'_>,
        mut take: impl FnMut(&[DocId]),
    ) -> Result<()> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let mut block = Vec::with_capacity(BLOCK + tantivy::COLLECT_BLOCK_BUFFER_LEN);
        let alive = segment.reader.alive_bitset();
        weight.for_each_no_score(segment.reader, &mut |docs| {
            match alive {
                None => block.extend_from_slice(docs),
                Some(alive) => block.extend(docs.iter().copied().filter(|doc| alive.is_alive(*doc))),
            }
            if block.len() >= BLOCK {
                take(&block);
                block.clear();
            }
        })?;
        if !block.is_empty() {
            take(&block);
        }
        Ok(())
    }

    /// How many agreements a query finds.
    pub(super) fn count(&self, query: &dyn Query) -> Result<u64> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let mut count = 0;
        for reader in self.searcher.segment_readers() {
            count += u64::from(weight.count(reader)?);
        }
        Ok(count)
    }
}
