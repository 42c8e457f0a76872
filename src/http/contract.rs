//! openapi.yaml at work: every body that comes in is held against its schema, and every fault of its form is told at once.

use std::collections::HashMap;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::language::{Words, words};

/// The contract, word for word as it is served.
pub const TEXT: &str = include_str!("../../openapi.yaml");

/// The schemas of what comes in, ready to be held against.
pub struct Contract {
    schemas: HashMap<Schema, Validator>,
}

/// The bodies that come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schema {
    AgreementDraft,
    AgreementPatch,
    BodyInput,
    BodyPatch,
    SuccessionInput,
    SubmissionInput,
    NoteInput,
    CompletionInput,
    ObservationsInput,
    OpinionInput,
    SigningInput,
    RegistrationInput,
    WithdrawalInput,
    CancellationInput,
    CorrectionInput,
    EventInput,
    FollowUpInput,
    ClausesInput,
    StatementInput,
    DecisionInput,
    RedactionInput,
    TokenInput,
    DocumentInput,
    DocumentPatch,
}

impl Schema {
    const ALL: [Self; 24] = [
        Self::AgreementDraft,
        Self::AgreementPatch,
        Self::BodyInput,
        Self::BodyPatch,
        Self::SuccessionInput,
        Self::SubmissionInput,
        Self::NoteInput,
        Self::CompletionInput,
        Self::ObservationsInput,
        Self::OpinionInput,
        Self::SigningInput,
        Self::RegistrationInput,
        Self::WithdrawalInput,
        Self::CancellationInput,
        Self::CorrectionInput,
        Self::EventInput,
        Self::FollowUpInput,
        Self::ClausesInput,
        Self::StatementInput,
        Self::DecisionInput,
        Self::RedactionInput,
        Self::TokenInput,
        Self::DocumentInput,
        Self::DocumentPatch,
    ];
}

/// Where the schemas stand in the contract.
const SCHEMAS: &str = "#/components/schemas/";

/// A schema and those it refers to, however far: a validator keeps a copy of all it is given.
fn needed_for(name: &str, components: &Value) -> Value {
    let mut needed = serde_json::Map::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let Some(schema) = components.get(&name).filter(|_| !needed.contains_key(&name)) else {
            continue;
        };
        referred_to(schema, &mut open);
        needed.insert(name, schema.clone());
    }
    Value::Object(needed)
}

fn referred_to(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            let target = fields.get("$ref").and_then(Value::as_str);
            let name = target.and_then(|target| target.strip_prefix(SCHEMAS)?.split('/').next());
            names.extend(name.map(ToOwned::to_owned));
            fields.values().for_each(|value| referred_to(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| referred_to(item, names)),
        _ => {}
    }
}

impl Contract {
    /// Reads the contract that is inside the binary.
    ///
    /// # Errors
    /// `Internal` when it is damaged: the binary was built from a broken one.
    pub fn load() -> Result<Self> {
        let document: Value =
            serde_norway::from_str(TEXT).map_err(|reason| Error::internal(format!("openapi.yaml: {reason}")))?;
        let components = document
            .get("components")
            .and_then(|components| components.get("schemas"))
            .cloned()
            .unwrap_or_default();
        let mut schemas = HashMap::new();
        for schema in Schema::ALL {
            let name = format!("{schema:?}");
            let root = serde_json::json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$ref": format!("{SCHEMAS}{name}"),
                "components": {"schemas": needed_for(&name, &components)},
            });
            let validator = jsonschema::validator_for(&root)
                .map_err(|reason| Error::internal(format!("openapi.yaml: {reason}")))?;
            schemas.insert(schema, validator);
        }
        Ok(Self { schemas })
    }

    /// Holds content against its schema and leaves out of it whatever has the wrong form, so that the rest can still be held
    /// against the register's rules.
    ///
    /// # Errors
    /// None: the faults are answered.
    pub fn hold(&self, schema: Schema, content: &mut Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        tidy(content, "", &mut faults);
        let mut wrong = Vec::new();
        if let Some(validator) = self.schemas.get(&schema) {
            for error in validator.iter_errors(content) {
                told(error.kind(), error.instance_path().as_str(), &mut faults, &mut wrong);
            }
        }
        wrong.extend(
            faults
                .iter()
                .filter(|fault| fault.code == FaultCode::ControlCharacter)
                .map(|fault| fault.pointer().to_owned()),
        );
        wrong.sort();
        for pointer in wrong.iter().rev() {
            leave_out(content, pointer);
        }
        faults
    }
}

/// Numbers such as `5.0` become the whole numbers they are; characters that no text holds are faults.
fn tidy(value: &mut Value, at: &str, faults: &mut Vec<Fault>) {
    match value {
        Value::String(text)
            if text
                .chars()
                .any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r')) =>
        {
            let words = words!(
                "Tiene caracteres de control, que ningún texto lleva",
                "It has control characters, which no text holds"
            );
            faults.push(Fault::at(at, FaultCode::ControlCharacter, words));
        }
        Value::Number(number) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "held against the range in which it cannot happen"
            )]
            if let Some(float) = number
                .as_f64()
                .filter(|float| !number.is_i64() && float.fract() == 0.0 && float.abs() < 9e15)
            {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .enumerate()
            .for_each(|(position, item)| tidy(item, &format!("{at}/{position}"), faults)),
        Value::Object(fields) => fields
            .iter_mut()
            .for_each(|(name, field)| tidy(field, &format!("{at}/{}", escaped(name)), faults)),
        _ => {}
    }
}

/// A field's name as a part of a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Puts one error of the schema into the register's words, and notes what is to be left out.
fn told(kind: &ValidationErrorKind, at: &str, faults: &mut Vec<Fault>, wrong: &mut Vec<String>) {
    let mut fault = |code: FaultCode, words: Words| {
        faults.push(Fault::at(at, code, words));
        wrong.push(at.to_owned());
    };
    match kind {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                let at = format!("{at}/{}", escaped(name));
                let words = words!("Este campo no existe aquí", "There is no such field here");
                wrong.push(at.clone());
                faults.push(Fault::at(at, FaultCode::UnknownField, words));
            }
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            faults.push(Fault::missing(format!("{at}/{}", escaped(name))));
        }
        ValidationErrorKind::Type { .. } => fault(
            FaultCode::WrongType,
            words!("Es de otro tipo que el esperado", "It is of another type than expected"),
        ),
        ValidationErrorKind::Enum { options }
        | ValidationErrorKind::Constant {
            expected_value: options,
        } => {
            let options = listed(options);
            fault(
                FaultCode::UnknownValue,
                words!("Solo puede ser: {options}", "It can only be: {options}"),
            );
        }
        ValidationErrorKind::MaxLength { limit } => fault(
            FaultCode::TooLong,
            words!("Tiene más de {limit} caracteres", "It has more than {limit} characters"),
        ),
        ValidationErrorKind::MinLength { limit: 1 } => fault(
            FaultCode::TooShort,
            words!("No puede quedar vacío", "It cannot be empty"),
        ),
        ValidationErrorKind::MinLength { limit } => fault(
            FaultCode::TooShort,
            words!(
                "Necesita al menos {limit} caracteres",
                "It needs at least {limit} characters"
            ),
        ),
        ValidationErrorKind::MaxItems { limit } => fault(
            FaultCode::TooMany,
            words!("Son más de {limit}", "There are more than {limit}"),
        ),
        ValidationErrorKind::MinItems { limit } => {
            // Kept: the rules may have more to say of the few there are.
            faults.push(Fault::at(
                at,
                FaultCode::TooFew,
                words!("Se necesitan al menos {limit}", "At least {limit} are needed"),
            ));
        }
        ValidationErrorKind::MinProperties { .. } => {
            faults.push(Fault::at(
                at,
                FaultCode::TooFew,
                words!("No hay nada que cambiar", "There is nothing to change"),
            ));
        }
        ValidationErrorKind::Maximum { limit } => fault(
            FaultCode::OutOfRange,
            words!("Es más de {limit}", "It is more than {limit}"),
        ),
        ValidationErrorKind::Minimum { limit } => fault(
            FaultCode::OutOfRange,
            words!("Es menos de {limit}", "It is less than {limit}"),
        ),
        _ => fault(
            FaultCode::InvalidFormat,
            words!("No tiene la forma esperada", "It does not have the form expected"),
        ),
    }
}

fn listed(options: &Value) -> String {
    let word = |option: &Value| option.as_str().map(ToOwned::to_owned);
    match options {
        Value::Array(options) => options.iter().filter_map(word).collect::<Vec<_>>().join(", "),
        one => word(one).unwrap_or_default(),
    }
}

fn leave_out(content: &mut Value, pointer: &str) {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        *content = Value::Object(serde_json::Map::new());
        return;
    };
    match content.pointer_mut(parent) {
        Some(Value::Object(fields)) => {
            fields.remove(&last.replace("~1", "/").replace("~0", "~"));
        }
        // The positions of the others stay what they were.
        Some(Value::Array(items)) => {
            if let Some(item) = last.parse::<usize>().ok().and_then(|position| items.get_mut(position)) {
                *item = match item {
                    Value::Object(_) => Value::Object(serde_json::Map::new()),
                    _ => Value::String(String::new()),
                };
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(schema: Schema, mut content: Value) -> (Vec<(String, FaultCode)>, Value) {
        let mut faults = Contract::load().unwrap().hold(schema, &mut content);
        crate::fault::in_order(&mut faults);
        (
            faults
                .iter()
                .map(|fault| (fault.pointer().to_owned(), fault.code))
                .collect(),
            content,
        )
    }

    #[test]
    fn every_fault_of_form_is_told_and_left_out() {
        let body = serde_json::json!({
            "title": 7, "instrument_type": "twinning", "colour": "blue", "term": {"kind": "forever", "amount": 5.0},
            "parties": [{"side": "north", "body": {"name": "A"}}, {"side": "foreign", "body": {"name": "B\u{0}"}}],
        });
        let (faults, left) = codes(Schema::AgreementDraft, body);
        let expected = [
            ("/colour", FaultCode::UnknownField),
            ("/parties/0/side", FaultCode::UnknownValue),
            ("/parties/1/body/name", FaultCode::ControlCharacter),
            ("/term/kind", FaultCode::UnknownValue),
            ("/title", FaultCode::WrongType),
        ];
        assert_eq!(faults, expected.map(|(at, code)| (at.to_owned(), code)));
        assert_eq!(
            left,
            serde_json::json!({
                "instrument_type": "twinning", "term": {"amount": 5}, "parties": [{"body": {"name": "A"}}, {"side": "foreign", "body": {}}],
            })
        );
    }

    #[test]
    fn content_of_another_type_altogether_is_one_fault() {
        for content in [serde_json::json!([]), serde_json::json!("x"), serde_json::json!(null)] {
            let (faults, left) = codes(Schema::BodyInput, content);
            assert_eq!(faults, [(String::new(), FaultCode::WrongType)]);
            assert_eq!(left, serde_json::json!({}));
        }
    }

    #[test]
    fn an_empty_patch_has_nothing_to_change() {
        assert_eq!(
            codes(Schema::AgreementPatch, serde_json::json!({})).0,
            [(String::new(), FaultCode::TooFew)]
        );
    }
}
