//! Pages for offices: their cases, the form of a draft, documents, answers, follow-up, the list for the next administration.

pub mod begin;
pub mod cases;
mod differences;
pub mod documents;
pub mod edit;
mod filled;
pub mod follow_up;
pub mod hand_over;
mod head;
mod looked;
mod places;
mod read_over;
mod review;
mod rows;
mod step;
