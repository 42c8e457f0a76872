//! The register from outside: over a real socket, on both databases, every exchange held against openapi.yaml.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::needless_pass_by_value,
    reason = "a test that stops is a test that fails, and what is sent reads better without ampersands"
)]

mod access;
mod accounts;
mod agreements;
mod answers;
mod bodies;
mod catalogues;
mod certificate;
mod conditional;
mod contract;
mod corrections;
mod documents;
mod duplicates;
mod encoding;
mod entries;
mod faults;
mod keeping_tokens;
mod log;
mod mirror;
mod model;
mod operation;
mod preflight;
mod problems;
mod procedure;
mod redaction;
mod regularisation;
mod repetition;
mod scope;
mod sign_in;
mod sources;
mod staleness;
mod stats;
mod succession;
mod suggestions;
mod support;
mod together;
mod tokens;
mod validity;
mod waiting;
