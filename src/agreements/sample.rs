//! A case between two cities, for the unit tests of rules.

use super::term::Term;
use super::{Agreement, AgreementId, Binding, Origin, Party, PartyId, Side, Stage};
use crate::bodies::{BodyBrief, BodyId, BodyKind, BodyReference, Level};
use crate::clock::Timestamp;

/// Complete and unsigned, in a stage.
pub(crate) fn case(stage: Stage) -> Agreement {
    let at = Timestamp::parse("2026-11-20T17:02:11Z").unwrap();
    let party = |number: u128, side, name: &str, country: &str, municipality: Option<&str>| Party {
        id: PartyId(uuid::Uuid::from_u128(number)),
        side,
        body: BodyBrief {
            id: BodyId(uuid::Uuid::from_u128(100 + number)),
            name: name.into(),
            level: Level::Municipal,
            kind: BodyKind::Government,
            country: Some(country.into()),
            state: municipality.map(|code| code[..2].into()),
            municipality: municipality.map(ToOwned::to_owned),
        },
        name_as_signed: None,
        signatures: Vec::new(),
    };
    let irapuato = party(1, Side::Domestic, "Municipio de Irapuato", "MX", Some("11017"));
    Agreement {
        id: AgreementId(uuid::Uuid::from_u128(7)),
        registration_number: None,
        external_number: None,
        stage: Some(stage),
        stage_since: Some(at),
        clock: None,
        origin: Origin::Procedure,
        title: "Hermanamiento Irapuato – McAllen".into(),
        alternative_titles: Vec::new(),
        instrument_type: "twinning".into(),
        denomination: None,
        binding: Binding::Unknown,
        languages: Vec::new(),
        object: Some("Cultura".into()),
        legal_basis: Some("LCT art. 2-II".into()),
        derives_from_treaty: None,
        areas: Vec::new(),
        petitioner: Some(BodyReference {
            id: irapuato.body.id,
            name: irapuato.body.name.clone(),
        }),
        regularises: None,
        regularised_by: None,
        parties: vec![irapuato, party(2, Side::Foreign, "Ciudad de McAllen", "US", None)],
        signed_on: None,
        signed_place: None,
        term: Term::default(),
        links: Vec::new(),
        events: Vec::new(),
        follow_ups: Vec::new(),
        clauses: Vec::new(),
        statements: Vec::new(),
        phases: Vec::new(),
        sources: Vec::new(),
        registered_on: None,
        responsible_unit: None,
        version: 1,
        created_at: at,
        updated_at: at,
    }
}
