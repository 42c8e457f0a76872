//! Which agreements are asked for, and in what order: one struct for lists, counts and exports, translated in one place.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use diesel::dsl::{count, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::{Deserialize, Serialize};

use super::rows::Readable;
use super::validity::{ValidityBasis, ValidityState};
use super::{AgreementId, Origin, Side, Stage};
use crate::access::Sight;
use crate::bodies::{BodyId, BodyKind, Level};
use crate::clock::Timestamp;
use crate::db::schema::{agreement_areas, agreement_records, agreement_texts, agreements, bodies, parties};
use crate::db::{Backend, DbConnection, text_enum, within};
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
}

text_enum! {
    /// The orders of a list. What has no date comes last in both directions; every order ends in the id.
    Sort {
        /// Titles that hold every word first.
        Relevance = "relevance",
        SignedOn = "signed_on",
        SignedOnLatest = "-signed_on",
        RegisteredOn = "registered_on",
        RegisteredOnLatest = "-registered_on",
        EndsOn = "ends_on",
        Title = "title",
        UpdatedLatest = "-updated_at",
    }
}

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
    }
}

/// A place in an order: where the page before ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    key: Key,
    id: AgreementId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Key {
    #[serde(rename = "d")]
    Date(Option<NaiveDate>),
    #[serde(rename = "t")]
    Text(String),
    #[serde(rename = "m")]
    Moment(Timestamp),
    #[serde(rename = "r")]
    InTitle(bool),
}

impl Place {
    /// Whether this is a place in that order.
    #[must_use]
    pub const fn is_of(&self, sort: Sort) -> bool {
        match sort {
            Sort::Relevance => matches!(self.key, Key::InTitle(_)),
            Sort::Title => matches!(self.key, Key::Text(_)),
            Sort::UpdatedLatest => matches!(self.key, Key::Moment(_)),
            Sort::SignedOn | Sort::SignedOnLatest | Sort::RegisteredOn | Sort::RegisteredOnLatest | Sort::EndsOn => {
                matches!(self.key, Key::Date(_))
            }
        }
    }
}

type Query<'a> = agreements::BoxedQuery<'a, Backend>;
type Condition<'a> = Box<dyn BoxableExpression<agreements::table, Backend, SqlType = Bool> + 'a>;

impl AgreementFilter {
    /// Everything that may be seen.
    #[must_use]
    pub const fn everything(sight: Sight, today: NaiveDate, expiring_days: u64) -> Self {
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
        }
    }

    /// The one translation into a query.
    fn query(&self) -> Query<'_> {
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

    /// The same states as `Span::on`, from the facts in the table, so that they are never stale.
    fn validity_condition(&self) -> Condition<'_> {
        let day = self.valid_on;
        let warning = day.checked_add_days(Days::new(self.expiring_days)).unwrap_or(day);
        let mut any: Condition<'_> = Box::new(diesel::dsl::sql::<Bool>("1=0"));
        for state in &self.validity {
            let begun = || {
                agreements::validity_basis
                    .eq(ValidityBasis::Dated)
                    .and(agreements::starts_on.assume_not_null().le(day))
            };
            let ends = agreements::ends_on.assume_not_null();
            any = match state {
                ValidityState::NotSigned => Box::new(any.or(agreements::validity_basis.eq(ValidityBasis::NotSigned))),
                ValidityState::Unknown => Box::new(any.or(agreements::validity_basis.eq(ValidityBasis::Unknown))),
                ValidityState::Pending => {
                    let later = agreements::validity_basis
                        .eq(ValidityBasis::Dated)
                        .and(agreements::starts_on.assume_not_null().gt(day));
                    Box::new(any.or(later))
                }
                ValidityState::InForce => {
                    Box::new(any.or(begun().and(agreements::ends_on.is_null().or(ends.gt(warning)))))
                }
                ValidityState::Expiring => Box::new(
                    any.or(begun()
                        .and(agreements::ends_on.is_not_null())
                        .and(ends.gt(day))
                        .and(ends.le(warning))),
                ),
                ValidityState::Expired => {
                    Box::new(any.or(begun().and(agreements::ends_on.is_not_null()).and(ends.le(day))))
                }
                // No fact that would make an agreement so is recorded yet.
                ValidityState::Suspended | ValidityState::Terminated | ValidityState::Superseded => any,
            };
        }
        any
    }

    fn terms(&self) -> Vec<String> {
        self.q.as_deref().map(search_terms).unwrap_or_default()
    }

    /// Whether every word asked for stands in a title.
    fn in_title(&self) -> Condition<'_> {
        let mut titled = agreement_texts::table
            .select(agreement_texts::agreement_id)
            .into_boxed::<Backend>();
        for term in self.terms() {
            titled = titled.filter(agreement_texts::title_words.like(format!("% {term}%")));
        }
        Box::new(within(agreements::id, titled))
    }

    /// How many there are, exactly.
    ///
    /// # Errors
    /// What the database says.
    pub fn count(&self, conn: &mut DbConnection) -> Result<i64> {
        Ok(self.query().count().get_result(conn)?)
    }

    /// The agreements behind a place in the order, at most `limit`, each with its own place.
    ///
    /// # Errors
    /// What the database says.
    pub fn page(
        &self,
        conn: &mut DbConnection,
        sort: Sort,
        after: Option<&Place>,
        limit: i64,
    ) -> Result<Vec<(Place, Readable)>> {
        let places = self.places(conn, sort, after, limit)?;
        let ids: Vec<AgreementId> = places.iter().map(|place| place.id).collect();
        let found: Vec<(AgreementId, i32, String)> = agreement_records::table
            .filter(agreement_records::agreement_id.eq_any(ids))
            .load(conn)?;
        let mut records: HashMap<AgreementId, Readable> = found
            .into_iter()
            .map(|(id, version, record)| (id, Readable { id, version, record }))
            .collect();
        Ok(places
            .into_iter()
            .filter_map(|place| Some((records.remove(&place.id)?, place)))
            .map(|(record, place)| (place, record))
            .collect())
    }

    fn places(&self, conn: &mut DbConnection, sort: Sort, after: Option<&Place>, limit: i64) -> Result<Vec<Place>> {
        /// Places in the order of a date that may be missing: first those that have it, then the others, by id.
        macro_rules! by_date {
            ($column:ident, $beyond:ident, $direction:ident) => {{
                let mut query = self.query();
                match after {
                    Some(Place {
                        key: Key::Date(Some(day)),
                        id,
                    }) => {
                        let behind = agreements::$column.assume_not_null().$beyond(*day);
                        let beside = agreements::$column
                            .assume_not_null()
                            .eq(*day)
                            .and(agreements::id.$beyond(*id));
                        query = query.filter(agreements::$column.is_null().or(behind.or(beside)));
                    }
                    Some(Place { id, .. }) => {
                        query = query
                            .filter(agreements::$column.is_null())
                            .filter(agreements::id.$beyond(*id))
                    }
                    None => {}
                }
                let rows: Vec<(Option<NaiveDate>, AgreementId)> = query
                    .order((
                        agreements::$column.is_null(),
                        agreements::$column.$direction(),
                        agreements::id.$direction(),
                    ))
                    .select((agreements::$column, agreements::id))
                    .limit(limit)
                    .load(conn)?;
                rows.into_iter()
                    .map(|(day, id)| Place {
                        key: Key::Date(day),
                        id,
                    })
                    .collect()
            }};
        }
        Ok(match sort {
            Sort::SignedOn => by_date!(signed_earliest, gt, asc),
            Sort::SignedOnLatest => by_date!(signed_earliest, lt, desc),
            Sort::RegisteredOn => by_date!(registered_on, gt, asc),
            Sort::RegisteredOnLatest => by_date!(registered_on, lt, desc),
            Sort::EndsOn => by_date!(ends_on, gt, asc),
            Sort::Title => {
                let mut query = self.query();
                if let Some(Place {
                    key: Key::Text(title),
                    id,
                }) = after
                {
                    let beside = agreements::title_key.eq(title.clone()).and(agreements::id.gt(*id));
                    query = query.filter(agreements::title_key.gt(title.clone()).or(beside));
                }
                let rows: Vec<(String, AgreementId)> = query
                    .order((agreements::title_key, agreements::id))
                    .select((agreements::title_key, agreements::id))
                    .limit(limit)
                    .load(conn)?;
                rows.into_iter()
                    .map(|(title, id)| Place {
                        key: Key::Text(title),
                        id,
                    })
                    .collect()
            }
            Sort::UpdatedLatest => {
                let mut query = self.query();
                if let Some(Place {
                    key: Key::Moment(moment),
                    id,
                }) = after
                {
                    let beside = agreements::updated_at.eq(*moment).and(agreements::id.lt(*id));
                    query = query.filter(agreements::updated_at.lt(*moment).or(beside));
                }
                let rows: Vec<(Timestamp, AgreementId)> = query
                    .order((agreements::updated_at.desc(), agreements::id.desc()))
                    .select((agreements::updated_at, agreements::id))
                    .limit(limit)
                    .load(conn)?;
                rows.into_iter()
                    .map(|(moment, id)| Place {
                        key: Key::Moment(moment),
                        id,
                    })
                    .collect()
            }
            Sort::Relevance => self.places_by_relevance(conn, after, limit)?,
        })
    }

    /// First those whose titles hold every word, then the others; within each the newest record first.
    fn places_by_relevance(&self, conn: &mut DbConnection, after: Option<&Place>, limit: i64) -> Result<Vec<Place>> {
        let mut places = Vec::new();
        let begin_outside = matches!(
            after,
            Some(Place {
                key: Key::InTitle(false),
                ..
            })
        );
        for in_title in [true, false] {
            if (in_title && begin_outside) || usize::try_from(limit).is_ok_and(|limit| places.len() >= limit) {
                continue;
            }
            let mut query = self.query();
            query = if in_title {
                query.filter(self.in_title())
            } else {
                query.filter(not(self.in_title()))
            };
            if let Some(Place {
                key: Key::InTitle(part),
                id,
            }) = after
                && *part == in_title
            {
                query = query.filter(agreements::id.lt(*id));
            }
            let left = limit - i64::try_from(places.len()).unwrap_or(limit);
            let ids: Vec<AgreementId> = query
                .order(agreements::id.desc())
                .select(agreements::id)
                .limit(left)
                .load(conn)?;
            places.extend(ids.into_iter().map(|id| Place {
                key: Key::InTitle(in_title),
                id,
            }));
        }
        Ok(places)
    }

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
        };
        counts.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        Ok(counts)
    }
}

fn in_words<T: Copy>(counts: Vec<(T, i64)>, word: fn(T) -> &'static str) -> Vec<(String, i64)> {
    counts
        .into_iter()
        .map(|(value, count)| (word(value).to_owned(), count))
        .collect()
}
