//! Whoever looks at a page: the public, or somebody who signed in.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::page::language_of;
use crate::access::{Actor, Deed, Sight};
use crate::error::{Error, Result};
use crate::http::extract::Caller;
use crate::language::Language;

/// Whoever looks at a page, and in which language.
pub struct Reader {
    pub caller: Caller,
    pub language: Language,
}

impl Reader {
    /// What the reader may see.
    pub fn sight(&self) -> Sight {
        self.caller.sight()
    }

    /// Whether a deed is the reader's to do.
    pub fn may(&self, deed: Deed) -> bool {
        let allowed = |by: &Actor| by.must_be_allowed(deed).is_ok();
        self.caller.0.as_ref().is_some_and(allowed)
    }

    /// Whoever signed in.
    ///
    /// # Errors
    /// `Unauthenticated` when nobody did.
    pub fn actor(&self) -> Result<&Actor> {
        self.caller.0.as_ref().ok_or(Error::Unauthenticated)
    }
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let language = language_of(request);
        let caller = Caller::from_request(request, payload);
        Box::pin(async move {
            Ok(Self {
                caller: caller.await?,
                language,
            })
        })
    }
}
