//! Phrases about validity, in Spanish and English: those that are understood become a term and later events, the others stay text.

use crate::agreements::Bearing;
use crate::agreements::term::{EntryIntoForce, TermInput, TermKind, TermUnit};
use crate::folding::fold;
use crate::partial_date::PartialDate;

/// What a phrase says.
#[derive(Debug, Default)]
pub struct Reading {
    /// The term; always with the phrase itself as its text.
    pub term: TermInput,
    /// What happened later: a renewal or an extension, a reaffirmation.
    pub events: Vec<(Bearing, PartialDate)>,
    /// In a few words; nothing when it was not understood.
    pub read_as: Option<String>,
}

/// Reads a phrase.
#[must_use]
pub fn read(phrase: &str) -> Reading {
    let words: Vec<String> = tokens(phrase);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut reading = Reading {
        term: TermInput {
            text: Some(phrase.trim().to_owned()),
            ..TermInput::default()
        },
        ..Reading::default()
    };
    let mut read_as = Vec::new();

    reading.events = events(&words);
    for (bearing, on) in &reading.events {
        read_as.push(format!("{} {on}", bearing.forwards()));
    }
    if has_any(&words, &["indefinida", "indefinido", "indefinite", "indefinitely"]) {
        reading.term.kind = Some(TermKind::Indefinite);
        read_as.push("indefinite".to_owned());
    } else if let Some((amount, unit)) = own_length(&words) {
        reading.term.kind = Some(TermKind::Fixed);
        reading.term.amount = Some(amount);
        reading.term.unit = Some(unit);
        read_as.push(format!("fixed {amount} {unit}"));
    } else if let Some(date) = after(&words, &["hasta", "until"]).filter(|_| reading.events.is_empty()) {
        reading.term.kind = Some(TermKind::Until);
        reading.term.until = Some(date.to_string());
        read_as.push(format!("until {date}"));
    }
    if let Some(date) = in_force_since(&words) {
        reading.term.entry_into_force = Some(EntryIntoForce::OnDate);
        reading.term.in_force_from = Some(date.to_string());
        read_as.push(format!("on_date {date}"));
    } else if phrase_in(&words, &["efectos", "inmediatos"])
        || phrase_in(&words, &["ultima", "firma"])
        || phrase_in(&words, &["last", "signature"])
    {
        reading.term.entry_into_force = Some(EntryIntoForce::LastSignature);
        read_as.push("last_signature".to_owned());
    }
    if !read_as.is_empty() {
        reading.read_as = Some(read_as.join(", "));
    }
    reading
}

/// Folded words; dates stay whole.
fn tokens(phrase: &str) -> Vec<String> {
    phrase
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | ',' | ';'))
        .filter(|word| !word.is_empty())
        .map(|word| {
            if PartialDate::parse(word).is_ok() {
                word.to_owned()
            } else {
                fold(word)
            }
        })
        .collect()
}

fn has_any(words: &[&str], any: &[&str]) -> bool {
    words.iter().any(|word| any.contains(word))
}

fn phrase_in(words: &[&str], phrase: &[&str]) -> bool {
    words.windows(phrase.len()).any(|window| window == phrase)
}

/// A length that is the agreement's own term: at the beginning, or said to be one. “46 años de relación” or “prorrogado por 50
/// años” are not.
fn own_length(words: &[&str]) -> Option<(i32, TermUnit)> {
    let words = match words {
        ["vigencia" | "plazo", "de", rest @ ..] | ["por" | "vigencia" | "durante" | "for" | "plazo", rest @ ..] => rest,
        all => all,
    };
    let [amount, unit, rest @ ..] = words else { return None };
    let (amount, unit) = (number(amount)?, unit_of(unit)?);
    let own = match rest {
        []
        | ["de", "vigencia", ..]
        | [
            "desde" | "a" | "from" | "hasta" | "until" | "contados" | "renovables" | "prorrogables",
            ..,
        ] => true,
        [date, ..] => PartialDate::parse(date).is_ok(),
    };
    own.then_some((amount, unit))
}

fn unit_of(word: &str) -> Option<TermUnit> {
    match word {
        "dia" | "dias" | "day" | "days" => Some(TermUnit::Day),
        "mes" | "meses" | "month" | "months" => Some(TermUnit::Month),
        "ano" | "anos" | "year" | "years" => Some(TermUnit::Year),
        _ => None,
    }
}

fn number(word: &str) -> Option<i32> {
    let words: [(&str, &str, i32); 22] = [
        ("un", "one", 1),
        ("uno", "one", 1),
        ("dos", "two", 2),
        ("tres", "three", 3),
        ("cuatro", "four", 4),
        ("cinco", "five", 5),
        ("seis", "six", 6),
        ("siete", "seven", 7),
        ("ocho", "eight", 8),
        ("nueve", "nine", 9),
        ("diez", "ten", 10),
        ("once", "eleven", 11),
        ("doce", "twelve", 12),
        ("quince", "fifteen", 15),
        ("veinte", "twenty", 20),
        ("veinticinco", "twentyfive", 25),
        ("treinta", "thirty", 30),
        ("cuarenta", "forty", 40),
        ("cincuenta", "fifty", 50),
        ("sesenta", "sixty", 60),
        ("noventa", "ninety", 90),
        ("cien", "hundred", 100),
    ];
    word.parse().ok().filter(|amount| *amount > 0).or_else(|| {
        words
            .iter()
            .find(|(es, en, _)| *es == word || *en == word)
            .map(|(_, _, amount)| *amount)
    })
}

/// “renovado en 2022”, “refrendado en 1992 y 2023”, “prorrogado por 50 años en 2014”, “ratificado el 2025-11-05”.
fn events(words: &[&str]) -> Vec<(Bearing, PartialDate)> {
    let Some(at) = words.iter().position(|word| bearing(word).is_some()) else {
        return Vec::new();
    };
    let Some(bearing) = bearing(words[at]) else {
        return Vec::new();
    };
    let mut dates = Vec::new();
    let mut rest = &words[at + 1..];
    while let [_, tail @ ..] = rest {
        if let Some((date, used)) = date_at(rest) {
            dates.push((bearing, date));
            rest = &rest[used..];
        } else {
            rest = tail;
        }
    }
    dates
}

fn bearing(word: &str) -> Option<Bearing> {
    match word {
        "renovado" | "renovada" | "renewed" | "prorrogado" | "prorrogada" | "extended" => Some(Bearing::Extends),
        "refrendado" | "refrendada" | "ratificado" | "ratificada" | "reafirmado" | "reafirmada" | "reaffirmed"
        | "ratified" => Some(Bearing::Reaffirms),
        _ => None,
    }
}

fn after(words: &[&str], any: &[&str]) -> Option<PartialDate> {
    let at = words.iter().position(|word| any.contains(word))?;
    let (["el" | "la", rest @ ..] | rest) = &words[at + 1..];
    date_at(rest).map(|(date, _)| date)
}

fn in_force_since(words: &[&str]) -> Option<PartialDate> {
    let said = phrase_in(words, &["en", "vigor"]) || phrase_in(words, &["in", "force"]);
    said.then(|| after(words, &["desde", "since", "from"])).flatten()
}

/// A date at the beginning of some words, and how many of them it takes: `2025-05-05`, `1992`, `junio de 2024`, `13 de octubre de 2014`.
#[must_use]
pub fn date_at(words: &[&str]) -> Option<(PartialDate, usize)> {
    let written = |text: String, used| PartialDate::parse(&text).ok().map(|date| (date, used));
    match words {
        [day, "de", month, "de" | "del", year, ..] if month_of(month).is_some() => {
            let (day, month) = (day.parse::<u32>().ok()?, month_of(month)?);
            written(format!("{year}-{month:02}-{day:02}"), 5)
        }
        [month, "de" | "del", year, ..] if month_of(month).is_some() => {
            written(format!("{year}-{:02}", month_of(month)?), 3)
        }
        [month, year, ..] if month_of(month).is_some() => written(format!("{year}-{:02}", month_of(month)?), 2),
        [date, ..] => written((*date).to_owned(), 1),
        [] => None,
    }
}

fn month_of(word: &str) -> Option<u32> {
    let months = [
        ["enero", "january"],
        ["febrero", "february"],
        ["marzo", "march"],
        ["abril", "april"],
        ["mayo", "may"],
        ["junio", "june"],
        ["julio", "july"],
        ["agosto", "august"],
        ["septiembre", "september"],
        ["octubre", "october"],
        ["noviembre", "november"],
        ["diciembre", "december"],
    ];
    (1..)
        .zip(months)
        .find(|(_, names)| names.contains(&word))
        .map(|(number, _)| number)
}

/// A date written out in words.
#[must_use]
pub fn written_date(text: &str) -> Option<PartialDate> {
    let words = tokens(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    date_at(&words)
        .filter(|(_, used)| *used == words.len())
        .map(|(date, _)| date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phrases_of_the_real_records() {
        for (phrase, expected) in [
            ("50 años", Some("fixed 50 year")),
            ("indefinida", Some("indefinite")),
            ("renovado en 2022", Some("extends 2022")),
            ("refrendado en 1992 y 2023", Some("reaffirms 1992, reaffirms 2023")),
            ("prorrogado por 50 años en 2014", Some("extends 2014")),
            ("ratificado el 2025-11-05", Some("reaffirms 2025-11-05")),
            ("refrendado en junio de 2024", Some("reaffirms 2024-06")),
            ("efectos inmediatos", Some("last_signature")),
            ("cinco años (hasta 2010-10-26), prorrogado", Some("fixed 5 year")),
            ("75 días desde la última firma", Some("fixed 75 day, last_signature")),
            ("tres años de vigencia inicial", Some("fixed 3 year")),
            ("en vigor desde 1989-01-24", Some("on_date 1989-01-24")),
            ("hasta el 31 de diciembre de 2030", Some("until 2030-12-31")),
            ("46 años de relación en 2025", None),
            ("relación de 55 años según la fuente", None),
            ("planes de trabajo para los dos años siguientes", None),
            ("primer paso hacia un hermanamiento", None),
            ("renovado posteriormente", None),
            ("prorroga la vigencia que terminaba el 2011-10-28", None),
            ("continúa el Memorando de Entendimiento de 2003", None),
            (
                "sin contacto desde 2001; el concejo revisó su continuidad en 2013",
                None,
            ),
        ] {
            let reading = read(phrase);
            assert_eq!(reading.read_as.as_deref(), expected, "{phrase}");
            assert_eq!(reading.term.text.as_deref(), Some(phrase));
        }
    }

    #[test]
    fn dates_in_words() {
        assert_eq!(
            written_date("13 de octubre de 2014")
                .map(|date| date.to_string())
                .as_deref(),
            Some("2014-10-13")
        );
        assert_eq!(
            written_date("Octubre de 2014").map(|date| date.to_string()).as_deref(),
            Some("2014-10")
        );
        assert_eq!(written_date("30 de febrero de 2014"), None);
        assert_eq!(written_date("pronto"), None);
    }
}
