//! The words an agreement is found by, in both languages and under every name of its parties and places.

use std::collections::HashSet;

use super::Agreement;
use crate::bodies::Body;
use crate::catalogues::{Catalogues, Kind};
use crate::folding::fold;

/// The folded words of the titles, and all of them; each with a space before it, so that the beginning of a word is found. The
/// successors are those of the parties' bodies: an agreement of the past is found under their names too.
pub(super) fn of(
    agreement: &Agreement,
    bodies: &[Body],
    successors: &[Body],
    catalogues: &Catalogues,
) -> (String, String) {
    let mut titles = Words::default();
    titles.add(&agreement.title);
    for title in &agreement.alternative_titles {
        titles.add(&title.title);
    }
    let mut all = titles.clone();
    for text in [
        &agreement.denomination,
        &agreement.registration_number,
        &agreement.external_number,
    ]
    .into_iter()
    .flatten()
    {
        all.add(text);
    }
    for party in &agreement.parties {
        all.add(party.name_as_signed.as_deref().unwrap_or_default());
    }
    for body in bodies {
        body.all_names().for_each(|name| all.add(name));
        let places = [
            (Kind::State, &body.state),
            (Kind::Municipality, &body.municipality),
            (Kind::Country, &body.country),
        ];
        for (kind, code) in places
            .into_iter()
            .filter_map(|(kind, code)| Some((kind, code.as_ref()?)))
        {
            all.add_folded(&catalogues.names.all_words(kind, code));
        }
    }
    for successor in successors {
        successor.all_names().for_each(|name| all.add(name));
    }
    for area in &agreement.areas {
        all.add_folded(&catalogues.names.all_words(Kind::Area, area));
    }
    all.add_folded(
        &catalogues
            .names
            .all_words(Kind::InstrumentType, &agreement.instrument_type),
    );
    (titles.line, all.line)
}

#[derive(Default, Clone)]
struct Words {
    line: String,
    seen: HashSet<String>,
}

impl Words {
    fn add(&mut self, text: &str) {
        self.add_folded(&fold(text));
    }

    fn add_folded(&mut self, folded: &str) {
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            if self.seen.insert(word.to_owned()) {
                self.line.push(' ');
                self.line.push_str(word);
            }
        }
    }
}
