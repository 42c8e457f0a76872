//! The values of a segment's documents side by side in memory: read from the index when they are first asked for, and kept for
//! as long as the segment, whose documents never change.

use std::sync::OnceLock;

use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use super::codes::COUNTED;
use super::fields::Fields;
use crate::agreements::Dimension;
use crate::error::{Error, Result};

/// A date that is not known; behind all others.
pub const NO_DAY: i32 = i32::MAX;

/// No, one or several values for each document.
pub struct Many<T> {
    /// Where the values of each document begin; nothing when each has exactly one.
    pub starts: Option<Box<[u32]>>,
    pub values: Box<[T]>,
}

impl<T> Many<T> {
    #[inline]
    pub fn of(&self, doc: DocId) -> &[T] {
        let doc = doc as usize;
        match &self.starts {
            None => &self.values[doc..=doc],
            Some(starts) => &self.values[starts[doc] as usize..starts[doc + 1] as usize],
        }
    }

    /// The values of documents that follow one another; nothing when there are others between them.
    #[inline]
    pub fn of_row(&self, docs: &[DocId]) -> Option<&[T]> {
        let (first, end) = (*docs.first()? as usize, *docs.last()? as usize + 1);
        if end - first != docs.len() {
            return None;
        }
        Some(match &self.starts {
            None => &self.values[first..end],
            Some(starts) => &self.values[starts[first] as usize..starts[end] as usize],
        })
    }

    /// The values of all documents.
    pub fn all(&self) -> &[T] {
        &self.values
    }
}

/// The titles' places in the order of the segment's titles, and the titles.
pub struct Titles {
    pub column: StrColumn,
    pub ords: Box<[u32]>,
}

/// The columns of one segment.
#[derive(Default)]
pub struct Columns {
    ids: OnceLock<Box<[u128]>>,
    signed_earliest: OnceLock<Box<[i32]>>,
    registered_on: OnceLock<Box<[i32]>>,
    ends_on: OnceLock<Box<[i32]>>,
    due_on: OnceLock<Box<[i32]>>,
    updated_at: OnceLock<Box<[u64]>>,
    titles: OnceLock<Titles>,
    phases: OnceLock<Many<u64>>,
    counted: [OnceLock<Many<u16>>; COUNTED.len()],
}

impl Columns {
    /// The phases, once they were read.
    pub fn phases_read(&self) -> Option<&Many<u64>> {
        self.phases.get()
    }
}

/// The columns with the segment they are of.
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    pub reader: &'a SegmentReader,
    pub columns: &'a Columns,
    pub fields: &'a Fields,
}

impl<'a> Segment<'a> {
    /// The numbers that the ids are.
    pub fn ids(self) -> Result<&'a [u128]> {
        kept(&self.columns.ids, || {
            let [high, low] = self.fields.id.map(|field| self.column::<u64>(field));
            let (high, low) = (high?, low?);
            let half =
                |column: &Option<Column<u64>>, doc| column.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
            Ok(self
                .docs()
                .map(|doc| u128::from(half(&high, doc)) << 64 | u128::from(half(&low, doc)))
                .collect())
        })
        .map(AsRef::as_ref)
    }

    pub fn signed_earliest(self) -> Result<&'a [i32]> {
        self.days(&self.columns.signed_earliest, self.fields.signed_earliest)
    }

    pub fn registered_on(self) -> Result<&'a [i32]> {
        self.days(&self.columns.registered_on, self.fields.registered_on)
    }

    pub fn ends_on(self) -> Result<&'a [i32]> {
        self.days(&self.columns.ends_on, self.fields.ends_on)
    }

    pub fn due_on(self) -> Result<&'a [i32]> {
        self.days(&self.columns.due_on, self.fields.due_on)
    }

    /// The moments of the last change, in microseconds since 1970.
    pub fn updated_at(self) -> Result<&'a [u64]> {
        kept(&self.columns.updated_at, || {
            let column = self.column::<i64>(self.fields.updated_at)?;
            let moment = |doc| column.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
            Ok(self.docs().map(|doc| moment(doc).try_into().unwrap_or(0)).collect())
        })
        .map(AsRef::as_ref)
    }

    pub fn titles(self) -> Result<&'a Titles> {
        kept(&self.columns.titles, || {
            let name = self.reader.schema().get_field_name(self.fields.title);
            let Some(column) = self.reader.fast_fields().str(name)? else {
                return Err(Error::internal("an index without titles"));
            };
            let ord = |doc| {
                column
                    .ords()
                    .first(doc)
                    .and_then(|ord| u32::try_from(ord).ok())
                    .unwrap_or(u32::MAX)
            };
            let ords = self.docs().map(ord).collect();
            Ok(Titles { column, ords })
        })
    }

    /// The packed phases, see [`days`](super::days).
    pub fn phases(self) -> Result<&'a Many<u64>> {
        kept(&self.columns.phases, || self.many(self.fields.phases, |phase| phase))
    }

    /// The values of a dimension that are kept: all but validity, and the years for the decades.
    pub fn counted(self, dimension: Dimension) -> Result<&'a Many<u16>> {
        let kept_as = if dimension == Dimension::Decade {
            Dimension::Year
        } else {
            dimension
        };
        let at = COUNTED.iter().position(|counted| *counted == kept_as);
        let at = at.ok_or_else(|| Error::internal("a dimension that is not kept"))?;
        kept(&self.columns.counted[at], || {
            self.many(self.fields.counted[at], |value| {
                u16::try_from(value).unwrap_or(u16::MAX)
            })
        })
    }

    fn days(self, keep: &'a OnceLock<Box<[i32]>>, field: Field) -> Result<&'a [i32]> {
        kept(keep, || {
            let column = self.column::<i64>(field)?;
            let day = |doc| column.as_ref().and_then(|column| column.first(doc));
            Ok(self
                .docs()
                .map(|doc| day(doc).and_then(|day| i32::try_from(day).ok()).unwrap_or(NO_DAY))
                .collect())
        })
        .map(AsRef::as_ref)
    }

    fn many<T>(self, field: Field, read: impl Fn(u64) -> T) -> Result<Many<T>> {
        let mut starts = Vec::with_capacity(self.reader.max_doc() as usize + 1);
        let mut values = Vec::with_capacity(self.reader.max_doc() as usize);
        let column = self.column::<u64>(field)?;
        for doc in self.docs() {
            starts.push(u32::try_from(values.len()).map_err(Error::internal)?);
            if let Some(column) = &column {
                values.extend(column.values_for_doc(doc).map(&read));
            }
        }
        starts.push(u32::try_from(values.len()).map_err(Error::internal)?);
        let one_each = starts.iter().zip(0..).all(|(start, doc)| *start == doc);
        Ok(Many {
            starts: (!one_each).then(|| starts.into_boxed_slice()),
            values: values.into_boxed_slice(),
        })
    }

    /// Nothing when no document of the segment has a value.
    fn column<T: tantivy::columnar::HasAssociatedColumnType>(self, field: Field) -> Result<Option<Column<T>>>
    where
        tantivy::columnar::DynamicColumn: Into<Option<Column<T>>>,
    {
        let name = self.reader.schema().get_field_name(field);
        Ok(self.reader.fast_fields().column_opt(name)?)
    }

    fn docs(self) -> std::ops::Range<DocId> {
        0..self.reader.max_doc()
    }
}

/// What is kept, read now if it is asked for the first time.
fn kept<T>(keep: &OnceLock<T>, read: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(kept) = keep.get() {
        return Ok(kept);
    }
    let read = read()?;
    Ok(keep.get_or_init(|| read))
}
