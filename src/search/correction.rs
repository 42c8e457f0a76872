//! Typing errors: the words that a word which stands nowhere was probably meant to be.

use std::collections::BTreeSet;

use tantivy::query::{BooleanQuery, EnableScoring, FuzzyTermQuery, Occur, Query};
use tantivy::{DocSet, TERMINATED, Term};

use super::Snapshot;
use super::filter::any_term;
use super::text::Token;
use crate::error::Result;

/// How many words of one question are corrected.
pub const MOST: usize = 8;
/// Of the words that are as near as can be, so many stand for the one that was asked.
const ALTERNATIVES: usize = 6;

/// The words nearest to one, of those in agreements that may be seen; the one in most of them first. One letter may be wrong,
/// missing, too many or in its neighbour's place from four letters on, two from eight.
pub fn candidates(snapshot: &Snapshot, word: &str, seen: Option<&dyn Query>) -> Result<Vec<String>> {
    let errors = match word.chars().count() {
        0..=3 => return Ok(Vec::new()),
        4..=7 => 1,
        _ => 2,
    };
    if word.bytes().any(|letter| letter.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    for distance in 1..=errors {
        let mut near = Vec::new();
        for candidate in within(snapshot, word, distance)? {
            let found = any_term(snapshot.fields.vocabulary, std::slice::from_ref(&candidate));
            let count = snapshot.count(seen_only(found, seen).as_ref())?;
            if count > 0 {
                near.push((std::cmp::Reverse(count), candidate));
            }
        }
        if !near.is_empty() {
            near.sort();
            near.truncate(ALTERNATIVES);
            return Ok(near.into_iter().map(|(_, word)| word).collect());
        }
    }
    Ok(Vec::new())
}

/// The question with other words in the place of some.
pub fn rewritten(question: &str, meant: &[(Token, String)]) -> String {
    super::text::rewritten(question, |token| {
        meant
            .iter()
            .find(|(asked, _)| asked.folded == token.folded)
            .map(|(_, word)| word.as_str())
    })
}

fn within(snapshot: &Snapshot, word: &str, distance: u8) -> Result<BTreeSet<String>> {
    let field = snapshot.fields.vocabulary;
    let automaton = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true).automaton()?;
    let mut words = BTreeSet::new();
    for reader in snapshot.searcher.segment_readers() {
        let index = reader.inverted_index(field)?;
        let mut stream = index
            .terms()
            .search(&automaton)
            .into_stream()
            .map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            words.extend(std::str::from_utf8(stream.key()).map(ToOwned::to_owned));
        }
    }
    Ok(words)
}

fn seen_only(query: Box<dyn Query>, seen: Option<&dyn Query>) -> Box<dyn Query> {
    let mut clauses = vec![(Occur::Must, query)];
    clauses.extend(seen.map(|seen| (Occur::Must, seen.box_clone())));
    Box::new(BooleanQuery::new(clauses))
}

impl Snapshot {
    /// Whether a query finds anything that may be seen.
    pub(super) fn has_any(&self, query: Box<dyn Query>, seen: Option<&dyn Query>) -> Result<bool> {
        let query = seen_only(query, seen);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        for reader in self.searcher.segment_readers() {
            let mut found = weight.scorer(reader, 1.0)?;
            while found.doc() != TERMINATED {
                if !reader.is_deleted(found.doc()) {
                    return Ok(true);
                }
                found.advance();
            }
        }
        Ok(false)
    }
}
