//! Which Mexican body agreed with which foreign one: every pair of each agreement, kept beside its parties so that the agreements of
//! the same two are found at once, however many either of them has.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use super::likeness::MOST_DAYS;
use super::{Agreement, AgreementId, Side, Stage};
use crate::bodies::BodyId;
use crate::db::schema::{agreements, pairings, parties};
use crate::db::{DbConnection, directly, insert_rows};
use crate::error::Result;
use crate::partial_date::PartialDate;

#[derive(Insertable)]
#[diesel(table_name = pairings)]
struct PairingRow {
    #[diesel(column_name = foreign_id)]
    foreign: BodyId,
    #[diesel(column_name = domestic_id)]
    domestic: BodyId,
    #[diesel(column_name = agreement_id)]
    agreement: AgreementId,
}

/// Adds the pairs of agreements.
pub(super) fn insert<'a>(conn: &mut DbConnection, agreements: impl Iterator<Item = &'a Agreement>) -> Result<()> {
    let row = |agreement: &Agreement, (foreign, domestic)| PairingRow {
        foreign,
        domestic,
        agreement: agreement.id,
    };
    let rows = agreements.flat_map(|agreement| pairs(agreement).map(move |pair| row(agreement, pair)));
    insert_rows!(conn, pairings::table, rows)?;
    Ok(())
}

/// Every foreign party's body with every Mexican one's.
pub(super) fn pairs(agreement: &Agreement) -> impl Iterator<Item = (BodyId, BodyId)> {
    let of = |side: Side| {
        let of_side = agreement.parties.iter().filter(move |party| party.side == side);
        of_side.map(|party| party.body.id)
    };
    of(Side::Foreign).flat_map(move |foreign| of(Side::Domestic).map(move |domestic| (foreign, domestic)))
}

/// Whether there are any pairs.
pub(super) fn any(conn: &mut DbConnection) -> Result<bool> {
    let first: Option<BodyId> = pairings::table.select(pairings::foreign_id).first(conn).optional()?;
    Ok(first.is_some())
}

/// Takes the pairs of an agreement away, before those of its new version are added.
pub(super) fn remove(conn: &mut DbConnection, id: AgreementId) -> Result<()> {
    diesel::delete(pairings::table.filter(pairings::agreement_id.eq(id))).execute(conn)?;
    Ok(())
}

/// Id, folded title and date of the agreements between two bodies that were signed near a date, or nobody knows when, but for those
/// that are void or were given up. One statement, prepared once: imports ask it for every row.
pub(super) fn between(
    conn: &mut DbConnection,
    foreign: BodyId,
    domestic: BodyId,
    signed_on: Option<PartialDate>,
) -> Result<Vec<(AgreementId, String, Option<String>)>> {
    let (first, last) = window(signed_on);
    let stage = agreements::stage.assume_not_null();
    let alive = agreements::stage.is_null().or(stage
        .ne(Stage::Cancelled)
        .and(stage.ne(Stage::Withdrawn))
        .and(stage.ne(Stage::Dismissed)));
    let (from, to) = (
        agreements::signed_earliest.assume_not_null(),
        agreements::signed_latest.assume_not_null(),
    );
    let near = agreements::signed_earliest
        .is_null()
        .or(from.le(last).and(to.ge(first)));
    let pairs = pairings::table
        .inner_join(agreements::table)
        .filter(pairings::foreign_id.eq(foreign))
        .filter(pairings::domestic_id.eq(domestic))
        .filter(alive)
        .filter(near)
        .select((agreements::id, agreements::title_key, agreements::signed_on));
    Ok(directly!(conn, |conn| pairs.load(conn))?)
}

/// The days between which a double was signed.
fn window(signed_on: Option<PartialDate>) -> (NaiveDate, NaiveDate) {
    let near = signed_on.and_then(|date| {
        Some((
            date.earliest().checked_sub_days(Days::new(MOST_DAYS))?,
            date.latest().checked_add_days(Days::new(MOST_DAYS))?,
        ))
    });
    let ever = || {
        Some((
            NaiveDate::from_ymd_opt(1, 1, 1)?,
            NaiveDate::from_ymd_opt(9999, 12, 31)?,
        ))
    };
    near.or_else(ever).unwrap_or_default()
}

/// How many pairs there are, and the agreements whose pairs are not those of their parties.
///
/// # Errors
/// What the database says.
pub fn astray(conn: &mut DbConnection) -> Result<(usize, Vec<AgreementId>)> {
    let of_parties: Vec<(AgreementId, Side, BodyId)> = parties::table
        .select((parties::agreement_id, parties::side, parties::body_id))
        .load(conn)?;
    let kept: Vec<(AgreementId, BodyId, BodyId)> = pairings::table
        .select((pairings::agreement_id, pairings::foreign_id, pairings::domestic_id))
        .load(conn)?;
    let count = kept.len();
    let mut by_agreement: BTreeMap<AgreementId, Vec<(Side, BodyId)>> = BTreeMap::new();
    for (id, side, body) in of_parties {
        by_agreement.entry(id).or_default().push((side, body));
    }
    let mut pairs: BTreeMap<AgreementId, BTreeSet<(BodyId, BodyId)>> = BTreeMap::new();
    for (id, foreign, domestic) in kept {
        pairs.entry(id).or_default().insert((foreign, domestic));
    }
    let is_astray = |(id, parties): &(&AgreementId, &Vec<(Side, BodyId)>)| {
        let of = |side: Side| parties.iter().filter(move |party| party.0 == side).map(|party| party.1);
        let expected: BTreeSet<_> = of(Side::Foreign)
            .flat_map(|foreign| of(Side::Domestic).map(move |domestic| (foreign, domestic)))
            .collect();
        pairs.get(*id).cloned().unwrap_or_default() != expected
    };
    let wrong = by_agreement.iter().filter(is_astray).map(|(id, _)| *id).collect();
    Ok((count, wrong))
}
