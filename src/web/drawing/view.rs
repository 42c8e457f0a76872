//! The frame of a picture: which part of the earth it shows and how large.

use std::fmt::Write as _;

use super::outlines::Ring;
use crate::places::Position;

/// A place on the plane or in a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A way to lay the earth flat.
pub type Projection = fn(Position) -> Point;

/// A frame with y downwards, as SVG has it. Its units are so small that whole numbers are fine enough.
#[derive(Debug, Clone, Copy)]
pub struct View {
    projection: Projection,
    scale: f64,
    /// What lies in the upper left corner.
    left: f64,
    top: f64,
    pub width: f64,
    pub height: f64,
}

impl View {
    /// The largest frame within a width and a height that holds some rings, with so much around them.
    #[must_use]
    pub fn within<'a>(
        projection: Projection,
        rings: impl IntoIterator<Item = &'a Ring>,
        (width, height): (f64, f64),
        margin: f64,
    ) -> Self {
        let (mut low, mut high) = (
            Point {
                x: f64::MAX,
                y: f64::MAX,
            },
            Point {
                x: f64::MIN,
                y: f64::MIN,
            },
        );
        for point in rings.into_iter().flatten().copied().map(projection) {
            (low.x, low.y) = (low.x.min(point.x), low.y.min(point.y));
            (high.x, high.y) = (high.x.max(point.x), high.y.max(point.y));
        }
        let (across, down) = (high.x - low.x, high.y - low.y);
        let scale = ((width - 2.0 * margin) / across).min((height - 2.0 * margin) / down);
        Self {
            projection,
            scale,
            left: low.x - margin / scale,
            top: high.y + margin / scale,
            width: (across * scale + 2.0 * margin).ceil(),
            height: (down * scale + 2.0 * margin).ceil(),
        }
    }

    /// Where a position is in the picture.
    #[must_use]
    pub fn at(&self, position: Position) -> Point {
        let Point { x, y } = (self.projection)(position);
        Point {
            x: (x - self.left) * self.scale,
            y: (self.top - y) * self.scale,
        }
    }

    /// The outline of rings as the `d` of a path, without what is too small to be seen.
    #[must_use]
    pub fn path<'a>(&self, rings: impl IntoIterator<Item = &'a Ring>) -> String {
        let mut path = String::new();
        for ring in rings {
            let mut points: Vec<(i32, i32)> = ring.iter().map(|position| rounded(self.at(*position))).collect();
            points.dedup();
            if points.first() == points.last() {
                points.pop();
            }
            if points.len() > 2 {
                draw(&mut path, &points);
            }
        }
        path
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a picture is some thousand units wide")]
#[must_use]
pub fn rounded(point: Point) -> (i32, i32) {
    (point.x.round() as i32, point.y.round() as i32)
}

/// One closed line, in steps from point to point.
fn draw(path: &mut String, points: &[(i32, i32)]) {
    let mut before = (0, 0);
    for (at, point) in points.iter().enumerate() {
        let step = (point.0 - before.0, point.1 - before.1);
        path.push_str(match at {
            0 => "M",
            1 => "l",
            // A minus is a gap as well.
            _ if step.0 >= 0 => " ",
            _ => "",
        });
        let gap = if step.1 >= 0 { " " } else { "" };
        // Writing into a string does not fail.
        let _ = write!(path, "{}{gap}{}", step.0, step.1);
        before = *point;
    }
    path.push('z');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::drawing::{outlines, world};

    /// The points of a path, as a browser would go through them.
    fn points(path: &str) -> Vec<(i32, i32)> {
        let mut points = Vec::new();
        for ring in path.split_terminator('z') {
            let apart = ring.replace(['M', 'l'], " ").replace('-', " -");
            let numbers: Vec<i32> = apart.split_whitespace().map(|number| number.parse().unwrap()).collect();
            let mut at = (0, 0);
            for step in numbers.chunks(2) {
                at = (at.0 + step[0], at.1 + step[1]);
                points.push(at);
            }
        }
        points
    }

    #[test]
    fn steps_are_written_as_short_as_a_browser_takes_them() {
        let flat = |position: Position| Point {
            x: position.0,
            y: position.1,
        };
        let triangle = vec![
            Position(0.0, 10.0),
            Position(10.0, 10.0),
            Position(10.2, 10.2),
            Position(5.0, 0.0),
        ];
        let view = View::within(flat, [&triangle], (10.2, 100.0), 0.0);
        assert_eq!(view.path([&triangle]), "M0 0l10 0-5 10z");
        assert_eq!(points(&view.path([&triangle])), [(0, 0), (10, 0), (5, 10)]);
    }

    #[test]
    fn what_is_too_small_is_left_out() {
        let islet = vec![Position(10.0, 10.0), Position(10.001, 10.0), Position(10.0, 10.001)];
        assert_eq!(world::view().path([&islet]), "");
    }

    #[test]
    fn nothing_is_drawn_outside_the_frame() {
        let view = world::view();
        let whole = |point: &(i32, i32)| {
            (0.0..=view.width).contains(&f64::from(point.0)) && (0.0..=view.height).contains(&f64::from(point.1))
        };
        for country in outlines::countries() {
            let points = points(&view.path(&country.rings));
            assert!(points.iter().all(whole), "{}", country.code);
        }
        for state in outlines::states() {
            let points = points(&view.path(&state.outline.rings));
            assert!(points.len() > 2 && points.iter().all(whole), "{}", state.outline.code);
        }
    }
}
