//! The pages of a state, a municipality and a country: what there is of agreements there, drawn, counted and listed.

pub mod country;
pub mod municipality;
pub mod state;

use actix_web::HttpRequest;
use actix_web::web::Data;
use askama::Template;

use super::drawing::bars::Bars;
use super::finder::{self, Asked, Found, Item, Link, Wish};
use super::page::Page;
use super::plots;
use super::reader::Reader;
use super::said;
use crate::agreements::{AgreementFilter, Dimension, Sort};
use crate::error::Result;
use crate::http::App;
use crate::search::{Count, code};

#[derive(Template)]
#[template(path = "place.html")]
struct Shown {
    page: Page,
    name: String,
    trail: Vec<Link>,
    facts: Vec<(&'static str, String)>,
    /// What else there is to see, each link with what it is.
    onward: Vec<(&'static str, Link)>,
    total: String,
    building: bool,
    figures: Vec<Figure>,
    plots: Vec<Bars>,
    items: Vec<Item>,
    /// Where all its agreements are: as a list, on the map, counted.
    list: String,
    map: String,
    stats: String,
}

struct Figure {
    title: String,
    svg: String,
    /// Whether what matters is in its middle.
    wide: bool,
}

/// Agreements that a page lists.
const LATEST: usize = 10;

/// A place, with what was found of it.
struct Place<'a> {
    app: &'a Data<App>,
    page: Page,
    /// What is asked of the list of agreements, to see those of this place.
    list: Asked,
    found: Found,
}

impl<'a> Place<'a> {
    /// Finds the agreements of a place, by the parameter that asks for them.
    async fn find(
        app: &'a Data<App>,
        reader: &Reader,
        request: &HttpRequest,
        (of, code): (Dimension, &str),
        dimensions: &[Dimension],
    ) -> Result<Self> {
        let page = Page::new(reader, request);
        let mut filter = AgreementFilter::everything(reader.sight(), app.clock.today(), app.expiring_days);
        let codes = match of {
            Dimension::State => &mut filter.state,
            Dimension::Municipality => &mut filter.municipality,
            _ => &mut filter.country,
        };
        codes.push(code.to_owned());
        let wish = Wish {
            filter,
            sort: Sort::SignedOnLatest,
            after: None,
            limit: LATEST,
            dimensions: dimensions.to_vec(),
        };
        Ok(Self {
            app,
            list: Asked::for_one(&page.to("/agreements"), of.as_str(), code),
            found: finder::find(app, reader.language, wish).await?,
            page,
        })
    }

    /// How many agreements there are of each value of a dimension.
    fn counts(&self, dimension: Dimension) -> Vec<(String, u64)> {
        let counts = self.found.counts.iter().find(|(of, _)| *of == dimension);
        let counts = counts.map_or(&[] as &[Count], |(_, counts)| counts);
        let count = |Count { number, count }: &Count| {
            let value = code(&self.app.catalogues, dimension, *number).into_owned();
            (value, *count)
        };
        counts.iter().map(count).collect()
    }

    /// The agreements of this place that have a value as well.
    fn and(&self, dimension: Dimension, value: &str) -> String {
        self.list.with(&[(dimension.as_str(), value)])
    }

    /// The values of a dimension, each with its agreements of this place.
    fn bars(&self, dimension: Dimension) -> Bars {
        self.bars_of(dimension, &self.counts(dimension))
    }

    fn bars_of(&self, dimension: Dimension, counts: &[(String, u64)]) -> Bars {
        let counts = counts.iter().map(|(value, count)| (value.as_str(), *count));
        let (catalogues, language) = (&self.app.catalogues, self.page.language);
        plots::bars(dimension, counts, catalogues, language, |value| {
            self.and(dimension, value)
        })
    }

    /// The page, and whether it is whole.
    fn shown(self, about: About) -> (Shown, bool) {
        let (behind, page) = (self.found.behind, self.page);
        let shown = Shown {
            name: about.name,
            trail: about.trail,
            facts: about.facts,
            onward: about.onward,
            total: said::number(self.found.total),
            building: behind.is_some_and(|behind| behind.building),
            figures: about.figures,
            plots: about.plots,
            items: self.found.items,
            list: self.list.first(),
            map: self.list.elsewhere(&page.to("/map")).first(),
            stats: self.list.elsewhere(&page.to("/stats")).first(),
            page,
        };
        (shown, behind.is_none())
    }
}

/// What is particular to one kind of place.
struct About {
    name: String,
    trail: Vec<Link>,
    facts: Vec<(&'static str, String)>,
    onward: Vec<(&'static str, Link)>,
    figures: Vec<Figure>,
    plots: Vec<Bars>,
}
