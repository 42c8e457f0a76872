//! The fields of a form put together into the content they stand for.

use serde_json::{Map, Value};

/// What becomes of a field that was left empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// It is not in what is made new.
    LeftOut,
    /// It is taken out of what is there: `null` in a merge patch (RFC 7396).
    Removed,
}

/// The most items a list in a form has, and all lists of a form together.
const MOST_ITEMS: usize = 200;
const MOST_ITEMS_OF_ALL: usize = 5_000;
/// No form of ours has a field deeper than this, in steps of its pointer.
const DEEPEST: usize = 8;

/// Puts fields together. A name is a JSON pointer, before which may stand what kind of value it is: `number:/term/amount`,
/// `truth:/binding`, `list:/areas` for one of several values, `needed:/title` for what is not taken out by leaving it empty. Items of a list in which nothing is filled in are left out. What
/// does not begin with a pointer, or leads deeper than any form of ours, is no content.
pub fn content_of(fields: &[(String, String)], empty: Empty) -> Value {
    let mut content = Value::Object(Map::new());
    let mut room = MOST_ITEMS_OF_ALL;
    for (name, given) in fields {
        let (kind, at) = name.split_once(':').unwrap_or(("text", name));
        let Some(path) = at.strip_prefix('/') else { continue };
        let given = given.trim().replace("\r\n", "\n");
        let steps: Vec<&str> = path.split('/').take(DEEPEST + 1).collect();
        if steps.len() > DEEPEST {
            continue;
        }
        let in_list = steps.iter().any(|step| step.parse::<usize>().is_ok());
        let value = match (kind, given.as_str()) {
            ("list", value) => {
                put_in_list(&mut content, &steps, value, &mut room);
                continue;
            }
            (_, "") if empty == Empty::LeftOut || in_list => {
                if in_list {
                    // The list is there, also when nothing is left in it.
                    put(&mut content, &steps, Value::Null, &mut room);
                }
                continue;
            }
            ("needed", "") => Value::from(""),
            (_, "") => Value::Null,
            ("number", number) => number.parse::<i64>().map_or_else(|_| Value::from(number), Value::from),
            ("truth", "true") => Value::Bool(true),
            ("truth", "false") => Value::Bool(false),
            (_, text) => Value::from(text),
        };
        put(&mut content, &steps, value, &mut room);
    }
    thin_out(&mut content);
    content
}

/// Puts a value where its steps lead, making what is missing on the way, as long as there is room for more items of lists.
fn put(content: &mut Value, steps: &[&str], value: Value, room: &mut usize) {
    let Some((step, rest)) = steps.split_first() else {
        *content = value;
        return;
    };
    if let Ok(position) = step.parse::<usize>() {
        if !content.is_array() {
            *content = Value::Array(Vec::new());
        }
        if let Value::Array(items) = content
            && position < MOST_ITEMS
        {
            let missing = (position + 1).saturating_sub(items.len());
            let Some(left) = room.checked_sub(missing) else { return };
            *room = left;
            items.resize(items.len() + missing, Value::Null);
            put(&mut items[position], rest, value, room);
        }
        return;
    }
    if !content.is_object() {
        *content = Value::Object(Map::new());
    }
    if let Value::Object(fields) = content {
        put(fields.entry(*step).or_insert(Value::Null), rest, value, room);
    }
}

/// Adds one of the chosen values; an empty one says that the list was asked for.
fn put_in_list(content: &mut Value, steps: &[&str], value: &str, room: &mut usize) {
    let pointer = format!("/{}", steps.join("/"));
    if !content.pointer(&pointer).is_some_and(Value::is_array) {
        put(content, steps, Value::Array(Vec::new()), room);
    }
    if let Some(Value::Array(values)) = content.pointer_mut(&pointer)
        && !value.is_empty()
        && values.len() < MOST_ITEMS
    {
        values.push(Value::from(value));
    }
}

/// Leaves out the items of lists in which nothing is filled in, and in items what is not.
fn thin_out(content: &mut Value) {
    match content {
        Value::Array(items) => {
            items.iter_mut().for_each(thin_out_item);
            items.retain(|item| !item.is_null());
        }
        Value::Object(fields) => fields.values_mut().for_each(thin_out),
        _ => {}
    }
}

fn thin_out_item(item: &mut Value) {
    thin_out(item);
    if let Value::Object(fields) = item {
        fields.values_mut().for_each(thin_out_item);
        fields.retain(|_, value| !value.is_null());
        if fields.is_empty() {
            *item = Value::Null;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        fields.iter().map(own).collect()
    }

    #[test]
    fn fields_become_the_content_their_names_say() {
        let filled = fields(&[
            ("csrf", "x"),
            ("/title", "  Hermanamiento "),
            ("needed:/denomination", " "),
            ("/object", "uno\r\ndos"),
            ("/legal_basis", ""),
            ("number:/term/amount", "5"),
            ("number:/term/notice_days", "many"),
            ("truth:/within_attributions", "true"),
            ("list:/areas", ""),
            ("list:/areas", "culture"),
            ("list:/areas", "tourism"),
        ]);
        let mut expected = json!({
            "title": "Hermanamiento", "object": "uno\ndos", "term": {"amount": 5, "notice_days": "many"},
            "within_attributions": true, "areas": ["culture", "tourism"],
        });
        assert_eq!(content_of(&filled, Empty::LeftOut), expected);
        expected["denomination"] = Value::from("");
        expected["legal_basis"] = Value::Null;
        assert_eq!(content_of(&filled, Empty::Removed), expected);
    }

    #[test]
    fn items_in_which_nothing_is_filled_in_are_left_out() {
        let filled = fields(&[
            ("/parties/0/body/name", ""),
            ("/parties/0/side", ""),
            ("/parties/1/body/name", "Irapuato"),
            ("/parties/1/name_as_signed", ""),
            ("/links/0/relation", ""),
            ("list:/languages", ""),
        ]);
        let expected = json!({"parties": [{"body": {"name": "Irapuato"}}], "links": [], "languages": []});
        assert_eq!(content_of(&filled, Empty::Removed), expected);
        assert_eq!(content_of(&filled, Empty::LeftOut), expected);
    }

    #[test]
    fn hostile_names_make_nothing_large() {
        let filled = fields(&[
            ("/parties/99999999999/name", "x"),
            ("/parties/100000/name", "x"),
            ("/a/0", "x"),
            ("/a/b", "y"),
            ("//", "z"),
        ]);
        assert_eq!(
            content_of(&filled, Empty::LeftOut),
            json!({"parties": [], "a": {"b": "y"}, "": {"": "z"}})
        );
    }

    #[test]
    fn names_as_deep_as_no_form_has_them_are_no_content() {
        let deep = "/a".repeat(400_000);
        let filled = fields(&[(&deep, "x"), (&format!("list:{deep}"), "x"), ("/a/b/c/d/e/f/g/h", "y")]);
        let expected = json!({"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": "y"}}}}}}}});
        assert_eq!(content_of(&filled, Empty::LeftOut), expected);
    }

    #[test]
    fn all_the_lists_of_a_form_have_so_many_items_at_most() {
        let names: Vec<String> = (0..1_000).map(|list| format!("/list{list}/199")).collect();
        let filled: Vec<_> = names.iter().map(|name| (name.as_str(), "x")).collect();
        let content = content_of(&fields(&filled), Empty::LeftOut);
        let items = content.as_object().unwrap().values();
        let filled = items.filter(|list| list.as_array().is_some_and(|items| !items.is_empty()));
        assert_eq!(filled.count(), MOST_ITEMS_OF_ALL / MOST_ITEMS);
    }
}
