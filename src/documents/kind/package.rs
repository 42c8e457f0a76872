//! Text documents in a ZIP: DOCX and ODT. Every part is unpacked once, counted and thrown away, so that what is kept is whole,
//! does not grow beyond measure and holds no macros.

use std::io::{BufReader, Read, Seek};

use quick_xml::events::Event;
use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::{Damage, Harm, Looked, MediaType, Refused, ending, fill};

const MOST_PARTS: usize = 10_000;

/// In bytes, of all parts together once they are unpacked.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;

/// A part that unpacks to more than [`SMALL`] may be so many times as long as it is packed.
const MOST_RATIO: u64 = 200;

/// In bytes.
const SMALL: u64 = 1024 * 1024;

/// In bytes.
const PIECE: usize = 64 * 1024;

/// In bytes: parts that say what the others are.
const MOST_LISTED: u64 = 4 * 1024 * 1024;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

const ODT: &[u8] = b"application/vnd.oasis.opendocument.text";

pub(super) fn look(file: &mut (impl Read + Seek), length: u64) -> Result<Looked, Refused> {
    let listed = check_directory(file, length)?;
    let mut archive = ZipArchive::new(BufReader::new(&mut *file)).map_err(refused)?;
    if archive.len() != listed || archive.has_duplicate_names() || archive.offset() != 0 {
        return Err(Refused::Harmful(Harm::Disguise));
    }
    if archive.has_overlapping_entries().map_err(refused)? {
        return Err(Refused::Harmful(Harm::Disguise));
    }
    let media_type = kind_of(&mut archive)?;
    unpack_all(&mut archive, media_type)?;
    Ok(Looked {
        media_type,
        pages: None,
    })
}

/// Reads how many parts the end of the file lists, before any memory is laid out for them.
fn check_directory(file: &mut (impl Read + Seek), length: u64) -> Result<usize, Refused> {
    const END: usize = 22;
    const LONGEST_COMMENT: u64 = 65_535;
    let tail = ending(file, length, LONGEST_COMMENT + END as u64)?;
    let ends_here = |at: &usize| {
        let comment = tail.get(at + 20..at + 22);
        comment.is_some_and(|size| tail.len() - at - END == usize::from(u16::from_le_bytes([size[0], size[1]])))
    };
    let found = tail.windows(END).enumerate().rev();
    let mut found = found.filter(|(at, window)| window.starts_with(b"PK\x05\x06") && ends_here(at));
    let Some((at, end)) = found.next() else {
        return Err(Refused::Damaged(Damage::CutOff));
    };
    let is_zip64 = at >= 20 && tail[at - 20..].starts_with(b"PK\x06\x07");
    let listed = usize::from(u16::from_le_bytes([end[10], end[11]]));
    if is_zip64 || listed > MOST_PARTS {
        return Err(Refused::Harmful(Harm::TooManyParts));
    }
    Ok(listed)
}

/// Which of the two it is, by what it says of itself and by the part that holds the text.
fn kind_of<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<MediaType, Refused> {
    if let Some(types) = part(archive, "[Content_Types].xml")? {
        let main = main_part(&types)?.ok_or(Refused::Unknown)?;
        return archive
            .index_for_name(&main)
            .map(|_| MediaType::Docx)
            .ok_or(Refused::Damaged(Damage::Broken));
    }
    match part(archive, "mimetype")? {
        Some(name) if name == ODT => {}
        _ => return Err(Refused::Unknown),
    }
    if archive.index_for_name("content.xml").is_none() {
        return Err(Refused::Damaged(Damage::Broken));
    }
    let manifest = part(archive, "META-INF/manifest.xml")?.unwrap_or_default();
    if super::position(&manifest, b"encryption-data").is_some() {
        return Err(Refused::Damaged(Damage::Locked));
    }
    Ok(MediaType::Odt)
}

/// The name of the part that holds the text of a DOCX, as its list of types tells.
///
/// # Errors
/// [`Refused`] if one of its parts has macros, or the list cannot be read.
pub(in crate::documents) fn main_part(types: &[u8]) -> Result<Option<String>, Refused> {
    let mut reader = quick_xml::Reader::from_reader(types);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let value = |name| element.try_get_attribute(name).ok().flatten();
                let Some(content_type) = value("ContentType") else {
                    continue;
                };
                if content_type.value.contains("macroEnabled") {
                    return Err(Refused::Harmful(Harm::Macros));
                }
                if content_type.value == DOCX
                    && let Some(name) = value("PartName")
                {
                    return Ok(Some(name.value.trim_start_matches('/').to_owned()));
                }
            }
            Ok(Event::DocType(_)) => return Err(Refused::Harmful(Harm::DocumentType)),
            Ok(Event::Eof) => return Ok(None),
            Ok(_) => {}
            Err(_) => return Err(Refused::Damaged(Damage::Broken)),
        }
    }
}

/// A part that says what the others are; nothing if there is none of that name.
fn part<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> Result<Option<Vec<u8>>, Refused> {
    let mut part = match archive.by_name(name) {
        Ok(part) => part,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(refused(error)),
    };
    let mut bytes = Vec::new();
    part.by_ref().take(MOST_LISTED).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn unpack_all<R: Read + Seek>(archive: &mut ZipArchive<R>, media_type: MediaType) -> Result<(), Refused> {
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(refused)?;
        let name = part.name().map_err(refused)?.into_owned();
        check_name(&name, media_type, part.size())?;
        check_sizes(&part, left)?;
        left -= unpack(&mut part, &name, left)?;
    }
    Ok(())
}

/// Refuses names that point outside, and parts that run.
fn check_name(name: &str, media_type: MediaType, size: u64) -> Result<(), Refused> {
    let is_outside = name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.split('/').any(|step| step == ".." || step == ".");
    if is_outside {
        return Err(Refused::Harmful(Harm::Disguise));
    }
    let lower = name.to_ascii_lowercase();
    let runs = match media_type {
        MediaType::Odt => size > 0 && (lower.starts_with("basic/") || lower.starts_with("scripts/")),
        _ => lower.ends_with("vbaproject.bin") || lower.contains("/activex/"),
    };
    if runs {
        return Err(Refused::Harmful(Harm::Macros));
    }
    Ok(())
}

/// Refuses a part by the sizes it declares.
fn check_sizes<R: Read>(part: &ZipFile<'_, R>, left: u64) -> Result<(), Refused> {
    if part.encrypted() {
        return Err(Refused::Damaged(Damage::Locked));
    }
    if !matches!(
        part.compression(),
        CompressionMethod::Stored | CompressionMethod::Deflated
    ) {
        return Err(Refused::Damaged(Damage::Broken));
    }
    let beyond_ratio = part.size() > SMALL && part.size() / MOST_RATIO > part.compressed_size();
    if part.size() > left || beyond_ratio {
        return Err(Refused::Harmful(Harm::Bomb));
    }
    Ok(())
}

/// Unpacks a part whole, which checks its sum as well, and gives how many bytes came out.
fn unpack<R: Read>(part: &mut ZipFile<'_, R>, name: &str, left: u64) -> Result<u64, Refused> {
    let (declared, packed) = (part.size(), part.compressed_size());
    let mut piece = vec![0; PIECE];
    let mut xml = is_xml(name).then(DocumentTypes::default);
    let mut total = 0;
    loop {
        let count = fill(part, &mut piece)?;
        total += count as u64;
        if total > left || (total > SMALL && total / MOST_RATIO > packed) {
            return Err(Refused::Harmful(Harm::Bomb));
        }
        if xml.as_mut().is_some_and(|xml| xml.are_in(&piece[..count])) {
            return Err(Refused::Harmful(Harm::DocumentType));
        }
        if count < piece.len() {
            break;
        }
    }
    if total == declared {
        Ok(total)
    } else {
        Err(Refused::Damaged(Damage::Broken))
    }
}

fn is_xml(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    ["xml", "rels", "vml", "rdf", "svg"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

/// Finds declarations of document types across the pieces of a part, in UTF-16 too.
#[derive(Default)]
struct DocumentTypes {
    /// The last letters of the piece before.
    held: Vec<u8>,
}

impl DocumentTypes {
    fn are_in(&mut self, piece: &[u8]) -> bool {
        const DECLARATION: &[u8] = b"<!DOCTYPE";
        let mut text = std::mem::take(&mut self.held);
        text.extend(piece.iter().filter(|byte| **byte != 0).map(u8::to_ascii_uppercase));
        let found = super::position(&text, DECLARATION).is_some();
        self.held = text.split_off(text.len().saturating_sub(DECLARATION.len() - 1));
        found
    }
}

fn refused(error: ZipError) -> Refused {
    match error {
        ZipError::Io(error) => error.into(),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refused::Damaged(Damage::Locked),
        _ => Refused::Damaged(Damage::Broken),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::documents::samples::{billion_laughs, docx, kept_bytes, odt, package};

    fn looked(bytes: &[u8]) -> Result<MediaType, Refused> {
        look(&mut Cursor::new(bytes), bytes.len() as u64).map(|looked| looked.media_type)
    }

    const MACROS: Result<MediaType, Refused> = Err(Refused::Harmful(Harm::Macros));
    const DISGUISE: Result<MediaType, Refused> = Err(Refused::Harmful(Harm::Disguise));

    #[test]
    fn documents_are_told_from_one_another() {
        assert_eq!(looked(&docx("", &[])), Ok(MediaType::Docx));
        assert_eq!(looked(&odt("", &[])), Ok(MediaType::Odt));
    }

    #[test]
    fn a_document_whose_text_is_missing_is_damaged() {
        let bytes = package([("mimetype", ODT)]);
        assert_eq!(looked(&bytes), Err(Refused::Damaged(Damage::Broken)));
    }

    #[test]
    fn macros_are_refused() {
        assert_eq!(looked(&docx("", &[("word/vbaProject.bin", b"x")])), MACROS);
        assert_eq!(looked(&docx("", &[("word/activeX/activeX1.xml", b"<x/>")])), MACROS);
        assert_eq!(looked(&odt("", &[("Basic/Standard/Module1.xml", b"<x/>")])), MACROS);
        assert_eq!(looked(&odt("", &[("Scripts/python/x.py", b"x")])), MACROS);
        let types = r#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>"#;
        assert_eq!(looked(&package([("[Content_Types].xml", types.as_bytes())])), MACROS);
    }

    #[test]
    fn what_grows_beyond_measure_is_refused() {
        let zeros = vec![0; 64 << 20];
        let bytes = docx("", &[("word/media/image1.bin", &zeros)]);
        assert!(bytes.len() < 100_000);
        assert_eq!(looked(&bytes), Err(Refused::Harmful(Harm::Bomb)));
    }

    #[test]
    fn more_parts_than_a_document_needs_are_refused() {
        let names: Vec<String> = (0..60_000).map(|n| format!("word/{n}.xml")).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert_eq!(looked(&docx("", &parts)), Err(Refused::Harmful(Harm::TooManyParts)));
        let names: Vec<String> = (0..100_000).map(|n| format!("word/{n}.xml")).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert_eq!(looked(&docx("", &parts)), Err(Refused::Harmful(Harm::TooManyParts)));
    }

    #[test]
    fn names_that_point_outside_are_refused() {
        for name in ["../evil", "word/../../evil", "/etc/passwd", "C:\\evil", "word\\evil"] {
            assert_eq!(looked(&docx("", &[(name, b"x")])), DISGUISE, "{name}");
        }
    }

    #[test]
    fn a_name_given_twice_is_refused() {
        let mut bytes = docx("", &[("word/document.xmX", b"<x/>")]);
        let wanted = b"word/document.xmX";
        while let Some(at) = super::super::position(&bytes, wanted) {
            bytes[at + wanted.len() - 1] = b'l';
        }
        assert_eq!(looked(&bytes), DISGUISE);
    }

    #[test]
    fn parts_that_lie_over_one_another_are_refused() {
        let mut bytes = docx("", &[("word/a.bin", b"same"), ("word/b.bin", b"same")]);
        // In the directory, the last part is put where the one before it is.
        let entries: Vec<usize> = (0..bytes.len() - 4)
            .filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"))
            .collect();
        let (from, to) = (entries[2] + 42, entries[3] + 42);
        bytes.copy_within(from..from + 4, to);
        assert!(matches!(
            looked(&bytes),
            Err(Refused::Harmful(Harm::Disguise) | Refused::Damaged(_))
        ));
    }

    #[test]
    fn declared_document_types_are_refused_in_every_encoding() {
        let laughs = billion_laughs();
        let refused = Err(Refused::Harmful(Harm::DocumentType));
        assert_eq!(looked(&docx("", &[("word/footnotes.xml", laughs.as_bytes())])), refused);
        let wide: Vec<u8> = laughs.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(looked(&docx("", &[("word/styles.xml", &wide)])), refused);
        let far = format!("<x>{}</x><!doctype l>", " ".repeat(PIECE - 10));
        assert_eq!(looked(&odt("", &[("styles.xml", far.as_bytes())])), refused);
    }

    #[test]
    fn a_changed_byte_is_found_by_the_sum() {
        let mut bytes = kept_bytes("acuerdo.docx");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        assert!(matches!(looked(&bytes), Err(Refused::Damaged(_))));
    }

    #[test]
    fn an_odt_behind_a_password_is_told() {
        let manifest: &[u8] = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
        let bytes = odt("", &[("META-INF/manifest.xml", manifest)]);
        assert_eq!(looked(&bytes), Err(Refused::Damaged(Damage::Locked)));
    }
}
