//! Dots with names beside them, where they cover neither one another nor a dot.

use super::view::{Point, View, rounded};

/// The height of letters, in the units of a picture, and about how wide one is.
pub const LETTER: f64 = 26.0;
const LETTER_WIDTH: f64 = 0.54 * LETTER;

/// A circle whose area is a number.
#[derive(Debug)]
pub struct Dot {
    pub x: i32,
    pub y: i32,
    pub radius: i32,
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

/// What a dot is drawn from.
pub struct Spot<'a> {
    pub at: Point,
    pub count: u64,
    pub name: &'a str,
    pub href: &'a str,
    pub title: String,
}

/// The dots for spots that come with the highest count first: the smaller lie on top, and the first so many get their name if there is
/// room for it.
pub fn dots(
    spots: Vec<Spot<'_>>,
    view: &View,
    (smallest, largest): (f64, f64),
    names: usize,
    free: &[Area],
) -> Vec<Dot> {
    let most = spots.iter().map(|spot| spot.count).max().unwrap_or(1);
    let radius = |spot: &Spot<'_>| (largest * share(spot.count, most).sqrt()).max(smallest);
    let mut taken: Vec<Area> = free.to_vec();
    let at = |spot: &Spot<'_>| whole(spot.at, radius(spot), view);
    taken.extend(spots.iter().map(|spot| Area::around(at(spot), radius(spot))));
    let mut dots = Vec::with_capacity(spots.len());
    for (number, spot) in spots.into_iter().enumerate() {
        let (at, radius) = (at(&spot), radius(&spot));
        let (x, y) = rounded(at);
        let label = (number < names)
            .then(|| beside(at, radius, spot.name, view, &taken))
            .flatten();
        let label = label.map(|(label, area)| {
            taken.push(area);
            label
        });
        dots.push(Dot {
            x,
            y,
            radius: rounded(Point { x: radius, y: 0.0 }).0,
            href: spot.href.to_owned(),
            title: spot.title,
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
    use crate::drawing::ties;

    fn spot(x: f64, y: f64, count: u64, name: &str) -> Spot<'_> {
        Spot {
            at: Point { x, y },
            count,
            name,
            href: "",
            title: String::new(),
        }
    }

    #[test]
    fn an_area_is_a_number() {
        let dots = dots(
            vec![spot(500.0, 500.0, 100, "A"), spot(900.0, 500.0, 25, "B")],
            ties::view(),
            (1.0, 40.0),
            0,
            &[],
        );
        assert_eq!((dots[0].radius, dots[1].radius), (40, 20));
        assert!(dots.iter().all(|dot| dot.label.is_none()));
    }

    #[test]
    fn a_name_goes_where_it_covers_nothing() {
        let crowded = vec![
            spot(500.0, 500.0, 9, "España"),
            spot(540.0, 500.0, 9, "Francia"),
            spot(1990.0, 500.0, 9, "Omán"),
        ];
        let dots = dots(crowded, ties::view(), (8.0, 20.0), 3, &[]);
        let anchors: Vec<_> = dots
            .iter()
            .map(|dot| dot.label.as_ref().map(|label| label.anchor))
            .collect();
        assert_eq!(anchors, [Some("end"), Some("start"), Some("end")]);
    }

    #[test]
    fn a_name_without_room_is_left_out() {
        let everywhere = Area {
            left: 0.0,
            top: 0.0,
            right: 2000.0,
            bottom: 1000.0,
        };
        let dots = dots(
            vec![spot(500.0, 500.0, 9, "España")],
            ties::view(),
            (8.0, 20.0),
            1,
            &[everywhere],
        );
        assert!(dots[0].label.is_none());
    }
}
