//! The towns and regions of other countries, from the files in `data/catalogues`, which are inside the binary.
//!
//! They are read when they are first needed. What is kept of a town is its position, how many live there and where its line
//! begins: some seven megabytes for all of them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use super::Position;
use super::naming::bare;
use crate::folding::fold;

const TOWNS: &str = include_str!("../../data/catalogues/world-towns.csv");
const REGIONS: &str = include_str!("../../data/catalogues/world-regions.csv");

/// A town, kept small: there are 130,000 of them.
#[derive(Debug, Clone, Copy)]
pub struct Town {
    /// Thousandths of a degree.
    longitude: i32,
    latitude: i32,
    /// Nothing where it is not known.
    pub population: u32,
    /// A quarter or a district of a larger city.
    pub section: bool,
    /// Its place among the regions.
    region: Option<u16>,
    /// Where its line begins in the file.
    line: u32,
}

/// A first-order division of a country. That of the empty code is the country itself, whose seat is the capital.
#[derive(Debug)]
pub struct Region {
    country: [u8; 2],
    code: String,
    pub name: String,
    /// Where its government sits.
    pub seat: Option<(String, Position)>,
}

pub struct Gazetteer {
    towns: Vec<Town>,
    regions: Vec<Region>,
    /// Country and folded name, as a number; whether it is the town's own name; the town. In the order of the numbers.
    by_name: Vec<(u64, bool, u32)>,
    region_by_name: HashMap<([u8; 2], String), Vec<u16>>,
}

impl Town {
    #[must_use]
    pub fn position(&self) -> Position {
        Position(f64::from(self.longitude) / 1000.0, f64::from(self.latitude) / 1000.0)
    }
}

impl Gazetteer {
    /// The one there is.
    pub fn get() -> &'static Self {
        static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
        GAZETTEER.get_or_init(Self::read)
    }

    /// The towns of a country that have a name, and whether it is their own.
    pub fn towns(&self, country: &str, folded: &str) -> impl Iterator<Item = (&Town, bool)> {
        let key = number(country, folded);
        let first = self.by_name.partition_point(|(other, ..)| *other < key);
        self.by_name[first..]
            .iter()
            .take_while(move |(other, ..)| *other == key)
            .filter_map(|(_, own, town)| Some((self.towns.get(usize::try_from(*town).ok()?)?, *own)))
    }

    /// The regions of a country that a name can stand for.
    pub fn regions(&self, country: &str, folded: &str) -> Vec<&Region> {
        let found = two_letters(country).and_then(|country| self.region_by_name.get(&(country, bare(folded))));
        let found = found.into_iter().flatten();
        found.filter_map(|at| self.regions.get(usize::from(*at))).collect()
    }

    /// The country itself.
    pub fn country(&self, country: &str) -> Option<&Region> {
        let country = two_letters(country)?;
        self.regions
            .iter()
            .find(|region| region.country == country && region.code.is_empty())
    }

    pub fn region_of(&self, town: &Town) -> Option<&Region> {
        self.regions.get(usize::from(town.region?))
    }

    /// `McAllen, Texas`.
    pub fn label(&self, town: &Town) -> String {
        let line = usize::try_from(town.line).ok().and_then(|at| TOWNS.get(at..));
        let name = line
            .and_then(|line| rows(line).next())
            .map(|(_, row)| field(&row, 2).to_owned());
        let name = name.unwrap_or_default();
        match self.region_of(town) {
            Some(region) if region.name != name => format!("{name}, {}", region.name),
            _ => name,
        }
    }

    fn read() -> Self {
        let mut gazetteer = Self {
            towns: Vec::with_capacity(140_000),
            regions: Vec::with_capacity(4_200),
            by_name: Vec::with_capacity(240_000),
            region_by_name: HashMap::new(),
        };
        let mut by_code = HashMap::new();
        for (_, row) in rows(REGIONS).skip(1) {
            gazetteer.take_region(&row, &mut by_code);
        }
        for (line, row) in rows(TOWNS).skip(1) {
            gazetteer.take_town(line, &row, &by_code);
        }
        gazetteer.by_name.sort_unstable();
        gazetteer.by_name.dedup();
        gazetteer.by_name.shrink_to_fit();
        gazetteer.towns.shrink_to_fit();
        gazetteer
    }

    fn take_region(&mut self, row: &csv::StringRecord, by_code: &mut HashMap<(String, String), u16>) {
        let (Some(country), Ok(at)) = (two_letters(field(row, 0)), u16::try_from(self.regions.len())) else {
            return;
        };
        let (code, name) = (field(row, 1), field(row, 2));
        let position = field(row, 5).parse().ok().zip(field(row, 4).parse().ok());
        if !code.is_empty() {
            by_code.insert((field(row, 0).to_owned(), code.to_owned()), at);
            // Codes of letters are in use as abbreviations: TX.
            let abbreviation = Some(code).filter(|code| code.bytes().all(|letter| letter.is_ascii_uppercase()));
            for name in std::iter::once(name)
                .chain(field(row, 6).split('|'))
                .chain(abbreviation)
            {
                let known = self.region_by_name.entry((country, bare(&fold(name)))).or_default();
                if !name.is_empty() && !known.contains(&at) {
                    known.push(at);
                }
            }
        }
        self.regions.push(Region {
            country,
            code: code.to_owned(),
            name: name.to_owned(),
            seat: position.map(|(longitude, latitude)| (field(row, 3).to_owned(), Position(longitude, latitude))),
        });
    }

    fn take_town(&mut self, line: u64, row: &csv::StringRecord, by_code: &HashMap<(String, String), u16>) {
        let thousandths = |at: usize| {
            let degrees: f64 = field(row, at).parse().ok()?;
            #[expect(clippy::cast_possible_truncation, reason = "degrees go to 180")]
            Some((degrees * 1000.0).round() as i32)
        };
        let at = (u32::try_from(self.towns.len()), u32::try_from(line));
        let (Ok(town), Ok(line), Some(latitude), Some(longitude)) = (at.0, at.1, thousandths(3), thousandths(4)) else {
            return;
        };
        let country = field(row, 0);
        let region = by_code.get(&(country.to_owned(), field(row, 1).to_owned())).copied();
        self.towns.push(Town {
            longitude,
            latitude,
            population: field(row, 5).parse().unwrap_or(0),
            section: !field(row, 6).is_empty(),
            region,
            line,
        });
        self.by_name.push((number(country, &fold(field(row, 2))), true, town));
        for other in field(row, 7).split('|').filter(|other| !other.is_empty()) {
            self.by_name.push((number(country, &fold(other)), false, town));
        }
    }
}

fn number(country: &str, folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (country, folded).hash(&mut hasher);
    hasher.finish()
}

fn two_letters(country: &str) -> Option<[u8; 2]> {
    country.as_bytes().try_into().ok()
}

/// The records of a file, each with where its line begins.
fn rows(file: &str) -> impl Iterator<Item = (u64, csv::StringRecord)> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file.as_bytes());
    reader.into_records().filter_map(|row| {
        let row = row.ok()?;
        let line = row.position().map_or(0, csv::Position::byte);
        Some((line, row))
    })
}

fn field(row: &csv::StringRecord, at: usize) -> &str {
    row.get(at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_files_is_taken() {
        let gazetteer = Gazetteer::get();
        let lines = |file: &str| file.lines().count() - 1;
        assert_eq!(gazetteer.towns.len(), lines(TOWNS));
        assert_eq!(gazetteer.regions.len(), lines(REGIONS));
        let placed = gazetteer.towns.iter().filter(|town| town.region.is_some()).count();
        assert!(placed * 100 > lines(TOWNS) * 99, "only {placed} towns lie in a region");
    }

    #[test]
    fn towns_and_regions_are_found_by_any_of_their_names() {
        let gazetteer = Gazetteer::get();
        let labels = |country: &str, name: &str| -> Vec<(String, bool)> {
            gazetteer
                .towns(country, name)
                .map(|(town, own)| (gazetteer.label(town), own))
                .collect()
        };
        assert_eq!(labels("US", "mcallen"), [("McAllen, Texas".to_owned(), true)]);
        assert_eq!(
            labels("US", "nueva orleans"),
            [("New Orleans, Louisiana".to_owned(), false)]
        );
        assert_eq!(labels("MX", "irapuato"), []);
        let seats = |country: &str, name: &str| -> Vec<&str> {
            let regions = gazetteer.regions(country, name);
            regions
                .iter()
                .filter_map(|region| Some(region.seat.as_ref()?.0.as_str()))
                .collect()
        };
        assert_eq!(seats("ES", "cataluna"), ["Barcelona"]);
        assert_eq!(seats("US", "tx"), ["Austin"]);
        assert_eq!(seats("CO", "cauca"), ["Popayán"]);
        assert_eq!(gazetteer.country("JP").unwrap().seat.as_ref().unwrap().0, "Tokyo");
    }
}
