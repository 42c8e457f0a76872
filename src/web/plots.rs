//! Counts by one dimension as bars, each with a link to the agreements it counts.

use super::badge::Badge;
use super::drawing::bars::{Bars, Counted};
use crate::agreements::Dimension;
use crate::agreements::validity::ValidityState;
use crate::bodies::Level;
use crate::catalogues::Catalogues;
use crate::http::facets;
use crate::language::{Language, Words, words};

/// The bars of a dimension: the longest first, or in the order of its values where they have one. `href` leads to the agreements
/// of a value; places have pages of their own beside them.
pub fn bars<'a>(
    dimension: Dimension,
    counts: impl IntoIterator<Item = (&'a str, u64)>,
    catalogues: &Catalogues,
    language: Language,
    href: impl Fn(&str) -> String,
) -> Bars {
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(value, count)| (rank(dimension, value), std::cmp::Reverse(*count)));
    let counted = |(value, count): (&str, u64)| Counted {
        label: facets::label(dimension, value, catalogues, language).into_owned(),
        count,
        href: href(value),
        page: page_of(dimension, value, language),
        class: match ValidityState::parse(value) {
            Some(state) if dimension == Dimension::Validity => Badge::of_validity(state, language).class,
            _ => "",
        },
    };
    Bars::new(
        dimension.as_str(),
        title(dimension).in_language(language),
        dimension.label().in_language(language),
        counts.into_iter().map(counted).collect(),
    )
}

/// The page of a place.
pub fn page_of(dimension: Dimension, code: &str, language: Language) -> Option<String> {
    let folder = match dimension {
        Dimension::State => "states",
        Dimension::Municipality => "municipalities",
        Dimension::Country => "countries",
        _ => return None,
    };
    Some(format!("/{}/{folder}/{code}", language.tag()))
}

/// The place of a value among those that have an order.
fn rank(dimension: Dimension, value: &str) -> Option<usize> {
    match dimension {
        Dimension::Validity => ValidityState::ALL.iter().position(|state| state.as_str() == value),
        Dimension::Level => Level::ALL.iter().position(|level| level.as_str() == value),
        _ => None,
    }
}

fn title(dimension: Dimension) -> Words {
    match dimension {
        Dimension::State => words!("Por estado", "By state"),
        Dimension::Municipality => words!("Por municipio", "By municipality"),
        Dimension::Country => words!("Por país", "By country"),
        Dimension::Region => words!("Por región del mundo", "By region of the world"),
        Dimension::InstrumentType => words!("Por tipo de instrumento", "By type of instrument"),
        Dimension::Stage => words!("Por etapa del trámite", "By stage"),
        Dimension::Origin => words!("Por origen", "By origin"),
        Dimension::Level => words!("Por nivel de gobierno", "By level of government"),
        Dimension::Area => words!("Por materia", "By area"),
        Dimension::Year => words!("Por año de firma", "By year of signature"),
        Dimension::Decade => words!("Por década de firma", "By decade of signature"),
        Dimension::Validity => words!("Por vigencia", "By validity"),
    }
}
