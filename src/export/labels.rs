//! What people call the codes of an agreement, in the reader's language.

use crate::agreements::{Agreement, Party, Side};
use crate::catalogues::Catalogues;
use crate::language::{Language, Words};

pub struct Labels<'a> {
    pub catalogues: &'a Catalogues,
    pub language: Language,
}

impl Labels<'_> {
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        words.in_language(self.language).to_owned()
    }

    fn named(&self, code: &str, names: Option<(&String, &String)>) -> String {
        let name = names.map(|(es, en)| match self.language {
            Language::Spanish => es,
            Language::English => en,
        });
        name.map_or(code, String::as_str).to_owned()
    }

    #[must_use]
    pub fn instrument_type(&self, code: &str) -> String {
        let found = self.catalogues.instrument_type(code);
        self.named(code, found.map(|kind| (&kind.name_es, &kind.name_en)))
    }

    #[must_use]
    pub fn area(&self, code: &str) -> String {
        let found = self.catalogues.area(code);
        self.named(code, found.map(|area| (&area.name_es, &area.name_en)))
    }

    #[must_use]
    pub fn country(&self, code: &str) -> String {
        let found = self.catalogues.country(code);
        self.named(code, found.map(|country| (&country.name_es, &country.name_en)))
    }

    #[must_use]
    pub fn state(&self, code: &str) -> String {
        let found = self.catalogues.state(code);
        found.map_or(code, |state| &state.short_name).to_owned()
    }

    #[must_use]
    pub fn municipality(&self, code: &str) -> String {
        let found = self.catalogues.municipality(code);
        found.map_or(code, |municipality| &municipality.name).to_owned()
    }

    /// The stage; for what is in none, how it came to be known.
    #[must_use]
    pub fn stage(&self, agreement: &Agreement) -> String {
        agreement
            .stage
            .map_or_else(|| self.say(&agreement.origin.label()), |stage| self.say(&stage.label()))
    }
}

/// What the parties of a side have, each thing once, in the parties' order.
pub fn of_side(agreement: &Agreement, side: Side, what: impl Fn(&Party) -> Option<String>) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in agreement
        .parties
        .iter()
        .filter(|party| party.side == side)
        .filter_map(what)
    {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}
