//! The question before an account or a token is ended.

use askama::Template;

use crate::web::form::Form;
use crate::web::page::Page;

#[derive(Template)]
#[template(path = "revocation.html")]
pub struct RevocationPage {
    pub page: Page,
    pub form: Form,
    pub name: String,
    /// The e-mail of an account; none of a token.
    pub email: Option<String>,
    pub back: String,
}
