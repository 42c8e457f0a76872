//! Reading in a process of its own, with readers that misbehave and with contents that make a proper one misbehave.

#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rai::documents::kind::MediaType;
use rai::documents::reading::{Bounds, Gap, GapReason, Text, read_apart};

const PROGRAM: &str = env!("CARGO_BIN_EXE_rai");

const SOON: Bounds = Bounds {
    seconds: 2,
    memory: 256 * 1024 * 1024,
    pages: 100,
    characters: 1_000_000,
};

fn kept(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/documents")).join(name)
}

fn read(file: &Path, media_type: MediaType) -> Text {
    read_apart(Path::new(PROGRAM), file, media_type, &SOON)
}

/// What a reader leaves behind that is a script of the shell.
fn read_by(script: &str) -> (Text, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("reader");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let begun = Instant::now();
    (
        read_apart(&program, &kept("acuerdo.pdf"), MediaType::Pdf, &SOON),
        begun.elapsed(),
    )
}

const fn gap(page: Option<u32>, reason: GapReason) -> Gap {
    Gap { page, reason }
}

#[test]
fn contents_are_read_as_they_are_here() {
    for (name, media_type) in [
        ("acuerdo.pdf", MediaType::Pdf),
        ("acuerdo.docx", MediaType::Docx),
        ("acuerdo.odt", MediaType::Odt),
    ] {
        let text = read(&kept(name), media_type);
        assert_eq!(text, rai::documents::reading::read_here(&kept(name), media_type, &SOON));
        assert!(text.pages[0].contains("cooperación"));
    }
}

#[test]
fn what_was_read_before_the_time_was_over_is_kept() {
    let (text, took) = read_by("echo '{\"page\":\"antes\"}'; exec /bin/sleep 100");
    assert_eq!(
        (text.pages, text.gaps),
        (vec!["antes".to_owned()], vec![gap(Some(2), GapReason::Time)])
    );
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[test]
fn whatever_ends_a_reader_a_text_comes_back() {
    for script in [
        "exit 3",
        "kill -11 $$",
        "kill -6 $$",
        "echo nonsense; exec /bin/sleep 1",
        "exec /nowhere",
    ] {
        let (text, took) = read_by(script);
        assert_eq!(text.gaps, [gap(None, GapReason::Crashed)], "{script}");
        assert!(took < Duration::from_secs(2), "{script}: {took:?}");
    }
    assert_eq!(
        read_by("echo 'memory allocation of 9 bytes failed' >&2; kill -6 $$")
            .0
            .gaps,
        [gap(None, GapReason::Memory)]
    );
    let text = read_apart(Path::new("/nowhere"), Path::new("/nowhere"), MediaType::Pdf, &SOON);
    assert_eq!(text.gaps, [gap(None, GapReason::Crashed)]);
}

#[test]
fn a_reader_that_does_not_stop_talking_is_not_listened_to_forever() {
    let (text, took) = read_by("while :; do echo '{\"page\":\"0123456789012345678901234567890123456789\"}'; done");
    assert!(text.pages.len() < 200_000);
    assert!(took < Duration::from_secs(4), "{took:?}");
    let (_, took) = read_by("exec /usr/bin/yes >&2");
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[test]
fn a_reader_gets_no_environment_and_no_input() {
    let (text, _) = read_by(
        "read x && echo no; printf '{\"page\":\"%s\"}\\n\"end\"\\n' \"$(/usr/bin/env | /usr/bin/tr '\\n' ' ')\"",
    );
    for name in ["HOME", "PATH", "CARGO", "USER"] {
        assert!(!text.pages[0].contains(&format!("{name}=/")), "{}", text.pages[0]);
    }
}

#[test]
fn a_pdf_that_grows_to_gigabytes_is_a_gap() {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..512 {
        encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let packed = encoder.finish().unwrap();
    let mut bytes =
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Contents 4 0 R>>endobj\n"
            .to_vec();
    bytes.extend(format!("4 0 obj<</Filter/FlateDecode/Length {}>>\nstream\n", packed.len()).bytes());
    bytes.extend(packed);
    bytes.extend(b"\nendstream\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&bytes).unwrap();
    // Which bound it meets first depends on the machine.
    let gaps = read(file.path(), MediaType::Pdf).gaps;
    assert!(
        gaps == [gap(None, GapReason::Memory)] || gaps == [gap(None, GapReason::Time)],
        "{gaps:?}"
    );
}
