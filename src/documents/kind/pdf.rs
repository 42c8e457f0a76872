//! PDF: whole, not locked, and without what runs by itself. The names of its dictionaries are read where they stand and in the
//! streams that hold packed dictionaries; a first line of defence, not a proof.

use std::io::{BufReader, Read, Seek, SeekFrom};

use flate2::read::ZlibDecoder;

use super::{Damage, Harm, Looked, MediaType, Refused, ending, fill, position};

/// In bytes: the end of a PDF is looked for in the last of them.
const TAIL: u64 = 2048;

/// In bytes.
const PIECE: usize = 64 * 1024;

/// In bytes: a name longer than this is none of those looked for.
const LONGEST_NAME: usize = 16;

/// In bytes, of all packed dictionaries together.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

/// Streams of packed dictionaries in one file.
const MOST_PACKED: usize = 100_000;

/// Pages of one file, declared or there.
const MOST_PAGES: u64 = 10_000;

pub(super) fn look(file: &mut (impl Read + Seek), length: u64) -> Result<Looked, Refused> {
    check_header(file)?;
    check_tail(file, length)?;
    let mut plain = read_plain_names(file)?;
    let mut left = MOST_UNPACKED;
    for start in std::mem::take(&mut plain.packed) {
        file.seek(SeekFrom::Start(start))?;
        plain.pages = read_packed_names(file, plain.pages, &mut left)?;
    }
    Ok(Looked {
        media_type: MediaType::Pdf,
        pages: None,
    })
}

fn check_header(file: &mut (impl Read + Seek)) -> Result<(), Refused> {
    let mut header = [0; 8];
    file.rewind()?;
    file.read_exact(&mut header)?;
    if header.starts_with(b"%PDF-1.") || header.starts_with(b"%PDF-2.") {
        Ok(())
    } else {
        Err(Refused::Unknown)
    }
}

fn check_tail(file: &mut (impl Read + Seek), length: u64) -> Result<(), Refused> {
    let tail = ending(file, length, TAIL)?;
    if position(&tail, b"startxref").is_some() && position(&tail, b"%%EOF").is_some() {
        Ok(())
    } else {
        Err(Refused::Damaged(Damage::CutOff))
    }
}

/// Reads the names as they stand in the file.
fn read_plain_names(file: &mut (impl Read + Seek)) -> Result<Names, Refused> {
    file.rewind()?;
    let mut names = Names::default();
    each_piece(file, |piece| names.take_all(piece))?;
    Ok(names)
}

/// Unpacks one stream of packed dictionaries, as far as so many bytes are left for it, and reads the names in it; gives how many
/// pages there are by now.
fn read_packed_names(file: &mut (impl Read + Seek), pages: u64, left: &mut u64) -> Result<u64, Refused> {
    let mut file = BufReader::new(file);
    let mut first = [0];
    file.read_exact(&mut first)?;
    // After a carriage return there may be the line feed that belongs to it.
    if first != *b"\n" {
        file.seek_relative(-1)?;
    }
    let mut names = Names {
        pages,
        ..Names::default()
    };
    let end = each_piece(&mut ZlibDecoder::new(file).take(*left), |piece| names.take_all(piece));
    *left = left.saturating_sub(names.at);
    match end {
        _ if *left == 0 => Err(Refused::Harmful(Harm::Bomb)),
        // What ends in disorder was read as far as it goes; what does not begin is packed in a way that nobody uses for these.
        Err(Refused::Damaged(_)) if names.at > 0 => Ok(names.pages),
        end => end.map(|()| names.pages),
    }
}

fn each_piece(from: &mut impl Read, mut take: impl FnMut(&[u8]) -> Result<(), Refused>) -> Result<(), Refused> {
    let mut piece = vec![0; PIECE];
    loop {
        let count = fill(from, &mut piece)?;
        take(&piece[..count])?;
        if count < piece.len() {
            return Ok(());
        }
    }
}

/// Reads the names of a PDF byte after byte.
#[derive(Default)]
struct Names {
    /// How many bytes came.
    at: u64,
    /// The last sixteen of them.
    recent: u128,
    in_stream: bool,
    name: Option<Name>,
    dictionary: Dictionary,
    /// The number of pages that is being declared.
    declared: Option<Declared>,
    /// How many pages there are.
    pages: u64,
    /// Where streams of packed dictionaries begin, in bytes.
    packed: Vec<u64>,
}

/// What the names since the beginning of an object say of the stream that may follow.
#[derive(Default, Clone, Copy)]
struct Dictionary {
    holds_objects: bool,
    has_filter: bool,
    has_predictor: bool,
}

/// A number behind the name that declares a count, while it comes.
#[derive(Default, Clone, Copy)]
struct Declared {
    value: u64,
    has_digits: bool,
    has_ended: bool,
}

impl Declared {
    /// Takes a byte if the number still goes on. Of two numbers the first says where the count is written, and counts nothing.
    fn take(&mut self, byte: u8) -> bool {
        match byte {
            b'0'..=b'9' if self.has_ended => {
                self.value = 0;
                false
            }
            b'0'..=b'9' => {
                self.has_digits = true;
                self.value = self.value.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                true
            }
            0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ' => {
                self.has_ended = self.has_digits;
                true
            }
            _ => false,
        }
    }
}

impl Names {
    /// Takes bytes as [`Names::take`] does. Within a stream only what begins a name or may end the stream is looked at, which is where
    /// nearly all of a scan is.
    fn take_all(&mut self, mut bytes: &[u8]) -> Result<(), Refused> {
        loop {
            if self.in_stream && self.name.is_none() && self.declared.is_none() {
                let until = memchr::memchr2(b'/', b'm', bytes).unwrap_or(bytes.len());
                let (skipped, rest) = bytes.split_at(until);
                self.skip(skipped);
                bytes = rest;
            }
            let Some((byte, rest)) = bytes.split_first() else {
                return Ok(());
            };
            self.take(*byte)?;
            bytes = rest;
        }
    }

    fn skip(&mut self, bytes: &[u8]) {
        self.at += bytes.len() as u64;
        for byte in &bytes[bytes.len().saturating_sub(16)..] {
            self.recent = self.recent << 8 | u128::from(*byte);
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), Refused> {
        self.at += 1;
        if let Some(declared) = &mut self.declared
            && !declared.take(byte)
        {
            let pages = declared.value;
            self.declared = None;
            check_pages(pages)?;
        }
        if self.name.as_mut().is_none_or(|name| !name.take(byte)) {
            if let Some(name) = self.name.take() {
                self.judge(name.as_bytes())?;
            }
            self.name = (byte == b'/').then(Name::default);
        }
        if matches!(byte, b'\r' | b'\n') && !self.in_stream && self.is_at_stream() {
            self.in_stream = true;
            self.begin_stream()?;
        }
        self.recent = self.recent << 8 | u128::from(byte);
        if self.ends_in(b"endstream") {
            self.in_stream = false;
        } else if self.ends_in(b" obj") && !self.in_stream {
            self.dictionary = Dictionary::default();
        }
        Ok(())
    }

    /// Whether the keyword that begins a stream came just now: behind a dictionary and with nothing in between.
    fn is_at_stream(&self) -> bool {
        if !self.ends_in(b"stream") {
            return false;
        }
        let mut before = self.recent >> 48;
        while matches!(before & 0xFF, 0x20 | 0x09 | 0x0A | 0x0D) {
            before >>= 8;
        }
        before & 0xFFFF == 0x3E3E
    }

    fn ends_in(&self, word: &[u8]) -> bool {
        let (wanted, mask) = word.iter().fold((0, 0), |(wanted, mask), byte| {
            (wanted << 8 | u128::from(*byte), mask << 8 | 0xFF_u128)
        });
        self.recent & mask == wanted
    }

    /// Remembers a stream of packed dictionaries.
    fn begin_stream(&mut self) -> Result<(), Refused> {
        let Dictionary {
            holds_objects,
            has_filter,
            has_predictor,
        } = std::mem::take(&mut self.dictionary);
        if !holds_objects || !has_filter {
            return Ok(());
        }
        if has_predictor {
            return Err(Refused::Damaged(Damage::Broken));
        }
        if self.packed.len() == MOST_PACKED {
            return Err(Refused::Harmful(Harm::TooManyParts));
        }
        self.packed.push(self.at);
        Ok(())
    }

    /// Refuses the names of what runs by itself and of locks. A script is always named by its long name; the short one, which
    /// packed bytes hold by chance, counts outside of streams only.
    fn judge(&mut self, name: &[u8]) -> Result<(), Refused> {
        match name {
            b"JavaScript" | b"Launch" | b"RichMedia" => Err(Refused::Harmful(Harm::Script)),
            b"JS" if !self.in_stream => Err(Refused::Harmful(Harm::Script)),
            b"Encrypt" if !self.in_stream => Err(Refused::Damaged(Damage::Locked)),
            b"Page" if !self.in_stream => {
                self.pages += 1;
                check_pages(self.pages)
            }
            b"Count" if !self.in_stream => {
                self.declared = Some(Declared::default());
                Ok(())
            }
            b"ObjStm" if !self.in_stream => {
                self.dictionary.holds_objects = true;
                Ok(())
            }
            b"Filter" if !self.in_stream => {
                self.dictionary.has_filter = true;
                Ok(())
            }
            b"Predictor" if !self.in_stream => {
                self.dictionary.has_predictor = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

const fn check_pages(pages: u64) -> Result<(), Refused> {
    if pages > MOST_PAGES {
        return Err(Refused::Harmful(Harm::TooManyParts));
    }
    Ok(())
}

/// A name while it comes, its `#xx` resolved.
#[derive(Default)]
struct Name {
    bytes: [u8; LONGEST_NAME],
    length: usize,
    escape: Escape,
}

/// What came of a `#xx`.
#[derive(Default, Clone, Copy)]
enum Escape {
    #[default]
    Nothing,
    Sign,
    /// The sign and the first digit.
    Digit(u8),
}

impl Name {
    /// Takes a byte if it still belongs to the name.
    fn take(&mut self, byte: u8) -> bool {
        match (self.escape, hex(byte)) {
            _ if is_delimiter(byte) => return false,
            (Escape::Sign, Some(digit)) => self.escape = Escape::Digit(digit),
            (Escape::Digit(first), Some(digit)) => {
                self.escape = Escape::Nothing;
                self.push(first << 4 | digit);
            }
            (Escape::Sign | Escape::Digit(_), None) => return false,
            (Escape::Nothing, _) if byte == b'#' => self.escape = Escape::Sign,
            (Escape::Nothing, _) => self.push(byte),
        }
        true
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }

    /// The name, or nothing for one that is too long.
    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

const fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::documents::samples::{drawing, kept_bytes, packed, pdf, pdf_page};

    proptest::proptest! {
        /// Bytes that have much to do with what is looked for.
        #[test]
        fn pieces_are_taken_as_their_bytes_are(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "stream\n", ">>", "endstream", "ends", "tream", "m", " obj", "/Page", "/", "/Count 3", "/ObjStm", "/Filter", "/Java",
                    "Script", "/JS", "#4c", " ", "\n", "e", "123", "\u{7f}",
                ]),
                0..60,
            ),
            size in 1..20_usize,
        ) {
            let bytes = words.concat().into_bytes();
            let (mut one, mut all) = (Names::default(), Names::default());
            let singly = bytes.iter().try_for_each(|byte| one.take(*byte));
            let pieces = bytes.chunks(size).try_for_each(|piece| all.take_all(piece));
            proptest::prop_assert_eq!(&singly, &pieces);
            if singly.is_ok() {
                proptest::prop_assert_eq!(
                    (one.at, one.recent, one.in_stream, one.pages, one.packed),
                    (all.at, all.recent, all.in_stream, all.pages, all.packed)
                );
            }
        }
    }

    fn looked(bytes: &[u8]) -> Result<Looked, Refused> {
        look(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    fn with_catalogue(entry: &str) -> Result<Looked, Refused> {
        looked(&pdf_page(entry, drawing("BT ET")))
    }

    const SCRIPT: Result<Looked, Refused> = Err(Refused::Harmful(Harm::Script));

    #[test]
    fn scripts_and_programs_are_refused_in_every_spelling() {
        assert!(with_catalogue("").is_ok());
        for entry in [
            "/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
            "/OpenAction<</S/JavaScript>>",
            "/AA<</O<</JS 9 0 R>>>>",
            "/AA<</O<</#4a#53 9 0 R>>>>",
            "/AA<</O<</#4AS 9 0 R>>>>",
            "/OpenAction<</S/J#61vaScrip#74>>",
            "/OpenAction<</S/Launch/F(calc.exe)>>",
            "/X/RichMedia",
        ] {
            assert_eq!(with_catalogue(entry), SCRIPT, "{entry}");
        }
    }

    #[test]
    fn names_that_only_look_alike_are_not() {
        assert!(with_catalogue("/JSON 1 /Launcher 2 /EncryptMetadata false /X(a/b)").is_ok());
        assert!(with_catalogue("/JavaScriptAndALongTailThatGoesOn 1").is_ok());
    }

    #[test]
    fn a_short_name_within_a_stream_is_chance_and_a_long_one_is_not() {
        assert!(looked(&pdf_page("", drawing("x /JS y"))).is_ok());
        assert_eq!(looked(&pdf_page("", drawing("x /JavaScript y"))), SCRIPT);
    }

    #[test]
    fn packed_dictionaries_are_read() {
        assert_eq!(looked(&kept_bytes("script-empaquetado.pdf")), SCRIPT);
        let stream = packed("/Type/ObjStm/N 1/First 4", b"9 0 <</JS(x)>>", 1);
        assert_eq!(looked(&pdf(&[stream])), SCRIPT);
        let stream = packed("/Type/#4fbjStm/N 1/First 4", b"9 0 <</S/Launch>>", 1);
        assert_eq!(looked(&pdf(&[stream])), SCRIPT);
        let stream = packed("/Type/ObjStm/N 1/First 4", b"9 0 <</Type/Page>>", 1);
        assert!(looked(&pdf(&[stream])).is_ok());
    }

    #[test]
    fn packed_dictionaries_that_grow_beyond_measure_are_refused() {
        let stream = packed("", &vec![b' '; 1 << 20], 2);
        let begin = position(&stream, b"stream\n").unwrap() + 7;
        let mut file = Cursor::new(&stream[begin..]);
        let bomb = Err(Refused::Harmful(Harm::Bomb));
        assert_eq!(read_packed_names(&mut file, 7, &mut (1 << 20)), bomb);
        file.rewind().unwrap();
        assert_eq!(read_packed_names(&mut file, 7, &mut (3 << 20)), Ok(7));
    }

    #[test]
    fn more_pages_than_a_document_needs_are_refused() {
        let too_many = Err(Refused::Harmful(Harm::TooManyParts));
        assert_eq!(with_catalogue("/X<</Count 1000000>>"), too_many);
        assert_eq!(
            with_catalogue("/X<</Count 99999999999999999999999\n/Kids 2 0 R>>"),
            too_many
        );
        assert!(with_catalogue("/X<</Count 10000>>/Y<</Count 20000 0 R>>/Z<</Count -20000>>").is_ok());
        let page = b"<</Type/Page>>".as_slice();
        assert!(looked(&pdf_page("", page.repeat(9_000))).is_ok());
        assert_eq!(looked(&pdf_page("", page.repeat(10_000))), too_many);
        let streams = [(); 2].map(|()| packed("/Type/ObjStm", page, 6_000));
        assert_eq!(looked(&pdf(&streams)), too_many);
    }

    #[test]
    fn a_password_is_told_from_damage() {
        let locked = Err(Refused::Damaged(Damage::Locked));
        assert_eq!(looked(&kept_bytes("con-contrasena.pdf")), locked);
    }

    #[test]
    fn names_are_found_across_pieces() {
        for shift in 0..24 {
            let padding = " ".repeat(PIECE - 100 + shift * 5);
            assert_eq!(with_catalogue(&format!("{padding}/S/JavaScript")), SCRIPT, "{shift}");
        }
    }
}
