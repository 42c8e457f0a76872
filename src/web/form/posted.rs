//! A form as it came: bounded, whole, and sent from a page of ours.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::content::{Empty, content_of};
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::http::App;
use crate::http::extract::{declared_length, whole};
use crate::language::words;
use crate::web::csrf;

/// More fields than this no form of ours has.
const MOST_FIELDS: usize = 2_000;

/// The fields in which passwords are typed: a new one, the same again, the one so far.
const PASSWORDS: [&str; 3] = ["/password", "/repeated", "/present"];

/// The fields of a form that was sent.
#[derive(Clone)]
pub struct Posted {
    fields: Rc<[(String, String)]>,
}

impl Posted {
    /// The content the fields stand for.
    pub fn content(&self, empty: Empty) -> serde_json::Value {
        content_of(&self.fields, empty)
    }

    /// A field that is no content, such as the button that was pressed.
    pub fn field(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(given, _)| given == name);
        field.map(|(_, value)| value.as_str())
    }

    /// The version of the record that its sender saw.
    pub fn version(&self) -> Option<i32> {
        self.field("version")?.parse().ok()
    }

    /// All of it as it can be sent once more: without its seal, and without passwords, which stand in no page.
    pub fn again(&self) -> Vec<(String, String)> {
        let fields = self.fields.iter();
        let others = fields.filter(|(name, _)| name != csrf::FIELD && !PASSWORDS.contains(&name.as_str()));
        others.cloned().collect()
    }
}

/// Holds the version a record is at against the one that was seen: `PreconditionRequired` when that was not told, `Stale` when
/// somebody was faster.
pub fn must_be(seen: Option<i32>) -> impl Fn(i32) -> Result<()> {
    move |version| match seen {
        Some(seen) if seen == version => Ok(()),
        Some(_) => Err(Error::Stale { version }),
        None => Err(Error::PreconditionRequired),
    }
}

impl FromRequest for Posted {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.app_data::<web::Data<App>>().map_or(0, |app| app.body_limit);
        let is_form = request.content_type() == "application/x-www-form-urlencoded";
        let declared = declared_length(request);
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            if !is_form {
                let expected = "application/x-www-form-urlencoded";
                return Err(Error::MediaType { expected });
            }
            let bytes = whole(payload, declared, limit).await?;
            let fields = form_urlencoded::parse(&bytes).into_owned().take(MOST_FIELDS + 1);
            let posted = Self {
                fields: fields.collect(),
            };
            if posted.fields.len() > MOST_FIELDS {
                return Err(too_many_fields());
            }
            csrf::check(&request, posted.field(csrf::FIELD))?;
            // For the page of a failure: nothing that was typed is lost.
            request.extensions_mut().insert(posted.clone());
            Ok(posted)
        })
    }
}

fn too_many_fields() -> Error {
    let words = words!(
        "El formulario trae más de {MOST_FIELDS} campos, y ninguno de los de aquí tiene tantos",
        "The form has more than {MOST_FIELDS} fields, and none of those here has so many"
    );
    Error::Content(vec![Fault::at("", FaultCode::TooMany, words)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_sent_again() {
        let field = |name: &str| (name.to_owned(), "x".to_owned());
        let fields = [csrf::FIELD, "/present", "/password", "/repeated", "/email"].map(field);
        let posted = Posted { fields: fields.into() };
        assert_eq!(posted.again(), [field("/email")]);
    }
}
