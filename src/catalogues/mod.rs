//! The lists records choose from: states, municipalities, countries, areas, kinds of instrument, organisations.

mod fill;
mod names;

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

pub use self::fill::fill;
pub use self::names::NameIndex;
use crate::db::DbConnection;
use crate::db::schema::{
    areas, catalogue_editions, countries, instrument_types, municipalities, organisations, other_names, states,
};
use crate::error::Result;
use crate::folding::fold;

/// The country whose bodies are the domestic side.
pub const MEXICO: &str = "MX";

/// The federal entity whose government is a city's as well: Mexico City has demarcations and no municipalities.
pub const MEXICO_CITY: &str = "09";

/// A federal entity, by INEGI code.
#[derive(Debug, Clone, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = states)]
pub struct State {
    pub code: String,
    /// The official name: `Coahuila de Zaragoza`.
    pub name: String,
    /// What people say: `Coahuila`.
    pub short_name: String,
    pub abbreviation: String,
    /// ISO 3166-2.
    pub iso: String,
    pub capital: String,
    pub latitude: f64,
    pub longitude: f64,
    /// Census of 2020.
    pub population: i32,
}

/// A municipality or a demarcation of Mexico City, by five-digit INEGI code.
#[derive(Debug, Clone, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = municipalities)]
#[diesel(treat_none_as_null = true)]
pub struct Municipality {
    pub code: String,
    pub state: String,
    pub name: String,
    pub kind: String,
    /// The head town, by whose name many know it: `Cancún` of `Benito Juárez`.
    pub seat: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub population: Option<i32>,
}

/// A country, by ISO 3166-1 alpha-2 code.
#[derive(Debug, Clone, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = countries)]
#[diesel(treat_none_as_null = true)]
pub struct Country {
    pub code: String,
    pub alpha3: String,
    pub name_es: String,
    pub name_en: String,
    pub region_es: Option<String>,
    pub subregion_es: Option<String>,
    pub subregion_en: Option<String>,
    #[serde(skip)]
    pub latitude: Option<f64>,
    #[serde(skip)]
    pub longitude: Option<f64>,
}

/// A region of the world, as the statistics of the United Nations have them (M49).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// The words of the English name: `northern_america`.
    pub code: String,
    pub name_es: String,
    pub name_en: String,
}

/// An area of cooperation.
#[derive(Debug, Clone, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = areas)]
pub struct Area {
    pub code: String,
    pub name_es: String,
    pub name_en: String,
}

/// A kind of instrument.
#[derive(Debug, Clone, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = instrument_types)]
pub struct InstrumentType {
    pub code: String,
    pub name_es: String,
    pub name_en: String,
}

impl Country {
    fn region(&self) -> Option<Region> {
        let english = self.subregion_en.clone()?;
        Some(Region {
            code: fold(&english).replace(' ', "_"),
            name_es: self.subregion_es.clone()?,
            name_en: english,
        })
    }
}

/// Which editions of the catalogues are loaded, in one line.
///
/// # Errors
/// When the database cannot be read.
pub fn editions(conn: &mut DbConnection) -> Result<String> {
    let editions: Vec<(String, String)> = catalogue_editions::table
        .order(catalogue_editions::name)
        .select((catalogue_editions::name, catalogue_editions::digest))
        .load(conn)?;
    let lines: Vec<String> = editions
        .into_iter()
        .map(|(name, digest)| format!("{name} {digest}"))
        .collect();
    Ok(lines.join("; "))
}

/// An international organisation, by OECD DAC channel code.
#[derive(Debug, Clone, Serialize, Deserialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = organisations)]
#[diesel(treat_none_as_null = true)]
pub struct Organisation {
    pub code: String,
    pub name_en: String,
    pub name_fr: Option<String>,
    pub group_en: String,
    pub status: String,
}

/// All catalogues, in memory: about three thousand items that change with an edition of their files, not with a request.
#[derive(Debug)]
pub struct Catalogues {
    pub states: Vec<State>,
    pub municipalities: Vec<Municipality>,
    pub countries: Vec<Country>,
    pub areas: Vec<Area>,
    pub instrument_types: Vec<InstrumentType>,
    pub organisations: Vec<Organisation>,
    /// Those of the countries, in the order of their codes.
    pub regions: Vec<Region>,
    /// By whatever name people use, folded.
    pub names: NameIndex,
    positions: HashMap<Kind, HashMap<String, usize>>,
}

/// Which catalogue a code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    State,
    Municipality,
    Country,
    Area,
    InstrumentType,
    Organisation,
}

/// Where each code stands in its catalogue.
fn places<'a>(codes: impl Iterator<Item = &'a String>) -> HashMap<String, usize> {
    codes.cloned().zip(0..).collect()
}

impl Catalogues {
    /// Reads them all, in the order of their codes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn load(conn: &mut DbConnection) -> Result<Self> {
        let states: Vec<State> = states::table.order(states::code).load(conn)?;
        let municipalities: Vec<Municipality> = municipalities::table.order(municipalities::code).load(conn)?;
        let countries: Vec<Country> = countries::table.order(countries::code).load(conn)?;
        let areas: Vec<Area> = areas::table.order(areas::code).load(conn)?;
        let instrument_types: Vec<InstrumentType> = instrument_types::table.order(instrument_types::code).load(conn)?;
        let organisations: Vec<Organisation> = organisations::table.order(organisations::code).load(conn)?;
        let others: Vec<(String, String, String)> = other_names::table
            .order((other_names::catalogue, other_names::code, other_names::name))
            .load(conn)?;

        let mut regions: Vec<Region> = countries.iter().filter_map(Country::region).collect();
        regions.sort();
        regions.dedup();

        let positions = HashMap::from([
            (Kind::State, places(states.iter().map(|item| &item.code))),
            (Kind::Municipality, places(municipalities.iter().map(|item| &item.code))),
            (Kind::Country, places(countries.iter().map(|item| &item.code))),
            (Kind::Area, places(areas.iter().map(|item| &item.code))),
            (
                Kind::InstrumentType,
                places(instrument_types.iter().map(|item| &item.code)),
            ),
            (Kind::Organisation, places(organisations.iter().map(|item| &item.code))),
        ]);

        let mut names = NameIndex::default();
        for state in &states {
            names.add(
                Kind::State,
                &state.code,
                [
                    &state.code,
                    &state.name,
                    &state.short_name,
                    &state.abbreviation,
                    &state.iso,
                ],
            );
        }
        for municipality in &municipalities {
            names.add(
                Kind::Municipality,
                &municipality.code,
                [&municipality.code, &municipality.name],
            );
            names.add(Kind::Municipality, &municipality.code, municipality.seat.as_ref());
        }
        for country in &countries {
            names.add(
                Kind::Country,
                &country.code,
                [&country.code, &country.alpha3, &country.name_es, &country.name_en],
            );
        }
        for area in &areas {
            names.add(Kind::Area, &area.code, [&area.code, &area.name_es, &area.name_en]);
        }
        for kind in &instrument_types {
            names.add(
                Kind::InstrumentType,
                &kind.code,
                [&kind.code, &kind.name_es, &kind.name_en],
            );
        }
        for organisation in &organisations {
            names.add(
                Kind::Organisation,
                &organisation.code,
                [&organisation.code, &organisation.name_en],
            );
            names.add(Kind::Organisation, &organisation.code, organisation.name_fr.as_ref());
        }
        for (catalogue, code, name) in &others {
            let kind = match catalogue.as_str() {
                "states" => Kind::State,
                "municipalities" => Kind::Municipality,
                "countries" => Kind::Country,
                "areas" => Kind::Area,
                _ => Kind::InstrumentType,
            };
            names.add(kind, code, [name]);
        }
        Ok(Self {
            states,
            municipalities,
            countries,
            areas,
            instrument_types,
            organisations,
            regions,
            names,
            positions,
        })
    }

    fn at(&self, kind: Kind, code: &str) -> Option<usize> {
        self.positions.get(&kind)?.get(code).copied()
    }

    #[must_use]
    pub fn state(&self, code: &str) -> Option<&State> {
        self.at(Kind::State, code).map(|at| &self.states[at])
    }

    #[must_use]
    pub fn municipality(&self, code: &str) -> Option<&Municipality> {
        self.at(Kind::Municipality, code).map(|at| &self.municipalities[at])
    }

    #[must_use]
    pub fn country(&self, code: &str) -> Option<&Country> {
        self.at(Kind::Country, code).map(|at| &self.countries[at])
    }

    #[must_use]
    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.code == code)
    }

    /// The region a country lies in.
    #[must_use]
    pub fn region_of(&self, country: &str) -> Option<&Region> {
        self.country(country)?
            .region()
            .and_then(|region| self.region(&region.code))
    }

    #[must_use]
    pub fn area(&self, code: &str) -> Option<&Area> {
        self.at(Kind::Area, code).map(|at| &self.areas[at])
    }

    #[must_use]
    pub fn instrument_type(&self, code: &str) -> Option<&InstrumentType> {
        self.at(Kind::InstrumentType, code).map(|at| &self.instrument_types[at])
    }

    #[must_use]
    pub fn organisation(&self, code: &str) -> Option<&Organisation> {
        self.at(Kind::Organisation, code).map(|at| &self.organisations[at])
    }

    /// The names of an item as they are written, as far as they are kept so.
    #[must_use]
    pub fn written_names(&self, kind: Kind, code: &str) -> Vec<&str> {
        let names: Option<Vec<&str>> = match kind {
            Kind::State => self.state(code).map(|item| vec![&*item.short_name, &*item.name]),
            Kind::Municipality => self
                .municipality(code)
                .map(|item| std::iter::once(&*item.name).chain(item.seat.as_deref()).collect()),
            Kind::Country => self.country(code).map(|item| vec![&*item.name_es, &*item.name_en]),
            Kind::Area => self.area(code).map(|item| vec![&*item.name_es, &*item.name_en]),
            Kind::InstrumentType => self
                .instrument_type(code)
                .map(|item| vec![&*item.name_es, &*item.name_en]),
            Kind::Organisation => self.organisation(code).map(|item| vec![&*item.name_en]),
        };
        names.unwrap_or_default()
    }

    /// The municipality that people mean by a code or by any name of it, within a state if they said which.
    ///
    /// # Errors
    /// Those it may be, when the name does not tell.
    pub fn municipality_called(&self, name: &str, state: Option<&str>) -> Result<&Municipality, Vec<&Municipality>> {
        let within = |item: &&Municipality| state.is_none_or(|state| item.state == state);
        let exactly = self.names.find(Kind::Municipality, name).iter();
        let exactly: Vec<_> = exactly
            .filter_map(|code| self.municipality(code))
            .filter(within)
            .collect();
        if let [only] = exactly.as_slice() {
            return Ok(only);
        }
        let states: Vec<String> = state.map(ToOwned::to_owned).into_iter().collect();
        match self.find_municipalities(&states, Some(name)).as_slice() {
            [only] => Ok(only),
            several if exactly.is_empty() => Err(several.to_vec()),
            _ => Err(exactly),
        }
    }

    /// Municipalities of the given states (all when none is given) whose name, seat or other name holds every word asked for.
    #[must_use]
    pub fn find_municipalities(&self, states: &[String], question: Option<&str>) -> Vec<&Municipality> {
        let terms = question.map(fold).unwrap_or_default();
        self.municipalities
            .iter()
            .filter(|item| states.is_empty() || states.contains(&item.state))
            .filter(|item| {
                let words = || self.names.all_words(Kind::Municipality, &item.code);
                terms.is_empty()
                    || terms
                        .split(' ')
                        .all(|term| format!(" {}", words()).contains(&format!(" {term}")))
            })
            .collect()
    }
}
