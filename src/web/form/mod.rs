//! What somebody filled in. A field is named by the JSON pointer of its place in what the API takes (`/parties/0/body/name`), so
//! that a form becomes the same content, is held against the same contract, and a fault found there is shown beside its field.

mod content;
mod field;
mod fields;
mod posted;
mod pressed_twice;

use serde::Serialize;
use serde_json::Value;

pub use self::content::Empty;
pub use self::field::{Choice, Field};
pub use self::fields::Fields;
pub use self::posted::Posted;
pub use self::pressed_twice::patiently;
use super::case::words;
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::language::Language;

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

    /// Everything that is filled in.
    pub const fn content(&self) -> &Value {
        &self.content
    }

    /// Everything that is wrong, in the order of the form.
    pub fn faults(&self) -> Vec<Told> {
        let told = |fault: &Fault| Told {
            id: id_of(fault.pointer()),
            message: self.message(fault),
        };
        self.faults.iter().map(told).collect()
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

    /// How many items a list has.
    pub fn count(&self, at: &str) -> usize {
        self.content.pointer(at).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// What is wrong with a field or with a group of them.
    pub fn fault(&self, at: &str) -> Option<String> {
        let fault = self.faults.iter().find(|fault| fault.pointer() == at)?;
        Some(self.message(fault))
    }

    /// What is wrong, in words. Of a field that is only missing the contract knows no more than its name.
    fn message(&self, fault: &Fault) -> String {
        let name = fault.pointer().rsplit('/').next().unwrap_or_default();
        let label = words::field(fault.pointer()).filter(|_| fault.words.es == format!("Falta {name}"));
        match label {
            Some(label) => format!(
                "{}: {}",
                self.language.say("Falta", "Missing"),
                label.in_language(self.language)
            ),
            None => fault.words.in_language(self.language).to_owned(),
        }
    }
}

/// The id of a field's element.
pub fn id_of(at: &str) -> String {
    let id = at.trim_start_matches('/').replace(['/', '~'], "-");
    if id.is_empty() { "form".to_owned() } else { id }
}
