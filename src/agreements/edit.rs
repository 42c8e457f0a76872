//! Changing a draft, and showing a changed body in the agreements it is a party of.

use diesel::prelude::*;

use super::create::{Directory, assemble, checked, show_links_of};
use super::{Agreement, AgreementId, DraftInput, Origin, Stage, record, rows};
use crate::access::{Actor, Deed};
use crate::bodies::{Body, BodyId};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::content::{Submitted, lay_over};
use crate::db::DbConnection;
use crate::db::schema::{agreements, parties};
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::journal::{self, Action, Change};
use crate::language::words;

/// Changes a draft: the patch is laid over it and the whole is checked like a new one.
///
/// # Errors
/// `NotFound` for whoever may not see it, `Forbidden`, `NotEditable` once it is no draft any more, what `expected` says of its
/// version, `Content` with every fault.
pub fn edit(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    id: AgreementId,
    expected: impl FnOnce(i32) -> Result<()>,
    patch: Submitted<serde_json::Value>,
    by: &Actor,
    clock: &Clock,
) -> Result<Agreement> {
    let current = record::stored(conn, &by.sight(), id)?;
    by.must_be_allowed(Deed::Draft)?;
    current.check_editable()?;
    expected(current.version)?;

    let now = clock.now();
    let mut changed = lay_over(&DraftInput::from(&current), patch)?;
    changed.faults.extend(current.origin_is_fixed(changed.content.origin));
    let draft = checked(conn, catalogues, changed, Some(id), by, now)?;
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
    let record = rows::update(conn, catalogues, &agreement, &bodies)?;
    show_links_of(conn, &agreement, &linked_before)?;
    journal::record(
        conn,
        &Change::agreement_as_written(Action::AgreementEdited, agreement.id, record),
        by,
        now,
    )?;
    Ok(agreement)
}

impl Agreement {
    /// The fault of another origin once the case was brought: its way through the procedure depends on it.
    fn origin_is_fixed(&self, wanted: Option<Origin>) -> Option<Fault> {
        let origin = self.origin.label();
        let words = words!(
            "El origen ya no cambia; el caso se presentó como: {origin}",
            "The origin changes no more; the case was brought as: {origin}";
            origin
        );
        let changes = self.stage != Some(Stage::Draft) && wanted != Some(self.origin);
        changes.then(|| Fault::at("/origin", FaultCode::OriginFixed, words))
    }

    /// # Errors
    /// `NotEditable` unless its petitioner is at work on it: later changes are moves of the procedure or corrections.
    fn check_editable(&self) -> Result<()> {
        if matches!(self.stage, Some(Stage::Draft | Stage::Incomplete | Stage::Observed)) {
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
    catalogues: &Catalogues,
    agreement: &Agreement,
    action: Action,
    particulars: String,
    by: &Actor,
    now: Timestamp,
) -> Result<()> {
    let of_parties: Vec<BodyId> = agreement.parties.iter().map(|party| party.body.id).collect();
    let bodies = Body::find_many(conn, &of_parties)?;
    let record = rows::update(conn, catalogues, agreement, &bodies)?;
    show_links_of(conn, agreement, &[])?;
    let change = Change::agreement_as_written(action, agreement.id, record).saying(particulars);
    journal::record(conn, &change, by, now)?;
    Ok(())
}

/// Writes out anew the records in which a body is a party or the petitioner. Nothing of the agreements themselves changes.
///
/// # Errors
/// What the database says.
pub fn show_body_anew(conn: &mut DbConnection, catalogues: &Catalogues, body: &Body) -> Result<()> {
    let mut ids: Vec<AgreementId> = parties::table
        .filter(parties::body_id.eq(body.id))
        .select(parties::agreement_id)
        .load(conn)?;
    ids.extend(
        agreements::table
            .filter(agreements::petitioner_id.eq(body.id))
            .select(agreements::id)
            .load::<AgreementId>(conn)?,
    );
    ids.sort();
    ids.dedup();
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
        let of_parties: Vec<BodyId> = agreement.parties.iter().map(|party| party.body.id).collect();
        let bodies = of_parties
            .into_iter()
            .map(|id| Body::find(conn, id))
            .collect::<Result<Vec<_>>>()?;
        rows::write_out(conn, catalogues, &agreement, &bodies)?;
    }
    Ok(())
}
