//! The map of Mexico as it is before anything is counted: its frame, its states, and the inset that shows those around the
//! capital larger.

use std::sync::OnceLock;

use super::outlines::{self, StateOutline};
use super::projection::lambert;
use super::view::{Point, View, rounded};
use crate::places::Position;

const WIDTH: f64 = 2000.0;
const MARGIN: f64 = 20.0;

/// What the inset shows, where it stands and how much larger it is: the Gulf has room for it.
const CENTRE: [Position; 2] = [Position(-100.35, 20.25), Position(-97.6, 18.3)];
const INSET: Position = Position(-95.3, 32.3);
pub const ENLARGED: i32 = 3;

/// What is the same in every picture.
pub struct Drawn {
    pub state: &'static StateOutline,
    pub path: String,
    pub middle: Point,
    /// How far the outline is from the middle.
    pub room: f64,
    /// Whether the inset shows it.
    pub enlarged: bool,
}

/// The part of the picture that is shown larger, and where.
pub struct Inset {
    pub part: Frame,
    pub place: Frame,
}

pub struct Frame {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

pub fn view() -> &'static View {
    static VIEW: OnceLock<View> = OnceLock::new();
    VIEW.get_or_init(|| {
        let rings = outlines::states().iter().flat_map(|state| &state.outline.rings);
        View::within(lambert, rings, (WIDTH, WIDTH), MARGIN)
    })
}

pub fn drawn() -> &'static [Drawn] {
    static DRAWN: OnceLock<Vec<Drawn>> = OnceLock::new();
    DRAWN.get_or_init(|| outlines::states().iter().map(Drawn::new).collect())
}

impl Drawn {
    fn new(state: &'static StateOutline) -> Self {
        let rings = &state.outline.rings;
        let middle = view().at(state.middle);
        let north = Position(state.middle.longitude(), state.middle.latitude() + state.room);
        let [northwest, southeast] = CENTRE;
        let within = |position: &Position| {
            (northwest.longitude()..southeast.longitude()).contains(&position.longitude())
                && (southeast.latitude()..northwest.latitude()).contains(&position.latitude())
        };
        Self {
            state,
            path: view().path(rings),
            middle,
            room: middle.y - view().at(north).y,
            enlarged: rings.iter().flatten().any(within),
        }
    }
}

impl Inset {
    pub fn new() -> Self {
        let [(left, top), (right, bottom)] = CENTRE.map(|corner| rounded(view().at(corner)));
        let (x, y) = rounded(view().at(INSET));
        let (width, height) = (right - left, bottom - top);
        Self {
            part: Frame {
                x: left,
                y: top,
                width,
                height,
            },
            place: Frame {
                x,
                y,
                width: width * ENLARGED,
                height: height * ENLARGED,
            },
        }
    }
}
