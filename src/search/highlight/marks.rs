//! Where in a text stands what was asked for.

use std::collections::HashSet;
use std::ops::Range;

use crate::search::synonyms::Synonyms;
use crate::search::text::tokens;

/// One thing that was asked for, and by what it is seen in a text.
#[derive(Debug, Default, Clone)]
pub struct Mark {
    /// The word, its stems, and what it was probably meant to be; folded.
    pub forms: Vec<String>,
    /// The beginning of a word that was still being typed.
    pub beginning: Option<String>,
    pub concept: Option<String>,
    /// Words that stand side by side.
    pub phrase: Vec<String>,
}

/// Finds the marks of a question in texts.
pub struct Marker<'a> {
    pub marks: Vec<Mark>,
    synonyms: &'a Synonyms,
    /// What words begin with that could be meant: stems are worked out of no others.
    initials: HashSet<char>,
}

/// Where a mark stands, in bytes, and which one it is.
pub type Place = (Range<usize>, usize);

impl<'a> Marker<'a> {
    #[must_use]
    pub fn new(marks: Vec<Mark>, synonyms: &'a Synonyms) -> Self {
        let words = marks.iter().flat_map(|mark| mark.forms.iter().chain(&mark.beginning));
        let initials = words.filter_map(|word| word.chars().next()).collect();
        Self {
            marks,
            synonyms,
            initials,
        }
    }

    /// Every place, in the order of the text.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Place> {
        let words = tokens(text);
        let mut places: Vec<Place> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let meant = word.folded.starts_with(|initial| self.initials.contains(&initial));
            let stems = if meant && word.tells() {
                Some(word.stems())
            } else {
                None
            };
            for (which, mark) in self.marks.iter().enumerate() {
                let as_word = stems.as_ref().is_some_and(|stems| {
                    let begun = mark
                        .beginning
                        .as_ref()
                        .is_some_and(|begun| word.folded.starts_with(begun));
                    begun
                        || std::iter::once(&word.folded)
                            .chain(stems)
                            .any(|form| mark.forms.contains(form))
                });
                if as_word {
                    places.push((word.at.clone(), which));
                }
                let rest = words[at..].iter().map(|word| &word.folded);
                if !mark.phrase.is_empty()
                    && words.len() - at >= mark.phrase.len()
                    && mark.phrase.iter().eq(rest.take(mark.phrase.len()))
                {
                    places.push((word.at.start..words[at + mark.phrase.len() - 1].at.end, which));
                }
            }
        }
        if self.marks.iter().any(|mark| mark.concept.is_some()) {
            for (range, concept) in self.synonyms.concepts(&words) {
                let at = words[range.start].at.start..words[range.end - 1].at.end;
                let meant = self
                    .marks
                    .iter()
                    .enumerate()
                    .filter(|(_, mark)| mark.concept.as_deref() == Some(concept));
                places.extend(meant.map(|(which, _)| (at.clone(), which)));
            }
        }
        places.sort_by_key(|(at, which)| (at.start, std::cmp::Reverse(at.end), *which));
        places
    }
}
