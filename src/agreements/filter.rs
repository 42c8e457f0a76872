//! Which agreements are asked for: one struct for lists, counts and exports, translated by `search::filter`.

use chrono::{Datelike, NaiveDate};

use super::clauses::ClauseKind;
use super::validity::ValidityState;
use super::{Origin, Side, Stage, Vitality};
use crate::access::Sight;
use crate::bodies::{BodyId, BodyKind, Level};
use crate::clock::Timestamp;
use crate::partial_date::PartialDate;

/// The question. Values of one field are alternatives; fields add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementFilter {
    pub sight: Sight,
    /// Only the cases that whoever asks answers for.
    pub own: bool,
    /// Words of titles, parties, places and areas; all of them must be there.
    pub q: Option<String>,
    pub stage: Vec<Stage>,
    pub validity: Vec<ValidityState>,
    /// The day `validity` is asked for.
    pub valid_on: NaiveDate,
    pub expiring_days: u64,
    pub origin: Vec<Origin>,
    pub instrument_type: Vec<String>,
    /// Of a domestic party.
    pub level: Vec<Level>,
    pub state: Vec<String>,
    pub municipality: Vec<String>,
    /// Of a foreign party.
    pub country: Vec<String>,
    /// Of the world, in which a foreign party's country lies.
    pub region: Vec<String>,
    /// Of either side, and those each of them came from.
    pub body: Vec<BodyId>,
    pub area: Vec<String>,
    pub side_kind: Vec<(Side, BodyKind)>,
    pub registration_number: Vec<String>,
    pub signed_from: Option<PartialDate>,
    pub signed_to: Option<PartialDate>,
    pub registered_from: Option<PartialDate>,
    pub registered_to: Option<PartialDate>,
    pub ends_from: Option<PartialDate>,
    pub ends_to: Option<PartialDate>,
    pub updated_since: Option<Timestamp>,
    pub vitality: Vec<Vitality>,
    /// The year vitality is told for.
    pub year: i32,
    /// Cases in which a term has passed before the day, or has not.
    pub overdue: Option<(bool, NaiveDate)>,
    /// Of which there are documents that may be seen, or none.
    pub has_document: Option<bool>,
    /// With a clause of such a kind.
    pub clause: Vec<ClauseKind>,
}

impl AgreementFilter {
    /// Everything that may be seen.
    #[must_use]
    pub fn everything(sight: Sight, today: NaiveDate, expiring_days: u64) -> Self {
        Self {
            sight,
            own: false,
            q: None,
            stage: Vec::new(),
            validity: Vec::new(),
            valid_on: today,
            expiring_days,
            origin: Vec::new(),
            instrument_type: Vec::new(),
            level: Vec::new(),
            state: Vec::new(),
            municipality: Vec::new(),
            country: Vec::new(),
            region: Vec::new(),
            body: Vec::new(),
            area: Vec::new(),
            side_kind: Vec::new(),
            registration_number: Vec::new(),
            signed_from: None,
            signed_to: None,
            registered_from: None,
            registered_to: None,
            ends_from: None,
            ends_to: None,
            updated_since: None,
            vitality: Vec::new(),
            year: today.year(),
            overdue: None,
            has_document: None,
            clause: Vec::new(),
        }
    }

    /// Whether it keeps everything that may be seen.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        let everything = Self::everything(self.sight.clone(), self.valid_on, self.expiring_days);
        *self
            == Self {
                year: self.year,
                ..everything
            }
    }
}
