//! What is chosen, in words, each a link that takes it away.

use std::collections::HashMap;

use super::Asked;
use crate::agreements::clauses::ClauseKind;
use crate::agreements::{Dimension, Side, Vitality};
use crate::bodies::BodyKind;
use crate::catalogues::Catalogues;
use crate::clock::Timestamp;
use crate::fault::{Fault, FaultCode, Place};
use crate::http::facets;
use crate::language::{Language, Words, words};
use crate::partial_date::PartialDate;
use crate::web::form::Told;
use crate::web::said;

/// One thing that is chosen.
pub struct Chip {
    pub label: String,
    /// The same question without it.
    pub href: String,
}

/// Everything that is chosen, in the order in which it was. `bodies` are the names of those that are asked for, by their ids.
pub fn chips(
    asked: &Asked,
    bodies: &HashMap<String, String>,
    catalogues: &Catalogues,
    language: Language,
) -> Vec<Chip> {
    let chip = |(name, value): (&str, &str)| Chip {
        label: match (name, bodies.get(value)) {
            ("body", Some(name)) => name.clone(),
            _ => chosen(name, value, catalogues, language),
        },
        href: asked.without(name, value),
    };
    asked.question().map(chip).collect()
}

/// What is wrong with a question, each led to where it can be corrected: its field, or else what is chosen.
pub fn told(faults: &[Fault], language: Language) -> Vec<Told> {
    const FIELDS: [&str; 6] = ["q", "signed_from", "signed_to", "ends_from", "ends_to", "valid_on"];
    let told = |fault: &Fault| {
        let (Place::Parameter(name) | Place::Pointer(name)) = &fault.place;
        let called = parameter(name).map_or_else(|| name.clone(), |called| called.in_language(language).to_owned());
        let unknown = words!(
            "no es un filtro de esta página; quítelo de lo elegido",
            "is no filter of this page; remove it from what is chosen"
        );
        let words = match fault.code {
            FaultCode::UnknownParameter => &unknown,
            _ => &fault.words,
        };
        let message = words.in_language(language);
        Told {
            id: if FIELDS.contains(&name.as_str()) {
                name
            } else {
                "chosen"
            }
            .to_owned(),
            message: if called.is_empty() {
                message.to_owned()
            } else {
                format!("{called}: {message}")
            },
        }
    };
    faults.iter().map(told).collect()
}

/// Whether it is a parameter of ours.
pub(super) fn is_known(name: &str) -> bool {
    parameter(name).is_some()
}

/// A parameter and its value in words; as they came where they are none of ours.
fn chosen(name: &str, value: &str, catalogues: &Catalogues, language: Language) -> String {
    let date = || PartialDate::parse(value).ok().map(|date| said::partial(date, language));
    let say = |words: Words| Some(words.in_language(language).to_owned());
    let said = match name {
        "q" => Some(format!("«{value}»")),
        "has_document" | "overdue" => yes_or_no(name, value).and_then(say),
        "clause" => ClauseKind::parse(value).and_then(|kind| say(kind.label())),
        "vitality" => Vitality::parse(value).and_then(|vitality| say(vitality.label())),
        "signed_from" | "signed_to" | "registered_from" | "registered_to" | "ends_from" | "ends_to" | "valid_on" => {
            date()
        }
        "updated_since" => Timestamp::parse(value).map(|at| said::moment(at, language)),
        "side_kind" => side_kind(value).and_then(say),
        _ => Dimension::parse(name).map(|dimension| facets::label(dimension, value, catalogues, language).into_owned()),
    };
    let said = said.unwrap_or_else(|| value.to_owned());
    match parameter(name).map(|called| called.in_language(language).to_owned()) {
        Some(called) if called.is_empty() => said,
        Some(called) => format!("{called}: {said}"),
        None => format!("{name}: {said}"),
    }
}

fn yes_or_no(name: &str, value: &str) -> Option<Words> {
    Some(match (name, value) {
        ("has_document", "true") => words!("Con documentos", "With documents"),
        ("has_document", "false") => words!("Sin documentos", "Without documents"),
        ("overdue", "true") => words!("Con un plazo vencido", "With a term that has passed"),
        ("overdue", "false") => words!("Sin plazos vencidos", "Without a term that has passed"),
        _ => return None,
    })
}

fn side_kind(value: &str) -> Option<Words> {
    let (side, kind) = value.split_once(':')?;
    let kind = BodyKind::parse(kind)?.label();
    Some(match Side::parse(side)? {
        Side::Domestic => words!("parte mexicana, {kind}", "Mexican party, {kind}"; kind),
        Side::Foreign => words!("contraparte, {kind}", "counterpart, {kind}"; kind),
    })
}

/// What people call a parameter; nothing to say where its values speak for themselves.
fn parameter(name: &str) -> Option<Words> {
    if let Some(dimension) = Dimension::parse(name) {
        return Some(dimension.label());
    }
    Some(match name {
        "q" | "has_document" | "overdue" => words!("", ""),
        "body" => words!("Órgano", "Body"),
        "clause" => words!("Cláusula", "Clause"),
        "vitality" => words!("Actividad", "Vitality"),
        "side_kind" => words!("Clase de órgano", "Kind of body"),
        "registration_number" => words!("Número", "Number"),
        "signed_from" => words!("Firmado desde", "Signed from"),
        "signed_to" => words!("Firmado hasta", "Signed to"),
        "registered_from" => words!("Inscrito desde", "Registered from"),
        "registered_to" => words!("Inscrito hasta", "Registered to"),
        "ends_from" => words!("Termina desde", "Ends from"),
        "ends_to" => words!("Termina hasta", "Ends to"),
        "updated_since" => words!("Con cambios desde", "Changed since"),
        "valid_on" => words!("Vigencia al día", "Validity on"),
        "expiring_days" => words!("Días antes de vencer", "Days before the end"),
        "sort" => words!("Orden", "Order"),
        "limit" => words!("Acuerdos por página", "Agreements on a page"),
        _ => return None,
    })
}
