//! Clauses of an agreement's text that are asked for by kind, each with the place where it stands.

use serde::{Deserialize, Serialize};

use crate::db::text_enum;
use crate::documents::{DocumentId, Listed};
use crate::fault::{Fault, FaultCode};
use crate::language::{Words, words};

text_enum! {
    /// What a clause settles.
    ClauseKind {
        /// How long it holds.
        Term = "term",
        /// How it is brought to an end.
        End = "end",
        /// How disputes are settled (LCT art. 8).
        Disputes = "disputes",
        /// Who pays for what.
        Money = "money",
        PrevailingLanguage = "prevailing_language",
        /// That an annex is part of it; the label is what the text calls the annex.
        Annex = "annex",
    }
}

impl ClauseKind {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Term => words!("Vigencia", "Term"),
            Self::End => words!("Terminación", "Termination"),
            Self::Disputes => words!("Solución de controversias", "Settlement of disputes"),
            Self::Money => words!("Recursos y financiamiento", "Money and funding"),
            Self::PrevailingLanguage => words!("Idioma que prevalece", "Prevailing language"),
            Self::Annex => words!("Anexo", "Annex"),
        }
    }
}

/// A clause, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    pub kind: ClauseKind,
    /// What the text calls it: `Cláusula octava`.
    pub label: Option<String>,
    pub document: DocumentId,
    /// Nothing where the document's pages are not known.
    pub page: Option<i32>,
    /// Its words, as far as they were copied.
    pub text: Option<String>,
}

/// The clauses of an agreement as someone sends them, all of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClausesInput {
    pub clauses: Vec<ClauseInput>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClauseInput {
    pub kind: Option<ClauseKind>,
    pub label: Option<String>,
    pub document: String,
    pub page: Option<i32>,
    pub text: Option<String>,
}

impl ClausesInput {
    /// The clauses, each in a document of the agreement; what is wrong with them goes to the faults.
    pub fn check(&self, documents: &[Listed], faults: &mut Vec<Fault>) -> Vec<Clause> {
        let mut clauses = Vec::with_capacity(self.clauses.len());
        for (position, clause) in self.clauses.iter().enumerate() {
            let at = format!("/clauses/{position}");
            let document = stands_in(documents, &clause.document, clause.page, &at, faults);
            if clause.kind == Some(ClauseKind::Annex) && clause.label.is_none() {
                let words = words!(
                    "Diga cómo llama el texto al anexo, por ejemplo «Anexo A»",
                    "Say what the text calls the annex, such as “Annex A”"
                );
                faults.push(Fault::at(format!("{at}/label"), FaultCode::MissingField, words));
            }
            if let (Some(kind), Some(document)) = (clause.kind, document) {
                clauses.push(Clause {
                    kind,
                    label: clause.label.clone(),
                    document,
                    page: clause.page,
                    text: clause.text.clone(),
                });
            }
        }
        clauses
    }
}

/// The document that a place is in, if it is one of the agreement's and has such a page.
pub(super) fn stands_in(
    documents: &[Listed],
    document: &str,
    page: Option<i32>,
    at: &str,
    faults: &mut Vec<Fault>,
) -> Option<DocumentId> {
    let id = DocumentId::parse(document);
    let Some(listed) = documents.iter().find(|listed| Some(listed.document.id) == id) else {
        let words = words!(
            "Este acuerdo no tiene ese documento",
            "This agreement has no such document"
        );
        faults.push(Fault::at(format!("{at}/document"), FaultCode::UnknownDocument, words));
        return None;
    };
    let wrong = match (page, listed.pages) {
        (None, Some(2..)) => Some((
            FaultCode::MissingField,
            words!("Diga en qué página", "Say on which page"),
        )),
        (Some(page), Some(pages)) if page > pages => Some((
            FaultCode::OutOfRange,
            words!("El documento tiene {pages} páginas", "The document has {pages} pages"),
        )),
        _ => None,
    };
    if let Some((code, words)) = wrong {
        faults.push(Fault::at(format!("{at}/page"), code, words));
    }
    id
}
