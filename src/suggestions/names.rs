//! Names by the beginnings of their words, in memory.

use crate::folding::fold;

/// What somebody has typed so far, folded. A name answers when each typed word begins one of its words.
pub struct Typed(String);

/// How well a folded name answers, the best first; among equals the shorter one, then the order of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank<'a> {
    how: How,
    length: usize,
    name: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Whole,
    /// The name begins as was typed.
    Begun,
    /// Words of the name do.
    Within,
}

impl<'a> Rank<'a> {
    const fn new(how: How, name: &'a str) -> Self {
        let length = name.len();
        Self { how, length, name }
    }

    /// The same order without the name.
    #[must_use]
    pub fn owned(self) -> (u8, usize, String) {
        (self.how as u8, self.length, self.name.to_owned())
    }
}

impl Typed {
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(fold(text))
    }

    #[must_use]
    pub fn folded(&self) -> &str {
        &self.0
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ')
    }

    /// Nothing when the name does not answer.
    #[must_use]
    pub fn rank<'a>(&self, name: &'a str) -> Option<Rank<'a>> {
        let begun = name.starts_with(&self.0);
        let answers = begun
            || self
                .words()
                .all(|typed| name.split(' ').any(|word| word.starts_with(typed)));
        answers.then(|| Rank::new(self.how_begun(name, begun), name))
    }

    /// How a name answers of which it is known that it does, and whether it begins as was typed.
    fn how_begun(&self, name: &str, begun: bool) -> How {
        match begun {
            true if name.len() == self.0.len() => How::Whole,
            true => How::Begun,
            false => How::Within,
        }
    }
}

/// Folded names, each of something.
pub struct Names<T> {
    names: Vec<(Box<str>, T)>,
    /// Where the words begin, in the order of what stands from there on: which name, and how far into it.
    words: Vec<(u32, u32)>,
}

impl<T> Names<T> {
    pub fn new(names: impl IntoIterator<Item = (String, T)>) -> Self {
        let names: Vec<(Box<str>, T)> = names
            .into_iter()
            .map(|(name, of)| (name.into_boxed_str(), of))
            .collect();
        let mut words: Vec<(u32, u32)> = (0..)
            .zip(&names)
            .flat_map(|(at, (name, _))| {
                let later = (0..).zip(name.bytes()).filter(|(_, letter)| *letter == b' ');
                std::iter::once((at, 0)).chain(later.map(move |(space, _)| (at, space + 1)))
            })
            .collect();
        words.sort_unstable_by_key(|word| from(&names, *word));
        words.shrink_to_fit();
        Self { names, words }
    }

    /// The names that answer and what they are of, in no order.
    pub fn find<'a>(&'a self, typed: &Typed) -> Vec<(Rank<'a>, &'a T)> {
        let Some(longest) = typed.words().max_by_key(|word| word.len()) else {
            return Vec::new();
        };
        let start = self.words.partition_point(|word| from(&self.names, *word) < longest);
        let begun = &self.words[start..];
        let end = begun.partition_point(|word| from(&self.names, *word).starts_with(longest));
        let mut found = begun[..end].to_vec();
        found.sort_unstable();
        found.dedup_by_key(|(name, _)| *name);
        let one_word = longest == typed.folded();
        let rank = |name: &'a str, begins: u32| {
            if one_word {
                Some(Rank::new(typed.how_begun(name, begins == 0), name))
            } else {
                typed.rank(name)
            }
        };
        let ranked = found.into_iter().filter_map(|(at, begins)| {
            let (name, of) = &self.names[at as usize];
            Some((rank(name, begins)?, of))
        });
        ranked.collect()
    }
}

/// A name from one of its words on.
fn from<T>(names: &[(Box<str>, T)], (name, begin): (u32, u32)) -> &str {
    &names[name as usize].0[begin as usize..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLACES: [&str; 6] = [
        "leon",
        "leon guzman",
        "nuevo leon",
        "leonardo bravo",
        "san luis potosi",
        "villa leon",
    ];

    fn found(text: &str) -> Vec<&'static str> {
        let names = Names::new(PLACES.into_iter().map(|name| (name.to_owned(), name)));
        let mut found = names.find(&Typed::new(text));
        found.sort();
        found.into_iter().map(|(_, name)| *name).collect()
    }

    #[test]
    fn the_whole_name_comes_first_then_its_beginning_then_the_shorter() {
        assert_eq!(
            found("León"),
            ["leon", "leon guzman", "leonardo bravo", "nuevo leon", "villa leon"]
        );
        assert_eq!(found("pot san"), ["san luis potosi"]);
        assert_eq!(
            found("l"),
            found("le").into_iter().chain(["san luis potosi"]).collect::<Vec<_>>()
        );
        assert_eq!(found("eon"), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn the_table_finds_what_reading_every_name_finds(
            names in proptest::collection::vec("[ab]{1,3}( [ab]{1,3}){0,3}", 0..30),
            typed in "[ab]{1,3}( [ab]{1,2}){0,2}",
        ) {
            let typed = Typed::new(&typed);
            let table = Names::new(names.iter().cloned().zip(0..));
            let mut found: Vec<(Rank<'_>, usize)> = table.find(&typed).into_iter().map(|(rank, at)| (rank, *at)).collect();
            found.sort();
            let mut expected: Vec<_> = names.iter().zip(0..).filter_map(|(name, at)| Some((typed.rank(name)?, at))).collect();
            expected.sort();
            prop_assert_eq!(found, expected);
        }
    }
}
