//! Contents for tests: those kept beside the tests, and those made here that no program would make.

use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Where a content is kept that another program made.
pub(super) fn kept(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/documents")).join(name)
}

pub(super) fn kept_bytes(name: &str) -> Vec<u8> {
    std::fs::read(kept(name)).unwrap()
}

/// A content in a file that is gone with the value.
pub(super) fn file_of(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// A PDF of objects numbered from 1, of which the first is the catalogue, with its table of places.
pub(super) fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n", index + 1).bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let table = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        pdf.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    pdf.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    pdf
}

/// A PDF of one page, with more in its catalogue and a stream that draws it.
pub(super) fn pdf_page(catalogue: &str, stream: Vec<u8>) -> Vec<u8> {
    pdf(&[
        format!("<</Type/Catalog/Pages 2 0 R {catalogue}>>").into_bytes(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        PAGE.to_vec(),
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ])
}

pub(super) const PAGE: &[u8] =
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>";

/// A stream that draws, not packed.
pub(super) fn drawing(operators: &str) -> Vec<u8> {
    format!("<</Length {}>>\nstream\n{operators}\nendstream", operators.len()).into_bytes()
}

/// A stream that is packed, of so many times the same piece.
pub(super) fn packed(dictionary: &str, piece: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..times {
        encoder.write_all(piece).unwrap();
    }
    let bytes = encoder.finish().unwrap();
    let mut stream = format!("<<{dictionary}/Filter/FlateDecode/Length {}>>\nstream\n", bytes.len()).into_bytes();
    stream.extend(bytes);
    stream.extend(b"\nendstream");
    stream
}

/// A ZIP of parts, packed.
pub(super) fn package<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

/// A DOCX with what stands in its body, and further parts.
pub(super) fn docx(body: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    let parts = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    package(parts.into_iter().chain(further.iter().copied()))
}

/// An ODT with what stands in its content, and further parts.
pub(super) fn odt(content: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!(r#"<office:document-content xmlns:office="o">{content}</office:document-content>"#);
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.text".as_bytes()),
        ("content.xml", document.as_bytes()),
    ];
    package(parts.into_iter().chain(further.iter().copied()))
}

/// A document type whose entities grow to three gigabytes.
pub(super) fn billion_laughs() -> String {
    let mut declared = String::from("<!ENTITY l0 \"lol\">");
    for n in 1..10 {
        let inner = format!("&l{};", n - 1).repeat(10);
        declared.extend(["<!ENTITY l", &n.to_string(), " \"", &inner, "\">"]);
    }
    format!("<?xml version=\"1.0\"?><!DOCTYPE l [{declared}]><w:document xmlns:w=\"w\"><w:t>&l9;</w:t></w:document>")
}
