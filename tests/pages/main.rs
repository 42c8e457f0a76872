//! The pages from outside: over a real socket, on both databases, as a browser without scripts asks for them.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::needless_pass_by_value,
    reason = "a test that stops is a test that fails, and what is sent reads better without ampersands"
)]
#![allow(
    dead_code,
    reason = "what the tests of the JSON door stand on is more than is needed here"
)]

mod agreement;
mod bodies;
mod drawn;
mod frame;
mod hostile;
mod importing;
mod ministry;
mod news;
mod office;
mod page;
mod person;
mod search;
#[path = "../api/support/mod.rs"]
mod support;
