//! Who came before and after a body: one step as it is recorded, and all of them, however far.

use std::collections::{HashMap, HashSet};

use diesel::dsl::exists;
use diesel::prelude::*;

use super::succession::{Succession, SuccessionKind, Successor};
use super::{Body, BodyId, BodyReference};
use crate::db::schema::{bodies, successions, successors};
use crate::db::{DbConnection, directly};
use crate::error::Result;
use crate::partial_date::PartialDate;

/// Bodies and all that they came from, to the first.
///
/// # Errors
/// What the database says.
pub fn with_predecessors(conn: &mut DbConnection, ids: &[BodyId]) -> Result<Vec<BodyId>> {
    follow(conn, ids, |conn, ids| {
        Ok(successors::table
            .filter(successors::successor_id.eq_any(ids))
            .select(successors::body_id)
            .load(conn)?)
    })
}

/// Bodies and all that came after them, to the last.
///
/// # Errors
/// What the database says.
pub fn with_successors(conn: &mut DbConnection, ids: &[BodyId]) -> Result<Vec<BodyId>> {
    follow(conn, ids, |conn, ids| {
        Ok(successors::table
            .filter(successors::body_id.eq_any(ids))
            .select(successors::successor_id)
            .load(conn)?)
    })
}

/// The bodies that came after any of these, themselves not among them: agreements of the past are found under their names too.
///
/// # Errors
/// What the database says.
pub fn successors_of(conn: &mut DbConnection, bodies: &[Body]) -> Result<Vec<Body>> {
    let ended: Vec<BodyId> = bodies
        .iter()
        .filter(|body| body.succession.is_some())
        .map(|body| body.id)
        .collect();
    if ended.is_empty() {
        return Ok(Vec::new());
    }
    let mut after = with_successors(conn, &ended)?;
    after.retain(|id| bodies.iter().all(|body| body.id != *id));
    Body::find_many(conn, &after)
}

/// A body with all that it came from and all that came after it: whoever may stand for it in another agreement.
///
/// # Errors
/// What the database says.
pub fn kin_of(conn: &mut DbConnection, body: &Body) -> Result<Vec<BodyId>> {
    let mut kin = vec![body.id];
    if !body.predecessors.is_empty() {
        kin = with_predecessors(conn, &kin)?;
    }
    if body.succession.is_some() {
        let after = with_successors(conn, &[body.id])?;
        kin.extend(after.into_iter().filter(|id| *id != body.id));
    }
    Ok(kin)
}

/// The bodies whose cases a body's office works on: its own, and those of every body it took over, directly or by way of others.
/// None at all once another body took over its own.
///
/// # Errors
/// What the database says.
pub fn answered_for(conn: &mut DbConnection, id: BodyId) -> Result<Vec<BodyId>> {
    let passed_on: i64 = successors::table
        .filter(successors::body_id.eq(id))
        .filter(successors::takes_over.eq(true))
        .count()
        .get_result(conn)?;
    if passed_on > 0 {
        return Ok(Vec::new());
    }
    follow(conn, &[id], |conn, ids| {
        Ok(successors::table
            .filter(successors::successor_id.eq_any(ids))
            .filter(successors::takes_over.eq(true))
            .select(successors::body_id)
            .load(conn)?)
    })
}

/// These, and whatever a step leads to from them, each once.
fn follow(
    conn: &mut DbConnection,
    from: &[BodyId],
    step: impl Fn(&mut DbConnection, &[BodyId]) -> Result<Vec<BodyId>>,
) -> Result<Vec<BodyId>> {
    let mut all = from.to_vec();
    let mut seen: HashSet<BodyId> = from.iter().copied().collect();
    let mut last = from.to_vec();
    while !last.is_empty() {
        last = step(conn, &last)?;
        last.retain(|id| seen.insert(*id));
        all.extend(&last);
    }
    Ok(all)
}

/// How one body ended, if it did, and the bodies it came from directly: for nearly all of them there is nothing to find, and that is
/// found out by one statement that is prepared once.
pub(super) fn around(conn: &mut DbConnection, id: BodyId) -> Result<(Option<Succession>, Vec<BodyReference>)> {
    let ended = successions::table.filter(successions::body_id.eq(id));
    let came_from = successors::table.filter(successors::successor_id.eq(id));
    let any = diesel::select((exists(ended), exists(came_from)));
    let (ended, came_from): (bool, bool) = directly!(conn, |conn| any.get_result(conn))?;
    let succession = if ended {
        successions_of(conn, &[id])?.remove(&id)
    } else {
        None
    };
    let predecessors = if came_from {
        predecessors_of(conn, &[id])?.remove(&id).unwrap_or_default()
    } else {
        Vec::new()
    };
    Ok((succession, predecessors))
}

/// How each of some bodies ended, if it did.
pub(super) fn successions_of(conn: &mut DbConnection, ids: &[BodyId]) -> Result<HashMap<BodyId, Succession>> {
    let ended: Vec<(BodyId, SuccessionKind, Option<String>)> = successions::table
        .filter(successions::body_id.eq_any(ids))
        .select((successions::body_id, successions::kind, successions::happened_on))
        .load(conn)?;
    if ended.is_empty() {
        return Ok(HashMap::new());
    }
    let after: Vec<(BodyId, BodyId, String, bool)> = successors::table
        .inner_join(bodies::table.on(bodies::id.eq(successors::successor_id)))
        .filter(successors::body_id.eq_any(ids))
        .order((successors::body_id, successors::position))
        .select((successors::body_id, bodies::id, bodies::name, successors::takes_over))
        .load(conn)?;
    let mut by_body: HashMap<BodyId, Vec<Successor>> = HashMap::new();
    for (body, id, name, takes_over) in after {
        by_body
            .entry(body)
            .or_default()
            .push(Successor { id, name, takes_over });
    }
    let succession = |(id, kind, on): (BodyId, SuccessionKind, Option<String>)| {
        let succession = Succession {
            kind,
            on: on.and_then(|on| PartialDate::parse(&on).ok()),
            successors: by_body.remove(&id).unwrap_or_default(),
        };
        (id, succession)
    };
    Ok(ended.into_iter().map(succession).collect())
}

/// The bodies that each of some bodies came from directly, in the order of their names.
pub(super) fn predecessors_of(conn: &mut DbConnection, ids: &[BodyId]) -> Result<HashMap<BodyId, Vec<BodyReference>>> {
    let before: Vec<(BodyId, BodyId, String)> = successors::table
        .inner_join(bodies::table.on(bodies::id.eq(successors::body_id)))
        .filter(successors::successor_id.eq_any(ids))
        .order((bodies::name_key, bodies::id))
        .select((successors::successor_id, bodies::id, bodies::name))
        .load(conn)?;
    let mut by_body: HashMap<BodyId, Vec<BodyReference>> = HashMap::new();
    for (body, id, name) in before {
        by_body.entry(body).or_default().push(BodyReference { id, name });
    }
    Ok(by_body)
}

/// How many steps from a body to one that came after it are recorded, and the bodies that come after themselves.
///
/// # Errors
/// What the database says.
pub fn cycles(conn: &mut DbConnection) -> Result<(usize, Vec<BodyId>)> {
    let steps: Vec<(BodyId, BodyId)> = successors::table
        .order((successors::body_id, successors::position))
        .select((successors::body_id, successors::successor_id))
        .load(conn)?;
    Ok((steps.len(), in_cycles(&steps)))
}

fn in_cycles(steps: &[(BodyId, BodyId)]) -> Vec<BodyId> {
    let mut after: HashMap<BodyId, Vec<BodyId>> = HashMap::new();
    for (from, to) in steps {
        after.entry(*from).or_default().push(*to);
    }
    let comes_after_itself = |id: &BodyId| {
        let mut seen = HashSet::new();
        let mut ahead = vec![*id];
        while let Some(here) = ahead.pop() {
            for next in after.get(&here).into_iter().flatten() {
                if seen.insert(*next) {
                    ahead.push(*next);
                }
            }
        }
        seen.contains(id)
    };
    let mut found: Vec<BodyId> = after.keys().copied().filter(comes_after_itself).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_comes_after_itself_is_found_however_far_the_way_round() {
        let id = |number| BodyId(uuid::Uuid::from_u128(number));
        let steps = |pairs: &[(u128, u128)]| -> Vec<_> { pairs.iter().map(|(a, b)| (id(*a), id(*b))).collect() };
        assert_eq!(in_cycles(&steps(&[(1, 2), (1, 3), (2, 4), (3, 4)])), []);
        assert_eq!(in_cycles(&steps(&[(1, 2), (2, 3), (3, 2)])), [id(2), id(3)]);
        assert_eq!(
            in_cycles(&steps(&[(1, 2), (2, 3), (3, 1), (3, 4)])),
            [id(1), id(2), id(3)]
        );
    }
}
