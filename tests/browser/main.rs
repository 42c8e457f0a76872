//! The pages in a real browser, Chromium: as people see them, in both languages, wide and narrow, with a keyboard alone and without
//! scripts.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::needless_pass_by_value,
    reason = "a test that stops is a test that fails, and what is sent reads better without ampersands"
)]

mod accounts;
mod certificate;
mod checks;
mod docs;
mod driver;
mod finding;
mod hostile;
mod ministry;
mod office;
mod openid;
mod pages;
mod people;
mod pictures;
#[path = "../api/support/mod.rs"]
#[allow(dead_code, reason = "the tests of the API need the rest")]
mod support;
mod walk;
mod whole_life;
