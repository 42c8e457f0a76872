//! Integrity: whether journal, tables and derived records say the same.

pub mod documents;
mod log;
mod stages;

use std::collections::HashMap;

use diesel::prelude::*;

use crate::agreements::{self, AgreementId};
use crate::bodies::{self, Body, BodyId};
use crate::db::DbConnection;
use crate::db::schema::{agreements as agreement_rows, bodies as body_rows, entries, links, registrations};
use crate::error::Result;
use crate::journal::RecordKind;
use crate::procedure::registration_number;

/// Something that was verified.
#[derive(Debug)]
pub struct Finding {
    pub what: &'static str,
    /// How many were looked at.
    pub count: usize,
    /// What is not as it should be.
    pub wrong: Vec<String>,
}

/// Verifies everything there is to verify.
///
/// # Errors
/// What the database says.
pub fn everything(conn: &mut DbConnection) -> Result<Vec<Finding>> {
    Ok(vec![
        numbers(conn)?,
        registration_numbers(conn)?,
        records(conn)?,
        latest_agreement_entries(conn)?,
        latest_body_entries(conn)?,
        stages::along_the_arrows(conn)?,
        cycles(conn)?,
        pairings(conn)?,
        successions(conn)?,
        documents::contents_of_none(conn)?,
        documents::latest_document_entries(conn)?,
        log::seals_the_journal(conn)?,
    ])
}

/// Entries are numbered from 1 without a gap.
fn numbers(conn: &mut DbConnection) -> Result<Finding> {
    let (count, last): (i64, Option<i64>) = entries::table
        .select((diesel::dsl::count_star(), diesel::dsl::max(entries::number)))
        .first(conn)?;
    let last = last.unwrap_or(0);
    let wrong = if count == last {
        Vec::new()
    } else {
        vec![format!("{count} entries, the last is number {last}")]
    };
    Ok(Finding {
        what: "journal numbers have no gap",
        count: usize::try_from(count).unwrap_or_default(),
        wrong,
    })
}

/// The registration numbers of each year go from 1 without a gap, and each stands on the agreement it was given to.
fn registration_numbers(conn: &mut DbConnection) -> Result<Finding> {
    let given: Vec<(i32, i32, AgreementId)> = registrations::table
        .order((registrations::year, registrations::number))
        .select((registrations::year, registrations::number, registrations::agreement_id))
        .load(conn)?;
    let mut standing: HashMap<AgreementId, String> = agreement_rows::table
        .filter(agreement_rows::registration_number.is_not_null())
        .select((
            agreement_rows::id,
            agreement_rows::registration_number.assume_not_null(),
        ))
        .load(conn)?
        .into_iter()
        .collect();
    let mut wrong = Vec::new();
    let mut last = (0, 0);
    for (year, number, id) in &given {
        let expected = if *year == last.0 { last.1 + 1 } else { 1 };
        if *number != expected {
            wrong.push(format!("{year}: number {number} where {expected} should be"));
        }
        let written = registration_number(*year, *number);
        if standing.remove(id).as_ref() != Some(&written) {
            wrong.push(format!("agreement {id} does not show its number {written}"));
        }
        last = (*year, *number);
    }
    wrong.extend(standing.values().map(|number| format!("{number} was never given")));
    Ok(Finding {
        what: "registration numbers have no gap",
        count: given.len(),
        wrong,
    })
}

/// The record an agreement is read by says what its tables say.
fn records(conn: &mut DbConnection) -> Result<Finding> {
    let ids: Vec<AgreementId> = agreement_rows::table
        .select(agreement_rows::id)
        .order(agreement_rows::id)
        .load(conn)?;
    let mut wrong = Vec::new();
    for id in &ids {
        let rebuilt = agreements::rebuild(conn, *id)?;
        let stored = agreements::stored(conn, &crate::access::Sight::Everything, *id);
        if !stored.is_ok_and(|stored| in_link_order(stored) == in_link_order(rebuilt)) {
            wrong.push(format!("agreement {id}"));
        }
    }
    Ok(Finding {
        what: "records agree with the tables",
        count: ids.len(),
        wrong,
    })
}

fn in_link_order(mut agreement: agreements::Agreement) -> agreements::Agreement {
    agreement.links.sort_by_key(|link| (link.relation, link.agreement));
    agreement
}

/// The latest entry of each agreement holds its current version.
fn latest_agreement_entries(conn: &mut DbConnection) -> Result<Finding> {
    let rows: Vec<(AgreementId, i32)> = agreement_rows::table
        .select((agreement_rows::id, agreement_rows::version))
        .order(agreement_rows::id)
        .load(conn)?;
    let mut wrong = Vec::new();
    for (id, version) in &rows {
        if version_in_journal(conn, RecordKind::Agreement, &id.to_string())? != Some(*version) {
            wrong.push(format!("agreement {id}, version {version}"));
        }
    }
    Ok(Finding {
        what: "agreements agree with the journal",
        count: rows.len(),
        wrong,
    })
}

fn latest_body_entries(conn: &mut DbConnection) -> Result<Finding> {
    let ids: Vec<BodyId> = body_rows::table.select(body_rows::id).order(body_rows::id).load(conn)?;
    let mut wrong = Vec::new();
    for id in &ids {
        let body = Body::find(conn, *id)?;
        if version_in_journal(conn, RecordKind::Body, &id.to_string())? != Some(body.version) {
            wrong.push(format!("body {id}, version {}", body.version));
        }
    }
    Ok(Finding {
        what: "bodies agree with the journal",
        count: ids.len(),
        wrong,
    })
}

/// The pairs by which agreements of the same two bodies are found are those of the parties.
fn pairings(conn: &mut DbConnection) -> Result<Finding> {
    let (count, astray) = agreements::pairings::astray(conn)?;
    Ok(Finding {
        what: "pairings agree with the parties",
        count,
        wrong: astray.iter().map(|id| format!("agreement {id}")).collect(),
    })
}

/// No body comes after itself, however many steps lie between.
fn successions(conn: &mut DbConnection) -> Result<Finding> {
    let (count, turning) = bodies::cycles(conn)?;
    Ok(Finding {
        what: "successions have no cycles",
        count,
        wrong: turning
            .iter()
            .map(|id| format!("body {id} comes after itself"))
            .collect(),
    })
}

fn version_in_journal(conn: &mut DbConnection, kind: RecordKind, id: &str) -> Result<Option<i32>> {
    #[derive(serde::Deserialize)]
    struct Versioned {
        version: i32,
    }
    let content: Option<String> = entries::table
        .filter(entries::record_kind.eq(kind))
        .filter(entries::record_id.eq(id))
        .order(entries::number.desc())
        .select(entries::content)
        .first(conn)
        .optional()?;
    Ok(content
        .and_then(|content| serde_json::from_str::<Versioned>(&content).ok())
        .map(|versioned| versioned.version))
}

/// Links lead from later agreements to earlier ones, so that none comes back to where it began.
fn cycles(conn: &mut DbConnection) -> Result<Finding> {
    let all: Vec<(AgreementId, AgreementId)> = links::table
        .order((links::from_id, links::to_id))
        .select((links::from_id, links::to_id))
        .load(conn)?;
    let count = all.len();
    let cyclic = agreements::links::cyclic(all);
    Ok(Finding {
        what: "links form no cycle",
        count,
        wrong: cyclic
            .iter()
            .map(|(from, to)| format!("agreement {from} to {to}"))
            .collect(),
    })
}
