//! Whoever looks at a page: the public, or somebody who signed in.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::cookies::Kept;
use super::csrf::Csrf;
use super::page::language_of;
use crate::access::{Actor, Deed, Sight};
use crate::accounts::{Secret, SignedIn, sessions};
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::extract::{Caller, note_use};
use crate::language::Language;

/// Whoever looks at a page, and in which language.
pub struct Reader {
    pub caller: Caller,
    pub language: Language,
    /// By a session in this browser.
    pub signed_in: Option<SignedIn>,
    pub head: Head,
}

/// What the head of a page says of its reader, and what the forms on it carry.
#[derive(Clone, Default)]
pub struct Head {
    /// The name of whoever signed in.
    pub name: Option<String>,
    pub csrf: Csrf,
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

    /// Whoever signed in in this browser, for what is about their own account.
    ///
    /// # Errors
    /// `Unauthenticated` when nobody did.
    pub fn signed_in(self) -> Result<SignedIn> {
        self.signed_in.ok_or(Error::Unauthenticated)
    }
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let app = request.app_data::<Data<App>>();
            let app = app.ok_or_else(|| Error::internal("no app data"))?;
            let by_token = request.headers().contains_key(header::AUTHORIZATION);
            let secret = Kept::Session.secret_of(&request, &app.site).filter(|_| !by_token);
            let signed_in = match secret {
                Some(secret) => session(app, secret).await?,
                None => None,
            };
            let caller = match &signed_in {
                Some(who) => Caller(Some(who.actor.clone())),
                None => caller.await?,
            };
            let head = Head {
                name: caller.0.as_ref().map(|actor| actor.name.clone()),
                csrf: Csrf::of(&request),
            };
            // For the page of a failure, which finds no reader.
            request.extensions_mut().insert(head.clone());
            Ok(Self {
                caller,
                language: language_of(&request),
                signed_in,
                head,
            })
        })
    }
}

/// Whoever has a session by this secret; nobody when it has ended.
async fn session(app: &Data<App>, secret: Secret) -> Result<Option<SignedIn>> {
    let now = app.clock.now();
    let found = app
        .db
        .read_one(move |conn| sessions::signed_in(conn, &secret, now))
        .await;
    let who = match found {
        Err(Error::Unauthenticated) => return Ok(None),
        other => other?,
    };
    note_use(app, &who.token, now);
    if who.session.note_is_due(now) {
        let (db, session) = (app.db.clone(), who.session.clone());
        // Nobody waits for it, and where it fails the next request tries again.
        actix_web::rt::spawn(async move {
            if let Err(reason) = db.write(move |conn| sessions::note_seen(conn, &session, now)).await {
                tracing::warn!("that a session is in use was not written down: {reason}");
            }
        });
    }
    Ok(Some(who))
}
