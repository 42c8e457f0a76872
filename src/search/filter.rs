//! The one translation of an `AgreementFilter` into a query of the index.

use std::ops::Bound;
use std::sync::Arc;

use chrono::NaiveDate;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use super::Snapshot;
use super::codes::{self, Fact};
use super::days::{self, Day};
use super::texts;
use super::words::Words;
use crate::agreements::validity::ValidityState;
use crate::agreements::{AgreementFilter, Dimension, Origin, Stage, Vitality};
use crate::bodies::Level;

/// The conditions, all of which must hold, and what must not.
pub type Clauses = Vec<(Occur, Box<dyn Query>)>;

impl AgreementFilter {
    /// The same question as if a dimension's own filter were not set.
    #[must_use]
    pub fn without(&self, dimension: Dimension) -> Self {
        let mut wider = self.clone();
        match dimension {
            Dimension::State => wider.state.clear(),
            Dimension::Municipality => wider.municipality.clear(),
            Dimension::Country => wider.country.clear(),
            Dimension::Region => wider.region.clear(),
            Dimension::InstrumentType => wider.instrument_type.clear(),
            Dimension::Stage => wider.stage.clear(),
            Dimension::Origin => wider.origin.clear(),
            Dimension::Level => wider.level.clear(),
            Dimension::Area => wider.area.clear(),
            Dimension::Year | Dimension::Decade => (wider.signed_from, wider.signed_to) = (None, None),
            Dimension::Validity => wider.validity.clear(),
        }
        wider
    }
}

impl Snapshot {
    /// The documents a filter keeps, and the words of its question.
    pub(super) fn query(&self, filter: &AgreementFilter, words: Option<&Words>) -> Box<dyn Query> {
        let mut clauses = words.map_or_else(Clauses::new, |words| words.clauses(self));
        self.conditions(filter, &mut clauses);
        all(clauses)
    }

    /// The condition that keeps what may be seen; nothing when everything may.
    pub(super) fn seen(&self, filter: &AgreementFilter) -> Option<Box<dyn Query>> {
        codes::seen_by(&filter.sight).map(|facts| self.any(facts))
    }

    /// The conditions of a filter but for its words.
    pub(super) fn conditions(&self, filter: &AgreementFilter, clauses: &mut Clauses) {
        let mut must = |query| clauses.push((Occur::Must, query));
        if let Some(seen) = self.seen(filter) {
            must(seen);
        }
        if let Some(own) = codes::own_of(&filter.sight).filter(|_| filter.own) {
            must(self.any(own));
        }
        let (stages, origins, levels) = (
            words(&filter.stage, Stage::as_str),
            words(&filter.origin, Origin::as_str),
            words(&filter.level, Level::as_str),
        );
        for (dimension, codes) in [
            (Dimension::State, &filter.state),
            (Dimension::Municipality, &filter.municipality),
            (Dimension::Country, &filter.country),
            (Dimension::Region, &filter.region),
            (Dimension::InstrumentType, &filter.instrument_type),
            (Dimension::Area, &filter.area),
            (Dimension::Stage, &stages),
            (Dimension::Origin, &origins),
            (Dimension::Level, &levels),
        ] {
            if !codes.is_empty() {
                must(self.any(codes.iter().map(|code| Fact::Value(dimension, code))));
            }
        }
        if !filter.body.is_empty() {
            must(self.any(filter.body.iter().map(|id| Fact::Body(*id))));
        }
        if !filter.side_kind.is_empty() {
            let side_kinds = filter.side_kind.iter();
            must(self.any(side_kinds.map(|(side, kind)| Fact::SideKind(*side, *kind))));
        }
        if !filter.registration_number.is_empty() {
            must(self.any(filter.registration_number.iter().map(|number| Fact::Number(number))));
        }
        if !filter.vitality.is_empty() {
            must(self.of_vitality(&filter.vitality, filter.year));
        }
        if !filter.validity.is_empty() {
            must(self.of_validity(&filter.validity, Day::new(filter.valid_on, filter.expiring_days)));
        }
        let (fields, from, to) = (&self.fields, Bound::Included, Bound::Included);
        let first = |date: crate::partial_date::PartialDate| day(date.earliest());
        let last = |date: crate::partial_date::PartialDate| day(date.latest());
        // A range keeps what may lie in it: `2014-10` lies in any range that touches October 2014.
        for (field, least, most) in [
            (fields.signed_latest, filter.signed_from.map(first), None),
            (fields.signed_earliest, None, filter.signed_to.map(last)),
            (
                fields.registered_on,
                filter.registered_from.map(first),
                filter.registered_to.map(last),
            ),
            (fields.ends_latest, filter.ends_from.map(first), None),
            (fields.ends_earliest, None, filter.ends_to.map(last)),
            (
                fields.updated_at,
                filter.updated_since.map(crate::clock::Timestamp::microseconds),
                None,
            ),
        ] {
            if least.is_some() || most.is_some() {
                must(range(
                    field,
                    least.map_or(Bound::Unbounded, from),
                    most.map_or(Bound::Unbounded, to),
                ));
            }
        }
        if !filter.clause.is_empty() {
            must(self.any(filter.clause.iter().map(|kind| Fact::Clause(*kind))));
        }
        if let Some(wanted) = filter.has_document {
            let documents = self.any(texts::readers(&filter.sight).into_iter().map(Fact::Document));
            clauses.push((if wanted { Occur::Must } else { Occur::MustNot }, documents));
        }
        if let Some((overdue, today)) = filter.overdue {
            let late = range(fields.due_on, Bound::Unbounded, Bound::Excluded(day(today)));
            clauses.push((if overdue { Occur::Must } else { Occur::MustNot }, late));
        }
    }

    /// The documents of which one of the facts is so.
    fn any<'a>(&self, facts: impl IntoIterator<Item = Fact<'a>>) -> Box<dyn Query> {
        let terms: Vec<String> = facts.into_iter().map(Fact::term).collect();
        any_term(self.fields.facts, &terms)
    }

    /// By the report about the year or, where there is none, about the year before.
    fn of_vitality(&self, wanted: &[Vitality], year: i32) -> Box<dyn Query> {
        let reported = |year, active: &[bool]| self.any(active.iter().map(|active| Fact::Reported(year, *active)));
        let told = |active: bool| {
            let before = BooleanQuery::new(vec![
                (Occur::Must, reported(year - 1, &[active])),
                (Occur::MustNot, reported(year, &[true, false])),
            ]);
            vec![reported(year, &[active]), Box::new(before)]
        };
        let mut any: Vec<Box<dyn Query>> = Vec::new();
        for vitality in wanted {
            match vitality {
                Vitality::Active => any.extend(told(true)),
                Vitality::Dormant => any.extend(told(false)),
                Vitality::Unreported => any.push(Box::new(BooleanQuery::new(vec![
                    (Occur::Must, Box::new(AllQuery)),
                    (Occur::MustNot, reported(year, &[true, false])),
                    (Occur::MustNot, reported(year - 1, &[true, false])),
                ]))),
            }
        }
        Box::new(BooleanQuery::union(any))
    }

    /// The agreements whose effect on the day is one of the states, by the phase the day lies in.
    fn of_validity(&self, wanted: &[ValidityState], day: Day) -> Box<dyn Query> {
        let wanted: u32 = ValidityState::ALL
            .iter()
            .zip(0..)
            .filter(|(state, _)| wanted.contains(state))
            .map(|(_, at)| 1_u32 << at)
            .sum();
        let columns: std::collections::HashMap<_, _> = self.shared_columns().collect();
        let (fields, columns) = (self.fields, Arc::new(columns));
        let predicate = move |reader: &SegmentReader| {
            let columns = columns.get(&reader.segment_id()).cloned().unwrap_or_default();
            let segment = super::columns::Segment {
                reader,
                columns: &columns,
                fields: &fields,
            };
            segment
                .phases()
                .map_err(|reason| tantivy::TantivyError::InternalError(reason.to_string()))?;
            let columns = columns.clone();
            Ok(move |doc| {
                let state = columns.phases_read().and_then(|phases| day.state(phases.of(doc)));
                state.is_some_and(|state| wanted >> state & 1 == 1)
            })
        };
        Box::new(DocPredicateQuery::from(FunctionPredicate::from(predicate)))
    }
}

/// The documents that have one of the terms in a field.
pub fn any_term(field: Field, terms: &[String]) -> Box<dyn Query> {
    let mut terms: Vec<Term> = terms.iter().map(|term| Term::from_field_text(field, term)).collect();
    match terms.len() {
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
        2..=16 => Box::new(BooleanQuery::union(
            terms
                .into_iter()
                .map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>)
                .collect(),
        )),
        _ => Box::new(TermSetQuery::new(terms)),
    }
}

/// The documents that meet all conditions; every document when there is none.
pub fn all(mut clauses: Clauses) -> Box<dyn Query> {
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Box::new(BooleanQuery::new(clauses))
}

fn range(field: Field, least: Bound<i64>, most: Bound<i64>) -> Box<dyn Query> {
    let term = |value: i64| Term::from_field_i64(field, value);
    Box::new(RangeQuery::new(least.map(term), most.map(term)))
}

fn day(day: NaiveDate) -> i64 {
    i64::from(days::number(day))
}

fn words<T: Copy>(values: &[T], word: fn(T) -> &'static str) -> Vec<String> {
    values.iter().map(|value| word(*value).to_owned()).collect()
}
