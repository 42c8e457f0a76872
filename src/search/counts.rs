//! How many agreements there are of each kind.

use tantivy::DocId;

use super::Snapshot;
use super::codes::code;
use super::columns::{Many, Segment};
use super::days::Day;
use super::words::Words;
use crate::agreements::validity::ValidityState;
use crate::agreements::{AgreementFilter, Dimension};
use crate::catalogues::Catalogues;
use crate::error::Result;

/// How many there are of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// What the value is counted as: see [`code`].
    pub number: u16,
    pub count: u64,
}

/// No value of a dimension has a number as high as this.
const fn end_of(dimension: Dimension) -> usize {
    match dimension {
        Dimension::Country => 26 * 26,
        Dimension::Year | Dimension::Decade => 10_000,
        _ => 4_096,
    }
}

/// The values of one segment's documents.
pub enum Values<'a> {
    Kept(&'a Many<u16>),
    Decade(&'a Many<u16>),
    Validity(&'a Many<u64>, Day),
}

/// How many values a document has.
pub enum Only {
    None,
    One(u16),
    Several,
}

impl<'a> Values<'a> {
    pub fn of(segment: Segment<'a>, dimension: Dimension, day: Day) -> Result<Self> {
        Ok(match dimension {
            Dimension::Validity => Self::Validity(segment.phases()?, day),
            Dimension::Decade => Self::Decade(segment.counted(dimension)?),
            _ => Self::Kept(segment.counted(dimension)?),
        })
    }

    /// The lowest and the highest there is.
    pub fn span(&self) -> Option<(u16, u16)> {
        let span = |values: &[u16]| Some((*values.iter().min()?, *values.iter().max()?));
        match self {
            Self::Kept(values) => span(values.all()),
            Self::Decade(years) => span(years.all()).map(|(least, most)| (least / 10 * 10, most)),
            Self::Validity(..) => Some((0, u16::try_from(ValidityState::ALL.len()).ok()?.saturating_sub(1))),
        }
    }

    /// The value of a document that has no more than one.
    #[inline]
    pub fn only(&self, doc: DocId) -> Only {
        let only = |values: &[u16]| match values {
            [] => Only::None,
            [value] => Only::One(*value),
            _ => Only::Several,
        };
        match self {
            Self::Kept(values) => only(values.of(doc)),
            Self::Decade(years) => match only(years.of(doc)) {
                Only::One(year) => Only::One(year / 10 * 10),
                other => other,
            },
            Self::Validity(phases, day) => day.state(phases.of(doc)).map_or(Only::None, Only::One),
        }
    }

    #[inline]
    pub fn each(&self, doc: DocId, mut take: impl FnMut(u16)) {
        match self {
            Self::Kept(values) => values.of(doc).iter().copied().for_each(take),
            Self::Decade(years) => years.of(doc).iter().for_each(|year| take(year / 10 * 10)),
            Self::Validity(phases, day) => day.state(phases.of(doc)).into_iter().for_each(take),
        }
    }
}

/// Counts by several dimensions in one go.
pub struct Tallies {
    day: Day,
    by_dimension: Vec<(Dimension, Tally)>,
}

/// The same at work on one segment.
pub struct Counting<'a>(Vec<(Values<'a>, &'a mut Tally)>);

impl Tallies {
    pub fn new(dimensions: &[Dimension], filter: &AgreementFilter) -> Self {
        Self {
            day: Day::new(filter.valid_on, filter.expiring_days),
            by_dimension: dimensions
                .iter()
                .map(|dimension| (*dimension, Tally::new(end_of(*dimension))))
                .collect(),
        }
    }

    pub fn of<'a>(&'a mut self, segment: Segment<'a>) -> Result<Counting<'a>> {
        let day = self.day;
        let parts = self.by_dimension.iter_mut();
        let parts = parts.map(|(dimension, tally)| Ok((Values::of(segment, *dimension, day)?, tally)));
        Ok(Counting(parts.collect::<Result<_>>()?))
    }

    /// The counts, the highest first.
    pub fn counts(self, catalogues: &Catalogues) -> Vec<(Dimension, Vec<Count>)> {
        let named = |(dimension, tally): (Dimension, Tally)| {
            let mut counts: Vec<Count> = tally
                .counts()
                .zip(0..)
                .filter(|(count, _)| *count > 0)
                .map(|(count, number)| Count { number, count })
                .collect();
            let code = |count: &Count| code(catalogues, dimension, count.number);
            counts.sort_unstable_by(|one, other| {
                let by_count = other.count.cmp(&one.count);
                by_count.then_with(|| code(one).cmp(&code(other)))
            });
            (dimension, counts)
        };
        self.by_dimension.into_iter().map(named).collect()
    }
}

impl Counting<'_> {
    pub fn add(&mut self, docs: &[DocId]) {
        for (values, tally) in &mut self.0 {
            tally.add(values, docs);
        }
    }
}

/// How often each value of a dimension was met. There are four counts of each, which take turns: most dimensions have few values,
/// and an addition to one count waits for the addition to the same count before it.
struct Tally([Vec<u32>; 4]);

impl Tally {
    fn new(end: usize) -> Self {
        Self(std::array::from_fn(|_| vec![0; end]))
    }

    fn add(&mut self, values: &Values<'_>, docs: &[DocId]) {
        match values {
            Values::Kept(Many { starts: None, values }) => self.count(docs, |doc| values[doc as usize]),
            Values::Kept(many) => match many.of_row(docs) {
                Some(values) => self.count(values, |value| value),
                None => docs.iter().for_each(|doc| self.count(many.of(*doc), |value| value)),
            },
            Values::Decade(years) => {
                let decade = |year| year / 10 * 10;
                match years.of_row(docs) {
                    Some(years) => self.count(years, decade),
                    None => docs.iter().for_each(|doc| self.count(years.of(*doc), decade)),
                }
            }
            Values::Validity(phases, day) => self.count(docs, |doc| day.state(phases.of(doc)).unwrap_or(u16::MAX)),
        }
    }

    #[inline]
    fn count<T: Copy>(&mut self, items: &[T], value: impl Fn(T) -> u16) {
        let mut count = |turn: usize, item: &T| {
            if let Some(count) = self.0[turn].get_mut(usize::from(value(*item))) {
                *count += 1;
            }
        };
        let (fours, rest) = items.as_chunks::<4>();
        for four in fours {
            for (turn, item) in four.iter().enumerate() {
                count(turn, item);
            }
        }
        for item in rest {
            count(0, item);
        }
    }

    fn counts(&self) -> impl Iterator<Item = u64> {
        let [one, two, three, four] = &self.0;
        let all = one.iter().zip(two).zip(three).zip(four);
        all.map(|(((one, two), three), four)| [one, two, three, four].into_iter().map(|count| u64::from(*count)).sum())
    }
}

impl Snapshot {
    /// How many agreements there are of each value of a dimension, the highest count first.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn count_by(
        &self,
        filter: &AgreementFilter,
        words: Option<&Words>,
        dimension: Dimension,
    ) -> Result<Vec<Count>> {
        let query = self.query(filter, words);
        let mut tallies = Tallies::new(&[dimension], filter);
        for segment in self.segments() {
            let mut counting = tallies.of(segment)?;
            self.each_block(query.as_ref(), segment, |docs| counting.add(docs))?;
        }
        let counts = tallies.counts(&self.catalogues).pop();
        let counts = counts.map(|(_, counts)| counts).unwrap_or_default();
        self.whole.keep(filter, words, dimension, &counts);
        Ok(counts)
    }
}
