//! The orders of a list and the places in them, by which pages follow one another.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::AgreementId;
use crate::db::text_enum;

text_enum! {
    /// The orders of a list. What has no date comes last in both directions; every order ends in the id.
    Sort {
        /// What answers the words asked for best.
        Relevance = "relevance",
        SignedOn = "signed_on",
        SignedOnLatest = "-signed_on",
        RegisteredOn = "registered_on",
        RegisteredOnLatest = "-registered_on",
        EndsOn = "ends_on",
        /// Of cases, by the last day for whoever's turn it is: what is overdue comes first.
        DueOn = "due_on",
        Title = "title",
        UpdatedLatest = "-updated_at",
        /// By the effect on the day asked for: what ends soonest first, then what holds, is to come, is not known, is over.
        Validity = "validity",
    }
}

impl Sort {
    /// Whether among equals the latest comes first.
    #[must_use]
    pub const fn goes_down(self) -> bool {
        matches!(
            self,
            Self::Relevance | Self::SignedOnLatest | Self::RegisteredOnLatest | Self::UpdatedLatest
        )
    }

    /// Which of two places comes first.
    #[must_use]
    pub fn compare(self, one: &Place, other: &Place) -> Ordering {
        let by_id = one.id.cmp(&other.id);
        let by_id = if self.goes_down() { by_id.reverse() } else { by_id };
        one.key.cmp(&other.key).then(by_id)
    }
}

/// A place in an order: where the page before ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    #[serde(rename = "k")]
    pub key: Key,
    pub id: AgreementId,
}

/// What an order goes by; the lowest comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Key {
    #[serde(rename = "n")]
    Number(u64),
    /// A folded title.
    #[serde(rename = "t")]
    Text(String),
}

impl Place {
    /// Whether this is a place in that order.
    #[must_use]
    pub const fn is_of(&self, sort: Sort) -> bool {
        matches!(self.key, Key::Text(_)) == matches!(sort, Sort::Title)
    }
}
