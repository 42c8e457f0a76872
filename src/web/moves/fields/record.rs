//! The forms of what is noted about an agreement: events, clauses, what sources say, decisions, data to be withdrawn.

use serde_json::Value;

use super::{About, Choosable};
use crate::agreements::DraftInput;
use crate::agreements::clauses::ClauseKind;
use crate::agreements::events::EventKind;
use crate::agreements::statements::Statement;
use crate::error::Result;
use crate::web::case::telling::{Telling, Told};
use crate::web::fields as names;
use crate::web::form::{Choice, Fields, KNOWN};

pub fn event(fields: &mut Fields<'_>, about: &About<'_>) {
    let kinds = about.lists.of(EventKind::ALL, EventKind::label);
    fields.one_of("/kind", ("Qué pasó", "What happened"), ("", ""), &kinds);
    fields.short(
        "/on",
        ("Desde qué día", "From which day"),
        (
            "AAAA-MM-DD. De un aviso de no renovar, el día del aviso. De una terminación basta AAAA-MM o AAAA.",
            "YYYY-MM-DD. Of a notice of non-renewal, the day of the notice. Of a termination, YYYY-MM or YYYY will do.",
        ),
    );
    fields.text(
        "/document",
        ("Documento que lo dice", "Document that says so"),
        (
            "La nota, el oficio o el acta, con su número.",
            "The note, letter or act, with its number.",
        ),
    );
    fields.long("/note", KNOWN, ("Opcional.", "Optional."));
}

pub fn clauses(fields: &mut Fields<'_>, about: &About<'_>, rows: usize) {
    let documents = about.documents();
    if documents.is_empty() {
        fields.note(about.language.say(
            "Una cláusula está en un documento: agregue antes el texto del acuerdo.",
            "A clause stands in a document: add the text of the agreement first.",
        ));
    }
    let kinds = about.lists.of(ClauseKind::ALL, ClauseKind::label);
    for row in 0..rows {
        let at = format!("/clauses/{row}");
        let legend = format!("{} {}", about.language.say("Cláusula", "Clause"), row + 1);
        fields.group(&at, &legend, ("", ""), |fields| {
            fields.select(
                &format!("{at}/kind"),
                ("Qué regula", "What it settles"),
                ("", ""),
                &kinds,
            );
            fields.text(
                &format!("{at}/label"),
                KNOWN,
                (
                    "Por ejemplo «Cláusula octava» o «Anexo A».",
                    "Such as “Eighth clause” or “Annex A”.",
                ),
            );
            fields.select(
                &format!("{at}/document"),
                ("En qué documento", "In which document"),
                ("", ""),
                &documents,
            );
            fields.number(&format!("{at}/page"), KNOWN, ("", ""));
            fields.long(
                &format!("{at}/text"),
                ("Sus palabras (opcional)", "Its words (optional)"),
                (
                    "Las lee cualquiera que vea el acuerdo.",
                    "Everybody who sees the agreement reads them.",
                ),
            );
        });
    }
    fields.note(about.language.say(
        "Para quitar una cláusula, deje vacíos todos sus campos.",
        "To take a clause out, leave all its fields empty.",
    ));
}

/// What sources are asked about most, and whether it is a number.
const FIELDS: [(&str, bool); 13] = [
    ("/title", false),
    ("/object", false),
    ("/denomination", false),
    ("/instrument_type", false),
    ("/legal_basis", false),
    ("/derives_from_treaty", false),
    ("/signed_on", false),
    ("/signed_place", false),
    ("/term/kind", false),
    ("/term/amount", true),
    ("/term/unit", false),
    ("/term/until", false),
    ("/term/notice_days", true),
];

pub fn statement(fields: &mut Fields<'_>, about: &About<'_>) {
    let choice = |(pointer, _): &(&str, bool)| Choice::new(*pointer, names::name(pointer, about.language));
    let choices: Vec<Choice> = FIELDS.iter().map(choice).collect();
    fields.select("/field", KNOWN, ("", ""), &choices);
    fields.long(
        "/value",
        ("Qué dice la fuente", "What the source says"),
        (
            "En la forma del dato: una fecha como AAAA-MM-DD, una clase de instrumento por su clave, como «twinning».",
            "In the form of the fact: a date as YYYY-MM-DD, a kind of instrument by its code, such as “twinning”.",
        ),
    );
    fields.group(
        "/source",
        about.language.say("La fuente", "The source"),
        (
            "Un documento y su página, o una dirección y el día en que se consultó.",
            "A document and its page, or an address and the day it was consulted.",
        ),
        |fields| {
            fields.select("/document", KNOWN, ("", ""), &about.documents());
            fields.number("/page", KNOWN, ("", ""));
            fields.text("/url", KNOWN, ("https://…", "https://…"));
            fields.day("/consulted_on", KNOWN, ("", ""));
        },
    );
    fields.truth(
        "/verified",
        (
            "¿Cotejó usted el valor con la fuente?",
            "Did you hold the value against the source?",
        ),
        ("", ""),
    );
}

/// Numbers were filled in as text.
pub fn read_value(said: &mut Value) {
    let field = said.get("field").and_then(Value::as_str).unwrap_or_default();
    if FIELDS.contains(&(field, true))
        && let Some(value) = said.get_mut("value")
        && let Some(number) = value.as_str().and_then(|text| text.trim().parse::<i64>().ok())
    {
        *value = number.into();
    }
}

/// The fields that sources speak of, while none was chosen.
pub fn contested(about: &About<'_>) -> Result<Vec<Choosable>> {
    if about.choice.is_some() {
        return Ok(Vec::new());
    }
    let mut seen: Vec<&str> = Vec::new();
    let mut choices = Vec::new();
    for statement in &about.seen.case.statements {
        if seen.contains(&statement.field.as_str()) {
            continue;
        }
        seen.push(&statement.field);
        let label = names::name(&statement.field, about.language);
        let text = says(about, &statement.field)?;
        choices.push(Choosable {
            href: address_of(&statement.field),
            told: Told { label, text },
        });
    }
    Ok(choices)
}

/// The same page about one field.
pub fn address_of(field: &str) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("field", field)
        .finish();
    format!("?{query}")
}

/// What the record says of a field.
fn says(about: &About<'_>, field: &str) -> Result<String> {
    let draft = serde_json::to_value(DraftInput::from(&about.seen.case))?;
    Ok(told(about, field, draft.pointer(field).unwrap_or(&Value::Null)))
}

fn told(about: &About<'_>, field: &str, value: &Value) -> String {
    let telling = Telling {
        catalogues: about.catalogues,
        language: about.language,
    };
    telling.value(field.rsplit('/').next().unwrap_or_default(), value)
}

pub fn decision(fields: &mut Fields<'_>, about: &About<'_>) {
    let field = about.choice.unwrap_or_default();
    let value = |statement: &Statement| told(about, field, &statement.value);
    let source = |statement: &Statement| {
        let of = |id| {
            let documents = about.seen.documents.iter();
            documents.clone().find(|listed| listed.document.id == id)
        };
        let document = statement.document.and_then(of);
        let document = document.map(|listed| listed.document.title.clone());
        document.or_else(|| statement.url.clone()).unwrap_or_default()
    };
    let record = says(about, field).unwrap_or_default();
    let mut choices = vec![Choice::new(
        "",
        format!(
            "{}{record}",
            about
                .language
                .say("Lo que dice el registro: ", "What the register says: ")
        ),
    )];
    let of_field = about
        .seen
        .case
        .statements
        .iter()
        .filter(|statement| statement.field == field);
    choices.extend(of_field.map(|statement| {
        let standing = statement.standing.label();
        let label = format!(
            "{} – {} ({})",
            value(statement),
            source(statement),
            about.say(&standing)
        );
        Choice::new(statement.number.to_string(), label)
    }));
    fields.hidden("/field", field);
    fields.one_of_numbers(
        "/statement",
        ("Cuál es el bueno", "Which one is right"),
        ("", ""),
        &choices,
    );
    fields.long("/reason", KNOWN, ("", ""));
}

pub fn redaction(fields: &mut Fields<'_>, about: &About<'_>) {
    fields.note(if about.seen.redaction_is_asked {
        about.language.say(
            "Paso 2 de 2: otro registrador pidió retirar un texto. El registro no lo guarda: escríbalo igual, tal como está en la orden.",
            "Step 2 of 2: another registrar asked to withdraw a text. The register does not keep it: write the same one, as the order has it.",
        )
    } else {
        about.language.say(
            "Paso 1 de 2: usted pide que se retire. Nada se retira hasta que otro registrador lo confirme con el mismo texto.",
            "Step 1 of 2: you ask that it be withdrawn. Nothing is until another registrar confirms it with the same text.",
        )
    });
    fields.long(
        "/text",
        ("Texto que se retira", "Text that is withdrawn"),
        (
            "Tal como está en los asientos. Antes hay que corregir el dato en el acuerdo y en sus documentos.",
            "As the entries have it. The fact is corrected first in the agreement and its documents.",
        ),
    );
    fields.text("/order", KNOWN, ("", ""));
    fields.long(
        "/reason",
        KNOWN,
        (
            "Sin repetir el texto: esto lo lee cualquiera.",
            "Without the text itself: everybody reads this.",
        ),
    );
}
