//! The map of the ties: from each state to each country, the states themselves, and tables of both.

use std::collections::HashMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::drawing::Place;
use super::drawing::bars::Bars;
use super::drawing::outlines;
use super::drawing::states::Mexico;
use super::drawing::world::{ARCS, Tie, World};
use super::finder::{self, Asked, Selection, Table};
use super::page::Page;
use super::plots;
use super::reader::Reader;
use super::said;
use crate::agreements::Dimension;
use crate::catalogues::Catalogues;
use crate::error::Result;
use crate::http::export::Format;
use crate::http::{App, facets};
use crate::language::{Language, words};
use crate::places::Position;

#[derive(Template)]
#[template(path = "map.html")]
struct Map {
    page: Page,
    selection: Selection,
    /// Nothing when the question was not understood.
    drawn: Option<Drawn>,
}

struct Drawn {
    world: String,
    mexico: String,
    states: Bars,
    countries: Bars,
    /// Those that have a line; the data have them all.
    ties: Vec<TieShown>,
    /// Whether there are lighter ones without.
    lighter: bool,
    /// Why agreements have no line.
    not_shown: Vec<String>,
    csv: String,
    geojson: String,
}

/// How many agreements a state has with a country.
struct TieShown {
    state: String,
    country: String,
    count: String,
    href: String,
}

/// What is asked, where it leads, and what places are called.
struct Atlas<'a> {
    catalogues: &'a Catalogues,
    page: Page,
    here: Asked,
    list: Asked,
}

const TABLES: finder::Tables = &[
    &[Dimension::State],
    &[Dimension::Country],
    &[Dimension::State, Dimension::Country],
];

/// GET /map
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let draw = |selection: Selection, tables: Vec<Table>| {
        let page = Page::new(&reader, &request);
        let here = Asked::of(&request);
        let atlas = Atlas {
            catalogues: &app.catalogues,
            list: here.elsewhere(&page.to("/agreements")),
            here,
            page,
        };
        let drawn = match &tables[..] {
            [states, countries, ties] => Some(atlas.draw(states, countries, ties)?),
            _ => None,
        };
        Ok(Map {
            page: atlas.page,
            selection,
            drawn,
        })
    };
    finder::show(&app, &reader, &request, TABLES, draw).await
}

impl Atlas<'_> {
    fn draw(&self, states: &Table, countries: &Table, ties: &Table) -> Result<Drawn> {
        let (page, language) = (&self.page, self.page.language);
        let (from, to) = (self.states(states), self.countries(countries));
        let (ties, lighter) = self.ties(ties, &from, &to);
        let world = World {
            id: "ties",
            title: page.say("Lazos de los estados con el mundo", "Ties of the states with the world"),
            description: page.say(
                "Líneas de cada estado de México a cada país con el que tiene acuerdos. Las tablas tienen los mismos números.",
                "Lines from each Mexican state to each country it has agreements with. The tables have the same numbers.",
            ),
            states: &from,
            countries: &to,
            ties: &ties,
            language,
        };
        let mexico = Mexico {
            id: "mx",
            title: page.say("Acuerdos de cada estado", "Agreements of each state"),
            description: page.say(
                "Mapa de México con el número de acuerdos de cada estado. La tabla tiene los mismos números.",
                "Map of Mexico with the number of agreements of each state. The table has the same numbers.",
            ),
            states: &from,
            language,
        };
        let shown = |tie: &Tie| TieShown {
            state: from[tie.state].name.clone(),
            country: to[tie.country].name.clone(),
            count: said::number(tie.count),
            href: tie.href.clone(),
        };
        Ok(Drawn {
            world: world.draw()?,
            mexico: mexico.draw()?,
            states: self.bars(Dimension::State, states),
            countries: self.bars(Dimension::Country, countries),
            lighter,
            ties: ties.iter().map(shown).collect(),
            not_shown: not_shown(states.without[0], countries.without[0], language),
            csv: self.csv("state,country"),
            geojson: self.list.in_form(Format::Geojson),
        })
    }

    fn states(&self, table: &Table) -> Vec<Place> {
        let place =
            |(code, count): (&str, u64)| Some(self.place(Dimension::State, code, outlines::state(code)?.middle, count));
        table.values().filter_map(place).collect()
    }

    fn countries(&self, table: &Table) -> Vec<Place> {
        let place = |(code, count): (&str, u64)| {
            let country = self.catalogues.country(code)?;
            let position = Position(country.longitude?, country.latitude?);
            Some(self.place(Dimension::Country, code, position, count))
        };
        table.values().filter_map(place).collect()
    }

    fn place(&self, dimension: Dimension, code: &str, position: Position, count: u64) -> Place {
        Place {
            code: code.to_owned(),
            name: facets::label(dimension, code, self.catalogues, self.page.language).into_owned(),
            position,
            count,
            href: self.href(dimension, code),
        }
    }

    /// The heaviest, as many as are drawn, and whether there are more.
    fn ties(&self, table: &Table, from: &[Place], to: &[Place]) -> (Vec<Tie>, bool) {
        let at = |places: &[Place]| -> HashMap<String, usize> {
            places.iter().map(|place| place.code.clone()).zip(0..).collect()
        };
        let (from, to) = (at(from), at(to));
        let tie = |row: &finder::Row| match &row.values[..] {
            [Some(state), Some(country)] => Some(Tie {
                state: *from.get(state)?,
                country: *to.get(country)?,
                count: row.count,
                href: self.list.with(&[("state", state), ("country", country)]),
            }),
            _ => None,
        };
        let mut rows: Vec<&finder::Row> = table.rows.iter().filter(|row| !row.values.contains(&None)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        let more = rows.len() > ARCS;
        rows.truncate(ARCS);
        (rows.into_iter().filter_map(tie).collect(), more)
    }

    fn bars(&self, dimension: Dimension, table: &Table) -> Bars {
        let (catalogues, language) = (self.catalogues, self.page.language);
        let href = |code: &str| self.list.with(&[(dimension.as_str(), code)]);
        let bars = plots::bars(dimension, table.values(), catalogues, language, href);
        bars.without(table.without[0]).with_csv(self.csv(dimension.as_str()))
    }

    /// To the page of a place, or to its agreements among those asked for.
    fn href(&self, dimension: Dimension, code: &str) -> String {
        plots::page_of(dimension, code, self.page.language)
            .filter(|_| self.here.question().next().is_none())
            .unwrap_or_else(|| self.list.with(&[(dimension.as_str(), code)]))
    }

    /// The numbers as a file.
    fn csv(&self, by: &str) -> String {
        let stats = self.here.elsewhere(&self.page.to("/stats"));
        stats.with(&[("by", by), ("format", "csv")])
    }
}

fn not_shown(no_state: u64, no_country: u64, language: Language) -> Vec<String> {
    let (states, countries) = (said::number(no_state), said::number(no_country));
    let of_no_state = words!(
        "{states} de órganos federales o de los que no se sabe el estado",
        "{states} of federal bodies, or of which the state is not known"
    );
    let of_no_country = words!(
        "{countries} con organismos internacionales o de los que no se sabe el país",
        "{countries} with international organisations, or of which the country is not known"
    );
    let sentences = [(no_state, of_no_state), (no_country, of_no_country)];
    let sentences = sentences.into_iter().filter(|(count, _)| *count > 0);
    sentences
        .map(|(_, words)| words.in_language(language).to_owned())
        .collect()
}
