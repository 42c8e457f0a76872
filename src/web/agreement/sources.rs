//! Where facts were found, and what sources say of single fields: side by side where they do not agree.

use crate::agreements::statements::{Standing, Statement};
use crate::agreements::{Agreement, DraftInput};
use crate::catalogues::Catalogues;
use crate::documents::Listed;
use crate::error::Result;
use crate::language::Language;
use crate::web::badge::Badge;
use crate::web::finder::Link;
use crate::web::{fields, said};

/// A source of the whole.
pub struct Source {
    pub title: String,
    /// Nothing where it is no address of the web.
    pub href: Option<String>,
    pub consulted_on: String,
}

/// A field of which sources say something.
pub struct Claim {
    pub field: String,
    /// What the register says.
    pub recorded: String,
    pub said: Vec<Said>,
}

/// What one source says of it.
pub struct Said {
    pub value: String,
    pub source: Link,
    pub consulted_on: Option<String>,
    pub method: String,
    pub verified_on: Option<String>,
    pub standing: Badge,
    pub reason: Option<String>,
}

pub fn of(agreement: &Agreement, language: Language) -> Vec<Source> {
    let source = |source: &crate::agreements::Source| Source {
        title: source.title.clone().unwrap_or_else(|| source.url.clone()),
        href: on_the_web(&source.url),
        consulted_on: said::day(source.consulted_on, language),
    };
    agreement.sources.iter().map(source).collect()
}

/// Only what leads to the web is a link.
fn on_the_web(url: &str) -> Option<String> {
    let known = url.starts_with("https://") || url.starts_with("http://");
    known.then(|| url.to_owned())
}

/// What sources say, field by field, in the order in which fields were first named.
///
/// # Errors
/// None that can be met: the agreement is our own.
pub fn claims(
    agreement: &Agreement,
    listed: &[Listed],
    catalogues: &Catalogues,
    language: Language,
) -> Result<Vec<Claim>> {
    if agreement.statements.is_empty() {
        return Ok(Vec::new());
    }
    let record = serde_json::to_value(DraftInput::from(agreement))?;
    let mut claims: Vec<(&str, Claim)> = Vec::new();
    for statement in &agreement.statements {
        let field = statement.field.as_str();
        let said = said_by(statement, listed, catalogues, language);
        if let Some((_, claim)) = claims.iter_mut().find(|(known, _)| *known == field) {
            claim.said.push(said);
            continue;
        }
        let recorded = record.pointer(field).cloned().unwrap_or_default();
        let claim = Claim {
            field: fields::name(field, language),
            recorded: fields::value(field, &recorded, catalogues, language),
            said: vec![said],
        };
        claims.push((field, claim));
    }
    Ok(claims.into_iter().map(|(_, claim)| claim).collect())
}

fn said_by(statement: &Statement, listed: &[Listed], catalogues: &Catalogues, language: Language) -> Said {
    let in_document = super::documents::place(listed, statement.document, statement.page, language);
    let source = in_document.unwrap_or_else(|| {
        let url = statement.url.clone().unwrap_or_default();
        Link {
            href: on_the_web(&url).unwrap_or_default(),
            label: if url.is_empty() {
                language.say("un documento", "a document").to_owned()
            } else {
                url
            },
        }
    });
    Said {
        value: fields::value(&statement.field, &statement.value, catalogues, language),
        source,
        consulted_on: statement.consulted_on.map(|day| said::day(day, language)),
        method: statement.method.label().in_language(language).to_owned(),
        verified_on: statement.verified_on.map(|day| said::day(day, language)),
        standing: Badge {
            class: match statement.standing {
                Standing::Agrees => "good",
                Standing::Differs => "warn",
                Standing::SetAside => "gone",
            },
            label: statement.standing.label().in_language(language).to_owned(),
        },
        reason: statement.reason.clone(),
    }
}
