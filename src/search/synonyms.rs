//! Words and expressions that mean the same, from `data/synonyms.yaml`: each group is a concept, found by any of its forms.

use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;

use super::text::tokens;
use crate::error::{Error, Result};

const FILE: &str = include_str!("../../data/synonyms.yaml");

/// The concept that every record is.
pub const AGREEMENT: &str = "agreement";

/// The forms of all groups, by their first word: most words of a text begin none.
#[derive(Debug, Default)]
pub struct Synonyms(HashMap<String, Vec<Form>>);

#[derive(Debug)]
struct Form {
    /// The folded words behind the first.
    rest: Vec<String>,
    concept: String,
}

impl Form {
    fn begins(&self, text: &[impl AsRef<str>]) -> bool {
        self.rest.len() <= text.len() && self.rest.iter().zip(text).all(|(word, other)| word == other.as_ref())
    }
}

#[derive(Deserialize)]
struct Group {
    id: String,
    words: Vec<String>,
}

impl Synonyms {
    /// Those that come with the program.
    ///
    /// # Errors
    /// When the file is damaged, or a form is in two groups.
    pub fn load() -> Result<Self> {
        Self::read(FILE)
    }

    fn read(text: &str) -> Result<Self> {
        let groups: Vec<Group> = serde_norway::from_str(text).map_err(Error::internal)?;
        let mut forms: HashMap<String, Vec<Form>> = HashMap::new();
        for group in groups {
            for form in &group.words {
                let mut words = tokens(form).into_iter().map(|token| token.folded);
                let first = words
                    .next()
                    .ok_or_else(|| Error::internal("synonyms: a form without words"))?;
                let (of_first, rest) = (forms.entry(first).or_default(), words.collect());
                if let Some(before) = of_first.iter().find(|known| known.rest == rest) {
                    if before.concept != group.id {
                        return Err(Error::internal(format!("synonyms: {form} is in two groups")));
                    }
                    continue;
                }
                of_first.push(Form {
                    rest,
                    concept: group.id.clone(),
                });
            }
        }
        for of_first in forms.values_mut() {
            of_first.sort_by_key(|form| std::cmp::Reverse(form.rest.len()));
        }
        Ok(Self(forms))
    }

    /// What the index depends on.
    #[must_use]
    pub const fn text() -> &'static str {
        FILE
    }

    /// The concepts in a text of folded words, and which of them stand for each; the longest form where several begin.
    #[must_use]
    pub fn concepts(&self, text: &[impl AsRef<str>]) -> Vec<(Range<usize>, &str)> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(first) = text.get(at) {
            let of_first = self.0.get(first.as_ref()).map_or(&[][..], Vec::as_slice);
            let longest = of_first.iter().find(|form| form.begins(&text[at + 1..]));
            let end = at + 1 + longest.map_or(0, |form| form.rest.len());
            found.extend(longest.map(|form| (at..end, form.concept.as_str())));
            at = end;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_form_is_found_without_accents_and_case() {
        let synonyms =
            Synonyms::read("- id: us\n  words: [EE. UU., Estados Unidos]\n- id: union\n  words: [Unidos]\n").unwrap();
        let found = |text: &str| {
            let text = tokens(text);
            synonyms
                .concepts(&text)
                .into_iter()
                .map(|(range, id)| (range, id.to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("con los ESTADOS UNIDOS hoy"), [(2..4, "us".to_owned())]);
        assert_eq!(found("ee uu"), [(0..2, "us".to_owned())]);
        assert_eq!(found("unidos"), [(0..1, "union".to_owned())]);
    }

    #[test]
    fn what_comes_with_the_program_can_be_read() {
        assert!(Synonyms::load().unwrap().0.len() > 1);
    }
}
