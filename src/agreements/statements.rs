//! What sources say of single fields of an agreement. One that contradicts the record stands beside it until a registrar decides.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clauses::stands_in;
use super::{Agreement, DraftInput};
use crate::access::Role;
use crate::bodies::read_date;
use crate::db::text_enum;
use crate::documents::{DocumentId, Listed};
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

text_enum! {
    /// How a value came from its source.
    Method {
        /// Somebody read the source and typed it.
        Keyed = "keyed",
        Imported = "imported",
        /// A program read it out of the text.
        Read = "read",
    }
}

impl Method {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Keyed => words!("Capturado a mano", "Keyed in"),
            Self::Imported => words!("Importado", "Imported"),
            Self::Read => words!("Leído del texto por un programa", "Read out of the text by a program"),
        }
    }
}

text_enum! {
    /// What becomes of a statement.
    Standing {
        /// The record says the same.
        Agrees = "agrees",
        /// The record says otherwise, and nobody decided.
        Differs = "differs",
        /// A registrar decided against it.
        SetAside = "set_aside",
    }
}

impl Standing {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Agrees => words!("Coincide con el registro", "Agrees with the record"),
            Self::Differs => words!("Difiere; sin resolver", "Differs; not decided"),
            Self::SetAside => words!("Descartado", "Set aside"),
        }
    }
}

/// What one source says of one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// From 1, in the order in which they came.
    pub number: i32,
    /// A JSON pointer into the agreement as it is sent.
    pub field: String,
    pub value: Value,
    pub document: Option<DocumentId>,
    pub page: Option<i32>,
    pub url: Option<String>,
    pub consulted_on: Option<NaiveDate>,
    pub method: Method,
    /// What whoever held it against its source is to the register; the journal says who.
    pub verified_by: Option<Role>,
    pub verified_on: Option<NaiveDate>,
    pub standing: Standing,
    /// Why it was decided so.
    pub reason: Option<String>,
    pub decided_on: Option<NaiveDate>,
}

/// A statement as someone sends it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementInput {
    pub field: String,
    pub value: Value,
    pub document: Option<String>,
    pub page: Option<i32>,
    pub url: Option<String>,
    pub consulted_on: Option<String>,
    pub method: Option<Method>,
    /// Whether its sender held it against its source.
    pub verified: bool,
}

/// What a registrar decides of a field: that one of its statements is right, or what the record says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionInput {
    pub field: String,
    pub statement: Option<i32>,
    pub reason: String,
}

/// Fields that are no facts of an agreement but decided elsewhere.
const NO_FACTS: [&str; 4] = ["origin", "petitioner", "not_a_duplicate", "links"];

impl StatementInput {
    /// The statement, if its field is one and its source can be named; what is wrong goes to the faults. The same statement sent
    /// again takes the place of the one before: that is how it is verified by somebody else.
    pub fn check(
        &self,
        agreement: &Agreement,
        documents: &[Listed],
        by: (Option<Role>, NaiveDate),
        faults: &mut Vec<Fault>,
    ) -> Result<Statement> {
        let (role, today) = by;
        if patch_of(agreement, &self.field, &self.value)?.is_none() {
            let words = words!(
                "Un acuerdo no tiene ese campo: use el puntero JSON, por ejemplo /signed_on",
                "An agreement has no such field: use its JSON pointer, such as /signed_on"
            );
            faults.push(Fault::at("/field", FaultCode::UnknownField, words));
        }
        let document = self
            .document
            .as_deref()
            .and_then(|document| stands_in(documents, document, self.page, "", faults));
        let consulted_on = self
            .consulted_on
            .as_deref()
            .and_then(|date| consulted(date, today, faults));
        if self.document.is_some() == self.url.is_some() {
            let words = words!(
                "Nombre una fuente: un documento y su página, o una dirección y el día en que se consultó",
                "Name one source: a document and its page, or an address and the day it was consulted"
            );
            faults.push(Fault::at("/document", FaultCode::SourceRequired, words));
        } else if self.url.is_some() != self.consulted_on.is_some() {
            let words = words!(
                "Con una dirección va el día en que se consultó, y solo con ella",
                "With an address goes the day it was consulted, and only with it"
            );
            faults.push(Fault::at("/consulted_on", FaultCode::MissingField, words));
        }
        Ok(Statement {
            number: 0,
            field: self.field.clone(),
            value: self.value.clone(),
            document,
            page: self.page,
            url: self.url.clone(),
            consulted_on,
            method: self.method.unwrap_or(Method::Keyed),
            verified_by: role.filter(|_| self.verified),
            verified_on: self.verified.then_some(today).filter(|_| role.is_some()),
            standing: Standing::Differs,
            reason: None,
            decided_on: None,
        })
    }
}

fn consulted(date: &str, today: NaiveDate, faults: &mut Vec<Fault>) -> Option<NaiveDate> {
    let day = read_date(date, "/consulted_on", faults).and_then(PartialDate::day);
    if day.is_some_and(|day| day > today) {
        let words = words!("La fecha todavía no llega", "The date has not come yet");
        faults.push(Fault::at("/consulted_on", FaultCode::FutureDate, words));
    }
    day
}

/// The merge patch with which an agreement would say a value of a field; nothing where it has no such field.
///
/// # Errors
/// None that can be met: the agreement is our own.
pub fn patch_of(agreement: &Agreement, field: &str, value: &Value) -> Result<Option<Value>> {
    let mut draft = serde_json::to_value(DraftInput::from(agreement))?;
    let member = field.split('/').nth(1).unwrap_or_default().to_owned();
    if NO_FACTS.contains(&member.as_str()) {
        return Ok(None);
    }
    let Some(place) = draft.pointer_mut(field).filter(|_| !member.is_empty()) else {
        return Ok(None);
    };
    place.clone_from(value);
    let whole = draft.get(&member).cloned().unwrap_or_default();
    Ok(Some(serde_json::json!({ member: whole })))
}

impl Agreement {
    /// Adds a statement, or takes it for the same one that is there.
    pub fn take_statement(&mut self, mut statement: Statement) {
        let same = |known: &Statement| {
            (&known.field, &known.value, known.document, known.page, &known.url)
                == (
                    &statement.field,
                    &statement.value,
                    statement.document,
                    statement.page,
                    &statement.url,
                )
        };
        if let Some(known) = self.statements.iter_mut().find(|known| same(known)) {
            if statement.verified_by.is_some() {
                (known.verified_by, known.verified_on) = (statement.verified_by, statement.verified_on);
            }
            known.consulted_on = statement.consulted_on;
            return;
        }
        statement.number = self.statements.iter().map(|known| known.number).max().unwrap_or(0) + 1;
        self.statements.push(statement);
    }

    /// Decides for one value of a field against all others.
    pub fn decide(&mut self, field: &str, value: &Value, reason: &str, today: NaiveDate) {
        for statement in self.statements.iter_mut().filter(|statement| statement.field == field) {
            statement.standing = if statement.value == *value {
                Standing::Agrees
            } else {
                Standing::SetAside
            };
            statement.reason = Some(reason.to_owned());
            statement.decided_on = Some(today);
        }
    }

    /// Holds every statement against what the record says now.
    ///
    /// # Errors
    /// None that can be met: the agreement is our own.
    pub(super) fn settle(&mut self) -> Result<()> {
        if self.statements.is_empty() {
            return Ok(());
        }
        let says = serde_json::to_value(DraftInput::from(&*self))?;
        for statement in &mut self.statements {
            let agrees = says.pointer(&statement.field) == Some(&statement.value);
            statement.standing = match statement.standing {
                _ if agrees => Standing::Agrees,
                Standing::SetAside => Standing::SetAside,
                Standing::Agrees | Standing::Differs => Standing::Differs,
            };
        }
        Ok(())
    }
}
