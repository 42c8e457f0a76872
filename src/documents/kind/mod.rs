//! What a content is, decided by its bytes and never by its name. A content is looked at from its beginning to its end and in
//! pieces, so that memory does not grow with it; what is cut off, locked or made to do harm is refused with what to do next.

mod image;
mod package;
mod pdf;
mod text;

pub(super) use self::package::main_part;

use std::io::{self, Read, Seek, SeekFrom};

use crate::fault::{Fault, FaultCode};
use crate::language::{Words, words};

/// The kinds of content that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaType {
    Pdf,
    Docx,
    Odt,
    Jpeg,
    Png,
    Tiff,
    Text,
}

/// What a content was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub media_type: MediaType,
    /// How many pages it has, where that is known at once.
    pub pages: Option<u32>,
}

/// Why a content is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is of no kind that is kept.
    Unknown,
    /// It is of a kind that is kept, but cannot be read.
    Damaged(Damage),
    /// It may do harm to whoever opens it.
    Harmful(Harm),
}

/// What keeps a content from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Its end is missing.
    CutOff,
    /// Its parts contradict one another.
    Broken,
    /// It opens with a password only.
    Locked,
}

/// What is harmful in a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// A PDF that runs a script or starts a program.
    Script,
    /// A text document with macros or controls that run.
    Macros,
    /// It grows beyond measure when it is unpacked.
    Bomb,
    /// It has more parts or pages than any document needs.
    TooManyParts,
    /// An image too wide or too high to be shown.
    TooWide,
    /// Parts that lie over one another, have one name or point outside.
    Disguise,
    /// XML that declares a document type.
    DocumentType,
}

impl MediaType {
    pub const ALL: &'static [Self] = &[
        Self::Pdf,
        Self::Docx,
        Self::Odt,
        Self::Jpeg,
        Self::Png,
        Self::Tiff,
        Self::Text,
    ];

    /// The name the kind has everywhere.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Text => "text/plain",
        }
    }

    /// The kind a name stands for, if it is one of ours. Parameters of the name such as a character set are not expected.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// Whether there may be text in it to read.
    #[must_use]
    pub const fn has_text(self) -> bool {
        match self {
            Self::Pdf | Self::Docx | Self::Odt | Self::Text => true,
            Self::Jpeg | Self::Png | Self::Tiff => false,
        }
    }

    /// What the name of such a file ends in, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Text => "txt",
        }
    }
}

impl Refused {
    /// The fault of the part that held it, at a JSON pointer.
    #[must_use]
    pub fn fault(&self, at: &str) -> Fault {
        match self {
            Self::Unknown => Fault::at(at, FaultCode::UnsupportedContent, unknown()),
            Self::Damaged(damage) => Fault::at(at, FaultCode::DamagedContent, damage.words()),
            Self::Harmful(harm) => Fault::at(at, FaultCode::HarmfulContent, harm.words()),
        }
    }
}

fn unknown() -> Words {
    words!(
        "No es PDF, DOCX, ODT, JPEG, PNG, TIFF ni texto simple en UTF-8, sea cual sea su nombre: expórtelo como PDF y envíelo \
         otra vez",
        "It is neither PDF, DOCX, ODT, JPEG, PNG, TIFF nor plain text in UTF-8, whatever its name: export it as PDF and send it \
         again"
    )
}

impl Damage {
    fn words(self) -> Words {
        match self {
            Self::CutOff => words!(
                "El archivo está incompleto, le falta el final: compruebe que abre, y envíelo otra vez entero",
                "The file is incomplete, its end is missing: check that it opens, and send the whole of it again"
            ),
            Self::Broken => words!(
                "El archivo está dañado y no se puede leer: ábralo, guárdelo de nuevo y envíe la copia",
                "The file is damaged and cannot be read: open it, save it anew and send the copy"
            ),
            Self::Locked => words!(
                "El archivo está protegido con contraseña: quite la protección y envíelo sin ella",
                "The file is protected by a password: remove the protection and send it without"
            ),
        }
    }
}

impl Harm {
    fn words(self) -> Words {
        match self {
            Self::Script => words!(
                "El PDF contiene un script o inicia un programa: imprímalo a un PDF nuevo y envíe ese",
                "The PDF contains a script or starts a program: print it to a new PDF and send that one"
            ),
            Self::Macros => words!(
                "El documento contiene macros o controles que se ejecutan: guárdelo sin ellos, o como PDF, y envíelo otra vez",
                "The document contains macros or controls that run: save it without them, or as PDF, and send it again"
            ),
            Self::Bomb => words!(
                "El archivo crece sin medida al descomprimirse: expórtelo como PDF y envíe ese",
                "The file grows beyond measure when it is unpacked: export it as PDF and send that one"
            ),
            Self::TooManyParts => words!(
                "El archivo tiene más partes o páginas de las que se aceptan (10 000): divídalo y envíe cada parte",
                "The file has more parts or pages than are taken (10,000): divide it and send each part"
            ),
            Self::TooWide => words!(
                "La imagen mide más de 100 000 píxeles de ancho o de alto: redúzcala y envíela otra vez",
                "The image measures more than 100,000 pixels in width or height: make it smaller and send it again"
            ),
            Self::Disguise => words!(
                "Las partes del archivo se enciman, repiten su nombre o señalan fuera de él: ábralo, guárdelo de nuevo y envíe la \
                 copia",
                "Parts of the file overlap, share a name or point outside of it: open it, save it anew and send the copy"
            ),
            Self::DocumentType => words!(
                "Una parte del documento declara un tipo de documento XML, con el que se puede hacer daño: ábralo, guárdelo de \
                 nuevo y envíe la copia",
                "A part of the document declares an XML document type, which may do harm: open it, save it anew and send the copy"
            ),
        }
    }
}

/// What cannot be read is damaged; what ends too early is cut off.
impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged(Damage::CutOff),
            _ => Self::Damaged(Damage::Broken),
        }
    }
}

/// Looks at a content from its beginning, wherever the file stands; `length` is its whole length in bytes.
///
/// # Errors
/// [`Refused`] for what is none of the kinds that are kept, damaged or harmful. A file that cannot be read counts as damaged.
pub fn look(file: &mut (impl Read + Seek), length: u64) -> Result<Looked, Refused> {
    let first = beginning(file)?;
    file.rewind()?;
    if first.starts_with(b"%PDF-") {
        pdf::look(file, length)
    } else if first.starts_with(b"PK\x03\x04") {
        package::look(file, length)
    } else if first.starts_with(b"\xFF\xD8\xFF") {
        image::look_at_jpeg(file, length)
    } else if first.starts_with(image::PNG) {
        image::look_at_png(file, length)
    } else if image::TIFF.iter().any(|signature| first.starts_with(signature)) {
        image::look_at_tiff(file, length)
    } else {
        text::look(file)
    }
}

/// The first bytes, by which the kinds differ.
fn beginning(file: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    let mut first = Vec::with_capacity(8);
    file.rewind()?;
    file.by_ref().take(8).read_to_end(&mut first)?;
    Ok(first)
}

/// The last `most` bytes, or all where there are fewer.
fn ending(file: &mut (impl Read + Seek), length: u64, most: u64) -> io::Result<Vec<u8>> {
    let start = length.saturating_sub(most);
    let mut last = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.by_ref().take(most).read_to_end(&mut last)?;
    Ok(last)
}

/// Where `wanted` stands in `bytes` for the first time.
fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Fills a piece as far as the file reaches and says how many bytes are in it.
fn fill(file: &mut impl Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < piece.len() {
        match file.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;
    use crate::documents::samples::{kept_bytes, package};

    fn looked(bytes: &[u8]) -> Result<Looked, Refused> {
        look(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn each_kind_is_known_by_its_bytes() {
        for (name, media_type, pages) in [
            ("acuerdo.pdf", MediaType::Pdf, None),
            ("sin-fuentes.pdf", MediaType::Pdf, None),
            ("acuerdo.docx", MediaType::Docx, None),
            ("acuerdo.odt", MediaType::Odt, None),
            ("foto.jpg", MediaType::Jpeg, Some(1)),
            ("foto.png", MediaType::Png, Some(1)),
            ("escaneo-g4.tif", MediaType::Tiff, Some(3)),
            ("foto-jpeg.tif", MediaType::Tiff, Some(1)),
            ("foto-lzw.tif", MediaType::Tiff, Some(1)),
            ("make.py", MediaType::Text, None),
        ] {
            assert_eq!(looked(&kept_bytes(name)), Ok(Looked { media_type, pages }), "{name}");
        }
    }

    #[test]
    fn what_was_cut_off_is_damaged_wherever_it_was_cut() {
        for name in [
            "acuerdo.pdf",
            "acuerdo.docx",
            "acuerdo.odt",
            "foto.jpg",
            "foto.png",
            "escaneo-g4.tif",
        ] {
            let bytes = kept_bytes(name);
            for cut in [9, bytes.len() / 3, bytes.len() / 2, bytes.len() - 14] {
                let refused = looked(&bytes[..cut]).unwrap_err();
                assert!(matches!(refused, Refused::Damaged(_)), "{name} at {cut}: {refused:?}");
            }
        }
    }

    #[test]
    fn what_is_of_another_kind_is_unknown_whatever_its_name() {
        let workbook: &[u8] = br#"<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
        for other in [
            &b""[..],
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff",
            b"\x7fELF\x02\x01\x01\0",
            b"<!DOCTYPE html><html></html>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"{\\rtf1 hola}",
            b"GIF89a\x01\0\x01\0",
            b"%PDF-3.0\n%%EOF",
            b"junk %PDF-1.7",
            &package([("hola.txt", &b"hola"[..])]),
            &package([("[Content_Types].xml", workbook), ("xl/workbook.xml", &b"<w/>"[..])]),
            &package([("mimetype", &b"application/vnd.oasis.opendocument.spreadsheet"[..])]),
        ] {
            let shown = String::from_utf8_lossy(&other[..other.len().min(20)]).into_owned();
            assert_eq!(looked(other), Err(Refused::Unknown), "{shown}");
        }
    }

    #[test]
    fn every_refusal_says_what_to_do_in_both_languages() {
        for refused in [
            Refused::Unknown,
            Refused::Damaged(Damage::CutOff),
            Refused::Damaged(Damage::Broken),
            Refused::Damaged(Damage::Locked),
            Refused::Harmful(Harm::Script),
            Refused::Harmful(Harm::Macros),
            Refused::Harmful(Harm::Bomb),
            Refused::Harmful(Harm::TooManyParts),
            Refused::Harmful(Harm::TooWide),
            Refused::Harmful(Harm::Disguise),
            Refused::Harmful(Harm::DocumentType),
        ] {
            let fault = refused.fault("/file");
            assert!(fault.words.en.contains("send"), "{}", fault.words.en);
            assert!(fault.words.es.contains("enví"), "{}", fault.words.es);
            assert!(!fault.words.en.contains("  ") && !fault.words.es.contains("  "));
        }
    }

    #[test]
    fn names_of_kinds_are_parsed_as_they_are_written() {
        for kind in MediaType::ALL {
            assert_eq!(MediaType::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(MediaType::parse("image/svg+xml"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), start in 0..9_usize) {
            let starts: [&[u8]; 9] = [
                b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xFF\xD8\xFF", PNG_START, b"II*\0", b"MM\0*", b"II+\0", b"MM\0+",
            ];
            let bytes = [starts[start], &bytes].concat();
            let _ = looked(&bytes);
        }

        #[test]
        fn no_change_of_a_proper_content_makes_it_panic(
            name in 0..8_usize,
            changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12),
        ) {
            let names = [
                "acuerdo.pdf", "script-empaquetado.pdf", "acuerdo.docx", "acuerdo.odt", "foto.jpg", "foto.png",
                "escaneo-g4.tif", "foto-lzw.tif",
            ];
            let mut bytes = kept_bytes(names[name]);
            for (index, byte) in changes {
                let at = index.index(bytes.len());
                bytes[at] = byte;
            }
            let _ = looked(&bytes);
        }
    }

    const PNG_START: &[u8] = image::PNG;
}
