//! Agreements that nobody signed but somebody could have: the places are real, the rest is drawn, the same on every machine.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use rand::distr::weighted::WeightedIndex;
use rand::prelude::*;
use rand::rngs::StdRng;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::phrases;

const SEED: u64 = 1992;

/// A file is imported in one transaction, in which SQLite finds a page the slower the more of them the transaction wrote.
const IN_A_FILE: usize = 100_000;

/// A line of the file that is imported, under column names the import knows without a mapping.
#[derive(Serialize)]
pub struct Row {
    pub title: String,
    instrument_type: String,
    domestic_party: String,
    domestic_level: &'static str,
    domestic_state: String,
    domestic_municipality: String,
    foreign_party: String,
    foreign_level: &'static str,
    foreign_country: String,
    signed_on: String,
    signed_place: String,
    validity: String,
    areas: String,
    object: String,
    external_number: String,
    source_url: &'static str,
    source_title: &'static str,
    source_consulted_on: &'static str,
    #[serde(skip)]
    pub codes: Codes,
}

/// What the filters of a list ask for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Codes {
    /// Nothing for a federal party.
    pub state: Option<String>,
    pub municipality: Option<String>,
    pub country: String,
    pub instrument_type: String,
}

#[derive(Deserialize)]
struct State {
    #[serde(rename = "state_code")]
    code: String,
    name: String,
    population_2020: f64,
}

#[derive(Deserialize)]
struct Municipality {
    #[serde(rename = "state_code")]
    state: String,
    #[serde(rename = "geo_code")]
    code: String,
    name: String,
    population_2020: Option<f64>,
}

#[derive(Deserialize)]
struct Country {
    alpha2: String,
    name_es: String,
    capital_en: String,
}

#[derive(Deserialize)]
struct Coded {
    code: String,
    name_es: String,
}

/// Draws agreements one after the other.
pub struct Generator {
    random: StdRng,
    drawn: usize,
    states: Weighted<State>,
    municipalities: Weighted<Municipality>,
    countries: Weighted<Country>,
    instrument_types: Weighted<Coded>,
    areas: Vec<Coded>,
}

struct Weighted<T> {
    items: Vec<T>,
    weights: WeightedIndex<f64>,
}

impl<T> Weighted<T> {
    fn new(items: Vec<T>, weight: impl Fn(&T) -> f64) -> Result<Self> {
        let weights = WeightedIndex::new(items.iter().map(weight))?;
        Ok(Self { items, weights })
    }

    fn draw(&self, random: &mut StdRng) -> &T {
        &self.items[self.weights.sample(random)]
    }
}

/// Half of all agreements are with these; the others are spread over the rest of the world.
const USUAL_COUNTRIES: [&str; 16] = [
    "US", "ES", "CN", "CA", "FR", "CO", "CU", "DE", "JP", "KR", "GT", "AR", "CL", "BR", "IT", "GB",
];

impl Generator {
    /// # Errors
    /// When a catalogue cannot be read.
    pub fn new() -> Result<Self> {
        let mut countries: Vec<Country> = read(include_str!("../../data/catalogues/countries.csv"))?;
        countries.retain(|country| country.alpha2 != "MX" && !country.capital_en.is_empty());
        let rank = |code: &str| USUAL_COUNTRIES.iter().position(|usual| *usual == code);
        Ok(Self {
            random: StdRng::seed_from_u64(SEED),
            drawn: 0,
            states: Weighted::new(
                read(include_str!("../../data/catalogues/states.csv"))?,
                |state: &State| state.population_2020,
            )?,
            // By the root of the population: small towns have twins too.
            municipalities: Weighted::new(
                read(include_str!("../../data/catalogues/municipalities.csv"))?,
                |town: &Municipality| town.population_2020.unwrap_or(10_000.0).sqrt(),
            )?,
            countries: Weighted::new(countries, |country| {
                rank(&country.alpha2).map_or(1.0, |rank| {
                    60.0 / (f64::from(u8::try_from(rank).unwrap_or(u8::MAX)) + 1.0)
                })
            })?,
            instrument_types: Weighted::new(
                read(include_str!("../../data/catalogues/instrument-types.csv"))?,
                |kind: &Coded| match kind.code.as_str() {
                    "twinning" => 30.0,
                    "memorandum_of_understanding" => 22.0,
                    "cooperation_agreement" => 20.0,
                    "letter_of_intent" => 8.0,
                    "joint_declaration" => 5.0,
                    "friendship_agreement" => 4.0,
                    "amendment" | "other" => 1.0,
                    _ => 2.5,
                },
            )?,
            areas: read(include_str!("../../data/catalogues/areas.csv"))?,
        })
    }

    pub fn row(&mut self) -> Row {
        self.drawn += 1;
        let random = &mut self.random;
        let kind = self.instrument_types.draw(random);
        let country = self.countries.draw(random);
        let town = self.municipalities.draw(random);
        let state = self.states.draw(random);
        let areas: Vec<&Coded> = {
            let count = random.random_range(1..=4);
            self.areas.choose_multiple(random, count).collect()
        };
        let (level, domestic, foreign) = match random.random_range(0..100) {
            0..60 => (
                "municipal",
                format!("Municipio de {}", town.name),
                format!("Ciudad de {}", foreign_town(country, random)),
            ),
            60..90 => (
                "state",
                format!("Gobierno del Estado de {}", state.name),
                format!("Gobierno de la Provincia de {}", foreign_town(country, random)),
            ),
            _ => {
                let office = OFFICES.choose(random).copied().unwrap_or(OFFICES[0]);
                (
                    "federal",
                    format!("Secretaría de {office}"),
                    format!("Ministerio de {office} de {}", country.name_es),
                )
            }
        };
        let (state, municipality) = match level {
            "municipal" => (Some(&town.state), Some(&town.code)),
            "state" => (Some(&state.code), None),
            _ => (None, None),
        };
        let year = random.random_range(0.0_f64..1.0).sqrt().mul_add(40.0, 1985.0).floor();
        let signed_on = phrases::signed_on(year, random);
        Row {
            title: format!("{} entre {domestic} y {foreign} [generado]", kind.name_es),
            instrument_type: kind.name_es.clone(),
            domestic_level: level,
            domestic_state: state.cloned().unwrap_or_default(),
            domestic_municipality: municipality.cloned().unwrap_or_default(),
            foreign_level: level,
            foreign_country: country.name_es.clone(),
            signed_place: if random.random_bool(0.4) {
                country.capital_en.trim().to_owned()
            } else {
                String::new()
            },
            validity: phrases::validity(year, random),
            areas: areas
                .iter()
                .map(|area| area.name_es.as_str())
                .collect::<Vec<_>>()
                .join(";"),
            object: phrases::object(
                &domestic,
                &foreign,
                areas.iter().map(|area| area.name_es.as_str()),
                random,
            ),
            external_number: format!("GEN-{:07}", self.drawn),
            source_url: "https://example.org/generado",
            source_title: "Generado para medir",
            source_consulted_on: "2026-11-22",
            codes: Codes {
                state: state.cloned(),
                municipality: municipality.map(|_| town.name.clone()),
                country: country.alpha2.clone(),
                instrument_type: kind.code.clone(),
            },
            domestic_party: domestic,
            foreign_party: foreign,
            signed_on,
        }
    }

    /// Writes as many rows as are asked for to files of no more than [`IN_A_FILE`], and answers with the files and with what the
    /// rows can be found by.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(mut self, rows: usize, folder: &Path, name: &str) -> Result<(Vec<PathBuf>, Findable)> {
        let (mut files, mut findable) = (Vec::new(), Findable::default());
        for first in (0..rows).step_by(IN_A_FILE) {
            let path = folder.join(format!("{name}-{}.csv", files.len() + 1));
            let mut file = csv::Writer::from_path(&path)?;
            for _ in first..rows.min(first + IN_A_FILE) {
                let row = self.row();
                file.serialize(&row)?;
                findable.note(row.codes);
            }
            file.flush()?;
            files.push(path);
        }
        Ok((files, findable))
    }
}

/// What the generated agreements can be found by.
#[derive(Default)]
pub struct Findable {
    /// Of the first thousand rows, so that filters are as frequent as what they find.
    pub codes: Vec<Codes>,
    towns: HashMap<String, usize>,
}

impl Findable {
    const MOST_CODES: usize = 1_000;

    fn note(&mut self, codes: Codes) {
        if let Some(town) = &codes.municipality {
            *self.towns.entry(town.clone()).or_default() += 1;
        }
        if codes.state.is_some() && self.codes.len() < Self::MOST_CODES {
            self.codes.push(codes);
        }
    }

    /// The towns named least, by names of one plain word.
    #[must_use]
    pub fn rare_words(&self) -> Vec<&str> {
        let plain = |name: &str| name.len() >= 6 && name.bytes().all(|letter| letter.is_ascii_alphabetic());
        let mut towns: Vec<(usize, &str)> = self
            .towns
            .iter()
            .map(|(name, count)| (*count, name.as_str()))
            .filter(|(_, name)| plain(name))
            .collect();
        towns.sort_unstable();
        towns.into_iter().take(50).map(|(_, name)| name).collect()
    }

    /// What somebody types who looks for a town, letter by letter, each once.
    #[must_use]
    pub fn beginnings(&self) -> Vec<String> {
        let of = |town: &String| {
            let letters: Vec<char> = town.to_lowercase().chars().collect();
            (2..=letters.len()).map(move |end| letters[..end].iter().collect::<String>())
        };
        let beginnings: BTreeSet<String> = self.towns.keys().flat_map(of).collect();
        // Those of one length are spread among all.
        beginnings.into_iter().filter(|typed| typed.trim() == typed).collect()
    }
}

const OFFICES: [&str; 6] = ["Turismo", "Cultura", "Salud", "Educación", "Economía", "Medio Ambiente"];

fn read<T: serde::de::DeserializeOwned>(catalogue: &str) -> Result<Vec<T>> {
    Ok(csv::Reader::from_reader(catalogue.as_bytes())
        .deserialize()
        .collect::<csv::Result<_>>()?)
}

/// The capital, or one of sixty towns the country does not have.
fn foreign_town(country: &Country, random: &mut StdRng) -> String {
    const BEGINNINGS: [&str; 10] = ["Bel", "Cor", "Dal", "Fen", "Gar", "Lum", "Mar", "Nor", "Sel", "Ver"];
    const ENDINGS: [&str; 6] = ["burgo", "dena", "lita", "mira", "stad", "vila"];
    if random.random_bool(0.3) {
        return country.capital_en.trim().to_owned();
    }
    let (beginning, ending) = (
        random.random_range(0..BEGINNINGS.len()),
        random.random_range(0..ENDINGS.len()),
    );
    format!(
        "{}{}{}",
        BEGINNINGS[beginning],
        country.alpha2.to_lowercase(),
        ENDINGS[ending]
    )
}
