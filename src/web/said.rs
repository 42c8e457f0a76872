//! Dates, moments and numbers as people write them, in both languages.

use std::fmt::Display;

use chrono::{Datelike, NaiveDate};

use crate::clock::Timestamp;
use crate::language::Language;
use crate::partial_date::PartialDate;

const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `13 de octubre de 2014`, `13 October 2014`.
pub fn day(date: NaiveDate, language: Language) -> String {
    let (number, month) = (date.day(), month(date, language));
    match language {
        Language::Spanish => format!("{number} de {month}"),
        Language::English => format!("{number} {month}"),
    }
}

/// A date as far as it is known: `octubre de 2014`, `2014`.
pub fn partial(date: PartialDate, language: Language) -> String {
    match date {
        PartialDate::Day(date) => day(date, language),
        PartialDate::Month(date) => month(date, language),
        PartialDate::Year(date) => date.year().to_string(),
    }
}

/// A moment by the clocks of Mexico City: `20 de noviembre de 2026, 11:02 h`.
pub fn moment(at: Timestamp, language: Language) -> String {
    let there = at.in_mexico();
    let (day, time) = (day(there.date(), language), there.format("%H:%M"));
    match language {
        Language::Spanish => format!("{day}, {time} h"),
        Language::English => format!("{day}, {time}"),
    }
}

/// A number with its thousands apart, as Mexico and English write it: `1,234,567`.
pub fn number(number: impl Display) -> String {
    let digits = number.to_string();
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits.as_str()), |digits| ("-", digits));
    let mut said = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// The length of a file: `1.2 MB`.
pub fn size(bytes: i64) -> String {
    let tenths = |unit: i64| {
        let tenths = (bytes * 10 + unit / 2) / unit;
        format!("{}.{}", number(tenths / 10), tenths % 10)
    };
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

/// A sentence of the register's with the dates in it written out.
pub fn sentence(text: &str, language: Language) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '-';
    let mut said = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(begin) = rest.find(is_part) {
        let (before, word) = rest.split_at(begin);
        let end = word.find(|letter| !is_part(letter)).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        said.push_str(before);
        match PartialDate::parse(word) {
            Ok(date) => said.push_str(&partial(date, language)),
            Err(_) => said.push_str(word),
        }
        rest = after;
    }
    said.push_str(rest);
    said
}

fn month(date: NaiveDate, language: Language) -> String {
    let (place, year) = (date.month0() as usize, date.year());
    match language {
        Language::Spanish => format!("{} de {year}", MONTHS_ES[place]),
        Language::English => format!("{} {year}", MONTHS_EN[place]),
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Spanish};
    use super::*;

    #[test]
    fn dates_are_said_as_far_as_they_are_known() {
        let said = |text, language| partial(PartialDate::parse(text).unwrap(), language);
        assert_eq!(said("2014-10-13", Spanish), "13 de octubre de 2014");
        assert_eq!(said("2014-10-13", English), "13 October 2014");
        assert_eq!(said("2014-01", Spanish), "enero de 2014");
        assert_eq!(said("2014-12", English), "December 2014");
        assert_eq!(said("2014", Spanish), "2014");
    }

    #[test]
    fn a_moment_is_that_of_mexico_city() {
        let late = Timestamp::parse("2026-11-21T03:02:59Z").unwrap();
        assert_eq!(moment(late, Spanish), "20 de noviembre de 2026, 21:02 h");
        assert_eq!(moment(late, English), "20 November 2026, 21:02");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567, -100, -1_000].map(number),
            ["0", "999", "1,000", "1,234,567", "-100", "-1,000"]
        );
        assert_eq!(
            [999, 1_499, 1_500, 1_250_000, 2_000_000_000].map(size),
            ["999 B", "1 kB", "2 kB", "1.3 MB", "2.0 GB"]
        );
    }

    #[test]
    fn dates_in_a_sentence_are_written_out_and_numbers_that_look_like_them_are_not() {
        let reason = "5 años desde la última firma, 2014-10-13; vence 2019-10-13";
        assert_eq!(
            sentence(reason, Spanish),
            "5 años desde la última firma, 13 de octubre de 2014; vence 13 de octubre de 2019"
        );
        assert_eq!(
            sentence("Extended by RAI-2026-00042 (2024-02)", English),
            "Extended by RAI-2026-00042 (February 2024)"
        );
        for same in ["", "2014-13", "a-2014-10-13", "«ñ» – 1964"] {
            assert_eq!(sentence(same, Spanish), same);
        }
    }
}
