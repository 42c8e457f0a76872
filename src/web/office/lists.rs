//! What the forms of an office let one choose from.

use std::sync::Arc;

use crate::agreements::term::{EntryIntoForce, TermKind, TermUnit};
use crate::agreements::{Bearing, Binding, Origin};
use crate::bodies::{BodyKind, Level};
use crate::catalogues::Catalogues;
use crate::documents::{Authenticity, DocumentKind, Visibility};
use crate::language::{Language, Words, capitalised, words};
use crate::web::form::{Choice, Form};
use crate::web::languages;

/// The catalogues and the kinds, in the reader's language.
pub struct Lists {
    catalogues: Arc<Catalogues>,
    language: Language,
}

impl Lists {
    pub const fn new(catalogues: Arc<Catalogues>, language: Language) -> Self {
        Self { catalogues, language }
    }

    /// How a case comes to the register; what is only reported is no case.
    pub fn origins(&self) -> Vec<Choice> {
        let say = |es, en| self.language.say(es, en);
        vec![
            Choice::new(
                Origin::Procedure.as_str(),
                say(
                    "Todavía no se firma: pido el dictamen (LCT, artículo 7)",
                    "It is not signed yet: I ask for the opinion (LCT, article 7)",
                ),
            ),
            Choice::new(
                Origin::Regularisation.as_str(),
                say(
                    "Ya se firmó sin dictamen: lo regularizo",
                    "It was signed without an opinion: I regularise it",
                ),
            ),
            Choice::new(
                Origin::Historic.as_str(),
                say(
                    "Se firmó antes del 3 de enero de 1992",
                    "It was signed before 3 January 1992",
                ),
            ),
        ]
    }

    pub fn instrument_types(&self) -> Vec<Choice> {
        let types = self.catalogues.instrument_types.iter();
        let name = |es, en| self.language.say(es, en);
        types
            .map(|item| Choice::new(&item.code, name(&item.name_es, &item.name_en)))
            .collect()
    }

    pub fn areas(&self) -> Vec<Choice> {
        let areas = self.catalogues.areas.iter();
        let name = |es, en| self.language.say(es, en);
        areas
            .map(|item| Choice::new(&item.code, name(&item.name_es, &item.name_en)))
            .collect()
    }

    pub fn states(&self) -> Vec<Choice> {
        let states = self.catalogues.states.iter();
        states
            .map(|state| Choice::new(&state.code, &state.short_name))
            .collect()
    }

    /// By their names, as they are written into a field.
    pub fn countries(&self) -> Vec<&str> {
        let countries = self.catalogues.countries.iter();
        countries
            .map(|country| self.language.say(&country.name_es, &country.name_en))
            .collect()
    }

    pub fn levels(&self, is_foreign: bool) -> Vec<Choice> {
        let levels = Level::ALL.iter();
        let levels = levels.filter(|level| is_foreign || **level != Level::International);
        levels
            .map(|level| self.choice(level.as_str(), &level.label()))
            .collect()
    }

    /// What a party can be: none is private (LCT art. 2-II).
    pub fn body_kinds(&self, is_foreign: bool) -> Vec<Choice> {
        let kinds = BodyKind::ALL.iter().filter(|kind| match kind {
            BodyKind::Private => false,
            BodyKind::InternationalOrganisation => is_foreign,
            _ => true,
        });
        kinds.map(|kind| self.choice(kind.as_str(), &kind.label())).collect()
    }

    /// The languages that are offered, and those that were chosen already.
    pub fn languages(&self, form: &Form) -> Vec<Choice> {
        let mut tags: Vec<String> = languages::usual().map(ToOwned::to_owned).collect();
        for chosen in form.values("/languages") {
            if !chosen.is_empty() && !tags.contains(&chosen) {
                tags.push(chosen);
            }
        }
        tags.iter().map(|tag| self.language(tag)).collect()
    }

    /// For one language: every one that is offered, and the one that stands in the field.
    pub fn every_language(&self, chosen: &str) -> Vec<Choice> {
        let mut tags: Vec<&str> = languages::offered().collect();
        if !chosen.is_empty() && !tags.contains(&chosen) {
            tags.push(chosen);
        }
        tags.into_iter().map(|tag| self.language(tag)).collect()
    }

    fn language(&self, tag: &str) -> Choice {
        Choice::new(tag, capitalised(languages::name(tag, self.language)))
    }

    pub fn bindings(&self) -> Vec<Choice> {
        let bindings = Binding::ALL.iter();
        bindings.map(|one| self.choice(one.as_str(), &one.label())).collect()
    }

    pub fn term_kinds(&self) -> Vec<Choice> {
        let say = |es, en| self.language.say(es, en);
        let label = |kind: &TermKind| match kind {
            TermKind::Fixed => say("Un plazo: días, meses o años", "A period: days, months or years"),
            TermKind::Until => say("Hasta una fecha", "Until a date"),
            TermKind::Indefinite => say("Por tiempo indefinido", "Indefinitely"),
            TermKind::Unknown => say(
                "El texto no lo dice, o no se sabe",
                "The text does not say, or it is not known",
            ),
        };
        let kinds = TermKind::ALL.iter();
        kinds.map(|kind| Choice::new(kind.as_str(), label(kind))).collect()
    }

    pub fn term_units(&self) -> Vec<Choice> {
        let units = TermUnit::ALL.iter();
        units.map(|unit| self.choice(unit.as_str(), &unit.label())).collect()
    }

    pub fn entries_into_force(&self) -> Vec<Choice> {
        let label = |entry: EntryIntoForce| match entry {
            EntryIntoForce::OnNotice => words!(
                "Cuando las partes se avisan que cumplieron sus requisitos",
                "When the parties give notice that their requirements are met"
            ),
            EntryIntoForce::Unknown => words!("No se sabe", "It is not known"),
            known => known.label(),
        };
        let entries = EntryIntoForce::ALL.iter();
        entries.map(|one| self.choice(one.as_str(), &label(*one))).collect()
    }

    pub fn bearings(&self) -> Vec<Choice> {
        let bearings = Bearing::ALL.iter();
        bearings
            .map(|one| self.choice(one.as_str(), &one.forwards().label()))
            .collect()
    }

    /// What an office adds; the opinion is counsel's.
    pub fn document_kinds(&self, may_add_opinion: bool) -> Vec<Choice> {
        let kinds = DocumentKind::ALL.iter();
        let kinds = kinds.filter(|kind| may_add_opinion || **kind != DocumentKind::Opinion);
        kinds.map(|kind| self.choice(kind.as_str(), &kind.label())).collect()
    }

    pub fn authenticities(&self) -> Vec<Choice> {
        let all = Authenticity::ALL.iter();
        all.map(|one| self.choice(one.as_str(), &one.label())).collect()
    }

    pub fn visibilities(&self) -> Vec<Choice> {
        let say = |es, en| self.language.say(es, en);
        let label = |visibility: &Visibility| match visibility {
            Visibility::Public => say(
                "Todos, cuando el acuerdo sea público",
                "Everybody, once the agreement is public",
            ),
            Visibility::Internal => say("Solo quienes trabajan en el caso", "Only those who work on the case"),
        };
        let all = Visibility::ALL.iter();
        all.map(|one| Choice::new(one.as_str(), label(one))).collect()
    }

    pub fn yes_or_no(&self) -> Vec<Choice> {
        let say = |es, en| self.language.say(es, en);
        vec![
            Choice::new("true", say("Sí", "Yes")),
            Choice::new("false", say("No", "No")),
        ]
    }

    fn choice(&self, value: &str, label: &Words) -> Choice {
        Choice::new(value, label.in_language(self.language))
    }
}
