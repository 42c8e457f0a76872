//! What the values of fields say: for records, histories, sources and differences.

use serde_json::Value;

use super::name;
use crate::access::Role;
use crate::agreements::clauses::ClauseKind;
use crate::agreements::events::EventKind;
use crate::agreements::statements::{Method, Standing};
use crate::agreements::term::{EntryIntoForce, TermKind, TermUnit};
use crate::agreements::validity::ValidityState;
use crate::agreements::{Binding, Origin, Relation, Side, Stage};
use crate::bodies::{BodyKind, Level};
use crate::catalogues::Catalogues;
use crate::clock::Timestamp;
use crate::documents::{Authenticity, DocumentKind, Visibility};
use crate::export::Labels;
use crate::language::{Language, Words};
use crate::partial_date::PartialDate;
use crate::procedure::OpinionResult;
use crate::web::{languages, said};

/// A value of a field in words.
pub fn value(pointer: &str, value: &Value, catalogues: &Catalogues, language: Language) -> String {
    match value {
        Value::Null => language.say("(nada)", "(nothing)").to_owned(),
        Value::Bool(true) => language.say("sí", "yes").to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => self::text(pointer, text, catalogues, language),
        Value::Array(items) if items.is_empty() => language.say("(nada)", "(nothing)").to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| self::value(pointer, item, catalogues, language))
                .collect();
            items.join("; ")
        }
        Value::Object(members) => {
            let said = |(name, member): (&String, &Value)| {
                let nothing = member.is_null() || member.as_array().is_some_and(Vec::is_empty);
                // Identifiers say nothing to people.
                let told = !nothing && !matches!(name.as_str(), "id" | "version" | "created_at" | "updated_at");
                told.then(|| self::value(&format!("/{name}"), member, catalogues, language))
            };
            let members: Vec<String> = members.iter().filter_map(said).collect();
            members.join(", ")
        }
    }
}

/// A text that is the value of a field, in words where it is a code or a date.
pub fn text(pointer: &str, text: &str, catalogues: &Catalogues, language: Language) -> String {
    let labels = Labels { catalogues, language };
    let say = |words: Option<Words>| words.map(|words| words.in_language(language).to_owned());
    let called = match pointer.rsplit('/').find(|member| member.parse::<usize>().is_err()) {
        Some("stage") => say(Stage::parse(text).map(Stage::label)),
        Some("state") => say(ValidityState::parse(text).map(ValidityState::label))
            .or_else(|| catalogues.state(text).map(|_| labels.state(text))),
        Some("origin") => say(Origin::parse(text).map(Origin::label)),
        Some("binding") => say(Binding::parse(text).map(Binding::label)),
        Some("relation") => say(Relation::parse(text).map(Relation::label)),
        Some("level") => say(Level::parse(text).map(Level::label)),
        Some("visibility") => say(Visibility::parse(text).map(Visibility::label)),
        Some("authenticity") => say(Authenticity::parse(text).map(Authenticity::label)),
        Some("result") => say(OpinionResult::parse(text).map(OpinionResult::label)),
        Some("evidence") => say(DocumentKind::parse(text).map(DocumentKind::label)),
        Some("entry_into_force") => say(EntryIntoForce::parse(text).map(EntryIntoForce::label)),
        Some("standing") => say(Standing::parse(text).map(Standing::label)),
        Some("method") => say(Method::parse(text).map(Method::label)),
        Some("verified_by") => say(Role::parse(text).map(Role::label)),
        Some("field") => Some(name(text, language)),
        Some("kind") => say(TermKind::parse(text)
            .map(TermKind::label)
            .or_else(|| EventKind::parse(text).map(EventKind::label))
            .or_else(|| ClauseKind::parse(text).map(ClauseKind::label))
            .or_else(|| DocumentKind::parse(text).map(DocumentKind::label))
            .or_else(|| BodyKind::parse(text).map(BodyKind::label))),
        Some("side") => say(Side::parse(text).map(Side::label)),
        Some("unit") => say(TermUnit::parse(text).map(TermUnit::label)),
        Some("instrument_type") => Some(labels.instrument_type(text)),
        Some("areas") => Some(labels.area(text)),
        Some("country") => Some(labels.country(text)),
        Some("municipality") => Some(labels.municipality(text)),
        Some("language" | "languages") => Some(languages::name(text, language).to_owned()),
        _ => None,
    };
    let date = || PartialDate::parse(text).ok().map(|date| said::partial(date, language));
    let moment = || Timestamp::parse(text).map(|at| said::moment(at, language));
    called.or_else(date).or_else(moment).unwrap_or_else(|| text.to_owned())
}
