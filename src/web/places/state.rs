//! The page of a state: its ties with the world, and its municipalities.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{About, Figure, Place};
use crate::agreements::Dimension;
use crate::catalogues::State;
use crate::error::{Error, Result};
use crate::http::{App, facets};
use crate::places::Position;
use crate::web::drawing::municipalities::State as StateMap;
use crate::web::drawing::world::{Tie, World};
use crate::web::drawing::{self, outlines};
use crate::web::finder::Link;
use crate::web::page;
use crate::web::reader::Reader;
use crate::web::said;

const DIMENSIONS: [Dimension; 5] = [
    Dimension::Validity,
    Dimension::InstrumentType,
    Dimension::Country,
    Dimension::Municipality,
    Dimension::Level,
];

/// GET /states/{code}
pub async fn show(app: Data<App>, reader: Reader, code: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let state = app.catalogues.state(&code).ok_or(Error::NotFound)?;
    let make = async || {
        let place = Place::find(&app, &reader, &request, (Dimension::State, &code), &DIMENSIONS).await?;
        let about = about(&place, state)?;
        Ok(place.shown(about))
    };
    page::answer_if_whole(&app, &reader, &request, make).await
}

fn about(place: &Place<'_>, state: &State) -> Result<About> {
    let page = &place.page;
    let mut facts = vec![
        (page.say("Capital", "Capital"), state.capital.clone()),
        (
            page.say("Población (Censo 2020)", "Population (census of 2020)"),
            said::number(state.population),
        ),
    ];
    if state.name != state.short_name {
        facts.insert(0, (page.say("Nombre oficial", "Official name"), state.name.clone()));
    }
    let mut figures = vec![Figure {
        title: page
            .say(
                "Los países con los que tiene acuerdos",
                "The countries it has agreements with",
            )
            .to_owned(),
        svg: world(place, state)?,
        wide: true,
    }];
    // Those of other states that signed the same agreements are on the pages of theirs.
    let mut municipalities = place.counts(Dimension::Municipality);
    municipalities.retain(|(code, _)| code.starts_with(&state.code));
    figures.extend(map(place, state, &municipalities)?);
    let mut plots = vec![
        place.bars(Dimension::Validity),
        place.bars(Dimension::InstrumentType),
        place.bars(Dimension::Country),
    ];
    if !municipalities.is_empty() {
        plots.push(place.bars_of(Dimension::Municipality, &municipalities));
    }
    plots.push(place.bars(Dimension::Level));
    Ok(About {
        name: state.short_name.clone(),
        trail: vec![Link {
            href: page.to("/map#state"),
            label: page.say("Estados", "States").to_owned(),
        }],
        facts,
        onward: Vec::new(),
        figures,
        plots,
    })
}

/// The world, with a line to each country.
fn world(place: &Place<'_>, state: &State) -> Result<String> {
    let (page, catalogues) = (&place.page, &place.app.catalogues);
    let countries: Vec<drawing::Place> = place
        .counts(Dimension::Country)
        .into_iter()
        .filter_map(|(code, count)| {
            let country = catalogues.country(&code)?;
            Some(drawing::Place {
                name: facets::label(Dimension::Country, &code, catalogues, page.language).into_owned(),
                position: Position(country.longitude?, country.latitude?),
                count,
                href: place.and(Dimension::Country, &code),
                code,
            })
        })
        .collect();
    let ties: Vec<Tie> = countries
        .iter()
        .enumerate()
        .map(|(at, country)| Tie {
            state: 0,
            country: at,
            count: country.count,
            href: country.href.clone(),
        })
        .collect();
    let from = outlines::state(&state.code).map_or(Position(state.longitude, state.latitude), |state| state.middle);
    World {
        id: "ties",
        title: page.say(
            "Los países con los que tiene acuerdos",
            "The countries it has agreements with",
        ),
        description: page.say(
            "Líneas del estado a cada país. La tabla «Por país» tiene los mismos números.",
            "Lines from the state to each country. The table “By country” has the same numbers.",
        ),
        states: &[drawing::Place {
            code: state.code.clone(),
            name: state.short_name.clone(),
            position: from,
            count: place.found.total,
            href: place.list.first(),
        }],
        countries: &countries,
        ties: &ties,
        language: page.language,
    }
    .draw()
}

/// The state, with a dot for each municipality.
fn map(place: &Place<'_>, state: &State, counts: &[(String, u64)]) -> Result<Option<Figure>> {
    let page = &place.page;
    let dot = |(code, count): &(String, u64)| {
        let municipality = place.app.catalogues.municipality(code)?;
        Some(drawing::Place {
            code: code.clone(),
            name: municipality.name.clone(),
            position: Position(municipality.longitude?, municipality.latitude?),
            count: *count,
            href: page.to(&format!("/municipalities/{code}")),
        })
    };
    let dots: Vec<drawing::Place> = counts.iter().filter_map(dot).collect();
    if dots.is_empty() {
        return Ok(None);
    }
    let title = page.say("Los municipios con acuerdos", "The municipalities with agreements");
    let svg = StateMap {
        id: "municipalities",
        title,
        description: page.say(
            "Un círculo por municipio, más grande cuantos más acuerdos tiene. La tabla «Por municipio» tiene los mismos números.",
            "A circle for each municipality, larger the more agreements it has. The table “By municipality” has the same numbers.",
        ),
        code: &state.code,
        municipalities: &dots,
        language: page.language,
    }
    .draw()?;
    Ok(svg.map(|svg| Figure {
        title: title.to_owned(),
        svg,
        wide: false,
    }))
}
