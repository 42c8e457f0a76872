//! Checking from outside: a certificate, or a whole log, with the public key and nothing of the register's.

pub mod certificate;
pub mod log;
pub mod source;

use std::panic::{AssertUnwindSafe, catch_unwind};

use signed_note::{Note, StandardVerifier, Verifier, VerifierList};
use tlog_tiles::checkpoint::Checkpoint;

use crate::language::Words;

/// What was found, line by line.
#[derive(Debug, Default)]
pub struct Report {
    pub lines: Vec<Line>,
}

/// One thing that was looked at.
#[derive(Debug)]
pub struct Line {
    pub ok: bool,
    pub words: Words,
}

impl Report {
    /// Whether everything that was looked at is as it should be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.ok)
    }

    fn say(&mut self, ok: bool, words: Words) {
        self.lines.push(Line { ok, words });
    }
}

/// The text of a note that one of the keys signed. Every signature that is there must be by a known name; those of unknown keys count
/// for nothing.
fn signed_text(note: &str, keys: &[String]) -> Option<String> {
    // The library takes some notes that are none for a mistake of its caller.
    catch_unwind(AssertUnwindSafe(|| {
        let verifiers: Vec<Box<dyn Verifier>> = keys
            .iter()
            .filter_map(|key| Some(Box::new(StandardVerifier::new(key.trim()).ok()?) as Box<dyn Verifier>))
            .collect();
        let parsed = Note::from_bytes(note.as_bytes()).ok()?;
        let (signatures, _) = parsed.verify(&VerifierList::new(verifiers)).ok()?;
        if signatures.is_empty() {
            return None;
        }
        String::from_utf8(parsed.text().to_vec()).ok()
    }))
    .ok()
    .flatten()
}

/// A head of the log that one of the keys signed.
fn signed_head(note: &str, keys: &[String]) -> Option<Checkpoint> {
    let text = signed_text(note, keys)?;
    catch_unwind(AssertUnwindSafe(|| Checkpoint::from_bytes(text.as_bytes()).ok()))
        .ok()
        .flatten()
}
