//! The outlines of countries and of Mexico's states, from the files in `data/outlines`, which are inside the binary and read when
//! they are first needed.

use std::sync::OnceLock;

use crate::places::Position;

const COUNTRIES: &str = include_str!("../../../data/outlines/countries.csv");
const STATES: &str = include_str!("../../../data/outlines/states.csv");

/// A closed line.
pub type Ring = Vec<Position>;

/// A country or a state.
#[derive(Debug)]
pub struct Outline {
    /// ISO 3166-1 alpha-2 or INEGI; empty where there is none.
    pub code: String,
    pub rings: Vec<Ring>,
}

/// A state, with where a number has most room.
#[derive(Debug)]
pub struct StateOutline {
    pub outline: Outline,
    pub middle: Position,
    /// How far the outline is from there, in degrees of latitude.
    pub room: f64,
}

/// The countries without the smallest, which no map of this size could show, and without Antarctica.
pub fn countries() -> &'static [Outline] {
    static OUTLINES: OnceLock<Vec<Outline>> = OnceLock::new();
    OUTLINES.get_or_init(|| rows(COUNTRIES).map(|row| outline(row.get(0), row.get(1))).collect())
}

/// Mexico's 32 states, in the order of their codes.
pub fn states() -> &'static [StateOutline] {
    static OUTLINES: OnceLock<Vec<StateOutline>> = OnceLock::new();
    OUTLINES.get_or_init(|| {
        rows(STATES)
            .filter_map(|row| {
                let number = |at: usize| row.get(at)?.parse().ok();
                Some(StateOutline {
                    outline: outline(row.get(0), row.get(4)),
                    middle: Position(number(1)?, number(2)?),
                    room: number(3)?,
                })
            })
            .collect()
    })
}

/// A state by its code.
#[must_use]
pub fn state(code: &str) -> Option<&'static StateOutline> {
    states().iter().find(|state| state.outline.code == code)
}

fn rows(file: &'static str) -> impl Iterator<Item = csv::StringRecord> {
    csv::Reader::from_reader(file.as_bytes()).into_records().flatten()
}

fn outline(code: Option<&str>, rings: Option<&str>) -> Outline {
    Outline {
        code: code.unwrap_or_default().to_owned(),
        rings: rings.unwrap_or_default().split(';').map(ring).collect(),
    }
}

/// A ring in thousandths of a degree: the first point as it is, every other as the step from the one before.
fn ring(text: &str) -> Ring {
    let numbers: Vec<i32> = text.split(' ').filter_map(|number| number.parse().ok()).collect();
    let (mut longitude, mut latitude) = (0, 0);
    let (steps, _) = numbers.as_chunks::<2>();
    let points = steps.iter().map(|[east, north]| {
        longitude += east;
        latitude += north;
        Position(f64::from(longitude) / 1000.0, f64::from(latitude) / 1000.0)
    });
    points.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::web::drawing::projection::MIDDLE;

    /// Whether a position is within rings, by how often a line eastwards meets them.
    fn holds(rings: &[Ring], Position(longitude, latitude): Position) -> bool {
        let meets = |(from, to): (&Position, &Position)| {
            (from.1 > latitude) != (to.1 > latitude)
                && longitude < from.0 + (latitude - from.1) / (to.1 - from.1) * (to.0 - from.0)
        };
        let edges = rings
            .iter()
            .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
        edges.filter(|edge| meets(*edge)).count() % 2 == 1
    }

    fn positions(catalogue: &'static str, columns: [usize; 3]) -> HashMap<String, Position> {
        let place = |row: csv::StringRecord| {
            let number = |at: usize| row[at].parse().ok();
            Some((
                row[columns[0]].to_owned(),
                Position(number(columns[1])?, number(columns[2])?),
            ))
        };
        rows(catalogue).filter_map(place).collect()
    }

    #[test]
    fn every_state_is_there_and_holds_its_capital() {
        let capitals = positions(include_str!("../../../data/catalogues/states.csv"), [0, 7, 6]);
        let codes: Vec<&str> = states().iter().map(|state| state.outline.code.as_str()).collect();
        assert_eq!(codes, (1..=32).map(|code| format!("{code:02}")).collect::<Vec<_>>());
        for state in states() {
            assert!(
                holds(&state.outline.rings, capitals[&state.outline.code]),
                "{}",
                state.outline.code
            );
            assert!(
                holds(&state.outline.rings, state.middle) && state.room > 0.1,
                "{}",
                state.outline.code
            );
        }
    }

    #[test]
    fn countries_are_where_the_catalogue_has_them() {
        let middles = positions(include_str!("../../../data/catalogues/countries.csv"), [0, 15, 14]);
        let codes: HashSet<&str> = countries().iter().map(|country| country.code.as_str()).collect();
        assert!(codes.len() > 170, "{}", codes.len());
        let beside: Vec<&str> = countries()
            .iter()
            .filter(|country| !country.code.is_empty())
            .filter(|country| {
                let Position(longitude, latitude) = middles[&country.code];
                let around = [longitude, longitude - 360.0].map(|longitude| Position(longitude, latitude));
                !around.into_iter().any(|middle| holds(&country.rings, middle))
            })
            .map(|country| country.code.as_str())
            .collect();
        // Crescents, and islands that only a finer outline has.
        assert!(beside.len() < 6, "{beside:?}");
    }

    #[test]
    fn no_line_leads_across_the_world() {
        for ring in countries().iter().flat_map(|country| &country.rings) {
            for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                assert!((from.0 - to.0).abs() < 90.0, "{from:?} {to:?}");
                assert!((MIDDLE - 180.0..=MIDDLE + 180.0).contains(&from.0), "{from:?}");
            }
        }
    }

    #[test]
    fn neighbours_have_the_same_border() {
        let on = |code: &str| -> HashSet<String> {
            let rings = state(code).map(|state| &state.outline.rings);
            rings
                .into_iter()
                .flatten()
                .flatten()
                .map(|point| format!("{point:?}"))
                .collect()
        };
        // Chihuahua and Sonora, Campeche and Quintana Roo.
        for (one, other) in [("08", "26"), ("04", "23")] {
            assert!(on(one).intersection(&on(other)).count() > 5, "{one} {other}");
        }
    }
}
