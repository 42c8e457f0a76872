//! How long a case has waited: whose turn it is, since when, until when, and the terms that have passed.

use super::said;
use crate::agreements::{Alert, Turn, Waiting};
use crate::language::{Language, words};

/// Whose turn it is; an office is told when it is its own.
pub fn turn(turn: Turn, is_own: bool, language: Language) -> &'static str {
    match turn {
        Turn::Ministry => language.say("Le toca a la Secretaría", "It is the ministry's turn"),
        Turn::Petitioner if is_own => language.say("Le toca a su oficina", "It is your office's turn"),
        Turn::Petitioner => language.say("Le toca al promovente", "It is the petitioner's turn"),
        Turn::Nobody => language.say("Nadie tiene nada pendiente", "Nobody has anything to do"),
    }
}

/// The working days at this stage and in all, in one line; nothing once nobody has anything to do.
pub fn in_short(waiting: &Waiting, language: Language) -> Option<String> {
    let in_stage = in_stage(waiting, language)?;
    let in_all = language.say("en total", "in all");
    Some(format!("{in_stage} ({} {in_all})", waiting.working_days_in_all))
}

/// The working days at this stage.
fn in_stage(waiting: &Waiting, language: Language) -> Option<String> {
    let words = match waiting.working_days_in_stage? {
        1 => words!("1 día hábil en esta etapa", "1 working day at this stage"),
        days => words!("{days} días hábiles en esta etapa", "{days} working days at this stage"),
    };
    Some(words.in_language(language).to_owned())
}

/// Whose turn it is and how long it has waited, line by line.
pub fn lines(waiting: &Waiting, language: Language) -> Vec<String> {
    let in_stage = in_stage(waiting, language).map(|days| match language {
        Language::Spanish => format!("Lleva {days}"),
        Language::English => days,
    });
    let until = waiting.due_on.map(|due_on| {
        let until = said::day(due_on, language);
        format!(
            "{} {until}",
            language.say("El plazo corre hasta el", "The term runs until")
        )
    });
    let turn = turn(waiting.turn, false, language).to_owned();
    let lines = [Some(turn), in_stage, Some(in_all(waiting, language)), until];
    lines.into_iter().flatten().collect()
}

fn in_all(waiting: &Waiting, language: Language) -> String {
    let days = match waiting.days_in_all {
        1 => words!("1 día", "1 day"),
        days => words!("{days} días", "{days} days"),
    };
    let working = match waiting.working_days_in_all {
        1 => words!("1 hábil", "1 working day"),
        days => words!("{days} hábiles", "{days} working days"),
    };
    let words = words!(
        "{days} en total ({working}), sin los del promovente",
        "{days} in all ({working}), without the petitioner's";
        days, working
    );
    words.in_language(language).to_owned()
}

/// The terms that have passed, each with its article.
pub fn alerts(waiting: &Waiting, language: Language) -> Vec<String> {
    let told = |alert: &Alert| {
        let due_on = said::day(alert.due_on, language);
        match alert.article {
            Some(article) => format!("{} ({article}, {due_on})", alert.message),
            None => format!("{} ({due_on})", alert.message),
        }
    };
    waiting.alerts.iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Spanish};
    use super::*;

    fn waiting(in_stage: u32, in_all: u32, working_in_all: u32) -> Waiting {
        Waiting {
            as_of: chrono::NaiveDate::MIN,
            turn: Turn::Ministry,
            working_days_in_stage: Some(in_stage),
            days_in_all: in_all,
            working_days_in_all: working_in_all,
            due_on: None,
            overdue: false,
            alerts: Vec::new(),
        }
    }

    #[test]
    fn one_day_is_no_days() {
        assert_eq!(
            lines(&waiting(1, 1, 1), Spanish),
            [
                "Le toca a la Secretaría",
                "Lleva 1 día hábil en esta etapa",
                "1 día en total (1 hábil), sin los del promovente"
            ]
        );
        assert_eq!(
            lines(&waiting(0, 2, 1), English)[1..],
            [
                "0 working days at this stage",
                "2 days in all (1 working day), without the petitioner's"
            ]
        );
        assert_eq!(
            in_short(&waiting(1, 4, 2), Spanish).unwrap(),
            "1 día hábil en esta etapa (2 en total)"
        );
    }
}
