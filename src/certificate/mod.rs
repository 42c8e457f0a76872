//! Certificates of registration: what the register says of an agreement, with the proof that it does, to be checked without it.

pub mod format;
mod issue;
pub mod sheet;

pub use self::issue::{Issued, entry_of, issue, permalink, sheet_of};
