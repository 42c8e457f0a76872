//! Titles that could be what somebody is typing.

use std::collections::BinaryHeap;
use std::ops::Bound;

use tantivy::Term;
use tantivy::columnar::TermOrdHit;
use tantivy::query::{BooleanQuery, InvertedIndexRangeQuery, Occur, Query};

use super::Snapshot;
use super::columns::Titles;
use super::text::tokens;
use crate::access::Sight;
use crate::agreements::AgreementId;
use crate::error::Result;

/// Of a segment, no more titles are looked at: whoever types on sees the others.
const LOOKED_AT: usize = 64;

/// The rank of words of titles, before a word of the index.
const OF_TITLES: char = '1';

impl Snapshot {
    /// Agreements that may be seen in whose titles the typed words begin words, with the folded title; those whose title begins
    /// as was typed before all others. They may owe it to an alternative title.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn titles_with(&self, sight: &Sight, typed: &str) -> Result<Vec<(String, AgreementId)>> {
        let words = tokens(typed);
        let Some(last) = words.last() else {
            return Ok(Vec::new());
        };
        let telling: Vec<&str> = words
            .iter()
            .filter(|word| word.tells())
            .map(|word| word.folded.as_str())
            .collect();
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        // Articles are not in the index; where nothing else was typed they may be the beginning of a word.
        let asked = if telling.is_empty() {
            vec![last.folded.as_str()]
        } else {
            telling
        };
        clauses.extend(asked.into_iter().map(|word| (Occur::Must, self.in_title(word))));
        clauses.extend(self.seen_by(sight).map(|seen| (Occur::Must, seen)));
        let query = BooleanQuery::new(clauses);
        let mut found = Vec::new();
        for segment in self.segments() {
            let (titles, ids) = (segment.titles()?, segment.ids()?);
            let (from, to) = (titles.place(typed)?, titles.place(&format!("{typed}\u{10FFFF}"))?);
            // The last of the first ones on top.
            let mut first: BinaryHeap<(bool, u32, u128)> = BinaryHeap::new();
            self.each_block(&query, segment, |docs| {
                for doc in docs {
                    let ord = titles.ords[*doc as usize];
                    let begun = (from..to).contains(&u64::from(ord));
                    let place = (!begun, ord, ids[*doc as usize]);
                    if first.len() < LOOKED_AT {
                        first.push(place);
                    } else if let Some(mut last) = first.peek_mut()
                        && place < *last
                    {
                        *last = place;
                    }
                }
            })?;
            for (_, ord, id) in first.into_sorted_vec() {
                let mut title = Vec::new();
                titles
                    .column
                    .dictionary()
                    .ord_to_term(u64::from(ord), &mut title)
                    .map_err(tantivy::TantivyError::from)?;
                let title = String::from_utf8_lossy(&title).into_owned();
                found.push((title, AgreementId(uuid::Uuid::from_u128(id))));
            }
        }
        Ok(found)
    }

    fn in_title(&self, beginning: &str) -> Box<dyn Query> {
        let term = |end: &str| Term::from_field_text(self.fields.words, &format!("{OF_TITLES}{beginning}{end}"));
        Box::new(InvertedIndexRangeQuery::new(
            Bound::Included(term("")),
            Bound::Excluded(term("\u{10FFFF}")),
        ))
    }
}

impl Titles {
    /// Where a title stands in the order, or would.
    fn place(&self, title: &str) -> Result<u64> {
        let hit = self.column.dictionary().term_ord_or_next(title);
        Ok(match hit.map_err(tantivy::TantivyError::from)? {
            TermOrdHit::Exact(ord) | TermOrdHit::Next(ord) => ord,
        })
    }
}
