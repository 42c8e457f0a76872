//! The certificate of registration for people: a sheet in PDF, in Spanish with English beside it, that the same data always give byte
//! for byte. Tagged for readers that speak (PDF/UA-1).

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::Outline;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};
use qrcode::QrCode;
use ttf_parser::Face;
use unicode_linebreak::linebreaks;

use crate::error::{Error, Result};

/// Something the sheet says, and what it is called in both languages.
#[derive(Debug, Clone)]
pub struct Row {
    pub label_es: &'static str,
    pub label_en: &'static str,
    pub value: String,
}

/// What stands on a sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub registration_number: String,
    pub title: String,
    pub rows: Vec<Row>,
    pub permalink: String,
    /// The date of the entry.
    pub issued_on: String,
    /// What proves it.
    pub log: Vec<Row>,
    /// What must not be overlooked, in both languages: that the entry is void.
    pub marked: Option<(&'static str, &'static str)>,
}

const REGULAR: &[u8] = include_bytes!("../../data/fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../../data/fonts/DejaVuSans-Bold.ttf");

/// A4, in points.
const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 56.0;
const QR: f32 = 96.0;
/// In the place of letters that the fonts do not have.
const UNKNOWN: char = '\u{25A1}';

const BLACK: [u8; 3] = [0x1a, 0x1a, 0x1a];
const GREY: [u8; 3] = [0x55, 0x55, 0x55];
const RED: [u8; 3] = [0xa0, 0x10, 0x20];

/// How a paragraph looks, and what it is.
#[derive(Clone, Copy)]
struct Style {
    /// In points.
    size: f32,
    bold: bool,
    color: [u8; 3],
    heading: Option<u16>,
    language: &'static str,
    /// In points.
    space_before: f32,
}

const PLAIN: Style = Style {
    size: 10.5,
    bold: false,
    color: BLACK,
    heading: None,
    language: "es",
    space_before: 2.0,
};
const ENGLISH: Style = Style {
    size: 8.5,
    color: GREY,
    language: "en",
    ..PLAIN
};
const LABEL: Style = Style {
    size: 8.5,
    bold: true,
    color: GREY,
    space_before: 9.0,
    ..PLAIN
};

/// Draws a sheet.
///
/// # Errors
/// None that can be met: fonts and form are our own.
pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>> {
    let fonts = Fonts::load()?;
    let lines = fonts.lines(&paragraphs(sheet));
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|reason| Error::internal(format!("{reason:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let metadata = Metadata::new()
        .title(format!(
            "Constancia de inscripción {}",
            clean(&sheet.registration_number, &fonts.regular.face)
        ))
        .language("es".to_owned())
        .document_id(sheet.permalink.clone());
    document.set_metadata(metadata);
    document.set_outline(Outline::new());
    let mut groups = Groups::default();
    let (mut rest, mut page_number) = (lines.as_slice(), 0);
    let mut figure = Some(&sheet.permalink);
    while page_number == 0 || !rest.is_empty() {
        page_number += 1;
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| Error::internal("a page's size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let first = figure.take();
        if let Some(permalink) = first {
            let id = surface.start_tagged(ContentTag::Other);
            draw_code(&mut surface, permalink)?;
            surface.end_tagged();
            groups.add_figure(id, permalink);
        }
        let mut y = MARGIN;
        while let Some((line, others)) = rest.split_first() {
            let before = if y > MARGIN { line.space_before } else { 0.0 };
            if y + before + line.style.size > PAGE.1 - MARGIN - 20.0 {
                break;
            }
            y += before + line.style.size;
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty().with_lang(Some(line.style.language))));
            fonts.draw(&mut surface, line, MARGIN, y);
            surface.end_tagged();
            groups.add(line, id);
            y += line.style.size * 0.4;
            rest = others;
        }
        surface.start_tagged(ContentTag::Artifact(Artifact::new(ArtifactType::Other, None)));
        let foot = Line {
            text: format!(
                "{} · {page_number}",
                clean(&sheet.registration_number, &fonts.regular.face)
            ),
            style: Style { size: 8.0, ..ENGLISH },
            space_before: 0.0,
            paragraph: 0,
        };
        fonts.draw(&mut surface, &foot, MARGIN, PAGE.1 - MARGIN + 12.0);
        surface.end_tagged();
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(groups.tree());
    document
        .finish()
        .map_err(|reason| Error::internal(format!("a sheet: {reason:?}")))
}

/// What the sheet says, one paragraph after another.
fn paragraphs(sheet: &Sheet) -> Vec<(String, Style)> {
    let heading = |size, level, space_before| Style {
        size,
        bold: true,
        heading: Some(level),
        space_before,
        ..PLAIN
    };
    let mut all = vec![
        (
            "Registro de Acuerdos Interinstitucionales".to_owned(),
            Style { color: GREY, ..PLAIN },
        ),
        ("Register of Interinstitutional Agreements".to_owned(), ENGLISH),
        ("Constancia de inscripción".to_owned(), heading(19.0, 1, 14.0)),
        (
            "Certificate of registration".to_owned(),
            Style { size: 11.0, ..ENGLISH },
        ),
        (
            sheet.registration_number.clone(),
            Style {
                size: 15.0,
                bold: true,
                space_before: 12.0,
                ..PLAIN
            },
        ),
    ];
    if let Some((es, en)) = sheet.marked {
        let style = Style {
            size: 14.0,
            bold: true,
            color: RED,
            space_before: 10.0,
            ..PLAIN
        };
        all.push((es.to_owned(), style));
        all.push((
            en.to_owned(),
            Style {
                size: 10.0,
                language: "en",
                space_before: 2.0,
                bold: false,
                ..style
            },
        ));
    }
    all.push((sheet.title.clone(), heading(13.0, 2, 14.0)));
    let rows = |rows: &[Row], all: &mut Vec<(String, Style)>| {
        for row in rows {
            all.push((format!("{} · {}", row.label_es, row.label_en), LABEL));
            for value in row.value.lines() {
                all.push((value.to_owned(), PLAIN));
            }
        }
    };
    rows(&sheet.rows, &mut all);
    all.push(("Cómo comprobarla".to_owned(), heading(12.0, 2, 18.0)));
    all.push((
        "El certificado en JSON que acompaña a esta hoja contiene su SHA-256 y la prueba de que el asiento está en el libro. \
         Se comprueba sin conexión: rai verify certificado.json --sheet hoja.pdf --key CLAVE"
            .to_owned(),
        PLAIN,
    ));
    all.push((
        "How to check it: the certificate in JSON that goes with this sheet holds its SHA-256 and the proof that the entry is in \
         the log. It is checked offline: rai verify certificate.json --sheet sheet.pdf --key KEY"
            .to_owned(),
        ENGLISH,
    ));
    let permalink = Row {
        label_es: "Dirección permanente",
        label_en: "Permalink",
        value: sheet.permalink.clone(),
    };
    let issued = Row {
        label_es: "Fecha del asiento",
        label_en: "Date of the entry",
        value: sheet.issued_on.clone(),
    };
    rows(&[permalink, issued], &mut all);
    rows(&sheet.log, &mut all);
    all
}

/// A line as it is drawn.
struct Line {
    text: String,
    style: Style,
    space_before: f32,
    /// The paragraph it is of, from 1.
    paragraph: usize,
}

struct Typeface {
    face: Face<'static>,
    font: Font,
}

struct Fonts {
    regular: Typeface,
    bold: Typeface,
}

impl Fonts {
    fn load() -> Result<Self> {
        let load = |bytes: &'static [u8]| {
            Ok::<_, Error>(Typeface {
                face: Face::parse(bytes, 0).map_err(Error::internal)?,
                font: Font::new(bytes.to_vec().into(), 0).ok_or_else(|| Error::internal("a font"))?,
            })
        };
        Ok(Self {
            regular: load(REGULAR)?,
            bold: load(BOLD)?,
        })
    }

    const fn of(&self, style: Style) -> &Typeface {
        if style.bold { &self.bold } else { &self.regular }
    }

    /// In points.
    fn width(&self, text: &str, style: Style) -> f32 {
        let face = &self.of(style).face;
        let advance = |letter| {
            let glyph = face.glyph_index(letter)?;
            face.glyph_hor_advance(glyph).map(f32::from)
        };
        let units: f32 = text.chars().filter_map(advance).sum();
        units * style.size / f32::from(face.units_per_em())
    }

    /// Breaks paragraphs where lines may be broken, and words only where they are longer than a line.
    fn lines(&self, paragraphs: &[(String, Style)]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for (paragraph, (text, style)) in (1..).zip(paragraphs) {
            let text = clean(text, &self.of(*style).face);
            let mut space_before = style.space_before;
            for line in self.broken(&text, *style) {
                lines.push(Line {
                    text: line,
                    style: *style,
                    space_before,
                    paragraph,
                });
                space_before = 1.0;
            }
        }
        lines
    }

    fn broken(&self, text: &str, style: Style) -> Vec<String> {
        // The code stands on the right of the first lines.
        let most = PAGE.0 - 2.0 * MARGIN - QR - 16.0;
        let (mut lines, mut line, mut length, mut from) = (Vec::new(), String::new(), 0.0, 0);
        for (until, _) in linebreaks(text) {
            let piece = text.get(from..until).unwrap_or_default();
            from = until;
            if length + self.width(piece.trim_end(), style) > most && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                length = 0.0;
            }
            for letter in piece.chars() {
                let wide = self.width(letter.encode_utf8(&mut [0; 4]), style);
                if length + wide > most && letter != ' ' {
                    lines.push(std::mem::take(&mut line));
                    length = 0.0;
                }
                line.push(letter);
                length += wide;
            }
        }
        lines.push(line);
        lines
            .into_iter()
            .map(|line| line.trim_end().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }

    fn draw(&self, surface: &mut Surface<'_>, line: &Line, x: f32, y: f32) {
        surface.set_fill(Some(fill(line.style.color)));
        let font = self.of(line.style).font.clone();
        surface.draw_text(
            Point::from_xy(x, y),
            font,
            line.style.size,
            &line.text,
            false,
            TextDirection::LeftToRight,
        );
    }
}

fn fill([red, green, blue]: [u8; 3]) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

/// Only what can be drawn and does not turn the text around.
fn clean(text: &str, face: &Face<'_>) -> String {
    let unseen = |letter: &char| {
        !(letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}'))
    };
    let drawn = |letter: char| {
        if face.glyph_index(letter).is_some() {
            letter
        } else {
            UNKNOWN
        }
    };
    text.chars().filter(unseen).map(drawn).collect()
}

/// The code with the permalink, in the corner of the first page.
fn draw_code(surface: &mut Surface<'_>, permalink: &str) -> Result<()> {
    let code = QrCode::new(permalink.as_bytes()).map_err(Error::internal)?;
    let width = code.width();
    #[expect(clippy::cast_precision_loss, reason = "a code has fewer than 200 squares a side")]
    let square = QR / width as f32;
    let (left, top) = (PAGE.0 - MARGIN - QR, MARGIN);
    let mut path = PathBuilder::new();
    let mut any = false;
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            #[expect(clippy::cast_precision_loss, reason = "a code has fewer than 200 squares a side")]
            let (x, y) = ((at % width) as f32, (at / width) as f32);
            if let Some(dark) = Rect::from_xywh(left + x * square, top + y * square, square, square) {
                path.push_rect(dark);
                any = true;
            }
        }
    }
    if let Some(path) = path.finish().filter(|_| any) {
        surface.set_fill(Some(fill(BLACK)));
        surface.draw_path(&path);
    }
    Ok(())
}

/// The lines by the paragraphs they are of, for readers that speak.
#[derive(Default)]
struct Groups {
    figure: Option<TagGroup>,
    paragraphs: Vec<(usize, TagGroup)>,
}

impl Groups {
    fn add_figure(&mut self, id: Identifier, permalink: &str) {
        let mut group = TagGroup::new(Tag::Figure(Some(format!("Código QR: {permalink}"))));
        group.push(id);
        self.figure = Some(group);
    }

    fn add(&mut self, line: &Line, id: Identifier) {
        if let Some((_, group)) = self
            .paragraphs
            .last_mut()
            .filter(|(paragraph, _)| *paragraph == line.paragraph)
        {
            group.push(id);
            return;
        }
        let mut group = match line.style.heading.and_then(NonZeroU16::new) {
            Some(level) => TagGroup::new(Tag::Hn(level, Some(line.text.clone()))),
            None => TagGroup::new(Tag::P),
        };
        group.push(id);
        self.paragraphs.push((line.paragraph, group));
    }

    fn tree(self) -> TagTree {
        let mut tree = TagTree::new();
        for (_, group) in self.paragraphs {
            tree.push(group);
        }
        if let Some(figure) = self.figure {
            tree.push(figure);
        }
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Sheet {
            registration_number: "RAI-2026-00001".to_owned(),
            title: "Acuerdo de Hermanamiento entre Irapuato y McAllen".to_owned(),
            rows: vec![Row {
                label_es: "Partes",
                label_en: "Parties",
                value: "Municipio de Irapuato (México)\nCiudad de McAllen (Estados Unidos)".to_owned(),
            }],
            permalink: "https://rai.example.mx/api/v1/agreements/RAI-2026-00001".to_owned(),
            issued_on: "2026-11-22".to_owned(),
            log: vec![Row {
                label_es: "Raíz",
                label_en: "Root",
                value: "RZWGrF4lXxHtz5rLzXEDHvJ5OZsp2gP3rfV2YlxOq0E=".to_owned(),
            }],
            marked: Some(("Cancelado", "Cancelled")),
        }
    }

    #[test]
    fn the_same_sheet_is_the_same_file() {
        let first = pdf(&sheet()).unwrap();
        assert!(first.starts_with(b"%PDF-1.7"));
        assert!(first == pdf(&sheet()).unwrap());
        let mut other = sheet();
        other.title.push('.');
        assert!(first != pdf(&other).unwrap());
        if let Ok(folder) = std::env::var("RAI_KEEP_SHEET") {
            std::fs::write(folder, &first).unwrap();
        }
    }

    #[test]
    fn whatever_people_write_there_is_a_sheet() {
        let mut hostile = sheet();
        hostile.title = "<script>👩‍👩‍👧🏽 上海市 \u{202e}drow\u{0} ".repeat(40);
        for number in 0..60 {
            hostile.rows.push(Row {
                label_es: "Campo",
                label_en: "Field",
                value: if number % 2 == 0 {
                    "sin-espacios".repeat(160)
                } else {
                    "الدار البيضاء ".repeat(140)
                },
            });
        }
        hostile.permalink = format!("https://rai.example.mx/{}", "x".repeat(1_500));
        assert!(pdf(&hostile).unwrap().len() > 10_000);
    }
}
