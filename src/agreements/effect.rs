//! The effect of an agreement as it is kept, worked out anew whenever a fact of it or of a later agreement changes.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use super::term::TermKind;
use super::validity::{Later, Phase, ValidityState, phases};
use super::{Agreement, AgreementId, Bearing, Stage, record};
use crate::access::{Actor, Sight};
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::db::schema::{agreement_records, agreements, links};
use crate::error::Result;
use crate::journal::{self, Action, Change};

/// What an agreement's own facts and the later agreements that everybody sees make of its effect.
pub(super) fn phases_of(conn: &mut DbConnection, agreement: &Agreement) -> Result<Vec<Phase>> {
    let later = later_ones(conn, agreement.id)?;
    Ok(phases(&agreement.validity_facts(), &later))
}

/// The first day without effect, once and for all; nothing when no end is fixed or it is not known.
pub(super) fn ends_on(phases: &[Phase]) -> Option<NaiveDate> {
    let after = phases.iter().rposition(|phase| phase.state.holds())? + 1;
    let known = |phase: &&Phase| phase.state != ValidityState::Unknown;
    phases.get(after).filter(known).and_then(|phase| phase.from)
}

/// The later agreements that bear on one: those that everybody sees and that are not void.
fn later_ones(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<Later>> {
    let rows: Vec<(Bearing, String)> = links::table
        .inner_join(agreements::table.on(agreements::id.eq(links::from_id)))
        .inner_join(agreement_records::table.on(agreement_records::agreement_id.eq(links::from_id)))
        .filter(links::to_id.eq(id))
        .filter(agreements::is_public.eq(true))
        .filter(agreements::stage.is_null().or(agreements::stage.ne(Stage::Cancelled)))
        .order((agreements::signed_earliest, links::from_id))
        .select((links::relation, agreement_records::record))
        .load(conn)?;
    rows.into_iter()
        .map(|(bearing, record)| {
            let later: Agreement = serde_json::from_str(&record)?;
            Ok(later_than(bearing, later))
        })
        .collect()
}

/// A later agreement as the effect of an earlier one sees it.
fn later_than(bearing: Bearing, later: Agreement) -> Later {
    Later {
        bearing,
        begins_on: later.validity_facts().begins_on(),
        name: later
            .registration_number
            .unwrap_or_else(|| format!("«{}»", later.title)),
        signed_on: later.signed_on,
        states_term: later.term.kind != TermKind::Unknown,
        phases: later.phases,
    }
}

/// What the journal says beside a record that changed because another one did.
#[derive(Serialize)]
struct Particulars {
    because_of: AgreementId,
}

/// Lets the agreements that this one bears on, or did before, show it and what it does to their effect, and those that bear on
/// it show its title; and so on, up to the agreement the chain began with. Each that changes gets its entry.
pub(super) fn show_in_others(
    conn: &mut DbConnection,
    agreement: &Agreement,
    before: &[AgreementId],
    by: &Actor,
    now: Timestamp,
) -> Result<()> {
    let later = links::table
        .filter(links::to_id.eq(agreement.id))
        .select(links::from_id);
    let later: Vec<AgreementId> = if agreement.version == 1 {
        Vec::new()
    } else {
        later.load(conn)?
    };
    let mut earlier: Vec<AgreementId> = agreement
        .links
        .iter()
        .filter(|link| link.relation.bearing().is_some())
        .map(|link| link.agreement)
        .collect();
    earlier.extend(before);
    let others = later.into_iter().chain(from_latest(conn, earlier)?);
    let particulars = serde_json::to_string(&Particulars {
        because_of: agreement.id,
    })?;
    for id in others.filter(|id| *id != agreement.id) {
        if let Some(changed) = show_anew(conn, id)? {
            let change = Change::agreement(Action::AgreementRelated, &changed)?.saying(particulars.clone());
            journal::record(conn, &change, by, now)?;
        }
    }
    Ok(())
}

/// Some agreements and all that they bear on, and so on, each behind every one that bears on it: what an agreement shows is known
/// once those after it are.
fn from_latest(conn: &mut DbConnection, first: Vec<AgreementId>) -> Result<Vec<AgreementId>> {
    let mut seen = HashSet::new();
    let mut done = Vec::new();
    // A node is open until all that lies behind it is done.
    let mut open: Vec<(AgreementId, bool)> = first.into_iter().map(|id| (id, false)).collect();
    while let Some((id, left)) = open.pop() {
        if left {
            done.push(id);
        } else if seen.insert(id) {
            open.push((id, true));
            let earlier = links::table.filter(links::from_id.eq(id)).select(links::to_id);
            open.extend(earlier.load(conn)?.into_iter().map(|id| (id, false)));
        }
    }
    done.reverse();
    Ok(done)
}

/// Writes an agreement's links and effect out anew; nothing when they are what they were.
fn show_anew(conn: &mut DbConnection, id: AgreementId) -> Result<Option<Agreement>> {
    let stored = record::stored(conn, &Sight::Everything, id)?;
    let mut agreement = stored.clone();
    agreement.links = record::links_of(conn, id)?;
    agreement.phases = phases_of(conn, &agreement)?;
    if agreement == stored {
        return Ok(None);
    }
    write(conn, &agreement)?;
    Ok(Some(agreement))
}

fn write(conn: &mut DbConnection, agreement: &Agreement) -> Result<()> {
    let ends = ends_on(&agreement.phases);
    let between = ends
        .map(|end| (end, end))
        .or_else(|| agreement.validity_facts().span().ends_between);
    diesel::update(agreements::table.find(agreement.id))
        .set((
            agreements::ends_on.eq(ends),
            agreements::ends_earliest.eq(between.map(|(first, _)| first)),
            agreements::ends_latest.eq(between.map(|(_, last)| last)),
        ))
        .execute(conn)?;
    diesel::update(agreement_records::table.find(agreement.id))
        .set(agreement_records::record.eq(serde_json::to_string(agreement)?))
        .execute(conn)?;
    Ok(())
}

/// Works out the effect of every agreement that has none kept yet, as in a database older than phases are.
///
/// # Errors
/// What the database says.
pub fn work_out_all(conn: &mut DbConnection) -> Result<usize> {
    let without: Vec<AgreementId> = agreements::table
        .inner_join(agreement_records::table.on(agreement_records::agreement_id.eq(agreements::id)))
        .filter(agreement_records::record.not_like("%\"phases\":[{%"))
        .select(agreements::id)
        .order(agreements::id)
        .load(conn)?;
    for id in &without {
        let mut agreement = record::stored(conn, &Sight::Everything, *id)?;
        agreement.phases = phases(&agreement.validity_facts(), &[]);
        write(conn, &agreement)?;
    }
    if without.is_empty() {
        return Ok(0);
    }
    // What later agreements do is known once each has its own; every pass carries it one link further.
    let linked: Vec<AgreementId> = links::table.select(links::to_id).distinct().load(conn)?;
    for _ in 0..LONGEST_CHAIN {
        let mut changed = false;
        for id in &linked {
            changed |= show_anew(conn, *id)?.is_some();
        }
        if !changed {
            break;
        }
    }
    Ok(without.len())
}

/// More extensions of extensions than any agreement has.
const LONGEST_CHAIN: usize = 100;
