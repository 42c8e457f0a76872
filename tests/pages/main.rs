//! The pages for everyone from outside, as a browser without scripts gets them: on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that stops is a test that fails"
)]

mod agreement;
mod bodies;
mod frame;
mod hostile;
mod news;
mod reading;
mod search;
#[path = "../api/support/mod.rs"]
#[allow(
    dead_code,
    clippy::needless_pass_by_value,
    reason = "the tests of the API need the rest"
)]
mod support;
