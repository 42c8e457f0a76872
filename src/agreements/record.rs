//! Agreements read: as the one stored record they make, or put together again from the tables.

use std::collections::HashMap;
use std::sync::OnceLock;

use diesel::prelude::*;

use super::clauses::{Clause, ClauseKind};
use super::events::{Event, EventKind};
use super::follow_ups::FollowUp;
use super::parts::{ClockRow, StatementRow, TermRow};
use super::rows::AgreementRow;
use super::statements::Statement;
use super::term::{Renewal, Term};
use super::view::Facts;
use super::{Agreement, AgreementId, Bearing, CaseClock, Link, Party, PartyId, Side, Signature, Source, Title};
use super::{effect, regularise};
use crate::access::Sight;
use crate::bodies::{Body, BodyId};
use crate::db::schema::{
    agreement_areas, agreement_events, agreement_records, agreements, alternative_titles, case_clocks, clauses,
    follow_ups, links, parties, signatures, sources, statements, terms,
};
use crate::db::{Backend, DbConnection, directly, exists_in, within};
use crate::documents::DocumentId;
use crate::error::{Error, Result};
use crate::partial_date::PartialDate;

/// An agreement as a reader gets it: the stored record, which is not taken apart, and its version.
#[derive(Debug)]
pub struct Readable {
    pub id: AgreementId,
    pub version: i32,
    pub record: String,
    facts: OnceLock<Facts>,
}

impl Readable {
    #[must_use]
    pub const fn new(id: AgreementId, version: i32, record: String) -> Self {
        Self {
            id,
            version,
            record,
            facts: OnceLock::new(),
        }
    }

    /// What of the record is needed to tell it, taken out once.
    pub(super) fn facts(&self) -> Result<&Facts> {
        if let Some(facts) = self.facts.get() {
            return Ok(facts);
        }
        let facts = serde_json::from_str(&self.record)?;
        Ok(self.facts.get_or_init(|| facts))
    }

    /// # Errors
    /// `Internal` when the stored record is damaged.
    pub fn agreement(&self) -> Result<Agreement> {
        Ok(serde_json::from_str(&self.record)?)
    }
}

/// Reads an agreement by its id or its registration number: one statement.
///
/// # Errors
/// `NotFound` when there is none, or it is not to be seen.
pub fn read(conn: &mut DbConnection, sight: &Sight, key: &str) -> Result<Readable> {
    // What everybody sees is found by one statement that is prepared once; the rest is asked with the caller's sight in it.
    let open = agreement_records::table
        .inner_join(agreements::table)
        .filter(agreements::is_public.eq(true))
        .select(agreement_records::all_columns);
    let found: Option<(AgreementId, i32, String)> = if let Some(id) = AgreementId::parse(key) {
        let open = open.filter(agreement_records::agreement_id.eq(id));
        directly!(conn, |conn| open.get_result(conn))
    } else {
        let open = open.filter(agreements::registration_number.eq(key));
        directly!(conn, |conn| open.get_result(conn))
    }
    .optional()?;
    if let Some((id, version, record)) = found {
        return Ok(Readable::new(id, version, record));
    }
    if *sight == Sight::Public {
        return Err(Error::NotFound);
    }
    let mut known = agreements::table.into_boxed::<Backend>().filter(sight.condition());
    known = match AgreementId::parse(key) {
        Some(id) => known.filter(agreements::id.eq(id)),
        None => known.filter(agreements::registration_number.eq(key.to_owned())),
    };
    let (id, version, record) = agreement_records::table
        .into_boxed::<Backend>()
        .filter(within(agreement_records::agreement_id, known.select(agreements::id)))
        .get_result(conn)?;
    Ok(Readable::new(id, version, record))
}

/// Reads agreements by their ids, in the order of these; those that are not there or not to be seen any more are left out.
///
/// # Errors
/// What the database says.
pub fn read_many(conn: &mut DbConnection, sight: &Sight, ids: &[AgreementId]) -> Result<Vec<Readable>> {
    let mut found: HashMap<AgreementId, Readable> = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let mut query = agreement_records::table
            .filter(agreement_records::agreement_id.eq_any(ids))
            .into_boxed::<Backend>();
        if *sight != Sight::Everything {
            let seen = agreements::table.into_boxed::<Backend>().filter(sight.condition());
            query = query.filter(exists_in(agreement_records::agreement_id, seen.select(agreements::id)));
        }
        let rows: Vec<(AgreementId, i32, String)> = query.load(conn)?;
        found.extend(
            rows.into_iter()
                .map(|(id, version, record)| (id, Readable::new(id, version, record))),
        );
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Reads agreements in the order of their ids, those behind one.
///
/// # Errors
/// What the database says.
pub fn read_behind(
    conn: &mut DbConnection,
    sight: &Sight,
    last: Option<AgreementId>,
    limit: i64,
) -> Result<Vec<Readable>> {
    let mut known = agreements::table.into_boxed::<Backend>().filter(sight.condition());
    if let Some(last) = last {
        known = known.filter(agreements::id.gt(last));
    }
    let ids: Vec<AgreementId> = known
        .order(agreements::id)
        .select(agreements::id)
        .limit(limit)
        .load(conn)?;
    read_many(conn, sight, &ids)
}

/// How many there are that may be seen.
///
/// # Errors
/// What the database says.
pub fn count_seen(conn: &mut DbConnection, sight: &Sight) -> Result<i64> {
    let seen = agreements::table.into_boxed::<Backend>().filter(sight.condition());
    Ok(seen.count().get_result(conn)?)
}

/// Reads the whole of an agreement for a change of it.
///
/// # Errors
/// As [`read`].
pub fn stored(conn: &mut DbConnection, sight: &Sight, id: AgreementId) -> Result<Agreement> {
    read(conn, sight, &id.to_string())?.agreement()
}

/// The links an agreement shows: those it has itself, then those that public later ones have to it.
pub(super) fn links_of(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<Link>> {
    type Row = (Bearing, AgreementId, Option<String>, String);
    let forwards: Vec<Row> = links::table
        .inner_join(agreements::table.on(agreements::id.eq(links::to_id)))
        .filter(links::from_id.eq(id))
        .order((links::relation, links::to_id))
        .select((
            links::relation,
            agreements::id,
            agreements::registration_number,
            agreements::title,
        ))
        .load(conn)?;
    let backwards: Vec<Row> = links::table
        .inner_join(agreements::table.on(agreements::id.eq(links::from_id)))
        .filter(links::to_id.eq(id))
        .filter(agreements::is_public.eq(true))
        .order((links::relation, links::from_id))
        .select((
            links::relation,
            agreements::id,
            agreements::registration_number,
            agreements::title,
        ))
        .load(conn)?;
    let forwards = forwards.into_iter().map(|row| (row.0.forwards(), row));
    let backwards = backwards.into_iter().map(|row| (row.0.backwards(), row));
    let link = |(relation, (_, agreement, registration_number, title))| Link {
        relation,
        agreement,
        registration_number,
        title,
    };
    Ok(forwards.chain(backwards).map(link).collect())
}

/// Puts an agreement together from the tables: what its stored record must say, but for the order of its links.
///
/// # Errors
/// `NotFound` when there is none of that id.
pub fn rebuild(conn: &mut DbConnection, id: AgreementId) -> Result<Agreement> {
    let row: AgreementRow = agreements::table.find(id).first(conn)?;
    let date = |text: Option<String>| text.and_then(|text| PartialDate::parse(&text).ok());
    let titles: Vec<(String, String)> = alternative_titles::table
        .filter(alternative_titles::agreement_id.eq(id))
        .order(alternative_titles::position)
        .select((alternative_titles::language, alternative_titles::title))
        .load(conn)?;
    let areas = agreement_areas::table
        .filter(agreement_areas::agreement_id.eq(id))
        .order(agreement_areas::position)
        .select(agreement_areas::area)
        .load(conn)?;
    let found_in: Vec<(String, Option<String>, chrono::NaiveDate)> = sources::table
        .filter(sources::agreement_id.eq(id))
        .order(sources::position)
        .select((sources::url, sources::title, sources::consulted_on))
        .load(conn)?;
    let petitioner = match row.petitioner_id {
        Some(id) => Some(Body::find(conn, id)?.reference()),
        None => None,
    };
    let term: TermRow = terms::table.find(id).first(conn)?;
    let term = Term {
        kind: term.kind,
        amount: term.amount,
        unit: term.unit,
        until: date(term.until),
        entry_into_force: term.entry_into_force,
        in_force_from: date(term.in_force_from),
        renewal: term
            .renewal_amount
            .zip(term.renewal_unit)
            .map(|(amount, unit)| Renewal {
                amount,
                unit,
                times: term.renewal_times,
            }),
        notice_days: term.notice_days,
        text: term.text,
    };
    let (regularises, regularised_by) = regularise::of(conn, id)?;
    let mut agreement = Agreement {
        id,
        registration_number: row.registration_number,
        external_number: row.external_number,
        stage: row.stage,
        stage_since: row.stage_since,
        clock: clock_of(conn, id)?,
        origin: row.origin,
        title: row.title,
        alternative_titles: titles
            .into_iter()
            .map(|(language, title)| Title { language, title })
            .collect(),
        instrument_type: row.instrument_type,
        denomination: row.denomination,
        binding: row.binding,
        languages: row.languages.split_whitespace().map(ToOwned::to_owned).collect(),
        object: row.object,
        legal_basis: row.legal_basis,
        derives_from_treaty: row.derives_from_treaty,
        areas,
        petitioner,
        regularises,
        regularised_by,
        parties: parties_of(conn, id)?,
        signed_on: date(row.signed_on),
        signed_place: row.signed_place,
        term,
        links: links_of(conn, id)?,
        events: events_of(conn, id)?,
        follow_ups: follow_ups_of(conn, id)?,
        phases: Vec::new(),
        sources: found_in
            .into_iter()
            .map(|(url, title, consulted_on)| Source {
                url,
                title,
                consulted_on,
            })
            .collect(),
        clauses: clauses_of(conn, id)?,
        statements: statements_of(conn, id)?,
        registered_on: row.registered_on,
        responsible_unit: row.responsible_unit,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    agreement.phases = effect::phases_of(conn, &agreement)?;
    Ok(agreement)
}

fn follow_ups_of(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<FollowUp>> {
    let rows: Vec<(i32, bool, String, Option<String>, chrono::NaiveDate)> = follow_ups::table
        .filter(follow_ups::agreement_id.eq(id))
        .order(follow_ups::year)
        .select((
            follow_ups::year,
            follow_ups::active,
            follow_ups::activities,
            follow_ups::results,
            follow_ups::reported_on,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(year, active, activities, results, reported_on)| FollowUp {
            year,
            active,
            activities,
            results,
            reported_on,
        })
        .collect())
}

fn clauses_of(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<Clause>> {
    type Row = (ClauseKind, Option<String>, DocumentId, Option<i32>, Option<String>);
    let rows: Vec<Row> = clauses::table
        .filter(clauses::agreement_id.eq(id))
        .order(clauses::position)
        .select((
            clauses::kind,
            clauses::label,
            clauses::document_id,
            clauses::page,
            clauses::text,
        ))
        .load(conn)?;
    let clause = |(kind, label, document, page, text)| Clause {
        kind,
        label,
        document,
        page,
        text,
    };
    Ok(rows.into_iter().map(clause).collect())
}

fn statements_of(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<Statement>> {
    let rows: Vec<StatementRow> = statements::table
        .filter(statements::agreement_id.eq(id))
        .order(statements::number)
        .load(conn)?;
    rows.into_iter().map(StatementRow::read).collect()
}

fn clock_of(conn: &mut DbConnection, id: AgreementId) -> Result<Option<CaseClock>> {
    let row: Option<ClockRow> = case_clocks::table.find(id).first(conn).optional()?;
    Ok(row.map(CaseClock::from))
}

fn events_of(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<Event>> {
    let rows: Vec<(EventKind, String, String, Option<String>)> = agreement_events::table
        .filter(agreement_events::agreement_id.eq(id))
        .order(agreement_events::position)
        .select((
            agreement_events::kind,
            agreement_events::happened_on,
            agreement_events::document,
            agreement_events::note,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(kind, on, document, note)| {
            let on = PartialDate::parse(&on).map_err(|_| Error::internal("a kept event without a date"))?;
            Ok(Event {
                kind,
                on,
                document,
                note,
            })
        })
        .collect()
}

/// Name, post, date and place.
type SignatureRow = (Option<String>, Option<String>, Option<String>, Option<String>);

fn parties_of(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<Party>> {
    type Row = (PartyId, Side, BodyId, Option<String>);
    let rows: Vec<Row> = parties::table
        .filter(parties::agreement_id.eq(id))
        .order(parties::position)
        .select((parties::id, parties::side, parties::body_id, parties::name_as_signed))
        .load(conn)?;
    let ids: Vec<BodyId> = rows.iter().map(|row| row.2).collect();
    let bodies = Body::find_many(conn, &ids)?;
    rows.into_iter()
        .map(|(id, side, body, name_as_signed)| {
            let body = bodies
                .iter()
                .find(|known| known.id == body)
                .ok_or(Error::NotFound)?
                .brief();
            let signed: Vec<SignatureRow> = signatures::table
                .filter(signatures::party_id.eq(id))
                .order(signatures::position)
                .select((
                    signatures::name,
                    signatures::post,
                    signatures::signed_on,
                    signatures::place,
                ))
                .load(conn)?;
            let signatures = signed
                .into_iter()
                .map(|(name, post, signed_on, place)| Signature {
                    name,
                    post,
                    signed_on: signed_on.and_then(|date| PartialDate::parse(&date).ok()),
                    place,
                })
                .collect();
            Ok(Party {
                id,
                side,
                body,
                name_as_signed,
                signatures,
            })
        })
        .collect()
}
