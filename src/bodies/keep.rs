//! Keeping the directory: adding a body, changing it, finding the one that is meant or adding it.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::describe::read_past_date;
use super::naming::rename;
use super::{Body, BodyDescription, BodyId, BodyInput, BodyName, BodyRow, check};
use crate::access::{Actor, Deed};
use crate::agreements;
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::content::{Submitted, lay_over};
use crate::db::DbConnection;
use crate::db::schema::{bodies, body_names};
use crate::error::{Error, Result};
use crate::fault::{self, Fault, FaultCode};
use crate::folding::fold;
use crate::journal::{self, Action, Change};
use crate::language::words;
use crate::partial_date::PartialDate;

/// Adds a body to the directory.
///
/// # Errors
/// `Forbidden`, `Content` with every fault, `BodyExists` when the directory has it already.
pub fn create(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    submitted: Submitted<BodyInput>,
    by: &Actor,
    clock: &Clock,
) -> Result<Body> {
    by.must_be_allowed(Deed::KeepBodies)?;
    let Submitted { content, mut faults } = submitted;
    let description = described(catalogues, &content, &mut faults)?;
    if let Some(id) = find_same(conn, &description)? {
        return Err(Error::BodyExists { id });
    }
    add(conn, &description, by, clock, clock.now())
}

/// Changes a body. A changed name leaves the old one among its names, as a former one; the agreements of the body are shown
/// under the new name from then on.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`, `Content` with every fault, `BodyExists` when it would become another one's double.
pub fn edit(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    id: BodyId,
    expected: impl FnOnce(i32) -> Result<()>,
    patch: Submitted<serde_json::Value>,
    by: &Actor,
    clock: &Clock,
) -> Result<Body> {
    by.must_be_allowed(Deed::KeepBodies)?;
    let current = Body::find(conn, id)?;
    expected(current.version)?;
    let now = clock.now();
    let Submitted { content, mut faults } = lay_over(&BodyInput::from(&current), patch)?;
    let renamed_on = renamed_on(&content, &current, now.day_in_mexico(), &mut faults);
    let mut description = described(catalogues, &content, &mut faults)?;
    if description.name != current.name
        && let Some(fault) = rename(&mut description.names, &current.name, &description.name, renamed_on)
    {
        return Err(Error::Content(vec![fault]));
    }
    if let Some(id) = find_same(conn, &description)?.filter(|same| *same != id) {
        return Err(Error::BodyExists { id });
    }
    let row = row(id, &description, current.version + 1, current.created_at, now);
    diesel::update(bodies::table.find(id)).set(&row).execute(conn)?;
    diesel::delete(body_names::table.filter(body_names::body_id.eq(id))).execute(conn)?;
    add_names(conn, id, &description.names)?;
    let body = Body::find(conn, id)?;
    agreements::show_body_anew(conn, catalogues, &body)?;
    journal::record(conn, &Change::body(Action::BodyEdited, &body)?, by, now)?;
    Ok(body)
}

/// The body a good description means: the one in the directory, or a new one.
///
/// # Errors
/// What the database says.
pub fn find_or_create(
    conn: &mut DbConnection,
    description: &BodyDescription,
    by: &Actor,
    clock: &Clock,
    now: Timestamp,
) -> Result<Body> {
    match find_same(conn, description)? {
        Some(id) => Body::find(conn, id),
        None => add(conn, description, by, clock, now),
    }
}

fn described(catalogues: &Catalogues, input: &BodyInput, faults: &mut Vec<Fault>) -> Result<BodyDescription> {
    let description = check(input, "", catalogues, faults);
    match description {
        Some(description) if faults.is_empty() => Ok(description),
        _ => {
            fault::in_order(faults);
            Err(Error::Content(std::mem::take(faults)))
        }
    }
}

/// Since when the new name holds, if that is told: only a new name can hold since a day.
fn renamed_on(input: &BodyInput, current: &Body, today: NaiveDate, faults: &mut Vec<Fault>) -> Option<PartialDate> {
    let on = read_past_date(input.renamed_on.as_deref()?, "/renamed_on", today, faults);
    if input.name.as_deref().map(str::trim) == Some(current.name.as_str()) {
        let words = words!("Falta el nombre nuevo", "The new name is missing");
        faults.push(Fault::at("/name", FaultCode::MissingField, words));
    }
    on
}

/// By identity first; else by any of its names in the same country at the same level and place, when only one body answers to it.
fn find_same(conn: &mut DbConnection, description: &BodyDescription) -> Result<Option<BodyId>> {
    let by_key = bodies::table
        .filter(bodies::identity_key.eq(description.identity_key()))
        .select(bodies::id)
        .first(conn)
        .optional()?;
    if by_key.is_some() || description.municipality.is_some() || description.organisation.is_some() {
        return Ok(by_key);
    }
    let mut query = bodies::table
        .inner_join(body_names::table)
        .filter(body_names::name_key.eq(fold(&description.name)))
        .filter(bodies::level.eq(description.level))
        .select(bodies::id)
        .distinct()
        .into_boxed();
    query = match &description.country {
        Some(country) => query.filter(bodies::country.eq(country)),
        None => query.filter(bodies::country.is_null()),
    };
    query = match &description.state {
        Some(state) => query.filter(bodies::state.eq(state)),
        None => query.filter(bodies::state.is_null()),
    };
    let ids: Vec<BodyId> = query.limit(2).load(conn)?;
    Ok(match ids.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

fn add(
    conn: &mut DbConnection,
    description: &BodyDescription,
    by: &Actor,
    clock: &Clock,
    now: Timestamp,
) -> Result<Body> {
    let id = BodyId(clock.new_id());
    diesel::insert_into(bodies::table)
        .values(&row(id, description, 1, now, now))
        .execute(conn)?;
    add_names(conn, id, &description.names)?;
    let body = Body::find(conn, id)?;
    journal::record(conn, &Change::body(Action::BodyCreated, &body)?, by, now)?;
    Ok(body)
}

fn add_names(conn: &mut DbConnection, id: BodyId, names: &[BodyName]) -> Result<()> {
    for (position, name) in (0_i32..).zip(names) {
        diesel::insert_into(body_names::table)
            .values((
                body_names::body_id.eq(id),
                body_names::position.eq(position),
                body_names::name.eq(&name.name),
                body_names::name_key.eq(fold(&name.name)),
                body_names::kind.eq(name.kind),
                body_names::language.eq(&name.language),
                body_names::valid_from.eq(name.from.map(|date| date.to_string())),
                body_names::valid_until.eq(name.until.map(|date| date.to_string())),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn row(
    id: BodyId,
    description: &BodyDescription,
    version: i32,
    created_at: Timestamp,
    updated_at: Timestamp,
) -> BodyRow {
    BodyRow {
        id,
        identity_key: description.identity_key(),
        name: description.name.clone(),
        name_key: fold(&description.name),
        level: description.level,
        kind: description.kind,
        country: description.country.clone(),
        state: description.state.clone(),
        municipality: description.municipality.clone(),
        organisation: description.organisation.clone(),
        version,
        created_at,
        updated_at,
    }
}
