//! Finding agreements on a page: what is asked stands in the address, its filters with their counts beside it, and what was found
//! below. The same for every page that shows a selection.

mod asked;
mod beside;
mod chips;
mod filters;
mod results;
mod selection;

pub use self::asked::Asked;
pub use self::beside::Beside;
pub use self::chips::{Chip, chips, told};
pub use self::filters::Filters;
pub use self::results::{Found, Item, Wish, address_of, find, standing};
pub use self::selection::{Row, Selection, Table, Tables, show};

/// A link with its words.
pub struct Link {
    pub href: String,
    pub label: String,
}
