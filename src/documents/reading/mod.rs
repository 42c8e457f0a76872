//! The text of a content, page by page, as far as it can be had: what could not be read is named as a gap, with its reason. The
//! libraries that read are held within bounds here, and within a process of their own by [`read_apart`].

mod apart;
mod docx;
mod flow;
mod odt;
mod package;
mod pdf;
mod plain;
mod tidy;

use std::fs::File;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub use self::apart::{confine, read_apart};
use super::kind::MediaType;
use crate::language::{Words, words};

/// Why text is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// A page without text: an image of one, or an empty one.
    Scan,
    /// What should be there contradicts itself or ends too early.
    Damaged,
    /// The letters are drawn, but nothing says which they are.
    UnreadableFont,
    /// It goes on beyond the pages or characters that are read.
    TooLong,
    /// It would have taken too long.
    Time,
    /// It would have taken too much memory.
    Memory,
    /// It opens with a password only.
    Protected,
    /// The reader failed over it.
    Crashed,
}

impl GapReason {
    /// As it stands in a sentence.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Scan => words!("es una imagen sin texto", "it is an image without text"),
            Self::Damaged => words!("está dañado", "it is damaged"),
            Self::UnreadableFont => words!(
                "sus letras no dicen cuáles son",
                "its letters do not say which they are"
            ),
            Self::TooLong => words!("es demasiado largo", "it is too long"),
            Self::Time => words!("tardaba demasiado en leerse", "it took too long to read"),
            Self::Memory => words!("pedía demasiada memoria", "it asked for too much memory"),
            Self::Protected => words!("pide contraseña", "it asks for a password"),
            Self::Crashed => words!("el lector falló al leerlo", "the reader failed over it"),
        }
    }
}

/// A place where text is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Gap {
    /// The page, from 1; none where it is the whole, or all that follows.
    pub page: Option<u32>,
    pub reason: GapReason,
}

/// What is written in a content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Page n is `pages[n - 1]`, empty where nothing could be read. The text is in NFC, with lines, without control characters.
    pub pages: Vec<String>,
    /// How many pages the content has, where it says so; there may be more than were read.
    pub page_count: Option<u32>,
    pub gaps: Vec<Gap>,
}

/// How much is spent on one content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub seconds: u64,
    /// In bytes, of the process that reads.
    pub memory: u64,
    pub pages: u32,
    /// Of all pages together.
    pub characters: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            seconds: 60,
            memory: 512 * 1024 * 1024,
            pages: 5_000,
            characters: 10_000_000,
        }
    }
}

impl GapReason {
    pub const ALL: &'static [Self] = &[
        Self::Scan,
        Self::Damaged,
        Self::UnreadableFont,
        Self::TooLong,
        Self::Time,
        Self::Memory,
        Self::Protected,
        Self::Crashed,
    ];

    /// The word that stands for it outside.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scan => "scan",
            Self::Damaged => "damaged",
            Self::UnreadableFont => "unreadable_font",
            Self::TooLong => "too_long",
            Self::Time => "time",
            Self::Memory => "memory",
            Self::Protected => "protected",
            Self::Crashed => "crashed",
        }
    }

    /// The reason a word stands for, if it is one of ours.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == word)
    }
}

/// What is found while a content is read, in this order: its pages, each with its gap behind it, and what stopped it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Piece {
    PageCount(u32),
    Page(String),
    Gap(Gap),
    /// Nothing follows.
    End,
}

impl Text {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::PageCount(count) => self.page_count = Some(count),
            Piece::Page(page) => self.pages.push(page),
            Piece::Gap(gap) => self.gaps.push(gap),
            Piece::End => {}
        }
    }

    /// The number of the page that would come next, from 1.
    fn next_page(&self) -> u32 {
        u32::try_from(self.pages.len() + 1).unwrap_or(u32::MAX)
    }
}

/// Reads a content in this process. What a library does wrong ends in a gap; memory and the time of a single page are held by
/// [`read_apart`] only.
#[must_use]
pub fn read_here(file: &Path, media_type: MediaType, bounds: &Bounds) -> Text {
    let mut text = Text::default();
    read_pieces(file, media_type, bounds, &mut |piece| {
        text.take(piece);
        Ok(())
    });
    text
}

/// Reads a content and writes what is found at once, a line of JSON for each page and gap, so that what was read before a crash is
/// not lost. It is what the command does that [`read_apart`] starts, after [`confine`].
///
/// # Errors
/// When nobody takes the lines any more.
pub fn read_out(file: &Path, media_type: MediaType, bounds: &Bounds, out: &mut impl Write) -> io::Result<()> {
    let mut written = Ok(());
    read_pieces(file, media_type, bounds, &mut |piece| {
        written = write_line(out, &piece);
        written.as_ref().map(drop).map_err(drop)
    });
    written
}

fn write_line(out: &mut impl Write, piece: &Piece) -> io::Result<()> {
    serde_json::to_writer(&mut *out, piece)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Reads a content and hands out what is found until it is not wanted any more.
fn read_pieces(file: &Path, media_type: MediaType, bounds: &Bounds, out: &mut Out<'_>) {
    let mut found = Found::new(bounds, out);
    let whole = catch_unwind(AssertUnwindSafe(|| read_kind(file, media_type, &mut found)));
    if whole.is_err() {
        found.stop(GapReason::Crashed);
    }
    found.hand(Piece::End);
}

fn read_kind(file: &Path, media_type: MediaType, found: &mut Found<'_>) {
    let Ok(opened) = File::open(file) else {
        found.stop(GapReason::Damaged);
        return;
    };
    // Whether it ended or was stopped, all that is known of it was handed out.
    let _ = match media_type {
        MediaType::Pdf => pdf::read(opened, found),
        MediaType::Docx => docx::read(opened, found),
        MediaType::Odt => odt::read(opened, found),
        MediaType::Text => plain::read(opened, found),
        MediaType::Jpeg | MediaType::Png | MediaType::Tiff => found.page(""),
    };
}

/// Takes what is found; an error says that nothing more is wanted.
type Out<'a> = dyn FnMut(Piece) -> Result<(), ()> + 'a;

/// Hands on what is found, within the bounds.
struct Found<'a> {
    bounds: Bounds,
    deadline: Instant,
    pages: u32,
    characters: usize,
    stopped: bool,
    out: &'a mut Out<'a>,
}

impl<'a> Found<'a> {
    fn new(bounds: &Bounds, out: &'a mut Out<'_>) -> Self {
        Self {
            bounds: *bounds,
            deadline: Instant::now() + Duration::from_secs(bounds.seconds),
            pages: 0,
            characters: 0,
            stopped: false,
            out,
        }
    }

    fn page_count(&mut self, count: usize) {
        self.hand(Piece::PageCount(u32::try_from(count).unwrap_or(u32::MAX)));
    }

    /// Hands on a page as it was found, tidied; breaks where the bounds are reached.
    fn page(&mut self, text: &str) -> ControlFlow<()> {
        self.page_with(text, None)
    }

    /// Hands on a page as it was found, with what is missing on it.
    fn page_with(&mut self, text: &str, missing: Option<GapReason>) -> ControlFlow<()> {
        self.check_bounds()?;
        let mut page = tidy::tidy(text);
        let length = page.chars().count();
        let left = self.bounds.characters - self.characters;
        if length > left {
            let cut = page.char_indices().nth(left).map_or(page.len(), |(at, _)| at);
            page.truncate(cut);
        }
        self.characters += length.min(left);
        let is_empty = page.is_empty();
        self.hand(Piece::Page(page));
        self.pages = self.pages.saturating_add(1);
        if length > left {
            self.gap(GapReason::TooLong);
            self.stopped = true;
        } else if let Some(reason) = missing.or(is_empty.then_some(GapReason::Scan)) {
            self.gap(reason);
        }
        self.flow()
    }

    /// Notes that something is missing on the page handed on last.
    fn gap(&mut self, reason: GapReason) {
        let page = Some(self.pages);
        self.hand(Piece::Gap(Gap { page, reason }));
    }

    /// Notes that from here on nothing is read: of the whole, or from the page that would come next.
    fn stop(&mut self, reason: GapReason) {
        let page = (self.pages > 0).then(|| self.pages.saturating_add(1));
        self.hand(Piece::Gap(Gap { page, reason }));
        self.stopped = true;
    }

    /// Breaks where a further page would be beyond the bounds, or too much time has passed.
    fn check_bounds(&mut self) -> ControlFlow<()> {
        if self.flow().is_continue() {
            if self.pages >= self.bounds.pages || self.characters >= self.bounds.characters {
                self.stop(GapReason::TooLong);
            } else if Instant::now() >= self.deadline {
                self.stop(GapReason::Time);
            }
        }
        self.flow()
    }

    const fn flow(&self) -> ControlFlow<()> {
        if self.stopped {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn hand(&mut self, piece: Piece) {
        self.stopped |= (self.out)(piece).is_err();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::documents::samples::{docx, file_of, kept, kept_bytes};

    fn text_of(bytes: &[u8], media_type: MediaType, bounds: &Bounds) -> Text {
        read_here(file_of(bytes).path(), media_type, bounds)
    }

    fn plain(text: &str, bounds: &Bounds) -> Text {
        text_of(text.as_bytes(), MediaType::Text, bounds)
    }

    const fn gap(page: u32, reason: GapReason) -> Gap {
        Gap {
            page: Some(page),
            reason,
        }
    }

    #[test]
    fn form_feeds_begin_pages() {
        let text = plain("uno\u{c}dos\u{c}\u{c}cuatro\u{c}", &Bounds::default());
        assert_eq!(text.pages, ["uno", "dos", "", "cuatro"]);
        assert_eq!(text.page_count, Some(4));
        assert_eq!(text.gaps, [gap(3, GapReason::Scan)]);
    }

    #[test]
    fn pages_beyond_the_bounds_are_a_gap() {
        let bounds = Bounds {
            pages: 2,
            ..Bounds::default()
        };
        let text = plain("1\u{c}2\u{c}3\u{c}4", &bounds);
        assert_eq!(text.pages, ["1", "2"]);
        assert_eq!(text.page_count, Some(4));
        assert_eq!(text.gaps, [gap(3, GapReason::TooLong)]);
    }

    #[test]
    fn characters_beyond_the_bounds_are_a_gap() {
        let bounds = Bounds {
            characters: 5,
            ..Bounds::default()
        };
        let text = plain("ñañ\u{c}ñañañ\u{c}more", &bounds);
        assert_eq!(text.pages, ["ñañ", "ña"]);
        assert_eq!(text.gaps, [gap(2, GapReason::TooLong)]);
    }

    #[test]
    fn time_that_is_over_is_a_gap() {
        let bounds = Bounds {
            seconds: 0,
            ..Bounds::default()
        };
        let text = plain("1", &bounds);
        assert_eq!((text.pages.len(), text.gaps[0].reason), (0, GapReason::Time));
    }

    #[test]
    fn a_file_that_is_not_there_is_damaged() {
        let text = read_here(Path::new("/nowhere"), MediaType::Pdf, &Bounds::default());
        assert_eq!(text.gaps[0].reason, GapReason::Damaged);
    }

    #[test]
    fn reasons_are_the_words_they_are_written_as() {
        for reason in GapReason::ALL {
            assert_eq!(GapReason::parse(reason.as_str()), Some(*reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
    }

    #[test]
    fn lines_are_what_is_found() {
        let mut out = Vec::new();
        read_out(&kept("acuerdo.docx"), MediaType::Docx, &Bounds::default(), &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with("{\"page\":\"Convenio marco"), "{out}");
        assert!(out.ends_with("{\"page_count\":2}\n\"end\"\n"), "{out}");
    }

    const READ: [MediaType; 4] = [MediaType::Pdf, MediaType::Docx, MediaType::Odt, MediaType::Text];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(120))]

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), kind in 0..4_usize) {
            let text = text_of(&bytes, READ[kind], &Bounds::default());
            prop_assert!(!text.pages.is_empty() || !text.gaps.is_empty());
        }

        #[test]
        fn no_change_of_a_proper_content_makes_it_panic(
            kind in 0..3_usize,
            changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12),
        ) {
            let mut bytes = kept_bytes(["acuerdo.pdf", "acuerdo.docx", "acuerdo.odt"][kind]);
            for (index, byte) in changes {
                let at = index.index(bytes.len());
                bytes[at] = byte;
            }
            let text = text_of(&bytes, READ[kind], &Bounds::default());
            prop_assert!(!text.pages.is_empty() || !text.gaps.is_empty());
        }

        #[test]
        fn no_body_of_a_docx_makes_it_panic(body in "(<w:(p|r|t|tbl|tr|tc|del|br/|tab/)>|</w:(p|t|tc|tr)>|ñ|&amp;){0,40}") {
            let text = text_of(&docx(&body, &[]), MediaType::Docx, &Bounds::default());
            prop_assert!(!text.pages.is_empty() || !text.gaps.is_empty());
        }
    }
}
