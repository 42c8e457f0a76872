//! Finding an item of a catalogue by whatever name people use for it.

use std::collections::HashMap;

use super::Kind;
use crate::folding::fold;

/// Folded names to codes, and the other way round.
#[derive(Debug, Default)]
pub struct NameIndex {
    codes: HashMap<(Kind, String), Vec<String>>,
    words: HashMap<(Kind, String), Vec<String>>,
}

impl NameIndex {
    pub(super) fn add<'a>(&mut self, kind: Kind, code: &str, names: impl IntoIterator<Item = &'a String>) {
        for name in names {
            let folded = fold(name);
            let codes = self.codes.entry((kind, folded.clone())).or_default();
            if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
            let words = self.words.entry((kind, code.to_owned())).or_default();
            if !words.contains(&folded) && folded != fold(code) {
                words.push(folded);
            }
        }
    }

    /// The codes a name can stand for: none, one, or several when it does not tell.
    #[must_use]
    pub fn find(&self, kind: Kind, name: &str) -> &[String] {
        self.codes.get(&(kind, fold(name))).map_or(&[], Vec::as_slice)
    }

    /// The only code a name can stand for.
    #[must_use]
    pub fn find_one(&self, kind: Kind, name: &str) -> Option<&str> {
        match self.find(kind, name) {
            [only] => Some(only),
            _ => None,
        }
    }

    /// All folded names of an item.
    #[must_use]
    pub fn of(&self, kind: Kind, code: &str) -> &[String] {
        self.words.get(&(kind, code.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// All folded names of an item in one line: what it is searched by.
    #[must_use]
    pub fn all_words(&self, kind: Kind, code: &str) -> String {
        self.words
            .get(&(kind, code.to_owned()))
            .map(|words| words.join(" "))
            .unwrap_or_default()
    }
}
