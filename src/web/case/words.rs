//! What a reader is told of a case's fields, and the words of choices that only its forms offer.

use uuid::Uuid;

use crate::language::{Language, Words, words};
use crate::procedure::Evidence;
use crate::web::fields;

/// What a field is called, by its pointer into a record or into what was said; nothing for what tells a reader nothing.
pub fn field(pointer: &str, language: Language) -> Option<String> {
    let is_hidden = HIDDEN.iter().any(|hidden| {
        let rest = pointer.strip_prefix(hidden);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    (!is_hidden).then(|| fields::name(pointer, language))
}

/// Kept for the machine, or told elsewhere on the page.
const HIDDEN: [&str; 9] = [
    "/id",
    "/clock",
    "/phases",
    "/stage_since",
    "/version",
    "/created_at",
    "/updated_at",
    "/because_of",
    "/changes",
];

/// Whether a text is an identifier of ours, which tells a reader nothing.
pub fn is_id(text: &str) -> bool {
    Uuid::try_parse(text).is_ok()
}

pub fn evidence(evidence: Evidence) -> Words {
    match evidence {
        Evidence::SignedOriginal => words!("El original firmado", "The signed original"),
        Evidence::CertifiedCopy => words!("Una copia certificada", "A certified copy"),
    }
}
