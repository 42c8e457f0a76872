//! Dots with names beside them, where they cover neither one another nor a dot.

use super::view::{Point, View, rounded};
use super::{Place, titled};
use crate::language::Language;

/// The height of letters, in the units of a picture, and about how wide one is.
pub const LETTER: f64 = 26.0;
const LETTER_WIDTH: f64 = 0.54 * LETTER;

/// A circle whose area is a number.
#[derive(Debug)]
pub struct Dot {
    pub x: i32,
    pub y: i32,
    pub radius: i32,
    pub code: String,
    pub href: String,
    /// What it is and how many.
    pub title: String,
    pub label: Option<Label>,
}

/// Where a name stands: beside its dot, beginning, ending or in the middle there.
#[derive(Debug)]
pub struct Label {
    pub x: i32,
    pub y: i32,
    pub anchor: &'static str,
    pub text: String,
}

#[derive(Debug, Clone, Copy)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    const fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    const fn around(at: Point, radius: f64) -> Self {
        Self {
            left: at.x - radius,
            top: at.y - radius,
            right: at.x + radius,
            bottom: at.y + radius,
        }
    }

    const fn within(&self, view: &View) -> bool {
        self.left >= 0.0 && self.top >= 0.0 && self.right <= view.width && self.bottom <= view.height
    }
}

/// A dot on the edge of a picture is moved inwards until it is whole.
fn whole(at: Point, radius: f64, view: &View) -> Point {
    Point {
        x: at.x.clamp(radius, view.width - radius),
        y: at.y.clamp(radius, view.height - radius),
    }
}

/// How dots are drawn: from which radius to which, how many get their name, and what has to stay free of names.
pub struct Manner<'a> {
    pub smallest: f64,
    pub largest: f64,
    pub names: usize,
    pub free: &'a [Area],
    pub language: Language,
}

/// The dots of places, that with the highest count first: the smaller lie on top. Names are written as far as there is room.
pub fn dots(places: &[Place], view: &View, manner: &Manner<'_>) -> Vec<Dot> {
    let mut places: Vec<&Place> = places.iter().collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.count));
    let most = places.first().map_or(1, |place| place.count);
    let circle = |place: &&Place| {
        let radius = (manner.largest * share(place.count, most).sqrt()).max(manner.smallest);
        (whole(view.at(place.position), radius, view), radius)
    };
    let circles: Vec<(Point, f64)> = places.iter().map(circle).collect();
    let mut taken = manner.free.to_vec();
    taken.extend(circles.iter().map(|(at, radius)| Area::around(*at, *radius)));
    let mut dots = Vec::with_capacity(places.len());
    for (number, (place, (at, radius))) in places.into_iter().zip(circles).enumerate() {
        let (x, y) = rounded(at);
        let label = (number < manner.names)
            .then(|| beside(at, radius, &place.name, view, &taken))
            .flatten();
        let label = label.map(|(label, area)| {
            taken.push(area);
            label
        });
        dots.push(Dot {
            x,
            y,
            radius: rounded(Point { x: radius, y: 0.0 }).0,
            code: place.code.clone(),
            href: place.href.clone(),
            title: titled(&place.name, place.count, manner.language),
            label,
        });
    }
    dots
}

/// A part of the most, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a picture is some thousand units wide")]
#[must_use]
pub fn share(count: u64, most: u64) -> f64 {
    if most == 0 { 0.0 } else { count as f64 / most as f64 }
}

/// The first place beside a dot where its name meets nothing.
fn beside(at: Point, radius: f64, name: &str, view: &View, taken: &[Area]) -> Option<(Label, Area)> {
    let width = f64::from(u16::try_from(name.chars().count()).unwrap_or(u16::MAX)) * LETTER_WIDTH;
    let gap = radius + 6.0;
    let places = [
        ("start", at.x + gap, at.y + LETTER * 0.35, 0.0),
        ("end", at.x - gap, at.y + LETTER * 0.35, 1.0),
        ("middle", at.x, at.y - gap - 2.0, 0.5),
        ("middle", at.x, at.y + gap + LETTER * 0.75, 0.5),
    ];
    places.into_iter().find_map(|(anchor, x, y, before)| {
        let area = Area {
            left: x - before * width,
            top: y - LETTER * 0.8,
            right: x + (1.0 - before) * width,
            bottom: y + LETTER * 0.25,
        };
        let free = area.within(view) && !taken.iter().any(|taken| taken.meets(&area));
        free.then(|| {
            let (x, y) = rounded(Point { x, y });
            let text = name.to_owned();
            (Label { x, y, anchor, text }, area)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Position;
    use crate::web::drawing::world;

    fn places(places: &[(f64, f64, u64, &str)]) -> Vec<Place> {
        let place = |(longitude, latitude, count, name): &(f64, f64, u64, &str)| Place {
            code: String::new(),
            name: (*name).to_owned(),
            position: Position(*longitude, *latitude),
            count: *count,
            href: String::new(),
        };
        places.iter().map(place).collect()
    }

    fn manner(names: usize, free: &[Area]) -> Manner<'_> {
        Manner {
            smallest: 1.0,
            largest: 40.0,
            names,
            free,
            language: Language::Spanish,
        }
    }

    #[test]
    fn an_area_is_a_number() {
        let places = places(&[(-3.0, 40.0, 25, "España"), (-100.0, 40.0, 100, "Estados Unidos")]);
        let dots = dots(&places, world::view(), &manner(0, &[]));
        assert_eq!((dots[0].radius, dots[1].radius), (40, 20));
        assert_eq!(dots[0].title, "Estados Unidos: 100 acuerdos");
        assert!(dots.iter().all(|dot| dot.label.is_none()));
    }

    #[test]
    fn a_name_goes_where_it_covers_nothing() {
        let places = places(&[
            (-3.0, 40.0, 9, "España"),
            (9.0, 40.0, 9, "Cerdeña"),
            (58.0, 20.0, 9, "Omán"),
        ]);
        let dots = dots(&places, world::view(), &manner(3, &[]));
        let anchors: Vec<_> = dots
            .iter()
            .map(|dot| dot.label.as_ref().map(|label| label.anchor))
            .collect();
        assert_eq!(anchors, [Some("end"), Some("start"), Some("end")]);
    }

    #[test]
    fn a_name_without_room_is_left_out() {
        let everywhere = [Area {
            left: 0.0,
            top: 0.0,
            right: 2000.0,
            bottom: 1000.0,
        }];
        let dots = dots(
            &places(&[(-3.0, 40.0, 9, "España")]),
            world::view(),
            &manner(1, &everywhere),
        );
        assert!(dots[0].label.is_none());
    }

    #[test]
    fn a_dot_on_the_edge_is_whole() {
        let dots = dots(&places(&[(60.0, 20.0, 9, "Omán")]), world::view(), &manner(0, &[]));
        assert_eq!(dots[0].x, 1960);
    }
}
