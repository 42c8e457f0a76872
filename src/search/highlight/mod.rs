//! Why an agreement was found: the texts of its record that have what was asked for, marked.

mod excerpt;
mod marks;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::excerpt::excerpt;
pub use self::marks::Mark;
use self::marks::Marker;
use super::Snapshot;
use super::words::Words;
use crate::access::Sight;
use crate::agreements::{AgreementId, Readable, Side};
use crate::bodies::{self, Body, BodyId};
use crate::catalogues::{Catalogues, Kind};
use crate::db::DbConnection;
use crate::documents::{self, DocumentId, PageText};
use crate::error::Result;

/// A text of a record, with marks.
#[derive(Debug, Serialize)]
pub struct Highlight {
    pub agreement: AgreementId,
    /// Where in the record it stands; `names` when it stands not in the record but among the names of what it mentions, `documents`
    /// when it stands on a page of one.
    pub field: String,
    pub document: Option<DocumentId>,
    pub page: Option<i32>,
    /// Escaped, but for the marks.
    pub html: String,
}

/// A text without any marks, escaped as those with marks are.
#[must_use]
pub fn escaped(text: &str) -> String {
    excerpt(text, &[])
}

/// Of a record, what is searched.
#[derive(Deserialize)]
struct Texts {
    title: String,
    alternative_titles: Vec<Title>,
    parties: Vec<Party>,
    registration_number: Option<String>,
    external_number: Option<String>,
    denomination: Option<String>,
    object: Option<String>,
    signed_place: Option<String>,
    derives_from_treaty: Option<String>,
    responsible_unit: Option<String>,
    areas: Vec<String>,
    instrument_type: String,
}

#[derive(Deserialize)]
struct Title {
    title: String,
}

#[derive(Deserialize)]
struct Party {
    side: Side,
    body: Place,
    name_as_signed: Option<String>,
}

#[derive(Deserialize)]
struct Place {
    id: BodyId,
    name: String,
    country: Option<String>,
    state: Option<String>,
    municipality: Option<String>,
}

/// What of each agreement has what was asked for; of what no text of a record has, one name that does or, where none does, the pages
/// of its documents.
///
/// # Errors
/// What the database says of the bodies' other names.
pub fn highlights(
    conn: &mut DbConnection,
    sight: &Sight,
    snapshot: &Snapshot,
    words: &Words,
    readables: &[Arc<Readable>],
) -> Result<Vec<Highlight>> {
    let marker = Marker::new(words.marks(), &snapshot.synonyms);
    let mut found = Vec::new();
    let mut directory = HashMap::new();
    let mut left = READ_AT_MOST;
    for readable in readables {
        let texts: Texts = serde_json::from_str(&readable.record)?;
        let mut of_one = Seen::new(readable.id, &marker, &mut found);
        texts.fields(|field, text| of_one.add(field, text));
        if of_one.all() {
            continue;
        }
        for name in texts.names(&snapshot.catalogues) {
            of_one.add_name(name);
        }
        if !of_one.all() {
            for party in &texts.parties {
                let names = names_of(conn, &mut directory, party.body.id)?;
                for name in names {
                    of_one.add_name(name);
                }
            }
        }
        if !of_one.all() && left > 0 {
            of_one.add_pages(&documents::page_texts(conn, sight, readable.id)?, &mut left);
        }
    }
    Ok(found)
}

/// Of the texts of documents no more than so many bytes are read for an answer.
const READ_AT_MOST: usize = 4 << 20;
/// Pages shown of an agreement.
const PAGES: usize = 3;

/// The highlights of one agreement, and which marks they show.
struct Seen<'a> {
    agreement: AgreementId,
    marker: &'a Marker<'a>,
    shown: Vec<bool>,
    found: &'a mut Vec<Highlight>,
}

impl<'a> Seen<'a> {
    fn new(agreement: AgreementId, marker: &'a Marker<'a>, found: &'a mut Vec<Highlight>) -> Self {
        Self {
            agreement,
            marker,
            shown: vec![false; marker.marks.len()],
            found,
        }
    }

    fn all(&self) -> bool {
        self.shown.iter().all(|shown| *shown)
    }

    /// Says whether the text has any mark.
    fn add(&mut self, field: &str, text: &str) -> bool {
        let places = self.marker.find(text);
        let any = !places.is_empty();
        self.push((field, None), text, places);
        any
    }

    /// Adds a name only for what nothing else shows.
    fn add_name(&mut self, name: &str) {
        let mut places = self.marker.find(name);
        places.retain(|(_, mark)| !self.shown[*mark]);
        self.push(("names", None), name, places);
    }

    /// Adds the first pages that have what nothing else shows.
    fn add_pages(&mut self, pages: &[PageText], left: &mut usize) {
        let (shown, mut added) = (self.shown.clone(), 0);
        for page in pages {
            if added == PAGES || page.text.len() > *left {
                return;
            }
            *left -= page.text.len();
            let mut places = self.marker.find(&page.text);
            places.retain(|(_, mark)| !shown[*mark]);
            added += usize::from(!places.is_empty());
            self.push(("documents", Some(page)), &page.text, places);
        }
    }

    fn push(&mut self, (field, page): (&str, Option<&PageText>), text: &str, places: Vec<marks::Place>) {
        for (_, mark) in &places {
            self.shown[*mark] = true;
        }
        if !places.is_empty() {
            let marks: Vec<_> = places.into_iter().map(|(at, _)| at).collect();
            self.found.push(Highlight {
                agreement: self.agreement,
                field: field.to_owned(),
                document: page.map(|page| page.document),
                page: page.map(|page| page.page),
                html: excerpt(text, &marks),
            });
        }
    }
}

impl Texts {
    /// The texts under the names of their fields; what a party signed as, only where its name does not answer.
    fn fields(&self, mut answers: impl FnMut(&str, &str) -> bool) {
        answers("title", &self.title);
        for (at, title) in self.alternative_titles.iter().enumerate() {
            answers(&format!("alternative_titles/{at}"), &title.title);
        }
        for (at, party) in self.parties.iter().enumerate() {
            let field = format!("parties/{at}");
            if !answers(&field, &party.body.name)
                && let Some(signed) = &party.name_as_signed
            {
                answers(&field, signed);
            }
        }
        for (field, text) in [
            ("registration_number", &self.registration_number),
            ("external_number", &self.external_number),
            ("denomination", &self.denomination),
            ("object", &self.object),
            ("signed_place", &self.signed_place),
            ("derives_from_treaty", &self.derives_from_treaty),
            ("responsible_unit", &self.responsible_unit),
        ] {
            if let Some(text) = text {
                answers(field, text);
            }
        }
    }

    /// The catalogues' names of what the record has codes of: as they are written first, then folded, as the others are kept.
    fn names<'a>(&'a self, catalogues: &'a Catalogues) -> Vec<&'a str> {
        let mut codes: Vec<(Kind, &str)> = Vec::new();
        for Party { side, body, .. } in &self.parties {
            for (kind, code) in [
                (Kind::Municipality, &body.municipality),
                (Kind::State, &body.state),
                (Kind::Country, &body.country),
            ] {
                let told = kind != Kind::Country || *side == Side::Foreign;
                codes.extend(code.as_deref().filter(|_| told).map(|code| (kind, code)));
            }
        }
        codes.extend(self.areas.iter().map(|code| (Kind::Area, code.as_str())));
        codes.push((Kind::InstrumentType, self.instrument_type.as_str()));
        let written = codes
            .iter()
            .flat_map(|(kind, code)| catalogues.written_names(*kind, code));
        let folded = codes.iter().flat_map(|(kind, code)| catalogues.names.of(*kind, code));
        written.chain(folded.map(String::as_str)).collect()
    }
}

/// The names of a body and of those that came after it, read once.
fn names_of<'a>(
    conn: &mut DbConnection,
    directory: &'a mut HashMap<BodyId, Vec<String>>,
    id: BodyId,
) -> Result<&'a [String]> {
    match directory.entry(id) {
        Entry::Occupied(known) => Ok(known.into_mut()),
        Entry::Vacant(unknown) => {
            let found = Body::find_many(conn, &[id])?;
            let successors = bodies::successors_of(conn, &found)?;
            let all = found.iter().chain(&successors).flat_map(Body::all_names);
            Ok(unknown.insert(all.map(ToOwned::to_owned).collect()))
        }
    }
}
