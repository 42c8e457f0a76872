//! What somebody filled in. A field is named by the JSON pointer of its place in what the API takes (`/parties/0/body/name`), so
//! that a form becomes the same content, is held against the same contract, and a fault found there is shown beside its field.

mod content;
mod field;
mod fields;
mod lists;
mod posted;
mod retry;

use serde::Serialize;
use serde_json::Value;

pub use self::content::{Empty, content_of};
pub use self::field::{Choice, Field};
pub use self::fields::{Fields, KNOWN};
pub use self::lists::Lists;
pub use self::posted::{Posted, must_be};
pub use self::retry::retry_while_in_progress;
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::language::Language;
use crate::web::fields as known;

/// A form as it is shown: what is filled in so far, and what is wrong with it.
pub struct Form {
    language: Language,
    content: Value,
    faults: Vec<Fault>,
}

/// A fault in the list above a form, with the field it leads to.
pub struct Told {
    pub id: String,
    pub message: String,
}

/// An item of a list in a form.
pub struct Item {
    /// Its place, as a JSON pointer.
    pub at: String,
    /// From 1, as people count.
    pub number: usize,
}

impl Item {
    /// The place of one of its fields.
    pub fn field(&self, name: &str) -> String {
        format!("{}/{name}", self.at)
    }

    /// The id of its element.
    pub fn id(&self) -> String {
        id_of(&self.at)
    }
}

impl Form {
    /// A form filled in with what there is already.
    ///
    /// # Errors
    /// None that can be met: what is shown can be written as JSON.
    pub fn of(content: &impl Serialize, language: Language) -> Result<Self> {
        Ok(Self {
            language,
            content: serde_json::to_value(content)?,
            faults: Vec::new(),
        })
    }

    /// The same form with what was found wrong, to be filled in again.
    ///
    /// # Errors
    /// Any failure that is not about what was filled in.
    pub fn refused(content: Value, error: Error, language: Language) -> Result<Self> {
        match error {
            Error::Content(faults) | Error::MoveRefused { reasons: faults, .. } => Ok(Self {
                language,
                content,
                faults,
            }),
            other => Err(other),
        }
    }

    /// The same form with what is still missing or wrong beside its fields.
    pub fn with_faults(self, faults: Vec<Fault>) -> Self {
        Self { faults, ..self }
    }

    /// Everything that is filled in.
    pub const fn content(&self) -> &Value {
        &self.content
    }

    /// Everything that is wrong, in the order of the form.
    pub fn faults(&self) -> Vec<Told> {
        let told = |fault: &Fault| Told {
            id: id_of(fault.pointer()),
            message: in_summary(fault, self.language),
        };
        self.faults.iter().map(told).collect()
    }

    /// What was filled in, to be changed before it is shown again.
    pub fn content_mut(&mut self) -> &mut Value {
        &mut self.content
    }

    /// The sentence in the form's language.
    pub const fn say<'a>(&self, es: &'a str, en: &'a str) -> &'a str {
        self.language.say(es, en)
    }

    /// What a field is called, unless the form calls it something else.
    pub fn label(&self, at: &str) -> &'static str {
        known::label(at, self.language).unwrap_or_default()
    }

    /// The id of a field's element.
    #[expect(clippy::unused_self, reason = "templates reach what they need through the form")]
    pub fn id(&self, at: &str) -> String {
        id_of(at)
    }

    /// What stands in a field.
    pub fn value(&self, at: &str) -> String {
        match self.content.pointer(at) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    }

    /// Whether a value is among those chosen.
    pub fn has(&self, at: &str, value: &str) -> bool {
        match self.content.pointer(at) {
            Some(Value::Array(values)) => values.iter().any(|chosen| chosen == value),
            _ => self.value(at) == value,
        }
    }

    /// What stands at a place and below it, field by field, to be sent along unseen.
    pub fn hidden(&self, at: &str) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        if let Some(content) = self.content.pointer(at) {
            flatten(content, at, &mut fields);
        }
        fields
    }

    /// The values chosen in a list.
    pub fn values(&self, at: &str) -> Vec<String> {
        let values = self.content.pointer(at).and_then(Value::as_array);
        let values = values.into_iter().flatten().filter_map(Value::as_str);
        values.map(ToOwned::to_owned).collect()
    }

    /// How many items a list has.
    pub fn count(&self, at: &str) -> usize {
        self.content.pointer(at).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// The items of a list, by their places.
    pub fn items(&self, at: &str) -> Vec<Item> {
        let item = |place| Item {
            at: format!("{at}/{place}"),
            number: place + 1,
        };
        (0..self.count(at)).map(item).collect()
    }

    /// What is wrong with a field, to stand beside it.
    pub fn fault(&self, at: &str) -> Option<String> {
        let fault = self.faults.iter().find(|fault| fault.pointer() == at)?;
        Some(message(fault, self.language))
    }
}

fn flatten(content: &Value, at: &str, fields: &mut Vec<(String, String)>) {
    match content {
        Value::Null => {}
        Value::Object(inner) => inner
            .iter()
            .for_each(|(name, value)| flatten(value, &format!("{at}/{name}"), fields)),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(place, item)| flatten(item, &format!("{at}/{place}"), fields));
        }
        Value::String(text) => fields.push((at.to_owned(), text.clone())),
        other => fields.push((at.to_owned(), other.to_string())),
    }
}

/// What is wrong, in words. Of a field that is only missing the contract knows no more than its name.
pub fn message(fault: &Fault, language: Language) -> String {
    match label_of(fault.pointer(), language).filter(|_| fault.is_bare()) {
        Some(label) => format!("{}: {label}", language.say("Falta", "Missing")),
        None => fault.words.in_language(language).to_owned(),
    }
}

/// A fault where it is not seen which field it is about: behind what that is called, unless it says so itself.
pub fn in_summary(fault: &Fault, language: Language) -> String {
    let message = message(fault, language);
    match label_of(fault.pointer(), language).filter(|_| fault.code.is_of_form()) {
        Some(label) => format!("{label}: {}", within_sentence(&message)),
        None => message,
    }
}

/// What a field is called, or what it belongs to where it is one of many alike.
fn label_of(pointer: &str, language: Language) -> Option<String> {
    if let Some(label) = known::label(pointer, language) {
        return Some(label.to_owned());
    }
    let called = known::name(pointer, language);
    (called != pointer.trim_start_matches('/')).then_some(called)
}

/// A sentence that goes on from another: with a small letter, unless it begins with an abbreviation.
fn within_sentence(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(sentence.chars().skip(1)).collect()
        }
        _ => sentence.to_owned(),
    }
}

/// The id of a field's element.
pub fn id_of(at: &str) -> String {
    let id = at.trim_start_matches('/').replace(['/', '~'], "-");
    if id.is_empty() { "form".to_owned() } else { id }
}
