//! The page of a municipality.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{About, Figure, Place};
use crate::agreements::Dimension;
use crate::catalogues::{Municipality, State};
use crate::error::{Error, Result};
use crate::http::App;
use crate::places::Position;
use crate::web::drawing;
use crate::web::drawing::municipalities::State as StateMap;
use crate::web::finder::Link;
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::said;

const DIMENSIONS: [Dimension; 3] = [Dimension::Validity, Dimension::InstrumentType, Dimension::Country];

/// GET /municipalities/{code}
pub async fn show(app: Data<App>, reader: Reader, code: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let municipality = app.catalogues.municipality(&code).ok_or(Error::NotFound)?;
    let state = app.catalogues.state(&municipality.state).ok_or(Error::NotFound)?;
    let make = async || {
        let of = (Dimension::Municipality, code.as_str());
        let place = Place::find(&app, &reader, &request, of, &DIMENSIONS).await?;
        let about = about(&place, municipality, state)?;
        Ok(place.shown(about))
    };
    page::answer_if_whole(&app, &reader, &request, make).await
}

fn about(place: &Place<'_>, municipality: &Municipality, state: &State) -> Result<About> {
    let page = &place.page;
    let of_the_state = Link {
        href: page.to(&format!("/states/{}", state.code)),
        label: state.short_name.clone(),
    };
    Ok(About {
        name: format!("{}, {}", municipality.name, state.short_name),
        trail: vec![
            Link {
                href: page.to("/map#state"),
                label: page.say("Estados", "States").to_owned(),
            },
            of_the_state,
        ],
        facts: facts(page, municipality),
        onward: vec![(
            page.say("Estado", "State"),
            Link {
                href: page.to(&format!("/states/{}", state.code)),
                label: state.short_name.clone(),
            },
        )],
        figures: map(place, municipality, state)?.into_iter().collect(),
        plots: DIMENSIONS.map(|dimension| place.bars(dimension)).into(),
    })
}

fn facts(page: &Page, municipality: &Municipality) -> Vec<(&'static str, String)> {
    let seat = municipality.seat.as_deref().map(str::trim);
    let seat = seat.filter(|seat| *seat != municipality.name);
    let seat = seat.map(|seat| (page.say("Cabecera", "Head town"), seat.to_owned()));
    let population = municipality.population.map(|number| {
        let name = page.say("Población (Censo 2020)", "Population (census of 2020)");
        (name, said::number(number))
    });
    seat.into_iter().chain(population).collect()
}

/// Where in its state it is.
fn map(place: &Place<'_>, municipality: &Municipality, state: &State) -> Result<Option<Figure>> {
    let (Some(longitude), Some(latitude)) = (municipality.longitude, municipality.latitude) else {
        return Ok(None);
    };
    let (page, state) = (&place.page, state.short_name.as_str());
    let title = match page.language {
        crate::language::Language::Spanish => format!("Dónde está en {state}"),
        crate::language::Language::English => format!("Where in {state} it is"),
    };
    let svg = StateMap {
        id: "where",
        title: &title,
        description: page.say(
            "El contorno del estado con un círculo.",
            "The outline of the state with a circle.",
        ),
        code: &municipality.state,
        municipalities: &[drawing::Place {
            code: municipality.code.clone(),
            name: municipality.name.clone(),
            position: Position(longitude, latitude),
            count: place.found.total,
            href: place.list.first(),
        }],
        language: page.language,
    }
    .draw()?;
    Ok(svg.map(|svg| Figure {
        title,
        svg,
        wide: false,
    }))
}
