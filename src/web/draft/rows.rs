//! The rows of a form that name a body or an agreement: found in the register, or described.

use super::looked::{Looked, Named};
use crate::web::form::{Choice, Form, Item, Lists};

/// A party, or a link to an earlier agreement.
pub struct Row {
    pub item: Item,
    /// What was chosen.
    pub chosen: Option<Named>,
    /// What was found, to choose from.
    pub found: Option<Vec<Choice>>,
    pub is_foreign: bool,
    /// Whether the fields that describe a body are to be seen at once.
    pub is_described: bool,
}

impl Row {
    /// Where bodies are looked up while somebody types.
    pub const fn bodies(&self) -> &'static str {
        if self.is_foreign {
            "/api/v1/bodies?limit=8"
        } else {
            "/api/v1/bodies?limit=8&country=MX"
        }
    }

    pub fn levels(&self, lists: &Lists) -> Vec<Choice> {
        lists.levels(self.is_foreign)
    }

    pub fn body_kinds(&self, lists: &Lists) -> Vec<Choice> {
        lists.body_kinds(self.is_foreign)
    }
}

/// The parties of a draft: the numbers count those of each side.
pub fn parties(form: &Form, looked: &mut Looked) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for mut item in form.items("/parties") {
        let is_foreign = form.has(&item.field("side"), "foreign");
        item.number = 1 + rows.iter().filter(|row| row.is_foreign == is_foreign).count();
        let found = looked.take_found(&item.at);
        let described = ["name", "level", "kind", "country", "state", "municipality"];
        let described = described.map(|field| item.field(&format!("body/{field}")));
        let is_filled = |field: &String| !form.value(field).is_empty() || form.fault(field).is_some();
        rows.push(Row {
            chosen: looked.name(&form.value(&item.field("body/id"))),
            is_described: described.iter().any(is_filled) || found.as_ref().is_some_and(Vec::is_empty),
            found,
            is_foreign,
            item,
        });
    }
    rows
}

/// The links of a draft.
pub fn links(form: &Form, looked: &mut Looked) -> Vec<Row> {
    let row = |item: Item| Row {
        chosen: looked.name(&form.value(&item.field("agreement"))),
        found: looked.take_found(&item.at),
        is_foreign: false,
        is_described: false,
        item,
    };
    form.items("/links").into_iter().map(row).collect()
}

/// The Mexican parties that are in the directory: one of them brings the case.
pub fn petitioners(parties: &[Row]) -> Vec<Choice> {
    let domestic = parties.iter().filter(|row| !row.is_foreign);
    let chosen = domestic.filter_map(|row| row.chosen.as_ref());
    chosen.map(|body| Choice::new(&body.id, &body.name)).collect()
}
