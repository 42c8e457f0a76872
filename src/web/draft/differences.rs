//! What somebody else saved while a form was filled in, told field by field.

use serde::Serialize;
use serde_json::Value;

use crate::error::Result;
use crate::language::Language;
use crate::web::fields;

/// A field that the record says otherwise than the form.
pub struct Difference {
    pub label: String,
    /// What the record says now, where that is a text.
    pub now: Option<String>,
}

/// The fields of a form that a record says otherwise.
pub fn differences(typed: &Value, record: &impl Serialize, language: Language) -> Result<Vec<Difference>> {
    let record = serde_json::to_value(record)?;
    let all = typed.as_object().into_iter().flatten();
    let other = all.filter(|(field, typed)| lean(typed) != lean(&record[field.as_str()]));
    let difference = |(field, _): (&String, &Value)| Difference {
        label: fields::name(&format!("/{field}"), language),
        now: record[field.as_str()].as_str().map(ToOwned::to_owned),
    };
    Ok(other.map(difference).collect())
}

/// The same without what says nothing, so that a field that is not there is none that is empty.
fn lean(value: &Value) -> Value {
    let says = |value: &Value| !(value.is_null() || value == &Value::from("") || value == &serde_json::json!([]));
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), lean(value)));
            let kept = fields.filter(|(name, value)| says(value) && name != "find");
            Value::Object(kept.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(lean).collect()),
        Value::Null => Value::from(""),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let typed = json!({"title": "A", "object": null, "areas": [], "term": {"kind": "fixed", "until": null}});
        let record = json!({"title": "B", "object": null, "areas": [], "term": {"kind": "fixed"}, "version": 3});
        let told = differences(&typed, &record, Language::English).unwrap();
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.label.as_str(), one.now.as_deref()))
            .collect();
        assert_eq!(told, [("Title", Some("B"))]);
    }
}
