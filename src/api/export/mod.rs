//! Exports of a whole selection. What is asked for and how it is sent is here; the forms are in [`crate::export`].

mod format;
mod stream;

pub use self::format::Format;
pub use self::stream::stream;
