//! A would-be agreement: as people send it, and as a draft that keeps the rules.

use serde::{Deserialize, Serialize};

use super::events::{Event, EventInput};
use super::term::{Term, TermInput};
use super::{Agreement, AgreementId, Bearing, Binding, Link, Origin, Party, Side, Signature, Source, Title};
use crate::bodies::{BodyDescription, BodyId, BodyInput};
use crate::partial_date::PartialDate;

/// An agreement as someone sends it: everything may be missing, and nothing was held against the rules yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftInput {
    pub origin: Option<Origin>,
    pub external_number: Option<String>,
    pub title: Option<String>,
    pub alternative_titles: Option<Vec<TitleInput>>,
    pub instrument_type: Option<String>,
    pub denomination: Option<String>,
    pub binding: Option<Binding>,
    pub languages: Option<Vec<String>>,
    pub object: Option<String>,
    pub legal_basis: Option<String>,
    pub derives_from_treaty: Option<String>,
    pub areas: Option<Vec<String>>,
    pub petitioner: Option<PetitionerInput>,
    pub parties: Option<Vec<PartyInput>>,
    pub signed_on: Option<String>,
    pub signed_place: Option<String>,
    pub term: Option<TermInput>,
    pub links: Option<Vec<LinkInput>>,
    pub events: Option<Vec<EventInput>>,
    pub sources: Option<Vec<SourceInput>>,
    pub responsible_unit: Option<String>,
    /// Not for the sender to say: the operation that makes a case of a reported agreement does.
    #[serde(skip)]
    pub regularises: Option<AgreementId>,
    /// Why it is another one than those it looks like.
    pub not_a_duplicate: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TitleInput {
    pub language: Option<String>,
    pub title: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PetitionerInput {
    pub id: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PartyInput {
    pub side: Option<Side>,
    pub body: Option<BodyInput>,
    pub name_as_signed: Option<String>,
    pub signatures: Option<Vec<SignatureInput>>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignatureInput {
    pub name: Option<String>,
    pub post: Option<String>,
    pub signed_on: Option<String>,
    pub place: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkInput {
    pub relation: Option<Bearing>,
    pub agreement: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceInput {
    pub url: Option<String>,
    pub title: Option<String>,
    pub consulted_on: Option<String>,
}

/// A draft that keeps the rules, as far as they can be checked without the database.
#[derive(Debug)]
pub struct Draft {
    pub origin: Origin,
    pub external_number: Option<String>,
    pub title: String,
    pub alternative_titles: Vec<Title>,
    pub instrument_type: String,
    pub denomination: Option<String>,
    pub binding: Binding,
    pub languages: Vec<String>,
    pub object: Option<String>,
    pub legal_basis: Option<String>,
    pub derives_from_treaty: Option<String>,
    pub areas: Vec<String>,
    pub petitioner: Option<BodyId>,
    pub parties: Vec<DraftParty>,
    pub signed_on: Option<PartialDate>,
    pub signed_place: Option<String>,
    pub term: Term,
    pub links: Vec<(Bearing, AgreementId)>,
    pub events: Vec<Event>,
    pub sources: Vec<Source>,
    pub responsible_unit: Option<String>,
    pub regularises: Option<AgreementId>,
    pub not_a_duplicate: Option<String>,
}

#[derive(Debug)]
pub struct DraftParty {
    pub side: Side,
    pub body: BodyChoice,
    pub name_as_signed: Option<String>,
    pub signatures: Vec<Signature>,
}

/// The body a party names: one of the directory, or a description by which it is found or added.
#[derive(Debug)]
pub enum BodyChoice {
    Known(BodyId),
    Described(Box<BodyDescription>),
}

impl From<&Agreement> for DraftInput {
    /// An agreement as its own draft: what a change of it is laid over.
    fn from(agreement: &Agreement) -> Self {
        let signature = |signature: &Signature| SignatureInput {
            name: signature.name.clone(),
            post: signature.post.clone(),
            signed_on: signature.signed_on.map(|date| date.to_string()),
            place: signature.place.clone(),
        };
        let party = |party: &Party| PartyInput {
            side: Some(party.side),
            body: Some(BodyInput {
                id: Some(party.body.id.to_string()),
                ..BodyInput::default()
            }),
            name_as_signed: party.name_as_signed.clone(),
            signatures: Some(party.signatures.iter().map(signature).collect()),
        };
        let link = |link: &Link| {
            Some(LinkInput {
                relation: Some(link.relation.bearing()?),
                agreement: Some(link.agreement.to_string()),
            })
        };
        let source = |source: &Source| SourceInput {
            url: Some(source.url.clone()),
            title: source.title.clone(),
            consulted_on: Some(source.consulted_on.to_string()),
        };
        let title = |title: &Title| TitleInput {
            language: Some(title.language.clone()),
            title: Some(title.title.clone()),
        };
        Self {
            origin: Some(agreement.origin),
            external_number: agreement.external_number.clone(),
            title: Some(agreement.title.clone()),
            alternative_titles: Some(agreement.alternative_titles.iter().map(title).collect()),
            instrument_type: Some(agreement.instrument_type.clone()),
            denomination: agreement.denomination.clone(),
            binding: Some(agreement.binding),
            languages: Some(agreement.languages.clone()),
            object: agreement.object.clone(),
            legal_basis: agreement.legal_basis.clone(),
            derives_from_treaty: agreement.derives_from_treaty.clone(),
            areas: Some(agreement.areas.clone()),
            petitioner: agreement.petitioner.as_ref().map(|petitioner| PetitionerInput {
                id: Some(petitioner.id.to_string()),
            }),
            parties: Some(agreement.parties.iter().map(party).collect()),
            signed_on: agreement.signed_on.map(|date| date.to_string()),
            signed_place: agreement.signed_place.clone(),
            term: Some(TermInput::from(&agreement.term)),
            links: Some(agreement.links.iter().filter_map(link).collect()),
            events: Some(agreement.events.iter().map(EventInput::from).collect()),
            sources: Some(agreement.sources.iter().map(source).collect()),
            responsible_unit: agreement.responsible_unit.clone(),
            regularises: agreement.regularises,
            not_a_duplicate: None,
        }
    }
}
