//! What stands above every step of a case: which one it is, what was asked of it, what it still lacks.

use chrono::NaiveDate;

use super::step::Step;
use crate::access::Actor;
use crate::agreements::{self, Agreement};
use crate::db::DbConnection;
use crate::error::Result;
use crate::procedure::{self, Asked, Readiness};
use crate::web::badge::Badge;
use crate::web::page::Page;
use crate::web::said;

/// A case that may be edited, with everything its form tells of it.
pub struct Case {
    pub agreement: Agreement,
    pub readiness: Readiness,
    asked: Option<Asked>,
}

/// The same as it is shown.
pub struct Head {
    pub title: String,
    pub stage: Badge,
    pub version: i32,
    /// Of the page of the case.
    pub href: String,
    pub review: String,
    pub steps: Vec<StepLink>,
    pub asked: Option<AskedNote>,
    /// How many agreements it looks like, of which nobody said yet that they are others.
    pub doubles: usize,
}

pub struct StepLink {
    pub href: String,
    pub label: String,
    pub is_current: bool,
    /// Whether something is missing there before the case can be brought.
    pub lacks: bool,
}

/// What the ministry asked for.
pub struct AskedNote {
    pub is_completion: bool,
    pub missing: Vec<String>,
    pub text: String,
    pub due: Option<String>,
    pub overdue: bool,
}

impl Case {
    /// # Errors
    /// As [`agreements::editable`].
    pub fn open(conn: &mut DbConnection, key: &str, by: &Actor) -> Result<Self> {
        let agreement = agreements::editable(conn, key, by)?;
        Ok(Self {
            asked: procedure::asked(conn, &agreement)?,
            readiness: Readiness::of(conn, &by.sight(), &agreement)?,
            agreement,
        })
    }

    pub fn head(&self, page: &Page, current: Step, today: NaiveDate) -> Head {
        let case = &self.agreement;
        let lacks: Vec<Step> = self
            .readiness
            .lacks
            .iter()
            .map(|lack| Step::with(lack.pointer()))
            .collect();
        let link = |step: Step| StepLink {
            href: page.to(&step.path(case.id)),
            label: step.label().in_language(page.language).to_owned(),
            is_current: step == current,
            lacks: lacks.contains(&step),
        };
        Head {
            title: case.title.clone(),
            stage: Badge::of_stage(case.stage.unwrap_or(agreements::Stage::Draft), page.language),
            version: case.version,
            href: page.to(&format!("/cases/{}", case.id)),
            review: page.to(&Step::Review.path(case.id)),
            steps: Step::of(case).into_iter().map(link).collect(),
            asked: self.asked.as_ref().map(|asked| note(asked, page, today)),
            doubles: self.readiness.unanswered().count(),
        }
    }
}

fn note(asked: &Asked, page: &Page, today: NaiveDate) -> AskedNote {
    match asked {
        Asked::Completion(request) => {
            let due: Option<NaiveDate> = request.due_on.parse().ok();
            AskedNote {
                is_completion: true,
                missing: request.missing.clone(),
                text: String::new(),
                due: due.map(|due| said::day(due, page.language)),
                overdue: due.is_some_and(|due| due < today),
            }
        }
        Asked::Observations(remarks) => AskedNote {
            is_completion: false,
            missing: Vec::new(),
            text: remarks.text.clone(),
            due: None,
            overdue: false,
        },
    }
}
