//! How a record is shown: what is stored, and behind it what depends on the day, the rules and the reader.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::case_clock::{CaseClock, Waiting};
use super::events::Event;
use super::follow_ups::{FollowUp, Vitality};
use super::term::Term;
use super::validity::{Effect, Phase, Validity, ValidityFacts};
use super::{Origin, Readable, Stage};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::partial_date::PartialDate;
use crate::rule_set::RuleSet;

/// The days, rules and language that records are shown by.
#[derive(Debug, Clone)]
pub struct View {
    /// The day validity is told for.
    pub valid_on: NaiveDate,
    /// The day waiting and vitality are told for: today, or the day of a moment in the past.
    pub today: NaiveDate,
    /// An agreement in force is called expiring so many days before its end.
    pub expiring_days: u64,
    pub rules: Arc<RuleSet>,
    pub language: Language,
}

/// What is told for a day, as it stands behind the stored record.
#[derive(Debug, Serialize)]
pub struct OfTheDay {
    pub validity: Validity,
    pub vitality: Vitality,
    pub waiting: Option<Waiting>,
}

/// What of a stored record is needed to tell it.
#[derive(Debug, Deserialize)]
#[serde(from = "Stored")]
pub struct Facts {
    stage_since: Option<Timestamp>,
    clock: Option<CaseClock>,
    follow_ups: Vec<FollowUp>,
    effect: Effect,
}

/// The same as it is stored, so that it is read in one go.
#[derive(Deserialize)]
struct Stored {
    stage: Option<Stage>,
    stage_since: Option<Timestamp>,
    #[serde(default)]
    clock: Option<CaseClock>,
    origin: Origin,
    signed_on: Option<PartialDate>,
    term: Term,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    follow_ups: Vec<FollowUp>,
    /// None in entries of the journal that were written before phases were kept.
    #[serde(default)]
    phases: Vec<Phase>,
}

impl From<Stored> for Facts {
    fn from(stored: Stored) -> Self {
        Self {
            stage_since: stored.stage_since,
            clock: stored.clock,
            follow_ups: stored.follow_ups,
            effect: Effect {
                facts: ValidityFacts {
                    stage: stored.stage,
                    origin: stored.origin,
                    signed_on: stored.signed_on,
                    term: stored.term,
                    events: stored.events,
                },
                phases: stored.phases,
            },
        }
    }
}

impl View {
    /// Writes a record as it is read: the stored record is not taken apart.
    ///
    /// # Errors
    /// `Internal` when the stored record is damaged.
    pub fn write(&self, out: &mut String, readable: &Readable) -> Result<()> {
        let of_the_day = self.of_the_day(readable)?;
        let open = readable
            .record
            .strip_suffix('}')
            .ok_or_else(|| Error::internal("a stored record is no object"))?;
        out.push_str(open);
        out.push(',');
        out.push_str(serde_json::to_string(&of_the_day)?.trim_start_matches('{'));
        Ok(())
    }

    /// What depends on the day.
    ///
    /// # Errors
    /// `Internal` when the stored record is damaged.
    pub fn of_the_day(&self, readable: &Readable) -> Result<OfTheDay> {
        let facts = readable.facts()?;
        Ok(OfTheDay {
            validity: facts.effect.on(self.valid_on, self.expiring_days, self.language),
            vitality: Vitality::on(self.today, &facts.follow_ups),
            waiting: self.waiting(facts),
        })
    }

    fn waiting(&self, facts: &Facts) -> Option<Waiting> {
        let (clock, stage, since) = (facts.clock.as_ref()?, facts.effect.facts.stage?, facts.stage_since?);
        Some(clock.on(self.today, stage, since.day_in_mexico(), &self.rules, self.language))
    }
}
