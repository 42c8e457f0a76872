//! The words of a question: how they are read, and what documents answer them how well.
//!
//! A document's words stand in `words` with their rank before them: 1 for those of its titles, 2 for those of its parties and
//! places that no title has, 3 for the rest. How well it answers is a sum of whole numbers that depends on the document alone, so
//! that every node gives the same order, and nobody learns from an order what is hidden from him.

use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, InvertedIndexRangeQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::Snapshot;
use super::correction;
use super::filter::{Clauses, any_term};
use super::highlight::Mark;
use super::text::{Token, tokens};
use crate::agreements::AgreementFilter;
use crate::error::Result;

/// What words are worth by their rank.
const WRITTEN: [f32; 3] = [12.0, 8.0, 3.0];
/// What a stem, a concept or a corrected word is worth.
const RELATED: [f32; 3] = [6.0, 4.0, 1.0];
/// What a word is worth that only begins as asked.
const BEGUN: f32 = 1.0;
/// What it is worth when all words stand side by side as asked.
const SIDE_BY_SIDE: f32 = 16.0;
/// What it is worth when words asked for are the whole name of a party or its place.
const WHOLE_NAME: f32 = 10.0;
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
        let mut words = Self::default();
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
            let known = snapshot.has_any(asked.documents(snapshot), seen.as_deref())?;
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

    /// The conditions on documents, scored by how well they answer.
    pub(super) fn clauses(&self, snapshot: &Snapshot) -> Clauses {
        let mut clauses = Clauses::new();
        for asked in &self.wanted {
            clauses.push((Occur::Must, asked.documents(snapshot)));
        }
        for asked in &self.unwanted {
            // A phrase by itself cannot be looked up backwards, as an exclusion is; a union can.
            let documents = asked.documents(snapshot);
            let either = BooleanQuery::union(vec![documents.box_clone(), documents]);
            clauses.push((Occur::MustNot, Box::new(either)));
        }
        for run in &self.runs {
            if run.len() > 1 && self.wanted.len() > 1 {
                clauses.push((Occur::Should, worth(side_by_side(snapshot, run), SIDE_BY_SIDE)));
            }
            let names = names_in(run);
            if !names.is_empty() {
                let names = names.into_iter().map(|name| format!("{NAME}{name}"));
                clauses.extend(names.map(|name| {
                    (
                        Occur::Should,
                        worth(any_term(snapshot.fields.words, &[name]), WHOLE_NAME),
                    )
                }));
            }
        }
        clauses
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

    /// The documents that have it, scored.
    fn documents(&self, snapshot: &Snapshot) -> Box<dyn Query> {
        let mut any: Vec<Box<dyn Query>> = Vec::new();
        let field = snapshot.fields.words;
        let mut ranked = |form: &str, values: [f32; 3]| {
            for (rank, value) in (1..=3).zip(values) {
                any.push(worth(any_term(field, &[format!("{rank}{form}")]), value));
            }
        };
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
                if *begun {
                    any.push(worth(beginning_with(snapshot, &token.folded), BEGUN));
                }
            }
            Self::Concept(id) => ranked(&format!("{CONCEPT}{id}"), WRITTEN),
            Self::Phrase(words) => return worth(side_by_side(snapshot, words), WRITTEN[0]),
        }
        Box::new(BooleanQuery::union(any))
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

fn side_by_side(snapshot: &Snapshot, words: &[Token]) -> Box<dyn Query> {
    let field = snapshot.fields.phrases;
    let mut terms: Vec<Term> = words
        .iter()
        .map(|token| Term::from_field_text(field, &token.folded))
        .collect();
    if terms.len() == 1 {
        return Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic));
    }
    Box::new(PhraseQuery::new(terms))
}

fn beginning_with(snapshot: &Snapshot, beginning: &str) -> Box<dyn Query> {
    let term = |text: &str| Term::from_field_text(snapshot.fields.vocabulary, text);
    let (least, most) = (term(beginning), term(&format!("{beginning}\u{10FFFF}")));
    Box::new(InvertedIndexRangeQuery::new(
        std::ops::Bound::Included(least),
        std::ops::Bound::Excluded(most),
    ))
}

fn worth(query: Box<dyn Query>, value: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, value))
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
