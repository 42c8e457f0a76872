//! The time of a case: whose turn it is, how long it has waited, what is due. A term that has passed is told, and decides nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Stage;
use crate::db::text_enum;
use crate::language::{Language, Words, words};
use crate::rule_set::RuleSet;

text_enum! {
    /// Whose turn it is.
    Turn { Ministry = "ministry", Petitioner = "petitioner", Nobody = "nobody" }
}

impl Stage {
    /// Whose turn it is in a stage; of a draft nobody waits yet.
    #[must_use]
    pub const fn turn(self) -> Turn {
        match self {
            Self::Submitted | Self::InReview | Self::Signed => Turn::Ministry,
            Self::Incomplete | Self::Observed | Self::Cleared => Turn::Petitioner,
            Self::Draft
            | Self::Lapsed
            | Self::Registered
            | Self::Cancelled
            | Self::Rejected
            | Self::OutOfScope
            | Self::Withdrawn
            | Self::Dismissed => Turn::Nobody,
        }
    }
}

/// What is remembered of a case's time, from the day on which it was brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseClock {
    pub brought_on: NaiveDate,
    /// Days on which it was the petitioner's turn; the ministry's term is longer by them (LFPA art. 17-A).
    pub stopped_days: u32,
    /// As many of them as were working days.
    pub stopped_working_days: u32,
    /// Since when it is the petitioner's turn now.
    pub stopped_on: Option<NaiveDate>,
    /// The last day for whoever's turn it is; nothing when no term runs.
    pub due_on: Option<NaiveDate>,
    /// The day on which nothing was left to do.
    pub ended_on: Option<NaiveDate>,
}

impl CaseClock {
    /// The clock of a case that is brought on a day.
    #[must_use]
    pub const fn begun(brought_on: NaiveDate) -> Self {
        Self {
            brought_on,
            stopped_days: 0,
            stopped_working_days: 0,
            stopped_on: None,
            due_on: None,
            ended_on: None,
        }
    }

    /// The clock after a move to a stage. `completion_due` is the term that a completion request sets.
    #[must_use]
    pub fn moved(mut self, to: Stage, completion_due: Option<NaiveDate>, today: NaiveDate, rules: &RuleSet) -> Self {
        let terms = rules.terms_on(self.brought_on);
        if to.turn() != Turn::Petitioner
            && let Some(stopped_on) = self.stopped_on.take()
        {
            self.stopped_days += u32::try_from((today - stopped_on).num_days()).unwrap_or(0);
            self.stopped_working_days += rules.between(stopped_on, today);
        }
        if to.turn() == Turn::Petitioner {
            self.stopped_on.get_or_insert(today);
        }
        self.ended_on = (to.turn() == Turn::Nobody).then_some(today);
        self.due_on = match to {
            // What is signed comes to be registered: another answer is due.
            Stage::Signed => Some(terms.resolution_due(today, 0)),
            Stage::Submitted | Stage::InReview => Some(terms.resolution_due(self.brought_on, self.stopped_days)),
            Stage::Incomplete => completion_due,
            Stage::Cleared => Some(terms.signature_due(today)),
            _ => None,
        };
        self
    }

    /// How long it has waited on a day, and what should have been done by then.
    #[must_use]
    pub fn on(
        &self,
        day: NaiveDate,
        stage: Stage,
        stage_since: NaiveDate,
        rules: &RuleSet,
        language: Language,
    ) -> Waiting {
        let until = self.ended_on.unwrap_or(day).max(self.brought_on);
        let stopped = self.stopped_on.map_or((0, 0), |since| {
            let days = u32::try_from((until - since).num_days()).unwrap_or(0);
            (days, rules.between(since, until))
        });
        let in_all = u32::try_from((until - self.brought_on).num_days()).unwrap_or(0);
        let alerts = self.alerts(day, stage, rules);
        Waiting {
            as_of: day,
            turn: stage.turn(),
            working_days_in_stage: (stage.turn() != Turn::Nobody).then(|| rules.between(stage_since, day)),
            days_in_all: in_all.saturating_sub(self.stopped_days + stopped.0),
            working_days_in_all: rules
                .between(self.brought_on, until)
                .saturating_sub(self.stopped_working_days + stopped.1),
            due_on: self.due_on,
            overdue: self.due_on.is_some_and(|due| due < day),
            alerts: alerts.into_iter().map(|alert| alert.told(language)).collect(),
        }
    }

    /// Every term that has passed.
    fn alerts(&self, day: NaiveDate, stage: Stage, rules: &RuleSet) -> Vec<PassedTerm> {
        let terms = rules.terms_on(self.brought_on);
        let mut passed = Vec::new();
        if stage == Stage::Submitted {
            passed.push((
                AlertCode::CompletionRequestClosed,
                terms.completion_request_due(self.brought_on),
            ));
        }
        let code = match stage {
            Stage::Incomplete => AlertCode::CompletionOverdue,
            Stage::Cleared => AlertCode::SignatureOverdue,
            Stage::Signed => AlertCode::RegistrationOverdue,
            _ => AlertCode::ResolutionOverdue,
        };
        passed.extend(self.due_on.map(|due| (code, due)));
        passed
            .into_iter()
            .filter(|(_, due)| *due < day)
            .map(|(code, due_on)| PassedTerm { code, due_on })
            .collect()
    }
}

text_enum! {
    /// Which term has passed.
    AlertCode {
        /// The ministry's, to answer (LFPA art. 17).
        ResolutionOverdue = "resolution-overdue",
        /// The ministry's, to enter what is signed (LFPA art. 17).
        RegistrationOverdue = "registration-overdue",
        /// The ministry's, to ask for what is missing (LFPA art. 17-A).
        CompletionRequestClosed = "completion-request-closed",
        /// The petitioner's, to bring it (LFPA art. 17-A).
        CompletionOverdue = "completion-overdue",
        /// The petitioner's, to sign what was cleared.
        SignatureOverdue = "signature-overdue",
    }
}

struct PassedTerm {
    code: AlertCode,
    due_on: NaiveDate,
}

impl PassedTerm {
    fn told(self, language: Language) -> Alert {
        Alert {
            code: self.code,
            due_on: self.due_on,
            article: self.code.article(),
            message: self.code.words().in_language(language).to_owned(),
        }
    }
}

impl AlertCode {
    const fn article(self) -> Option<&'static str> {
        match self {
            Self::ResolutionOverdue | Self::RegistrationOverdue => Some("LFPA 17"),
            Self::CompletionRequestClosed | Self::CompletionOverdue => Some("LFPA 17-A"),
            Self::SignatureOverdue => None,
        }
    }

    fn words(self) -> Words {
        match self {
            Self::ResolutionOverdue => words!(
                "Venció el plazo para resolver: el caso sigue en trámite y no se decide por sí mismo",
                "The term to answer has passed: the case goes on, and nothing decides it by itself"
            ),
            Self::RegistrationOverdue => words!(
                "Venció el plazo para inscribir lo firmado",
                "The term to register what was signed has passed"
            ),
            Self::CompletionRequestClosed => words!(
                "Pasó el primer tercio del plazo, en el que se puede prevenir al promovente",
                "The first third of the term, in which what is missing may be asked for, has passed"
            ),
            Self::CompletionOverdue => words!(
                "Venció el plazo de la prevención: el caso puede desecharse",
                "The term of the completion request has passed: the case may be dismissed"
            ),
            Self::SignatureOverdue => words!(
                "Venció el plazo para firmar: el dictamen puede declararse caduco",
                "The term to sign has passed: the opinion may be declared lapsed"
            ),
        }
    }
}

/// How long a case has waited, on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    pub as_of: NaiveDate,
    pub turn: Turn,
    /// Nothing once nobody has anything to do.
    pub working_days_in_stage: Option<u32>,
    /// Since it was brought, without the days that were the petitioner's.
    pub days_in_all: u32,
    pub working_days_in_all: u32,
    pub due_on: Option<NaiveDate>,
    pub overdue: bool,
    pub alerts: Vec<Alert>,
}

/// A term that has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alert {
    pub code: AlertCode,
    /// Its last day.
    pub due_on: NaiveDate,
    pub article: Option<&'static str>,
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn codes(clock: &CaseClock, on: &str, stage: Stage) -> Vec<AlertCode> {
        let waiting = clock.on(
            day(on),
            stage,
            day("2026-01-12"),
            RuleSet::of_mexico(),
            Language::English,
        );
        waiting.alerts.into_iter().map(|alert| alert.code).collect()
    }

    #[test]
    fn a_completion_request_stops_the_clock() {
        let rules = RuleSet::of_mexico();
        // A Monday; the term ends three months later.
        let brought = CaseClock::begun(day("2026-01-12")).moved(Stage::Submitted, None, day("2026-01-12"), rules);
        assert_eq!(brought.due_on, Some(day("2026-04-12")));
        let stopped = brought.moved(Stage::Incomplete, Some(day("2026-01-26")), day("2026-01-16"), rules);
        assert_eq!(
            (stopped.due_on, stopped.stopped_on),
            (Some(day("2026-01-26")), Some(day("2026-01-16")))
        );
        let waiting =
            |clock: &CaseClock, stage, on| clock.on(day(on), stage, day("2026-01-16"), rules, Language::English);
        let meanwhile = waiting(&stopped, Stage::Incomplete, "2026-01-23");
        assert_eq!(
            (meanwhile.turn, meanwhile.days_in_all, meanwhile.working_days_in_all),
            (Turn::Petitioner, 4, 4)
        );
        assert_eq!(meanwhile.working_days_in_stage, Some(5));
        let again = stopped.moved(Stage::Submitted, None, day("2026-01-26"), rules);
        assert_eq!(
            (again.due_on, again.stopped_days, again.stopped_working_days),
            (Some(day("2026-04-22")), 10, 6)
        );
        // 2 February is the first Monday of the month.
        let later = waiting(&again, Stage::Submitted, "2026-02-03");
        assert_eq!((later.days_in_all, later.working_days_in_all), (12, 9));
    }

    #[test]
    fn a_term_that_has_passed_is_told() {
        let rules = RuleSet::of_mexico();
        let brought = CaseClock::begun(day("2026-01-12")).moved(Stage::Submitted, None, day("2026-01-12"), rules);
        assert_eq!(codes(&brought, "2026-02-11", Stage::Submitted), []);
        assert_eq!(
            codes(&brought, "2026-02-12", Stage::Submitted),
            [AlertCode::CompletionRequestClosed]
        );
        assert_eq!(
            codes(&brought, "2026-04-13", Stage::Submitted),
            [AlertCode::CompletionRequestClosed, AlertCode::ResolutionOverdue]
        );
        let reviewed = brought.moved(Stage::InReview, None, day("2026-02-02"), rules);
        assert_eq!(codes(&reviewed, "2026-04-12", Stage::InReview), []);
        assert_eq!(
            codes(&reviewed, "2026-04-13", Stage::InReview),
            [AlertCode::ResolutionOverdue]
        );
        let cleared = reviewed.moved(Stage::Cleared, None, day("2026-04-01"), rules);
        assert_eq!(
            codes(&cleared, "2027-04-02", Stage::Cleared),
            [AlertCode::SignatureOverdue]
        );
        let signed = cleared.moved(Stage::Signed, None, day("2026-05-04"), rules);
        assert_eq!(
            codes(&signed, "2026-08-05", Stage::Signed),
            [AlertCode::RegistrationOverdue]
        );
        let registered = signed.moved(Stage::Registered, None, day("2026-06-01"), rules);
        assert_eq!(registered.ended_on, Some(day("2026-06-01")));
        let waiting = registered.on(
            day("2030-01-01"),
            Stage::Registered,
            day("2026-06-01"),
            rules,
            Language::English,
        );
        assert_eq!(
            (waiting.turn, waiting.overdue, waiting.working_days_in_stage),
            (Turn::Nobody, false, None)
        );
        assert_eq!(waiting.days_in_all, 140 - 33);
    }
}
