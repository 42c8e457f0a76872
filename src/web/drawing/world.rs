//! The world, with an arc from each state to each country it has agreements with.

use std::collections::HashMap;
use std::sync::OnceLock;

use askama::Template;

use super::labels::{Area, Dot, Manner, dots, share};
use super::outlines::{self, Ring};
use super::projection::patterson;
use super::view::{Point, View, rounded};
use super::{Place, titled};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::places::Position;

/// No more arcs are drawn: the heaviest, beyond which a map is a tangle.
pub const ARCS: usize = 300;
/// So many countries get their name, where there is room.
const NAMES: usize = 18;
const WIDTH: f64 = 2000.0;

/// How many agreements a state has with a country, each by its place in the lists.
#[derive(Debug)]
pub struct Tie {
    pub state: usize,
    pub country: usize,
    pub count: u64,
    pub href: String,
}

/// What the map shows.
pub struct World<'a> {
    /// Tells the parts of this picture from those of others on a page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub states: &'a [Place],
    pub countries: &'a [Place],
    pub ties: &'a [Tie],
    pub language: Language,
}

#[derive(Template)]
#[template(path = "drawing/world.svg")]
struct Picture<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    width: f64,
    height: f64,
    land: String,
    home: &'static str,
    partners: Vec<&'static str>,
    arcs: Vec<Arc<'a>>,
    dots: Vec<Dot>,
}

struct Arc<'a> {
    country: &'a str,
    href: &'a str,
    title: String,
    path: String,
    /// In tenths.
    weight: i32,
}

/// The frame: every country there is an outline of.
pub fn view() -> &'static View {
    static VIEW: OnceLock<View> = OnceLock::new();
    VIEW.get_or_init(|| {
        View::within(
            patterson,
            outlines::countries().iter().flat_map(|country| &country.rings),
            (WIDTH, WIDTH),
            0.0,
        )
    })
}

/// The paths of all countries but Mexico, by their codes, and that of Mexico's states.
fn paths() -> &'static (HashMap<&'static str, String>, String) {
    static PATHS: OnceLock<(HashMap<&str, String>, String)> = OnceLock::new();
    PATHS.get_or_init(|| {
        let mut countries: HashMap<&str, String> = HashMap::new();
        for country in outlines::countries() {
            countries
                .entry(&country.code)
                .or_default()
                .push_str(&view().path(&country.rings));
        }
        let states = outlines::states().iter().flat_map(|state| &state.outline.rings);
        countries.remove(crate::catalogues::MEXICO);
        (
            countries,
            view().path(states.filter(|ring| ring.len() > 3).collect::<Vec<&Ring>>()),
        )
    })
}

impl World<'_> {
    /// The map as SVG.
    ///
    /// # Errors
    /// None that can be expected: what is drawn is text.
    pub fn draw(&self) -> Result<String> {
        let (countries, home) = paths();
        let partners = self
            .countries
            .iter()
            .filter_map(|country| countries.get(country.code.as_str()));
        let is_partner = |code: &str| self.countries.iter().any(|country| country.code == code);
        let mut others: Vec<(&&str, &String)> = countries.iter().filter(|(code, _)| !is_partner(code)).collect();
        others.sort_unstable();
        Picture {
            id: self.id,
            title: self.title,
            description: self.description,
            width: view().width,
            height: view().height,
            land: others.into_iter().map(|(_, path)| path.as_str()).collect(),
            home,
            partners: partners.map(String::as_str).collect(),
            arcs: self.arcs(),
            dots: self.dots(),
        }
        .render()
        .map_err(Error::internal)
    }

    /// The heaviest, the lighter first, so that the heavier lie on top.
    fn arcs(&self) -> Vec<Arc<'_>> {
        let mut ties: Vec<&Tie> = self.ties.iter().collect();
        ties.sort_by_key(|tie| std::cmp::Reverse(tie.count));
        ties.truncate(ARCS);
        let most = ties.first().map_or(1, |tie| tie.count);
        let arcs = ties.into_iter().rev().filter_map(|tie| {
            let (state, country) = (self.states.get(tie.state)?, self.countries.get(tie.country)?);
            let weight = 12.0 + 54.0 * share(tie.count, most).sqrt();
            Some(Arc {
                country: &country.code,
                href: &tie.href,
                title: titled(&format!("{} – {}", state.name, country.name), tie.count, self.language),
                path: arc(view().at(state.position), view().at(country.position)),
                weight: rounded(Point { x: weight, y: 0.0 }).0,
            })
        });
        arcs.collect()
    }

    fn dots(&self) -> Vec<Dot> {
        let (west, south) = (view().at(Position(-117.0, 33.0)), view().at(Position(-87.0, 14.0)));
        let mexico = Area {
            left: west.x,
            top: west.y,
            right: south.x,
            bottom: south.y,
        };
        let manner = Manner {
            smallest: 8.0,
            largest: 40.0,
            names: NAMES,
            free: &[mexico],
            language: self.language,
        };
        dots(self.countries, view(), &manner)
    }
}

/// A line that bends northwards, as the ways of aeroplanes do on a map.
fn arc(from: Point, to: Point) -> String {
    const BEND: f64 = 0.16;
    let (x, y) = (to.x - from.x, to.y - from.y);
    let north = if x < 0.0 { -BEND } else { BEND };
    let bend = Point {
        x: x / 2.0 + y * north,
        y: y / 2.0 - x * north,
    };
    let (from, bend, to) = (rounded(from), rounded(bend), rounded(Point { x, y }));
    format!("M{} {}q{} {} {} {}", from.0, from.1, bend.0, bend.1, to.0, to.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::drawing::tests::elements;

    fn place(code: &str, name: &str, position: Position, count: u64) -> Place {
        Place {
            code: code.to_owned(),
            name: name.to_owned(),
            position,
            count,
            href: format!("/es/search?q={code}&sort=title"),
        }
    }

    fn drawn(name: &str, ties: &[Tie]) -> String {
        World {
            id: "world",
            title: "Los acuerdos",
            description: "De los estados a los países",
            states: &[place("11", "Guanajuato", Position(-101.0, 21.0), 3)],
            countries: &[
                place("JP", name, Position(138.0, 36.0), 3),
                place("SG", "Singapur", Position(103.8, 1.35), 1),
            ],
            ties,
            language: Language::Spanish,
        }
        .draw()
        .unwrap()
    }

    fn tie(country: usize, count: u64) -> Tie {
        Tie {
            state: 0,
            country,
            count,
            href: String::new(),
        }
    }

    #[test]
    fn each_country_is_one_stop_of_the_keyboard_and_each_arc_says_what_it_is() {
        let picture = drawn("Japón", &[tie(0, 3), tie(1, 1)]);
        let links = elements(&picture, "a");
        let stops: Vec<_> = links.iter().filter(|link| !link.contains_key("tabindex")).collect();
        let names: Vec<_> = stops.iter().map(|link| link["aria-label"].as_str()).collect();
        assert_eq!(names, ["Japón: 3 acuerdos", "Singapur: 1 acuerdo"]);
        assert_eq!(stops[0]["href"], "/es/search?q=JP&sort=title");
        assert!(picture.contains("<title>Guanajuato – Japón: 3 acuerdos</title>"));
    }

    #[test]
    fn a_country_without_an_outline_has_its_dot() {
        let picture = drawn("Japón", &[]);
        assert!(outlines::countries().iter().all(|country| country.code != "SG"));
        assert_eq!(elements(&picture, "circle").len(), 2);
    }

    #[test]
    fn names_cannot_become_markup() {
        let name = "\"><script>alert('x')</script>&amp;";
        let picture = drawn(name, &[tie(0, 3)]);
        assert!(elements(&picture, "script").is_empty());
        assert!(
            elements(&picture, "a")
                .iter()
                .any(|link| link.get("aria-label").is_some_and(|label| label.starts_with(name)))
        );
    }

    #[test]
    fn the_heaviest_arcs_are_drawn() {
        let ties: Vec<Tie> = (0..1_000).map(|count| tie(0, count + 1)).collect();
        let picture = drawn("Japón", &ties);
        assert_eq!(elements(&picture, "path").len(), ARCS + 3);
        assert!(picture.contains("Japón: 1,000 acuerdos") && !picture.contains("Japón: 700 acuerdos"));
    }

    #[test]
    fn an_arc_bends_northwards_whichever_way_it_leads() {
        let at = |x: f64, y: f64| Point { x, y };
        assert_eq!(arc(at(500.0, 500.0), at(700.0, 500.0)), "M500 500q100 -32 200 0");
        assert_eq!(arc(at(500.0, 500.0), at(300.0, 500.0)), "M500 500q-100 -32 -200 0");
    }
}
