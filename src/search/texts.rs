//! The texts of an agreement's documents as the index keeps them: those that everybody reads by themselves, and those that only
//! some read under the name of whoever reads them.

use std::collections::BTreeSet;
use std::collections::HashMap;

use tantivy::TantivyDocument;

use super::fields::Fields;
use super::synonyms::Synonyms;
use super::text::tokens;
use super::words::CONCEPT;
use crate::access::Sight;
use crate::agreements::AgreementId;
use crate::bodies::BodyId;
use crate::db::DbConnection;
use crate::documents::{self, PageText, Visibility};
use crate::error::Result;

/// Who reads the text of a document.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'a> {
    /// Whoever sees the agreement.
    Everybody,
    /// Whoever sees everything.
    Staff,
    /// The office of the petitioner.
    Petitioner(BodyId),
    /// The liaison of the petitioner's state.
    State(&'a str),
}

impl Reader<'_> {
    /// What stands before a word of such a text, in the place of a rank.
    pub fn mark(self) -> String {
        match self {
            Self::Everybody => "4".to_owned(),
            Self::Staff => "5".to_owned(),
            Self::Petitioner(id) => format!("6{id}:"),
            Self::State(code) => format!("7{code}:"),
        }
    }
}

/// The readers one is among.
pub fn readers(sight: &Sight) -> Vec<Reader<'_>> {
    let mut readers = vec![Reader::Everybody];
    match sight {
        Sight::Public => {}
        Sight::Everything => readers.push(Reader::Staff),
        Sight::OfBodies(bodies) => readers.extend(bodies.iter().map(|id| Reader::Petitioner(*id))),
        Sight::OfState(state) => readers.push(Reader::State(state)),
    }
    readers
}

/// What an agreement's documents say, and that there are any.
#[derive(Default)]
pub struct Texts {
    everybody: Text,
    some: Text,
}

#[derive(Default)]
struct Text {
    is_there: bool,
    /// Words, their stems, and concepts.
    forms: BTreeSet<String>,
    words: BTreeSet<String>,
    /// Page by page, one space between two words.
    in_order: Vec<Vec<String>>,
}

/// Of longer texts no more than so many bytes are kept for an agreement.
const LONGEST: usize = 4 << 20;

impl Texts {
    /// The texts of some agreements, those without documents left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(
        conn: &mut DbConnection,
        agreements: &[AgreementId],
        synonyms: &Synonyms,
    ) -> Result<HashMap<AgreementId, Self>> {
        let mut found: HashMap<AgreementId, Self> = HashMap::new();
        for (agreement, visibility) in documents::visibilities(conn, agreements)? {
            found.entry(agreement).or_default().of_visibility(visibility).is_there = true;
        }
        for (agreement, texts) in &mut found {
            let mut left = LONGEST;
            for PageText { visibility, text, .. } in documents::page_texts(conn, &Sight::Everything, *agreement)? {
                if text.len() > left {
                    break;
                }
                left -= text.len();
                texts.of_visibility(visibility).add(&text, synonyms);
            }
        }
        Ok(found)
    }

    fn of_visibility(&mut self, visibility: Visibility) -> &mut Text {
        match visibility {
            Visibility::Public => &mut self.everybody,
            Visibility::Internal => &mut self.some,
        }
    }

    /// The readers for whom there is a document.
    pub fn is_there_for<'a>(&self, own: &[Reader<'a>]) -> Vec<Reader<'a>> {
        let mut readers = Vec::new();
        if self.everybody.is_there {
            readers.push(Reader::Everybody);
        }
        if self.some.is_there {
            readers.extend(own);
        }
        readers
    }

    /// Adds the words to a document of the index; `own` read what is not for everybody.
    pub fn write(&self, fields: &Fields, own: &[Reader<'_>], document: &mut TantivyDocument) {
        let mark = Reader::Everybody.mark();
        for form in &self.everybody.forms {
            document.add_text(fields.words, format!("{mark}{form}"));
        }
        for word in &self.everybody.words {
            document.add_text(fields.vocabulary, word);
        }
        for page in &self.everybody.in_order {
            document.add_text(fields.phrases, page.join(" "));
        }
        for reader in own {
            let mark = reader.mark();
            for form in &self.some.forms {
                document.add_text(fields.words, format!("{mark}{form}"));
            }
            for page in &self.some.in_order {
                let marked: Vec<String> = page.iter().map(|word| format!("{mark}{word}")).collect();
                document.add_text(fields.phrases, marked.join(" "));
            }
        }
    }
}

impl Text {
    fn add(&mut self, text: &str, synonyms: &Synonyms) {
        let words = tokens(text);
        for (_, concept) in synonyms.concepts(&words) {
            self.forms.insert(format!("{CONCEPT}{concept}"));
        }
        for word in words.iter().filter(|word| word.tells()) {
            if self.words.insert(word.folded.clone()) {
                self.forms.extend(word.stems());
                self.forms.insert(word.folded.clone());
            }
        }
        self.in_order.push(words.into_iter().map(|word| word.folded).collect());
    }
}
