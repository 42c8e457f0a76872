//! Plain text: its pages end with form feeds.

use std::path::Path;

use super::{Bounds, Gap, GapReason, Text};

/// Reads a text in UTF-8.
pub fn read(file: &Path, bounds: &Bounds) -> Text {
    let Ok(text) = std::fs::read_to_string(file) else {
        return Text::none(GapReason::Damaged);
    };
    let text = text.trim_start_matches('\u{feff}');
    let kept: String = text.chars().take(bounds.characters).collect();
    let pages: Vec<String> = kept.split('\u{c}').map(ToOwned::to_owned).collect();
    let mut read = Text {
        page_count: u32::try_from(pages.len()).ok(),
        pages,
        gaps: Vec::new(),
    };
    if kept.len() < text.len() {
        read.gaps.push(Gap {
            page: None,
            reason: GapReason::TooLong,
        });
    }
    read
}
