//! Counts as a list shows them, each value with what people call it.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::agreements::validity::ValidityState;
use crate::agreements::{Dimension, Origin, Stage};
use crate::bodies::Level;
use crate::catalogues::Catalogues;
use crate::language::Language;
use crate::search::{Count, code};

/// The counts of each dimension. They can be thousands, so that they are written without being copied.
pub struct Facets<'a> {
    pub counts: &'a [(Dimension, Vec<Count>)],
    pub catalogues: &'a Catalogues,
    pub language: Language,
}

struct Values<'a>(&'a Facets<'a>, Dimension, &'a [Count]);

#[derive(Serialize)]
struct Item<'a> {
    value: Cow<'a, str>,
    label: Cow<'a, str>,
    count: u64,
}

impl Serialize for Facets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.counts.len()))?;
        for (dimension, counts) in self.counts {
            map.serialize_entry(dimension, &Values(self, *dimension, counts))?;
        }
        map.end()
    }
}

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(facets, dimension, counts) = self;
        let (catalogues, language) = (facets.catalogues, facets.language);
        serializer.collect_seq(counts.iter().map(|Count { number, count }| {
            let value = code(catalogues, *dimension, *number);
            let label = match dimension {
                // There are thousands, and the number is the place.
                Dimension::Municipality => Cow::Borrowed(catalogues.municipalities[usize::from(*number)].name.as_str()),
                _ => Cow::Owned(label(*dimension, &value, catalogues, language).into_owned()),
            };
            Item {
                value,
                label,
                count: *count,
            }
        }))
    }
}

/// What people call a value of a dimension.
#[must_use]
pub fn label<'a>(dimension: Dimension, value: &'a str, catalogues: &'a Catalogues, language: Language) -> Cow<'a, str> {
    let named = |es: &'a str, en: &'a str| match language {
        Language::Spanish => Cow::Borrowed(es),
        Language::English => Cow::Borrowed(en),
    };
    let said = |words: crate::language::Words| Cow::Owned(words.in_language(language).to_owned());
    let label = match dimension {
        Dimension::State => catalogues
            .state(value)
            .map(|state| Cow::Borrowed(state.short_name.as_str())),
        Dimension::Municipality => catalogues
            .municipality(value)
            .map(|municipality| Cow::Borrowed(municipality.name.as_str())),
        Dimension::Country => catalogues
            .country(value)
            .map(|country| named(&country.name_es, &country.name_en)),
        Dimension::Region => catalogues
            .region(value)
            .map(|region| named(&region.name_es, &region.name_en)),
        Dimension::InstrumentType => catalogues
            .instrument_type(value)
            .map(|kind| named(&kind.name_es, &kind.name_en)),
        Dimension::Area => catalogues.area(value).map(|area| named(&area.name_es, &area.name_en)),
        Dimension::Stage => Stage::parse(value).map(|stage| said(stage.label())),
        Dimension::Origin => Origin::parse(value).map(|origin| said(origin.label())),
        Dimension::Level => Level::parse(value).map(|level| said(level.label())),
        Dimension::Validity => ValidityState::parse(value).map(|state| said(state.label())),
        Dimension::Decade => value
            .parse::<i32>()
            .ok()
            .map(|year| Cow::Owned(format!("{year}–{}", year + 9))),
        Dimension::Year => None,
    };
    label.unwrap_or(Cow::Borrowed(value))
}
