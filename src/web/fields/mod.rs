//! The fields of what is sent and of what is kept: what people call them, and what their values say.

mod names;
mod values;

pub use self::names::{in_both, label, name};
pub use self::values::{text, value};
