//! The page of a country: which states have ties with it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{About, Figure, Place};
use crate::agreements::Dimension;
use crate::catalogues::Country;
use crate::error::{Error, Result};
use crate::http::{App, facets};
use crate::places::Position;
use crate::web::drawing;
use crate::web::drawing::states::Mexico;
use crate::web::finder::Link;
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

const DIMENSIONS: [Dimension; 4] = [
    Dimension::Validity,
    Dimension::InstrumentType,
    Dimension::State,
    Dimension::Level,
];

/// GET /countries/{code}
pub async fn show(app: Data<App>, reader: Reader, code: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let country = app.catalogues.country(&code).ok_or(Error::NotFound)?;
    let make = async || {
        let place = Place::find(&app, &reader, &request, (Dimension::Country, &code), &DIMENSIONS).await?;
        let about = about(&place, country)?;
        Ok(place.shown(about))
    };
    page::answer_if_whole(&app, &reader, &request, make).await
}

fn about(place: &Place<'_>, country: &Country) -> Result<About> {
    let page = &place.page;
    Ok(About {
        name: page.say(&country.name_es, &country.name_en).to_owned(),
        trail: vec![Link {
            href: page.to("/map#country"),
            label: page.say("Países", "Countries").to_owned(),
        }],
        facts: facts(place, country),
        onward: region(place, country).into_iter().collect(),
        figures: vec![map(place)?],
        plots: DIMENSIONS.map(|dimension| place.bars(dimension)).into(),
    })
}

fn facts(place: &Place<'_>, country: &Country) -> Vec<(&'static str, String)> {
    let page: &Page = &place.page;
    let other = page.other_language().say(&country.name_es, &country.name_en);
    let code = (page.say("Código ISO", "ISO code"), country.code.clone());
    let other = (page.say("En inglés", "In Spanish"), other.to_owned());
    [other, code].into()
}

/// The agreements with its whole region of the world.
fn region(place: &Place<'_>, country: &Country) -> Option<(&'static str, Link)> {
    let (page, catalogues) = (&place.page, &place.app.catalogues);
    let region = catalogues.region_of(&country.code)?;
    let link = Link {
        href: page.to(&format!("/agreements?region={}", region.code)),
        label: facets::label(Dimension::Region, &region.code, catalogues, page.language).into_owned(),
    };
    Some((page.say("Región del mundo", "Region of the world"), link))
}

/// Mexico, with how many agreements each state has with the country.
fn map(place: &Place<'_>) -> Result<Figure> {
    let page = &place.page;
    let title = page.say("Los estados con acuerdos", "The states with agreements");
    let states: Vec<drawing::Place> = place
        .counts(Dimension::State)
        .into_iter()
        .map(|(code, count)| drawing::Place {
            name: facets::label(Dimension::State, &code, &place.app.catalogues, page.language).into_owned(),
            position: Position(0.0, 0.0),
            count,
            href: place.and(Dimension::State, &code),
            code,
        })
        .collect();
    let svg = Mexico {
        id: "mx",
        title,
        description: page.say(
            "Mapa de México con el número de acuerdos de cada estado con el país. La tabla «Por estado» tiene los mismos números.",
            "Map of Mexico with the number of agreements of each state with the country. The table “By state” has the same numbers.",
        ),
        states: &states,
        language: page.language,
    }
    .draw()?;
    Ok(Figure {
        title: title.to_owned(),
        svg,
        wide: false,
    })
}
