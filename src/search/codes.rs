//! The values lists are filtered and counted by: as terms, and as the small numbers they are counted as.

use std::borrow::Cow;

use super::texts::Reader;
use crate::access::Sight;
use crate::agreements::clauses::ClauseKind;
use crate::agreements::validity::ValidityState;
use crate::agreements::{Dimension, Origin, Side, Stage};
use crate::bodies::{BodyId, BodyKind, Level};
use crate::catalogues::Catalogues;

/// The dimensions whose values are kept with each agreement; validity is worked out for the day, a decade from the year.
pub const COUNTED: [Dimension; 10] = [
    Dimension::State,
    Dimension::Municipality,
    Dimension::Country,
    Dimension::Region,
    Dimension::InstrumentType,
    Dimension::Stage,
    Dimension::Origin,
    Dimension::Level,
    Dimension::Area,
    Dimension::Year,
];

/// Something that can be asked for, as the term of the documents it is so of.
#[derive(Debug, Clone, Copy)]
pub enum Fact<'a> {
    Public,
    Petitioner(BodyId),
    /// The state of the petitioner.
    PetitionerState(&'a str),
    Number(&'a str),
    Body(BodyId),
    SideKind(Side, BodyKind),
    /// A follow-up about a year: whether anything was done.
    Reported(i32, bool),
    /// There is a document that such readers see.
    Document(Reader<'a>),
    Clause(ClauseKind),
    Value(Dimension, &'a str),
}

impl Fact<'_> {
    pub fn term(self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Petitioner(id) => format!("petitioner:{id}"),
            Self::PetitionerState(code) => format!("petitioner_state:{code}"),
            Self::Number(number) => format!("number:{number}"),
            Self::Body(id) => format!("body:{id}"),
            Self::SideKind(side, kind) => format!("side_kind:{side}:{kind}"),
            Self::Reported(year, active) => format!("reported:{year}:{active}"),
            Self::Document(reader) => format!("document:{}", reader.mark()),
            Self::Clause(kind) => format!("clause:{kind}"),
            Self::Value(dimension, code) => format!("{dimension}:{code}"),
        }
    }
}

/// The facts, one of which makes an agreement be seen; nothing when everything is.
pub fn seen_by(sight: &Sight) -> Option<Vec<Fact<'_>>> {
    let own = own_of(sight)?;
    Some(std::iter::once(Fact::Public).chain(own).collect())
}

/// The facts, one of which makes an agreement one's own case; nothing when every one is.
pub fn own_of(sight: &Sight) -> Option<Vec<Fact<'_>>> {
    match sight {
        Sight::Everything => None,
        Sight::Public => Some(Vec::new()),
        Sight::OfBodies(bodies) => Some(bodies.iter().map(|id| Fact::Petitioner(*id)).collect()),
        Sight::OfState(state) => Some(vec![Fact::PetitionerState(state)]),
    }
}

/// The number a value is counted as; it means the same for as long as the catalogues stay the same.
pub fn number(catalogues: &Catalogues, dimension: Dimension, code: &str) -> Option<u16> {
    let at = |position: Option<usize>| position.and_then(|position| u16::try_from(position).ok());
    match dimension {
        Dimension::State | Dimension::Year | Dimension::Decade => code.parse().ok(),
        Dimension::Municipality => {
            let all = &catalogues.municipalities;
            at(all.binary_search_by(|one| one.code.as_str().cmp(code)).ok())
        }
        Dimension::Country => match code.as_bytes() {
            [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => {
                Some(u16::from(first - b'A') * 26 + u16::from(second - b'A'))
            }
            _ => None,
        },
        Dimension::Region => at(catalogues.regions.iter().position(|region| region.code == code)),
        Dimension::InstrumentType => at(catalogues.instrument_types.iter().position(|item| item.code == code)),
        Dimension::Area => at(catalogues.areas.iter().position(|item| item.code == code)),
        Dimension::Stage => at(Stage::ALL.iter().position(|stage| stage.as_str() == code)),
        Dimension::Origin => at(Origin::ALL.iter().position(|origin| origin.as_str() == code)),
        Dimension::Level => at(Level::ALL.iter().position(|level| level.as_str() == code)),
        Dimension::Validity => at(ValidityState::ALL.iter().position(|state| state.as_str() == code)),
    }
}

/// The value a number stands for.
#[must_use]
pub fn code(catalogues: &Catalogues, dimension: Dimension, number: u16) -> Cow<'_, str> {
    let at = usize::from(number);
    let letter = |number: u16| char::from(b'A' + u8::try_from(number % 26).unwrap_or(0));
    let known = match dimension {
        Dimension::State => return format!("{number:02}").into(),
        Dimension::Year | Dimension::Decade => return format!("{number:04}").into(),
        Dimension::Country => return [letter(number / 26), letter(number)].iter().collect::<String>().into(),
        Dimension::Municipality => catalogues.municipalities.get(at).map(|item| item.code.as_str()),
        Dimension::Region => catalogues.regions.get(at).map(|region| region.code.as_str()),
        Dimension::InstrumentType => catalogues.instrument_types.get(at).map(|item| item.code.as_str()),
        Dimension::Area => catalogues.areas.get(at).map(|item| item.code.as_str()),
        Dimension::Stage => Stage::ALL.get(at).map(|stage| stage.as_str()),
        Dimension::Origin => Origin::ALL.get(at).map(|origin| origin.as_str()),
        Dimension::Level => Level::ALL.get(at).map(|level| level.as_str()),
        Dimension::Validity => ValidityState::ALL.get(at).map(|state| state.as_str()),
    };
    known.unwrap_or_default().into()
}
