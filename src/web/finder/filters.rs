//! The filters beside a list: the values there are, how many agreements each would keep, and which are chosen.

use super::beside::Beside;
use super::chips::is_known;
use super::{Asked, Link};
use crate::agreements::Dimension;
use crate::agreements::clauses::ClauseKind;
use crate::catalogues::Catalogues;
use crate::http::facets;
use crate::language::Language;
use crate::search::{Count, code};
use crate::web::said;

/// The filters as they are shown.
pub struct Filters {
    pub groups: Vec<Group>,
    pub years: Years,
    pub more: More,
    /// What is asked that has no field here, so that a form keeps it.
    pub kept: Vec<(String, String)>,
}

/// The values of one filter, each to be ticked.
pub struct Group {
    pub name: &'static str,
    pub label: String,
    pub chosen: usize,
    pub first: Vec<Choice>,
    /// Behind «ver más».
    pub more: Vec<Choice>,
    /// How many are not listed at all.
    pub beyond: usize,
}

pub struct Choice {
    pub value: String,
    pub label: String,
    pub count: String,
    pub chosen: bool,
}

/// The years of signature: from and to, and the decades there are.
pub struct Years {
    pub open: bool,
    pub from: String,
    pub to: String,
    pub decades: Vec<Decade>,
}

pub struct Decade {
    pub link: Link,
    pub count: String,
    pub chosen: bool,
}

/// What is asked for less often.
pub struct More {
    pub open: bool,
    pub valid_on: String,
    pub ends_from: String,
    pub ends_to: String,
    /// Whether it is to have documents: either, with some, without any.
    pub documents: [Choice; 3],
    pub clauses: Vec<Choice>,
    pub overdue: bool,
    /// Whether cases can be overdue for the reader at all.
    pub of_cases: bool,
}

/// So many values are shown at once.
const FIRST: usize = 8;
/// More than so many values are not listed: whoever looks for one of them chooses its state first, or types its name.
const MOST: usize = 250;

const FOR_EVERYBODY: [Dimension; 6] = [
    Dimension::Validity,
    Dimension::InstrumentType,
    Dimension::State,
    Dimension::Country,
    Dimension::Area,
    Dimension::Level,
];

impl Filters {
    /// What has to be counted for the filters that somebody gets: municipalities within a state, stages for whoever sees cases.
    pub fn dimensions(asked: &Asked, sees_cases: bool) -> Vec<Dimension> {
        let mut dimensions = FOR_EVERYBODY.to_vec();
        if asked.is_given("state") || asked.is_given("municipality") {
            dimensions.insert(3, Dimension::Municipality);
        }
        if sees_cases {
            dimensions.extend([Dimension::Stage, Dimension::Origin]);
        }
        dimensions.push(Dimension::Decade);
        dimensions
    }

    pub fn of(
        asked: &Asked,
        counts: &[(Dimension, Vec<Count>)],
        beside: Option<&Beside>,
        sees_cases: bool,
        catalogues: &Catalogues,
        language: Language,
    ) -> Self {
        let groups: Vec<Group> = counts
            .iter()
            .filter(|(dimension, _)| *dimension != Dimension::Decade)
            .map(|(dimension, counts)| Group::of(*dimension, counts, asked, catalogues, language))
            .filter(|group| !group.first.is_empty())
            .collect();
        let decades = counts.iter().find(|(dimension, _)| *dimension == Dimension::Decade);
        let mut shown: Vec<&str> = groups.iter().map(|group| group.name).collect();
        shown.extend(["q", "sort", "cursor", "format", "facets", "signed_from", "signed_to"]);
        shown.extend(["valid_on", "ends_from", "ends_to", "has_document", "clause"]);
        if sees_cases {
            shown.push("overdue");
        }
        Self {
            groups,
            years: Years::of(asked, decades.map_or(&[], |(_, counts)| counts)),
            more: More::of(asked, beside, sees_cases, language),
            kept: asked.others(&shown).filter(|(name, _)| is_known(name)).collect(),
        }
    }
}

impl Group {
    fn of(dimension: Dimension, counts: &[Count], asked: &Asked, catalogues: &Catalogues, language: Language) -> Self {
        let name = dimension.as_str();
        let choice = |value: String, count: u64| Choice {
            label: facets::label(dimension, &value, catalogues, language).into_owned(),
            count: said::number(count),
            chosen: asked.has(name, &value),
            value,
        };
        let counted = counts.iter().take(MOST).map(|Count { number, count }| {
            let value = code(catalogues, dimension, *number).into_owned();
            choice(value, *count)
        });
        let (mut first, mut more): (Vec<Choice>, Vec<Choice>) = counted.partition(|choice| choice.chosen);
        // What is chosen stays to be taken away, also where nothing is left of it.
        let without_any: Vec<&str> = asked
            .all(name)
            .filter(|value| first.iter().all(|choice| choice.value != *value))
            .collect();
        first.extend(without_any.into_iter().map(|value| choice(value.to_owned(), 0)));
        let chosen = first.len();
        let rest = more.split_off(FIRST.saturating_sub(chosen).min(more.len()));
        first.extend(more);
        Self {
            name,
            label: dimension.label().in_language(language).to_owned(),
            chosen,
            first,
            more: rest,
            beyond: counts.len().saturating_sub(MOST),
        }
    }
}

impl Years {
    fn of(asked: &Asked, counts: &[Count]) -> Self {
        let mut decades: Vec<(u16, u64)> = counts.iter().map(|Count { number, count }| (*number, *count)).collect();
        decades.sort_unstable_by(|one, other| other.cmp(one));
        let decade = |(year, count): (u16, u64)| {
            let (from, to) = (year.to_string(), (year + 9).to_string());
            Decade {
                chosen: asked.one("signed_from") == from && asked.one("signed_to") == to,
                link: Link {
                    href: asked.with(&[("signed_from", &from), ("signed_to", &to)]),
                    label: format!("{from}–{to}"),
                },
                count: said::number(count),
            }
        };
        Self {
            open: asked.is_given("signed_from") || asked.is_given("signed_to"),
            from: asked.one("signed_from").to_owned(),
            to: asked.one("signed_to").to_owned(),
            decades: decades.into_iter().map(decade).collect(),
        }
    }
}

impl More {
    fn of(asked: &Asked, beside: Option<&Beside>, of_cases: bool, language: Language) -> Self {
        let counted = |count: Option<&u64>| count.map(said::number).unwrap_or_default();
        let clause = |(place, kind): (usize, &ClauseKind)| Choice {
            value: kind.as_str().to_owned(),
            label: kind.label().in_language(language).to_owned(),
            count: counted(beside.and_then(|beside| beside.clauses.get(place))),
            chosen: asked.has("clause", kind.as_str()),
        };
        let given = ["valid_on", "ends_from", "ends_to", "has_document", "clause"];
        let overdue = of_cases && asked.has("overdue", "true");
        Self {
            open: overdue || given.iter().any(|name| asked.is_given(name)),
            valid_on: asked.one("valid_on").to_owned(),
            ends_from: asked.one("ends_from").to_owned(),
            ends_to: asked.one("ends_to").to_owned(),
            documents: [
                (0, "", "Da igual", "Either"),
                (1, "true", "Con documentos", "With documents"),
                (2, "false", "Sin documentos", "Without documents"),
            ]
            .map(|(place, value, es, en): (usize, &str, _, _)| Choice {
                value: value.to_owned(),
                label: language.say(es, en).to_owned(),
                count: counted(beside.and_then(|beside| beside.documents.get(place))),
                chosen: asked.one("has_document") == value,
            }),
            clauses: ClauseKind::ALL.iter().enumerate().map(clause).collect(),
            overdue,
            of_cases,
        }
    }
}
