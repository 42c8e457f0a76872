//! The orders of a list and the places in them, by which pages follow one another.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::not;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::AgreementId;
use super::record::Readable;
use super::search::{AgreementFilter, Condition};
use super::validity::ValidityState;
use crate::clock::Timestamp;
use crate::db::schema::{agreement_records, agreement_texts, agreements, validity_phases};
use crate::db::{Backend, DbConnection, exists_in, text_enum, within};
use crate::error::Result;

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
        /// By the effect on the day asked for: what ends soonest first, then what holds, is to come, is not known, is over.
        Validity = "validity",
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
    /// The state, and the first day after it.
    #[serde(rename = "v")]
    Phase(ValidityState, NaiveDate),
}

/// The states in the order of the list that is sorted by them; what is expiring is in force, and comes first by its end.
const BY_VALIDITY: [ValidityState; 8] = [
    ValidityState::InForce,
    ValidityState::Suspended,
    ValidityState::Pending,
    ValidityState::Unknown,
    ValidityState::Expired,
    ValidityState::Terminated,
    ValidityState::Superseded,
    ValidityState::NotSigned,
];

impl Place {
    /// Whether this is a place in that order.
    #[must_use]
    pub const fn is_of(&self, sort: Sort) -> bool {
        match sort {
            Sort::Relevance => matches!(self.key, Key::InTitle(_)),
            Sort::Title => matches!(self.key, Key::Text(_)),
            Sort::UpdatedLatest => matches!(self.key, Key::Moment(_)),
            Sort::Validity => matches!(self.key, Key::Phase(..)),
            Sort::SignedOn | Sort::SignedOnLatest | Sort::RegisteredOn | Sort::RegisteredOnLatest | Sort::EndsOn => {
                matches!(self.key, Key::Date(_))
            }
        }
    }
}

impl AgreementFilter {
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
            Sort::Validity => self.places_by_validity(conn, after, limit)?,
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

    /// State by state, each in the order of its end: every step is a walk along the index of the phases.
    fn places_by_validity(&self, conn: &mut DbConnection, after: Option<&Place>, limit: i64) -> Result<Vec<Place>> {
        let begin = match after {
            Some(Place {
                key: Key::Phase(state, _),
                ..
            }) => BY_VALIDITY.iter().position(|known| known == state).unwrap_or(0),
            _ => 0,
        };
        let mut places = Vec::new();
        for state in &BY_VALIDITY[begin..] {
            let left = limit - i64::try_from(places.len()).unwrap_or(limit);
            if left <= 0 {
                break;
            }
            let mut query = self
                .phases_of_the_day()
                .filter(validity_phases::state.eq(*state))
                .filter(exists_in(
                    validity_phases::agreement_id,
                    self.query().select(agreements::id),
                ));
            if let Some(Place {
                key: Key::Phase(last, end),
                id,
            }) = after
                && last == state
            {
                let beside = validity_phases::end_day
                    .eq(*end)
                    .and(validity_phases::agreement_id.gt(*id));
                query = query.filter(validity_phases::end_day.gt(*end).or(beside));
            }
            let rows: Vec<(NaiveDate, AgreementId)> = query
                .order((validity_phases::end_day, validity_phases::agreement_id))
                .select((validity_phases::end_day, validity_phases::agreement_id))
                .limit(left)
                .load(conn)?;
            places.extend(rows.into_iter().map(|(end, id)| Place {
                key: Key::Phase(*state, end),
                id,
            }));
        }
        Ok(places)
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
}
