//! Keeping the directory: adding a body, changing it, finding the one that is meant or adding it.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::describe::read_past_date;
use super::naming::rename;
use super::{Body, BodyDescription, BodyId, BodyInput, BodyName, BodyRow, NameKind, check};
use crate::access::{Actor, Deed};
use crate::agreements;
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::content::{Submitted, lay_over};
use crate::db::schema::{bodies, body_names};
use crate::db::{DbConnection, directly, insert_rows};
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
    agreements::show_body_anew(conn, &body)?;
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
        .select(bodies::id);
    let by_key = directly!(conn, |conn| by_key.first(conn)).optional()?;
    if by_key.is_some() || description.municipality.is_some() || description.organisation.is_some() {
        return Ok(by_key);
    }
    let by_name = bodies::table
        .inner_join(body_names::table)
        .filter(body_names::name_key.eq(fold(&description.name)))
        .filter(bodies::level.eq(description.level))
        .select((bodies::id, bodies::country, bodies::state))
        .distinct();
    let mut named: Vec<(BodyId, Option<String>, Option<String>)> = directly!(conn, |conn| by_name.load(conn))?;
    named.retain(|(_, country, state)| (country, state) == (&description.country, &description.state));
    Ok(match named.as_slice() {
        [(only, _, _)] => Some(*only),
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
    let row = row(id, description, 1, now, now);
    directly!(conn, |conn| diesel::insert_into(bodies::table)
        .values(&row)
        .execute(conn))?;
    add_names(conn, id, &description.names)?;
    // A new one came after none, and none after it.
    let body = Body::of(row, description.names.clone(), None, Vec::new());
    journal::record(conn, &Change::body(Action::BodyCreated, &body)?, by, now)?;
    Ok(body)
}

fn add_names(conn: &mut DbConnection, id: BodyId, names: &[BodyName]) -> Result<()> {
    let row = |(position, name): (i32, &BodyName)| NameRow {
        body_id: id,
        position,
        name: name.name.clone(),
        name_key: fold(&name.name),
        kind: name.kind,
        language: name.language.clone(),
        valid_from: name.from.map(|date| date.to_string()),
        valid_until: name.until.map(|date| date.to_string()),
    };
    insert_rows!(conn, body_names::table, (0_i32..).zip(names).map(row))?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = body_names, treat_none_as_default_value = false)]
struct NameRow {
    body_id: BodyId,
    position: i32,
    name: String,
    name_key: String,
    kind: NameKind,
    language: Option<String>,
    valid_from: Option<String>,
    valid_until: Option<String>,
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
