//! What the form of each move asks, and what becomes of what is filled in.

mod correction;
mod procedure;
mod record;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::Choosable;
use crate::catalogues::Catalogues;
use crate::documents::Listed;
use crate::error::Result;
use crate::fault::Fault;
use crate::http::App;
use crate::language::{Language, Words};
use crate::procedure::Move;
use crate::rule_set::RuleSet;
use crate::web::case::seen::Seen;
use crate::web::form::{Choice, Empty, Fields, Form, Lists, Posted};
use crate::web::reader::Reader;

/// What a form is about.
pub struct About<'a> {
    pub seen: &'a Seen,
    pub catalogues: &'a Catalogues,
    pub lists: Lists,
    pub rules: &'a RuleSet,
    pub today: NaiveDate,
    pub language: Language,
    /// Which of several fields it is about, where that is chosen first.
    pub choice: Option<&'a str>,
}

/// What was filled in: as the form shows it again, and as it goes to the room.
pub struct Content {
    pub shown: Value,
    pub said: Value,
    /// Where the items of what is said stand in the form, where some were left out.
    pub places: Vec<usize>,
}

impl<'a> About<'a> {
    pub fn of(app: &'a App, reader: &Reader, seen: &'a Seen, choice: Option<&'a str>) -> Self {
        Self {
            seen,
            catalogues: &app.catalogues,
            lists: Lists::new(app.catalogues.clone(), reader.language),
            rules: &app.rules,
            today: app.clock.today(),
            language: reader.language,
            choice,
        }
    }

    fn say<'b>(&self, words: &'b Words) -> &'b str {
        words.in_language(self.language)
    }

    /// The documents that took no other's place, to choose from.
    fn documents(&self) -> Vec<Choice> {
        let current = self
            .seen
            .documents
            .iter()
            .filter(|listed| listed.superseded_by.is_none());
        let choice = |listed: &Listed| {
            let kind = listed.document.kind.label();
            let label = format!("{}: {}", self.say(&kind), listed.document.title);
            Choice::new(listed.document.id.to_string(), label)
        };
        current.map(choice).collect()
    }
}

/// Whether a move is about one of several fields, which is chosen before its form is shown.
pub const fn is_chosen_first(step: Move) -> bool {
    matches!(step, Move::Correction | Move::Decision)
}

/// The fields to choose from, while none was chosen.
pub fn choices(step: Move, about: &About<'_>) -> Result<Vec<Choosable>> {
    match step {
        Move::Correction => correction::choices(about),
        Move::Decision => record::contested(about),
        _ => Ok(Vec::new()),
    }
}

/// Whether the form has rows of which one can ask for more.
pub fn has_rows(step: Move, choice: Option<&str>) -> bool {
    match step {
        Move::CompletionRequest | Move::Signatures | Move::Clauses => true,
        Move::Correction => choice.is_some_and(correction::has_rows),
        _ => false,
    }
}

/// What stands in the form before anything is filled in.
pub fn at_first(step: Move, about: &About<'_>) -> Value {
    match step {
        Move::Opinion => json!({"issued_on": about.today.to_string()}),
        Move::Signatures => procedure::signatures_so_far(about),
        Move::Registration => json!({"responsible_unit": about.seen.case.responsible_unit}),
        Move::Clauses => json!({"clauses": about.seen.case.clauses}),
        Move::Decision => json!({"field": about.choice}),
        Move::Correction => correction::as_it_stands(about),
        _ => json!({}),
    }
}

/// The form's fields, written out; with more rows when they were asked for.
pub fn of(step: Move, about: &About<'_>, form: &Form, more: bool) -> Result<String> {
    let mut fields = Fields::of(form, about.language);
    let rows = |at: &str, spare: usize| form.count(at) + if more { spare + 5 } else { spare };
    match step {
        Move::Submission => procedure::submission(&mut fields, about),
        Move::CompletionRequest => procedure::completion_request(&mut fields, about, rows("/missing", 3)),
        Move::Review | Move::Dismissal | Move::Lapse => procedure::note(&mut fields),
        Move::Observations => procedure::observations(&mut fields),
        Move::Opinion => procedure::opinion(&mut fields, about),
        Move::Signatures => procedure::signatures(&mut fields, about, more),
        Move::Registration => procedure::registration(&mut fields, about),
        Move::Withdrawal => procedure::withdrawal(&mut fields),
        Move::Cancellation => procedure::cancellation(&mut fields, about),
        Move::Event => record::event(&mut fields, about),
        Move::Clauses => record::clauses(&mut fields, about, rows("/clauses", 2)),
        Move::Statement => record::statement(&mut fields, about),
        Move::Decision => record::decision(&mut fields, about),
        Move::Redaction => record::redaction(&mut fields, about),
        Move::Correction => correction::form(&mut fields, about, more),
        // Its page is the petitioner's.
        Move::FollowUp => {}
    }
    fields.html()
}

/// What was filled in, as the room takes it.
pub fn content(step: Move, posted: &Posted) -> Content {
    let empty = if step == Move::Correction {
        Empty::Removed
    } else {
        Empty::LeftOut
    };
    let shown = posted.content(empty);
    let mut said = shown.clone();
    let mut places = Vec::new();
    match step {
        Move::Signatures => places = procedure::leave_out_the_unsigned(&mut said),
        Move::Statement => record::read_value(&mut said),
        Move::Correction => correction::tidy(&mut said),
        _ => {}
    }
    Content { shown, said, places }
}

/// A fault of what was said, told by its place in the form.
pub fn in_form(fault: Fault, places: &[usize]) -> Fault {
    let moved = || {
        let rest = fault.pointer().strip_prefix("/parties/")?;
        let (position, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let place = places.get(position.parse::<usize>().ok()?)?;
        Some(format!("/parties/{place}/{rest}").trim_end_matches('/').to_owned())
    };
    match moved() {
        Some(pointer) => Fault::at(pointer, fault.code, fault.words),
        None => fault,
    }
}
