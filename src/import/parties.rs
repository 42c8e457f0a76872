//! Reading a party's name: which Mexican government or body it is, at which level, or which foreign one.

use crate::agreements::{PartyInput, Side};
use crate::bodies::{BodyInput, BodyKind, Level, NameInput, NameKind};
use crate::catalogues::{Catalogues, Kind, MEXICO, MEXICO_CITY};
use crate::fault::FaultCode;
use crate::folding::fold;
use crate::language::{Words, words};

/// Something that could not be read, and whether the row can be used all the same.
pub struct Unread {
    pub code: FaultCode,
    pub words: Words,
    pub fatal: bool,
}

/// What a row says of its Mexican parties.
pub struct Domestic<'a> {
    pub parties: Vec<&'a str>,
    pub level: Option<Level>,
    pub states: Vec<&'a str>,
    pub municipality: Option<&'a str>,
}

/// Splits a cell at its separator. “Gobiernos de los Estados de A; B” are the state governments of A and of B.
#[must_use]
pub fn split<'a>(cell: &'a str, separator: Option<&str>) -> Vec<&'a str> {
    let pieces: Vec<&str> = match separator {
        Some(separator) => cell
            .split(separator)
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .collect(),
        None => vec![cell.trim()],
    };
    pieces
}

/// The word of one for the heading of many.
const PLURALS: [(&str, &str); 6] = [
    ("Gobiernos de los Estados de ", "Gobierno del Estado de "),
    ("Estados de ", "Estado de "),
    ("Municipios de ", "Municipio de "),
    ("Ciudades de ", "Ciudad de "),
    ("Ayuntamientos de ", "Ayuntamiento de "),
    ("Provincias de ", "Provincia de "),
];

/// Each of several names with the heading that only the first one carries.
#[must_use]
pub fn each_with_heading(pieces: &[&str]) -> Vec<String> {
    let heading = pieces
        .first()
        .and_then(|first| PLURALS.iter().find(|(many, _)| first.starts_with(many)));
    match heading {
        Some((many, one)) if pieces.len() > 1 => pieces
            .iter()
            .map(|piece| format!("{one}{}", piece.strip_prefix(many).unwrap_or(piece)))
            .collect(),
        _ => pieces.iter().map(|piece| (*piece).to_owned()).collect(),
    }
}

/// The level a word stands for.
#[must_use]
pub fn level(word: &str) -> Option<Level> {
    match fold(word).as_str() {
        "municipal" | "municipio" | "local" | "ayuntamiento" => Some(Level::Municipal),
        "estatal" | "estado" | "state" | "entidad federativa" => Some(Level::State),
        "federal" | "nacional" | "national" => Some(Level::Federal),
        "international" | "internacional" => Some(Level::International),
        "unknown" | "desconocido" => Some(Level::Unknown),
        _ => None,
    }
}

/// The level a name tells by its first words.
fn level_in(name: &str) -> Level {
    let folded = fold(name);
    let begins = |words: &[&str]| words.iter().any(|word| folded.starts_with(word));
    if begins(&[
        "ciudad de",
        "ayuntamiento de",
        "municipio de",
        "municipalidad",
        "alcaldia",
        "concello de",
        "concejo de",
        "asamblea metropolitana",
        "condado de",
        "city of",
        "town of",
        "county of",
        "distrito metropolitano",
    ]) {
        Level::Municipal
    } else if begins(&[
        "gobierno de la provincia",
        "gobierno de la prefectura",
        "gobierno del estado",
        "estado de",
        "provincia de",
        "prefectura de",
        "generalitat",
        "gobierno de quebec",
        "state of",
        "comunidad autonoma",
        "junta de",
        "departamento de antioquia",
    ]) {
        Level::State
    } else if begins(&[
        "ministerio",
        "departamento d",
        "secretaria de",
        "administracion de",
        "agencia nacional",
        "servicio de",
        "servicio nacional",
        "comision nacional",
        "department of",
        "ministry of",
    ]) {
        Level::Federal
    } else {
        Level::Unknown
    }
}

/// The Mexican parties of a row, each placed in its state or municipality.
pub fn domestic(given: &Domestic<'_>, catalogues: &Catalogues, unread: &mut Vec<Unread>) -> Vec<PartyInput> {
    let states: Vec<Option<String>> = given
        .states
        .iter()
        .map(|state| state_code(state, catalogues, unread))
        .collect();
    let names = each_with_heading(&given.parties);
    let several = names.len();
    names
        .into_iter()
        .enumerate()
        .map(|(position, name)| {
            let state = if states.len() == several {
                states[position].clone()
            } else {
                states.first().cloned().flatten()
            };
            let body = domestic_body(&name, state, given, catalogues, unread);
            party(Side::Domestic, name, body)
        })
        .collect()
}

fn state_code(name: &str, catalogues: &Catalogues, unread: &mut Vec<Unread>) -> Option<String> {
    let code = catalogues.names.find_one(Kind::State, name).map(ToOwned::to_owned);
    if code.is_none() {
        let words = words!(
            "No hay tal entidad: escriba su nombre o su clave del INEGI",
            "There is no such state: write its name or its INEGI code"
        );
        unread.push(Unread {
            code: FaultCode::UnknownState,
            words,
            fatal: true,
        });
    }
    code
}

fn domestic_body(
    name: &str,
    state: Option<String>,
    given: &Domestic<'_>,
    catalogues: &Catalogues,
    unread: &mut Vec<Unread>,
) -> BodyInput {
    let level = given.level.unwrap_or_else(|| match level_in(name) {
        Level::Unknown if given.municipality.is_some() => Level::Municipal,
        Level::Unknown => implied_level(name, state.as_deref(), catalogues),
        told => told,
    });
    match level {
        Level::State => state_government(name, state, catalogues, unread),
        Level::Municipal => municipal_government(name, state, given.municipality, catalogues, unread),
        Level::Unknown if given.level.is_none() => {
            unread.push(Unread {
                code: FaultCode::UnknownState,
                words: no_place(),
                fatal: false,
            });
            named_body(name, level, Some(MEXICO.to_owned()))
        }
        level => named_body(name, level, Some(MEXICO.to_owned())),
    }
}

/// Without a word for it, a name that is the state's own means the state, any other a municipality. A name that is both, with
/// nothing beside it, tells neither.
fn implied_level(name: &str, state: Option<&str>, catalogues: &Catalogues) -> Level {
    let is_states = catalogues
        .names
        .find(Kind::State, name)
        .iter()
        .any(|code| state.is_none_or(|state| state == code));
    let is_municipalitys = catalogues
        .names
        .find(Kind::Municipality, name)
        .iter()
        .any(|code| state.is_none_or(|state| code.starts_with(state)));
    match (is_states, is_municipalitys) {
        (true, false) => Level::State,
        (true, true) if state == Some(MEXICO_CITY) => Level::State,
        (true, true) if state.is_none() => Level::Unknown,
        _ => Level::Municipal,
    }
}

fn state_government(name: &str, state: Option<String>, catalogues: &Catalogues, unread: &mut Vec<Unread>) -> BodyInput {
    let state = state.or_else(|| {
        let bare = strip_heading(name);
        let code = catalogues.names.find_one(Kind::State, &bare).map(ToOwned::to_owned);
        if code.is_none() {
            let words = words!(
                "No se reconoce la entidad: agregue una columna con ella",
                "The state is not recognised: add a column with it"
            );
            unread.push(Unread {
                code: FaultCode::UnknownState,
                words,
                fatal: true,
            });
        }
        code
    });
    let official = state
        .as_deref()
        .and_then(|code| catalogues.state(code))
        .map(|state| match state.code.as_str() {
            MEXICO_CITY => "Gobierno de la Ciudad de México".to_owned(),
            _ => format!(
                "Gobierno del Estado de {}",
                state.short_name.strip_prefix("Estado de ").unwrap_or(&state.short_name)
            ),
        });
    // A ministry or an agency of a state is a body of its own.
    let folded = fold(name);
    let own = [
        "secretaria",
        "instituto",
        "congreso",
        "comision",
        "universidad",
        "fiscalia",
    ]
    .iter()
    .any(|word| folded.starts_with(word));
    if own {
        let body = named_body(name, Level::State, Some(MEXICO.to_owned()));
        return BodyInput {
            state,
            kind: Some(BodyKind::Agency),
            ..body
        };
    }
    BodyInput {
        name: Some(official.unwrap_or_else(|| name.to_owned())),
        level: Some(Level::State),
        kind: Some(BodyKind::Government),
        country: Some(MEXICO.to_owned()),
        state,
        ..BodyInput::default()
    }
}

fn municipal_government(
    name: &str,
    state: Option<String>,
    municipality: Option<&str>,
    catalogues: &Catalogues,
    unread: &mut Vec<Unread>,
) -> BodyInput {
    let code = match municipality {
        Some(given) => in_state(catalogues.names.find(Kind::Municipality, given), state.as_deref()),
        None => candidates(name, catalogues)
            .into_iter()
            .find_map(|(name, other_state)| {
                in_state(
                    catalogues.names.find(Kind::Municipality, &name),
                    state.as_deref().or(other_state.as_deref()),
                )
            }),
    };
    let body = BodyInput {
        level: Some(Level::Municipal),
        kind: Some(BodyKind::Government),
        country: Some(MEXICO.to_owned()),
        ..BodyInput::default()
    };
    if let Some(municipality) = code.as_deref().and_then(|code| catalogues.municipality(code)) {
        let heading = if municipality.state == MEXICO_CITY {
            "Alcaldía"
        } else {
            "Municipio de"
        };
        return BodyInput {
            name: Some(format!("{heading} {}", municipality.name)),
            state: Some(municipality.state.clone()),
            municipality: Some(municipality.code.clone()),
            ..body
        };
    }
    // Mexico City is no municipality: its city is the federal entity.
    if state.as_deref() == Some(MEXICO_CITY) {
        return state_government(name, state, catalogues, unread);
    }
    // Where no state is told and the name does not tell one municipality from another, the place stays open.
    let open = state.is_none() && municipality.is_none();
    let words = if open {
        words!(
            "El nombre no dice qué municipio es: se guarda sin lugar; agregue la entidad",
            "The name does not tell which municipality it is: kept without a place; add the state"
        )
    } else {
        words!(
            "No hay tal municipio en la entidad: revise el nombre o escriba su clave del INEGI",
            "There is no such municipality in the state: check the name or write its INEGI code"
        )
    };
    unread.push(Unread {
        code: FaultCode::UnknownMunicipality,
        words,
        fatal: !open,
    });
    BodyInput {
        name: Some(name.to_owned()),
        state,
        place_unknown: true,
        ..body
    }
}

fn no_place() -> Words {
    words!(
        "El nombre no dice qué lugar es: se guarda sin lugar; agregue la entidad",
        "The name does not tell which place it is: kept without a place; add the state"
    )
}

/// The only code that lies in the state, or the only one there is when no state is told.
fn in_state(codes: &[String], state: Option<&str>) -> Option<String> {
    let mut there = codes
        .iter()
        .filter(|code| state.is_none_or(|state| code.starts_with(state)));
    match (there.next(), there.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}

/// The names a municipality may be meant by, most telling first, each with the state it names itself: “Municipio de Solidaridad
/// (Playa del Carmen)” is Solidaridad, or Playa del Carmen; “Cuautla, Morelos” is Cuautla in Morelos.
fn candidates(name: &str, catalogues: &Catalogues) -> Vec<(String, Option<String>)> {
    let bare = strip_heading(name);
    let mut names = vec![(bare.clone(), None)];
    if let Some((before, inside)) = bare.split_once('(') {
        let inside = inside.trim_end_matches([')', ' ']);
        names.push((before.trim().to_owned(), None));
        names.push((inside.to_owned(), None));
        names.push((format!("{before}{inside}"), None));
    }
    if let Some((city, state)) = bare.rsplit_once(',')
        && let Some(code) = catalogues.names.find_one(Kind::State, state)
    {
        names.push((city.trim().to_owned(), Some(code.to_owned())));
    }
    names
}

/// A name without the words for what kind of body it is.
fn strip_heading(name: &str) -> String {
    let headings = [
        "H. Ayuntamiento Constitucional de ",
        "H. Ayuntamiento de ",
        "Honorable Ayuntamiento de ",
        "Ayuntamiento de ",
        "Gobierno Municipal de ",
        "Municipio de ",
        "Alcaldía ",
        "Gobierno del Estado de ",
        "Gobierno de la ",
        "Gobierno de ",
        "Estado de ",
    ];
    let stripped = headings.iter().find_map(|heading| name.strip_prefix(heading));
    stripped.unwrap_or(name).trim().to_owned()
}

/// The foreign parties of a row.
pub fn foreign(pieces: &[&str], level: Option<Level>, countries: &[Option<String>]) -> Vec<PartyInput> {
    let names = each_with_heading(pieces);
    let several = names.len();
    names
        .into_iter()
        .enumerate()
        .map(|(position, name)| {
            let country = if countries.len() == several {
                countries[position].clone()
            } else {
                countries.first().cloned().flatten()
            };
            let body = named_body(&name, level.unwrap_or_else(|| level_in(&name)), country);
            party(Side::Foreign, name, body)
        })
        .collect()
}

/// A body told by its name. Capitals in brackets behind it are its acronym.
fn named_body(name: &str, level: Level, country: Option<String>) -> BodyInput {
    let (name, acronym) = match name.strip_suffix(')').and_then(|name| name.rsplit_once('(')) {
        Some((before, inside)) if is_acronym(inside) => (before.trim(), Some(inside)),
        _ => (name, None),
    };
    let names = acronym.map(|acronym| {
        vec![NameInput {
            name: Some(acronym.to_owned()),
            kind: Some(NameKind::Acronym),
            ..NameInput::default()
        }]
    });
    BodyInput {
        name: Some(name.to_owned()),
        names,
        level: Some(level),
        country,
        ..BodyInput::default()
    }
}

fn is_acronym(text: &str) -> bool {
    (2..=12).contains(&text.len())
        && text
            .chars()
            .all(|letter| letter.is_uppercase() || matches!(letter, '-' | '.' | '&'))
}

/// The name as the row has it is kept where the body is shown under another.
fn party(side: Side, name: String, body: BodyInput) -> PartyInput {
    let name_as_signed = (body.name.as_ref() != Some(&name)).then_some(name);
    PartyInput {
        side: Some(side),
        body: Some(body),
        name_as_signed,
        signatures: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_of_many_goes_to_each() {
        let pieces = split("Estados de Arizona; California; Nuevo México; Texas", Some(";"));
        assert_eq!(
            each_with_heading(&pieces),
            [
                "Estado de Arizona",
                "Estado de California",
                "Estado de Nuevo México",
                "Estado de Texas"
            ]
        );
        assert_eq!(
            each_with_heading(&["Secretaría de Salud", "SAGARPA"]),
            ["Secretaría de Salud", "SAGARPA"]
        );
    }

    #[test]
    fn the_level_is_in_the_first_words() {
        assert_eq!(level_in("Ciudad de McAllen, Texas"), Level::Municipal);
        assert_eq!(level_in("Gobierno de la Prefectura de Hiroshima"), Level::State);
        assert_eq!(level_in("Departamento del Interior"), Level::Federal);
        assert_eq!(
            level_in("Autoridad Regional de Petra (Reino Hachemita de Jordania)"),
            Level::Unknown
        );
    }

    #[test]
    fn an_acronym_in_brackets_is_a_name_of_its_own() {
        let body = named_body("Comisión Nacional del Agua (CONAGUA)", Level::Federal, None);
        assert_eq!(body.name.as_deref(), Some("Comisión Nacional del Agua"));
        assert_eq!(body.names.unwrap()[0].name.as_deref(), Some("CONAGUA"));
        let place = named_body(
            "Autoridad Regional de Petra (Reino Hachemita de Jordania)",
            Level::Unknown,
            None,
        );
        assert!(place.names.is_none());
    }
}
