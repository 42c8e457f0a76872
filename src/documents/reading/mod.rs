//! The text of a file, page by page, read in a process of its own: whatever a file does to its reader, the server goes on.

mod apart;
mod plain;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use self::apart::{confine, read_apart};
use super::kind::MediaType;
use crate::db::text_enum;

text_enum! {
    /// Why something could not be read.
    GapReason {
        /// A page without text: a picture of one.
        Scan = "scan",
        Damaged = "damaged",
        /// There is more than is read.
        TooLong = "too_long",
        /// It took longer than it may.
        Time = "time",
        /// The reader ended before it was done: it needed too much memory, or the file brought it down.
        Crashed = "crashed",
    }
}

/// A page that could not be read, or the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// From 1.
    pub page: Option<u32>,
    pub reason: GapReason,
}

/// What could be read of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The first is page 1; empty where there is nothing.
    pub pages: Vec<String>,
    /// How many pages the file has, where that is known.
    pub page_count: Option<u32>,
    pub gaps: Vec<Gap>,
}

/// How far reading may go.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub seconds: u64,
    /// In bytes.
    pub memory: u64,
    pub pages: u32,
    /// Of the whole text.
    pub characters: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            seconds: 60,
            memory: 1 << 30,
            pages: 5_000,
            characters: 10_000_000,
        }
    }
}

impl Text {
    /// Nothing of the file could be read.
    #[must_use]
    pub fn none(reason: GapReason) -> Self {
        Self {
            gaps: vec![Gap { page: None, reason }],
            ..Self::default()
        }
    }
}

/// Reads a file's text here; only for a process that may come to an end over it.
#[must_use]
pub fn read_here(file: &Path, media_type: MediaType, bounds: &Bounds) -> Text {
    match media_type {
        MediaType::Text => plain::read(file, bounds),
        MediaType::Pdf => Text::none(GapReason::Damaged),
    }
}
