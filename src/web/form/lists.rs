//! What forms let one choose from.

use std::fmt::Display;
use std::sync::Arc;

use super::Choice;
use crate::agreements::term::{EntryIntoForce, TermKind, TermUnit};
use crate::agreements::{Bearing, Binding, Origin};
use crate::bodies::{BodyKind, Level};
use crate::catalogues::Catalogues;
use crate::documents::{Authenticity, DocumentKind, Visibility};
use crate::language::{Language, Words, capitalised, words};
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

    /// The values of a kind, as people call them.
    pub fn of<'a, T: Copy + Display + 'a>(
        &self,
        values: impl IntoIterator<Item = &'a T>,
        label: fn(T) -> Words,
    ) -> Vec<Choice> {
        let choice = |value: &T| Choice::new(value.to_string(), label(*value).in_language(self.language));
        values.into_iter().map(choice).collect()
    }

    /// How a case comes to the register; what is only reported is no case.
    pub fn origins(&self) -> Vec<Choice> {
        let of_a_case = [Origin::Procedure, Origin::Regularisation, Origin::Historic];
        self.of(&of_a_case, |origin| match origin {
            Origin::Procedure => words!(
                "Todavía no se firma: pido el dictamen (LCT, artículo 7)",
                "It is not signed yet: I ask for the opinion (LCT, article 7)"
            ),
            Origin::Regularisation => words!(
                "Ya se firmó sin dictamen: lo regularizo",
                "It was signed without an opinion: I regularise it"
            ),
            Origin::Historic => words!(
                "Se firmó antes del 3 de enero de 1992",
                "It was signed before 3 January 1992"
            ),
            Origin::Reported => origin.label(),
        })
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
        self.of(levels, Level::label)
    }

    /// What a party can be: none is private (LCT art. 2-II).
    pub fn body_kinds(&self, is_foreign: bool) -> Vec<Choice> {
        let kinds = BodyKind::ALL.iter().filter(|kind| match kind {
            BodyKind::Private => false,
            BodyKind::InternationalOrganisation => is_foreign,
            _ => true,
        });
        self.of(kinds, BodyKind::label)
    }

    /// The usual languages, and those that were chosen already.
    pub fn languages(&self, chosen: &[String]) -> Vec<Choice> {
        self.with_chosen(languages::usual(), chosen.iter().map(String::as_str))
    }

    /// For one language: every one that is offered, and the one that stands in the field.
    pub fn every_language(&self, chosen: &str) -> Vec<Choice> {
        self.with_chosen(languages::offered(), [chosen])
    }

    fn with_chosen<'a>(
        &self,
        offered: impl Iterator<Item = &'static str>,
        chosen: impl IntoIterator<Item = &'a str>,
    ) -> Vec<Choice> {
        let mut tags: Vec<&'a str> = offered.collect();
        for tag in chosen {
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let choice = |tag: &str| Choice::new(tag, capitalised(languages::name(tag, self.language)));
        tags.into_iter().map(choice).collect()
    }

    pub fn bindings(&self) -> Vec<Choice> {
        self.of(Binding::ALL, Binding::label)
    }

    pub fn term_kinds(&self) -> Vec<Choice> {
        self.of(TermKind::ALL, |kind| match kind {
            TermKind::Fixed => words!("Un plazo: días, meses o años", "A period: days, months or years"),
            TermKind::Until => words!("Hasta una fecha", "Until a date"),
            TermKind::Indefinite => words!("Por tiempo indefinido", "Indefinitely"),
            TermKind::Unknown => words!(
                "El texto no lo dice, o no se sabe",
                "The text does not say, or it is not known"
            ),
        })
    }

    pub fn term_units(&self) -> Vec<Choice> {
        self.of(TermUnit::ALL, TermUnit::label)
    }

    pub fn entries_into_force(&self) -> Vec<Choice> {
        self.of(EntryIntoForce::ALL, |entry| match entry {
            EntryIntoForce::OnNotice => words!(
                "Cuando las partes se avisan que cumplieron sus requisitos",
                "When the parties give notice that their requirements are met"
            ),
            EntryIntoForce::Unknown => words!("No se sabe", "It is not known"),
            known => known.label(),
        })
    }

    pub fn bearings(&self) -> Vec<Choice> {
        self.of(Bearing::ALL, |bearing| bearing.forwards().label())
    }

    /// What an office adds; the opinion is counsel's.
    pub fn document_kinds(&self, may_add_opinion: bool) -> Vec<Choice> {
        let kinds = DocumentKind::ALL.iter();
        let kinds = kinds.filter(|kind| may_add_opinion || **kind != DocumentKind::Opinion);
        self.of(kinds, DocumentKind::label)
    }

    pub fn authenticities(&self) -> Vec<Choice> {
        self.of(Authenticity::ALL, Authenticity::label)
    }

    pub fn visibilities(&self) -> Vec<Choice> {
        self.of(Visibility::ALL, |visibility| match visibility {
            Visibility::Public => words!(
                "Todos, cuando el acuerdo sea público",
                "Everybody, once the agreement is public"
            ),
            Visibility::Internal => words!("Solo quienes trabajan en el caso", "Only those who work on the case"),
        })
    }

    pub fn yes_or_no(&self) -> Vec<Choice> {
        let say = |es, en| self.language.say(es, en);
        vec![
            Choice::new("true", say("Sí", "Yes")),
            Choice::new("false", say("No", "No")),
        ]
    }
}
