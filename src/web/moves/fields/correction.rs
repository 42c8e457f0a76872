//! The form of a correction: which field, what it says now, what is right, and why.

use serde_json::{Value, json};

use super::procedure::signature;
use super::record::address_of;
use super::{About, Choosable};
use crate::agreements::events::EventKind;
use crate::agreements::{DraftInput, Side};
use crate::error::Result;
use crate::web::case::telling::{Telling, Told};
use crate::web::fields;
use crate::web::form::{Fields, KNOWN};

/// What can be corrected, in the order of the record.
const FIELDS: [&str; 20] = [
    "title",
    "alternative_titles",
    "instrument_type",
    "denomination",
    "object",
    "legal_basis",
    "derives_from_treaty",
    "areas",
    "languages",
    "binding",
    "petitioner",
    "parties",
    "signed_on",
    "signed_place",
    "term",
    "events",
    "links",
    "sources",
    "external_number",
    "responsible_unit",
];

/// Whether the field is a list, whose form has rows.
pub fn has_rows(field: &str) -> bool {
    matches!(field, "alternative_titles" | "parties" | "events" | "links" | "sources")
}

fn label(about: &About<'_>, field: &str) -> String {
    fields::name(&format!("/{field}"), about.language)
}

/// What the record says of a field now.
fn says(about: &About<'_>, field: &str) -> Result<String> {
    let record = serde_json::to_value(&about.seen.case)?;
    let telling = Telling {
        catalogues: about.catalogues,
        language: about.language,
    };
    Ok(telling.value(field, record.get(field).unwrap_or(&Value::Null)))
}

/// The fields with what they say, while none was chosen.
pub fn choices(about: &About<'_>) -> Result<Vec<Choosable>> {
    if about.choice.is_some_and(|chosen| FIELDS.contains(&chosen)) {
        return Ok(Vec::new());
    }
    let choosable = |field: &'static str| {
        Ok(Choosable {
            href: address_of(field),
            told: Told {
                label: label(about, field),
                text: says(about, field)?,
            },
        })
    };
    FIELDS.into_iter().map(choosable).collect()
}

/// The record as the draft that a correction is laid over.
pub fn as_it_stands(about: &About<'_>) -> Value {
    json!({"changes": DraftInput::from(&about.seen.case)})
}

/// What is told as nothing is taken out whole.
pub fn tidy(said: &mut Value) {
    for pointer in ["/changes/term/renewal", "/changes/petitioner"] {
        if let Some(value) = said.pointer_mut(pointer)
            && value
                .as_object()
                .is_some_and(|fields| fields.values().all(Value::is_null))
        {
            *value = Value::Null;
        }
    }
}

pub fn form(fields: &mut Fields<'_>, about: &About<'_>, more: bool) {
    let Some(field) = about.choice else { return };
    let now = says(about, field).unwrap_or_default();
    let now = if now.is_empty() { "–".to_owned() } else { now };
    fields.quote(("El registro dice", "The register says"), &now);
    value(fields, about, field, more);
    fields.long(
        "/reason",
        KNOWN,
        (
            "Qué estaba mal y según qué fuente está bien ahora. Queda en la historia del acuerdo.",
            "What was wrong, and by which source it is right now. It stays in the history of the agreement.",
        ),
    );
}

fn value(fields: &mut Fields<'_>, about: &About<'_>, field: &str, more: bool) {
    let at = format!("/changes/{field}");
    let removed = (
        "Déjelo vacío para quitar el dato.",
        "Leave it empty to take the fact out.",
    );
    match field {
        "title" => fields.long(&at, KNOWN, ("", "")),
        "object" | "legal_basis" | "derives_from_treaty" => fields.long(&at, KNOWN, removed),
        "denomination" | "signed_place" | "external_number" | "responsible_unit" => fields.text(&at, KNOWN, removed),
        "signed_on" => fields.short(
            &at,
            KNOWN,
            ("AAAA-MM-DD, AAAA-MM o AAAA.", "YYYY-MM-DD, YYYY-MM or YYYY."),
        ),
        "instrument_type" => fields.select(&at, KNOWN, ("", ""), &about.lists.instrument_types()),
        "binding" => fields.one_of(&at, KNOWN, ("", ""), &about.lists.bindings()),
        "areas" => fields.some_of(&at, KNOWN, ("", ""), &about.lists.areas()),
        "languages" => {
            let languages = about.lists.languages(&about.seen.case.languages);
            fields.some_of(&at, KNOWN, ("", ""), &languages);
        }
        "petitioner" => fields.text(
            &format!("{at}/id"),
            KNOWN,
            (
                "La clave del órgano en el directorio: está en la dirección de su página.",
                "The id of the body in the directory: it stands in the address of its page.",
            ),
        ),
        "term" => term(fields, about),
        "parties" => parties(fields, about, more),
        _ => rows(fields, about, field, more),
    }
}

fn term(fields: &mut Fields<'_>, about: &About<'_>) {
    let units = about.lists.term_units();
    let kinds = about.lists.term_kinds();
    let beginnings = about.lists.entries_into_force();
    let dates = ("AAAA-MM-DD, AAAA-MM o AAAA.", "YYYY-MM-DD, YYYY-MM or YYYY.");
    fields.one_of("/changes/term/kind", KNOWN, ("", ""), &kinds);
    fields.number("/changes/term/amount", KNOWN, ("", ""));
    fields.select("/changes/term/unit", KNOWN, ("", ""), &units);
    fields.short("/changes/term/until", KNOWN, dates);
    fields.select("/changes/term/entry_into_force", KNOWN, ("", ""), &beginnings);
    fields.short("/changes/term/in_force_from", KNOWN, dates);
    fields.group(
        "/changes/term/renewal",
        fields.form().label("/term/renewal"),
        ("Déjela vacía si no hay.", "Leave it empty where there is none."),
        |fields| {
            fields.number("/changes/term/renewal/amount", KNOWN, ("", ""));
            fields.select("/changes/term/renewal/unit", KNOWN, ("", ""), &units);
            fields.number(
                "/changes/term/renewal/times",
                KNOWN,
                ("Vacío: sin límite.", "Empty: no limit."),
            );
        },
    );
    fields.number("/changes/term/notice_days", KNOWN, ("", ""));
    fields.long(
        "/changes/term/text",
        KNOWN,
        ("Con sus propias palabras.", "In its own words."),
    );
}

/// The parties with their bodies and signatures; a list is sent whole, so that all of them are there.
fn parties(fields: &mut Fields<'_>, about: &About<'_>, more: bool) {
    let form = fields.form();
    let sides = about.lists.of(Side::ALL, Side::label);
    let known = form.count("/changes/parties");
    for position in 0..known + usize::from(more) {
        let at = format!("/changes/parties/{position}");
        let name = about
            .seen
            .case
            .parties
            .get(position)
            .map(|party| party.body.name.clone());
        let legend = name.unwrap_or_else(|| format!("{} {}", about.language.say("Parte", "Party"), position + 1));
        fields.group(&at, &legend, ("", ""), |fields| {
            fields.select(&format!("{at}/side"), KNOWN, ("", ""), &sides);
            fields.text(
                &format!("{at}/body/id"),
                ("Clave del órgano", "Id of the body"),
                (
                    "La del directorio: está en la dirección de la página del órgano.",
                    "That of the directory: it stands in the address of the body's page.",
                ),
            );
            fields.text(&format!("{at}/name_as_signed"), KNOWN, ("", ""));
            let signatures = form.count(&format!("{at}/signatures"));
            for row in 0..signatures + usize::from(more || signatures == 0) {
                signature(fields, &format!("{at}/signatures/{row}"), row);
            }
        });
    }
    fields.note(about.language.say(
        "Para quitar una parte o una firma, deje vacíos todos sus campos.",
        "To take a party or a signature out, leave all its fields empty.",
    ));
}

/// The items of a list, and some empty ones.
fn rows(fields: &mut Fields<'_>, about: &About<'_>, field: &str, more: bool) {
    let at = format!("/changes/{field}");
    let known = fields.form().count(&at);
    let kinds = about.lists.of(EventKind::ALL, EventKind::label);
    let bearings = about.lists.bearings();
    for row in 0..known + if more { 4 } else { 1 } {
        let at = format!("{at}/{row}");
        let legend = format!("{} {}", label(about, field), row + 1);
        fields.group(&at, &legend, ("", ""), |fields| match field {
            "alternative_titles" => {
                fields.short(&format!("{at}/language"), KNOWN, ("en, fr, pt…", "en, fr, pt…"));
                fields.text(&format!("{at}/title"), KNOWN, ("", ""));
            }
            "events" => {
                fields.select(&format!("{at}/kind"), ("Qué pasó", "What happened"), ("", ""), &kinds);
                fields.short(&format!("{at}/on"), KNOWN, ("", ""));
                fields.text(
                    &format!("{at}/document"),
                    ("Documento que lo dice", "Document that says so"),
                    ("", ""),
                );
                fields.text(&format!("{at}/note"), KNOWN, ("", ""));
            }
            "links" => {
                fields.select(&format!("{at}/relation"), KNOWN, ("", ""), &bearings);
                fields.text(
                    &format!("{at}/agreement"),
                    ("Clave del acuerdo anterior", "Id of the earlier agreement"),
                    ("", ""),
                );
            }
            _ => {
                fields.text(&format!("{at}/url"), KNOWN, ("https://…", "https://…"));
                fields.text(&format!("{at}/title"), KNOWN, ("", ""));
                fields.day(&format!("{at}/consulted_on"), KNOWN, ("", ""));
            }
        });
    }
    fields.note(about.language.say(
        "Para quitar un renglón, deje vacíos todos sus campos.",
        "To take a line out, leave all its fields empty.",
    ));
}
