//! Beginning a draft, and entering what is known from public sources.

use diesel::prelude::*;

use super::directory::Directory;
use super::draft::{BodyChoice, Draft};
use super::duplicates::{self, Written};
use super::links::{lead_to, link_cycle};
use super::rules::{self, unknown_agreement};
use super::scope::{private_fault, side_fault};
use super::{Agreement, AgreementId, Bearing, DraftInput, Link, Origin, Party, PartyId, Stage, effect, rows};
use crate::access::{Actor, Deed, Role, Sight};
use crate::bodies::{Body, BodyId, unknown_body};
use crate::catalogues::Catalogues;
use crate::clock::{Clock, Timestamp};
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::db::schema::agreements;
use crate::error::{Error, Result};
use crate::fault::{self, Fault, FaultCode};
use crate::journal::{self, Action, Change};
use crate::language::words;

/// Begins a draft; of origin `reported`, enters what public sources know and shows it at once.
///
/// # Errors
/// `Forbidden`, `Content` with every fault.
pub fn create(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    submitted: Submitted<DraftInput>,
    by: &Actor,
    clock: &Clock,
) -> Result<Written> {
    let origin = submitted.content.origin.unwrap_or(Origin::Procedure);
    may_create(origin, by)?;
    let now = clock.now();
    let mut draft = checked(conn, catalogues, submitted, None, now)?;
    let not_a_duplicate = draft.not_a_duplicate.take();
    let petitioner = petitioner(&draft, by)?;
    let (agreement, bodies) = assemble(conn, &mut Directory::default(), draft, petitioner, None, by, clock, now)?;
    must_be_of_their_state(conn, &agreement, by)?;
    let new = [rows::New::of(agreement)?];
    rows::insert(conn, &new)?;
    let [rows::New { agreement, record }] = new;
    let reason = not_a_duplicate.as_deref();
    let duplicates = duplicates::answered(conn, &by.sight(), &agreement, &bodies, reason)?;
    let mut change = Change::agreement_as_written(Action::AgreementCreated, agreement.id, &record);
    if let Some(not_a_duplicate) = reason {
        change = change.saying(serde_json::to_string(&duplicates::Said { not_a_duplicate })?);
    }
    journal::record(conn, &change, by, now)?;
    effect::show_in_others(conn, &agreement, &[], by, now)?;
    Ok(Written {
        agreement,
        record,
        duplicates,
    })
}

/// Lets the actor go on, if they may bring in agreements of an origin.
///
/// # Errors
/// `Forbidden` when they may not.
pub fn may_create(origin: Origin, by: &Actor) -> Result<()> {
    by.must_be_allowed(if origin == Origin::Reported {
        Deed::Report
    } else {
        Deed::Draft
    })
}

/// The draft, when it keeps every rule; what it names is looked up too, so that all faults are told at once.
pub(super) fn checked(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    submitted: Submitted<DraftInput>,
    current: Option<&Agreement>,
    now: Timestamp,
) -> Result<Draft> {
    let Submitted { content, mut faults } = submitted;
    let stage = current.and_then(|current| current.stage);
    let draft = rules::check(&content, catalogues, now.day_in_mexico(), stage, &mut faults);
    let own = current.map(|current| current.id);
    faults.extend(wrong_references(conn, &content, own)?);
    match draft {
        Some(draft) if faults.is_empty() => Ok(draft),
        _ => {
            fault::in_order(&mut faults);
            Err(Error::Content(faults))
        }
    }
}

fn wrong_references(conn: &mut DbConnection, input: &DraftInput, own: Option<AgreementId>) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (position, party) in input.parties.iter().flatten().enumerate() {
        let Some(id) = party
            .body
            .as_ref()
            .and_then(|body| body.id.as_deref())
            .and_then(BodyId::parse)
        else {
            continue;
        };
        let at = format!("/parties/{position}/body/id");
        match Body::find(conn, id) {
            Ok(body) => {
                let country = body.country.as_deref();
                faults.extend(
                    party
                        .side
                        .and_then(|side| side_fault(side, country, body.level, at.clone())),
                );
                faults.extend(private_fault(body.kind, at));
            }
            Err(Error::NotFound) => faults.push(unknown_body(at)),
            Err(other) => return Err(other),
        }
    }
    if let Some(id) = input
        .petitioner
        .as_ref()
        .and_then(|petitioner| petitioner.id.as_deref())
        .and_then(BodyId::parse)
    {
        match Body::find(conn, id) {
            Ok(_) => {}
            Err(Error::NotFound) => faults.push(unknown_body("/petitioner/id".into())),
            Err(other) => return Err(other),
        }
    }
    for (position, link) in input.links.iter().flatten().enumerate() {
        if let Some(id) = link.agreement.as_deref().and_then(AgreementId::parse) {
            faults.extend(wrong_link(conn, position, id, own)?);
        }
    }
    Ok(faults)
}

/// What is wrong with a link to an agreement, if anything is.
pub(super) fn wrong_link(
    conn: &mut DbConnection,
    position: usize,
    id: AgreementId,
    own: Option<AgreementId>,
) -> Result<Option<Fault>> {
    if own == Some(id) {
        let words = words!(
            "Un acuerdo no puede ligarse a sí mismo",
            "An agreement cannot be linked to itself"
        );
        let pointer = format!("/links/{position}/agreement");
        return Ok(Some(Fault::at(pointer, FaultCode::SelfLink, words)));
    }
    // Sooner or later everybody sees this agreement and its entries: a link in them must not give away another's case.
    let known: i64 = agreements::table
        .filter(agreements::id.eq(id))
        .filter(Sight::Public.condition())
        .count()
        .get_result(conn)?;
    if known == 0 {
        return Ok(Some(unknown_agreement(position)));
    }
    match own {
        Some(own) if lead_to(conn, id, own)? => Ok(Some(link_cycle(position))),
        _ => Ok(None),
    }
}

/// Who brings the case: an office for itself, otherwise whoever is named. Of what is only reported nobody does yet.
pub(super) fn petitioner(draft: &Draft, by: &Actor) -> Result<Option<BodyId>> {
    match (draft.origin, by.role) {
        (Origin::Reported, _) => Ok(None),
        (_, Some(Role::Office)) => {
            // A body that another took over brings no new cases.
            let own = by.body.filter(|body| by.answers_for.contains(body));
            match draft.petitioner {
                Some(other) if own != Some(other) => Err(Error::Forbidden),
                _ => own.map(Some).ok_or(Error::Forbidden),
            }
        }
        _ => Ok(draft.petitioner),
    }
}

/// A liaison brings the cases of its own state's bodies, also where the petitioner is not named but follows from the parties.
fn must_be_of_their_state(conn: &mut DbConnection, agreement: &Agreement, by: &Actor) -> Result<()> {
    let Some(petitioner) = &agreement.petitioner else {
        return Ok(());
    };
    if by.role == Some(Role::Liaison) && Body::find(conn, petitioner.id)?.state != by.state {
        return Err(Error::Forbidden);
    }
    Ok(())
}

/// The agreement a draft makes, new or in the place of an earlier version of itself.
#[expect(
    clippy::too_many_arguments,
    reason = "everything that goes into a new version of a record"
)]
pub(super) fn assemble(
    conn: &mut DbConnection,
    directory: &mut Directory,
    draft: Draft,
    petitioner: Option<BodyId>,
    earlier: Option<&Agreement>,
    by: &Actor,
    clock: &Clock,
    now: Timestamp,
) -> Result<(Agreement, Vec<Body>)> {
    let mut bodies = Vec::with_capacity(draft.parties.len());
    let mut parties: Vec<Party> = Vec::with_capacity(draft.parties.len());
    for party in draft.parties {
        let body = match party.body {
            BodyChoice::Known(id) => Body::find(conn, id)?,
            BodyChoice::Described(description) => directory.find_or_create(conn, &description, by, clock, now)?,
        };
        // Described without its kind, or with another: the directory knows what it is.
        if let Some(fault) = private_fault(body.kind, format!("/parties/{}/body/kind", parties.len())) {
            return Err(Error::Content(vec![fault]));
        }
        let known = earlier.and_then(|earlier| {
            earlier
                .parties
                .iter()
                .find(|known| known.side == party.side && known.body.id == body.id)
        });
        let id = known.map_or_else(|| PartyId(clock.new_id()), |known| known.id);
        if parties
            .iter()
            .any(|other| other.side == party.side && other.body.id == body.id)
        {
            // Told by name in one place and by id in another: only now can they be seen to be one.
            let words = words!("Este órgano ya figura como parte", "This body is a party already");
            let pointer = format!("/parties/{}/body", parties.len());
            return Err(Error::Content(vec![Fault::at(
                pointer,
                FaultCode::DuplicateValue,
                words,
            )]));
        }
        parties.push(Party {
            id,
            side: party.side,
            body: body.brief(),
            name_as_signed: party.name_as_signed,
            signatures: party.signatures,
        });
        bodies.push(body);
    }
    let petitioner = match petitioner {
        Some(id) => Some(Body::find(conn, id)?.reference()),
        None if draft.origin == Origin::Reported => None,
        None => bodies
            .iter()
            .zip(&parties)
            .find(|(_, party)| party.side == super::Side::Domestic)
            .map(|(body, _)| body.reference()),
    };
    let mut links = Vec::with_capacity(draft.links.len());
    for (bearing, other) in draft.links {
        links.push(link(conn, other, bearing)?);
    }
    let reported = draft.origin == Origin::Reported;
    let agreement = Agreement {
        id: earlier.map_or_else(|| AgreementId(clock.new_id()), |earlier| earlier.id),
        registration_number: earlier.and_then(|earlier| earlier.registration_number.clone()),
        external_number: draft.external_number,
        stage: (!reported).then(|| earlier.and_then(|earlier| earlier.stage).unwrap_or(Stage::Draft)),
        stage_since: (!reported).then(|| earlier.and_then(|earlier| earlier.stage_since).unwrap_or(now)),
        clock: earlier.and_then(|earlier| earlier.clock.clone()),
        origin: draft.origin,
        title: draft.title,
        alternative_titles: draft.alternative_titles,
        instrument_type: draft.instrument_type,
        denomination: draft.denomination,
        binding: draft.binding,
        languages: draft.languages,
        object: draft.object,
        legal_basis: draft.legal_basis,
        derives_from_treaty: draft.derives_from_treaty,
        areas: draft.areas,
        petitioner,
        regularises: earlier.map_or(draft.regularises, |earlier| earlier.regularises),
        regularised_by: earlier.and_then(|earlier| earlier.regularised_by),
        parties,
        signed_on: draft.signed_on,
        signed_place: draft.signed_place,
        term: draft.term,
        links,
        events: draft.events,
        follow_ups: earlier.map_or_else(Vec::new, |earlier| earlier.follow_ups.clone()),
        phases: Vec::new(),
        sources: draft.sources,
        clauses: earlier.map_or_else(Vec::new, |earlier| earlier.clauses.clone()),
        statements: earlier.map_or_else(Vec::new, |earlier| earlier.statements.clone()),
        registered_on: earlier.and_then(|earlier| earlier.registered_on),
        responsible_unit: draft.responsible_unit,
        version: earlier.map_or(1, |earlier| earlier.version + 1),
        created_at: earlier.map_or(now, |earlier| earlier.created_at),
        updated_at: now,
    };
    Ok((agreement, bodies))
}

fn link(conn: &mut DbConnection, id: AgreementId, bearing: Bearing) -> Result<Link> {
    let (registration_number, title) = agreements::table
        .find(id)
        .select((agreements::registration_number, agreements::title))
        .first(conn)?;
    Ok(Link {
        relation: bearing.forwards(),
        agreement: id,
        registration_number,
        title,
    })
}
