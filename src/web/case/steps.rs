//! The moves as buttons: what each does, and why it cannot be made yet.

use super::seen::Seen;
use crate::agreements::Stage;
use crate::language::Language;
use crate::procedure::{Move, Standing};
use crate::web::moves::words;

/// A move as whoever may make it sees it.
pub struct Step {
    /// Of the element that holds what stands in its way.
    pub id: &'static str,
    pub title: String,
    pub explanation: String,
    /// Where its page is; nothing while it cannot be made.
    pub href: Option<String>,
    /// Everything that stands in its way.
    pub reasons: Vec<String>,
    /// Whether the case takes a way from which none leads back.
    pub is_grave: bool,
}

/// Those that take the case further, then those that note something about it; in each what can be made now comes first.
pub fn of(seen: &Seen, language: Language) -> (Vec<Step>, Vec<Step>) {
    let mut steps: Vec<(bool, Step)> = seen
        .outlook
        .iter()
        .map(|(step, standing)| (words::moves_on(*step), shown(seen, *step, standing, language)))
        .collect();
    steps.sort_by_key(|(_, step)| step.href.is_none());
    let (further, beside): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(moves_on, _)| *moves_on);
    let only = |steps: Vec<(bool, Step)>| steps.into_iter().map(|(_, step)| step).collect();
    (only(further), only(beside))
}

fn shown(seen: &Seen, step: Move, standing: &Standing, language: Language) -> Step {
    let path = words::path(step);
    let explanation = words::explanation(step, &seen.case);
    Step {
        id: step.as_str(),
        title: words::title(step).in_language(language).to_owned(),
        explanation: explanation.in_language(language).to_owned(),
        href: (*standing == Standing::Open).then(|| format!("/{}/cases/{}/{path}", language.tag(), seen.case.id)),
        reasons: reasons(standing, language),
        is_grave: words::ends(step),
    }
}

/// Why a move cannot be made yet.
pub fn reasons(standing: &Standing, language: Language) -> Vec<String> {
    match standing {
        Standing::Open => Vec::new(),
        Standing::Later(stages) => {
            let label = |stage: &Stage| format!("«{}»", stage.label().in_language(language));
            let stages: Vec<String> = stages.iter().map(label).collect();
            let or = language.say(" o ", " or ");
            let from = language.say(
                "Se puede cuando el caso esté en la etapa ",
                "It can be done once the case is at the stage ",
            );
            vec![format!("{from}{}.", stages.join(or))]
        }
        Standing::Refused(faults) => faults
            .iter()
            .map(|fault| fault.words.in_language(language).to_owned())
            .collect(),
    }
}
