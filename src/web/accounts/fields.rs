//! The fields by which a new account or token is asked for: whose it is to be.

use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::access::{Role, Scope};
use crate::bodies::{Body, BodyFilter};
use crate::content::Submitted;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode, Place};
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::http::{App, problem};
use crate::language::{Language, words};
use crate::tokens::TokenInput;
use crate::web::form::{Choice, Form, Lists};

/// What can be chosen in the fields.
pub struct Choices {
    pub roles: Vec<Choice>,
    pub states: Vec<Choice>,
    pub scopes: Vec<Choice>,
    /// The bodies that could be meant, where the name alone does not tell.
    pub bodies: Vec<Choice>,
}

impl Choices {
    /// Those of a form; another system does not sign in, so that an account has one role less.
    pub fn of(app: &App, language: Language, for_systems: bool, bodies: Vec<Choice>) -> Self {
        let lists = Lists::new(app.catalogues.clone(), language);
        let roles = Role::ALL.iter().filter(|role| for_systems || **role != Role::System);
        Self {
            roles: lists.of(roles, Role::label),
            states: lists.states(),
            scopes: lists.of(Scope::ALL, Scope::label),
            bodies,
        }
    }
}

/// The form as it is shown, with the bodies that could be meant.
pub struct Filled {
    pub status: StatusCode,
    pub form: Form,
    pub bodies: Vec<Choice>,
}

impl Filled {
    /// Before anything is filled in.
    ///
    /// # Errors
    /// None that can be met.
    pub fn with_nothing(language: Language) -> Result<Self> {
        Ok(Self {
            status: StatusCode::OK,
            form: Form::of(&json!({}), language)?,
            bodies: Vec::new(),
        })
    }
}

/// What somebody filled in.
pub struct Asked {
    content: Value,
    bodies: Vec<Choice>,
    /// About the name of a body.
    about_body: Option<Fault>,
}

/// The most bodies among which one is chosen.
const MOST_BODIES: i64 = 12;

impl Asked {
    /// Reads a form. An office's body is found by its name: people do not know its id.
    pub async fn read(app: &App, mut content: Value, language: Language) -> Result<Self> {
        let name = content["body_name"].as_str().unwrap_or_default().to_owned();
        let mut asked = Self {
            content: Value::Null,
            bodies: Vec::new(),
            about_body: None,
        };
        if content["role"] == Role::Office.as_str() && !name.is_empty() {
            let filter = BodyFilter {
                q: Some(name),
                country: vec!["MX".to_owned()],
                ..BodyFilter::default()
            };
            let found = app.db.read(move |conn| filter.page(conn, None, MOST_BODIES)).await?;
            let bodies: Vec<Body> = found.into_iter().map(|(_, body)| body).collect();
            let is_one = |id: &str| bodies.iter().any(|body| body.id.to_string() == id);
            let chosen = content["body_id"].as_str().is_some_and(is_one);
            match bodies.as_slice() {
                [] => {
                    let words = words!(
                        "Ningún órgano del directorio se llama así",
                        "No body of the directory is called that"
                    );
                    asked.about_body = Some(Fault::at("/body_name", FaultCode::UnknownBody, words));
                }
                [body] => content["body_id"] = Value::from(body.id.to_string()),
                _ if chosen => {}
                _ => {
                    let words = words!("Elija cuál de estos órganos es", "Choose which of these bodies it is");
                    asked.about_body = Some(Fault::at("/body_id", FaultCode::BodyAmbiguous, words));
                }
            }
            if bodies.len() > 1 {
                asked.bodies = bodies.iter().map(|body| choice(app, body, language)).collect();
            }
        }
        asked.content = content;
        Ok(asked)
    }

    /// What the token is to be, its form held against the contract.
    ///
    /// # Errors
    /// `Content` when nothing is left that has the right form.
    pub fn token(&self, app: &App) -> Result<Submitted<TokenInput>> {
        let of_token = ["name", "role", "body_id", "state", "scopes", "days"];
        let fields = of_token
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), self.content.get(*name)?.clone())));
        let mut submitted = held::<TokenInput>(app, Schema::TokenInput, Value::Object(fields.collect::<Map<_, _>>()))?;
        // What is missing the room says in words of its own.
        submitted.faults.retain(|fault| fault.code != FaultCode::MissingField);
        Ok(submitted)
    }

    pub fn email(&self) -> Option<String> {
        self.content["email"].as_str().map(ToOwned::to_owned)
    }

    /// The form again, with what is wrong.
    ///
    /// # Errors
    /// Any failure that is not about what was filled in.
    pub fn refused(self, refused: Error, language: Language) -> Result<Filled> {
        let status = problem::shape(&refused).status;
        let Error::Content(mut faults) = refused else {
            return Err(refused);
        };
        if let Some(about_body) = self.about_body {
            faults.retain(|fault| fault.pointer() != "/body_id");
            faults.push(about_body);
        } else if self.bodies.is_empty() {
            // There is no field for the id.
            let of_id = |fault: &&mut Fault| fault.pointer() == "/body_id";
            faults
                .iter_mut()
                .filter(of_id)
                .for_each(|fault| fault.place = Place::Pointer("/body_name".to_owned()));
        }
        faults.sort_by_key(|fault| ORDER.iter().position(|at| *at == fault.pointer()));
        Ok(Filled {
            status,
            form: Form::refused(self.content, Error::Content(faults), language)?,
            bodies: self.bodies,
        })
    }
}

/// The fields as they stand one below the other.
const ORDER: [&str; 7] = ["/email", "/name", "/role", "/body_name", "/body_id", "/state", "/days"];

/// A body among others of its name.
fn choice(app: &App, body: &Body, language: Language) -> Choice {
    let state = body.state.as_deref().and_then(|state| app.catalogues.state(state));
    let kind = body.kind.label();
    let place = state.map_or(kind.in_language(language), |state| state.short_name.as_str());
    Choice::new(body.id.to_string(), format!("{} ({place})", body.name))
}
