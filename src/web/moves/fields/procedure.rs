//! The forms of the moves that take a case further.

use serde_json::{Value, json};

use super::About;
use crate::agreements::clauses::ClauseKind;
use crate::agreements::duplicates::Duplicate;
use crate::agreements::{DraftInput, PartyInput};
use crate::documents::{DocumentKind, Visibility};
use crate::language::Words;
use crate::procedure::{Evidence, OpinionResult};
use crate::web::case::words;
use crate::web::form::{Choice, Fields, KNOWN};
use crate::web::said;

/// What whoever comes next should know.
pub fn note(fields: &mut Fields<'_>) {
    fields.long(
        "/note",
        ("Nota para el expediente (opcional)", "Note for the record (optional)"),
        (
            "La lee quien sigue en el trámite y, una vez inscrito el acuerdo, cualquiera.",
            "Read by whoever comes next in the procedure and, once the agreement is registered, by everybody.",
        ),
    );
}

pub fn submission(fields: &mut Fields<'_>, about: &About<'_>) {
    let duplicates = about.seen.duplicates.iter();
    let unanswered = duplicates.filter(|duplicate| duplicate.not_a_duplicate.is_none());
    let told: Vec<Words> = unanswered.take(Duplicate::MOST).map(Duplicate::words).collect();
    if !told.is_empty() {
        fields.group(
            "/duplicates",
            about.language.say("Se parece a otros acuerdos", "It looks like other agreements"),
            ("", ""),
            |fields| {
                for words in &told {
                    fields.note(about.say(words));
                }
                fields.long(
                    "/not_a_duplicate",
                    KNOWN,
                    (
                        "Si prorroga, modifica, sustituye o refrenda a uno de ellos, no lo explique aquí: líguelo en el borrador.",
                        "Where it extends, amends, supersedes or reaffirms one of them, do not explain it here: link it in the draft.",
                    ),
                );
            },
        );
    }
    note(fields);
}

/// Terms that are offered, in working days; the law's shortest comes first.
const TERMS: [u32; 5] = [5, 10, 15, 20, 30];

pub fn completion_request(fields: &mut Fields<'_>, about: &About<'_>, rows: usize) {
    let form = fields.form();
    fields.group(
        "/missing",
        form.label("/missing"),
        (
            "Un documento o un dato en cada renglón. Diga qué es y, si hace falta, por qué.",
            "A document or a fact in each line. Say what it is and, where needed, why.",
        ),
        |fields| {
            for row in 0..rows {
                let number = (row + 1).to_string();
                let (es, en) = (format!("Falta {number}"), format!("Missing {number}"));
                fields.text(&format!("/missing/{row}"), (&es, &en), ("", ""));
            }
        },
    );
    let shortest = about.rules.terms_on(about.today).completion_days;
    let offered = std::iter::once(shortest).chain(TERMS.into_iter().filter(|days| *days > shortest));
    let mut choices: Vec<Choice> = offered
        .map(|count| {
            let last = about.rules.after(about.today, count);
            let (working, until) = (
                about.language.say("días hábiles, hasta el", "working days, until"),
                said::day(last, about.language),
            );
            Choice::new(last.to_string(), format!("{count} {working} {until}"))
        })
        .collect();
    let given = form.value("/due_on");
    if !given.is_empty() && choices.iter().all(|choice| choice.value != given) {
        choices.push(Choice::new(given.clone(), given));
    }
    fields.select(
        "/due_on",
        ("Plazo para traerlo", "Term to bring it"),
        (
            "La ley pide al menos cinco días hábiles (LFPA art. 17-A).",
            "The law asks for at least five working days (LFPA art. 17-A).",
        ),
        &choices,
    );
}

pub fn observations(fields: &mut Fields<'_>) {
    fields.long(
        "/text",
        ("Observaciones", "Observations"),
        (
            "Diga qué cláusula se observa, por qué y qué se pide.",
            "Say which clause is meant, why, and what is asked for.",
        ),
    );
}

pub fn opinion(fields: &mut Fields<'_>, about: &About<'_>) {
    let results = about.lists.of(OpinionResult::ALL, OpinionResult::label);
    fields.one_of(
        "/result",
        KNOWN,
        (
            "Procedente: se puede firmar. Improcedente: no se firma. Fuera de la ley: no es un acuerdo interinstitucional.",
            "Favourable: it may be signed. Unfavourable: it is not. Out of scope: it is no interinstitutional agreement.",
        ),
        &results,
    );
    fields.text(
        "/reference",
        KNOWN,
        (
            "El del documento que lo contiene.",
            "That of the document that holds it.",
        ),
    );
    fields.day("/issued_on", KNOWN, ("", ""));
    let opinions = about.seen.documents.iter();
    if !opinions
        .clone()
        .any(|listed| listed.document.kind == DocumentKind::Opinion)
    {
        fields.note(about.language.say(
            "El documento del dictamen todavía no está entre los documentos: agréguelo ahí, con la clase «Dictamen».",
            "The document of the opinion is not among the documents yet: add it there, as an “Opinion”.",
        ));
    }
    fields.truth(
        "/within_attributions",
        (
            "¿Cada parte mexicana actúa dentro de sus atribuciones? (LCT art. 7)",
            "Does every Mexican party act within its own attributions? (LCT art. 7)",
        ),
        (
            "Para que sea procedente la respuesta tiene que ser sí.",
            "To be favourable, the answer has to be yes.",
        ),
    );
    dispute_checks(fields, about);
}

fn dispute_checks(fields: &mut Fields<'_>, about: &About<'_>) {
    let clause = about
        .seen
        .case
        .clauses
        .iter()
        .find(|clause| clause.kind == ClauseKind::Disputes);
    let found = clause.map(|clause| {
        let label = clause.label.clone().unwrap_or_default();
        let page = clause.page.map_or_else(String::new, |page| {
            format!("{}{page}", about.language.say(", página ", ", page "))
        });
        let there = about.language.say("El texto tiene una: ", "The text has one: ");
        format!("{there}{label}{page}.")
    });
    fields.group(
        "/dispute_checks",
        about.language.say(
            "Si el texto tiene una cláusula de solución de controversias (LCT art. 8)",
            "Where the text has a clause on settling disputes (LCT art. 8)",
        ),
        (
            "Si tiene una, responda las tres; si no, déjelas sin responder.",
            "Where it has one, answer all three; otherwise leave them unanswered.",
        ),
        |fields| {
            if let Some(found) = &found {
                fields.note(found);
            }
            fields.truth(
                "/dispute_checks/reciprocity",
                (
                    "I. ¿Las dos partes reciben el mismo trato, conforme a la reciprocidad internacional?",
                    "I. Are both sides treated alike, by international reciprocity?",
                ),
                ("", ""),
            );
            fields.truth(
                "/dispute_checks/hearing",
                (
                    "II. ¿Se asegura la garantía de audiencia y el debido ejercicio de la defensa?",
                    "II. Are the parties heard, and can they defend themselves?",
                ),
                ("", ""),
            );
            fields.truth(
                "/dispute_checks/impartiality",
                (
                    "III. ¿La composición de los órganos de decisión garantiza su imparcialidad?",
                    "III. Are those who decide composed so that they are impartial?",
                ),
                ("", ""),
            );
        },
    );
}

/// What is known of the signatures already, party by party.
pub fn signatures_so_far(about: &About<'_>) -> Value {
    let draft = DraftInput::from(&about.seen.case);
    let parties = about.seen.case.parties.iter().zip(draft.parties.unwrap_or_default());
    let party = |(party, input): (&crate::agreements::Party, PartyInput)| json!({"id": party.id, "signatures": input.signatures});
    json!({
        "parties": parties.map(party).collect::<Vec<_>>(),
        "signed_place": about.seen.case.signed_place,
    })
}

pub fn signatures(fields: &mut Fields<'_>, about: &About<'_>, more: bool) {
    let form = fields.form();
    for (position, party) in about.seen.case.parties.iter().enumerate() {
        let at = format!("/parties/{position}");
        fields.hidden(&format!("{at}/id"), &party.id.to_string());
        let known = form.count(&format!("{at}/signatures")).max(1);
        let rows = if more { known + 1 } else { known };
        let legend = format!("{} ({})", party.body.name, about.say(&party.side.label()));
        fields.group(&at, &legend, ("", ""), |fields| {
            for row in 0..rows {
                signature(fields, &format!("{at}/signatures/{row}"), row);
            }
        });
    }
    fields.text(
        "/signed_place",
        (
            "Lugar de firma del acuerdo (opcional)",
            "Where the agreement was signed (optional)",
        ),
        ("", ""),
    );
}

/// Who signed, in what post, when and where.
pub fn signature(fields: &mut Fields<'_>, at: &str, row: usize) {
    let form = fields.form();
    let which = if row == 0 {
        String::new()
    } else {
        format!(" ({} {})", form.say("firma", "signature"), row + 1)
    };
    let dates = (
        "AAAA-MM-DD; si no se sabe el día, AAAA-MM o AAAA.",
        "YYYY-MM-DD; where the day is not known, YYYY-MM or YYYY.",
    );
    for member in ["name", "post", "signed_on", "place"] {
        let at = format!("{at}/{member}");
        let label = format!("{}{which}", form.label(&at));
        if member == "signed_on" {
            fields.short(&at, (&label, &label), dates);
        } else {
            fields.text(&at, (&label, &label), ("", ""));
        }
    }
}

/// Leaves out the parties of whom no signature was filled in; what they lack is for the room to say. Answers with the places of the
/// others.
pub fn leave_out_the_unsigned(said: &mut Value) -> Vec<usize> {
    let Some(Value::Array(parties)) = said.get_mut("parties") else {
        return Vec::new();
    };
    let is_signed = |party: &Value| {
        let signatures = party.get("signatures").and_then(Value::as_array);
        signatures.is_some_and(|signatures| !signatures.is_empty())
    };
    let signed = parties.iter().enumerate().filter(|(_, party)| is_signed(party));
    let places = signed.map(|(place, _)| place).collect();
    parties.retain(is_signed);
    places
}

pub fn registration(fields: &mut Fields<'_>, about: &About<'_>) {
    let kinds = [
        (Evidence::SignedOriginal, DocumentKind::SignedOriginal),
        (Evidence::CertifiedCopy, DocumentKind::CertifiedCopy),
    ];
    let has = |kind| about.seen.documents.iter().any(|listed| listed.document.kind == kind);
    let choice = |(evidence, kind): (Evidence, DocumentKind)| {
        let lacks = if has(kind) {
            ""
        } else {
            about
                .language
                .say(" (no está entre los documentos)", " (not among the documents)")
        };
        let label = words::evidence(evidence);
        Choice::new(evidence.as_str(), format!("{}{lacks}", about.say(&label)))
    };
    fields.one_of(
        "/evidence",
        ("Qué tiene a la vista", "What you have before you"),
        ("", ""),
        &kinds.map(choice),
    );
    let mut signed =
        about.seen.documents.iter().filter(|listed| {
            listed.superseded_by.is_none() && kinds.iter().any(|(_, kind)| *kind == listed.document.kind)
        });
    if signed.clone().next().is_some() && signed.all(|listed| listed.document.visibility == Visibility::Internal) {
        fields.note(about.language.say(
            "El texto firmado está como interno: aunque el acuerdo se inscriba, solo lo verá quien trabaja en el caso. Para que lo vean todos, corrija sus datos en «Documentos».",
            "The signed text is internal: though the agreement is registered, only those who work on the case will see it. For everybody to see it, correct its particulars under “Documents”.",
        ));
    }
    fields.text(
        "/responsible_unit",
        KNOWN,
        (
            "Opcional. La que responde por lo publicado (LGTAIP art. 58).",
            "Optional. The one answerable for what is published (LGTAIP art. 58).",
        ),
    );
}

pub fn withdrawal(fields: &mut Fields<'_>) {
    fields.long("/reason", KNOWN, ("", ""));
}

pub fn cancellation(fields: &mut Fields<'_>, about: &About<'_>) {
    match &about.seen.cancellation {
        None => fields.note(about.language.say(
            "Paso 1 de 2: usted pide la baja. La inscripción sigue igual hasta que otro registrador la confirme.",
            "Step 1 of 2: you ask for the cancellation. The entry stays as it is until another registrar confirms it.",
        )),
        Some(first) => {
            let step = about.language.say(
                "Paso 2 de 2: otro registrador pidió la baja y usted la confirma. Su motivo:",
                "Step 2 of 2: another registrar asked for the cancellation and you confirm it. Their reason:",
            );
            fields.note(&format!("{step} {}", first.reason));
        }
    }
    fields.long(
        "/reason",
        KNOWN,
        (
            "Por qué es nula la inscripción: un error, un duplicado. Si es un duplicado, diga de cuál.",
            "Why the entry is void: an error, a duplicate. Where it is a duplicate, say of which one.",
        ),
    );
}
