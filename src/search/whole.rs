//! Counts of everything that everybody sees: asked for with every first page and next to every filter that can be widened to
//! everything, and worked out once for each state of the index. Validity is not among them: it changes with the day.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::counts::Count;
use super::words::Words;
use crate::access::Sight;
use crate::agreements::{AgreementFilter, Dimension};

/// The counts of one state of the index.
#[derive(Default)]
pub struct Whole(Mutex<HashMap<Dimension, Vec<Count>>>);

impl Whole {
    /// The counts by a dimension, if they are of everything and were worked out before.
    pub fn counts(&self, filter: &AgreementFilter, words: Option<&Words>, dimension: Dimension) -> Option<Vec<Count>> {
        if !is_whole(filter, words, dimension) {
            return None;
        }
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&dimension).cloned()
    }

    /// Keeps counts by a dimension, if they are of everything.
    pub fn keep(&self, filter: &AgreementFilter, words: Option<&Words>, dimension: Dimension, counts: &[Count]) {
        if is_whole(filter, words, dimension) {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(dimension, counts.to_vec());
        }
    }
}

fn is_whole(filter: &AgreementFilter, words: Option<&Words>, dimension: Dimension) -> bool {
    words.is_none() && dimension != Dimension::Validity && filter.sight == Sight::Public && filter.is_everything()
}
