//! How well the documents of a segment answer a question's words.

use tantivy::query::EnableScoring;
use tantivy::{DocId, DocSet, SegmentReader};

use super::Snapshot;
use super::columns::Segment;
use super::forms::Met;
use super::words::Words;
use crate::agreements::AgreementFilter;
use crate::error::Result;

/// Where more than one in so many documents are asked for, it is worked out for all of them at once.
const MANY: usize = 16;

/// The documents of a segment that answer a question, in their order, and how well each does.
pub struct Ranked {
    pub docs: Vec<DocId>,
    pub scores: Vec<u32>,
}

impl Snapshot {
    /// The documents that have all the words of a question and meet its other conditions. How well one answers is the sum of what
    /// it is worth for each word.
    pub(super) fn ranked(&self, words: &Words, filter: &AgreementFilter, segment: Segment<'_>) -> Result<Ranked> {
        let reader = segment.reader;
        let mut required = Vec::new();
        for worth in words.required(self) {
            required.push(worth.met(&self.searcher, reader)?);
        }
        required.sort_by_key(|met| met.docs.len());
        let mut required = required.into_iter();
        let mut ranked = required.next().map_or_else(|| Ranked::all(reader), Ranked::from);
        for met in required {
            ranked.require(met);
        }
        self.keep_allowed(&mut ranked, words, filter, reader)?;
        if !ranked.docs.is_empty() {
            for worth in words.desired(self) {
                ranked.add(worth.met(&self.searcher, reader)?);
            }
        }
        Ok(ranked)
    }

    /// Leaves what meets the conditions of the filter and has none of the words that must not be there.
    fn keep_allowed(
        &self,
        ranked: &mut Ranked,
        words: &Words,
        filter: &AgreementFilter,
        reader: &SegmentReader,
    ) -> Result<()> {
        let mut conditions = words.exclusions(self);
        self.conditions(filter, &mut conditions);
        let alive = reader.alive_bitset();
        let is_alive = |doc| alive.is_none_or(|alive| alive.is_alive(doc));
        if conditions.is_empty() || ranked.docs.is_empty() {
            ranked.retain(|doc, _| is_alive(doc));
            return Ok(());
        }
        let conditions = super::filter::all(conditions);
        let weight = conditions.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        if ranked.docs.len() > reader.max_doc() as usize / MANY {
            let mut allowed = vec![0_u64; reader.max_doc() as usize / 64 + 1];
            weight.for_each_no_score(reader, &mut |docs| {
                for doc in docs {
                    allowed[*doc as usize / 64] |= 1 << (doc % 64);
                }
            })?;
            ranked.retain(|doc, _| allowed[doc as usize / 64] >> (doc % 64) & 1 == 1 && is_alive(doc));
        } else {
            let mut allowed = weight.scorer(reader, 1.0)?;
            ranked.retain(|doc, _| reaches(allowed.as_mut(), doc) && is_alive(doc));
        }
        Ok(())
    }
}

impl From<Met> for Ranked {
    fn from(met: Met) -> Self {
        Self {
            scores: met.values.iter().map(|value| u32::from(*value)).collect(),
            docs: met.docs,
        }
    }
}

impl Ranked {
    /// Every document, for a question that only says what must not be there.
    fn all(reader: &SegmentReader) -> Self {
        Self {
            docs: (0..reader.max_doc()).collect(),
            scores: vec![0; reader.max_doc() as usize],
        }
    }

    fn retain(&mut self, mut keep: impl FnMut(DocId, &mut u32) -> bool) {
        let mut kept = 0;
        for at in 0..self.docs.len() {
            if keep(self.docs[at], &mut self.scores[at]) {
                (self.docs[kept], self.scores[kept]) = (self.docs[at], self.scores[at]);
                kept += 1;
            }
        }
        self.docs.truncate(kept);
        self.scores.truncate(kept);
    }

    /// Leaves the documents that are among others too, for what they are worth together.
    fn require(&mut self, mut others: Met) {
        self.retain(|doc, score| {
            let met = reaches(&mut others, doc);
            if met {
                *score += u32::from(others.value());
            }
            met
        });
    }

    /// Adds what documents are worth that are among others.
    fn add(&mut self, mut others: Met) {
        self.retain(|doc, score| {
            if reaches(&mut others, doc) {
                *score += u32::from(others.value());
            }
            true
        });
    }
}

/// Whether a document is in a set that is asked for one after another.
fn reaches<S: DocSet + ?Sized>(set: &mut S, doc: DocId) -> bool {
    set.doc() <= doc && set.seek(doc) == doc
}
