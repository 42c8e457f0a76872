//! Counting a list by what its agreements have in common.

use chrono::NaiveDate;
use diesel::dsl::count;
use diesel::prelude::*;

use super::search::AgreementFilter;
use super::validity::ValidityState;
use super::{Origin, Side, Stage};
use crate::bodies::Level;
use crate::db::schema::{agreement_areas, agreements, bodies, parties, validity_phases};
use crate::db::{Backend, DbConnection, text_enum, within};
use crate::error::Result;

text_enum! {
    /// What a list can be counted by.
    Dimension {
        State = "state",
        Country = "country",
        InstrumentType = "instrument_type",
        Stage = "stage",
        Origin = "origin",
        Level = "level",
        Area = "area",
        Year = "year",
        /// On the day asked for.
        Validity = "validity",
    }
}

impl AgreementFilter {
    /// How many there are of each value of a dimension, most first, counted as if the dimension's own filter were not set.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_by(&self, conn: &mut DbConnection, dimension: Dimension) -> Result<Vec<(String, i64)>> {
        let mut wider = self.clone();
        match dimension {
            Dimension::State => wider.state.clear(),
            Dimension::Country => wider.country.clear(),
            Dimension::InstrumentType => wider.instrument_type.clear(),
            Dimension::Stage => wider.stage.clear(),
            Dimension::Origin => wider.origin.clear(),
            Dimension::Level => wider.level.clear(),
            Dimension::Area => wider.area.clear(),
            Dimension::Year => (wider.signed_from, wider.signed_to) = (None, None),
            Dimension::Validity => wider.validity.clear(),
        }
        let ids = || wider.query().select(agreements::id);
        let among = || within(parties::agreement_id, ids());
        let distinct = || count(parties::agreement_id).aggregate_distinct();
        let mut counts: Vec<(String, i64)> = match dimension {
            Dimension::State => parties::table
                .inner_join(bodies::table)
                .group_by(bodies::state)
                .select((bodies::state.assume_not_null(), distinct()))
                .into_boxed::<Backend>()
                .filter(bodies::state.is_not_null())
                .filter(parties::side.eq(Side::Domestic))
                .filter(among())
                .load(conn)?,
            Dimension::Country => parties::table
                .inner_join(bodies::table)
                .group_by(bodies::country)
                .select((bodies::country.assume_not_null(), distinct()))
                .into_boxed::<Backend>()
                .filter(bodies::country.is_not_null())
                .filter(parties::side.eq(Side::Foreign))
                .filter(among())
                .load(conn)?,
            Dimension::Level => in_words(
                parties::table
                    .inner_join(bodies::table)
                    .group_by(bodies::level)
                    .select((bodies::level, distinct()))
                    .into_boxed::<Backend>()
                    .filter(parties::side.eq(Side::Domestic))
                    .filter(among())
                    .load(conn)?,
                Level::as_str,
            ),
            Dimension::Area => agreement_areas::table
                .group_by(agreement_areas::area)
                .select((agreement_areas::area, count(agreement_areas::agreement_id)))
                .into_boxed::<Backend>()
                .filter(within(agreement_areas::agreement_id, ids()))
                .load(conn)?,
            Dimension::InstrumentType => agreements::table
                .group_by(agreements::instrument_type)
                .select((agreements::instrument_type, count(agreements::id)))
                .into_boxed::<Backend>()
                .filter(within(agreements::id, ids()))
                .load(conn)?,
            Dimension::Stage => in_words(
                agreements::table
                    .group_by(agreements::stage)
                    .select((agreements::stage.assume_not_null(), count(agreements::id)))
                    .into_boxed::<Backend>()
                    .filter(agreements::stage.is_not_null())
                    .filter(within(agreements::id, ids()))
                    .load(conn)?,
                Stage::as_str,
            ),
            Dimension::Origin => in_words(
                agreements::table
                    .group_by(agreements::origin)
                    .select((agreements::origin, count(agreements::id)))
                    .into_boxed::<Backend>()
                    .filter(within(agreements::id, ids()))
                    .load(conn)?,
                Origin::as_str,
            ),
            Dimension::Year => {
                let days: Vec<(NaiveDate, i64)> = agreements::table
                    .group_by(agreements::signed_earliest)
                    .select((agreements::signed_earliest.assume_not_null(), count(agreements::id)))
                    .into_boxed::<Backend>()
                    .filter(agreements::signed_earliest.is_not_null())
                    .filter(within(agreements::id, ids()))
                    .load(conn)?;
                let mut years = std::collections::BTreeMap::<String, i64>::new();
                for (day, count) in days {
                    *years.entry(day.format("%Y").to_string()).or_default() += count;
                }
                years.into_iter().collect()
            }
            Dimension::Validity => wider.counts_by_validity(conn)?,
        };
        counts.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        Ok(counts)
    }
}

impl AgreementFilter {
    /// By the phase the day lies in; of those in force, what ends soon is counted apart.
    fn counts_by_validity(&self, conn: &mut DbConnection) -> Result<Vec<(String, i64)>> {
        let among = || within(validity_phases::agreement_id, self.query().select(agreements::id));
        let expiring: i64 = self
            .phases_of_the_day()
            .filter(self.phase_condition(ValidityState::Expiring))
            .filter(among())
            .count()
            .get_result(conn)?;
        let mut counts: Vec<(ValidityState, i64)> = validity_phases::table
            .group_by(validity_phases::state)
            .select((validity_phases::state, count(validity_phases::agreement_id)))
            .into_boxed::<Backend>()
            .filter(validity_phases::first_day.le(self.valid_on))
            .filter(validity_phases::end_day.gt(self.valid_on))
            .filter(among())
            .load(conn)?;
        for (state, count) in &mut counts {
            if *state == ValidityState::InForce {
                *count -= expiring;
            }
        }
        counts.push((ValidityState::Expiring, expiring));
        counts.retain(|(_, count)| *count > 0);
        Ok(in_words(counts, ValidityState::as_str))
    }
}

fn in_words<T: Copy>(counts: Vec<(T, i64)>, word: fn(T) -> &'static str) -> Vec<(String, i64)> {
    counts
        .into_iter()
        .map(|(value, count)| (word(value).to_owned(), count))
        .collect()
}
