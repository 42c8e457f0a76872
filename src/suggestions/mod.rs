//! What somebody who has typed a few letters may be looking for: agreements, and the places, bodies, areas and kinds of
//! instrument that agreements can be filtered by. Nothing is suggested that leads to no agreement he may see.

mod bodies;
mod names;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

pub use self::bodies::{Directory, Known};
use self::names::{Names, Rank, Typed};
use crate::access::Sight;
use crate::agreements::{self, AgreementId, Dimension};
use crate::catalogues::{Catalogues, Kind};
use crate::db::DbConnection;
use crate::error::Result;
use crate::folding::fold;
use crate::partial_date::PartialDate;
use crate::search::{Presence, Snapshot};

/// What to filter by, or the agreement itself.
pub enum Suggestion {
    /// By the code of an item of a catalogue.
    Value(Dimension, String),
    /// By the body in a place of the directory.
    Body(Arc<Directory>, usize),
    Agreement(Titled),
}

/// An agreement by its titles.
#[derive(Debug, Deserialize)]
pub struct Titled {
    pub id: AgreementId,
    pub title: String,
    alternative_titles: Vec<Alternative>,
    pub registration_number: Option<String>,
    pub signed_on: Option<PartialDate>,
    /// The title that answers, where that is an alternative one.
    #[serde(skip)]
    pub also_called: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Alternative {
    title: String,
}

/// The names there are to suggest, and the agreements' titles by way of the index.
#[derive(Default)]
pub struct Suggestions {
    /// Of the catalogues' items: in memory once somebody asks.
    items: OnceLock<Names<(Dimension, String)>>,
    directory: bodies::Kept,
}

impl Suggestions {
    /// The best of each kind, at most so many altogether.
    ///
    /// # Errors
    /// What the database says, or when the index is damaged.
    pub fn find(
        &self,
        conn: &mut DbConnection,
        snapshot: &Snapshot,
        catalogues: &Catalogues,
        sight: &Sight,
        (question, limit): (&str, usize),
    ) -> Result<Vec<Suggestion>> {
        let typed = Typed::new(question);
        let present = snapshot.presence(sight);
        let mut kinds: Vec<Vec<(Ranked, Suggestion)>> = Vec::new();
        let items = self.items.get_or_init(|| items(catalogues)).find(&typed);
        for dimension in SUGGESTED.map(|(_, dimension)| dimension) {
            let of_kind = items.iter().filter(|(_, (of, _))| *of == dimension);
            let codes: Vec<_> = of_kind.map(|(rank, (_, code))| (*rank, code)).collect();
            let is_there = |code: &String| present.has_value(dimension, code);
            let suggestion = |code: &String| Suggestion::Value(dimension, code.clone());
            kinds.push(first(&codes, limit, is_there, suggestion)?);
        }
        let directory = self.directory.now(conn)?;
        let places = directory.names.find(&typed);
        let suggestion = |place: &usize| Suggestion::Body(directory.clone(), *place);
        kinds.push(first(
            &places,
            limit,
            |place| is_party(&directory, *place, &present),
            suggestion,
        )?);
        let titled = titled(conn, snapshot, sight, &typed, limit)?;
        kinds.push(titled);
        Ok(mixed(kinds, limit))
    }
}

/// The catalogues whose items are suggested, and what one filters by them.
const SUGGESTED: [(Kind, Dimension); 5] = [
    (Kind::State, Dimension::State),
    (Kind::Municipality, Dimension::Municipality),
    (Kind::Country, Dimension::Country),
    (Kind::Area, Dimension::Area),
    (Kind::InstrumentType, Dimension::InstrumentType),
];

fn items(catalogues: &Catalogues) -> Names<(Dimension, String)> {
    let mut names = Vec::new();
    for (kind, dimension) in SUGGESTED {
        let codes: Vec<&String> = match kind {
            Kind::State => catalogues.states.iter().map(|item| &item.code).collect(),
            Kind::Municipality => catalogues.municipalities.iter().map(|item| &item.code).collect(),
            Kind::Country => catalogues.countries.iter().map(|item| &item.code).collect(),
            Kind::Area => catalogues.areas.iter().map(|item| &item.code).collect(),
            Kind::InstrumentType => catalogues.instrument_types.iter().map(|item| &item.code).collect(),
            Kind::Organisation => Vec::new(),
        };
        for code in codes {
            let called = catalogues.names.of(kind, code).iter();
            names.extend(called.map(|name| (name.clone(), (dimension, code.clone()))));
        }
    }
    Names::new(names)
}

/// A rank that outlives the names.
type Ranked = (u8, usize, String);

/// The best so many things that are there, each by the best of its names.
fn first<T: Eq + Hash>(
    named: &[(Rank<'_>, &T)],
    limit: usize,
    is_there: impl Fn(&T) -> Result<bool>,
    suggestion: impl Fn(&T) -> Suggestion,
) -> Result<Vec<(Ranked, Suggestion)>> {
    // Of thousands that begin with a letter only the best are put into their order.
    let ranks = named.iter().zip(0..).map(|((rank, _), at)| Reverse((*rank, at)));
    let mut ranks: BinaryHeap<Reverse<(Rank<'_>, usize)>> = ranks.collect();
    let (mut first, mut seen) = (Vec::new(), HashSet::new());
    while let Some(Reverse((rank, at))) = ranks.pop().filter(|_| first.len() < limit) {
        let (_, thing) = named[at];
        if seen.insert(thing) && is_there(thing)? {
            first.push((rank.owned(), suggestion(thing)));
        }
    }
    Ok(first)
}

fn is_party(directory: &Directory, place: usize, present: &Presence<'_>) -> Result<bool> {
    let body = directory.body(place);
    if body.predecessors.is_empty() {
        present.has_body(&[body.id])
    } else {
        present.has_body(&body.predecessors)
    }
}

/// Agreements by their titles, read as they are now and as far as they may be seen.
fn titled(
    conn: &mut DbConnection,
    snapshot: &Snapshot,
    sight: &Sight,
    typed: &Typed,
    limit: usize,
) -> Result<Vec<(Ranked, Suggestion)>> {
    let found = snapshot.titles_with(sight, typed.folded())?;
    let mut candidates: Vec<(Option<Rank<'_>>, AgreementId)> =
        found.iter().map(|(title, id)| (typed.rank(title), *id)).collect();
    // What its title does not tell comes last: an alternative title may.
    candidates.sort_by_key(|(rank, id)| (rank.is_none(), *rank, *id));
    candidates.truncate(2 * limit);
    let ids: Vec<AgreementId> = candidates.into_iter().map(|(_, id)| id).collect();
    let mut titled = Vec::new();
    for readable in agreements::read_many(conn, sight, &ids)? {
        let mut agreement: Titled = serde_json::from_str(&readable.record)?;
        let rank = |title: &str| typed.rank(&fold(title)).map(Rank::owned);
        let alternatives = std::mem::take(&mut agreement.alternative_titles);
        let alternatives = alternatives
            .into_iter()
            .filter_map(|other| Some((rank(&other.title)?, other.title)));
        let answers = match rank(&agreement.title) {
            Some(rank) => Some(rank),
            None => alternatives.min().map(|(rank, title)| {
                agreement.also_called = Some(title);
                rank
            }),
        };
        titled.extend(answers.map(|rank| (rank, Suggestion::Agreement(agreement))));
    }
    titled.sort_by(|(one, _), (other, _)| one.cmp(other));
    titled.truncate(limit);
    Ok(titled)
}

/// The best of all, but of one kind no more than a third while there are others.
fn mixed(kinds: Vec<Vec<(Ranked, Suggestion)>>, limit: usize) -> Vec<Suggestion> {
    let fair = limit.div_ceil(3);
    let (mut chosen, mut rest) = (Vec::new(), Vec::new());
    for (kind, suggestions) in kinds.into_iter().enumerate() {
        for (at, (rank, suggestion)) in suggestions.into_iter().enumerate() {
            let part = if at < fair { &mut chosen } else { &mut rest };
            part.push((rank, kind, suggestion));
        }
    }
    let in_order = |some: &mut Vec<(Ranked, usize, Suggestion)>| {
        some.sort_by(|(one, kind, _), (other, other_kind, _)| (one, kind).cmp(&(other, other_kind)));
    };
    in_order(&mut chosen);
    in_order(&mut rest);
    chosen.truncate(limit);
    chosen.extend(rest.into_iter().take(limit - chosen.len()));
    in_order(&mut chosen);
    chosen.into_iter().map(|(.., suggestion)| suggestion).collect()
}
