//! What makes a description of a body a good one, and when two descriptions mean the same body.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Body, BodyKind, BodyName, Level, NameKind};
use crate::catalogues::{Catalogues, MEXICO};
use crate::fault::{Fault, FaultCode};
use crate::folding::fold;
use crate::language::words;
use crate::partial_date::{NotADate, PartialDate};

/// A body as someone describes it: everything may be missing, and nothing was held against the catalogues yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BodyInput {
    /// Instead of a description: a body of the directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub name: Option<String>,
    pub names: Option<Vec<NameInput>>,
    pub level: Option<Level>,
    pub kind: Option<BodyKind>,
    pub country: Option<String>,
    pub state: Option<String>,
    pub municipality: Option<String>,
    pub organisation: Option<String>,
    /// With a new name: since when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_on: Option<String>,
    /// Where it lies is not asked: it could not be read in an imported row, and that is said elsewhere, or it does not matter.
    #[serde(skip)]
    pub place_unknown: bool,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NameInput {
    pub name: Option<String>,
    pub kind: Option<NameKind>,
    pub language: Option<String>,
    pub from: Option<String>,
    pub until: Option<String>,
}

/// A description that holds: its codes exist and fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyDescription {
    pub name: String,
    pub names: Vec<BodyName>,
    pub level: Level,
    pub kind: BodyKind,
    pub country: Option<String>,
    pub state: Option<String>,
    pub municipality: Option<String>,
    pub organisation: Option<String>,
}

impl BodyDescription {
    /// What tells this body from any other: the code of the territory for a Mexican government, the code of an organisation,
    /// otherwise country, level and name. The name is in it folded, so that accents and case make no second body.
    #[must_use]
    pub fn identity_key(&self) -> String {
        match (self.kind, &self.municipality, &self.state, &self.organisation) {
            (_, _, _, Some(code)) => format!("organisation:{code}"),
            (BodyKind::Government, Some(code), _, _) if self.level == Level::Municipal => {
                format!("municipality:{code}")
            }
            (BodyKind::Government, _, Some(code), _) if self.level == Level::State => format!("state:{code}"),
            _ => format!(
                "{}:{}:{}:{}",
                self.country.as_deref().unwrap_or("-"),
                self.level,
                self.municipality.as_deref().or(self.state.as_deref()).unwrap_or("-"),
                fold(&self.name)
            ),
        }
    }
}

impl From<&Body> for BodyInput {
    /// A body as its own description: what a change of it is laid over.
    fn from(body: &Body) -> Self {
        let name = |name: &BodyName| NameInput {
            name: Some(name.name.clone()),
            kind: Some(name.kind),
            language: name.language.clone(),
            from: name.from.map(|date| date.to_string()),
            until: name.until.map(|date| date.to_string()),
        };
        Self {
            id: None,
            name: Some(body.name.clone()),
            names: Some(body.names.iter().map(name).collect()),
            level: Some(body.level),
            kind: Some(body.kind),
            country: body.country.clone(),
            state: body.state.clone(),
            municipality: body.municipality.clone(),
            organisation: body.organisation.clone(),
            renamed_on: None,
            place_unknown: false,
        }
    }
}

/// Holds a description against the catalogues. `at` is the JSON pointer it stands at; every fault is reported.
///
/// # Errors
/// The faults were added to `faults` and there is no description.
pub fn check(input: &BodyInput, at: &str, catalogues: &Catalogues, faults: &mut Vec<Fault>) -> Option<BodyDescription> {
    let before = faults.len();
    let name = required_name(input.name.as_deref(), &format!("{at}/name"), faults);
    let organisation = code(input.organisation.as_deref(), |code| {
        catalogues.organisation(code).is_some()
    });
    if organisation == Code::Unknown {
        let words = words!(
            "Ese código no está en el catálogo de organismos: /api/v1/organisations",
            "No organisation has that code: /api/v1/organisations"
        );
        faults.push(Fault::at(
            format!("{at}/organisation"),
            FaultCode::UnknownOrganisation,
            words,
        ));
    }
    let level = match (input.level, &organisation) {
        (Some(level), _) => Some(level),
        (None, Code::Known(_)) => Some(Level::International),
        (None, _) => {
            let words = words!("Falta el nivel de gobierno", "The level of government is missing");
            faults.push(Fault::at(format!("{at}/level"), FaultCode::MissingField, words));
            None
        }
    };
    let country = code(input.country.as_deref(), |code| catalogues.country(code).is_some());
    match (&country, level) {
        (Code::Unknown, _) => {
            let words = words!(
                "Ese país no existe: se espera un código ISO 3166-1 de dos letras, como ES",
                "There is no such country: an ISO 3166-1 code of two letters is expected, such as ES"
            );
            faults.push(Fault::at(format!("{at}/country"), FaultCode::UnknownCountry, words));
        }
        (Code::Absent, Some(level)) if level != Level::International => {
            let words = words!(
                "Falta el país: solo un organismo internacional no tiene",
                "The country is missing: only an international organisation has none"
            );
            faults.push(Fault::at(format!("{at}/country"), FaultCode::MissingField, words));
        }
        _ => {}
    }
    let (state, municipality) = place(input, level, &country, at, catalogues, faults);
    let names = names(input.names.as_deref().unwrap_or_default(), at, faults);
    if faults.len() > before {
        return None;
    }
    let level = level?;
    Some(BodyDescription {
        name: name?,
        names,
        level,
        kind: input.kind.unwrap_or(match level {
            Level::State | Level::Municipal => BodyKind::Government,
            Level::Federal => BodyKind::Agency,
            Level::International => BodyKind::InternationalOrganisation,
            Level::Unknown => BodyKind::Other,
        }),
        country: country.known(),
        state,
        municipality,
        organisation: organisation.known(),
    })
}

/// The fault of naming a body that is not in the directory.
#[must_use]
pub fn unknown_body(pointer: String) -> Fault {
    let words = words!(
        "No hay tal órgano en el directorio: búsquelo en /api/v1/bodies",
        "There is no such body in the directory: look it up at /api/v1/bodies"
    );
    Fault::at(pointer, FaultCode::UnknownBody, words)
}

#[derive(Debug, PartialEq, Eq)]
enum Code {
    Absent,
    Known(String),
    Unknown,
}

impl Code {
    fn known(self) -> Option<String> {
        match self {
            Self::Known(code) => Some(code),
            Self::Absent | Self::Unknown => None,
        }
    }
}

fn code(given: Option<&str>, exists: impl FnOnce(&str) -> bool) -> Code {
    match given {
        None => Code::Absent,
        Some(code) if exists(code) => Code::Known(code.to_owned()),
        Some(_) => Code::Unknown,
    }
}

fn required_name(name: Option<&str>, at: &str, faults: &mut Vec<Fault>) -> Option<String> {
    match name.map(str::trim) {
        Some(name) if !fold(name).is_empty() => Some(name.to_owned()),
        Some(_) => {
            faults.push(Fault::at(
                at,
                FaultCode::TooShort,
                words!("El nombre no puede quedar vacío", "The name cannot be empty"),
            ));
            None
        }
        None => {
            faults.push(Fault::at(
                at,
                FaultCode::MissingField,
                words!("Falta el nombre", "The name is missing"),
            ));
            None
        }
    }
}

/// State and municipality exist, fit each other, and are there when the level asks for them.
fn place(
    input: &BodyInput,
    level: Option<Level>,
    country: &Code,
    at: &str,
    catalogues: &Catalogues,
    faults: &mut Vec<Fault>,
) -> (Option<String>, Option<String>) {
    let mexican = *country == Code::Known(MEXICO.to_owned());
    let state = code(input.state.as_deref(), |code| catalogues.state(code).is_some());
    let municipality = code(input.municipality.as_deref(), |code| {
        catalogues.municipality(code).is_some()
    });
    if state == Code::Unknown {
        let words = words!(
            "Esa entidad no existe: se espera una clave del INEGI de 01 a 32",
            "There is no such state: an INEGI code from 01 to 32 is expected"
        );
        faults.push(Fault::at(format!("{at}/state"), FaultCode::UnknownState, words));
    }
    if municipality == Code::Unknown {
        let words = words!(
            "Ese municipio no existe: se espera una clave del INEGI de cinco cifras, como 11017",
            "There is no such municipality: an INEGI code of five digits is expected, such as 11017"
        );
        faults.push(Fault::at(
            format!("{at}/municipality"),
            FaultCode::UnknownMunicipality,
            words,
        ));
    }
    if let (Code::Known(state), Code::Known(municipality)) = (&state, &municipality)
        && !municipality.starts_with(state.as_str())
    {
        let words = words!(
            "El municipio no está en esa entidad: las dos primeras cifras de su clave son las de la entidad",
            "The municipality is not in that state: the first two digits of its code are the state's"
        );
        faults.push(Fault::at(
            format!("{at}/municipality"),
            FaultCode::MunicipalityOutsideState,
            words,
        ));
    }
    let placed = state != Code::Absent || municipality != Code::Absent;
    if placed && !mexican && matches!(country, Code::Known(_)) {
        let words = words!(
            "La entidad y el municipio son de México: quítelos o corrija el país",
            "State and municipality are Mexican: leave them out or correct the country"
        );
        let field = if state == Code::Absent { "municipality" } else { "state" };
        faults.push(Fault::at(format!("{at}/{field}"), FaultCode::LevelMismatch, words));
    }
    if mexican && !input.place_unknown {
        match level {
            Some(Level::Municipal) if municipality == Code::Absent => {
                let words = words!(
                    "Falta el municipio: un órgano municipal mexicano lo necesita",
                    "The municipality is missing: a Mexican municipal body needs one"
                );
                faults.push(Fault::at(format!("{at}/municipality"), FaultCode::MissingField, words));
            }
            Some(Level::State) if state == Code::Absent => {
                let words = words!(
                    "Falta la entidad: un órgano estatal mexicano la necesita",
                    "The state is missing: a Mexican state body needs one"
                );
                faults.push(Fault::at(format!("{at}/state"), FaultCode::MissingField, words));
            }
            Some(Level::State | Level::Federal | Level::International) if municipality != Code::Absent => {
                let words = words!(
                    "Solo un órgano municipal tiene municipio",
                    "Only a municipal body has a municipality"
                );
                faults.push(Fault::at(format!("{at}/municipality"), FaultCode::LevelMismatch, words));
            }
            _ => {}
        }
    }
    let municipality = municipality.known();
    let state = state
        .known()
        .or_else(|| municipality.as_ref().map(|code| code[..2].to_owned()));
    (state, municipality)
}

fn names(input: &[NameInput], at: &str, faults: &mut Vec<Fault>) -> Vec<BodyName> {
    let mut names = Vec::with_capacity(input.len());
    for (position, given) in input.iter().enumerate() {
        let at = format!("{at}/names/{position}");
        let name = required_name(given.name.as_deref(), &format!("{at}/name"), faults);
        let mut date = |field: &str, text: &Option<String>| {
            text.as_deref()
                .and_then(|text| read_date(text, &format!("{at}/{field}"), faults))
        };
        let (from, until) = (date("from", &given.from), date("until", &given.until));
        if let (Some(from), Some(until)) = (from, until)
            && from.earliest() > until.latest()
        {
            let words = words!("El nombre termina antes de empezar", "The name ends before it begins");
            faults.push(Fault::at(format!("{at}/until"), FaultCode::OutOfRange, words));
        }
        if let Some(name) = name {
            names.push(BodyName {
                name,
                kind: given.kind.unwrap_or(NameKind::Alternative),
                language: given.language.clone(),
                from,
                until,
            });
        }
    }
    names
}

/// Reads a partial date, or says what is wrong with it.
pub fn read_date(text: &str, at: &str, faults: &mut Vec<Fault>) -> Option<PartialDate> {
    match PartialDate::parse(text) {
        Ok(date) => Some(date),
        Err(NotADate::Impossible) => {
            let words = words!(
                "Ese día no existe en el calendario de 1500 a 2200",
                "There is no such day in the calendar from 1500 to 2200"
            );
            faults.push(Fault::at(at, FaultCode::ImpossibleDate, words));
            None
        }
        Err(NotADate::Form) => {
            let words = words!(
                "Se espera una fecha AAAA-MM-DD, o AAAA-MM o AAAA cuando no se sabe más",
                "A date YYYY-MM-DD is expected, or YYYY-MM or YYYY when no more is known"
            );
            faults.push(Fault::at(at, FaultCode::InvalidDate, words));
            None
        }
    }
}

/// The same for what has happened already: a day to come is a fault.
pub(super) fn read_past_date(text: &str, at: &str, today: NaiveDate, faults: &mut Vec<Fault>) -> Option<PartialDate> {
    let date = read_date(text, at, faults)?;
    if date.earliest() > today {
        let words = words!("La fecha todavía no llega", "The date has not come yet");
        faults.push(Fault::at(at, FaultCode::FutureDate, words));
        return None;
    }
    Some(date)
}
