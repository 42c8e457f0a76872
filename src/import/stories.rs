//! What earlier rows of a file say of later ones.

use std::collections::HashMap;

use super::row::Row;
use crate::agreements::{AgreementId, Bearing};
use crate::partial_date::PartialDate;

/// What earlier rows say happened to their agreements later: “renovado en 2022” waits for the row of the same parties that was
/// signed in 2022, and that row is then linked to it.
#[derive(Default)]
pub struct Stories {
    /// By parties.
    waiting: HashMap<String, Vec<Awaited>>,
}

struct Awaited {
    agreement: AgreementId,
    bearing: Bearing,
    on: PartialDate,
}

impl Stories {
    pub fn remember(&mut self, agreement: AgreementId, row: &Row) {
        if row.events.is_empty() {
            return;
        }
        let awaited = |(bearing, on): &(Bearing, PartialDate)| Awaited {
            agreement,
            bearing: *bearing,
            on: *on,
        };
        self.waiting
            .entry(row.parties.clone())
            .or_default()
            .extend(row.events.iter().map(awaited));
    }

    pub fn links_of(&mut self, row: &Row) -> Vec<(Bearing, AgreementId)> {
        let Some((signed_on, waiting)) = row.signed_on.zip(self.waiting.remove(&row.parties)) else {
            return Vec::new();
        };
        let meant = |awaited: &Awaited| {
            awaited.on.earliest() <= signed_on.latest() && signed_on.earliest() <= awaited.on.latest()
        };
        let (found, waiting): (Vec<_>, Vec<_>) = waiting.into_iter().partition(meant);
        if !waiting.is_empty() {
            self.waiting.insert(row.parties.clone(), waiting);
        }
        found
            .into_iter()
            .map(|awaited| (awaited.bearing, awaited.agreement))
            .collect()
    }
}
