//! The form of a draft, step by step, until the case is brought.

pub mod begin;
mod differences;
pub mod edit;
mod filled;
pub mod head;
mod looked;
mod places;
mod read_over;
mod review;
mod rows;
pub mod step;
