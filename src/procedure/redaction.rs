//! Withdrawing personal data from the history of an agreement, by order: asked for by one registrar, done by a second one. The log goes
//! on to prove everything else, and what was withdrawn is shown as withdrawn.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Desk, Move, must_be_sound, refuse_for, stay};
use crate::access::Sight;
use crate::agreements::{Agreement, AgreementId};
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::db::schema::{idempotent_answers, imported_rows, redaction_requests};
use crate::documents;
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::journal::{self, Action, Occurrence};
use crate::language::words;
use crate::tokens::TokenId;

/// What is to be withdrawn, and by which order. The journal keeps the order and never the text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RedactionInput {
    #[serde(skip_serializing)]
    pub text: String,
    pub reason: String,
    /// The number of the document with the order.
    pub order: String,
}

#[derive(Serialize)]
struct Particulars<'a> {
    reason: &'a str,
    order: &'a str,
    withdrawn: &'a [Occurrence],
}

/// Who asked first, and the salted hash of what is to be withdrawn.
type Asked = (Option<TokenId>, Vec<u8>, Vec<u8>);

/// Asks that a text be withdrawn from every entry about an agreement; asked by a second registrar for the same text, does so.
///
/// # Errors
/// `Content` for a text that no entry has, or that is no free text; `MoveRefused` while the record still shows it, or when the same
/// registrar asks twice.
pub fn redact(desk: &mut Desk<'_>, case: Agreement, said: Submitted<RedactionInput>) -> Result<Agreement> {
    let Submitted { content, mut faults } = said;
    must_be_sound(std::mem::take(&mut faults))?;
    refuse_for(Move::Redaction, still_shown(desk.conn, &case, &content.text)?)?;
    if journal::occurrences(desk.conn, case.id, &content.text)?.is_empty() {
        let words = words!(
            "Ningún asiento de este acuerdo tiene ese texto",
            "No entry about this agreement has that text"
        );
        faults.push(Fault::at("/text", FaultCode::UnknownValue, words));
    } else if !journal::stays_readable(desk.conn, case.id, &content.text)? {
        let words = words!(
            "Ese texto está en un campo que no es de texto libre, como una fecha o un código",
            "That text stands in a field that is no free text, such as a date or a code"
        );
        faults.push(Fault::at("/text", FaultCode::InvalidFormat, words));
    }
    must_be_sound(faults)?;

    let asked: Option<Asked> = redaction_requests::table
        .find(case.id)
        .select((
            redaction_requests::requested_by,
            redaction_requests::salt,
            redaction_requests::digest,
        ))
        .first(desk.conn)
        .optional()?;
    let Some((first, salt, digest)) = asked else {
        let salt = desk.clock.new_secret();
        diesel::insert_into(redaction_requests::table)
            .values((
                redaction_requests::agreement_id.eq(case.id),
                redaction_requests::requested_by.eq(desk.by.token),
                redaction_requests::salt.eq(&salt[..]),
                redaction_requests::digest.eq(salted(&salt, &content.text)),
            ))
            .execute(desk.conn)?;
        return stay(desk, case, Action::AgreementRedactionRequested, &content);
    };
    refuse_for(Move::Redaction, same_person(first, desk.by.token))?;
    if salted(&salt, &content.text) != digest {
        let words = words!(
            "El primer registrador pidió retirar otro texto",
            "The first registrar asked that another text be withdrawn"
        );
        must_be_sound(vec![Fault::at("/text", FaultCode::UnknownValue, words)])?;
    }
    diesel::delete(redaction_requests::table.find(case.id)).execute(desk.conn)?;
    let withdrawn = journal::withdraw(desk.conn, case.id, &content.text)?;
    take_out_of_copies(desk.conn, &case, &content.text)?;
    let particulars = Particulars {
        reason: &content.reason,
        order: &content.order,
        withdrawn: &withdrawn,
    };
    stay(desk, case, Action::AgreementRedacted, &particulars)
}

/// Who asked for it first, if somebody did and nobody confirmed it.
///
/// # Errors
/// What the database says.
pub fn redaction_asked_by(conn: &mut DbConnection, case: AgreementId) -> Result<Option<Option<TokenId>>> {
    Ok(redaction_requests::table
        .find(case)
        .select(redaction_requests::requested_by)
        .first(conn)
        .optional()?)
}

/// Why whoever is at the desk cannot take the next step.
pub(super) fn hindrances(desk: &mut Desk<'_>, case: &Agreement) -> Result<Vec<Fault>> {
    let first = redaction_asked_by(desk.conn, case.id)?;
    Ok(first.map_or_else(Vec::new, |first| same_person(first, desk.by.token)))
}

fn same_person(first: Option<TokenId>, second: Option<TokenId>) -> Vec<Fault> {
    if first != second {
        return Vec::new();
    }
    let words = words!(
        "Lo pidió usted: lo confirma otro registrador",
        "You asked for it: another registrar confirms it"
    );
    vec![Fault::at("", FaultCode::SeparationOfDuties, words)]
}

fn salted(salt: &[u8], text: &str) -> Vec<u8> {
    let mut sha256 = Sha256::new();
    sha256.update(salt);
    sha256.update(text);
    sha256.finalize().to_vec()
}

/// The record as it stands, or one of its documents, has the text: that is corrected first.
fn still_shown(conn: &mut DbConnection, case: &Agreement, text: &str) -> Result<Vec<Fault>> {
    let record = serde_json::to_value(case)?;
    let documents = documents::of_agreement(conn, &Sight::Everything, case.id)?;
    let documents = serde_json::to_value(&documents)?;
    if !has(&record, text) && !has(&documents, text) {
        return Ok(Vec::new());
    }
    let words = words!(
        "El acuerdo o uno de sus documentos todavía lo dice: corríjalo primero",
        "The agreement or one of its documents still says it: correct it first"
    );
    Ok(vec![Fault::at("/text", FaultCode::StillShown, words)])
}

fn has(value: &serde_json::Value, text: &str) -> bool {
    crate::log::fields::fields_of(value)
        .into_iter()
        .any(|(_, value)| value.as_str().is_some_and(|value| value.contains(text)))
}

/// The row it was imported from, and answers that are kept to be given again.
fn take_out_of_copies(conn: &mut DbConnection, case: &Agreement, text: &str) -> Result<()> {
    let cells: Option<String> = imported_rows::table
        .find(case.id)
        .select(imported_rows::cells)
        .first(conn)
        .optional()?;
    if let Some(without) = cells.map(|cells| without(&cells, text)).transpose()?.flatten() {
        diesel::update(imported_rows::table.find(case.id))
            .set(imported_rows::cells.eq(without))
            .execute(conn)?;
    }
    let id = case.id.0.as_bytes().to_vec();
    let answers: Vec<(TokenId, String, String)> = idempotent_answers::table
        .filter(idempotent_answers::record_id.eq(&id))
        .select((
            idempotent_answers::token_id,
            idempotent_answers::key,
            idempotent_answers::answer,
        ))
        .load(conn)?;
    for (token, key, answer) in answers {
        if let Some(without) = without(&answer, text)? {
            diesel::update(idempotent_answers::table.find((token, key)))
                .set(idempotent_answers::answer.eq(without))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// A JSON text with something in the place of what is withdrawn; nothing where it does not have it.
fn without(json: &str, text: &str) -> Result<Option<String>> {
    let mut value: serde_json::Value = serde_json::from_str(json)?;
    let pointers: Vec<String> = crate::log::fields::fields_of(&value)
        .into_iter()
        .filter(|(_, value)| value.as_str().is_some_and(|value| value.contains(text)))
        .map(|(pointer, _)| pointer)
        .collect();
    for pointer in &pointers {
        if let Some(place) = value.pointer_mut(pointer) {
            *place = journal::WITHDRAWN.into();
        }
    }
    Ok((!pointers.is_empty()).then(|| value.to_string()))
}
