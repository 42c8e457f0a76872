//! How well a question was answered, and all of them together.

use std::collections::{BTreeMap, HashSet};
use std::fmt::{self, Display, Formatter};

use rai::folding::fold;

use crate::questions::{Question, id};
use crate::register::Answer;

/// How one question was answered.
pub struct Measured {
    /// One more than the agreements that stand before the expected ones and should not. None where the answer is plainly wrong.
    rank: Option<usize>,
    /// Whether "did you mean" said what it should, where it should.
    suggestion: Option<bool>,
    /// What to tell of it when it was not answered well.
    told: String,
}

impl Measured {
    pub fn of(question: &Question, expected: &HashSet<String>, unwanted: &HashSet<String>, answer: &Answer) -> Self {
        let found: Vec<String> = answer.found.iter().map(id).collect();
        let wrong = found.iter().any(|id| unwanted.contains(id));
        let rank = if wrong { None } else { rank(question, expected, &found) };
        let suggestion = question.suggestion.as_ref().map(|expected| {
            let said = answer.suggestion.as_deref();
            said.is_some_and(|said| fold(said) == fold(expected))
        });

        let titles = answer.found.iter().filter_map(|agreement| agreement["title"].as_str());
        let told = format!(
            "«{}»: {}{}, found {}: {}; did you mean: {}",
            question.ask,
            rank.map_or_else(|| "wrong".to_owned(), |rank| format!("rank {rank}")),
            if wrong { ", holds what it must not" } else { "" },
            found.len(),
            titles.take(3).collect::<Vec<_>>().join(" | "),
            answer.suggestion.as_deref().unwrap_or("-"),
        );
        Self { rank, suggestion, told }
    }
}

fn rank(question: &Question, expected: &HashSet<String>, found: &[String]) -> Option<usize> {
    if question.nothing {
        return found.is_empty().then_some(1);
    }
    let places: Vec<usize> = (0..found.len())
        .filter(|place| expected.contains(&found[*place]))
        .collect();
    if question.all.is_empty() {
        return places.first().map(|place| place + 1);
    }
    let last = places.last().filter(|_| places.len() == expected.len());
    last.map(|last| last + 2 - places.len())
}

/// Sums over questions.
#[derive(Default)]
pub struct Figures {
    questions: u32,
    at_1: u32,
    at_5: u32,
    reciprocal_ranks: f64,
    suggestions: u32,
    suggestions_right: u32,
}

impl Figures {
    fn add(&mut self, measured: &Measured) {
        self.questions += 1;
        if let Some(rank) = measured.rank {
            self.at_1 += u32::from(rank == 1);
            self.at_5 += u32::from(rank <= 5);
            self.reciprocal_ranks += 1.0 / f64::from(u32::try_from(rank).unwrap());
        }
        if let Some(right) = measured.suggestion {
            self.suggestions += 1;
            self.suggestions_right += u32::from(right);
        }
    }

    pub fn success_at_1(&self) -> f64 {
        f64::from(self.at_1) / f64::from(self.questions)
    }

    pub fn success_at_5(&self) -> f64 {
        f64::from(self.at_5) / f64::from(self.questions)
    }

    pub fn mean_reciprocal_rank(&self) -> f64 {
        self.reciprocal_ranks / f64::from(self.questions)
    }

    pub fn suggestions(&self) -> f64 {
        f64::from(self.suggestions_right) / f64::from(self.suggestions)
    }
}

/// All questions, overall and by kind, and those that were not answered well.
#[derive(Default)]
pub struct Report {
    overall: Figures,
    kinds: BTreeMap<String, Figures>,
    failed: Vec<String>,
}

impl Report {
    pub fn add(&mut self, kind: &str, measured: &Measured) {
        self.overall.add(measured);
        self.kinds.entry(kind.to_owned()).or_default().add(measured);
        if measured.rank != Some(1) || measured.suggestion == Some(false) {
            self.failed.push(format!("{kind} {}", measured.told));
        }
    }

    pub fn overall(&self) -> &Figures {
        &self.overall
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let kinds = self.kinds.iter().map(|(kind, figures)| (kind.as_str(), figures));
        writeln!(
            f,
            "{:<14}{:>10}{:>11}{:>11}{:>8}{:>13}",
            "kind", "questions", "success@1", "success@5", "MRR", "suggestions"
        )?;
        for (kind, figures) in kinds.chain([("overall", &self.overall)]) {
            let suggestions = match figures.suggestions {
                0 => "-".to_owned(),
                asked => format!("{} of {asked}", figures.suggestions_right),
            };
            writeln!(
                f,
                "{kind:<14}{:>10}{:>11.3}{:>11.3}{:>8.3}{suggestions:>13}",
                figures.questions,
                figures.success_at_1(),
                figures.success_at_5(),
                figures.mean_reciprocal_rank(),
            )?;
        }
        writeln!(f, "\nNot answered well:")?;
        self.failed.iter().try_for_each(|question| writeln!(f, "{question}"))
    }
}

#[test]
fn a_rank_counts_what_stands_before_and_should_not() {
    let ids = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
    let asked = |how: &str| serde_norway::from_str::<Question>(&format!("{{ask: q, {how}}}")).unwrap();
    for (how, found, expected) in [
        ("first: [x]", "a b c", Some(1)),
        ("first: [x]", "c d a b", Some(3)),
        ("first: [x]", "c d", None),
        ("all: [x]", "b a c", Some(1)),
        ("all: [x]", "a c b", Some(2)),
        ("all: [x]", "a c", None),
        ("nothing: true", "", Some(1)),
        ("nothing: true", "c", None),
    ] {
        let wanted = ids("a b").into_iter().collect();
        assert_eq!(rank(&asked(how), &wanted, &ids(found)), expected, "{how}: {found}");
    }
}
