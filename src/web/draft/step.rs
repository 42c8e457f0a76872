//! The steps in which a draft is filled in, and which of them a field belongs to.

use crate::agreements::{Agreement, AgreementId, Origin};
use crate::db::text_enum;
use crate::fault::Fault;
use crate::language::{Words, words};

text_enum! {
    /// One step, by the last word of its address.
    Step {
        What = "what",
        Parties = "parties",
        Basis = "basis",
        Term = "term",
        /// Only of what is signed already.
        Signing = "signing",
        Related = "related",
        Documents = "documents",
        Review = "review",
    }
}

impl Step {
    /// What people call it.
    pub fn label(self) -> Words {
        match self {
            Self::What => words!("Qué es", "What it is"),
            Self::Parties => words!("Partes", "Parties"),
            Self::Basis => words!("Fundamento y materias", "Legal basis and areas"),
            Self::Term => words!("Vigencia", "Term"),
            Self::Signing => words!("Firma", "Signature"),
            Self::Related => words!("Antecedentes y fuentes", "Earlier agreements and sources"),
            Self::Documents => words!("Documentos", "Documents"),
            Self::Review => words!("Revisar y presentar", "Review and submit"),
        }
    }

    /// Those of a case, in their order: what is not signed yet has no signatures to tell.
    pub fn of(case: &Agreement) -> Vec<Self> {
        let unsigned = case.origin == Origin::Procedure;
        let steps = Self::ALL.iter().copied();
        steps.filter(|step| !(unsigned && *step == Self::Signing)).collect()
    }

    /// The one behind it; the last is followed by itself.
    pub fn next(self, case: &Agreement) -> Self {
        let steps = Self::of(case);
        let behind = steps.iter().skip_while(|step| **step != self).nth(1);
        behind.copied().unwrap_or(Self::Review)
    }

    /// Whether it has fields of the draft itself.
    pub const fn is_form(self) -> bool {
        !matches!(self, Self::Documents | Self::Review)
    }

    /// Its address, without the language.
    pub fn path(self, case: AgreementId) -> String {
        match self {
            Self::Documents => format!("/cases/{case}/documents"),
            step => format!("/cases/{case}/edit/{step}"),
        }
    }

    /// What of it stands in the way of submitting, each at its field.
    pub fn problems(self, lacks: &[Fault]) -> Vec<Fault> {
        let own = lacks.iter().filter(|lack| Self::with(lack.pointer()) == self);
        own.cloned().collect()
    }

    /// The one in which the field of a JSON pointer is filled in.
    pub fn with(pointer: &str) -> Self {
        match pointer.split('/').nth(1).unwrap_or_default() {
            "title" | "alternative_titles" | "origin" | "instrument_type" | "denomination" | "object" | "languages" => {
                Self::What
            }
            "parties" if pointer.contains("/signatures") => Self::Signing,
            "parties" | "petitioner" => Self::Parties,
            "legal_basis" | "areas" | "derives_from_treaty" | "responsible_unit" | "external_number" => Self::Basis,
            "term" | "binding" => Self::Term,
            "signed_on" | "signed_place" => Self::Signing,
            "links" | "sources" => Self::Related,
            "documents" => Self::Documents,
            _ => Self::Review,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreements::{Stage, sample};

    #[test]
    fn what_is_not_signed_has_no_step_for_signatures() {
        let mut case = sample::case(Stage::Draft);
        assert_eq!(Step::Term.next(&case), Step::Related);
        case.origin = Origin::Regularisation;
        assert_eq!(Step::Term.next(&case), Step::Signing);
        assert_eq!(Step::Review.next(&case), Step::Review);
    }

    #[test]
    fn a_field_is_found_in_its_step() {
        for (pointer, step) in [
            ("/object", Step::What),
            ("/parties/0/body/name", Step::Parties),
            ("/parties/0/signatures/1/post", Step::Signing),
            ("/term/renewal", Step::Term),
            ("/documents", Step::Documents),
            ("", Step::Review),
        ] {
            assert_eq!(Step::with(pointer), step, "{pointer}");
        }
    }
}
