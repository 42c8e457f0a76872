//! What the record rests on: its clauses with their places in the text, what sources say of its fields, and which of them is right.

use super::{Desk, must_be_sound, stay};
use crate::access::Sight;
use crate::agreements::clauses::ClausesInput;
use crate::agreements::statements::{DecisionInput, StatementInput, patch_of};
use crate::agreements::{self, Agreement, DraftInput};
use crate::content::Submitted;
use crate::documents;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::journal::Action;
use crate::language::words;

/// Puts the clauses of an agreement in the place of those it had.
///
/// # Errors
/// `Content` with everything that is wrong with them.
pub fn note_clauses(desk: &mut Desk<'_>, mut case: Agreement, said: Submitted<ClausesInput>) -> Result<Agreement> {
    let Submitted { content, mut faults } = said;
    let documents = documents::of_agreement(desk.conn, &Sight::Everything, case.id)?;
    case.clauses = content.check(&documents, &mut faults);
    must_be_sound(faults)?;
    stay(desk, case, Action::AgreementClausesNoted, &content)
}

/// Adds what a source says of a field. The record stays as it is, and the two stand side by side where they differ.
///
/// # Errors
/// `Content` for a field or a source that is none, and for a value that the field cannot have.
pub fn state(desk: &mut Desk<'_>, mut case: Agreement, said: Submitted<StatementInput>) -> Result<Agreement> {
    let Submitted { content, mut faults } = said;
    let documents = documents::of_agreement(desk.conn, &Sight::Everything, case.id)?;
    let by = (desk.by.role, desk.now.day_in_mexico());
    let statement = content.check(&case, &documents, by, &mut faults)?;
    if faults.is_empty() {
        faults.extend(value_faults(desk, &case, &content)?);
    }
    must_be_sound(faults)?;
    case.take_statement(statement);
    stay(desk, case, Action::AgreementStatementAdded, &content)
}

/// What would be wrong with the record if it said what the source says.
fn value_faults(desk: &mut Desk<'_>, case: &Agreement, said: &StatementInput) -> Result<Vec<Fault>> {
    let Some(patch) = patch_of(case, &said.field, &said.value)? else {
        return Ok(Vec::new());
    };
    let no_form = || {
        let words = words!("Ese campo no tiene un valor así", "That field has no such value");
        vec![Fault::at("/value", FaultCode::WrongType, words)]
    };
    if serde_json::from_value::<DraftInput>(patch.clone()).is_err() {
        return Ok(no_form());
    }
    let checked = agreements::would_be(desk.conn, desk.catalogues, case, patch, desk.now);
    match checked {
        Err(Error::Content(faults)) => Ok(faults
            .into_iter()
            .filter(|fault| fault.pointer().starts_with(&said.field))
            .map(|fault| Fault::at("/value", fault.code, fault.words))
            .collect()),
        other => other.map(|()| Vec::new()),
    }
}

/// Why there is nothing to decide.
pub(super) fn nothing_to_decide(case: &Agreement) -> Vec<Fault> {
    if !case.statements.is_empty() {
        return Vec::new();
    }
    let words = words!(
        "Ninguna fuente habla todavía de un dato de este acuerdo: anote antes lo que dice",
        "No source speaks of a fact of this agreement yet: note first what it says"
    );
    vec![Fault::at("", FaultCode::SourceRequired, words)]
}

/// Decides which of the values that stand side by side is right. Where it is not the record's, the record is corrected.
///
/// # Errors
/// `Content` for a statement that is none of the field's, and with everything that would be wrong with the record.
pub fn decide(desk: &mut Desk<'_>, mut case: Agreement, said: Submitted<DecisionInput>) -> Result<Agreement> {
    let Submitted { content, mut faults } = said;
    let of_field: Vec<_> = case
        .statements
        .iter()
        .filter(|statement| statement.field == content.field)
        .collect();
    if of_field.is_empty() {
        let words = words!("Ninguna fuente habla de ese campo", "No source speaks of that field");
        faults.push(Fault::at("/field", FaultCode::UnknownField, words));
    }
    let chosen = of_field
        .iter()
        .find(|statement| Some(statement.number) == content.statement);
    if content.statement.is_some() && chosen.is_none() && !of_field.is_empty() {
        let words = words!(
            "Ninguna fuente de ese campo tiene ese número",
            "No statement about that field has that number"
        );
        faults.push(Fault::at("/statement", FaultCode::UnknownValue, words));
    }
    must_be_sound(faults)?;
    let draft = serde_json::to_value(DraftInput::from(&case))?;
    let says = draft.pointer(&content.field).cloned().unwrap_or_default();
    let value = chosen.map_or_else(|| says.clone(), |statement| statement.value.clone());
    case.decide(&content.field, &value, &content.reason, desk.now.day_in_mexico());
    if value == says {
        return stay(desk, case, Action::AgreementDecided, &content);
    }
    let patch = patch_of(&case, &content.field, &value)?.unwrap_or_default();
    let particulars = serde_json::to_string(&content)?;
    agreements::decide(
        desk.conn,
        desk.catalogues,
        case,
        Submitted::sound(patch),
        particulars,
        desk.by,
        desk.clock,
    )
    .map_err(|refused| match refused {
        Error::Content(faults) => Error::Content(
            faults
                .into_iter()
                .map(|fault| Fault::at("/statement", fault.code, fault.words))
                .collect(),
        ),
        other => other,
    })
}
