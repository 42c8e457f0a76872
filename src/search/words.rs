//! The words of a question: how they are read, and what documents answer them how well.
//!
//! A document's words stand in `words` with their rank before them: 1 for those of its titles, 2 for those of its parties and
//! places that no title has, 3 for the rest; those of its documents with the mark of whoever reads them. How well it answers is a sum of whole numbers that depends on the document alone, so
//! that every node gives the same order, and nobody learns from an order what is hidden from him.

use std::collections::BTreeMap;

use tantivy::Term;
use tantivy::query::{BooleanQuery, InvertedIndexRangeQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::Snapshot;
use super::correction;
use super::filter::{Clauses, any_term};
use super::forms::{AnyForm, Begun, Worth};
use super::highlight::Mark;
use super::text::{Token, tokens};
use super::texts::{self, Reader};
use crate::agreements::AgreementFilter;
use crate::error::Result;

/// What words are worth by their rank.
const WRITTEN: [u16; 3] = [12, 8, 3];
/// What a stem, a concept or a corrected word is worth.
const RELATED: [u16; 3] = [6, 4, 1];
/// What a word is worth that stands in a document, and what a related one is.
const IN_DOCUMENT: [u16; 2] = [2, 1];
/// What a word is worth that only begins as asked.
const BEGUN: u16 = 1;
/// What it is worth when all words stand side by side as asked.
const SIDE_BY_SIDE: u16 = 16;
/// What it is worth when words asked for are the whole name of a party or its place.
const WHOLE_NAME: u16 = 10;
/// No name that somebody asks for has more words.
const LONGEST_NAME: usize = 6;

/// Marks a concept among the words.
pub const CONCEPT: char = '\u{1}';
/// Marks the whole name of a party or its place among the words.
pub const NAME: char = '\u{2}';

/// The words of a question, as they were read.
#[derive(Debug, Default)]
pub struct Words {
    wanted: Vec<Asked>,
    unwanted: Vec<Asked>,
    /// The words in a row, outside quotes, for whoever has them side by side.
    runs: Vec<Vec<Token>>,
    /// What stands before words of documents whose texts the asker reads.
    marks_of_readers: Vec<String>,
    /// The question as it was probably meant, when words of it stand nowhere.
    pub did_you_mean: Option<String>,
}

#[derive(Debug)]
enum Asked {
    Word {
        token: Token,
        concept: Option<String>,
        /// Whether it is the last one and may be only the beginning of a word.
        begun: bool,
        /// The words that stand for it, when it stands nowhere itself.
        corrections: Vec<String>,
    },
    Concept(String),
    Phrase(Vec<Token>),
}

impl Words {
    /// Reads the words of a filter; the typing errors among them are those of what the filter's sight allows to see.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn read(snapshot: &Snapshot, filter: &AgreementFilter) -> Result<Option<Self>> {
        let Some(question) = &filter.q else { return Ok(None) };
        let mut words = Self {
            marks_of_readers: texts::readers(&filter.sight).into_iter().map(Reader::mark).collect(),
            ..Self::default()
        };
        for part in parts(question) {
            let inside = &question[part.at.clone()];
            let read = tokens(inside);
            if read.is_empty() {
                continue;
            }
            if part.quoted {
                let asked = Asked::Phrase(read);
                if part.unwanted {
                    &mut words.unwanted
                } else {
                    &mut words.wanted
                }
                .push(asked);
            } else if part.unwanted {
                words.unwanted.extend(one_by_one(snapshot, &read));
            } else {
                words.wanted.extend(one_by_one(snapshot, &read));
                words.runs.push(read);
            }
        }
        if !question.ends_with(|last: char| last.is_whitespace() || last == '"')
            && let Some(Asked::Word { token, begun, .. }) = words.wanted.last_mut()
            && words.runs.last().and_then(|run| run.last()) == Some(token)
        {
            *begun = token.folded.chars().count() >= 2;
        }
        if words.wanted.is_empty() {
            // Nothing that tells records apart: whatever there is, as it is written.
            let all = words
                .runs
                .iter()
                .flatten()
                .map(|token| Asked::Phrase(vec![token.clone()]));
            words.wanted = all.collect();
        }
        words.correct(snapshot, filter, question)?;
        Ok(Some(words))
    }

    fn correct(&mut self, snapshot: &Snapshot, filter: &AgreementFilter, question: &str) -> Result<()> {
        let seen = snapshot.seen(filter);
        let mut meant = Vec::new();
        for asked in &mut self.wanted {
            if meant.len() == correction::MOST {
                break;
            }
            let known = asked.is_known(snapshot, seen.as_deref(), &self.marks_of_readers)?;
            if let (Asked::Word { token, corrections, .. }, false) = (asked, known) {
                *corrections = correction::candidates(snapshot, &token.folded, seen.as_deref())?;
                if let Some(best) = corrections.first() {
                    meant.push((token.clone(), best.clone()));
                }
            }
        }
        if !meant.is_empty() {
            self.did_you_mean = Some(correction::rewritten(question, &meant));
        }
        Ok(())
    }

    /// The conditions on documents.
    pub(super) fn clauses(&self, snapshot: &Snapshot) -> Clauses {
        let mut clauses = self.exclusions(snapshot);
        let wanted = self
            .wanted
            .iter()
            .map(|asked| asked.worth(snapshot, &self.marks_of_readers).documents());
        clauses.extend(wanted.map(|documents| (Occur::Must, documents)));
        clauses
    }

    /// The conditions on documents by words that must not be there.
    pub(super) fn exclusions(&self, snapshot: &Snapshot) -> Clauses {
        let exclusion = |asked: &Asked| {
            // A phrase by itself cannot be looked up backwards, as an exclusion is; a union can.
            let documents = asked.worth(snapshot, &self.marks_of_readers).documents();
            let either = BooleanQuery::union(vec![documents.box_clone(), documents]);
            (Occur::MustNot, Box::new(either) as Box<dyn Query>)
        };
        self.unwanted.iter().map(exclusion).collect()
    }

    /// What documents must have, all of it, and what it is worth.
    pub(super) fn required(&self, snapshot: &Snapshot) -> Vec<Worth> {
        self.wanted
            .iter()
            .map(|asked| asked.worth(snapshot, &self.marks_of_readers))
            .collect()
    }

    /// What makes documents worth more that have it.
    pub(super) fn desired(&self, snapshot: &Snapshot) -> Vec<Worth> {
        let mut desired = Vec::new();
        for run in &self.runs {
            if run.len() > 1 && self.wanted.len() > 1 {
                desired.push(Worth::Each(
                    side_by_side(snapshot, run, &self.marks_of_readers),
                    SIDE_BY_SIDE,
                ));
            }
            let names = names_in(run).into_iter();
            desired.push(Worth::Sum(AnyForm {
                field: snapshot.fields.words,
                forms: names.map(|name| (format!("{NAME}{name}"), WHOLE_NAME)).collect(),
                begun: None,
            }));
        }
        desired
    }

    /// What was asked for, by what one sees why a record was found.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        self.wanted.iter().map(Asked::mark).collect()
    }
}

impl Asked {
    fn mark(&self) -> Mark {
        match self {
            Self::Word {
                token,
                concept,
                begun,
                corrections,
            } => Mark {
                forms: std::iter::once(token.folded.clone())
                    .chain(token.stems())
                    .chain(corrections.iter().cloned())
                    .collect(),
                beginning: begun.then(|| token.folded.clone()),
                concept: concept.clone(),
                ..Mark::default()
            },
            Self::Concept(id) => Mark {
                concept: Some(id.clone()),
                ..Mark::default()
            },
            Self::Phrase(words) => Mark {
                phrase: words.iter().map(|token| token.folded.clone()).collect(),
                ..Mark::default()
            },
        }
    }

    /// The documents that have it, and what they are worth.
    fn worth(&self, snapshot: &Snapshot, readers: &[String]) -> Worth {
        match self {
            Self::Phrase(words) => Worth::Each(side_by_side(snapshot, words, readers), WRITTEN[0]),
            Self::Word { .. } | Self::Concept(_) => Worth::Sum(self.forms(snapshot, readers)),
        }
    }

    /// Whether anything that may be seen has it.
    fn is_known(&self, snapshot: &Snapshot, seen: Option<&dyn Query>, readers: &[String]) -> Result<bool> {
        if let Self::Phrase(words) = self {
            return snapshot.has_any(side_by_side(snapshot, words, readers), seen);
        }
        let AnyForm { field, forms, begun } = self.forms(snapshot, readers);
        for form in forms.keys() {
            if snapshot.has_any(any_term(field, std::slice::from_ref(form)), seen)? {
                return Ok(true);
            }
        }
        match begun {
            Some(begun) => snapshot.has_any(beginning_with(snapshot, &begun.beginning), seen),
            None => Ok(false),
        }
    }

    fn forms(&self, snapshot: &Snapshot, readers: &[String]) -> AnyForm {
        let mut forms = BTreeMap::new();
        let mut ranked = |form: &str, values: [u16; 3]| {
            for (rank, value) in (1..=3).zip(values) {
                *forms.entry(format!("{rank}{form}")).or_default() += value;
            }
            let in_document = IN_DOCUMENT[usize::from(values != WRITTEN)];
            for mark in readers {
                *forms.entry(format!("{mark}{form}")).or_default() += in_document;
            }
        };
        let mut begun_as = None;
        match self {
            Self::Word {
                token,
                concept,
                begun,
                corrections,
            } => {
                ranked(&token.folded, WRITTEN);
                token.stems().iter().for_each(|stem| ranked(stem, RELATED));
                if let Some(concept) = concept {
                    ranked(&format!("{CONCEPT}{concept}"), RELATED);
                }
                for word in corrections {
                    ranked(word, RELATED);
                }
                begun_as = begun.then(|| token.folded.clone());
            }
            Self::Concept(id) => ranked(&format!("{CONCEPT}{id}"), WRITTEN),
            Self::Phrase(_) => {}
        }
        AnyForm {
            field: snapshot.fields.words,
            forms,
            begun: begun_as.map(|beginning| Begun {
                field: snapshot.fields.vocabulary,
                beginning,
                value: BEGUN,
            }),
        }
    }
}

/// Concepts, and the other words that tell records apart.
fn one_by_one(snapshot: &Snapshot, text: &[Token]) -> Vec<Asked> {
    let mut asked = Vec::new();
    let mut concepts = snapshot.synonyms.concepts(text).into_iter().peekable();
    let mut at = 0;
    while at < text.len() {
        let concept = concepts.next_if(|(range, _)| range.start == at);
        match concept {
            Some((range, id)) if range.len() > 1 => {
                asked.push(Asked::Concept(id.to_owned()));
                at = range.end;
                continue;
            }
            concept if text[at].tells() => asked.push(Asked::Word {
                token: text[at].clone(),
                concept: concept.map(|(_, id)| id.to_owned()),
                begun: false,
                corrections: Vec::new(),
            }),
            _ => {}
        }
        at += 1;
    }
    asked
}

/// A piece of a question between quotes or signs.
struct Part {
    at: std::ops::Range<usize>,
    quoted: bool,
    unwanted: bool,
}

/// Takes a question apart: `"in quotes"`, `-unwanted`, and what stands between them. A quote that is not closed goes on to the end.
fn parts(question: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut at, mut run) = (0, 0);
    let mut push = |at: std::ops::Range<usize>, quoted, unwanted| {
        if !at.is_empty() {
            parts.push(Part { at, quoted, unwanted });
        }
    };
    while let Some(letter) = question[at..].chars().next() {
        let begins = at == 0 || question[..at].ends_with(|before: char| before.is_whitespace() || before == '"');
        let after = &question[at + letter.len_utf8()..];
        let unwanted = begins && letter == '-' && after.starts_with(|next: char| next == '"' || next.is_alphanumeric());
        let quoted = matches!(letter, '"' | '“' | '«') || (unwanted && after.starts_with('"'));
        if !quoted && !unwanted {
            at += letter.len_utf8();
            continue;
        }
        push(run..at, false, false);
        let start = at + letter.len_utf8() + usize::from(unwanted && quoted);
        let end_of = |found: Option<usize>| found.map_or(question.len(), |found| start + found);
        let end = if quoted {
            end_of(question[start..].find(['"', '”', '»']))
        } else {
            end_of(question[start..].find(|next: char| next.is_whitespace() || next == '"'))
        };
        push(start..end, quoted, unwanted);
        let closing = question[end..]
            .chars()
            .next()
            .filter(|_| quoted)
            .map_or(0, char::len_utf8);
        at = end + closing;
        run = at;
    }
    push(run..question.len(), false, false);
    parts
}

/// The rows of words in a text that could be a whole name.
fn names_in(run: &[Token]) -> Vec<String> {
    let mut names = Vec::new();
    for start in 0..run.len() {
        for end in start + 1..=run.len().min(start + LONGEST_NAME) {
            if run[start].tells() && run[end - 1].tells() {
                let words: Vec<&str> = run[start..end].iter().map(|token| token.folded.as_str()).collect();
                names.push(words.join(" "));
            }
        }
    }
    names.truncate(60);
    names
}

fn side_by_side(snapshot: &Snapshot, words: &[Token], readers: &[String]) -> Box<dyn Query> {
    let field = snapshot.fields.phrases;
    let everybody = Reader::Everybody.mark();
    // What everybody reads stands there unmarked.
    let marks = readers
        .iter()
        .map(|mark| if *mark == everybody { "" } else { mark.as_str() });
    let mut rows: Vec<Box<dyn Query>> = marks
        .map(|mark| {
            let mut terms: Vec<Term> = words
                .iter()
                .map(|token| Term::from_field_text(field, &format!("{mark}{}", token.folded)))
                .collect();
            if terms.len() == 1 {
                return Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)) as Box<dyn Query>;
            }
            Box::new(PhraseQuery::new(terms))
        })
        .collect();
    if rows.len() == 1 {
        return rows.remove(0);
    }
    Box::new(BooleanQuery::union(rows))
}

fn beginning_with(snapshot: &Snapshot, beginning: &str) -> Box<dyn Query> {
    let term = |text: &str| Term::from_field_text(snapshot.fields.vocabulary, text);
    let (least, most) = (term(beginning), term(&format!("{beginning}\u{10FFFF}")));
    Box::new(InvertedIndexRangeQuery::new(
        std::ops::Bound::Included(least),
        std::ops::Bound::Excluded(most),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(question: &str) -> Vec<(&str, bool, bool)> {
        parts(question)
            .into_iter()
            .map(|part| (&question[part.at], part.quoted, part.unwanted))
            .collect()
    }

    #[test]
    fn quotes_and_signs_take_a_question_apart() {
        assert_eq!(read("Petra"), [("Petra", false, false)]);
        assert_eq!(
            read("\"San Luis\" Potosí -Texas -\"Nuevo León\""),
            [
                ("San Luis", true, false),
                (" Potosí ", false, false),
                ("Texas", false, true),
                (" ", false, false),
                ("Nuevo León", true, true)
            ]
        );
        assert_eq!(
            read("Irapuato-McAllen - 2014"),
            [("Irapuato-McAllen - 2014", false, false)]
        );
        assert_eq!(
            read("una \"cita sin fin"),
            [("una ", false, false), ("cita sin fin", true, false)]
        );
        assert_eq!(read("\"\" - --"), [(" - --", false, false)]);
        assert_eq!(
            read("«Los Ángeles» ñ"),
            [("Los Ángeles", true, false), (" ñ", false, false)]
        );
    }
}
