//! How the earth is laid flat: degrees become places on a plane, in radians, with y upwards.

use super::view::Point;
use crate::places::Position;

/// The meridian in the middle of the world. Mexico is near it, so that what leads to Asia goes one way and what leads to Europe the
/// other, and the world is cut at 60° east, where no more countries are parted than by any other cut through land.
pub const MIDDLE: f64 = -120.0;

/// The world, by Patterson (2014): shapes are nearly right where people live, and every meridian is straight, so that the cut is.
#[must_use]
pub fn patterson(position: Position) -> Point {
    let latitude = position.latitude().to_radians();
    let square = latitude * latitude;
    let y = latitude * (1.0148 + square * square * (0.23185 + square * (-0.14499 + square * 0.02406)));
    Point {
        x: from_middle(position.longitude()).to_radians(),
        y,
    }
}

/// Degrees east of the middle, between -180 and 180. What is written on the edge stays on its side.
fn from_middle(longitude: f64) -> f64 {
    let east = longitude - MIDDLE;
    if (-180.0..=180.0).contains(&east) {
        east
    } else {
        (east + 180.0).rem_euclid(360.0) - 180.0
    }
}

/// Mexico, as the maps of its statistical office show it: Lambert's conformal cone through 17.5° and 29.5° north.
#[must_use]
pub fn lambert(position: Position) -> Point {
    const SOUTH: f64 = 17.5;
    const NORTH: f64 = 29.5;
    const CENTRE: Position = Position(-102.0, 12.0);
    let slope = |latitude: f64| (latitude.to_radians() / 2.0 + std::f64::consts::FRAC_PI_4).tan();
    let (south, north) = (SOUTH.to_radians().cos(), NORTH.to_radians().cos());
    let cone = (south / north).ln() / (slope(NORTH) / slope(SOUTH)).ln();
    let radius = |latitude: f64| south * slope(SOUTH).powf(cone) / cone / slope(latitude).powf(cone);
    let turn = cone * (position.longitude() - CENTRE.longitude()).to_radians();
    let far = radius(position.latitude());
    Point {
        x: far * turn.sin(),
        y: radius(CENTRE.latitude()) - far * turn.cos(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(point: Point, x: f64, y: f64) {
        assert!(
            (point.x - x).abs() < 1e-3 && (point.y - y).abs() < 1e-3,
            "{point:?}, not {x} {y}"
        );
    }

    #[test]
    fn the_world_is_where_patterson_has_it() {
        near(patterson(Position(MIDDLE, 0.0)), 0.0, 0.0);
        // The pole and the edge, as published: the map is 1.79 high where half its width is pi.
        near(patterson(Position(60.0, 90.0)), std::f64::consts::PI, 1.790_857);
        near(patterson(Position(MIDDLE, -45.0)), 0.0, -0.842_318);
    }

    #[test]
    fn what_lies_east_of_the_cut_is_on_the_left() {
        let tokyo = patterson(Position(139.69, 35.69));
        let madrid = patterson(Position(-3.7, 40.42));
        let mexico = patterson(Position(-99.13, 19.43));
        assert!(tokyo.x < mexico.x && mexico.x < madrid.x);
        near(patterson(Position(60.0 - 360.0, 0.0)), -std::f64::consts::PI, 0.0);
    }

    #[test]
    fn the_cone_is_true_to_scale_on_its_parallels() {
        near(lambert(Position(-102.0, 12.0)), 0.0, 0.0);
        for latitude in [17.5, 29.5] {
            let (west, east) = (
                lambert(Position(-102.05, latitude)),
                lambert(Position(-101.95, latitude)),
            );
            let scale = (east.x - west.x) / (0.1_f64.to_radians() * latitude.to_radians().cos());
            assert!((scale - 1.0).abs() < 1e-4, "{scale} at {latitude}");
        }
    }
}
