//! Agreements in the tables, field by field, and the record and the words derived from them.

use diesel::prelude::*;

use super::term::{EntryIntoForce, TermKind, TermUnit};
use super::validity::{ValidityBasis, phases};
use super::{Agreement, AgreementId, Binding, CaseClock, Origin, Stage, effect, pairings, words};
use crate::bodies::{Body, BodyId, successors_of};
use crate::catalogues::Catalogues;
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::db::schema::{
    agreement_areas, agreement_events, agreement_records, agreement_texts, agreements, alternative_titles, case_clocks,
    follow_ups, links, parties, regularisations, signatures, sources, terms,
};
use crate::error::{Error, Result};
use crate::folding::fold;
use crate::partial_date::PartialDate;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = agreements)]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct AgreementRow {
    pub(super) id: AgreementId,
    pub(super) registration_number: Option<String>,
    pub(super) external_number: Option<String>,
    pub(super) stage: Option<Stage>,
    pub(super) stage_since: Option<Timestamp>,
    pub(super) origin: Origin,
    pub(super) title: String,
    pub(super) title_key: String,
    pub(super) instrument_type: String,
    pub(super) denomination: Option<String>,
    pub(super) binding: Binding,
    pub(super) languages: String,
    pub(super) object: Option<String>,
    pub(super) legal_basis: Option<String>,
    pub(super) derives_from_treaty: Option<String>,
    pub(super) petitioner_id: Option<BodyId>,
    pub(super) signed_on: Option<String>,
    pub(super) signed_earliest: Option<chrono::NaiveDate>,
    pub(super) signed_latest: Option<chrono::NaiveDate>,
    pub(super) signed_place: Option<String>,
    pub(super) validity_basis: ValidityBasis,
    pub(super) starts_on: Option<chrono::NaiveDate>,
    pub(super) ends_on: Option<chrono::NaiveDate>,
    pub(super) ends_earliest: Option<chrono::NaiveDate>,
    pub(super) ends_latest: Option<chrono::NaiveDate>,
    pub(super) registered_on: Option<chrono::NaiveDate>,
    pub(super) responsible_unit: Option<String>,
    pub(super) is_public: bool,
    pub(super) version: i32,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

impl From<&Agreement> for AgreementRow {
    fn from(agreement: &Agreement) -> Self {
        let span = agreement.validity_facts().span();
        let ends_on = effect::ends_on(&agreement.phases);
        let ends_between = ends_on.map(|end| (end, end)).or(span.ends_between);
        Self {
            id: agreement.id,
            registration_number: agreement.registration_number.clone(),
            external_number: agreement.external_number.clone(),
            stage: agreement.stage,
            stage_since: agreement.stage_since,
            origin: agreement.origin,
            title: agreement.title.clone(),
            title_key: fold(&agreement.title),
            instrument_type: agreement.instrument_type.clone(),
            denomination: agreement.denomination.clone(),
            binding: agreement.binding,
            languages: agreement.languages.join(" "),
            object: agreement.object.clone(),
            legal_basis: agreement.legal_basis.clone(),
            derives_from_treaty: agreement.derives_from_treaty.clone(),
            petitioner_id: agreement.petitioner.as_ref().map(|petitioner| petitioner.id),
            signed_on: agreement.signed_on.map(|date| date.to_string()),
            signed_earliest: agreement.signed_on.map(PartialDate::earliest),
            signed_latest: agreement.signed_on.map(PartialDate::latest),
            signed_place: agreement.signed_place.clone(),
            validity_basis: span.basis,
            starts_on: span.starts_on,
            ends_on,
            ends_earliest: ends_between.map(|(first, _)| first),
            ends_latest: ends_between.map(|(_, last)| last),
            registered_on: agreement.registered_on,
            responsible_unit: agreement.responsible_unit.clone(),
            is_public: agreement.is_public(),
            version: agreement.version,
            created_at: agreement.created_at,
            updated_at: agreement.updated_at,
        }
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = terms, treat_none_as_default_value = false)]
pub(super) struct TermRow {
    pub(super) agreement_id: AgreementId,
    pub(super) kind: TermKind,
    pub(super) amount: Option<i32>,
    pub(super) unit: Option<TermUnit>,
    pub(super) until: Option<String>,
    pub(super) entry_into_force: EntryIntoForce,
    pub(super) in_force_from: Option<String>,
    pub(super) renewal_amount: Option<i32>,
    pub(super) renewal_unit: Option<TermUnit>,
    pub(super) renewal_times: Option<i32>,
    pub(super) notice_days: Option<i32>,
    pub(super) text: Option<String>,
}

impl TermRow {
    fn of(agreement: &Agreement) -> Self {
        let term = &agreement.term;
        let text = |date: Option<PartialDate>| date.map(|date| date.to_string());
        Self {
            agreement_id: agreement.id,
            kind: term.kind,
            amount: term.amount,
            unit: term.unit,
            until: text(term.until),
            entry_into_force: term.entry_into_force,
            in_force_from: text(term.in_force_from),
            renewal_amount: term.renewal.as_ref().map(|renewal| renewal.amount),
            renewal_unit: term.renewal.as_ref().map(|renewal| renewal.unit),
            renewal_times: term.renewal.as_ref().and_then(|renewal| renewal.times),
            notice_days: term.notice_days,
            text: term.text.clone(),
        }
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = case_clocks, treat_none_as_default_value = false)]
pub(super) struct ClockRow {
    agreement_id: AgreementId,
    brought_on: chrono::NaiveDate,
    stopped_days: i32,
    stopped_working_days: i32,
    stopped_on: Option<chrono::NaiveDate>,
    due_on: Option<chrono::NaiveDate>,
    ended_on: Option<chrono::NaiveDate>,
}

impl ClockRow {
    fn of(agreement: &Agreement) -> Option<Self> {
        let clock = agreement.clock.as_ref()?;
        Some(Self {
            agreement_id: agreement.id,
            brought_on: clock.brought_on,
            stopped_days: clock.stopped_days.try_into().unwrap_or(i32::MAX),
            stopped_working_days: clock.stopped_working_days.try_into().unwrap_or(i32::MAX),
            stopped_on: clock.stopped_on,
            due_on: clock.due_on,
            ended_on: clock.ended_on,
        })
    }
}

impl From<ClockRow> for CaseClock {
    fn from(row: ClockRow) -> Self {
        Self {
            brought_on: row.brought_on,
            stopped_days: row.stopped_days.try_into().unwrap_or(0),
            stopped_working_days: row.stopped_working_days.try_into().unwrap_or(0),
            stopped_on: row.stopped_on,
            due_on: row.due_on,
            ended_on: row.ended_on,
        }
    }
}

/// Adds an agreement and answers with its record as it was written out. Nothing bears on a new one yet.
pub(super) fn insert(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    agreement: &mut Agreement,
    bodies: &[Body],
) -> Result<String> {
    agreement.phases = phases(&agreement.validity_facts(), &[]);
    diesel::insert_into(agreements::table)
        .values(AgreementRow::from(&*agreement))
        .execute(conn)?;
    insert_parts(conn, agreement)?;
    effect::insert_phases(conn, agreement.id, &agreement.phases)?;
    if let Some(reported) = agreement.regularises {
        diesel::insert_into(regularisations::table)
            .values((
                regularisations::case_id.eq(agreement.id),
                regularisations::reported_id.eq(reported),
                regularisations::done.eq(false),
            ))
            .execute(conn)?;
    }
    let (record, title_words, all_words) = written_out(conn, catalogues, agreement, bodies)?;
    diesel::insert_into(agreement_records::table)
        .values((
            agreement_records::agreement_id.eq(agreement.id),
            agreement_records::version.eq(agreement.version),
            agreement_records::record.eq(&record),
        ))
        .execute(conn)?;
    diesel::insert_into(agreement_texts::table)
        .values((
            agreement_texts::agreement_id.eq(agreement.id),
            agreement_texts::title_words.eq(title_words),
            agreement_texts::all_words.eq(all_words),
        ))
        .execute(conn)?;
    Ok(record)
}

/// Puts a new version of an agreement in the place of the old one.
pub(super) fn update(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    agreement: &mut Agreement,
    bodies: &[Body],
) -> Result<String> {
    let id = agreement.id;
    agreement.phases = effect::phases_of(conn, agreement)?;
    let changed = diesel::update(
        agreements::table
            .filter(agreements::id.eq(id))
            .filter(agreements::version.eq(agreement.version - 1)),
    )
    .set(AgreementRow::from(&*agreement))
    .execute(conn)?;
    if changed == 0 {
        return Err(Error::Stale {
            version: agreements::table.find(id).select(agreements::version).first(conn)?,
        });
    }
    diesel::delete(terms::table.find(id)).execute(conn)?;
    diesel::delete(case_clocks::table.find(id)).execute(conn)?;
    diesel::delete(follow_ups::table.filter(follow_ups::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(alternative_titles::table.filter(alternative_titles::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(agreement_areas::table.filter(agreement_areas::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(links::table.filter(links::from_id.eq(id))).execute(conn)?;
    diesel::delete(sources::table.filter(sources::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(agreement_events::table.filter(agreement_events::agreement_id.eq(id))).execute(conn)?;
    let of_parties = parties::table.filter(parties::agreement_id.eq(id)).select(parties::id);
    diesel::delete(signatures::table.filter(signatures::party_id.eq_any(of_parties))).execute(conn)?;
    diesel::delete(parties::table.filter(parties::agreement_id.eq(id))).execute(conn)?;
    pairings::remove(conn, id)?;
    insert_parts(conn, agreement)?;
    effect::keep_phases(conn, agreement)?;
    write_out(conn, catalogues, agreement, bodies)
}

/// Writes the derived record and words of an agreement out anew.
pub(super) fn write_out(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    agreement: &Agreement,
    bodies: &[Body],
) -> Result<String> {
    let (record, title_words, all_words) = written_out(conn, catalogues, agreement, bodies)?;
    diesel::update(agreement_records::table.find(agreement.id))
        .set((
            agreement_records::version.eq(agreement.version),
            agreement_records::record.eq(&record),
        ))
        .execute(conn)?;
    diesel::update(agreement_texts::table.find(agreement.id))
        .set((
            agreement_texts::title_words.eq(title_words),
            agreement_texts::all_words.eq(all_words),
        ))
        .execute(conn)?;
    Ok(record)
}

fn written_out(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    agreement: &Agreement,
    bodies: &[Body],
) -> Result<(String, String, String)> {
    let record = serde_json::to_string(agreement)?;
    let successors = successors_of(conn, bodies)?;
    let (title_words, all_words) = words::of(agreement, bodies, &successors, catalogues);
    Ok((record, title_words, all_words))
}

fn insert_parts(conn: &mut DbConnection, agreement: &Agreement) -> Result<()> {
    let id = agreement.id;
    diesel::insert_into(terms::table)
        .values(TermRow::of(agreement))
        .execute(conn)?;
    if let Some(clock) = ClockRow::of(agreement) {
        diesel::insert_into(case_clocks::table).values(clock).execute(conn)?;
    }
    for (position, title) in (0_i32..).zip(&agreement.alternative_titles) {
        diesel::insert_into(alternative_titles::table)
            .values((
                alternative_titles::agreement_id.eq(id),
                alternative_titles::position.eq(position),
                alternative_titles::language.eq(&title.language),
                alternative_titles::title.eq(&title.title),
            ))
            .execute(conn)?;
    }
    for (position, area) in (0_i32..).zip(&agreement.areas) {
        diesel::insert_into(agreement_areas::table)
            .values((
                agreement_areas::agreement_id.eq(id),
                agreement_areas::area.eq(area),
                agreement_areas::position.eq(position),
            ))
            .execute(conn)?;
    }
    for (link, bearing) in agreement
        .links
        .iter()
        .filter_map(|link| Some((link, link.relation.bearing()?)))
    {
        diesel::insert_into(links::table)
            .values((
                links::from_id.eq(id),
                links::relation.eq(bearing),
                links::to_id.eq(link.agreement),
            ))
            .execute(conn)?;
    }
    for (position, event) in (0_i32..).zip(&agreement.events) {
        diesel::insert_into(agreement_events::table)
            .values((
                agreement_events::agreement_id.eq(id),
                agreement_events::position.eq(position),
                agreement_events::kind.eq(event.kind),
                agreement_events::happened_on.eq(event.on.to_string()),
                agreement_events::document.eq(&event.document),
                agreement_events::note.eq(&event.note),
            ))
            .execute(conn)?;
    }
    for report in &agreement.follow_ups {
        diesel::insert_into(follow_ups::table)
            .values((
                follow_ups::agreement_id.eq(id),
                follow_ups::year.eq(report.year),
                follow_ups::active.eq(report.active),
                follow_ups::activities.eq(&report.activities),
                follow_ups::results.eq(&report.results),
                follow_ups::reported_on.eq(report.reported_on),
            ))
            .execute(conn)?;
    }
    for (position, source) in (0_i32..).zip(&agreement.sources) {
        diesel::insert_into(sources::table)
            .values((
                sources::agreement_id.eq(id),
                sources::position.eq(position),
                sources::url.eq(&source.url),
                sources::title.eq(&source.title),
                sources::consulted_on.eq(source.consulted_on),
            ))
            .execute(conn)?;
    }
    for (position, party) in (0_i32..).zip(&agreement.parties) {
        diesel::insert_into(parties::table)
            .values((
                parties::id.eq(party.id),
                parties::agreement_id.eq(id),
                parties::position.eq(position),
                parties::side.eq(party.side),
                parties::body_id.eq(party.body.id),
                parties::name_as_signed.eq(&party.name_as_signed),
            ))
            .execute(conn)?;
        for (position, signature) in (0_i32..).zip(&party.signatures) {
            diesel::insert_into(signatures::table)
                .values((
                    signatures::party_id.eq(party.id),
                    signatures::position.eq(position),
                    signatures::name.eq(&signature.name),
                    signatures::post.eq(&signature.post),
                    signatures::signed_on.eq(signature.signed_on.map(|date| date.to_string())),
                    signatures::place.eq(&signature.place),
                ))
                .execute(conn)?;
        }
    }
    pairings::insert(conn, agreement)
}
