//! Values of a record, and what was said when it was moved, as people read them.

use serde_json::{Map, Value};

use super::words;
use crate::catalogues::Catalogues;
use crate::language::Language;
use crate::web::fields;

/// Something with its name.
pub struct Told {
    pub label: String,
    pub text: String,
}

/// Tells values by the catalogues, in a language.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    pub catalogues: &'a Catalogues,
    pub language: Language,
}

impl Telling<'_> {
    /// Every field of an object that says something to a reader.
    pub fn fields(self, fields: &Map<String, Value>) -> Vec<Told> {
        let told = |(name, value): (&String, &Value)| self.field(&format!("/{name}"), value);
        fields.iter().filter_map(told).collect()
    }

    /// A field at its pointer; nothing when it is empty, or tells a reader nothing.
    pub fn field(self, pointer: &str, value: &Value) -> Option<Told> {
        let label = words::field(pointer, self.language)?;
        let name = pointer.rsplit('/').next().unwrap_or_default();
        let text = self.value(name, value);
        (!text.is_empty()).then_some(Told { label, text })
    }

    /// A value, by the name of its field; a list has a line for each of its items.
    pub fn value(self, name: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(true) => self.language.say("Sí", "Yes").to_owned(),
            Value::Bool(false) => "No".to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => fields::text(name, text, self.catalogues, self.language),
            Value::Array(items) => {
                let between = if items.iter().any(Value::is_object) { "\n" } else { ", " };
                let items: Vec<String> = items.iter().map(|item| self.value(name, item)).collect();
                items.join(between)
            }
            Value::Object(fields) => self.in_a_line(fields),
        }
    }

    /// An object within another: a body is its name, anything else its fields.
    fn in_a_line(self, fields: &Map<String, Value>) -> String {
        if let (Some(Value::String(name)), Some(_)) = (fields.get("name"), fields.get("id")) {
            return name.clone();
        }
        let told = |told: Told| format!("{}: {}", told.label, told.text.replace('\n', "; "));
        let shown = fields
            .iter()
            .filter(|(_, value)| !value.as_str().is_some_and(words::is_id))
            .filter_map(|(name, value)| self.field(&format!("/{name}"), value));
        shown.map(told).collect::<Vec<_>>().join(" · ")
    }
}
