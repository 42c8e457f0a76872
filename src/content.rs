//! What someone sent, with the faults the door already found in its form: the room adds its own, so that all are told at once.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::fault::Fault;

/// Content whose form was held against the contract. Whatever had the wrong form was left out of `content` and is in `faults`.
#[derive(Debug, Clone)]
pub struct Submitted<T> {
    pub content: T,
    pub faults: Vec<Fault>,
}

impl<T> Submitted<T> {
    /// Content without a fault in its form: made here, not sent.
    pub const fn sound(content: T) -> Self {
        Self {
            content,
            faults: Vec::new(),
        }
    }
}

/// Lays a merge patch (RFC 7396) over what a record says now: the result is checked like new content.
///
/// # Errors
/// None that can be met: both sides have the form the contract asks for.
pub fn lay_over<T: Serialize + DeserializeOwned>(
    current: &T,
    patch: Submitted<serde_json::Value>,
) -> Result<Submitted<T>> {
    let mut merged = serde_json::to_value(current)?;
    json_patch::merge(&mut merged, &patch.content);
    Ok(Submitted {
        content: serde_json::from_value(merged)?,
        faults: patch.faults,
    })
}
