//! Filling the catalogues from the files in `data/catalogues`, which are inside the binary.

use base64::Engine;
use diesel::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Area, Country, InstrumentType, Municipality, Organisation, State};
use crate::access::Actor;
use crate::clock::Clock;
use crate::db::DbConnection;
use crate::db::schema::{
    areas, catalogue_editions, countries, instrument_types, municipalities, organisations, other_names, states,
};
use crate::error::{Error, Result};
use crate::folding::fold;
use crate::journal::{self, Change};

const STATES: &str = include_str!("../../data/catalogues/states.csv");
const MUNICIPALITIES: &str = include_str!("../../data/catalogues/municipalities.csv");
const COUNTRIES: &str = include_str!("../../data/catalogues/countries.csv");
const ORGANISATIONS: &str = include_str!("../../data/catalogues/organisations.csv");
const AREAS: &str = include_str!("../../data/catalogues/areas.csv");
const INSTRUMENT_TYPES: &str = include_str!("../../data/catalogues/instrument-types.csv");
const PLACE_NAMES: &str = include_str!("../../data/catalogues/place-names.csv");

/// Takes in every catalogue whose file is of another edition than the one in the database. Items that a new edition leaves
/// out stay: records may name them.
///
/// # Errors
/// What the database says; a defect in a file is an internal error.
pub fn fill(conn: &mut DbConnection, clock: &Clock) -> Result<()> {
    // The order is that of the foreign keys.
    take_in(conn, clock, "states", &[STATES, PLACE_NAMES], fill_states)?;
    take_in(conn, clock, "municipalities", &[MUNICIPALITIES], fill_municipalities)?;
    take_in(conn, clock, "countries", &[COUNTRIES], fill_countries)?;
    take_in(conn, clock, "organisations", &[ORGANISATIONS], fill_organisations)?;
    take_in(conn, clock, "areas", &[AREAS], fill_areas)?;
    take_in(
        conn,
        clock,
        "instrument_types",
        &[INSTRUMENT_TYPES],
        fill_instrument_types,
    )?;
    take_in(conn, clock, "place_names", &[PLACE_NAMES], fill_place_names)
}

fn take_in(
    conn: &mut DbConnection,
    clock: &Clock,
    name: &str,
    files: &[&str],
    fill: impl FnOnce(&mut DbConnection) -> Result<usize>,
) -> Result<()> {
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(file.as_bytes());
    }
    let digest = base64::engine::general_purpose::STANDARD.encode(hasher.finalize());
    let known: Option<String> = catalogue_editions::table
        .find(name)
        .select(catalogue_editions::digest)
        .first(conn)
        .optional()?;
    if known.as_deref() == Some(&digest) {
        return Ok(());
    }

    let items = fill(conn)?;
    let now = clock.now();
    let edition = (
        catalogue_editions::digest.eq(&digest),
        catalogue_editions::loaded_at.eq(now),
    );
    if diesel::update(catalogue_editions::table.find(name))
        .set(edition)
        .execute(conn)?
        == 0
    {
        diesel::insert_into(catalogue_editions::table)
            .values((catalogue_editions::name.eq(name), edition.0, edition.1))
            .execute(conn)?;
    }
    journal::record(
        conn,
        &Change::catalogue_loaded(name, &digest, items)?,
        &Actor::command("rai"),
        now,
    )?;
    Ok(())
}

/// Changes the item where there is one of that code, adds it where there is none.
macro_rules! put {
    ($conn:expr, $table:ident, $item:expr) => {
        if diesel::update($table::table.find(&$item.code))
            .set(&$item)
            .execute($conn)?
            == 0
        {
            diesel::insert_into($table::table).values(&$item).execute($conn)?;
        }
    };
}

fn rows<T: for<'de> Deserialize<'de>>(file: &str) -> impl Iterator<Item = Result<T>> {
    csv::Reader::from_reader(file.as_bytes())
        .into_deserialize()
        .map(|row| row.map_err(|reason| Error::internal(format!("a catalogue file: {reason}"))))
        .collect::<Vec<_>>()
        .into_iter()
}

fn fill_states(conn: &mut DbConnection) -> Result<usize> {
    #[derive(Deserialize)]
    struct Row {
        state_code: String,
        iso_3166_2: String,
        name: String,
        abbreviation: String,
        capital: String,
        capital_latitude: f64,
        capital_longitude: f64,
        population_2020: i32,
    }
    let mut count = 0;
    for row in rows::<Row>(STATES) {
        let row = row?;
        let short_name = usual_name_of_state(&row.state_code)?.unwrap_or_else(|| row.name.clone());
        let state = State {
            code: row.state_code,
            name: row.name,
            short_name,
            abbreviation: row.abbreviation,
            iso: row.iso_3166_2,
            capital: row.capital,
            latitude: row.capital_latitude,
            longitude: row.capital_longitude,
            population: row.population_2020,
        };
        put!(conn, states, state);
        count += 1;
    }
    Ok(count)
}

#[derive(Deserialize)]
struct PlaceName {
    kind: String,
    code: String,
    name: String,
    language: String,
    note: String,
}

/// The Spanish name of a state that its note calls the short or the usual one is what people say.
fn usual_name_of_state(code: &str) -> Result<Option<String>> {
    for row in rows::<PlaceName>(PLACE_NAMES) {
        let row = row?;
        if row.kind == "state"
            && row.code == code
            && row.language == "es"
            && matches!(row.note.as_str(), "short name" | "usual name")
        {
            return Ok(Some(row.name));
        }
    }
    Ok(None)
}

fn fill_municipalities(conn: &mut DbConnection) -> Result<usize> {
    #[derive(Deserialize)]
    struct Row {
        state_code: String,
        geo_code: String,
        name: String,
        kind: String,
        seat_name: Option<String>,
        latitude: Option<f64>,
        longitude: Option<f64>,
        population_2020: Option<i32>,
    }
    let mut count = 0;
    for row in rows::<Row>(MUNICIPALITIES) {
        let row = row?;
        let municipality = Municipality {
            code: row.geo_code,
            state: row.state_code,
            name: row.name,
            kind: row.kind,
            seat: row.seat_name,
            latitude: row.latitude,
            longitude: row.longitude,
            population: row.population_2020,
        };
        put!(conn, municipalities, municipality);
        count += 1;
    }
    Ok(count)
}

fn fill_countries(conn: &mut DbConnection) -> Result<usize> {
    #[derive(Deserialize)]
    struct Row {
        alpha2: String,
        alpha3: String,
        name_es: String,
        name_en: String,
        alt_name_es: String,
        alt_name_en: String,
        region_es: Option<String>,
        subregion_es: Option<String>,
        subregion_en: Option<String>,
        latitude: Option<f64>,
        longitude: Option<f64>,
    }
    let mut count = 0;
    for row in rows::<Row>(COUNTRIES) {
        let row = row?;
        for name in [row.alt_name_es, row.alt_name_en] {
            add_other_name(conn, "countries", &row.alpha2, &name)?;
        }
        let country = Country {
            code: row.alpha2,
            alpha3: row.alpha3,
            name_es: row.name_es,
            name_en: row.name_en,
            region_es: row.region_es,
            subregion_es: row.subregion_es,
            subregion_en: row.subregion_en,
            latitude: row.latitude,
            longitude: row.longitude,
        };
        put!(conn, countries, country);
        count += 1;
    }
    Ok(count)
}

fn fill_organisations(conn: &mut DbConnection) -> Result<usize> {
    let mut count = 0;
    for row in rows::<Organisation>(ORGANISATIONS) {
        let mut row = row?;
        // The source says “withdrawn” of a code that is not given any more.
        if row.status != "active" {
            "inactive".clone_into(&mut row.status);
        }
        put!(conn, organisations, row);
        count += 1;
    }
    Ok(count)
}

/// A row of the two catalogues compiled for the register: `synonyms` are separated by `|`.
#[derive(Deserialize)]
struct Named {
    code: String,
    name_es: String,
    name_en: String,
    synonyms: String,
}

impl Named {
    fn synonyms(&self) -> impl Iterator<Item = &str> {
        self.synonyms.split('|').map(str::trim)
    }
}

fn fill_areas(conn: &mut DbConnection) -> Result<usize> {
    let mut count = 0;
    for row in rows::<Named>(AREAS) {
        let row = row?;
        for synonym in row.synonyms() {
            add_other_name(conn, "areas", &row.code, synonym)?;
        }
        let area = Area {
            code: row.code,
            name_es: row.name_es,
            name_en: row.name_en,
        };
        put!(conn, areas, area);
        count += 1;
    }
    Ok(count)
}

fn fill_instrument_types(conn: &mut DbConnection) -> Result<usize> {
    let mut count = 0;
    for row in rows::<Named>(INSTRUMENT_TYPES) {
        let row = row?;
        for synonym in row.synonyms() {
            add_other_name(conn, "instrument_types", &row.code, synonym)?;
        }
        let kind = InstrumentType {
            code: row.code,
            name_es: row.name_es,
            name_en: row.name_en,
        };
        put!(conn, instrument_types, kind);
        count += 1;
    }
    Ok(count)
}

fn fill_place_names(conn: &mut DbConnection) -> Result<usize> {
    let mut count = 0;
    for row in rows::<PlaceName>(PLACE_NAMES) {
        let row = row?;
        let catalogue = match row.kind.as_str() {
            "state" => "states",
            "municipality" => "municipalities",
            "country" => "countries",
            other => return Err(Error::internal(format!("place-names.csv: no kind {other}"))),
        };
        add_other_name(conn, catalogue, &row.code, &row.name)?;
        count += 1;
    }
    Ok(count)
}

fn add_other_name(conn: &mut DbConnection, catalogue: &str, code: &str, name: &str) -> Result<()> {
    if fold(name).is_empty() {
        return Ok(());
    }
    let known = other_names::table
        .find((catalogue, code, name))
        .count()
        .get_result::<i64>(conn)?;
    if known == 0 {
        let row = (
            other_names::catalogue.eq(catalogue),
            other_names::code.eq(code),
            other_names::name.eq(name),
        );
        diesel::insert_into(other_names::table).values(row).execute(conn)?;
    }
    Ok(())
}
