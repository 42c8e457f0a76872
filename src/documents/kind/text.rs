//! Plain text: UTF-8 without control characters, and nothing that a browser or a tool would run instead of showing it.

use std::io::Read;

use super::{Looked, MediaType, Refused, fill, position};

/// In bytes.
const PIECE: usize = 64 * 1024;

/// In bytes: so far from the beginning of a file the programs that show PDFs look for one.
const PDF_WITHIN: usize = 1024;

/// What marks and programs begin with that are text by their bytes: HTML, SVG and XML, scripts, rich text, PostScript.
const RUN_BY_TOOLS: [&str; 4] = ["<", "#!", "{\\rtf", "%!"];

pub(super) fn look(file: &mut impl Read) -> Result<Looked, Refused> {
    let mut piece = vec![0; PIECE];
    let mut held = 0;
    let mut beginning = Beginning::default();
    let mut is_first = true;
    loop {
        let count = fill(file, &mut piece[held..])?;
        if std::mem::take(&mut is_first) && position(&piece[..count.min(PDF_WITHIN)], b"%PDF-").is_some() {
            return Err(Refused::Unknown);
        }
        let (text, rest) = whole_characters(&piece[..held + count]).ok_or(Refused::Unknown)?;
        if text.chars().any(is_forbidden) || !beginning.allows(text) {
            return Err(Refused::Unknown);
        }
        let at_end = held + count < piece.len();
        if at_end && (rest > 0 || !beginning.is_known()) {
            return Err(Refused::Unknown);
        }
        if at_end {
            return Ok(Looked {
                media_type: MediaType::Text,
                pages: None,
            });
        }
        let cut = piece.len() - rest;
        piece.copy_within(cut.., 0);
        held = rest;
    }
}

/// The text of a piece and how many bytes of a character that goes on in the next are left over; nothing if it is not UTF-8.
fn whole_characters(bytes: &[u8]) -> Option<(&str, usize)> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some((text, 0)),
        Err(cut) if cut.error_len().is_none() => {
            let (whole, rest) = bytes.split_at(cut.valid_up_to());
            std::str::from_utf8(whole).ok().map(|text| (text, rest.len()))
        }
        Err(_) => None,
    }
}

fn is_forbidden(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{c}')
}

/// The first characters that are not space.
#[derive(Default)]
struct Beginning(String);

impl Beginning {
    /// As many as tell a program from a text.
    const ENOUGH: usize = 8;

    /// Whether what comes next leaves it a text and not a program.
    fn allows(&mut self, text: &str) -> bool {
        if self.0.chars().count() < Self::ENOUGH {
            let next = if self.0.is_empty() {
                text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace())
            } else {
                text
            };
            self.0.extend(next.chars().take(Self::ENOUGH));
        }
        !RUN_BY_TOOLS.iter().any(|mark| self.0.starts_with(mark))
    }

    /// Whether anything but space was seen.
    fn is_known(&self) -> bool {
        !self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn is_text(bytes: impl AsRef<[u8]>) -> bool {
        look(&mut Cursor::new(bytes.as_ref())).is_ok()
    }

    #[test]
    fn accents_a_mark_of_order_and_form_feeds_are_text() {
        assert!(is_text("Convenio de cooperación\n\tArtículo 1\r\n\u{c}Página 2"));
        assert!(is_text("\u{feff}Año 2026"));
        assert!(is_text("a < b"));
    }

    #[test]
    fn what_a_tool_would_run_is_not() {
        for run in [
            "<html>",
            " \n<svg xmlns='http://www.w3.org/2000/svg'/>",
            "\u{feff}<?xml version='1.0'?>",
            "#!/bin/sh",
            "{\\rtf1 hola}",
            "%!PS-Adobe-3.0",
            "\n%PDF-1.7",
        ] {
            assert!(!is_text(run), "{run}");
        }
    }

    #[test]
    fn nothing_but_space_is_not_a_text() {
        assert!(!is_text(""));
        assert!(!is_text(" \n\u{c}"));
    }

    #[test]
    fn other_encodings_and_control_characters_are_not_text() {
        assert!(!is_text(b"Cooperaci\xf3n"));
        assert!(!is_text(b"a\0b"));
        assert!(!is_text("a\u{1b}[2J"));
        assert!(!is_text("a\u{85}b"));
        assert!(!is_text(b"cut \xc3"));
    }

    #[test]
    fn a_character_that_lies_across_two_pieces_is_one() {
        for shift in 0..4 {
            let text = "x".repeat(PIECE - shift) + "ñ€".repeat(PIECE).as_str();
            assert!(is_text(&text), "{shift}");
        }
        assert!(is_text("x".repeat(PIECE)));
        assert!(is_text("x".repeat(2 * PIECE)));
    }

    #[test]
    fn a_long_run_of_space_hides_nothing() {
        assert!(!is_text(" ".repeat(PIECE * 2) + "<html>"));
    }
}
