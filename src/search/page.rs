//! A page of a list: which agreements come next in an order, how many there are, and how many of each kind.

use tantivy::DocId;
use tantivy::columnar::TermOrdHit;
use tantivy::index::SegmentId;

use super::Snapshot;
use super::columns::{NO_DAY, Segment};
use super::counts::{Count, Tallies};
use super::days::Day;
use super::ranking::Ranked;
use super::words::Words;
use crate::agreements::{AgreementFilter, AgreementId, Dimension, Key, Place, Sort};
use crate::error::Result;

/// What is wanted of a list.
pub struct Wanted<'a> {
    pub filter: &'a AgreementFilter,
    pub sort: Sort,
    /// The place the page begins behind.
    pub after: Option<&'a Place>,
    pub limit: usize,
    pub dimensions: &'a [Dimension],
}

/// The state of an agreement that the index has: after a change it is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct State {
    segment: SegmentId,
    doc: DocId,
}

/// What was found.
pub struct Found {
    /// How many there are, on all pages.
    pub total: u64,
    /// Those of the page, in their order.
    pub places: Vec<Place>,
    /// What of each the index has.
    pub states: Vec<State>,
    /// Whether there are more behind them.
    pub more: bool,
    pub counts: Vec<(Dimension, Vec<Count>)>,
    /// The question as it was probably meant, when words of it stand nowhere.
    pub did_you_mean: Option<String>,
}

impl Found {
    #[must_use]
    pub fn ids(&self) -> Vec<AgreementId> {
        self.places.iter().map(|place| place.id).collect()
    }
}

impl Snapshot {
    /// Finds a page of a list, and counts it by dimensions, each as if its own filter were not set.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn find(&self, wanted: &Wanted<'_>, words: Option<&Words>) -> Result<Found> {
        let filter = wanted.filter;
        let (mut own, mut counts) = (Vec::new(), Vec::new());
        for dimension in wanted.dimensions {
            let wider = filter.without(*dimension);
            if let Some(known) = self.whole.counts(&wider, words, *dimension) {
                counts.push((*dimension, known));
            } else if wider == *filter {
                own.push(*dimension);
            } else {
                counts.push((*dimension, self.count_by(&wider, words, *dimension)?));
            }
        }
        let query = self.query(filter, words);
        let mut tallies = Tallies::new(&own, filter);
        let (mut total, mut best) = (0_u64, Vec::new());
        for segment in self.segments() {
            let mut top = Top::new(wanted, segment)?;
            let mut counting = tallies.of(segment)?;
            if let Some(words) = words.filter(|_| wanted.sort == Sort::Relevance && wanted.limit > 0) {
                let ranked = self.ranked(words, filter, segment)?;
                total += ranked.docs.len() as u64;
                top.offer_ranked(&ranked);
                counting.add(&ranked.docs);
            } else {
                self.each_block(query.as_ref(), segment, |docs| {
                    total += docs.len() as u64;
                    top.offer(docs);
                    counting.add(docs);
                })?;
            }
            best.extend(top.places()?);
        }
        best.sort_by(|(one, _), (other, _)| wanted.sort.compare(one, other));
        let more = best.len() > wanted.limit;
        best.truncate(wanted.limit);
        let (places, states) = best.into_iter().unzip();
        for (dimension, counted) in tallies.counts(&self.catalogues) {
            self.whole.keep(filter, words, dimension, &counted);
            counts.push((dimension, counted));
        }
        counts.sort_by_key(|(dimension, _)| wanted.dimensions.iter().position(|wanted| wanted == dimension));
        let did_you_mean = words.and_then(|words| words.did_you_mean.clone());
        Ok(Found {
            total,
            places,
            states,
            more,
            counts,
            did_you_mean,
        })
    }

    /// How many agreements there are on all pages.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn total(&self, filter: &AgreementFilter) -> Result<u64> {
        let words = Words::read(self, filter)?;
        self.count(self.query(filter, words.as_ref()).as_ref())
    }

    /// The whole of a list in its order, so many at a time.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn next_ids(
        &self,
        filter: &AgreementFilter,
        words: Option<&Words>,
        sort: Sort,
        after: &mut Option<Place>,
        limit: usize,
    ) -> Result<Vec<AgreementId>> {
        let wanted = Wanted {
            filter,
            sort,
            after: after.as_ref(),
            limit,
            dimensions: &[],
        };
        let found = self.find(&wanted, words)?;
        if let Some(last) = found.places.last() {
            *after = Some(last.clone());
        }
        Ok(found.ids())
    }
}

/// The keys of one segment's documents in an order, the first of them lowest.
enum Keys<'a> {
    Days(&'a [i32]),
    DaysLatest(&'a [i32]),
    UpdatedLatest(&'a [u64]),
    Titles(&'a super::columns::Titles),
    Validity(&'a super::columns::Many<u64>, Day),
    Scores,
}

impl Keys<'_> {
    #[inline]
    fn of(&self, doc: DocId) -> u64 {
        let at = doc as usize;
        match self {
            Self::Days(days) => u64::from(days[at].cast_unsigned() ^ 0x8000_0000),
            Self::DaysLatest(days) if days[at] == NO_DAY => u64::MAX,
            Self::DaysLatest(days) => u64::from(!(days[at].cast_unsigned() ^ 0x8000_0000)),
            Self::UpdatedLatest(moments) => !moments[at],
            Self::Titles(titles) => u64::from(titles.ords[at]),
            Self::Validity(phases, day) => day.order(phases.of(doc)),
            Self::Scores => 0,
        }
    }
}

/// The first documents of one segment in an order, behind a place.
struct Top<'a> {
    keys: Keys<'a>,
    ids: &'a [u128],
    /// Turns the order of the ids around where the list's goes down.
    turn: u128,
    after: Option<(u64, u128)>,
    /// One more than wanted, to see whether there are more.
    limit: usize,
    segment: SegmentId,
    /// The first ones so far, and some that were not sorted out yet.
    first: Vec<(u64, u128, DocId)>,
    /// Nothing behind this is among the first ones.
    last: (u64, u128),
}

impl<'a> Top<'a> {
    fn new(wanted: &Wanted<'_>, segment: Segment<'a>) -> Result<Self> {
        let keys = match wanted.sort {
            Sort::SignedOn => Keys::Days(segment.signed_earliest()?),
            Sort::SignedOnLatest => Keys::DaysLatest(segment.signed_earliest()?),
            Sort::RegisteredOn => Keys::Days(segment.registered_on()?),
            Sort::RegisteredOnLatest => Keys::DaysLatest(segment.registered_on()?),
            Sort::EndsOn => Keys::Days(segment.ends_on()?),
            Sort::DueOn => Keys::Days(segment.due_on()?),
            Sort::UpdatedLatest => Keys::UpdatedLatest(segment.updated_at()?),
            Sort::Title => Keys::Titles(segment.titles()?),
            Sort::Validity => Keys::Validity(
                segment.phases()?,
                Day::new(wanted.filter.valid_on, wanted.filter.expiring_days),
            ),
            Sort::Relevance => Keys::Scores,
        };
        let turn = if wanted.sort.goes_down() { u128::MAX } else { 0 };
        let mut top = Self {
            keys,
            ids: segment.ids()?,
            turn,
            after: None,
            limit: if wanted.limit == 0 { 0 } else { wanted.limit + 1 },
            segment: segment.reader.segment_id(),
            first: Vec::new(),
            last: (u64::MAX, u128::MAX),
        };
        top.after = wanted.after.map(|place| top.behind(place)).transpose()?;
        Ok(top)
    }

    /// A place among this segment's documents.
    fn behind(&self, place: &Place) -> Result<(u64, u128)> {
        let id = place.id.0.as_u128() ^ self.turn;
        Ok(match (&place.key, &self.keys) {
            (Key::Text(title), Keys::Titles(titles)) => match titles
                .column
                .dictionary()
                .term_ord_or_next(title)
                .map_err(tantivy::TantivyError::from)?
            {
                TermOrdHit::Exact(ord) => (ord, id),
                TermOrdHit::Next(ord) => (ord, 0),
            },
            (Key::Number(number), _) => (*number, id),
            (Key::Text(_), _) => (0, id),
        })
    }

    fn offer(&mut self, docs: &[DocId]) {
        if self.limit == 0 {
            return;
        }
        for doc in docs {
            self.offer_one(*doc, self.keys.of(*doc));
        }
    }

    fn offer_ranked(&mut self, ranked: &Ranked) {
        if self.limit == 0 {
            return;
        }
        for (doc, score) in ranked.docs.iter().zip(&ranked.scores) {
            self.offer_one(*doc, u64::from(!score));
        }
    }

    #[inline]
    fn offer_one(&mut self, doc: DocId, key: u64) {
        if key > self.last.0 {
            return;
        }
        let entry = (key, self.ids[doc as usize] ^ self.turn);
        if entry > self.last || self.after.is_some_and(|after| entry <= after) {
            return;
        }
        self.first.push((entry.0, entry.1, doc));
        if self.first.len() >= 2 * self.limit + 100 {
            self.sort_out();
        }
    }

    /// Leaves the first ones. Now and then for many at once, it takes no longer when each comes before those that came before it.
    fn sort_out(&mut self) {
        if self.first.len() > self.limit {
            let (_, last, _) = self.first.select_nth_unstable(self.limit - 1);
            self.last = (last.0, last.1);
            self.first.truncate(self.limit);
        }
    }

    fn places(mut self) -> Result<Vec<(Place, State)>> {
        self.sort_out();
        let (turn, segment) = (self.turn, self.segment);
        let id = |entry: u128| AgreementId(uuid::Uuid::from_u128(entry ^ turn));
        self.first
            .into_iter()
            .map(|(key, entry, doc)| {
                let key = match &self.keys {
                    Keys::Titles(titles) => {
                        let mut title = Vec::new();
                        titles
                            .column
                            .dictionary()
                            .ord_to_term(key, &mut title)
                            .map_err(tantivy::TantivyError::from)?;
                        Key::Text(String::from_utf8_lossy(&title).into_owned())
                    }
                    _ => Key::Number(key),
                };
                Ok((Place { key, id: id(entry) }, State { segment, doc }))
            })
            .collect()
    }
}
