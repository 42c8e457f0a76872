//! A certificate is made from the latest entry about an agreement, as everybody sees it: any other node makes the same.

use serde_json::Value;

use super::format::{Certificate, FORM, Inclusion, sheet_digest};
use super::sheet::{self, Row, Sheet};
use crate::access::Sight;
use crate::agreements::AgreementId;
use crate::catalogues::Catalogues;
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::journal;
use crate::log::keys::LogKeys;
use crate::log::opened::{self, OpenedEntry};
use crate::log::tree;

/// The two halves of a certificate.
pub struct Issued {
    pub certificate: Certificate,
    /// For people, in PDF.
    pub sheet: Vec<u8>,
}

/// The entry that a certificate of an agreement is about.
///
/// # Errors
/// `NotFound` where the agreement is not registered.
pub fn entry_of(conn: &mut DbConnection, agreement: AgreementId) -> Result<i64> {
    journal::latest_about(conn, agreement)?.ok_or(Error::NotFound)
}

/// Makes the sheet for people from an entry. It depends on the entry alone, and not on how far the log has grown since.
///
/// # Errors
/// `NotFound` where the entry is of no registered agreement, or cannot be seen by everybody.
pub fn sheet_of(
    conn: &mut DbConnection,
    entry: i64,
    keys: &LogKeys,
    catalogues: &Catalogues,
) -> Result<(OpenedEntry, Sheet)> {
    let opened = opened::one(conn, &Sight::Public, entry)?;
    let record = &opened.entry["content"];
    let number = record["registration_number"].as_str().ok_or(Error::NotFound)?;
    let told = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let row = |label_es, label_en, value: String| Row {
        label_es,
        label_en,
        value,
    };
    let mut rows = vec![
        row("Instrumento", "Instrument", instrument(record, catalogues)),
        row("Denominación", "Denomination", told(&record["denomination"])),
        row("Partes", "Parties", parties(record)),
        row(
            "Firma",
            "Signed",
            joined(&[told(&record["signed_on"]), told(&record["signed_place"])]),
        ),
        row("Inscripción", "Registered on", told(&record["registered_on"])),
        row("Vigencia pactada", "Term", term(&record["term"])),
        row("Objeto", "Object", told(&record["object"])),
        row("Fundamento", "Legal basis", told(&record["legal_basis"])),
        row("Número anterior", "Earlier number", told(&record["external_number"])),
    ];
    rows.retain(|row| !row.value.is_empty());
    let withheld = opened
        .leaf
        .opening
        .withheld
        .keys()
        .filter(|field| field.starts_with("/content"));
    if withheld.count() > 0 {
        let words = "Hay datos retirados por orden · Some data were withdrawn by order";
        rows.push(row("Nota", "Note", words.to_owned()));
    }
    let sheet = Sheet {
        registration_number: number.to_owned(),
        title: told(&record["title"]),
        rows,
        permalink: permalink(keys, number),
        issued_on: opened.entry["at"].as_str().unwrap_or_default().to_owned(),
        log: vec![
            row("Libro", "Log", keys.origin().to_owned()),
            row("Asiento", "Entry", entry.to_string()),
            row("Huella del asiento", "Hash of the entry", opened.leaf.hash.clone()),
        ],
        marked: (record["stage"] == "cancelled").then_some((
            "Dado de baja: esta inscripción no surte efectos",
            "Cancelled: this registration is void",
        )),
    };
    Ok((opened, sheet))
}

/// Issues the certificate of an entry, against the log as it was when it had so many.
///
/// # Errors
/// As [`sheet_of`].
pub fn issue(
    conn: &mut DbConnection,
    entry: i64,
    size: i64,
    keys: &LogKeys,
    catalogues: &Catalogues,
) -> Result<Issued> {
    let (opened, sheet) = sheet_of(conn, entry, keys, catalogues)?;
    let pdf = sheet::pdf(&sheet)?;
    let (root, proof) = (tree::root(conn, size)?, tree::prove_inclusion(conn, size, entry)?);
    let mut certificate = Certificate {
        form: FORM.to_owned(),
        registration_number: sheet.registration_number,
        permalink: sheet.permalink,
        entry: opened.entry,
        opening: opened.leaf.opening,
        inclusion: Inclusion {
            size,
            hashes: proof.iter().map(ToString::to_string).collect(),
        },
        checkpoint: keys.checkpoint(size, root)?,
        sheet_sha256: sheet_digest(&pdf),
        signature: String::new(),
    };
    let text = certificate.text_to_sign(keys.origin())?;
    certificate.signature = keys.sign_once(text.as_bytes())?;
    Ok(Issued {
        certificate,
        sheet: pdf,
    })
}

/// The address of an agreement that stays, by its number or its id: whoever follows it gets its page, in their language. A log is
/// named by the address the register has for the world.
#[must_use]
pub fn permalink(keys: &LogKeys, key: &str) -> String {
    let register = keys.origin().strip_suffix("/log").unwrap_or(keys.origin());
    format!("https://{register}/agreements/{key}")
}

fn instrument(record: &Value, catalogues: &Catalogues) -> String {
    let code = record["instrument_type"].as_str().unwrap_or_default();
    catalogues.instrument_type(code).map_or_else(
        || code.to_owned(),
        |kind| format!("{} · {}", kind.name_es, kind.name_en),
    )
}

fn parties(record: &Value) -> String {
    let party = |party: &Value| {
        let name = party["body"]["name"].as_str()?;
        let country = party["body"]["country"].as_str();
        Some(country.map_or_else(|| name.to_owned(), |country| format!("{name} ({country})")))
    };
    let parties = record["parties"].as_array().map(Vec::as_slice).unwrap_or_default();
    parties.iter().filter_map(party).collect::<Vec<_>>().join("\n")
}

fn term(term: &Value) -> String {
    let units = |unit: &str| match unit {
        "day" => "días · days",
        "month" => "meses · months",
        _ => "años · years",
    };
    match term["kind"].as_str() {
        Some("fixed") => format!(
            "{} {}",
            term["amount"],
            units(term["unit"].as_str().unwrap_or_default())
        ),
        Some("until") => format!("hasta · until {}", term["until"].as_str().unwrap_or_default()),
        Some("indefinite") => "Indefinida · Indefinite".to_owned(),
        _ => String::new(),
    }
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}
