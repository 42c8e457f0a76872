//! Agreements counted by several dimensions at once: a table with a cell for each combination of values there is.

use std::collections::HashMap;

use tantivy::DocId;

use super::Snapshot;
use super::codes::code;
use super::counts::{Only, Values};
use super::days::Day;
use super::words::Words;
use crate::agreements::{AgreementFilter, Dimension};
use crate::catalogues::Catalogues;
use crate::error::Result;

/// A table of so many cells is kept whole while it is counted, of a larger one only the cells that are not empty.
const WHOLE: u64 = 1 << 21;

/// How many agreements there are of each combination of values, in the order of the values. One with two values in a
/// dimension counts in both, one without any in cells of its own, behind the others.
pub struct Cross {
    /// How many agreements were counted, each once.
    pub total: u64,
    pub axes: Vec<Axis>,
    /// Each cell's number, which has its place on every axis as a digit, and its count.
    cells: Vec<(u64, u64)>,
}

/// One dimension of the table.
pub struct Axis {
    pub dimension: Dimension,
    /// How many agreements have no value in it.
    pub without: u64,
    /// The number of the value in the first place.
    least: u16,
    /// How many places there are; the last is for no value.
    places: u64,
}

impl Axis {
    /// How many places there are on it.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::try_from(self.places).unwrap_or(usize::MAX)
    }

    /// Whether no agreement has a value in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.places == 1
    }

    /// The value in a place; nothing in the last one.
    #[must_use]
    pub fn value(&self, catalogues: &Catalogues, place: usize) -> Option<String> {
        let number = u16::try_from(place).ok().filter(|_| place + 1 < self.len())?;
        Some(code(catalogues, self.dimension, self.least + number).into_owned())
    }
}

impl Cross {
    /// How many cells are not empty.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cells.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Of a cell, its place on each axis, and its count.
    pub fn cell(&self, at: usize, places: &mut [usize]) -> u64 {
        let (mut number, count) = self.cells[at];
        for (axis, place) in self.axes.iter().zip(places).rev() {
            *place = usize::try_from(number % axis.places).unwrap_or_default();
            number /= axis.places;
        }
        count
    }
}

/// The counts by the cells' numbers.
enum Counts {
    Whole(Vec<u32>),
    Sparse(HashMap<u64, u64>),
}

impl Counts {
    fn new(cells: u64) -> Self {
        match usize::try_from(cells) {
            Ok(length) if cells <= WHOLE => Self::Whole(vec![0; length]),
            _ => Self::Sparse(HashMap::new()),
        }
    }

    #[inline]
    fn add(&mut self, number: u64) {
        match self {
            Self::Whole(counts) => {
                if let Some(count) = usize::try_from(number).ok().and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
            Self::Sparse(counts) => *counts.entry(number).or_default() += 1,
        }
    }

    fn in_order(self) -> Vec<(u64, u64)> {
        match self {
            Self::Whole(counts) => (0..)
                .zip(counts)
                .filter(|(_, count)| *count > 0)
                .map(|(number, count)| (number, u64::from(count)))
                .collect(),
            Self::Sparse(counts) => {
                let mut cells: Vec<(u64, u64)> = counts.into_iter().collect();
                cells.sort_unstable();
                cells
            }
        }
    }
}

impl Snapshot {
    /// Counts agreements by several dimensions at once.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn cross(&self, filter: &AgreementFilter, words: Option<&Words>, dimensions: &[Dimension]) -> Result<Cross> {
        let query = self.query(filter, words);
        let day = Day::new(filter.valid_on, filter.expiring_days);
        let mut axes = Vec::with_capacity(dimensions.len());
        for dimension in dimensions {
            let mut span: Option<(u16, u16)> = None;
            for segment in self.segments() {
                let (least, most) = span.unzip();
                span = Values::of(segment, *dimension, day)?
                    .span()
                    .map(|(low, high)| {
                        (
                            least.map_or(low, |least| low.min(least)),
                            most.map_or(high, |most| high.max(most)),
                        )
                    })
                    .or(span);
            }
            axes.push(Axis {
                dimension: *dimension,
                without: 0,
                least: span.map_or(0, |(least, _)| least),
                places: span.map_or(1, |(least, most)| u64::from(most - least) + 2),
            });
        }
        let mut counts = Counts::new(axes.iter().map(|axis| axis.places).product());
        let (mut total, mut several) = (0, Several::default());
        for segment in self.segments() {
            let columns = dimensions
                .iter()
                .map(|dimension| Values::of(segment, *dimension, day))
                .collect::<Result<Vec<_>>>()?;
            self.each_block(query.as_ref(), segment, |docs| {
                total += docs.len() as u64;
                for doc in docs {
                    match only_cell(&columns, &axes, *doc) {
                        Some(number) => counts.add(number),
                        None => several.add(&columns, &axes, *doc, &mut counts),
                    }
                }
                for (values, axis) in columns.iter().zip(&mut axes) {
                    let without = docs.iter().filter(|doc| matches!(values.only(**doc), Only::None));
                    axis.without += without.count() as u64;
                }
            })?;
        }
        Ok(Cross {
            total,
            axes,
            cells: counts.in_order(),
        })
    }
}

/// The cell of an agreement that has no more than one value in each dimension.
#[inline]
fn only_cell(columns: &[Values<'_>], axes: &[Axis], doc: DocId) -> Option<u64> {
    columns.iter().zip(axes).try_fold(0, |number, (values, axis)| {
        let place = match values.only(doc) {
            Only::None => axis.places - 1,
            Only::One(value) => u64::from(value - axis.least),
            Only::Several => return None,
        };
        Some(number * axis.places + place)
    })
}

/// The cells of agreements that have several.
#[derive(Default)]
struct Several {
    numbers: Vec<u64>,
    longer: Vec<u64>,
}

impl Several {
    fn add(&mut self, columns: &[Values<'_>], axes: &[Axis], doc: DocId, counts: &mut Counts) {
        let Self { numbers, longer } = self;
        numbers.clear();
        numbers.push(0);
        for (values, axis) in columns.iter().zip(axes) {
            let mut at = |place: u64| longer.extend(numbers.iter().map(|number| number * axis.places + place));
            values.each(doc, |value| at(u64::from(value - axis.least)));
            if matches!(values.only(doc), Only::None) {
                at(axis.places - 1);
            }
            std::mem::swap(numbers, longer);
            longer.clear();
        }
        for number in numbers {
            counts.add(*number);
        }
    }
}
