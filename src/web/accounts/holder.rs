//! Whose an account or a token is, as it is shown, and a page of a list of them.

use std::sync::Arc;

use actix_web::HttpRequest;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::access::{Actor, Deed, Scope};
use crate::bodies::Body;
use crate::catalogues::Catalogues;
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::error::Result;
use crate::http::App;
use crate::http::page::Paging;
use crate::http::query::Query;
use crate::language::Language;
use crate::tokens::Token;
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

/// Tells holders, by the catalogues, at a time, in a language.
#[derive(Clone)]
pub struct Telling {
    catalogues: Arc<Catalogues>,
    now: Timestamp,
    language: Language,
}

impl Telling {
    pub fn of(app: &App, language: Language) -> Self {
        Self {
            catalogues: app.catalogues.clone(),
            now: app.clock.now(),
            language,
        }
    }

    /// Whose a token is.
    ///
    /// # Errors
    /// What the database says of the body of an office.
    pub fn holder(&self, conn: &mut DbConnection, token: &Token) -> Result<Holder> {
        let language = self.language;
        let body = token.body_id.map(|id| Body::find(conn, id)).transpose()?;
        let state = token.state.as_deref().and_then(|state| self.catalogues.state(state));
        let scope = |scope: &Scope| scope.label().in_language(language).to_owned();
        Ok(Holder {
            name: token.name.clone(),
            role: token.role.label().in_language(language).to_owned(),
            of: body
                .map(|body| body.name)
                .or_else(|| state.map(|state| state.name.clone())),
            scopes: token.scopes.0.iter().map(scope).collect(),
            made_on: said::moment(token.created_at, language),
            used_on: token.last_used_on.map(|day| said::day(day, language)),
            ends_on: token.expires_at.map(|end| said::moment(end, language)),
            has_ended: token.has_ended(self.now),
        })
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

/// A page of a list.
pub struct Listed<T> {
    pub shown: Vec<T>,
    pub total: i64,
    /// Where the next page is.
    pub next: Option<String>,
}

/// The page of a list that is asked for: `read` answers how many there are in all and, behind a place, so many of them with theirs.
///
/// # Errors
/// What the reading says, `InvalidCursor`, and what is wrong with the query.
pub async fn listed<T, P>(
    app: &App,
    request: &HttpRequest,
    read: impl FnOnce(&mut DbConnection, Option<P>, i64) -> Result<(i64, Vec<(P, T)>)> + Send + 'static,
) -> Result<Listed<T>>
where
    T: Send + 'static,
    P: Copy + Serialize + DeserializeOwned + Send + 'static,
{
    let mut query = Query::of(request)?;
    let paging = Paging::read(&mut query, request.path(), 50);
    query.finish()?;
    let (after, limit) = (paging.after()?, paging.limit);
    let read = app.db.read_at_once(move |conn| read(conn, after, limit + 1));
    let (total, found) = read.await?;
    let (found, next) = paging.cut(found, |(place, _)| *place)?;
    Ok(Listed {
        shown: found.into_iter().map(|(_, shown)| shown).collect(),
        total,
        next,
    })
}
