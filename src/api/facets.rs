//! Counts as a list shows them, each value with what people call it.

use serde_json::value::RawValue;

use crate::agreements::validity::ValidityState;
use crate::agreements::{Dimension, Origin, Stage};
use crate::bodies::Level;
use crate::catalogues::Catalogues;
use crate::language::Language;
use crate::search::Count;

/// The counts of each dimension, as JSON.
pub fn facets(counts: &[(Dimension, Vec<Count>)], catalogues: &Catalogues, language: Language) -> Box<RawValue> {
    let facets: serde_json::Map<String, serde_json::Value> = counts
        .iter()
        .map(|(dimension, counts)| {
            let values = counts
                .iter()
                .map(|Count { value, count }| {
                    let label = label(*dimension, value, catalogues, language);
                    serde_json::json!({"value": value, "label": label, "count": count})
                })
                .collect();
            (dimension.as_str().to_owned(), serde_json::Value::Array(values))
        })
        .collect();
    serde_json::value::to_raw_value(&facets).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// What people call a value of a dimension.
pub fn label(dimension: Dimension, value: &str, catalogues: &Catalogues, language: Language) -> String {
    let named = |es: &str, en: &str| match language {
        Language::Spanish => es.to_owned(),
        Language::English => en.to_owned(),
    };
    let said = |words: crate::language::Words| words.in_language(language).to_owned();
    let label = match dimension {
        Dimension::State => catalogues.state(value).map(|state| state.short_name.clone()),
        Dimension::Municipality => catalogues
            .municipality(value)
            .map(|municipality| municipality.name.clone()),
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
        Dimension::Decade => value.parse::<i32>().ok().map(|year| format!("{year}–{}", year + 9)),
        Dimension::Year => None,
    };
    label.unwrap_or_else(|| value.to_owned())
}
