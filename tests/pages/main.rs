//! The pages from outside: asked for and sent as a browser does in which no script runs.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that stops is a test that fails"
)]

mod office;
mod reader;
#[path = "../api/support/mod.rs"]
#[allow(
    dead_code,
    reason = "what the tests of the API stand on; some of it pages do not need"
)]
mod support;
