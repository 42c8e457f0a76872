//! Bringing to the register what was only reported: a case made of the reported record, which takes its place once registered.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::draft::DraftInput;
use super::duplicates::Written;
use super::rules::law_in_force;
use super::{Agreement, AgreementId, Origin, Side, Stage, create, put, record};
use crate::access::{Actor, Deed, Sight};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::content::{Submitted, lay_over};
use crate::db::DbConnection;
use crate::db::schema::{agreements, links, regularisations};
use crate::error::{Error, Result};
use crate::journal::Action;

/// Begins the case that regularises a reported agreement: its content with changes laid over it. What was signed before the law
/// held becomes a historic case, anything else a regularisation.
///
/// # Errors
/// `NotFound`, `Forbidden`, `NotReported` for what is in the procedure already, `Content` with every fault of the case.
pub fn regularise(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    key: &str,
    changes: Submitted<Value>,
    by: &Actor,
    clock: &Clock,
) -> Result<Written> {
    let reported = record::read(conn, &by.sight(), key)?.agreement()?;
    may_regularise(conn, &reported, by)?;
    let mut submitted = lay_over(&DraftInput::from(&reported), changes)?;
    let before_the_law = reported.signed_on.is_some_and(|date| date.latest() < law_in_force());
    submitted.content.origin = Some(if before_the_law {
        Origin::Historic
    } else {
        Origin::Regularisation
    });
    submitted.content.regularises = Some(reported.id);
    create(conn, catalogues, submitted, by, clock)
}

/// Lets the actor go on, if they may begin the case that brings a reported agreement to the register.
///
/// # Errors
/// `Forbidden`, `NotReported` for what is in the procedure already.
pub fn may_regularise(conn: &mut DbConnection, reported: &Agreement, by: &Actor) -> Result<()> {
    by.must_be_allowed(Deed::Draft)?;
    let domestic = reported.parties.iter().filter(|party| party.side == Side::Domestic);
    by.must_be_of_one(domestic.map(|party| party.body.id))?;
    if reported.origin != Origin::Reported || is_under_way(conn, reported.id)? {
        return Err(Error::NotReported);
    }
    Ok(())
}

/// Whether a case that may still be registered, or is, was made of a reported agreement.
fn is_under_way(conn: &mut DbConnection, reported: AgreementId) -> Result<bool> {
    let over = [
        Stage::Withdrawn,
        Stage::Dismissed,
        Stage::Rejected,
        Stage::OutOfScope,
        Stage::Lapsed,
    ];
    let cases: i64 = regularisations::table
        .inner_join(agreements::table.on(agreements::id.eq(regularisations::case_id)))
        .filter(regularisations::reported_id.eq(reported))
        .filter(agreements::stage.assume_not_null().ne_all(over))
        .count()
        .get_result(conn)?;
    Ok(cases > 0)
}

/// Lets the agreements that bear on the reported one bear on the case that takes its place.
///
/// # Errors
/// What the database says.
pub fn take_over_links(conn: &mut DbConnection, reported: AgreementId, case: &mut Agreement) -> Result<()> {
    let known: Vec<(AgreementId, super::Bearing)> = links::table
        .filter(links::to_id.eq(case.id))
        .select((links::from_id, links::relation))
        .load(conn)?;
    for (from, relation) in links::table
        .filter(links::to_id.eq(reported))
        .filter(links::from_id.ne(case.id))
        .select((links::from_id, links::relation))
        .load::<(AgreementId, super::Bearing)>(conn)?
    {
        let link = links::table.find((from, relation, reported));
        if known.contains(&(from, relation)) {
            diesel::delete(link).execute(conn)?;
        } else {
            diesel::update(link).set(links::to_id.eq(case.id)).execute(conn)?;
        }
    }
    case.links = record::links_of(conn, case.id)?;
    Ok(())
}

/// What the journal says when a reported record is shown no more.
#[derive(Serialize)]
struct Particulars<'a> {
    regularised_by: AgreementId,
    registration_number: &'a Option<String>,
}

/// Marks a reported record as brought to the register: from then on its place is the registered agreement's.
///
/// # Errors
/// What the database says.
pub fn give_place(
    conn: &mut DbConnection,
    reported: AgreementId,
    case: &Agreement,
    by: &Actor,
    now: Timestamp,
) -> Result<()> {
    let mut reported = record::stored(conn, &Sight::Everything, reported)?;
    reported.regularised_by = Some(case.id);
    reported.links = record::links_of(conn, reported.id)?;
    reported.version += 1;
    reported.updated_at = now;
    diesel::update(regularisations::table.find(case.id))
        .set(regularisations::done.eq(true))
        .execute(conn)?;
    let particulars = serde_json::to_string(&Particulars {
        regularised_by: case.id,
        registration_number: &case.registration_number,
    })?;
    put(conn, &mut reported, Action::AgreementRegularised, particulars, by, now)
}

/// The registered agreement in whose favour a reported one is shown no more, if it is for the caller to see.
///
/// # Errors
/// `NotFound` when there is none.
pub fn successor(conn: &mut DbConnection, sight: &Sight, key: &str) -> Result<AgreementId> {
    let id = AgreementId::parse(key).ok_or(Error::NotFound)?;
    let case: AgreementId = regularisations::table
        .filter(regularisations::reported_id.eq(id))
        .filter(regularisations::done.eq(true))
        .select(regularisations::case_id)
        .first(conn)?;
    Ok(record::read(conn, sight, &case.to_string())?.id)
}

/// Which reported agreement a case regularises, and by which one an agreement was regularised.
pub(super) fn of(conn: &mut DbConnection, id: AgreementId) -> Result<(Option<AgreementId>, Option<AgreementId>)> {
    let regularises = regularisations::table
        .find(id)
        .select(regularisations::reported_id)
        .first(conn)
        .optional()?;
    let by = regularisations::table
        .filter(regularisations::reported_id.eq(id))
        .filter(regularisations::done.eq(true))
        .select(regularisations::case_id)
        .first(conn)
        .optional()?;
    Ok((regularises, by))
}
