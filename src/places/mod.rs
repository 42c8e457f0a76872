//! Places: where on the earth a body is, as far as its own record and its names tell, and how that was found out. Nothing is
//! guessed: what two places could be is in neither.
//!
//! [`gazetteer`] holds the towns and regions of other countries, [`naming`] reads what a body's name says of its place, and
//! [`foreign`] brings the two together. [`line`] draws what lies between two positions.

mod foreign;
mod gazetteer;
pub mod line;
mod naming;

use serde::Serialize;

use crate::bodies::{BodyBrief, Level};
use crate::catalogues::{Catalogues, Kind, MEXICO, MEXICO_CITY};
use crate::db::text_enum;

/// Degrees on WGS 84, in the order of GeoJSON.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Position(pub f64, pub f64);

impl Position {
    #[must_use]
    pub const fn longitude(self) -> f64 {
        self.0
    }

    #[must_use]
    pub const fn latitude(self) -> f64 {
        self.1
    }

    /// The way to another position over the surface, in kilometres.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        let (from, to) = (self.1.to_radians(), other.1.to_radians());
        let turn = (other.0 - self.0).to_radians();
        let half = ((to - from) / 2.0).sin().powi(2) + from.cos() * to.cos() * (turn / 2.0).sin().powi(2);
        12_742.0 * half.sqrt().min(1.0).asin()
    }
}

text_enum! {
    /// What a body was located by.
    LocatedBy {
        /// The head town of its municipality.
        Municipality = "municipality",
        /// The capital of its state, of its province or of whatever else the country is divided into.
        StateCapital = "state_capital",
        /// The capital of its country, for what is national.
        NationalCapital = "national_capital",
        /// The town that its name says.
        City = "city",
    }
}

/// Where a body is.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    pub position: Position,
    pub by: LocatedBy,
    /// What the place is called: `McAllen, Texas`.
    pub place: String,
}

/// Where a body is that an agreement shows, by every name it has or had; nothing where that cannot be said.
#[must_use]
pub fn locate<'a>(
    body: &'a BodyBrief,
    other_names: impl IntoIterator<Item = &'a str>,
    catalogues: &Catalogues,
) -> Option<Located> {
    match body.country.as_deref() {
        Some(MEXICO) => domestic(body, catalogues),
        Some(country) => {
            let names = std::iter::once(body.name.as_str()).chain(other_names);
            let is_country = |words: &str| {
                let meant = catalogues.names.find(Kind::Country, words);
                meant.iter().any(|code| code == country)
            };
            foreign::locate(country, body.level, names, &is_country)
        }
        None => None,
    }
}

fn domestic(body: &BodyBrief, catalogues: &Catalogues) -> Option<Located> {
    let of_state = |code: &str, by: LocatedBy| {
        let state = catalogues.state(code)?;
        Some(Located {
            position: Position(state.longitude, state.latitude),
            by,
            place: state.capital.clone(),
        })
    };
    if let Some(code) = &body.municipality {
        let municipality = catalogues.municipality(code)?;
        return Some(Located {
            position: Position(municipality.longitude?, municipality.latitude?),
            by: LocatedBy::Municipality,
            place: municipality
                .seat
                .as_ref()
                .unwrap_or(&municipality.name)
                .trim()
                .to_owned(),
        });
    }
    match (body.level, &body.state) {
        (Level::State, Some(state)) => of_state(state, LocatedBy::StateCapital),
        (Level::Federal, _) => of_state(MEXICO_CITY, LocatedBy::NationalCapital),
        _ => None,
    }
}
