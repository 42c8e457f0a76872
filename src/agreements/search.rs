//! Which agreements are asked for: one struct for lists, counts and exports, translated in one place.

use chrono::{Datelike, Days, NaiveDate};
use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::validity::ValidityState;
use super::{Origin, Side, Stage, Vitality};
use crate::access::Sight;
use crate::bodies::{BodyId, BodyKind, Level};
use crate::clock::Timestamp;
use crate::db::schema::{
    agreement_areas, agreement_texts, agreements, bodies, case_clocks, follow_ups, parties, validity_phases,
};
use crate::db::{Backend, DbConnection, within};
use crate::error::Result;
use crate::folding::search_terms;
use crate::partial_date::PartialDate;

/// The question. Values of one field are alternatives; fields add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementFilter {
    pub sight: Sight,
    /// Words of titles, parties, places and areas; all of them must be there.
    pub q: Option<String>,
    pub stage: Vec<Stage>,
    pub validity: Vec<ValidityState>,
    /// The day `validity` is asked for.
    pub valid_on: NaiveDate,
    pub expiring_days: u64,
    pub origin: Vec<Origin>,
    pub instrument_type: Vec<String>,
    /// Of a domestic party.
    pub level: Vec<Level>,
    pub state: Vec<String>,
    pub municipality: Vec<String>,
    /// Of a foreign party.
    pub country: Vec<String>,
    /// Of either side, and those each of them came from.
    pub body: Vec<BodyId>,
    pub area: Vec<String>,
    pub side_kind: Vec<(Side, BodyKind)>,
    pub registration_number: Vec<String>,
    pub signed_from: Option<PartialDate>,
    pub signed_to: Option<PartialDate>,
    pub registered_from: Option<PartialDate>,
    pub registered_to: Option<PartialDate>,
    pub ends_from: Option<PartialDate>,
    pub ends_to: Option<PartialDate>,
    pub updated_since: Option<Timestamp>,
    pub vitality: Vec<Vitality>,
    /// The year vitality is told for.
    pub year: i32,
    /// Cases in which a term has passed before the day, or has not.
    pub overdue: Option<(bool, NaiveDate)>,
}

pub(super) type Query<'a> = agreements::BoxedQuery<'a, Backend>;
pub(super) type PhaseCondition<'a> = Box<dyn BoxableExpression<validity_phases::table, Backend, SqlType = Bool> + 'a>;
pub(super) type Condition<'a> = Box<dyn BoxableExpression<agreements::table, Backend, SqlType = Bool> + 'a>;

impl AgreementFilter {
    /// Everything that may be seen.
    #[must_use]
    pub fn everything(sight: Sight, today: NaiveDate, expiring_days: u64) -> Self {
        Self {
            sight,
            q: None,
            stage: Vec::new(),
            validity: Vec::new(),
            valid_on: today,
            expiring_days,
            origin: Vec::new(),
            instrument_type: Vec::new(),
            level: Vec::new(),
            state: Vec::new(),
            municipality: Vec::new(),
            country: Vec::new(),
            body: Vec::new(),
            area: Vec::new(),
            side_kind: Vec::new(),
            registration_number: Vec::new(),
            signed_from: None,
            signed_to: None,
            registered_from: None,
            registered_to: None,
            ends_from: None,
            ends_to: None,
            updated_since: None,
            vitality: Vec::new(),
            year: today.year(),
            overdue: None,
        }
    }

    /// The one translation into a query.
    pub(super) fn query(&self) -> Query<'_> {
        let mut query = agreements::table.filter(self.sight.condition()).into_boxed();
        for term in self.terms() {
            let found = agreement_texts::table
                .filter(agreement_texts::all_words.like(format!("% {term}%")))
                .select(agreement_texts::agreement_id);
            query = query.filter(agreements::id.eq_any(found));
        }
        if !self.stage.is_empty() {
            query = query.filter(agreements::stage.assume_not_null().eq_any(&self.stage));
        }
        if !self.validity.is_empty() {
            query = query.filter(self.validity_condition());
        }
        if !self.vitality.is_empty() {
            query = query.filter(self.vitality_condition());
        }
        if let Some((overdue, day)) = self.overdue {
            let late = case_clocks::table
                .filter(case_clocks::due_on.lt(day))
                .select(case_clocks::agreement_id);
            query = if overdue {
                query.filter(agreements::id.eq_any(late))
            } else {
                query.filter(agreements::id.ne_all(late))
            };
        }
        if !self.origin.is_empty() {
            query = query.filter(agreements::origin.eq_any(&self.origin));
        }
        if !self.instrument_type.is_empty() {
            query = query.filter(agreements::instrument_type.eq_any(&self.instrument_type));
        }
        if !self.registration_number.is_empty() {
            query = query.filter(
                agreements::registration_number
                    .assume_not_null()
                    .eq_any(&self.registration_number),
            );
        }
        if !self.area.is_empty() {
            let about = agreement_areas::table
                .filter(agreement_areas::area.eq_any(&self.area))
                .select(agreement_areas::agreement_id);
            query = query.filter(agreements::id.eq_any(about));
        }
        self.of_parties(self.of_dates(query))
    }

    fn of_parties<'a>(&'a self, mut query: Query<'a>) -> Query<'a> {
        let domestic = || {
            parties::table
                .inner_join(bodies::table)
                .filter(parties::side.eq(Side::Domestic))
                .select(parties::agreement_id)
        };
        if !self.level.is_empty() {
            query = query.filter(agreements::id.eq_any(domestic().filter(bodies::level.eq_any(&self.level))));
        }
        if !self.state.is_empty() {
            query = query
                .filter(agreements::id.eq_any(domestic().filter(bodies::state.assume_not_null().eq_any(&self.state))));
        }
        if !self.municipality.is_empty() {
            let there = domestic().filter(bodies::municipality.assume_not_null().eq_any(&self.municipality));
            query = query.filter(agreements::id.eq_any(there));
        }
        if !self.country.is_empty() {
            let with = parties::table
                .inner_join(bodies::table)
                .filter(parties::side.eq(Side::Foreign))
                .filter(bodies::country.assume_not_null().eq_any(&self.country))
                .select(parties::agreement_id);
            query = query.filter(agreements::id.eq_any(with));
        }
        if !self.body.is_empty() {
            query = query.filter(
                agreements::id.eq_any(
                    parties::table
                        .filter(parties::body_id.eq_any(&self.body))
                        .select(parties::agreement_id),
                ),
            );
        }
        if let Some((first, others)) = self.side_kind.split_first() {
            let of = |(side, kind): &(Side, BodyKind)| {
                let of = parties::table
                    .inner_join(bodies::table)
                    .filter(parties::side.eq(*side))
                    .filter(bodies::kind.eq(*kind))
                    .select(parties::agreement_id);
                agreements::id.eq_any(of)
            };
            let mut any: Condition<'a> = Box::new(of(first));
            for other in others {
                any = Box::new(any.or(of(other)));
            }
            query = query.filter(any);
        }
        query
    }

    /// A range keeps what may lie in it: `2014-10` lies in any range that touches October 2014. A date that is wholly unknown
    /// lies in none.
    fn of_dates<'a>(&'a self, mut query: Query<'a>) -> Query<'a> {
        if let Some(from) = self.signed_from {
            query = query.filter(agreements::signed_latest.ge(from.earliest()));
        }
        if let Some(to) = self.signed_to {
            query = query.filter(agreements::signed_earliest.le(to.latest()));
        }
        if let Some(from) = self.registered_from {
            query = query.filter(agreements::registered_on.ge(from.earliest()));
        }
        if let Some(to) = self.registered_to {
            query = query.filter(agreements::registered_on.le(to.latest()));
        }
        if let Some(from) = self.ends_from {
            query = query.filter(agreements::ends_latest.ge(from.earliest()));
        }
        if let Some(to) = self.ends_to {
            query = query.filter(agreements::ends_earliest.le(to.latest()));
        }
        if let Some(since) = self.updated_since {
            query = query.filter(agreements::updated_at.ge(since));
        }
        query
    }

    /// By the report about the year or, where there is none, about the year before.
    fn vitality_condition(&self) -> Condition<'_> {
        let reported = |year: i32| {
            follow_ups::table
                .filter(follow_ups::year.eq(year))
                .select(follow_ups::agreement_id)
        };
        let told = |active: bool| {
            let now = reported(self.year).filter(follow_ups::active.eq(active));
            let before = reported(self.year - 1).filter(follow_ups::active.eq(active));
            agreements::id.eq_any(now).or(agreements::id
                .eq_any(before)
                .and(agreements::id.ne_all(reported(self.year))))
        };
        let mut any: Condition<'_> = Box::new(diesel::dsl::sql::<Bool>("1=0"));
        for vitality in &self.vitality {
            any = match vitality {
                Vitality::Active => Box::new(any.or(told(true))),
                Vitality::Dormant => Box::new(any.or(told(false))),
                Vitality::Unreported => Box::new(
                    any.or(agreements::id
                        .ne_all(reported(self.year))
                        .and(agreements::id.ne_all(reported(self.year - 1)))),
                ),
            };
        }
        any
    }

    /// The agreements whose effect on the day is one of the states, by the phase the day lies in.
    fn validity_condition(&self) -> Condition<'_> {
        let mut so: Option<PhaseCondition<'_>> = None;
        for state in &self.validity {
            let this = self.phase_condition(*state);
            so = Some(match so {
                None => this,
                Some(others) => Box::new(others.or(this)),
            });
        }
        let mut phases = self.phases_of_the_day();
        if let Some(so) = so {
            phases = phases.filter(so);
        }
        Box::new(within(agreements::id, phases.select(validity_phases::agreement_id)))
    }

    /// The phases that the day lies in: one of each agreement.
    pub(super) fn phases_of_the_day(&self) -> validity_phases::BoxedQuery<'_, Backend> {
        validity_phases::table
            .filter(validity_phases::first_day.le(self.valid_on))
            .filter(validity_phases::end_day.gt(self.valid_on))
            .into_boxed()
    }

    /// What makes a phase be a state on the day: near its end, days in force are called expiring.
    pub(super) fn phase_condition(&self, state: ValidityState) -> PhaseCondition<'_> {
        let warning = self.valid_on.checked_add_days(Days::new(self.expiring_days));
        let in_force = validity_phases::state.eq(ValidityState::InForce);
        let near = validity_phases::ends
            .eq(true)
            .and(validity_phases::end_day.le(warning.unwrap_or(self.valid_on)));
        match state {
            ValidityState::Expiring => Box::new(in_force.and(near)),
            ValidityState::InForce => Box::new(in_force.and(not(near))),
            other => Box::new(validity_phases::state.eq(other)),
        }
    }

    pub(super) fn terms(&self) -> Vec<String> {
        self.q.as_deref().map(search_terms).unwrap_or_default()
    }

    /// How many there are, exactly.
    ///
    /// # Errors
    /// What the database says.
    pub fn count(&self, conn: &mut DbConnection) -> Result<i64> {
        Ok(self.query().count().get_result(conn)?)
    }
}
