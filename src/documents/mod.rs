//! Documents: the texts of an agreement and what proves its facts. A content is never overwritten, a later document supersedes.
//!
//! The bytes go to a store by their SHA-256 ([`store`]), each content once; the rows here say which document of which agreement
//! has it, what it is, and who may read it.

mod add;
mod arrival;
pub mod completeness;
mod edit;
mod finding;
pub mod keeper;
pub mod kind;
pub mod reading;
#[cfg(test)]
mod samples;
pub mod store;

use serde::{Deserialize, Serialize};

pub use self::add::{DocumentInput, Stored, add, check, may_add};
pub use self::arrival::{Arrival, Arrived};
pub use self::edit::{DocumentPatch, edit};
pub use self::finding::{
    Gap, Listed, PageText, find, has_any, ids_seen, kinds_of, of_agreement, page_texts, pages_of, seen_behind,
    visibilities,
};
use crate::agreements::AgreementId;
use crate::clock::Timestamp;
use crate::db::{record_id, text_enum};
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

record_id! {
    /// Names a document.
    DocumentId
}

text_enum! {
    /// What a document is to its agreement.
    DocumentKind {
        Draft = "draft",
        OfficialLetter = "official_letter",
        CouncilAct = "council_act",
        Opinion = "opinion",
        SignedOriginal = "signed_original",
        CertifiedCopy = "certified_copy",
        Translation = "translation",
        Annex = "annex",
        SideLetter = "side_letter",
        WorkProgramme = "work_programme",
        Report = "report",
        SourcePage = "source_page",
    }
}

impl DocumentKind {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Draft => words!("Proyecto", "Draft"),
            Self::OfficialLetter => words!("Oficio", "Official letter"),
            Self::CouncilAct => words!("Acta de cabildo", "Council act"),
            Self::Opinion => words!("Dictamen", "Opinion"),
            Self::SignedOriginal => words!("Original firmado", "Signed original"),
            Self::CertifiedCopy => words!("Copia certificada", "Certified copy"),
            Self::Translation => words!("Traducción", "Translation"),
            Self::Annex => words!("Anexo", "Annex"),
            Self::SideLetter => words!("Carta complementaria", "Side letter"),
            Self::WorkProgramme => words!("Programa de trabajo", "Work programme"),
            Self::Report => words!("Informe", "Report"),
            Self::SourcePage => words!("Página de la fuente", "Source page"),
        }
    }
}

text_enum! {
    /// Whether the parties agreed on a text in this language, or somebody translated it later.
    Authenticity { Authentic = "authentic", Translation = "translation" }
}

impl Authenticity {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Authentic => words!("Texto auténtico", "Authentic text"),
            Self::Translation => words!("Traducción", "Translation"),
        }
    }
}

text_enum! {
    /// Everybody who sees the agreement reads what is public; what is internal is for those who work on the case.
    Visibility { Public = "public", Internal = "internal" }
}

impl Visibility {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Public => words!("Público", "Public"),
            Self::Internal => words!("Interno", "Internal"),
        }
    }
}

text_enum! {
    /// How much of a file's text could be read.
    TextState {
        /// It is not read yet.
        Waiting = "waiting",
        Read = "read",
        /// Some of it was not: the gaps say what.
        Partly = "partly",
        /// There is none: a picture, a scan, or a file that could not be read.
        None = "none",
    }
}

/// A document as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub id: DocumentId,
    pub agreement: AgreementId,
    pub kind: DocumentKind,
    pub title: String,
    /// What an annex is called in the text: `Anexo A`.
    pub label: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    pub authenticity: Option<Authenticity>,
    /// Whether this text decides where the languages differ.
    pub prevails: bool,
    pub visibility: Visibility,
    /// The date it bears.
    pub dated_on: Option<PartialDate>,
    pub note: Option<String>,
    pub file_name: String,
    /// By its content, not its name.
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    /// In hexadecimal.
    pub sha256: String,
    pub supersedes: Option<DocumentId>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// SHA-256 of a content, which is also where it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Reads what the database has.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl DocumentKind {
    /// Whether it is the whole of the agreement's text, signed or not.
    #[must_use]
    pub const fn is_whole_text(self) -> bool {
        matches!(
            self,
            Self::SignedOriginal | Self::CertifiedCopy | Self::Draft | Self::Translation
        )
    }

    /// Whether it holds the agreement's own words, for which language and authenticity matter.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Draft
                | Self::SignedOriginal
                | Self::CertifiedCopy
                | Self::Translation
                | Self::Annex
                | Self::SideLetter
        )
    }
}
