//! Whose an account or a token is: how that is shown, and the fields by which it is asked for.

use serde_json::{Map, Value};

use crate::access::{Actor, Deed, Role, Scope};
use crate::bodies::{Body, BodyFilter};
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode, Place};
use crate::http::App;
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::language::{Language, words};
use crate::tokens::{Token, TokenInput};
use crate::web::form::{Choice, Form, Lists};
use crate::web::reader::Reader;
use crate::web::said;

/// What is shown of a token's holder.
pub struct Holder {
    pub name: String,
    pub role: String,
    /// The body of an office, the state of a liaison.
    pub of: Option<String>,
    pub scopes: Vec<String>,
    pub made_on: String,
    pub used_on: Option<String>,
    /// When it ends, if it does by itself.
    pub ends_on: Option<String>,
    pub has_ended: bool,
}

impl Holder {
    pub fn of(token: &Token, body: Option<Body>, app: &App, language: Language) -> Self {
        let state = token.state.as_deref().and_then(|state| app.catalogues.state(state));
        let scope = |scope: &Scope| scope.label().in_language(language).to_owned();
        Self {
            name: token.name.clone(),
            role: token.role.label().in_language(language).to_owned(),
            of: body
                .map(|body| body.name)
                .or_else(|| state.map(|state| state.name.clone())),
            scopes: token.scopes.0.iter().map(scope).collect(),
            made_on: said::moment(token.created_at, language),
            used_on: token.last_used_on.map(|day| said::day(day, language)),
            ends_on: token.expires_at.map(|end| said::moment(end, language)),
            has_ended: token.has_ended(app.clock.now()),
        }
    }
}

/// Whoever keeps accounts and tokens.
///
/// # Errors
/// `Unauthenticated` and `Forbidden` for whoever does not.
pub fn keeper(reader: &Reader) -> Result<Actor> {
    let by = reader.actor()?;
    by.must_be_allowed(Deed::KeepTokens)?;
    Ok(by.clone())
}

/// The body whose office holds a token.
///
/// # Errors
/// What the database says.
pub fn body_of(conn: &mut DbConnection, token: &Token) -> Result<Option<Body>> {
    token.body_id.map(|id| Body::find(conn, id)).transpose()
}

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

    /// The form again, with what is wrong, and the bodies to choose from.
    ///
    /// # Errors
    /// Any failure that is not about what was filled in.
    pub fn refused(self, refused: Error, language: Language) -> Result<(Form, Vec<Choice>)> {
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
        let form = Form::refused(self.content, Error::Content(faults), language)?;
        Ok((form, self.bodies))
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
