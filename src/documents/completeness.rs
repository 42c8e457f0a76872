//! Whether the text of an agreement is there whole: in each of its languages, with the annexes that it names.

use serde::Serialize;

use super::{Authenticity, DocumentId, DocumentKind, Listed};
use crate::agreements::clauses::ClauseKind;
use crate::agreements::{Agreement, Origin, Stage};
use crate::db::text_enum;
use crate::folding::fold;

/// What there is of the text, as far as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// Every language the agreement was made in, then those it is translated to.
    pub languages: Vec<TextIn>,
    /// Those the text names, then those that are there beside.
    pub annexes: Vec<Annex>,
    pub missing: Vec<Missing>,
}

/// The text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextIn {
    /// BCP 47.
    pub language: String,
    pub authentic: Option<DocumentId>,
    pub translation: Option<DocumentId>,
    /// Whether the text in this language decides where they differ.
    pub prevails: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Annex {
    pub label: String,
    /// Whether a clause names it.
    pub listed: bool,
    pub document: Option<DocumentId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub what: MissingKind,
    /// The language or the annex.
    pub name: Option<String>,
}

text_enum! {
    /// What is not there of a text.
    MissingKind {
        /// Neither the signed original nor a certified copy of what was signed.
        SignedText = "signed_text",
        /// A language in which the agreement was made.
        Language = "language",
        /// Several texts are authentic, and none prevails.
        PrevailingLanguage = "prevailing_language",
        /// One that the text names.
        Annex = "annex",
    }
}

impl Completeness {
    /// What there is of an agreement's text among its documents; those that were superseded do not count.
    #[must_use]
    pub fn of(agreement: &Agreement, documents: &[Listed]) -> Self {
        let current: Vec<&Listed> = documents
            .iter()
            .filter(|listed| listed.superseded_by.is_none())
            .collect();
        let languages = languages(agreement, &current);
        let annexes = annexes(agreement, &current);
        let missing = missing(agreement, &current, &languages, &annexes);
        Self {
            languages,
            annexes,
            missing,
        }
    }
}

fn languages(agreement: &Agreement, current: &[&Listed]) -> Vec<TextIn> {
    let texts = || {
        current
            .iter()
            .map(|listed| &listed.document)
            .filter(|document| document.kind.is_whole_text() && document.language.is_some())
    };
    let mut names: Vec<&str> = agreement.languages.iter().map(String::as_str).collect();
    for name in texts().filter_map(|document| document.language.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let best = |name: &str, authenticity| {
        let of_language = texts().filter(|document| document.language.as_deref() == Some(name));
        let such = of_language.filter(|document| document.authenticity == Some(authenticity));
        such.min_by_key(|document| (document.kind, std::cmp::Reverse(document.created_at)))
            .map(|document| document.id)
    };
    names
        .into_iter()
        .map(|name| TextIn {
            language: name.to_owned(),
            authentic: best(name, Authenticity::Authentic),
            translation: best(name, Authenticity::Translation),
            prevails: texts().any(|document| document.prevails && document.language.as_deref() == Some(name)),
        })
        .collect()
}

fn annexes(agreement: &Agreement, current: &[&Listed]) -> Vec<Annex> {
    let there = || {
        current
            .iter()
            .map(|listed| &listed.document)
            .filter(|document| document.kind == DocumentKind::Annex)
    };
    let document_of = |label: &str| {
        there()
            .filter(|document| {
                document
                    .label
                    .as_deref()
                    .is_some_and(|known| fold(known) == fold(label))
            })
            .max_by_key(|document| document.created_at)
            .map(|document| document.id)
    };
    let named = agreement
        .clauses
        .iter()
        .filter(|clause| clause.kind == ClauseKind::Annex);
    let named: Vec<&str> = named.filter_map(|clause| clause.label.as_deref()).collect();
    let mut labels: Vec<(&str, bool)> = Vec::new();
    let others = there().filter_map(|document| document.label.as_deref());
    for (label, listed) in named
        .iter()
        .map(|label| (*label, true))
        .chain(others.map(|label| (label, false)))
    {
        if labels.iter().all(|(known, _)| fold(known) != fold(label)) {
            labels.push((label, listed));
        }
    }
    labels
        .into_iter()
        .map(|(label, listed)| Annex {
            label: label.to_owned(),
            listed,
            document: document_of(label),
        })
        .collect()
}

fn missing(agreement: &Agreement, current: &[&Listed], languages: &[TextIn], annexes: &[Annex]) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut lacks = |what, name: Option<&str>| {
        missing.push(Missing {
            what,
            name: name.map(ToOwned::to_owned),
        });
    };
    if lacks_signed_text(agreement, current.iter().map(|listed| listed.document.kind)) {
        lacks(MissingKind::SignedText, None);
    }
    for text in languages {
        if text.authentic.is_none() && agreement.languages.contains(&text.language) {
            lacks(MissingKind::Language, Some(&text.language));
        }
    }
    let authentic = languages.iter().filter(|text| text.authentic.is_some()).count();
    if authentic > 1 && !languages.iter().any(|text| text.prevails) {
        lacks(MissingKind::PrevailingLanguage, None);
    }
    for annex in annexes.iter().filter(|annex| annex.document.is_none()) {
        lacks(MissingKind::Annex, Some(&annex.label));
    }
    missing
}

/// Whether an agreement was signed, and neither its original nor a certified copy is among the documents of these kinds.
pub fn lacks_signed_text(agreement: &Agreement, mut kinds: impl Iterator<Item = DocumentKind>) -> bool {
    let signed = matches!(
        agreement.stage,
        None | Some(Stage::Signed | Stage::Registered | Stage::Cancelled)
    ) || agreement.origin != Origin::Procedure;
    let is_signed_text = |kind| matches!(kind, DocumentKind::SignedOriginal | DocumentKind::CertifiedCopy);
    signed && !kinds.any(is_signed_text)
}
