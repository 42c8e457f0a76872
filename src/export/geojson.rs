//! The ties as lines on a map (RFC 7946): from each located Mexican party of an agreement to each located counterpart.
//!
//! An agreement of which one side cannot be located is there as well, without geometry, and counted at the end.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;

use super::labels::of_side;
use super::{Address, Form, Labels, Out, unwritten};
use crate::agreements::validity::Effect;
use crate::agreements::{Agreement, AgreementId, Party, Readable, Side, View};
use crate::bodies::{self, BodyId};
use crate::catalogues::Catalogues;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::partial_date::PartialDate;
use crate::places::{LocatedBy, Position, line, locate};

/// Whose data the positions are.
const ATTRIBUTION: &str = "INEGI; GeoNames (CC BY 4.0, geonames.org)";

pub struct GeoJson {
    pub db: Db,
    pub view: View,
    pub catalogues: Arc<Catalogues>,
    pub address: Address,
    counted: Counted,
}

#[derive(Default)]
struct Counted {
    located: u64,
    not_located: u64,
}

#[derive(Serialize)]
#[serde(tag = "type")]
struct Feature<'a> {
    id: AgreementId,
    geometry: Option<Geometry>,
    properties: Properties<'a>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "type")]
enum Geometry {
    LineString { coordinates: [Position; 2] },
    MultiLineString { coordinates: Vec<[Position; 2]> },
}

#[derive(Serialize)]
struct Properties<'a> {
    id: AgreementId,
    registration_number: Option<&'a str>,
    title: &'a str,
    instrument_type: &'a str,
    instrument_type_label: String,
    stage: Option<&'a str>,
    stage_label: String,
    validity: &'static str,
    validity_label: String,
    valid_on: chrono::NaiveDate,
    states: Vec<String>,
    countries: Vec<String>,
    parties: Vec<End<'a>>,
    signed_on: Option<PartialDate>,
    link: Option<String>,
}

/// A party, where it is, and how that was found out.
#[derive(Serialize)]
struct End<'a> {
    side: Side,
    name: &'a str,
    country: Option<&'a str>,
    place: Option<String>,
    located_by: Option<LocatedBy>,
    #[serde(skip)]
    position: Option<Position>,
}

impl GeoJson {
    #[must_use]
    pub fn new(db: Db, view: View, catalogues: Arc<Catalogues>, address: Address) -> Self {
        Self {
            db,
            view,
            catalogues,
            address,
            counted: Counted::default(),
        }
    }

    fn feature<'a>(&self, agreement: &'a Agreement, names: &HashMap<BodyId, Vec<String>>) -> Feature<'a> {
        let labels = Labels {
            catalogues: &self.catalogues,
            language: self.view.language,
        };
        let view = &self.view;
        let validity = Effect::of(agreement).on(view.valid_on, view.expiring_days, view.language);
        let ends: Vec<End<'a>> = agreement.parties.iter().map(|party| self.end(party, names)).collect();
        Feature {
            id: agreement.id,
            geometry: geometry(&ends),
            properties: Properties {
                id: agreement.id,
                registration_number: agreement.registration_number.as_deref(),
                title: &agreement.title,
                instrument_type: &agreement.instrument_type,
                instrument_type_label: labels.instrument_type(&agreement.instrument_type),
                stage: agreement.stage.map(crate::agreements::Stage::as_str),
                stage_label: labels.stage(agreement),
                validity: validity.state.as_str(),
                validity_label: labels.say(&validity.state.label()),
                valid_on: view.valid_on,
                states: of_side(agreement, Side::Domestic, |party| party.body.state.clone()),
                countries: of_side(agreement, Side::Foreign, |party| party.body.country.clone()),
                parties: ends,
                signed_on: agreement.signed_on,
                link: self.address.of(agreement.id),
            },
        }
    }

    fn end<'a>(&self, party: &'a Party, names: &HashMap<BodyId, Vec<String>>) -> End<'a> {
        let others = names.get(&party.body.id).into_iter().flatten().map(String::as_str);
        let located = locate(
            &party.body,
            others.chain(party.name_as_signed.as_deref()),
            &self.catalogues,
        );
        End {
            side: party.side,
            name: &party.body.name,
            country: party.body.country.as_deref(),
            located_by: located.as_ref().map(|located| located.by),
            position: located.as_ref().map(|located| located.position),
            place: located.map(|located| located.place),
        }
    }
}

/// The lines between both sides, each once; nothing where a side has no end.
fn geometry(ends: &[End<'_>]) -> Option<Geometry> {
    let of = |side: Side| {
        let ends = ends.iter().filter(move |end| end.side == side);
        ends.filter_map(|end| end.position)
    };
    let mut lines: Vec<[Position; 2]> = Vec::new();
    for from in of(Side::Domestic) {
        for to in of(Side::Foreign) {
            for part in line::between(from, to) {
                if !lines.contains(&part) {
                    lines.push(part);
                }
            }
        }
    }
    match lines[..] {
        [] => None,
        [coordinates] => Some(Geometry::LineString { coordinates }),
        _ => Some(Geometry::MultiLineString { coordinates: lines }),
    }
}

impl Form for GeoJson {
    fn begin(&mut self, out: Out<'_>) -> Result<()> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")
            .map_err(unwritten)
    }

    fn rows(&mut self, out: Out<'_>, rows: &[Readable]) -> Result<()> {
        let agreements: Vec<Agreement> = rows.iter().map(Readable::agreement).collect::<Result<_>>()?;
        let mut foreign: Vec<BodyId> = agreements
            .iter()
            .flat_map(|agreement| &agreement.parties)
            .filter(|party| party.side == Side::Foreign)
            .map(|party| party.body.id)
            .collect();
        foreign.sort_unstable();
        foreign.dedup();
        let names = self.db.read_here(|conn| bodies::other_names(conn, &foreign))?;
        for agreement in &agreements {
            let feature = self.feature(agreement, &names);
            if self.counted.located + self.counted.not_located > 0 {
                out.write_all(b",\n").map_err(unwritten)?;
            }
            if feature.geometry.is_some() {
                self.counted.located += 1;
            } else {
                self.counted.not_located += 1;
            }
            serde_json::to_writer(&mut *out, &feature).map_err(Error::internal)?;
        }
        Ok(())
    }

    /// Foreign members (RFC 7946, 6.1): how many there are of each kind, so that nothing is missing unnoticed.
    fn end(&mut self, out: Out<'_>) -> Result<()> {
        let Counted { located, not_located } = self.counted;
        let attribution: Box<RawValue> = serde_json::value::to_raw_value(ATTRIBUTION)?;
        writeln!(
            out,
            "\n],\"located\":{located},\"not_located\":{not_located},\"attribution\":{attribution}}}"
        )
        .map_err(unwritten)
    }
}
