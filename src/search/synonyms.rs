//! Words and expressions that mean the same, from `data/synonyms.yaml`: each group is a concept, found by any of its forms.

use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;

use super::text::{Token, tokens};
use crate::error::{Error, Result};

const FILE: &str = include_str!("../../data/synonyms.yaml");

/// The concept that every record is.
pub const AGREEMENT: &str = "agreement";

/// The groups, by the folded words of their forms.
#[derive(Debug, Default)]
pub struct Synonyms {
    concepts: HashMap<String, String>,
    /// How many words the longest form has.
    longest: usize,
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
        let mut synonyms = Self::default();
        for group in groups {
            for form in &group.words {
                let words: Vec<String> = tokens(form).into_iter().map(|token| token.folded).collect();
                synonyms.longest = synonyms.longest.max(words.len());
                let before = synonyms.concepts.insert(words.join(" "), group.id.clone());
                if before.is_some_and(|before| before != group.id) {
                    return Err(Error::internal(format!("synonyms: {form} is in two groups")));
                }
            }
        }
        Ok(synonyms)
    }

    /// What the index depends on.
    #[must_use]
    pub const fn text() -> &'static str {
        FILE
    }

    /// The concepts in a text and the words that stand for each; the longest form where several begin.
    #[must_use]
    pub fn concepts(&self, text: &[Token]) -> Vec<(Range<usize>, &str)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let longest = (1..=self.longest.min(text.len() - at)).rev().find_map(|length| {
                let words: Vec<&str> = text[at..at + length]
                    .iter()
                    .map(|token| token.folded.as_str())
                    .collect();
                let concept = self.concepts.get(&words.join(" "))?;
                Some((at..at + length, concept.as_str()))
            });
            at = longest.as_ref().map_or(at + 1, |(range, _)| range.end);
            found.extend(longest);
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
        assert!(Synonyms::load().unwrap().longest > 1);
    }
}
