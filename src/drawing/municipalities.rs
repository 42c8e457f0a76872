//! One state, with a dot for each of its municipalities that has agreements.

use askama::Template;

use super::labels::{Dot, Spot, dots};
use super::outlines;
use super::projection::lambert;
use super::titled;
use super::view::View;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::places::Position;

/// The most a picture may measure.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 900.0;
const MARGIN: f64 = 20.0;
/// So many municipalities get their name, where there is room.
const NAMES: usize = 12;

/// A municipality, with how many agreements it has.
#[derive(Debug)]
pub struct Count {
    pub name: String,
    pub position: Position,
    pub count: u64,
    /// Where a click leads.
    pub href: String,
}

/// What the map shows.
pub struct Municipalities<'a> {
    /// Tells the parts of this picture from those of others on a page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    /// By its code.
    pub state: &'a str,
    pub municipalities: &'a [Count],
    pub language: Language,
}

#[derive(Template)]
#[template(path = "municipalities.svg")]
struct Picture<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    width: f64,
    height: f64,
    path: String,
    dots: Vec<Dot>,
}

impl Municipalities<'_> {
    /// The map as SVG; nothing where there is no such state.
    ///
    /// # Errors
    /// None that can be expected: what is drawn is text.
    pub fn draw(&self) -> Result<Option<String>> {
        let Some(state) = outlines::state(self.state) else {
            return Ok(None);
        };
        let rings = &state.outline.rings;
        let view = View::within(lambert, rings, (WIDTH, HEIGHT), MARGIN);
        let mut counts: Vec<&Count> = self.municipalities.iter().collect();
        counts.sort_by_key(|count| std::cmp::Reverse(count.count));
        let spots = counts.into_iter().map(|count| Spot {
            at: view.at(count.position),
            count: count.count,
            name: &count.name,
            href: &count.href,
            title: titled(&count.name, count.count, self.language),
        });
        let picture = Picture {
            id: self.id,
            title: self.title,
            description: self.description,
            width: view.width,
            height: view.height,
            path: view.path(rings),
            dots: dots(spots.collect(), &view, (8.0, 34.0), NAMES, &[]),
        };
        picture.render().map(Some).map_err(Error::internal)
    }
}
