//! One state, with a dot for each of its municipalities that has agreements.

use askama::Template;

use super::Place;
use super::labels::{Dot, Manner, dots};
use super::outlines;
use super::projection::lambert;
use super::view::View;
use crate::error::{Error, Result};
use crate::language::Language;

/// The most a picture may measure.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 900.0;
const MARGIN: f64 = 20.0;
/// So many municipalities get their name, where there is room.
const NAMES: usize = 12;

/// What the map shows.
pub struct State<'a> {
    /// Tells the parts of this picture from those of others on a page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub code: &'a str,
    pub municipalities: &'a [Place],
    pub language: Language,
}

#[derive(Template)]
#[template(path = "drawing/municipalities.svg")]
struct Picture<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    width: f64,
    height: f64,
    path: String,
    dots: Vec<Dot>,
}

impl State<'_> {
    /// The map as SVG; nothing where there is no such state.
    ///
    /// # Errors
    /// None that can be expected: what is drawn is text.
    pub fn draw(&self) -> Result<Option<String>> {
        let Some(state) = outlines::state(self.code) else {
            return Ok(None);
        };
        let rings = &state.outline.rings;
        let view = View::within(lambert, rings, (WIDTH, HEIGHT), MARGIN);
        let manner = Manner {
            smallest: 8.0,
            largest: 34.0,
            names: NAMES,
            free: &[],
            language: self.language,
        };
        let picture = Picture {
            id: self.id,
            title: self.title,
            description: self.description,
            width: view.width,
            height: view.height,
            path: view.path(rings),
            dots: dots(self.municipalities, &view, &manner),
        };
        picture.render().map(Some).map_err(Error::internal)
    }
}
