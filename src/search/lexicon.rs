//! Texts as the index needs them: taken apart once, and remembered by their words, as nearly all of them come again and again.

use std::collections::HashMap;
use std::sync::Arc;

use super::synonyms::Synonyms;
use super::text::{Token, written};
use super::words::{CONCEPT, NAME};
use crate::folding::fold;

/// What was taken apart so far.
pub struct Lexicon {
    synonyms: Arc<Synonyms>,
    terms: Vec<Term>,
    by_text: HashMap<String, TermId>,
    /// The words behind each word as it is written: nearly always one.
    words: HashMap<String, Arc<[Word]>>,
    texts: HashMap<String, Arc<Analysed>>,
    /// Goes up with each document.
    document: u32,
}

/// The place of a term among those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermId(usize);

/// Something a record is found by.
struct Term {
    /// With the rank of a title, of a party and of the rest in front.
    ranked: [String; 3],
    /// The last documents that it was ranked in, and written in.
    ranked_in: u32,
    written_in: u32,
}

struct Word {
    folded: String,
    /// The word and its stems; none of a word that does not tell records apart.
    forms: Vec<TermId>,
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.folded
    }
}

/// A text taken apart into what it is found by.
pub struct Analysed {
    /// Its concepts, the words that tell records apart, and their stems.
    pub forms: Vec<TermId>,
    /// The words that tell records apart.
    pub telling: Vec<TermId>,
    /// All words, one space between them.
    pub in_order: String,
    /// The whole of it, folded and marked as a name; not of a text that will not come again.
    pub name: Option<TermId>,
}

/// A longer text is no name, and is not remembered as a whole; in bytes.
const LONGEST: usize = 200;

/// More texts, words or terms than this are not remembered.
const REMEMBERED: usize = 50_000;

impl Lexicon {
    pub fn new(synonyms: Arc<Synonyms>) -> Self {
        Self {
            synonyms,
            terms: Vec::new(),
            by_text: HashMap::new(),
            words: HashMap::new(),
            texts: HashMap::new(),
            document: 0,
        }
    }

    /// Forgets everything: ids of terms that were given out mean nothing any more.
    pub fn forget(&mut self) {
        *self = Self::new(self.synonyms.clone());
    }

    /// Begins a document, in which nothing was ranked yet.
    pub fn begin_document(&mut self) {
        if self.terms.len() > 4 * REMEMBERED || self.words.len() > 2 * REMEMBERED || self.document == u32::MAX {
            self.forget();
        }
        self.document += 1;
    }

    /// A form with its rank in front, from 1 to 3, the first time it comes in a document: a word counts where it ranks highest.
    pub fn ranked(&mut self, form: TermId, rank: usize) -> Option<&str> {
        let term = &mut self.terms[form.0];
        let first = std::mem::replace(&mut term.ranked_in, self.document) != self.document;
        first.then(|| term.ranked[rank - 1].as_str())
    }

    /// A word as it is written, or a name, the first time it comes in a document.
    pub fn written(&mut self, term: TermId) -> Option<&str> {
        let term = &mut self.terms[term.0];
        let first = std::mem::replace(&mut term.written_in, self.document) != self.document;
        first.then(|| &term.ranked[0][1..])
    }

    /// A text taken apart. One that will come again, such as the name of a place, is remembered as a whole.
    pub fn analysed(&mut self, text: &str, comes_again: bool) -> Arc<Analysed> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let comes_again = comes_again && text.len() < LONGEST;
        let made = Arc::new(self.analyse(text, comes_again));
        if comes_again {
            if self.texts.len() >= REMEMBERED {
                self.texts.clear();
            }
            self.texts.insert(text.to_owned(), made.clone());
        }
        made
    }

    fn analyse(&mut self, text: &str, comes_again: bool) -> Analysed {
        let written: Vec<Arc<[Word]>> = written(text).map(|at| self.words_of(&text[at])).collect();
        let words: Vec<&Word> = written.iter().flat_map(|words| words.iter()).collect();
        let synonyms = self.synonyms.clone();
        let concepts = synonyms.concepts(&words).into_iter();
        let mut forms: Vec<TermId> = concepts
            .map(|(_, concept)| self.term(&format!("{CONCEPT}{concept}")))
            .collect();
        let mut in_order = String::with_capacity(text.len());
        for word in &words {
            forms.extend(&word.forms);
            if !in_order.is_empty() {
                in_order.push(' ');
            }
            in_order.push_str(&word.folded);
        }
        Analysed {
            forms,
            telling: words.iter().filter_map(|word| word.forms.first().copied()).collect(),
            in_order,
            name: comes_again.then(|| self.term(&format!("{NAME}{}", fold(text)))),
        }
    }

    fn words_of(&mut self, written: &str) -> Arc<[Word]> {
        if let Some(known) = self.words.get(written) {
            return known.clone();
        }
        let words: Arc<[Word]> = Token::of(written, 0)
            .map(|token| {
                let mut forms = Vec::new();
                if token.tells() {
                    forms.push(self.term(&token.folded));
                    forms.extend(token.stems().iter().map(|stem| self.term(stem)));
                }
                let folded = token.folded;
                Word { folded, forms }
            })
            .collect();
        self.words.insert(written.to_owned(), words.clone());
        words
    }

    fn term(&mut self, text: &str) -> TermId {
        if let Some(known) = self.by_text.get(text) {
            return *known;
        }
        let id = TermId(self.terms.len());
        self.terms.push(Term {
            ranked: [1, 2, 3].map(|rank| format!("{rank}{text}")),
            ranked_in: 0,
            written_in: 0,
        });
        self.by_text.insert(text.to_owned(), id);
        id
    }
}
