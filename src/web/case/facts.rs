//! What a case is about: its facts and its parties.

use serde_json::Value;

use super::telling::{Telling, Told};
use crate::agreements::{Agreement, Party, Side};
use crate::bodies::Level;
use crate::error::Result;
use crate::web::agreement::facts::who;
use crate::web::fields;

/// What is told of a case beside its parties, in this order.
const FACTS: [&str; 19] = [
    "/registration_number",
    "/external_number",
    "/origin",
    "/petitioner",
    "/instrument_type",
    "/denomination",
    "/alternative_titles",
    "/object",
    "/legal_basis",
    "/derives_from_treaty",
    "/areas",
    "/languages",
    "/binding",
    "/signed_on",
    "/signed_place",
    "/registered_on",
    "/responsible_unit",
    "/links",
    "/sources",
];

/// What of the term is told.
const TERM: [&str; 9] = [
    "/term/kind",
    "/term/amount",
    "/term/unit",
    "/term/until",
    "/term/entry_into_force",
    "/term/in_force_from",
    "/term/renewal",
    "/term/notice_days",
    "/term/text",
];

/// What stands behind the facts.
const MORE: [&str; 4] = ["/events", "/follow_ups", "/clauses", "/statements"];

/// Everything a case says of itself.
///
/// # Errors
/// None that can be met: the record is our own.
pub fn of(case: &Agreement, telling: Telling<'_>) -> Result<Vec<Told>> {
    let record = serde_json::to_value(case)?;
    let told = |pointer: &&str| telling.field(pointer, record.pointer(pointer).unwrap_or(&Value::Null));
    Ok(FACTS.iter().chain(&TERM).chain(&MORE).filter_map(told).collect())
}

/// A party as it is shown.
pub struct PartyShown {
    pub side: String,
    pub name: String,
    pub place: String,
    pub name_as_signed: Option<String>,
    pub signatures: Vec<String>,
}

pub fn parties(case: &Agreement, telling: Telling<'_>) -> Vec<PartyShown> {
    case.parties.iter().map(|party| shown(party, telling)).collect()
}

fn shown(party: &Party, telling: Telling<'_>) -> PartyShown {
    PartyShown {
        side: party.side.label().in_language(telling.language).to_owned(),
        name: party.body.name.clone(),
        place: place(party, telling),
        name_as_signed: party.name_as_signed.clone(),
        signatures: party
            .signatures
            .iter()
            .map(|signature| who(signature, telling.language))
            .collect(),
    }
}

/// Level and place of a party's body.
fn place(party: &Party, telling: Telling<'_>) -> String {
    let body = &party.body;
    let text = |name: &str, code: &Option<String>| {
        let code = code.as_deref()?;
        Some(fields::text(name, code, telling.catalogues, telling.language))
    };
    let level = (body.level != Level::Unknown).then(|| body.level.label().in_language(telling.language).to_owned());
    let country = if party.side == Side::Foreign {
        text("country", &body.country)
    } else {
        None
    };
    let told = [
        level,
        text("municipality", &body.municipality),
        text("state", &body.state),
        country,
    ];
    told.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The names of the parties on both sides, for a list.
pub fn names(case: &Agreement) -> String {
    let of = |side: Side| {
        let parties = case.parties.iter().filter(move |party| party.side == side);
        parties
            .map(|party| party.body.name.clone())
            .collect::<Vec<_>>()
            .join(", ")
    };
    format!("{} – {}", of(Side::Domestic), of(Side::Foreign))
}
