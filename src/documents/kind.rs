//! What a content is, decided by its bytes and never by its name.

use std::io::{Read, Seek};

use crate::fault::{Fault, FaultCode};
use crate::language::words;

/// The kinds of content that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    Pdf,
    Text,
}

/// What a content was found to be.
#[derive(Debug, Clone)]
pub struct Looked {
    pub media_type: MediaType,
    /// How many pages it has, where that is known at once.
    pub pages: Option<u32>,
}

/// A content that is of no kind that is kept.
#[derive(Debug)]
pub struct Refused;

impl MediaType {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Pdf, Self::Text].into_iter().find(|one| one.as_str() == text)
    }

    /// Whether there may be text in it to read.
    #[must_use]
    pub const fn has_text(self) -> bool {
        true
    }
}

impl Refused {
    /// The fault of the part that held it.
    #[must_use]
    pub fn fault(&self, at: &str) -> Fault {
        let words = words!(
            "No es PDF ni texto en UTF-8: conviértalo y envíelo otra vez",
            "It is neither PDF nor text in UTF-8: convert it and send it again"
        );
        Fault::at(at, FaultCode::UnsupportedContent, words)
    }
}

/// Looks at a content from its beginning.
///
/// # Errors
/// [`Refused`] for what is none of the kinds that are kept.
pub fn look(file: &mut (impl Read + Seek), _length: u64) -> Result<Looked, Refused> {
    let mut first = Vec::new();
    file.take(1024).read_to_end(&mut first).map_err(|_| Refused)?;
    let media_type = match std::str::from_utf8(&first) {
        _ if first.starts_with(b"%PDF-") => MediaType::Pdf,
        Ok(text) if !text.contains('\0') && !text.trim_start().starts_with('<') => MediaType::Text,
        Err(cut) if first.len() == 1024 && cut.error_len().is_none() => MediaType::Text,
        _ => return Err(Refused),
    };
    Ok(Looked {
        media_type,
        pages: None,
    })
}
