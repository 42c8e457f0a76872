//! Reading a query strictly: every parameter is known, of the right form, and every fault is told at once.

use std::fmt::Display;
use std::str::FromStr;

use actix_web::HttpRequest;

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::folding::fold;
use crate::language::{Words, words};
use crate::partial_date::{NotADate, PartialDate};

/// The parameters of a request, taken one by one; what nobody took is unknown.
pub struct Query {
    pairs: Vec<(String, String)>,
    taken: Vec<&'static str>,
    faults: Vec<Fault>,
}

/// More parameters than this no question needs.
const MOST_PAIRS: usize = 300;

/// Why a value is refused.
pub type Refusal = (FaultCode, Words);

impl Query {
    /// # Errors
    /// `Encoding` when the query is not UTF-8 once its percent signs are undone, `Query` when it has very many parameters.
    pub fn of(request: &HttpRequest) -> Result<Self> {
        let raw = request.query_string().as_bytes();
        for part in raw.split(|byte| *byte == b'&' || *byte == b'=') {
            if percent_encoding::percent_decode(part).decode_utf8().is_err() {
                return Err(Error::Encoding);
            }
        }
        let pairs: Vec<(String, String)> = form_urlencoded::parse(raw).into_owned().collect();
        if let Some((name, _)) = pairs.get(MOST_PAIRS) {
            let words = words!(
                "Son más de {MOST_PAIRS} parámetros",
                "There are more than {MOST_PAIRS} parameters"
            );
            let fault = Fault::in_parameter(name, FaultCode::InvalidParameter, words);
            return Err(Error::Query(vec![fault]));
        }
        let mut query = Self {
            pairs,
            taken: Vec::new(),
            faults: Vec::new(),
        };
        let controlled: Vec<String> = query
            .pairs
            .iter()
            .filter(|(_, value)| value.chars().any(char::is_control))
            .map(|(name, _)| name.clone())
            .collect();
        for name in controlled {
            query.refuse(
                &name,
                (
                    FaultCode::InvalidParameter,
                    words!("Tiene caracteres de control", "It has control characters"),
                ),
            );
        }
        Ok(query)
    }

    pub fn refuse(&mut self, name: &str, (code, words): Refusal) {
        self.faults.push(Fault::in_parameter(name, code, words));
    }

    /// A parameter that may stand once.
    pub fn one<T>(&mut self, name: &'static str, read: impl Fn(&str) -> Result<T, Refusal>) -> Option<T> {
        let mut values = self.many(name, read);
        if values.len() > 1 {
            self.refuse(
                name,
                (
                    FaultCode::InvalidParameter,
                    words!("Solo puede ir una vez", "It can stand only once"),
                ),
            );
        }
        values.pop()
    }

    /// A parameter that may be repeated: each value is an alternative.
    pub fn many<T>(&mut self, name: &'static str, read: impl Fn(&str) -> Result<T, Refusal>) -> Vec<T> {
        self.taken.push(name);
        let mut values = Vec::new();
        let mut refused = Vec::new();
        for (_, value) in self.pairs.iter().filter(|(given, _)| given == name) {
            match read(value) {
                Ok(value) => values.push(value),
                Err(refusal) => refused.push(refusal),
            }
        }
        if values.len() + refused.len() > 100 {
            refused.push((
                FaultCode::InvalidParameter,
                words!("Son más de 100 valores", "There are more than 100 values"),
            ));
        }
        for refusal in refused {
            self.refuse(name, refusal);
        }
        values
    }

    /// Whether a parameter was given at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(given, _)| given == name)
    }

    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.one(name, |text| Ok(text.to_owned()))
    }

    /// A whole number that is not below the least.
    pub fn number<N: Copy + FromStr + PartialOrd + Display>(&mut self, name: &'static str, least: N) -> Option<N> {
        self.one(name, |text| {
            let number = text.parse().ok().filter(|number| *number >= least);
            number.ok_or((
                FaultCode::InvalidParameter,
                words!(
                    "Se espera un número, desde {least}",
                    "A number is expected, from {least}"
                ),
            ))
        })
    }

    /// `limit`: how many items a page has at most.
    pub fn limit(&mut self) -> Option<i64> {
        self.one("limit", |text| {
            let limit = text.parse().ok().filter(|limit| (1..=200).contains(limit));
            limit.ok_or((
                FaultCode::LimitOutOfRange,
                words!("Va de 1 a 200", "It goes from 1 to 200"),
            ))
        })
    }

    pub fn yes_or_no(&mut self, name: &'static str) -> Option<bool> {
        self.one(name, |text| match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err((
                FaultCode::InvalidParameter,
                words!("Se espera true o false", "true or false is expected"),
            )),
        })
    }

    /// `q`: words to look for.
    pub fn words_to_find(&mut self) -> Option<String> {
        self.one("q", |text| match text.chars().count() {
            1..=500 if !fold(text).is_empty() => Ok(text.to_owned()),
            1..=500 => Err((
                FaultCode::InvalidParameter,
                words!(
                    "No tiene letras ni cifras que buscar",
                    "It has no letter or digit to look for"
                ),
            )),
            _ => Err((
                FaultCode::InvalidParameter,
                words!("Lleva de 1 a 500 caracteres", "It takes 1 to 500 characters"),
            )),
        })
    }

    pub fn partial_date(&mut self, name: &'static str) -> Option<PartialDate> {
        self.one(name, |text| PartialDate::parse(text).map_err(not_a_date))
    }

    /// A whole day.
    pub fn day(&mut self, name: &'static str) -> Option<chrono::NaiveDate> {
        self.one(name, |text| {
            PartialDate::parse(text)
                .map_err(not_a_date)?
                .day()
                .ok_or_else(|| not_a_date(NotADate::Form))
        })
    }

    /// A moment with its offset.
    pub fn moment(&mut self, name: &'static str) -> Option<Timestamp> {
        self.one(name, |text| {
            Timestamp::parse(text).ok_or((
                FaultCode::InvalidParameter,
                words!(
                    "Se espera una hora RFC 3339, como 2026-11-20T17:02:11Z",
                    "An RFC 3339 time is expected, such as 2026-11-20T17:02:11Z"
                ),
            ))
        })
    }

    /// The parameters as they came, but for some.
    #[must_use]
    pub fn pairs_without(&self, names: &[&str]) -> Vec<(String, String)> {
        self.pairs
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()))
            .cloned()
            .collect()
    }

    /// The query as it came, but for some parameters.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs_without(names))
            .finish()
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// `Query` with every fault, parameters nobody took among them.
    pub fn finish(mut self) -> Result<()> {
        let known = self.taken.join(", ");
        let unknown: Vec<String> = self
            .pairs
            .iter()
            .filter(|(name, _)| !self.taken.contains(&name.as_str()))
            .map(|(name, _)| name.clone())
            .collect();
        for name in unknown {
            let words = if known.is_empty() {
                words!("Aquí no hay parámetros", "There are no parameters here")
            } else {
                words!(
                    "No existe; los que hay: {known}",
                    "There is none of that name; there are: {known}"
                )
            };
            self.refuse(&name, (FaultCode::UnknownParameter, words));
        }
        if self.faults.is_empty() {
            return Ok(());
        }
        crate::fault::in_order(&mut self.faults);
        Err(Error::Query(self.faults))
    }
}

/// The address without the parameters that a form sent empty, when it has any: what people share says only what they chose.
#[must_use]
pub fn without_empty(request: &HttpRequest) -> Option<String> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(request.query_string().as_bytes())
        .into_owned()
        .collect();
    if pairs.iter().all(|(_, value)| !value.is_empty()) {
        return None;
    }
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(filled)
        .finish();
    let separator = if query.is_empty() { "" } else { "?" };
    Some(format!("{}{separator}{query}", request.path()))
}

fn not_a_date(reason: NotADate) -> Refusal {
    let words = match reason {
        NotADate::Form => words!("Se espera una fecha AAAA-MM-DD", "A date YYYY-MM-DD is expected"),
        NotADate::Impossible => words!(
            "Ese día no existe en el calendario de 1500 a 2200",
            "There is no such day in the calendar from 1500 to 2200"
        ),
    };
    (FaultCode::InvalidParameter, words)
}

/// A value outside its catalogue.
#[must_use]
pub fn outside(catalogue: &str) -> Refusal {
    (
        FaultCode::InvalidParameter,
        words!(
            "No está en el catálogo {catalogue}",
            "It is not in the catalogue {catalogue}"
        ),
    )
}

/// A value that is one of a few words.
pub fn word<T: Copy + std::fmt::Display>(
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
    all: &[T],
) -> Result<T, Refusal> {
    parse(text).ok_or_else(|| {
        let all = all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        (
            FaultCode::InvalidParameter,
            words!("Solo puede ser: {all}", "It can only be: {all}"),
        )
    })
}
