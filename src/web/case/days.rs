//! Days as people write them.

use chrono::{Datelike, NaiveDate};

use crate::language::Language;

const MONTHS: [(&str, &str); 12] = [
    ("enero", "January"),
    ("febrero", "February"),
    ("marzo", "March"),
    ("abril", "April"),
    ("mayo", "May"),
    ("junio", "June"),
    ("julio", "July"),
    ("agosto", "August"),
    ("septiembre", "September"),
    ("octubre", "October"),
    ("noviembre", "November"),
    ("diciembre", "December"),
];

/// `22 de noviembre de 2026`.
pub fn in_words(day: NaiveDate, language: Language) -> String {
    let (es, en) = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
    match language {
        Language::Spanish => format!("{} de {es} de {}", day.day(), day.year()),
        Language::English => format!("{} {en} {}", day.day(), day.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_people_write_it() {
        let day = "2026-11-02".parse().unwrap();
        assert_eq!(in_words(day, Language::Spanish), "2 de noviembre de 2026");
        assert_eq!(in_words(day, Language::English), "2 November 2026");
    }
}
