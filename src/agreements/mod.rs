//! What an agreement is, and what can be done with one.

mod case_clock;
pub mod clauses;
mod counts;
mod create;
mod directory;
mod draft;
pub mod duplicates;
mod edit;
mod effect;
mod entering;
pub mod events;
mod filter;
pub mod follow_ups;
mod likeness;
pub mod links;
mod order;
pub mod pairings;
mod parts;
mod record;
mod regularise;
mod related;
mod rows;
mod rules;
#[cfg(test)]
pub(crate) mod sample;
mod scope;
pub mod statements;
pub mod term;
pub mod validity;
mod view;

use serde::{Deserialize, Serialize};

pub use self::case_clock::{Alert, AlertCode, CaseClock, Turn, Waiting};
use self::clauses::Clause;
pub use self::counts::Dimension;
pub use self::create::{create, may_create};
pub use self::draft::{Draft, DraftInput, LinkInput, PartyInput, SignatureInput, SourceInput, TitleInput};
pub use self::edit::{add_event, correct, decide, edit, editable, put, show_body_anew, showing_body, would_be};
pub use self::effect::work_out_all;
pub use self::entering::Entering;
use self::events::Event;
pub use self::filter::AgreementFilter;
use self::follow_ups::FollowUp;
pub use self::follow_ups::Vitality;
pub use self::order::{Key, Place, Sort};
pub use self::record::{Readable, count_seen, read, read_behind, read_many, rebuild, stored};
pub use self::regularise::{give_place, may_regularise, regularise, successor, take_over_links};
pub use self::related::related;
pub use self::rules::{check as check_draft, signatures as read_signatures};
use self::statements::Statement;
use self::term::Term;
use self::validity::{Phase, ValidityFacts};
pub use self::view::{OfTheDay, View};
use crate::bodies::{BodyBrief, BodyReference};
use crate::clock::Timestamp;
use crate::db::{record_id, text_enum};
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

record_id! {
    /// Names an agreement, from draft to the end of its life.
    AgreementId
}

record_id! {
    /// Names a body's part in one agreement.
    PartyId
}

text_enum! {
    /// Where the procedure stands; moved by people.
    Stage {
        Draft = "draft",
        Submitted = "submitted",
        Incomplete = "incomplete",
        InReview = "in_review",
        Observed = "observed",
        Cleared = "cleared",
        Lapsed = "lapsed",
        Signed = "signed",
        Registered = "registered",
        Cancelled = "cancelled",
        Rejected = "rejected",
        OutOfScope = "out_of_scope",
        Withdrawn = "withdrawn",
        Dismissed = "dismissed",
    }
}

text_enum! {
    /// How an agreement came to the register.
    Origin {
        /// By the procedure, before it was signed (LCT art. 7).
        Procedure = "procedure",
        /// Signed already, without an opinion.
        Regularisation = "regularisation",
        /// Signed before 3 January 1992, when the law began to hold.
        Historic = "historic",
        /// Known from public sources only: shown, and shown as not registered.
        Reported = "reported",
    }
}

text_enum! {
    /// Whether the parties meant to be bound.
    Binding { Yes = "yes", No = "no", Unknown = "unknown" }
}

impl Binding {
    /// Whether they did, as people say it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Yes => words!("Sí", "Yes"),
            Self::No => words!("No", "No"),
            Self::Unknown => words!("Sin dato", "Unknown"),
        }
    }
}

text_enum! {
    /// A Mexican party's side or a counterpart's.
    Side { Domestic = "domestic", Foreign = "foreign" }
}

impl Side {
    /// What people call a party of this side.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Domestic => words!("Parte mexicana", "Mexican party"),
            Self::Foreign => words!("Contraparte", "Counterpart"),
        }
    }
}

text_enum! {
    /// How a later agreement bears on an earlier one.
    Bearing { Extends = "extends", Amends = "amends", Supersedes = "supersedes", Reaffirms = "reaffirms" }
}

text_enum! {
    /// A link as one of its two agreements shows it.
    Relation {
        Extends = "extends",
        ExtendedBy = "extended_by",
        Amends = "amends",
        AmendedBy = "amended_by",
        Supersedes = "supersedes",
        SupersededBy = "superseded_by",
        Reaffirms = "reaffirms",
        ReaffirmedBy = "reaffirmed_by",
    }
}

impl Relation {
    /// What people call it, before the name of the other agreement.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Extends => words!("Prorroga a", "Extends"),
            Self::ExtendedBy => words!("Prorrogado por", "Extended by"),
            Self::Amends => words!("Modifica a", "Amends"),
            Self::AmendedBy => words!("Modificado por", "Amended by"),
            Self::Supersedes => words!("Sustituye a", "Supersedes"),
            Self::SupersededBy => words!("Sustituido por", "Superseded by"),
            Self::Reaffirms => words!("Refrenda a", "Reaffirms"),
            Self::ReaffirmedBy => words!("Refrendado por", "Reaffirmed by"),
        }
    }
}

impl Stage {
    /// Those of a case that is not at its end.
    pub const OPEN: [Self; 7] = [
        Self::Draft,
        Self::Submitted,
        Self::Incomplete,
        Self::InReview,
        Self::Observed,
        Self::Cleared,
        Self::Signed,
    ];

    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Draft => words!("Borrador", "Draft"),
            Self::Submitted => words!("Presentado", "Submitted"),
            Self::Incomplete => words!("Con prevención", "Incomplete"),
            Self::InReview => words!("En revisión", "In review"),
            Self::Observed => words!("Con observaciones", "Observed"),
            Self::Cleared => words!("Procedente", "Cleared"),
            Self::Lapsed => words!("Caduco", "Lapsed"),
            Self::Signed => words!("Firmado", "Signed"),
            Self::Registered => words!("Inscrito", "Registered"),
            Self::Cancelled => words!("Dado de baja", "Cancelled"),
            Self::Rejected => words!("Improcedente", "Rejected"),
            Self::OutOfScope => words!("Fuera de la ley", "Out of scope"),
            Self::Withdrawn => words!("Retirado", "Withdrawn"),
            Self::Dismissed => words!("Desechado", "Dismissed"),
        }
    }
}

impl Origin {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Procedure => words!("Trámite", "Procedure"),
            Self::Regularisation => words!("Regularización", "Regularisation"),
            Self::Historic => words!("Histórico", "Historic"),
            Self::Reported => words!("Reportado, sin inscribir", "Reported, not registered"),
        }
    }
}

impl Bearing {
    /// As the later agreement shows it.
    #[must_use]
    pub const fn forwards(self) -> Relation {
        match self {
            Self::Extends => Relation::Extends,
            Self::Amends => Relation::Amends,
            Self::Supersedes => Relation::Supersedes,
            Self::Reaffirms => Relation::Reaffirms,
        }
    }

    /// As the earlier agreement shows it.
    #[must_use]
    pub const fn backwards(self) -> Relation {
        match self {
            Self::Extends => Relation::ExtendedBy,
            Self::Amends => Relation::AmendedBy,
            Self::Supersedes => Relation::SupersededBy,
            Self::Reaffirms => Relation::ReaffirmedBy,
        }
    }
}

impl Relation {
    /// The bearing of the agreement that shows this, when it is the later one.
    #[must_use]
    pub const fn bearing(self) -> Option<Bearing> {
        match self {
            Self::Extends => Some(Bearing::Extends),
            Self::Amends => Some(Bearing::Amends),
            Self::Supersedes => Some(Bearing::Supersedes),
            Self::Reaffirms => Some(Bearing::Reaffirms),
            Self::ExtendedBy | Self::AmendedBy | Self::SupersededBy | Self::ReaffirmedBy => None,
        }
    }
}

/// An agreement as it is read, but for its validity, which depends on the day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    pub id: AgreementId,
    pub registration_number: Option<String>,
    /// The ministry's older number.
    pub external_number: Option<String>,
    /// Nothing while no procedure was begun: of what is only reported.
    pub stage: Option<Stage>,
    pub stage_since: Option<Timestamp>,
    /// Nothing while it was not brought.
    #[serde(default)]
    pub clock: Option<CaseClock>,
    pub origin: Origin,
    pub title: String,
    pub alternative_titles: Vec<Title>,
    /// Code in the catalogue.
    pub instrument_type: String,
    /// The literal words on the document; without legal effect (LCT 2-II).
    pub denomination: Option<String>,
    pub binding: Binding,
    /// BCP 47.
    pub languages: Vec<String>,
    pub object: Option<String>,
    pub legal_basis: Option<String>,
    pub derives_from_treaty: Option<String>,
    /// Codes in the catalogue.
    pub areas: Vec<String>,
    pub petitioner: Option<BodyReference>,
    /// The reported agreement that this case brings to the register.
    #[serde(default)]
    pub regularises: Option<AgreementId>,
    /// The registered agreement that this reported one was brought to the register as.
    #[serde(default)]
    pub regularised_by: Option<AgreementId>,
    pub parties: Vec<Party>,
    /// The last signature.
    pub signed_on: Option<PartialDate>,
    pub signed_place: Option<String>,
    pub term: Term,
    pub links: Vec<Link>,
    /// What happened to it once it was signed, in the order in which it was recorded.
    #[serde(default)]
    pub events: Vec<Event>,
    /// What its petitioner reports, year by year.
    #[serde(default)]
    pub follow_ups: Vec<FollowUp>,
    /// Its effect over all days, derived from the facts and from later agreements.
    #[serde(default)]
    pub phases: Vec<Phase>,
    pub sources: Vec<Source>,
    /// Those that are asked for by kind, each with its place in the text.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// What sources say of single fields.
    #[serde(default)]
    pub statements: Vec<Statement>,
    pub registered_on: Option<chrono::NaiveDate>,
    pub responsible_unit: Option<String>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The first day without effect: itself, or the days between which it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    pub on: Option<chrono::NaiveDate>,
    pub earliest: Option<chrono::NaiveDate>,
    pub latest: Option<chrono::NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    pub language: String,
    pub title: String,
}

/// A body's part in an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub id: PartyId,
    pub side: Side,
    pub body: BodyBrief,
    pub name_as_signed: Option<String>,
    pub signatures: Vec<Signature>,
}

/// Who signed for a party: name and post, never how to reach them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub name: Option<String>,
    pub post: Option<String>,
    pub signed_on: Option<PartialDate>,
    pub place: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub relation: Relation,
    pub agreement: AgreementId,
    pub registration_number: Option<String>,
    pub title: String,
}

/// Where a fact was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub url: String,
    pub title: Option<String>,
    pub consulted_on: chrono::NaiveDate,
}

impl Agreement {
    /// Whether everybody may see it: registered, cancelled, or reported and nothing more yet.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        matches!(self.stage, Some(Stage::Registered | Stage::Cancelled))
            || (matches!(self.origin, Origin::Reported) && self.regularised_by.is_none())
    }

    /// The first day without effect, as far as it is known.
    #[must_use]
    pub fn ends(&self) -> Ends {
        let on = effect::ends_on(&self.phases);
        let between = on.map(|end| (end, end)).or(self.validity_facts().span().ends_between);
        Ends {
            on,
            earliest: between.map(|(first, _)| first),
            latest: between.map(|(_, last)| last),
        }
    }

    /// What its validity is computed from.
    #[must_use]
    pub fn validity_facts(&self) -> ValidityFacts {
        ValidityFacts {
            stage: self.stage,
            origin: self.origin,
            signed_on: self.signed_on,
            term: self.term.clone(),
            events: self.events.clone(),
        }
    }
}
