//! What an agreement is made of beside its own row: term, titles, areas, links, events, reports, clauses, sources, parties and
//! signatures.
#![expect(clippy::ref_option_ref, reason = "what `Insertable` makes of an optional column")]

use diesel::prelude::*;

use super::clauses::ClauseKind;
use super::events::EventKind;
use super::statements::{Method, Standing, Statement};
use super::term::{EntryIntoForce, TermKind, TermUnit};
use super::{Agreement, AgreementId, Bearing, CaseClock, PartyId, Side, pairings};
use crate::access::Role;
use crate::bodies::BodyId;
use crate::db::schema::{
    agreement_areas, agreement_events, alternative_titles, case_clocks, clauses, follow_ups, links, parties,
    signatures, sources, statements, terms,
};
use crate::db::{DbConnection, insert_rows};
use crate::documents::DocumentId;
use crate::error::Result;
use crate::partial_date::PartialDate;

/// Adds the parts of agreements, table by table.
pub(super) fn insert<'a, A>(conn: &mut DbConnection, agreements: impl Fn() -> A) -> Result<()>
where
    A: Iterator<Item = &'a Agreement>,
{
    insert_rows!(conn, terms::table, agreements().map(TermRow::of))?;
    insert_rows!(conn, case_clocks::table, agreements().filter_map(ClockRow::of))?;
    insert_rows!(conn, alternative_titles::table, agreements().flat_map(TitleRow::of))?;
    insert_rows!(conn, agreement_areas::table, agreements().flat_map(AreaRow::of))?;
    insert_rows!(conn, links::table, agreements().flat_map(LinkRow::of))?;
    insert_rows!(conn, agreement_events::table, agreements().flat_map(EventRow::of))?;
    insert_rows!(conn, follow_ups::table, agreements().flat_map(FollowUpRow::of))?;
    insert_rows!(conn, clauses::table, agreements().flat_map(ClauseRow::of))?;
    insert_rows!(conn, statements::table, agreements().flat_map(StatementRow::of))?;
    insert_rows!(conn, sources::table, agreements().flat_map(SourceRow::of))?;
    insert_rows!(conn, parties::table, agreements().flat_map(PartyRow::of))?;
    insert_rows!(conn, signatures::table, agreements().flat_map(SignatureRow::of))?;
    pairings::insert(conn, agreements())
}

/// Puts the parts of an agreement in the place of those of its earlier version.
pub(super) fn replace(conn: &mut DbConnection, agreement: &Agreement) -> Result<()> {
    let id = agreement.id;
    diesel::delete(terms::table.find(id)).execute(conn)?;
    diesel::delete(case_clocks::table.find(id)).execute(conn)?;
    diesel::delete(follow_ups::table.filter(follow_ups::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(alternative_titles::table.filter(alternative_titles::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(agreement_areas::table.filter(agreement_areas::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(links::table.filter(links::from_id.eq(id))).execute(conn)?;
    diesel::delete(clauses::table.filter(clauses::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(statements::table.filter(statements::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(sources::table.filter(sources::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(agreement_events::table.filter(agreement_events::agreement_id.eq(id))).execute(conn)?;
    let of_parties = parties::table.filter(parties::agreement_id.eq(id)).select(parties::id);
    diesel::delete(signatures::table.filter(signatures::party_id.eq_any(of_parties))).execute(conn)?;
    diesel::delete(parties::table.filter(parties::agreement_id.eq(id))).execute(conn)?;
    pairings::remove(conn, id)?;
    insert(conn, || std::iter::once(agreement))
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

#[derive(Insertable)]
#[diesel(table_name = alternative_titles)]
struct TitleRow<'a> {
    agreement_id: AgreementId,
    position: i32,
    language: &'a str,
    title: &'a str,
}

impl<'a> TitleRow<'a> {
    fn of(agreement: &'a Agreement) -> impl Iterator<Item = Self> {
        (0..).zip(&agreement.alternative_titles).map(|(position, title)| Self {
            agreement_id: agreement.id,
            position,
            language: &title.language,
            title: &title.title,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = agreement_areas)]
struct AreaRow<'a> {
    agreement_id: AgreementId,
    area: &'a str,
    position: i32,
}

impl<'a> AreaRow<'a> {
    fn of(agreement: &'a Agreement) -> impl Iterator<Item = Self> {
        (0..).zip(&agreement.areas).map(|(position, area)| Self {
            agreement_id: agreement.id,
            area,
            position,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = links)]
struct LinkRow {
    from_id: AgreementId,
    relation: Bearing,
    to_id: AgreementId,
}

impl LinkRow {
    /// Its own links; those of later agreements to it are theirs.
    fn of(agreement: &Agreement) -> impl Iterator<Item = Self> {
        agreement.links.iter().filter_map(|link| {
            Some(Self {
                from_id: agreement.id,
                relation: link.relation.bearing()?,
                to_id: link.agreement,
            })
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = agreement_events, treat_none_as_default_value = false)]
struct EventRow<'a> {
    agreement_id: AgreementId,
    position: i32,
    kind: EventKind,
    happened_on: String,
    document: &'a str,
    note: Option<&'a str>,
}

impl<'a> EventRow<'a> {
    fn of(agreement: &'a Agreement) -> impl Iterator<Item = Self> {
        (0..).zip(&agreement.events).map(|(position, event)| Self {
            agreement_id: agreement.id,
            position,
            kind: event.kind,
            happened_on: event.on.to_string(),
            document: &event.document,
            note: event.note.as_deref(),
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = follow_ups, treat_none_as_default_value = false)]
struct FollowUpRow<'a> {
    agreement_id: AgreementId,
    year: i32,
    active: bool,
    activities: &'a str,
    results: Option<&'a str>,
    reported_on: chrono::NaiveDate,
}

impl<'a> FollowUpRow<'a> {
    fn of(agreement: &'a Agreement) -> impl Iterator<Item = Self> {
        agreement.follow_ups.iter().map(|report| Self {
            agreement_id: agreement.id,
            year: report.year,
            active: report.active,
            activities: &report.activities,
            results: report.results.as_deref(),
            reported_on: report.reported_on,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = clauses, treat_none_as_default_value = false)]
struct ClauseRow<'a> {
    agreement_id: AgreementId,
    position: i32,
    kind: ClauseKind,
    label: Option<&'a str>,
    document_id: DocumentId,
    page: Option<i32>,
    text: Option<&'a str>,
}

impl<'a> ClauseRow<'a> {
    fn of(agreement: &'a Agreement) -> impl Iterator<Item = Self> {
        (0..).zip(&agreement.clauses).map(|(position, clause)| Self {
            agreement_id: agreement.id,
            position,
            kind: clause.kind,
            label: clause.label.as_deref(),
            document_id: clause.document,
            page: clause.page,
            text: clause.text.as_deref(),
        })
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = statements, treat_none_as_default_value = false)]
pub(super) struct StatementRow {
    agreement_id: AgreementId,
    number: i32,
    field: String,
    /// In JSON.
    value: String,
    document_id: Option<DocumentId>,
    page: Option<i32>,
    url: Option<String>,
    consulted_on: Option<chrono::NaiveDate>,
    method: Method,
    verified_by: Option<Role>,
    verified_on: Option<chrono::NaiveDate>,
    standing: Standing,
    reason: Option<String>,
    decided_on: Option<chrono::NaiveDate>,
}

impl StatementRow {
    fn of(agreement: &Agreement) -> impl Iterator<Item = Self> {
        agreement.statements.iter().map(|statement| Self {
            agreement_id: agreement.id,
            number: statement.number,
            field: statement.field.clone(),
            value: statement.value.to_string(),
            document_id: statement.document,
            page: statement.page,
            url: statement.url.clone(),
            consulted_on: statement.consulted_on,
            method: statement.method,
            verified_by: statement.verified_by,
            verified_on: statement.verified_on,
            standing: statement.standing,
            reason: statement.reason.clone(),
            decided_on: statement.decided_on,
        })
    }

    pub(super) fn read(self) -> Result<Statement> {
        Ok(Statement {
            number: self.number,
            field: self.field,
            value: serde_json::from_str(&self.value)?,
            document: self.document_id,
            page: self.page,
            url: self.url,
            consulted_on: self.consulted_on,
            method: self.method,
            verified_by: self.verified_by,
            verified_on: self.verified_on,
            standing: self.standing,
            reason: self.reason,
            decided_on: self.decided_on,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = sources, treat_none_as_default_value = false)]
struct SourceRow<'a> {
    agreement_id: AgreementId,
    position: i32,
    url: &'a str,
    title: Option<&'a str>,
    consulted_on: chrono::NaiveDate,
}

impl<'a> SourceRow<'a> {
    fn of(agreement: &'a Agreement) -> impl Iterator<Item = Self> {
        (0..).zip(&agreement.sources).map(|(position, source)| Self {
            agreement_id: agreement.id,
            position,
            url: &source.url,
            title: source.title.as_deref(),
            consulted_on: source.consulted_on,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = parties, treat_none_as_default_value = false)]
struct PartyRow<'a> {
    id: PartyId,
    agreement_id: AgreementId,
    position: i32,
    side: Side,
    body_id: BodyId,
    name_as_signed: Option<&'a str>,
}

impl<'a> PartyRow<'a> {
    fn of(agreement: &'a Agreement) -> impl Iterator<Item = Self> {
        (0..).zip(&agreement.parties).map(|(position, party)| Self {
            id: party.id,
            agreement_id: agreement.id,
            position,
            side: party.side,
            body_id: party.body.id,
            name_as_signed: party.name_as_signed.as_deref(),
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = signatures, treat_none_as_default_value = false)]
struct SignatureRow<'a> {
    party_id: PartyId,
    position: i32,
    name: Option<&'a str>,
    post: Option<&'a str>,
    signed_on: Option<String>,
    place: Option<&'a str>,
}

impl<'a> SignatureRow<'a> {
    fn of(agreement: &'a Agreement) -> impl Iterator<Item = Self> {
        agreement.parties.iter().flat_map(|party| {
            (0..).zip(&party.signatures).map(|(position, signature)| Self {
                party_id: party.id,
                position,
                name: signature.name.as_deref(),
                post: signature.post.as_deref(),
                signed_on: signature.signed_on.map(|date| date.to_string()),
                place: signature.place.as_deref(),
            })
        })
    }
}
