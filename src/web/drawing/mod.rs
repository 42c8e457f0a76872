//! Maps and plots, drawn as SVG by the server from numbers and names: no script, no outside host, and a page puts a table beside
//! each.
//!
//! [`outlines`] holds the shapes of countries and states, [`projection`] lays the earth flat, and a [`view`] is a picture's frame.
//! [`world`] draws the world with what leads from states to countries, [`states`] the states by how many agreements each has,
//! [`municipalities`] one state with its municipalities, [`columns`] numbers by year. What is drawn carries its colours
//! itself, so that a picture taken out of its page is whole; the style sheet may say otherwise.

pub mod bars;
mod classes;
pub mod columns;
mod labels;
mod mexico;
pub mod municipalities;
pub mod outlines;
pub mod projection;
pub mod states;
pub mod view;
pub mod world;

use super::said;
use crate::language::{Language, words};
use crate::places::Position;

/// A country, a state or a municipality, with how many agreements it has.
#[derive(Debug)]
pub struct Place {
    pub code: String,
    pub name: String,
    pub position: Position,
    pub count: u64,
    /// Where a click leads.
    pub href: String,
}

/// `Guanajuato: 1 acuerdo`, `Guanajuato: 22 agreements`.
#[must_use]
pub fn titled(name: &str, count: u64, language: Language) -> String {
    let number = said::number(count);
    let words = if count == 1 {
        words!("{name}: 1 acuerdo", "{name}: 1 agreement")
    } else {
        words!("{name}: {number} acuerdos", "{name}: {number} agreements")
    };
    words.in_language(language).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use quick_xml::Reader;
    use quick_xml::events::Event;

    /// The elements of a name in a picture, each with its attributes; the picture must be XML.
    pub fn elements(picture: &str, name: &str) -> Vec<HashMap<String, String>> {
        let mut reader = Reader::from_str(picture);
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(element) | Event::Empty(element) => {
                    let attributes = element.attributes().map(|attribute| {
                        let attribute = attribute.unwrap();
                        let key = attribute.key.as_ref().to_owned();
                        assert_ne!(key, "style", "the pages allow no style in an element");
                        (key, quick_xml::escape::unescape(&attribute.value).unwrap().into_owned())
                    });
                    let attributes = attributes.collect();
                    if element.name().as_ref() == name {
                        found.push(attributes);
                    }
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    }
}
