//! The line between two positions, cut where it crosses the antimeridian (RFC 7946, 3.1.9).

use super::Position;

/// The parts of the shorter way between two positions: one, or one on each side of the antimeridian. As in every GeoJSON, a part
/// is straight in degrees.
#[must_use]
pub fn between(from: Position, to: Position) -> Vec<[Position; 2]> {
    let way = to.longitude() - from.longitude();
    if way.abs() <= 180.0 {
        return vec![[from, to]];
    }
    // The shorter way leads over the edge that `from` is nearer to.
    let edge = if way > 0.0 { -180.0 } else { 180.0 };
    let beyond = to.longitude() + 2.0 * edge;
    let whole = beyond - from.longitude();
    let part = if whole == 0.0 {
        0.0
    } else {
        (edge - from.longitude()) / whole
    };
    let latitude = from.latitude() + part * (to.latitude() - from.latitude());
    // A line that ends at the edge does not cross it, but its two ends are written on different sides.
    let parts = [[from, Position(edge, latitude)], [Position(-edge, latitude), to]];
    parts.into_iter().filter(|[a, b]| a != b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TIJUANA: Position = Position(-117.02, 32.53);
    const TOKYO: Position = Position(139.69, 35.69);

    #[test]
    fn a_line_that_stays_on_one_side_is_one() {
        let madrid = Position(-3.70, 40.42);
        assert_eq!(between(TIJUANA, madrid), [[TIJUANA, madrid]]);
        let delhi = Position(77.21, 28.61);
        assert_eq!(between(madrid, delhi).len(), 1);
    }

    #[test]
    fn a_line_over_the_pacific_is_cut_at_the_antimeridian() {
        let parts = between(TIJUANA, TOKYO);
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0][0], parts[1][1]), (TIJUANA, TOKYO));
        assert_eq!((parts[0][1].0, parts[1][0].0), (-180.0, 180.0));
        // 62.98 of the 103.29 degrees of the way are on the American side.
        let expected = 32.53 + (62.98 / 103.29) * (35.69 - 32.53);
        assert!((parts[0][1].1 - expected).abs() < 1e-9 && (parts[0][1].1 - parts[1][0].1).abs() < 1e-9);
    }

    #[test]
    fn an_end_on_the_antimeridian_needs_no_cut() {
        let on_it = Position(180.0, -16.0);
        let parts = between(TIJUANA, on_it);
        assert_eq!(parts, [[TIJUANA, Position(-180.0, -16.0)]]);
        assert_eq!(between(Position(-180.0, 0.0), on_it), [[Position(180.0, 0.0), on_it]]);
    }

    proptest! {
        #[test]
        fn no_part_is_longer_than_half_the_way_around_or_leaves_the_map(
            from in (-180.0..=180.0_f64, -90.0..=90.0_f64), to in (-180.0..=180.0_f64, -90.0..=90.0_f64),
        ) {
            let parts = between(Position(from.0, from.1), Position(to.0, to.1));
            let length: f64 = parts.iter().map(|[a, b]| (b.0 - a.0).abs()).sum();
            prop_assert!(length <= 180.0 + 1e-9, "{parts:?}");
            for point in parts.iter().flatten() {
                prop_assert!((-180.0..=180.0).contains(&point.0) && (-90.0..=90.0).contains(&point.1), "{parts:?}");
            }
        }

        #[test]
        fn the_way_back_is_the_same_line(
            from in (-180.0..=180.0_f64, -90.0..=90.0_f64), to in (-180.0..=180.0_f64, -90.0..=90.0_f64),
        ) {
            let (from, to) = (Position(from.0, from.1), Position(to.0, to.1));
            let mut back = between(to, from);
            back.reverse();
            let there = between(from, to);
            prop_assert_eq!(there.len(), back.len());
            for ([a, b], [d, c]) in there.iter().zip(&back) {
                prop_assert!((a.0 - c.0).abs() < 1e-9 && (a.1 - c.1).abs() < 1e-6 && (b.1 - d.1).abs() < 1e-6);
            }
        }
    }
}
