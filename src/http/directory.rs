//! Reading what a request for the directory of bodies asks.

use super::query::{Query, outside, word};
use crate::bodies::{BodyFilter, BodyKind, Level};
use crate::catalogues::Catalogues;

/// Reads the filters, every one against its catalogue.
pub fn filter(query: &mut Query, catalogues: &Catalogues) -> BodyFilter {
    let code = |text: &str, known: bool, catalogue: &str| {
        if known {
            Ok(text.to_owned())
        } else {
            Err(outside(catalogue))
        }
    };
    BodyFilter {
        q: query.words_to_find(),
        level: query.many("level", |text| word(text, Level::parse, Level::ALL)),
        kind: query.many("kind", |text| word(text, BodyKind::parse, BodyKind::ALL)),
        country: query.many("country", |text| {
            code(text, catalogues.country(text).is_some(), "/api/v1/countries")
        }),
        state: query.many("state", |text| {
            code(text, catalogues.state(text).is_some(), "/api/v1/states")
        }),
        municipality: query.many("municipality", |text| {
            code(text, catalogues.municipality(text).is_some(), "/api/v1/municipalities")
        }),
    }
}
