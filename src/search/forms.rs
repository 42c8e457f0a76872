//! The documents that have a word in any of its forms, each with what it is worth there.
//!
//! A word is looked for in a dozen forms, and half of all documents may have each. They are added up list by list, which takes a
//! few nanoseconds for each entry; a union that compares the heads of all lists for each document takes many times as long.

use std::collections::BTreeMap;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term,
};

/// Where fewer than one in so many documents are met, they are put in order; otherwise there is a sum for each document.
const SPARSE: u64 = 32;

/// The forms of a word, and what a document is worth that has them: the sum of the values of those it has.
#[derive(Debug, Clone)]
pub struct AnyForm {
    pub field: Field,
    pub forms: BTreeMap<String, u16>,
    pub begun: Option<Begun>,
}

/// A word that has only been begun; worth the same whichever words begin so.
#[derive(Debug, Clone)]
pub struct Begun {
    pub field: Field,
    pub beginning: String,
    pub value: u16,
}

impl Query for AnyForm {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for AnyForm {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.met(reader)?))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("scores are not explained".to_owned()))
    }
}

/// The documents that have one form.
struct List {
    postings: tantivy::postings::BlockSegmentPostings,
    /// Nothing for a word that begins as asked.
    value: Option<u16>,
}

impl List {
    fn each(mut self, mut take: impl FnMut(DocId, Option<u16>)) {
        loop {
            let docs = self.postings.docs();
            if docs.is_empty() {
                return;
            }
            for doc in docs {
                take(*doc, self.value);
            }
            self.postings.advance();
        }
    }
}

impl AnyForm {
    /// The documents of a segment that have any form.
    fn met(&self, reader: &SegmentReader) -> tantivy::Result<Met> {
        let lists = self.lists(reader)?;
        let entries: u64 = lists.iter().map(|list| u64::from(list.postings.doc_freq())).sum();
        let begun = self.begun.as_ref().map_or(0, |begun| begun.value);
        Ok(if entries < u64::from(reader.max_doc()) / SPARSE {
            in_order(lists, entries, begun)
        } else {
            summed(lists, reader.max_doc(), begun)
        })
    }

    fn lists(&self, reader: &SegmentReader) -> tantivy::Result<Vec<List>> {
        let mut lists = Vec::with_capacity(self.forms.len());
        let index = reader.inverted_index(self.field)?;
        for (form, value) in &self.forms {
            let term = Term::from_field_text(self.field, form);
            let postings = index.read_block_postings(&term, IndexRecordOption::Basic)?;
            lists.extend(postings.map(|postings| List {
                postings,
                value: Some(*value),
            }));
        }
        if let Some(Begun { field, beginning, .. }) = &self.begun {
            let index = reader.inverted_index(*field)?;
            let end = format!("{beginning}\u{10FFFF}");
            let mut words = index.terms().range().ge(beginning).lt(end).into_stream()?;
            while words.advance() {
                let postings = index.read_block_postings_from_terminfo(words.value(), IndexRecordOption::Basic)?;
                lists.push(List { postings, value: None });
            }
        }
        Ok(lists)
    }
}

/// Marks the sum of a document that has a word which begins as asked.
const BEGUN: u16 = 1 << 15;

fn plus(sum: u16, value: Option<u16>) -> u16 {
    value.map_or(sum | BEGUN, |value| sum + value)
}

fn worth(sum: u16, begun: u16) -> u16 {
    (sum & !BEGUN) + if sum & BEGUN == 0 { 0 } else { begun }
}

fn in_order(lists: Vec<List>, entries: u64, begun: u16) -> Met {
    let mut met: Vec<(DocId, Option<u16>)> = Vec::with_capacity(usize::try_from(entries).unwrap_or_default());
    for list in lists {
        list.each(|doc, value| met.push((doc, value)));
    }
    met.sort_unstable_by_key(|(doc, _)| *doc);
    let of_one = met.chunk_by(|(one, _), (other, _)| one == other);
    of_one
        .map(|of_one| {
            let sum = of_one.iter().fold(0, |sum, (_, value)| plus(sum, *value));
            (of_one[0].0, worth(sum, begun))
        })
        .collect()
}

fn summed(lists: Vec<List>, max_doc: u32, begun: u16) -> Met {
    let mut sums = vec![0_u16; max_doc as usize];
    for list in lists {
        list.each(|doc, value| {
            if let Some(sum) = sums.get_mut(doc as usize) {
                *sum = plus(*sum, value);
            }
        });
    }
    let met = sums.iter().filter(|sum| **sum > 0).count();
    let (mut docs, mut values) = (Vec::with_capacity(met), Vec::with_capacity(met));
    for (doc, sum) in (0..).zip(sums) {
        if sum > 0 {
            docs.push(doc);
            values.push(worth(sum, begun));
        }
    }
    Met { docs, values, at: 0 }
}

/// Documents, in their order, and what each is worth.
#[derive(Default)]
pub struct Met {
    pub docs: Vec<DocId>,
    pub values: Vec<u16>,
    at: usize,
}

impl FromIterator<(DocId, u16)> for Met {
    fn from_iter<T: IntoIterator<Item = (DocId, u16)>>(met: T) -> Self {
        let (docs, values) = met.into_iter().unzip();
        Self { docs, values, at: 0 }
    }
}

impl Met {
    /// What the document is worth that the set stands at.
    pub fn value(&self) -> u16 {
        self.values.get(self.at).copied().unwrap_or_default()
    }
}

/// What documents are worth that have something.
pub enum Worth {
    /// The sum of the values of the forms they have.
    Sum(AnyForm),
    /// All that a query finds the same.
    Each(Box<dyn Query>, u16),
}

impl Worth {
    /// The documents, whatever they are worth.
    pub fn documents(self) -> Box<dyn Query> {
        match self {
            Self::Sum(forms) => Box::new(forms),
            Self::Each(query, _) => query,
        }
    }

    /// # Errors
    /// When the index is damaged.
    pub fn met(&self, searcher: &Searcher, reader: &SegmentReader) -> tantivy::Result<Met> {
        let (query, value) = match self {
            Self::Sum(forms) => return forms.met(reader),
            Self::Each(query, value) => (query, *value),
        };
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut met = Met::default();
        weight.for_each_no_score(reader, &mut |docs| met.docs.extend_from_slice(docs))?;
        met.values.resize(met.docs.len(), value);
        Ok(met)
    }
}

impl DocSet for Met {
    fn advance(&mut self) -> DocId {
        self.at = self.docs.len().min(self.at + 1);
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        // What is sought is near, mostly: steps that double, then halves of the last one.
        let mut step = 1;
        while self.docs.get(self.at + step).is_some_and(|doc| *doc < target) {
            step *= 2;
        }
        let end = self.docs.len().min(self.at + step + 1);
        self.at += self.docs[self.at..end].partition_point(|doc| *doc < target);
        self.doc()
    }

    fn fill_buffer(&mut self, buffer: &mut [DocId; COLLECT_BLOCK_BUFFER_LEN]) -> usize {
        let rest = &self.docs[self.at..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        count
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for Met {
    fn score(&mut self) -> Score {
        f32::from(self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeking_stops_at_the_document_or_the_next() {
        let docs: Vec<DocId> = (0..1_000).map(|number| number * 3).collect();
        for first in [0, 1, 10, 2_997] {
            for target in [0, 1, 2, 3, 29, 30, 1_500, 2_996, 2_997, 2_998, TERMINATED] {
                let mut met = Met {
                    values: vec![1; docs.len()],
                    docs: docs.clone(),
                    at: 0,
                };
                let before = met.seek(first);
                if before <= target {
                    let expected = docs.iter().copied().find(|doc| *doc >= target).unwrap_or(TERMINATED);
                    assert_eq!(met.seek(target), expected, "{first} {target}");
                    assert_eq!(met.doc(), expected);
                }
            }
        }
    }
}
