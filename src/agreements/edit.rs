//! Changing a draft, correcting a record, and showing a changed body in the agreements it is a party of.

use diesel::prelude::*;

use super::create::{assemble, checked};
use super::directory::Directory;
use super::duplicates::{self, Written};
use super::events::EventInput;
use super::{Agreement, AgreementId, DraftInput, Stage, effect, record, rows};
use crate::access::{Actor, Deed};
use crate::bodies::{Body, BodyId, with_predecessors};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::content::{Submitted, lay_over};
use crate::db::DbConnection;
use crate::db::schema::{agreements, parties};
use crate::error::{Error, Result};
use crate::journal::{self, Action, Change};

/// Changes a draft, or a case that its petitioner is to complete: the patch is laid over it and the whole is checked like a new one.
///
/// # Errors
/// `NotFound` for whoever may not see it, `Forbidden`, `NotEditable` in other stages, what `expected` says of its
/// version, `Content` with every fault.
pub fn edit(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    id: AgreementId,
    expected: impl FnOnce(i32) -> Result<()>,
    patch: Submitted<serde_json::Value>,
    by: &Actor,
    clock: &Clock,
) -> Result<Written> {
    let current = editable(conn, &id.to_string(), by)?;
    expected(current.version)?;

    revise(
        conn,
        catalogues,
        current,
        patch,
        Action::AgreementEdited,
        None,
        by,
        clock,
    )
}

/// A draft, or a case that its petitioner is to complete, for whoever may change it.
///
/// # Errors
/// `NotFound` for whoever may not see it, `Forbidden`, `NotEditable` in other stages.
pub fn editable(conn: &mut DbConnection, key: &str, by: &Actor) -> Result<Agreement> {
    let current = record::read(conn, &by.sight(), key)?.agreement()?;
    by.must_be_allowed(Deed::Draft)?;
    by.must_answer_for(conn, current.id)?;
    current.check_editable()?;
    Ok(current)
}

/// Corrects what the register says of an agreement, in any stage; the record as it then stands is checked like a new one.
///
/// # Errors
/// `Content` with every fault.
pub fn correct(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    current: Agreement,
    patch: Submitted<serde_json::Value>,
    particulars: String,
    by: &Actor,
    clock: &Clock,
) -> Result<Agreement> {
    let said = Some(particulars);
    let corrected = revise(
        conn,
        catalogues,
        current,
        patch,
        Action::AgreementCorrected,
        said,
        by,
        clock,
    )?;
    Ok(corrected.agreement)
}

/// Corrects a field for which a source was found right that contradicted the record.
///
/// # Errors
/// `Content` with everything that would be wrong with the record.
pub fn decide(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    current: Agreement,
    patch: Submitted<serde_json::Value>,
    particulars: String,
    by: &Actor,
    clock: &Clock,
) -> Result<Agreement> {
    let action = Action::AgreementDecided;
    let said = Some(particulars);
    let decided = revise(conn, catalogues, current, patch, action, said, by, clock)?;
    Ok(decided.agreement)
}

/// Checks a patch as if it were laid over an agreement.
///
/// # Errors
/// `Content` with everything that would be wrong with the record.
pub fn would_be(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    current: &Agreement,
    patch: serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    let changed = lay_over(&DraftInput::from(current), Submitted::sound(patch))?;
    checked(conn, catalogues, changed, Some(current), now).map(drop)
}

/// Adds an event to those of an agreement; what its effect becomes follows from it.
///
/// # Errors
/// `Content` with everything that it contradicts, `/events/N` the place of the new one.
pub fn add_event(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    current: Agreement,
    event: EventInput,
    particulars: String,
    by: &Actor,
    clock: &Clock,
) -> Result<Agreement> {
    let events: Vec<EventInput> = current.events.iter().map(EventInput::from).chain([event]).collect();
    let patch = Submitted {
        content: serde_json::json!({ "events": events }),
        faults: Vec::new(),
    };
    let said = Some(particulars);
    let recorded = revise(
        conn,
        catalogues,
        current,
        patch,
        Action::AgreementEventRecorded,
        said,
        by,
        clock,
    )?;
    Ok(recorded.agreement)
}

/// Lays a patch over an agreement and puts what comes of it in its place.
#[expect(
    clippy::too_many_arguments,
    reason = "everything that makes a new version and its entry"
)]
fn revise(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    current: Agreement,
    patch: Submitted<serde_json::Value>,
    action: Action,
    particulars: Option<String>,
    by: &Actor,
    clock: &Clock,
) -> Result<Written> {
    let now = clock.now();
    let changed = lay_over(&DraftInput::from(&current), patch)?;
    let mut draft = checked(conn, catalogues, changed, Some(&current), now)?;
    let not_a_duplicate = draft.not_a_duplicate.take();
    let petitioner = draft.petitioner;
    if petitioner != current.petitioner.as_ref().map(|petitioner| petitioner.id) && !by.may_name_petitioner() {
        return Err(Error::Forbidden);
    }
    let linked_before: Vec<AgreementId> = current
        .links
        .iter()
        .filter(|link| link.relation.bearing().is_some())
        .map(|link| link.agreement)
        .collect();
    let (mut agreement, bodies) = assemble(
        conn,
        &mut Directory::default(),
        draft,
        petitioner,
        Some(&current),
        by,
        clock,
        now,
    )?;
    agreement.links.extend(
        current
            .links
            .into_iter()
            .filter(|link| link.relation.bearing().is_none()),
    );
    let record = rows::update(conn, &mut agreement)?;
    let reason = not_a_duplicate.as_deref();
    let duplicates = duplicates::answered(conn, &by.sight(), &agreement, &bodies, reason)?;
    let mut change = Change::agreement_as_written(action, agreement.id, &record);
    if let Some(particulars) = particulars {
        change = change.saying(particulars);
    } else if let Some(not_a_duplicate) = reason {
        change = change.saying(serde_json::to_string(&duplicates::Said { not_a_duplicate })?);
    }
    journal::record(conn, &change, by, now)?;
    effect::show_in_others(conn, &agreement, &linked_before, by, now)?;
    Ok(Written {
        agreement,
        record,
        duplicates,
    })
}

impl Agreement {
    /// Whether its petitioner is at work on it: later changes are moves of the procedure or corrections.
    #[must_use]
    pub const fn is_editable(&self) -> bool {
        matches!(self.stage, Some(Stage::Draft | Stage::Incomplete | Stage::Observed))
    }

    /// # Errors
    /// `NotEditable` unless it is.
    fn check_editable(&self) -> Result<()> {
        if self.is_editable() {
            Ok(())
        } else {
            Err(Error::NotEditable { stage: self.stage })
        }
    }
}

/// Writes down an agreement that was moved, and the journal's entry for it with what was said.
///
/// # Errors
/// `Stale` when somebody was faster, or what the database says.
pub fn put(
    conn: &mut DbConnection,
    agreement: &mut Agreement,
    action: Action,
    particulars: String,
    by: &Actor,
    now: Timestamp,
) -> Result<()> {
    let record = rows::update(conn, agreement)?;
    let change = Change::agreement_as_written(action, agreement.id, &record).saying(particulars);
    journal::record(conn, &change, by, now)?;
    effect::show_in_others(conn, agreement, &[], by, now)
}

/// Writes out anew the records in which a body is a party or the petitioner, and those of the bodies it came from, which are found
/// under its names too. Nothing of the agreements themselves changes.
///
/// # Errors
/// What the database says.
pub fn show_body_anew(conn: &mut DbConnection, body: &Body) -> Result<()> {
    let ids = showing_body(conn, body.id)?;
    for id in ids {
        let mut agreement = record::stored(conn, &crate::access::Sight::Everything, id)?;
        for party in agreement.parties.iter_mut().filter(|party| party.body.id == body.id) {
            party.body = body.brief();
        }
        if let Some(petitioner) = agreement
            .petitioner
            .as_mut()
            .filter(|petitioner| petitioner.id == body.id)
        {
            *petitioner = body.reference();
        }
        rows::write_out(conn, &agreement)?;
    }
    Ok(())
}

/// The agreements in which a body is a party or the petitioner, and those of the bodies it came from, in the order of the ids.
///
/// # Errors
/// What the database says.
pub fn showing_body(conn: &mut DbConnection, body: BodyId) -> Result<Vec<AgreementId>> {
    let mut ids: Vec<AgreementId> = parties::table
        .filter(parties::body_id.eq_any(with_predecessors(conn, &[body])?))
        .select(parties::agreement_id)
        .load(conn)?;
    ids.extend(
        agreements::table
            .filter(agreements::petitioner_id.eq(body))
            .select(agreements::id)
            .load::<AgreementId>(conn)?,
    );
    ids.sort();
    ids.dedup();
    Ok(ids)
}
