//! Drafts that are the smallest valid thing until a test says more, among real places.

use rai::access::Role;
use rai::tokens::TokenInput;
use serde::Serialize;
use serde_json::{Value, json};

/// What is sent to make an agreement.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Draft(pub Value);

/// A draft of the procedure between Irapuato and `McAllen`.
pub fn draft(title: &str) -> Draft {
    Draft(json!({
        "title": title,
        "instrument_type": "twinning",
        "object": "Fomentar los intercambios culturales entre ambas ciudades.",
        "legal_basis": "Artículo 115 de la Constitución; artículos 7 y 8 de la LCT.",
        "parties": [{"side": "domestic", "body": irapuato()}, {"side": "foreign", "body": mcallen()}],
    }))
}

/// An agreement of the same two, known from a public source: everybody sees it.
pub fn reported(title: &str) -> Draft {
    Draft(json!({
        "origin": "reported",
        "title": title,
        "instrument_type": "twinning",
        "parties": [{"side": "domestic", "body": irapuato()}, {"side": "foreign", "body": mcallen()}],
        "sources": [{"url": "https://cgcid.org/guanajuato-internacional-un-primer-acercamiento/", "consulted_on": "2026-11-22"}],
    }))
}

/// An agreement signed already, without an opinion.
pub fn regularisation(title: &str) -> Draft {
    draft(title)
        .with("origin", "regularisation")
        .with("signed_on", "2014-10-13")
}

impl Draft {
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0[field] = value.into();
        self
    }

    pub fn without(mut self, field: &str) -> Self {
        self.0.as_object_mut().unwrap().remove(field);
        self
    }

    /// Sets what stands at a JSON pointer.
    pub fn at(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        let (parent, last) = pointer.rsplit_once('/').unwrap();
        self.0.pointer_mut(parent).unwrap()[last] = value.into();
        self
    }

    pub fn between(self, domestic: Value, foreign: Value) -> Self {
        self.with(
            "parties",
            json!([{"side": "domestic", "body": domestic}, {"side": "foreign", "body": foreign}]),
        )
    }

    pub fn signed_on(self, date: &str) -> Self {
        self.with("signed_on", date)
    }

    pub fn years(self, amount: i32) -> Self {
        self.with("term", json!({"kind": "fixed", "amount": amount, "unit": "year"}))
    }

    pub fn linked(self, relation: &str, agreement: &str) -> Self {
        self.with("links", json!([{"relation": relation, "agreement": agreement}]))
    }
}

fn municipality(name: &str, code: &str) -> Value {
    json!({"name": name, "level": "municipal", "kind": "government", "country": "MX", "state": code[..2], "municipality": code})
}

fn city(name: &str, country: &str) -> Value {
    json!({"name": name, "level": "municipal", "kind": "government", "country": country})
}

pub fn irapuato() -> Value {
    municipality("Municipio de Irapuato", "11017")
}

pub fn leon() -> Value {
    municipality("Municipio de León", "11020")
}

pub fn guadalajara() -> Value {
    municipality("Municipio de Guadalajara", "14039")
}

/// Known to most as Cancún.
pub fn benito_juarez() -> Value {
    municipality("Municipio de Benito Juárez", "23005")
}

pub fn yucatan() -> Value {
    json!({"name": "Gobierno del Estado de Yucatán", "level": "state", "kind": "government", "country": "MX", "state": "31"})
}

pub fn mcallen() -> Value {
    city("Ciudad de McAllen, Texas", "US")
}

pub fn medellin() -> Value {
    city("Ciudad de Medellín", "CO")
}

pub fn wichita() -> Value {
    city("City of Wichita, Kansas", "US")
}

/// An international organisation.
pub fn iberoamerican_cities() -> Value {
    json!({"name": "Unión de Ciudades Capitales Iberoamericanas", "level": "international", "kind": "international_organisation"})
}

/// A token without body, state or end.
pub fn token(name: &str, role: Role) -> TokenInput {
    TokenInput {
        name: Some(name.to_owned()),
        role: Some(role),
        ..TokenInput::default()
    }
}
