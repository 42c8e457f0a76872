//! What every test stands on: a register of its own, callers, drafts, and the contract that every exchange is held against.

pub mod app;
pub mod build;
pub mod client;
pub mod contract;
pub mod database;
pub mod moves;
