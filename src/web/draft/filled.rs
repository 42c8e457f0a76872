//! What somebody filled in of a draft: as it was typed, to be shown again, and as the room takes it.

use serde_json::{Map, Value};

use super::places;
use crate::agreements::Side;
use crate::catalogues::Catalogues;
use crate::fault::{Fault, FaultCode};
use crate::language::words;
use crate::web::form::{Empty, Posted};

/// What the button that was pressed asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Button {
    /// To keep it and go on to the next step.
    Save,
    /// To keep it and leave the form.
    Leave,
    /// To keep it while somebody goes on typing.
    Keep,
    /// To look up what stands in the item of this place.
    Find(String),
    /// Another item, or one less: done already.
    Changed,
}

/// A form that was sent, or part of one.
pub struct Filled {
    /// As it was typed.
    pub content: Value,
    pub button: Button,
    /// Of the record it was filled in for.
    pub version: Option<i32>,
}

/// More items than this nobody adds by hand.
const MOST_ITEMS: usize = 60;

impl Filled {
    pub fn of(posted: &Posted, empty: Empty) -> Self {
        let mut content = posted.content(empty);
        let pressed = posted.field("do").unwrap_or_default();
        let button = match pressed.split_once(':') {
            Some(("add", list)) => {
                add(&mut content, list);
                Button::Changed
            }
            Some(("remove", at)) => {
                remove(&mut content, at);
                Button::Changed
            }
            Some(("find", at)) => Button::Find(at.to_owned()),
            _ if pressed == "leave" => Button::Leave,
            _ if pressed == "keep" => Button::Keep,
            _ => Button::Save,
        };
        // While the form goes on its items stay where they are.
        if !matches!(button, Button::Changed | Button::Find(_)) {
            tidy(&mut content);
        }
        Self {
            content,
            button,
            version: posted.version(),
        }
    }

    /// As it is shown again: with a place for a party of each side, unless somebody just took that away.
    pub fn to_show(&self) -> Value {
        let mut content = self.content.clone();
        if self.button != Button::Changed {
            offer_parties(&mut content);
        }
        content
    }

    /// The content as the API takes it: places by their codes, a body by its id or by its description. What cannot be told is a
    /// fault.
    pub fn as_sent(&self, catalogues: &Catalogues) -> (Value, Vec<Fault>) {
        let (mut sent, mut faults) = (self.content.clone(), self.undecided());
        for item in items_mut(&mut sent, "parties") {
            item.remove("find");
            if let Some(Value::Object(body)) = item.get_mut("body")
                && is_filled(body.get("id"))
            {
                // Whatever was described before it was chosen.
                body.retain(|field, _| field == "id");
            }
        }
        for item in items_mut(&mut sent, "links") {
            item.remove("find");
        }
        faults.extend(places::settle(&mut sent, catalogues));
        (sent, faults)
    }

    /// The places of the items that were looked for and not chosen.
    pub fn to_find(&self) -> Vec<String> {
        if let Button::Find(at) = &self.button {
            return vec![at.clone()];
        }
        self.undecided()
            .iter()
            .filter_map(|fault| parent(fault.pointer()))
            .collect()
    }

    fn undecided(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let items = |list: &str| self.content.get(list).and_then(Value::as_array).into_iter().flatten();
        for (place, party) in items("parties").enumerate() {
            let body = &party["body"];
            if is_filled(party.get("find")) && !is_filled(body.get("id")) && !is_filled(body.get("name")) {
                let words = words!(
                    "Elija un órgano de la lista o, si no está, descríbalo",
                    "Choose a body from the list or, if it is not there, describe it"
                );
                faults.push(Fault::at(
                    format!("/parties/{place}/body"),
                    FaultCode::MissingField,
                    words,
                ));
            }
        }
        for (place, link) in items("links").enumerate() {
            if is_filled(link.get("find")) && !is_filled(link.get("agreement")) {
                let words = words!("Elija un acuerdo de la lista", "Choose an agreement from the list");
                let pointer = format!("/links/{place}/agreement");
                faults.push(Fault::at(pointer, FaultCode::MissingField, words));
            }
        }
        faults
    }
}

/// A form for somebody's first party on each side.
pub fn blank_parties(own: Option<&str>) -> Value {
    let mut domestic = serde_json::json!({"side": Side::Domestic});
    if let Some(own) = own {
        domestic["body"] = serde_json::json!({"id": own});
    }
    serde_json::json!([domestic, {"side": Side::Foreign}])
}

/// Offers a party of each side of which there is none.
pub fn offer_parties(content: &mut Value) {
    let Some(Value::Array(parties)) = content.get_mut("parties") else {
        return;
    };
    for side in [Side::Domestic, Side::Foreign].map(|side| serde_json::json!(side)) {
        if parties.iter().all(|party| party["side"] != side) {
            parties.push(serde_json::json!({ "side": side }));
        }
    }
}

/// Adds an item to a list: `/parties?side=foreign`, with what is already known of it.
fn add(content: &mut Value, list: &str) {
    let (list, known) = list.split_once('?').unwrap_or((list, ""));
    let added: Map<String, Value> = form_urlencoded::parse(known.as_bytes())
        .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
        .collect();
    let Some((parent, member)) = list.rsplit_once('/') else {
        return;
    };
    let Some(Value::Object(fields)) = content.pointer_mut(parent) else {
        return;
    };
    let items = fields.entry(member).or_insert(Value::Null);
    if items.is_null() {
        *items = Value::Array(Vec::new());
    }
    if let Value::Array(items) = items
        && items.len() < MOST_ITEMS
    {
        items.push(Value::Object(added));
    }
}

/// Takes an item out of a list, or a field out of an item.
fn remove(content: &mut Value, at: &str) {
    let Some((parent, last)) = at.rsplit_once('/') else {
        return;
    };
    match content.pointer_mut(parent) {
        Some(Value::Array(items)) => {
            if let Some(place) = last.parse::<usize>().ok().filter(|place| *place < items.len()) {
                items.remove(place);
            }
        }
        Some(Value::Object(fields)) => {
            fields.remove(last);
        }
        _ => {}
    }
}

/// Leaves out what was offered to be filled in and was not: a party of which only the side is said, a renewal of which nothing is.
fn tidy(content: &mut Value) {
    if let Some(Value::Array(parties)) = content.get_mut("parties") {
        parties.retain(|party| {
            party
                .as_object()
                .is_none_or(|party| party.keys().any(|field| field != "side"))
        });
    }
    if content.pointer("/petitioner/id").is_some_and(Value::is_null) {
        content["petitioner"] = Value::Null;
    }
    if let Some(renewal) = content.pointer_mut("/term/renewal")
        && renewal
            .as_object()
            .is_some_and(|fields| fields.values().all(Value::is_null))
    {
        *renewal = Value::Null;
    }
}

/// The items of a list that have fields.
pub fn items_mut<'a>(content: &'a mut Value, list: &str) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    let items = content.get_mut(list).and_then(Value::as_array_mut);
    items.into_iter().flatten().filter_map(Value::as_object_mut)
}

pub fn is_filled(field: Option<&Value>) -> bool {
    field.and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

/// The item a field belongs to.
fn parent(pointer: &str) -> Option<String> {
    pointer.rsplit_once('/').map(|(parent, _)| parent.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_are_added_and_removed_where_they_are_and_nowhere_else() {
        let mut content = json!({"links": null, "title": "x", "parties": [{"side": "domestic"}]});
        for list in [
            "/links",
            "/parties?side=foreign",
            "/parties/0/signatures",
            "/title",
            "links",
            "/a/b",
            "",
        ] {
            add(&mut content, list);
        }
        let mut expected = json!({
            "links": [{}], "title": "x",
            "parties": [{"side": "domestic", "signatures": [{}]}, {"side": "foreign"}],
        });
        assert_eq!(content, expected);
        for at in ["/parties/7", "/parties/x", "/title/0", "", "/parties/0/signatures"] {
            remove(&mut content, at);
        }
        remove(&mut content, "/links/0");
        expected["links"] = json!([]);
        expected["parties"] = json!([{"side": "domestic"}, {"side": "foreign"}]);
        assert_eq!(content, expected);
    }

    #[test]
    fn what_was_offered_and_left_alone_is_left_out() {
        let renewal = json!({"amount": null, "unit": null, "times": null});
        let mut content = json!({
            "parties": [{"side": "domestic", "body": {"name": "Irapuato"}}, {"side": "foreign"}],
            "term": {"kind": "indefinite", "renewal": renewal},
        });
        tidy(&mut content);
        assert_eq!(content["parties"].as_array().map(Vec::len), Some(1));
        assert_eq!(content["term"], json!({"kind": "indefinite", "renewal": null}));
        offer_parties(&mut content);
        let sides: Vec<_> = items_mut(&mut content, "parties")
            .map(|party| party["side"].clone())
            .collect();
        assert_eq!(sides, ["domestic", "foreign"], "and offered again");
    }
}
