//! Withdrawing a text from entries by order. The database lets an entry be altered only where it was written down that something of
//! it was withdrawn, and the log goes on to prove everything else.

use diesel::prelude::*;
use serde_json::Value;

use super::canonical::canonical_about;
use crate::agreements::{Agreement, AgreementId};
use crate::db::schema::{entries, withdrawals};
use crate::db::{DbConnection, insert_rows};
use crate::error::Result;
use crate::log::fields::fields_of;
use crate::log::opened;

/// What a reader finds in the place of a text that was withdrawn, where there must be one.
pub const WITHDRAWN: &str = "[retirado por orden · withdrawn by order]";

/// Where in an entry a text stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Occurrence {
    pub entry: i64,
    /// A JSON pointer into its canonical form.
    pub pointer: String,
}

/// Where the entries about an agreement have a text in what they say.
///
/// # Errors
/// What the database says.
pub fn occurrences(conn: &mut DbConnection, agreement: AgreementId, text: &str) -> Result<Vec<Occurrence>> {
    let entries = canonical_about(conn, agreement)?;
    Ok(entries
        .iter()
        .flat_map(|(number, entry)| {
            fields_with(entry, text).into_iter().map(|pointer| Occurrence {
                entry: *number,
                pointer,
            })
        })
        .collect())
}

/// The fields of what an entry says that have a text.
fn fields_with(entry: &Value, text: &str) -> Vec<String> {
    fields_of(entry)
        .into_iter()
        .filter(|(pointer, value)| {
            let said = pointer.starts_with("/content/") || pointer.starts_with("/particulars/");
            said && value.as_str().is_some_and(|value| value.contains(text))
        })
        .map(|(pointer, _)| pointer)
        .collect()
}

/// Whether an agreement could still be read as it was once, with something in the place of what is withdrawn.
///
/// # Errors
/// What the database says.
pub fn stays_readable(conn: &mut DbConnection, agreement: AgreementId, text: &str) -> Result<bool> {
    for (_, mut entry) in canonical_about(conn, agreement)? {
        let pointers = fields_with(&entry, text);
        mark(&mut entry, pointers.iter().map(String::as_str));
        if entry["record"]["kind"] == "agreement"
            && serde_json::from_value::<Agreement>(entry["content"].take()).is_err()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn mark<'a>(value: &mut Value, pointers: impl Iterator<Item = &'a str>) {
    for pointer in pointers {
        if let Some(place) = value.pointer_mut(pointer) {
            *place = WITHDRAWN.into();
        }
    }
}

/// Takes a text out of every entry about an agreement that has it; says where it stood.
///
/// # Errors
/// `Unavailable` when the latest of them is not sealed yet; what the database says.
pub fn withdraw(conn: &mut DbConnection, agreement: AgreementId, text: &str) -> Result<Vec<Occurrence>> {
    let mut withdrawn = Vec::new();
    for (number, mut entry) in canonical_about(conn, agreement)? {
        let pointers = fields_with(&entry, text);
        if pointers.is_empty() {
            continue;
        }
        opened::withhold(conn, number, &mut entry, &pointers)?;
        let rows = pointers
            .iter()
            .map(|pointer| (withdrawals::entry.eq(number), withdrawals::pointer.eq(pointer.as_str())));
        insert_rows!(conn, withdrawals::table, rows)?;
        let particulars = Some(&entry["particulars"]).filter(|particulars| !particulars.is_null());
        diesel::update(entries::table.find(number))
            .set((
                entries::content.eq(entry["content"].to_string()),
                entries::particulars.eq(particulars.map(ToString::to_string)),
            ))
            .execute(conn)?;
        withdrawn.extend(
            pointers
                .into_iter()
                .map(|pointer| Occurrence { entry: number, pointer }),
        );
    }
    Ok(withdrawn)
}

/// What was withdrawn from an entry, by pointers into its canonical form.
///
/// # Errors
/// What the database says.
pub fn withdrawn_from(conn: &mut DbConnection, number: i64) -> Result<Vec<String>> {
    Ok(withdrawals::table
        .filter(withdrawals::entry.eq(number))
        .order(withdrawals::pointer)
        .select(withdrawals::pointer)
        .load(conn)?)
}

/// What an entry says in one of its parts, `/content` or `/particulars`, with something in the place of what was withdrawn.
///
/// # Errors
/// What the database says.
pub fn readable(conn: &mut DbConnection, number: i64, part: &str, said: &str) -> Result<Value> {
    let mut said: Value = serde_json::from_str(said)?;
    let pointers = withdrawn_from(conn, number)?;
    mark(
        &mut said,
        pointers.iter().filter_map(|pointer| pointer.strip_prefix(part)),
    );
    Ok(said)
}
