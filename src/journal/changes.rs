//! What changed from one entry about a record to the next, field by field.

use serde::Serialize;
use serde_json::Value;

/// One field that says something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// A JSON pointer into the record.
    pub pointer: String,
    /// Null where there was nothing.
    pub from: Value,
    /// Null where there is nothing any more.
    pub to: Value,
}

/// What every change changes says nothing about any.
const ALWAYS: [&str; 2] = ["/version", "/updated_at"];

/// What follows from other fields is told only where none of them changed: where another agreement was the cause.
const DERIVED: &str = "/phases";

/// The fields of a record that say something else after a change, in their order. A list is told whole.
#[must_use]
pub fn between(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare(before, after, String::new(), &mut changes);
    changes.retain(|change| !ALWAYS.contains(&change.pointer.as_str()));
    if changes.len() > 1 {
        changes.retain(|change| change.pointer != DERIVED);
    }
    changes
}

fn compare(before: &Value, after: &Value, at: String, changes: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        changes.push(FieldChange {
            pointer: at,
            from: before.clone(),
            to: after.clone(),
        });
        return;
    };
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    for name in after.keys().chain(gone) {
        let of = |record: &serde_json::Map<String, Value>| record.get(name).cloned().unwrap_or_default();
        compare(&of(before), &of(after), format!("{at}/{name}"), changes);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_says_something_else_is_told() {
        let before =
            json!({"title": "a", "term": {"kind": "fixed", "amount": 5}, "areas": ["x"], "version": 1, "gone": 1});
        let after = json!({"title": "a", "term": {"kind": "fixed", "amount": 10}, "areas": ["x", "y"], "version": 2});
        let told: Vec<_> = between(&before, &after)
            .into_iter()
            .map(|change| (change.pointer, change.from, change.to))
            .collect();
        assert_eq!(
            told,
            [
                ("/term/amount".to_owned(), json!(5), json!(10)),
                ("/areas".to_owned(), json!(["x"]), json!(["x", "y"])),
                ("/gone".to_owned(), json!(1), Value::Null),
            ]
        );
        assert_eq!(between(&before, &before), []);
    }
}
