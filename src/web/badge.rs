//! Validity and stage as they are shown: a colour and always the word.

use crate::agreements::Stage;
use crate::agreements::validity::ValidityState;
use crate::language::Language;

/// A word with a colour.
pub struct Badge {
    /// A class of the style sheet.
    pub class: &'static str,
    pub label: String,
}

impl Badge {
    pub fn of_validity(state: ValidityState, language: Language) -> Self {
        let class = match state {
            ValidityState::InForce => "good",
            ValidityState::Expiring | ValidityState::Suspended => "warn",
            ValidityState::Pending | ValidityState::NotSigned => "info",
            ValidityState::Expired | ValidityState::Terminated | ValidityState::Superseded | ValidityState::Unknown => {
                "gone"
            }
        };
        Self {
            class,
            label: state.label().in_language(language).to_owned(),
        }
    }

    pub fn of_stage(stage: Stage, language: Language) -> Self {
        let class = match stage {
            Stage::Registered => "good",
            Stage::Incomplete | Stage::Observed => "warn",
            Stage::Cancelled | Stage::Rejected | Stage::OutOfScope => "bad",
            Stage::Lapsed | Stage::Withdrawn | Stage::Dismissed => "gone",
            Stage::Draft | Stage::Submitted | Stage::InReview | Stage::Cleared | Stage::Signed => "info",
        };
        Self {
            class,
            label: stage.label().in_language(language).to_owned(),
        }
    }
}
