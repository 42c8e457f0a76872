//! The rules that make a draft of what someone sent: everything that is wrong with it, at once.

use std::collections::HashSet;

use chrono::NaiveDate;
use validator::ValidateUrl;

use super::draft::{
    BodyChoice, Draft, DraftInput, DraftParty, LinkInput, PartyInput, SignatureInput, SourceInput, TitleInput,
};
use super::events;
use super::scope::{private_fault, side_fault};
use super::term::{self, TermInput};
use super::{AgreementId, Bearing, Binding, Origin, Side, Signature, Source, Stage, Title};
use crate::bodies::{self, BodyId, BodyInput, read_date, unknown_body};
use crate::catalogues::{Catalogues, MEXICO};
use crate::fault::{Fault, FaultCode};
use crate::folding::fold;
use crate::language::words;
use crate::partial_date::PartialDate;

/// The day on which the law began to hold: what was signed before may be registered without an opinion.
pub(super) fn law_in_force() -> NaiveDate {
    NaiveDate::from_ymd_opt(1992, 1, 3).unwrap_or_default()
}

/// Holds a draft, or a record in a later stage, against the rules and says everything that is wrong with it.
///
/// # Errors
/// The faults were added to `faults` and there is no draft.
pub fn check(
    input: &DraftInput,
    catalogues: &Catalogues,
    today: NaiveDate,
    stage: Option<Stage>,
    faults: &mut Vec<Fault>,
) -> Option<Draft> {
    let before = faults.len();
    let origin = input.origin.unwrap_or(Origin::Procedure);
    let title = required(input.title.as_deref(), "/title", faults);
    let instrument_type = required(input.instrument_type.as_deref(), "/instrument_type", faults);
    if instrument_type
        .as_deref()
        .is_some_and(|code| catalogues.instrument_type(code).is_none())
    {
        let words = words!(
            "Esa clase de instrumento no está en el catálogo: /api/v1/instrument-types",
            "There is no such instrument type: /api/v1/instrument-types"
        );
        faults.push(Fault::at("/instrument_type", FaultCode::UnknownInstrumentType, words));
    }
    let object = text(input.object.as_deref());
    let legal_basis = text(input.legal_basis.as_deref());
    if origin != Origin::Reported {
        required(object.as_deref(), "/object", faults);
        required(legal_basis.as_deref(), "/legal_basis", faults);
    }
    let parties = parties(input.parties.as_deref(), catalogues, faults);
    let may_be_signed =
        origin != Origin::Procedure || matches!(stage, Some(Stage::Signed | Stage::Registered | Stage::Cancelled));
    let signed_on = signing(input, origin, may_be_signed, &parties, today, faults);
    let mut draft = Draft {
        origin,
        external_number: text(input.external_number.as_deref()),
        title: title.unwrap_or_default(),
        alternative_titles: alternative_titles(input.alternative_titles.as_deref().unwrap_or_default(), faults),
        instrument_type: instrument_type.unwrap_or_default(),
        denomination: text(input.denomination.as_deref()),
        binding: input.binding.unwrap_or(Binding::Unknown),
        languages: languages(input.languages.as_deref().unwrap_or_default(), faults),
        object,
        legal_basis,
        derives_from_treaty: text(input.derives_from_treaty.as_deref()),
        areas: areas(input.areas.as_deref().unwrap_or_default(), catalogues, faults),
        petitioner: input
            .petitioner
            .as_ref()
            .and_then(|petitioner| petitioner.id.as_deref())
            .and_then(|id| body_id(id, "/petitioner/id", faults)),
        parties,
        signed_on,
        signed_place: text(input.signed_place.as_deref()),
        term: term::check(input.term.as_ref().unwrap_or(&TermInput::default()), "/term", faults),
        links: links(input.links.as_deref().unwrap_or_default(), faults),
        events: Vec::new(),
        sources: sources(input.sources.as_deref().unwrap_or_default(), origin, today, faults),
        responsible_unit: text(input.responsible_unit.as_deref()),
        regularises: input.regularises,
        not_a_duplicate: text(input.not_a_duplicate.as_deref()),
    };
    let events = input.events.as_deref().unwrap_or_default();
    if !events.is_empty() && !may_be_signed {
        let words = words!(
            "Antes de la firma no le pasa nada al acuerdo",
            "Before it is signed nothing happens to an agreement"
        );
        faults.push(Fault::at("/events", FaultCode::SignedTooEarly, words));
    } else {
        draft.events = events::check(events, &draft, today, faults);
    }
    (faults.len() == before).then_some(draft)
}

/// The fault of a link to an agreement that is not there, or not for everybody to see.
pub(super) fn unknown_agreement(position: usize) -> Fault {
    let words = words!(
        "No hay tal acuerdo, o no es público todavía: se liga lo inscrito o reportado",
        "There is no such agreement, or it is not public yet: what is registered or reported can be linked to"
    );
    Fault::at(
        format!("/links/{position}/agreement"),
        FaultCode::UnknownAgreement,
        words,
    )
}

fn parties(input: Option<&[PartyInput]>, catalogues: &Catalogues, faults: &mut Vec<Fault>) -> Vec<DraftParty> {
    let input = input.unwrap_or_default();
    for (side, words) in [
        (
            Side::Domestic,
            words!(
                "Falta la parte mexicana: un acuerdo tiene partes de los dos lados",
                "The Mexican party is missing: an agreement has parties on both sides"
            ),
        ),
        (
            Side::Foreign,
            words!(
                "Falta la parte extranjera: un acuerdo tiene partes de los dos lados",
                "The foreign party is missing: an agreement has parties on both sides"
            ),
        ),
    ] {
        // Of parties whose side could not be read nobody knows what is missing.
        if input.iter().all(|party| party.side.is_some_and(|known| known != side)) {
            faults.push(Fault::at("/parties", FaultCode::OneSided, words));
            break;
        }
    }
    let mut parties = Vec::with_capacity(input.len());
    let mut seen = HashSet::new();
    for (position, given) in input.iter().enumerate() {
        let at = format!("/parties/{position}");
        let Some(side) = given.side else {
            faults.push(Fault::missing(format!("{at}/side")));
            continue;
        };
        let Some(body) = &given.body else {
            faults.push(Fault::missing(format!("{at}/body")));
            continue;
        };
        let signatures = signatures(given.signatures.as_deref().unwrap_or_default(), &at, faults);
        let Some((body, key)) = body_choice(body, side, &format!("{at}/body"), catalogues, faults) else {
            continue;
        };
        if !seen.insert((side, key)) {
            let words = words!("Este órgano ya figura como parte", "This body is a party already");
            faults.push(Fault::at(format!("{at}/body"), FaultCode::DuplicateValue, words));
        }
        parties.push(DraftParty {
            side,
            body,
            name_as_signed: text(given.name_as_signed.as_deref()),
            signatures,
        });
    }
    parties
}

/// The body a party names, with a key by which the same one is noticed when it is named twice.
fn body_choice(
    input: &BodyInput,
    side: Side,
    at: &str,
    catalogues: &Catalogues,
    faults: &mut Vec<Fault>,
) -> Option<(BodyChoice, String)> {
    if let Some(id) = &input.id {
        let described = BodyInput {
            id: None,
            ..input.clone()
        };
        let empty = serde_json::to_value(&described).ok() == serde_json::to_value(BodyInput::default()).ok();
        if !empty {
            let words = words!(
                "Diga el id de un órgano del directorio o descríbalo, pero no ambas cosas",
                "Give the id of a body of the directory or describe it, not both"
            );
            faults.push(Fault::at(at, FaultCode::BodyAmbiguous, words));
        }
        let id = body_id(id, &format!("{at}/id"), faults)?;
        return Some((BodyChoice::Known(id), id.to_string()));
    }
    // What a Mexican body leaves unsaid is its country.
    let mut input = input.clone();
    if side == Side::Domestic && input.country.is_none() && input.organisation.is_none() {
        input.country = Some(MEXICO.to_owned());
    }
    // Where in Mexico a counterpart lies is not asked: it is none.
    input.place_unknown |= side == Side::Foreign && input.country.as_deref() == Some(MEXICO);
    let description = bodies::check(&input, at, catalogues, faults)?;
    let before = faults.len();
    faults.extend(side_fault(
        side,
        description.country.as_deref(),
        description.level,
        format!("{at}/country"),
    ));
    faults.extend(private_fault(description.kind, format!("{at}/kind")));
    if faults.len() > before {
        return None;
    }
    let key = description.identity_key();
    Some((BodyChoice::Described(Box::new(description)), key))
}

fn body_id(id: &str, at: &str, faults: &mut Vec<Fault>) -> Option<BodyId> {
    let known = BodyId::parse(id);
    if known.is_none() {
        faults.push(unknown_body(at.to_owned()));
    }
    known
}

/// The signatures of one party as they were sent, `at` its place.
pub fn signatures(input: &[SignatureInput], at: &str, faults: &mut Vec<Fault>) -> Vec<Signature> {
    input
        .iter()
        .enumerate()
        .map(|(position, given)| Signature {
            name: text(given.name.as_deref()),
            post: text(given.post.as_deref()),
            signed_on: given
                .signed_on
                .as_deref()
                .and_then(|date| read_date(date, &format!("{at}/signatures/{position}/signed_on"), faults)),
            place: text(given.place.as_deref()),
        })
        .collect()
}

/// When it was signed: the last signature when every party's is dated, else what was stated. In the procedure an agreement
/// is signed after the opinion and not before (LCT art. 7).
fn signing(
    input: &DraftInput,
    origin: Origin,
    may_be_signed: bool,
    parties: &[DraftParty],
    today: NaiveDate,
    faults: &mut Vec<Fault>,
) -> Option<PartialDate> {
    let stated = input
        .signed_on
        .as_deref()
        .and_then(|date| read_date(date, "/signed_on", faults));
    let mut future = |date: PartialDate, at: String| {
        if date.earliest() > today {
            let words = words!("La fecha todavía no llega", "The date has not come yet");
            faults.push(Fault::at(at, FaultCode::FutureDate, words));
        }
    };
    if let Some(date) = stated {
        future(date, "/signed_on".into());
    }
    for (position, party) in parties.iter().enumerate() {
        for (place, signature) in party.signatures.iter().enumerate() {
            if let Some(date) = signature.signed_on {
                future(date, format!("/parties/{position}/signatures/{place}/signed_on"));
            }
        }
    }
    let too_early = |at: String| {
        let words = words!(
            "La firma se anota cuando ya hay dictamen favorable (LCT art. 7); si ya está firmado, use el origen regularisation o historic",
            "The signature is recorded once there is a favourable opinion (LCT art. 7); if it is signed already, use the origin regularisation or historic"
        );
        Fault::at(at, FaultCode::SignedTooEarly, words)
    };
    if !may_be_signed {
        if stated.is_some() {
            faults.push(too_early("/signed_on".into()));
        }
        if let Some(position) = parties.iter().position(|party| !party.signatures.is_empty()) {
            faults.push(too_early(format!("/parties/{position}/signatures")));
        }
    }
    let last_of = |party: &DraftParty| {
        party
            .signatures
            .iter()
            .filter_map(|signature| signature.signed_on)
            .max_by_key(|date| date.latest())
    };
    let of_all: Option<Vec<PartialDate>> = parties.iter().map(last_of).collect();
    let signed_on = stated.or_else(|| of_all.and_then(|dates| dates.into_iter().max_by_key(|date| date.latest())));
    if origin == Origin::Historic && signed_on.is_none_or(|date| date.earliest() >= law_in_force()) {
        let words = words!(
            "Un acuerdo histórico se firmó antes del 3 de enero de 1992",
            "A historic agreement was signed before 3 January 1992"
        );
        faults.push(Fault::at("/signed_on", FaultCode::OutOfRange, words));
    }
    signed_on
}

fn alternative_titles(input: &[TitleInput], faults: &mut Vec<Fault>) -> Vec<Title> {
    let mut titles = Vec::with_capacity(input.len());
    for (position, given) in input.iter().enumerate() {
        let language = required(
            given.language.as_deref(),
            &format!("/alternative_titles/{position}/language"),
            faults,
        );
        if let Some(language) = &language {
            language_tag(language, format!("/alternative_titles/{position}/language"), faults);
        }
        let title = required(
            given.title.as_deref(),
            &format!("/alternative_titles/{position}/title"),
            faults,
        );
        if let (Some(language), Some(title)) = (language, title) {
            titles.push(Title { language, title });
        }
    }
    titles
}

fn languages(input: &[String], faults: &mut Vec<Fault>) -> Vec<String> {
    let mut seen = HashSet::new();
    for (position, language) in input.iter().enumerate() {
        language_tag(language, format!("/languages/{position}"), faults);
        if !seen.insert(language) {
            faults.push(repeated(format!("/languages/{position}")));
        }
    }
    input.to_vec()
}

/// A BCP 47 tag has subtags of one to eight letters or digits; the first is a language.
fn language_tag(tag: &str, at: String, faults: &mut Vec<Fault>) {
    let mut subtags = tag.split('-');
    let language = subtags.next().is_some_and(|first| {
        (2..=3).contains(&first.len()) && first.bytes().all(|letter| letter.is_ascii_alphabetic())
    });
    let rest =
        subtags.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_alphanumeric()));
    if !(language && rest) {
        let words = words!(
            "Se espera una etiqueta de idioma BCP 47, como es o en-US",
            "A BCP 47 language tag is expected, such as es or en-US"
        );
        faults.push(Fault::at(at, FaultCode::InvalidFormat, words));
    }
}

fn areas(input: &[String], catalogues: &Catalogues, faults: &mut Vec<Fault>) -> Vec<String> {
    let mut seen = HashSet::new();
    for (position, area) in input.iter().enumerate() {
        if catalogues.area(area).is_none() {
            let words = words!(
                "Esa materia no está en el catálogo: /api/v1/areas",
                "There is no such area: /api/v1/areas"
            );
            faults.push(Fault::at(format!("/areas/{position}"), FaultCode::UnknownArea, words));
        }
        if !seen.insert(area) {
            faults.push(repeated(format!("/areas/{position}")));
        }
    }
    input.to_vec()
}

fn links(input: &[LinkInput], faults: &mut Vec<Fault>) -> Vec<(Bearing, AgreementId)> {
    let mut links = Vec::with_capacity(input.len());
    for (position, given) in input.iter().enumerate() {
        if given.relation.is_none() {
            faults.push(Fault::missing(format!("/links/{position}/relation")));
        }
        let Some(id) = &given.agreement else {
            faults.push(Fault::missing(format!("/links/{position}/agreement")));
            continue;
        };
        let Some(id) = AgreementId::parse(id) else {
            faults.push(unknown_agreement(position));
            continue;
        };
        let Some(relation) = given.relation else { continue };
        if links.contains(&(relation, id)) {
            faults.push(repeated(format!("/links/{position}")));
        }
        links.push((relation, id));
    }
    links
}

fn sources(input: &[SourceInput], origin: Origin, today: NaiveDate, faults: &mut Vec<Fault>) -> Vec<Source> {
    if origin == Origin::Reported && input.is_empty() {
        let words = words!(
            "Falta la fuente: de un acuerdo conocido solo por fuentes públicas se dice la dirección y cuándo se consultó",
            "The source is missing: of an agreement known from public sources only, the address and the day it was consulted are given"
        );
        faults.push(Fault::at("/sources", FaultCode::SourceRequired, words));
    }
    let mut sources = Vec::with_capacity(input.len());
    for (position, given) in input.iter().enumerate() {
        let at = format!("/sources/{position}");
        let url = required(given.url.as_deref(), &format!("{at}/url"), faults);
        if url
            .as_deref()
            .is_some_and(|url| !(url.starts_with("http://") || url.starts_with("https://")) || !url.validate_url())
        {
            let words = words!(
                "Se espera una dirección completa, como https://ejemplo.gob.mx/acuerdo",
                "A whole address is expected, such as https://example.org/agreement"
            );
            faults.push(Fault::at(format!("{at}/url"), FaultCode::InvalidFormat, words));
        }
        let consulted_on = match &given.consulted_on {
            None => {
                faults.push(Fault::missing(format!("{at}/consulted_on")));
                None
            }
            Some(date) => read_date(date, &format!("{at}/consulted_on"), faults),
        };
        let day = consulted_on.and_then(PartialDate::day);
        if consulted_on.is_some() && day.is_none() {
            let words = words!(
                "Se espera el día en que se consultó, AAAA-MM-DD",
                "The day it was consulted is expected, YYYY-MM-DD"
            );
            faults.push(Fault::at(format!("{at}/consulted_on"), FaultCode::InvalidDate, words));
        }
        if day.is_some_and(|day| day > today) {
            let words = words!("La fecha todavía no llega", "The date has not come yet");
            faults.push(Fault::at(format!("{at}/consulted_on"), FaultCode::FutureDate, words));
        }
        if let (Some(url), Some(consulted_on)) = (url, day) {
            sources.push(Source {
                url,
                title: text(given.title.as_deref()),
                consulted_on,
            });
        }
    }
    sources
}

fn text(given: Option<&str>) -> Option<String> {
    given
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(ToOwned::to_owned)
}

fn required(given: Option<&str>, at: &str, faults: &mut Vec<Fault>) -> Option<String> {
    match given.map(str::trim) {
        None => {
            faults.push(Fault::missing(at.to_owned()));
            None
        }
        Some(given) if given.is_empty() || (at == "/title" && fold(given).is_empty()) => {
            let words = words!("No puede quedar vacío", "It cannot be empty");
            faults.push(Fault::at(at, FaultCode::TooShort, words));
            None
        }
        Some(given) => Some(given.to_owned()),
    }
}

fn repeated(at: String) -> Fault {
    Fault::at(
        at,
        FaultCode::DuplicateValue,
        words!("Está repetido", "It is there twice"),
    )
}
