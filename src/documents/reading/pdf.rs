//! PDF: the letters of a page where they are drawn, put together to words and lines in the order in which they are drawn.

use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

use super::{Found, GapReason};

/// Letters are measured in thousandths of their height.
const EM: f64 = 1000.0;

pub(super) fn read(mut file: File, found: &mut Found<'_>) -> ControlFlow<()> {
    let mut bytes = Vec::new();
    if file.read_to_end(&mut bytes).is_err() {
        found.stop(GapReason::Damaged);
        return ControlFlow::Break(());
    }
    match Pdf::new(bytes) {
        Ok(pdf) => read_pages(&pdf, found),
        Err(error) => {
            found.stop(match error {
                LoadPdfError::Decryption(_) => GapReason::Protected,
                LoadPdfError::Invalid => GapReason::Damaged,
            });
            ControlFlow::Break(())
        }
    }
}

fn read_pages(pdf: &Pdf, found: &mut Found<'_>) -> ControlFlow<()> {
    let mut cache = InterpreterCache::new();
    found.page_count(pdf.pages().len());
    for page in pdf.pages().iter() {
        found.check_bounds()?;
        let most = found.bounds.characters - found.characters;
        if let Ok(letters) = catch_unwind(AssertUnwindSafe(|| letters_of(page, pdf, &cache, most))) {
            let is_unreadable = letters.unreadable * 10 > letters.count;
            found.page_with(&letters.text, is_unreadable.then_some(GapReason::UnreadableFont))?;
        } else {
            // What it left in the cache may be half done.
            cache = InterpreterCache::new();
            found.page_with("", Some(GapReason::Crashed))?;
        }
    }
    found.flow()
}

fn letters_of<'a>(page: &'a Page<'a>, pdf: &'a Pdf, cache: &InterpreterCache<'a>, most: usize) -> Letters {
    let everywhere = Rect::new(-1e6, -1e6, 1e6, 1e6);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(Affine::IDENTITY, everywhere, cache, pdf.xref(), settings);
    let mut letters = Letters {
        most,
        ..Letters::default()
    };
    interpret_page(page, &mut context, &mut letters);
    letters
}

/// The letters of a page while they are drawn.
#[derive(Default)]
struct Letters {
    text: String,
    /// Of the letter drawn last.
    last: Option<Place>,
    /// Where the runs drawn last begin, and what they say: what is drawn twice to look bold is written once.
    runs: [Option<(Point, String)>; 4],
    count: usize,
    /// Letters of which the font does not say which they are.
    unreadable: usize,
    /// More characters are not kept.
    most: usize,
}

/// Where a letter stands.
#[derive(Clone, Copy)]
struct Place {
    start: Point,
    /// Where the next letter would stand.
    end: Point,
    /// The direction of the line, of length one.
    along: Vec2,
    /// The height of its font, in the units of the page.
    size: f64,
}

/// What stands between two letters.
#[derive(Debug, PartialEq, Eq)]
enum Between {
    Nothing,
    Space,
    Line,
}

impl Place {
    fn of(transform: Affine, advance: f64, is_vertical: bool) -> Option<Self> {
        let start = transform * Point::ZERO;
        let forward = if is_vertical {
            Point::new(0.0, -EM)
        } else {
            Point::new(advance, 0.0)
        };
        let unit = if is_vertical { forward } else { Point::new(EM, 0.0) };
        let along = transform * unit - start;
        let size = (transform * Point::new(0.0, EM) - start).hypot();
        let place = Self {
            start,
            end: transform * forward,
            along: along / along.hypot(),
            size,
        };
        (place.along.is_finite() && place.end.is_finite() && size > 0.0 && size.is_finite()).then_some(place)
    }

    /// How far from the end of this letter another begins, along the line and across it, in heights of the larger font.
    fn distance(&self, next: &Self) -> (f64, f64) {
        let step = next.start - self.end;
        let size = self.size.max(next.size);
        (step.dot(self.along) / size, step.cross(self.along).abs() / size)
    }

    fn between(&self, next: &Self) -> Between {
        let (along, across) = self.distance(next);
        let turned = self.along.dot(next.along) < 0.7;
        if turned || across > 0.5 || along < -1.0 {
            Between::Line
        } else if along > 0.15 {
            Between::Space
        } else {
            Between::Nothing
        }
    }

    /// Whether this is an accent that was drawn over the letter that follows it.
    fn is_over(&self, next: &Self) -> bool {
        let (along, across) = self.distance(next);
        along < -0.1 && along > -1.0 && across < 0.5
    }
}

impl Letters {
    fn add(&mut self, letter: &str, place: Place) {
        if self.text.len() / 4 > self.most {
            return;
        }
        let between = self.last.map_or(Between::Nothing, |last| last.between(&place));
        match between {
            Between::Line => self.text.push('\n'),
            Between::Space if !self.text.ends_with([' ', '\n']) => self.text.push(' '),
            Between::Space | Between::Nothing => {}
        }
        match self
            .last
            .filter(|last| last.is_over(&place))
            .and_then(|_| self.text.chars().next_back())
            .and_then(mark)
        {
            Some(mark) if letter.chars().all(char::is_alphabetic) && between == Between::Nothing => {
                self.text.pop();
                self.text.push_str(with_dot(letter));
                self.text.push(mark);
            }
            _ => self.text.push_str(letter),
        }
        self.last = Some(place);
    }

    /// Whether the same was drawn at almost the same place just before.
    fn is_repeated(&mut self, start: Point, size: f64, run: &str) -> bool {
        let near = |(at, said): &(Point, String)| said == run && at.distance(start) < size * 0.1;
        if self.runs.iter().flatten().any(near) {
            return true;
        }
        self.runs.rotate_right(1);
        self.runs[0] = Some((start, run.to_owned()));
        false
    }
}

/// The mark that goes above or below a letter, for an accent that stands alone.
const fn mark(accent: char) -> Option<char> {
    Some(match accent {
        '`' | '\u{2cb}' => '\u{300}',
        '\u{b4}' | '\u{2ca}' => '\u{301}',
        '^' | '\u{2c6}' => '\u{302}',
        '~' | '\u{2dc}' => '\u{303}',
        '\u{af}' | '\u{2c9}' => '\u{304}',
        '\u{2d8}' => '\u{306}',
        '\u{2d9}' => '\u{307}',
        '\u{a8}' => '\u{308}',
        '\u{2da}' => '\u{30a}',
        '\u{2dd}' => '\u{30b}',
        '\u{2c7}' => '\u{30c}',
        '\u{b8}' => '\u{327}',
        _ => return None,
    })
}

/// The letter that an accent is put on: without its own dot it is the same.
fn with_dot(letter: &str) -> &str {
    match letter {
        "\u{131}" => "i",
        "\u{237}" => "j",
        other => other,
    }
}

/// What a glyph says; nothing where its font does not tell, or tells a place for private use.
fn letter_of(glyph: &Glyph<'_>) -> Option<String> {
    let letter = match glyph.as_unicode()? {
        BfString::Char(letter) => letter.to_string(),
        BfString::String(letters) => letters,
    };
    let is_private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fffd}' | '\0');
    match letter.as_str() {
        "\u{f0b7}" | "\u{f0a7}" => Some("•".to_owned()),
        text if text.is_empty() || text.contains(is_private) => None,
        _ => Some(letter),
    }
}

fn advance_of(glyph: &Glyph<'_>) -> f64 {
    let advance = match glyph {
        Glyph::Outline(glyph) => glyph.advance_width(),
        Glyph::Type3(glyph) => glyph.advance_width(),
    };
    advance.map_or(EM / 2.0, f64::from)
}

impl Device<'_> for Letters {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        let is_vertical = run.writing_mode() == hayro_interpret::hayro_cmap::WritingMode::Vertical;
        let said: Vec<Option<String>> = run.glyphs().iter().map(|glyph| letter_of(glyph)).collect();
        let places = run
            .glyphs()
            .iter()
            .map(|glyph| Place::of(props.transform * glyph.transform(), advance_of(glyph), is_vertical));
        let places: Vec<Option<Place>> = places.collect();
        let whole: String = said.iter().flatten().map(String::as_str).collect();
        if let Some(first) = places.iter().flatten().next()
            && !whole.trim().is_empty()
            && self.is_repeated(first.start, first.size, &whole)
        {
            return;
        }
        for (letter, place) in said.iter().zip(places) {
            self.count += 1;
            self.unreadable += usize::from(letter.is_none());
            if let Some(place) = place {
                self.add(letter.as_deref().unwrap_or(" "), place);
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::super::{Bounds, Gap, MediaType, Text, read_here};
    use super::*;
    use crate::documents::samples::{PAGE, drawing, file_of, kept, packed, pdf, pdf_page};

    fn text_of(bytes: &[u8]) -> Text {
        read_here(file_of(bytes).path(), MediaType::Pdf, &Bounds::default())
    }

    fn drawn(operators: &str) -> String {
        text_of(&pdf_page("", drawing(operators))).pages.remove(0)
    }

    #[test]
    fn accents_ligatures_lines_and_pages_are_read() {
        let text = read_here(&kept("acuerdo.pdf"), MediaType::Pdf, &Bounds::default());
        assert_eq!(
            text.pages,
            [
                "Convenio marco\nAcuerdo de cooperación: la oficina de difusión científica y el señor Núñez, en Querétaro, México.",
                "Segunda página, año 2026.",
                ""
            ]
        );
        assert_eq!(text.page_count, Some(3));
        let page = Some(3);
        assert_eq!(
            text.gaps,
            [Gap {
                page,
                reason: GapReason::Scan
            }]
        );
        let text = read_here(&kept("sin-fuentes.pdf"), MediaType::Pdf, &Bounds::default());
        assert!(text.pages[0].contains("difusión científica") && text.pages[0].ends_with("Artículo 1º. ¿Qué? «Año»"));
    }

    #[test]
    fn what_is_behind_a_password_is_a_gap() {
        let text = read_here(&kept("con-contrasena.pdf"), MediaType::Pdf, &Bounds::default());
        assert_eq!(text.gaps[0].reason, GapReason::Protected);
    }

    #[test]
    fn words_and_lines_follow_from_where_letters_stand() {
        assert_eq!(
            drawn("BT /F 10 Tf 10 700 Td [(coope)-20(ra)-400(ci\\363n)] TJ 0 -12 Td (dos) Tj ET"),
            "coopera ción\ndos"
        );
        assert_eq!(drawn("BT /F 10 Tf 10 700 Td (m) Tj 6 Ts /F 6 Tf (2) Tj ET"), "m\n2");
        assert_eq!(drawn("BT /F 10 Tf 10 700 Td (m) Tj 3 Ts /F 6 Tf (2) Tj ET"), "m2");
    }

    #[test]
    fn accents_drawn_over_letters_are_put_on_them() {
        assert_eq!(
            drawn("BT /F 10 Tf 10 700 Td [(cooperaci) (\\264) 445 (on)] TJ ET"),
            "cooperación"
        );
        assert_eq!(drawn("BT /F 10 Tf 10 700 Td [(a) (~) 570 (n) (o)] TJ ET"), "año");
    }

    #[test]
    fn what_is_drawn_twice_to_look_bold_is_written_once() {
        assert_eq!(
            drawn("BT /F 10 Tf 10 700 Td (hola) Tj ET BT /F 10 Tf 10.3 700 Td (hola) Tj ET"),
            "hola"
        );
        assert_eq!(drawn("BT /F 10 Tf 10 700 Td 2 Tr (hola) Tj ET"), "hola");
    }

    #[test]
    fn a_font_that_does_not_tell_its_letters_is_a_gap() {
        let font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>";
        let text = text_of(&pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            PAGE.to_vec(),
            drawing("BT /F 10 Tf 10 700 Td <000100020003> Tj ET"),
            font.as_bytes().to_vec(),
        ]));
        assert_eq!(
            text.gaps.iter().map(|gap| gap.reason).collect::<Vec<_>>(),
            [GapReason::UnreadableFont]
        );
    }

    #[test]
    fn a_tree_of_pages_that_goes_round_ends() {
        let text = text_of(&pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 3>>".to_vec(),
            PAGE.to_vec(),
            drawing("BT /F 10 Tf 10 700 Td (hola) Tj ET"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        ]));
        assert_eq!(text.pages, ["hola"]);
    }

    #[test]
    fn pages_declared_but_not_there_are_not_counted() {
        let text = text_of(&pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>".to_vec(),
            PAGE.to_vec(),
            drawing("BT /F 10 Tf 10 700 Td (hola) Tj ET"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        ]));
        assert_eq!((text.pages.len(), text.page_count), (1, Some(1)));
    }

    #[test]
    fn pages_beyond_the_bounds_are_a_gap() {
        let kids = "<</Type/Page/MediaBox[0 0 9 9]>>".repeat(20_000);
        let text = text_of(&pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            format!("<</Type/Pages/Kids[{kids}]/Count 20000>>").into_bytes(),
        ]));
        assert_eq!((text.pages.len(), text.page_count), (5_000, Some(20_000)));
        let page = Some(5_001);
        assert_eq!(
            text.gaps.last(),
            Some(&Gap {
                page,
                reason: GapReason::TooLong
            })
        );
    }

    #[test]
    fn drawings_within_drawings_and_deep_arrays_end() {
        let form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 4>>\nstream\n/X Do\nendstream";
        let text = text_of(&pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            b"<</Type/Page/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>>>>>".to_vec(),
            drawing("/X Do /X Do"),
            b"null".to_vec(),
            form.to_vec(),
        ]));
        assert_eq!(text.pages.len(), 1);
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(text_of(&pdf_page("", drawing(&deep))).pages.len(), 1);
        assert_eq!(text_of(&pdf_page("", drawing(&"q ".repeat(100_000)))).pages.len(), 1);
        let in_catalogue = text_of(&pdf_page(&format!("/X {deep}"), drawing("")));
        assert!(!in_catalogue.gaps.is_empty());
    }

    #[test]
    fn a_packed_drawing_is_read() {
        let stream = packed("", b"BT /F 10 Tf 10 700 Td (hola) Tj ET ", 1);
        assert_eq!(text_of(&pdf_page("", stream)).pages, ["hola"]);
    }
}
