//! An agreement as the index keeps it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::Datelike;
use tantivy::TantivyDocument;

use super::codes::{COUNTED, Fact, number};
use super::days;
use super::fields::Fields;
use super::lexicon::Lexicon;
use super::synonyms::Synonyms;
use super::texts::{Reader, Texts};
use super::words::CONCEPT;
use crate::agreements::{Agreement, AgreementId, Dimension, Side};
use crate::bodies::{Body, BodyId};
use crate::catalogues::{Catalogues, Kind};
use crate::db::DbConnection;
use crate::error::Result;
use crate::folding::fold;
use crate::partial_date::PartialDate;

/// Makes documents, and remembers the names of the bodies it has met.
pub struct Documents {
    fields: Fields,
    catalogues: Arc<Catalogues>,
    bodies: HashMap<BodyId, Known>,
    /// The documents of the agreements that were met last.
    texts: HashMap<AgreementId, Texts>,
    synonyms: Arc<Synonyms>,
    lexicon: Lexicon,
}

/// What the index needs of a body.
struct Known {
    /// Every name that it and its successors have or had.
    names: Vec<String>,
    state: Option<String>,
}

/// More bodies than this are not remembered.
const REMEMBERED: usize = 50_000;

impl Documents {
    pub fn new(fields: Fields, catalogues: Arc<Catalogues>, synonyms: Arc<Synonyms>) -> Self {
        Self {
            fields,
            catalogues,
            bodies: HashMap::new(),
            texts: HashMap::new(),
            lexicon: Lexicon::new(synonyms.clone()),
            synonyms,
        }
    }

    /// Once a body changed: its names may be those of others too.
    pub fn forget_bodies(&mut self) {
        self.bodies.clear();
    }

    /// Once there is little left to do: gives back the memory of what it has met.
    pub fn forget_all(&mut self) {
        self.bodies = HashMap::new();
        self.texts = HashMap::new();
        self.lexicon.forget();
    }

    /// Looks up the bodies of some agreements that are not known yet, and what their documents say.
    ///
    /// # Errors
    /// What the database says.
    pub fn meet(&mut self, conn: &mut DbConnection, agreements: &[Agreement]) -> Result<()> {
        let ids: Vec<AgreementId> = agreements.iter().map(|agreement| agreement.id).collect();
        self.texts = Texts::of(conn, &ids, &self.synonyms)?;
        let of = |agreement: &Agreement| {
            let parties = agreement.parties.iter().map(|party| party.body.id);
            parties
                .chain(agreement.petitioner.as_ref().map(|petitioner| petitioner.id))
                .collect::<Vec<_>>()
        };
        let mut unknown: Vec<BodyId> = agreements.iter().flat_map(of).collect();
        unknown.retain(|id| !self.bodies.contains_key(id));
        unknown.sort_unstable();
        unknown.dedup();
        if self.bodies.len() > REMEMBERED && !unknown.is_empty() {
            let needed: HashSet<BodyId> = agreements.iter().flat_map(of).collect();
            self.bodies.retain(|id, _| needed.contains(id));
        }
        for ids in unknown.chunks(500) {
            for body in Body::find_many(conn, ids)? {
                let successors = crate::bodies::successors_of(conn, std::slice::from_ref(&body))?;
                let names = std::iter::once(&body).chain(&successors).flat_map(Body::all_names);
                let names = names.map(ToOwned::to_owned).collect();
                self.bodies.insert(
                    body.id,
                    Known {
                        names,
                        state: body.state,
                    },
                );
            }
        }
        Ok(())
    }

    /// The document of an agreement whose bodies are known.
    pub fn of(&mut self, agreement: &Agreement) -> TantivyDocument {
        let fields = self.fields;
        let mut document = TantivyDocument::new();
        document.add_bytes(fields.key, agreement.id.0.as_bytes());
        let (high, low) = agreement.id.0.as_u64_pair();
        document.add_u64(fields.id[0], high);
        document.add_u64(fields.id[1], low);
        document.add_text(fields.title, fold(&agreement.title));
        let day = |date: chrono::NaiveDate| i64::from(days::number(date));
        let ends = agreement.ends();
        for (field, value) in [
            (fields.signed_earliest, agreement.signed_on.map(PartialDate::earliest)),
            (fields.signed_latest, agreement.signed_on.map(PartialDate::latest)),
            (fields.registered_on, agreement.registered_on),
            (fields.ends_on, ends.on),
            (fields.ends_earliest, ends.earliest),
            (fields.ends_latest, ends.latest),
            (fields.due_on, agreement.clock.as_ref().and_then(|clock| clock.due_on)),
        ] {
            if let Some(value) = value {
                document.add_i64(field, day(value));
            }
        }
        document.add_i64(fields.updated_at, agreement.updated_at.microseconds());
        for phase in &agreement.phases {
            document.add_u64(fields.phases, days::pack(phase));
        }
        self.add_facts(agreement, &mut document);
        self.add_words(agreement, &mut document);
        if let Some(texts) = self.texts.get(&agreement.id) {
            texts.write(&fields, &self.own_readers(agreement), &mut document);
        }
        document
    }

    /// Whoever reads what is internal of an agreement.
    fn own_readers<'a>(&'a self, agreement: &Agreement) -> Vec<Reader<'a>> {
        let mut readers = vec![Reader::Staff];
        if let Some(petitioner) = &agreement.petitioner {
            readers.push(Reader::Petitioner(petitioner.id));
            let state = self.bodies.get(&petitioner.id).and_then(|body| body.state.as_deref());
            readers.extend(state.map(Reader::State));
        }
        readers
    }

    fn add_facts(&self, agreement: &Agreement, document: &mut TantivyDocument) {
        let mut facts: BTreeSet<String> = BTreeSet::new();
        if agreement.is_public() {
            facts.insert(Fact::Public.term());
        }
        if let Some(petitioner) = &agreement.petitioner {
            facts.insert(Fact::Petitioner(petitioner.id).term());
            let state = self.bodies.get(&petitioner.id).and_then(|body| body.state.as_ref());
            facts.extend(state.map(|state| Fact::PetitionerState(state).term()));
        }
        facts.extend(
            agreement
                .registration_number
                .as_ref()
                .map(|number| Fact::Number(number).term()),
        );
        facts.extend(agreement.clauses.iter().map(|clause| Fact::Clause(clause.kind).term()));
        if let Some(texts) = self.texts.get(&agreement.id) {
            let readers = texts.is_there_for(&self.own_readers(agreement));
            facts.extend(readers.into_iter().map(|reader| Fact::Document(reader).term()));
        }
        for party in &agreement.parties {
            facts.insert(Fact::Body(party.body.id).term());
            facts.insert(Fact::SideKind(party.side, party.body.kind).term());
        }
        facts.extend(
            agreement
                .follow_ups
                .iter()
                .map(|report| Fact::Reported(report.year, report.active).term()),
        );
        for (dimension, field) in COUNTED.into_iter().zip(self.fields.counted) {
            for code in self.values(agreement, dimension) {
                if let Some(number) = number(&self.catalogues, dimension, &code) {
                    document.add_u64(field, u64::from(number));
                }
                facts.insert(Fact::Value(dimension, &code).term());
            }
        }
        for fact in facts {
            document.add_text(self.fields.facts, fact);
        }
    }

    /// The values an agreement is counted by, each once.
    fn values(&self, agreement: &Agreement, dimension: Dimension) -> BTreeSet<String> {
        let of_side = |side: Side| {
            agreement
                .parties
                .iter()
                .filter(move |party| party.side == side)
                .map(|party| &party.body)
        };
        let countries = || of_side(Side::Foreign).filter_map(|body| body.country.clone());
        match dimension {
            Dimension::State => of_side(Side::Domestic).filter_map(|body| body.state.clone()).collect(),
            Dimension::Municipality => of_side(Side::Domestic)
                .filter_map(|body| body.municipality.clone())
                .collect(),
            Dimension::Country => countries().collect(),
            Dimension::Region => countries()
                .filter_map(|code| self.catalogues.region_of(&code))
                .map(|region| region.code.clone())
                .collect(),
            Dimension::Level => of_side(Side::Domestic).map(|body| body.level.to_string()).collect(),
            Dimension::InstrumentType => BTreeSet::from([agreement.instrument_type.clone()]),
            Dimension::Stage => agreement.stage.map(|stage| stage.to_string()).into_iter().collect(),
            Dimension::Origin => BTreeSet::from([agreement.origin.to_string()]),
            Dimension::Area => agreement.areas.iter().cloned().collect(),
            Dimension::Year => agreement
                .signed_on
                .map(|date| date.earliest().year().to_string())
                .into_iter()
                .collect(),
            Dimension::Decade | Dimension::Validity => BTreeSet::new(),
        }
    }

    fn add_words(&mut self, agreement: &Agreement, document: &mut TantivyDocument) {
        self.lexicon.begin_document();
        let texts = texts(&self.bodies, &self.catalogues, agreement);
        for (rank, texts) in (1..=3).zip(texts) {
            for text in texts {
                let comes_again = rank > 1;
                let text = self.lexicon.analysed(text, comes_again);
                if let Some(name) = text.name.filter(|_| rank < 3) {
                    match self.lexicon.written(name) {
                        Some(name) => document.add_text(self.fields.words, name),
                        // It stands there already.
                        None => continue,
                    }
                }
                for form in &text.forms {
                    if let Some(form) = self.lexicon.ranked(*form, rank) {
                        document.add_text(self.fields.words, form);
                    }
                }
                for word in &text.telling {
                    if let Some(word) = self.lexicon.written(*word) {
                        document.add_text(self.fields.vocabulary, word);
                    }
                }
                // Between two texts of a field a place is left free, so that no phrase reaches from one into the other.
                document.add_text(self.fields.phrases, &text.in_order);
            }
        }
        // Whatever it is called, it is an agreement.
        document.add_text(self.fields.words, format!("3{CONCEPT}{}", super::synonyms::AGREEMENT));
    }
}

/// The texts by their rank: titles; parties, places and numbers; the rest.
fn texts<'a>(
    bodies: &'a HashMap<BodyId, Known>,
    catalogues: &'a Catalogues,
    agreement: &'a Agreement,
) -> [Vec<&'a str>; 3] {
    let titles = agreement.alternative_titles.iter().map(|title| title.title.as_str());
    let titles = std::iter::once(agreement.title.as_str()).chain(titles).collect();
    let mut parties: Vec<&str> = Vec::new();
    for party in &agreement.parties {
        parties.extend(party.name_as_signed.as_deref());
        let known = bodies.get(&party.body.id);
        parties.extend(known.iter().flat_map(|body| body.names.iter().map(String::as_str)));
        for (kind, code) in [
            (Kind::Municipality, &party.body.municipality),
            (Kind::State, &party.body.state),
            (Kind::Country, &party.body.country),
        ] {
            // Every domestic party is of Mexico: its name tells nothing.
            if let Some(code) = code
                .as_ref()
                .filter(|_| kind != Kind::Country || party.side == Side::Foreign)
            {
                parties.extend(catalogues.names.of(kind, code).iter().map(String::as_str));
            }
        }
    }
    parties.extend(agreement.registration_number.as_deref());
    parties.extend(agreement.external_number.as_deref());
    let mut rest: Vec<&str> = [
        &agreement.denomination,
        &agreement.object,
        &agreement.signed_place,
        &agreement.derives_from_treaty,
        &agreement.responsible_unit,
    ]
    .into_iter()
    .filter_map(|text| text.as_deref())
    .collect();
    for area in &agreement.areas {
        rest.extend(catalogues.names.of(Kind::Area, area).iter().map(String::as_str));
    }
    let types = catalogues.names.of(Kind::InstrumentType, &agreement.instrument_type);
    rest.extend(types.iter().map(String::as_str));
    [titles, parties, rest]
}
