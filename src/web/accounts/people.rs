//! The accounts of others, for whoever keeps them: a list, new ones, links for those who forgot their password, the end of one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::fields::{Asked, Choices, Filled};
use super::holder::{Holder, Listed, Telling, keeper, listed};
use super::revocation::{Revocable, Whose};
use crate::access::Actor;
use crate::accounts::{self, Account, AccountId, AccountInput, Secret, links};
use crate::clock::Timestamp;
use crate::content::Submitted;
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::http::App;
use crate::http::query::Query;
use crate::procedure::NoteInput;
use crate::tokens::Token;
use crate::web::form::{Empty, Form, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    page: Page,
    listed: Listed<Shown>,
}

/// An account, as it is shown to whoever keeps it.
struct Shown {
    id: AccountId,
    email: String,
    holder: Holder,
    has_password: bool,
}

impl Shown {
    fn of(conn: &mut DbConnection, account: Account, token: &Token, telling: &Telling) -> Result<Self> {
        Ok(Self {
            holder: telling.holder(conn, token)?,
            id: account.id,
            has_password: account.password_set_at.is_some(),
            email: account.email,
        })
    }
}

#[derive(Template)]
#[template(path = "account_new.html")]
struct NewAccountPage {
    page: Page,
    form: Form,
    choices: Choices,
}

#[derive(Template)]
#[template(path = "account_kept.html")]
struct AccountPage {
    page: Page,
    account: Shown,
}

#[derive(Template)]
#[template(path = "account_link.html")]
struct LinkPage {
    page: Page,
    account: Shown,
    /// Where it leads; none before it is made.
    link: Option<String>,
    hours: i64,
}

/// GET /accounts
pub async fn list(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let (by, telling) = (keeper(&reader)?, Telling::of(&app, reader.language));
    let read = move |conn: &mut DbConnection, after, limit| {
        let found = accounts::page(conn, after, limit, &by)?.into_iter();
        let shown = found.map(|(account, token)| Ok((account.place(), Shown::of(conn, account, &token, &telling)?)));
        let shown = shown.collect::<Result<_>>()?;
        Ok((accounts::count(conn, &by)?, shown))
    };
    let listed = listed(&app, &request, read).await?;
    let page = Page::new(&reader, &request);
    page::not_kept(StatusCode::OK, &AccountsPage { page, listed })
}

/// GET /accounts/new
pub async fn new(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    keeper(&reader)?;
    Query::of(&request)?.finish()?;
    to_fill_in(&app, &reader, &request, Filled::with_nothing(reader.language)?)
}

/// POST /accounts/new
pub async fn create(app: Data<App>, reader: Reader, request: HttpRequest, posted: Posted) -> Result<HttpResponse> {
    let by = keeper(&reader)?;
    let asked = Asked::read(&app, posted.content(Empty::LeftOut), reader.language).await?;
    let Submitted { content: token, faults } = asked.token(&app)?;
    let email = asked.email();
    let submitted = Submitted {
        content: AccountInput { email, token },
        faults,
    };
    let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
    let telling = Telling::of(&app, reader.language);
    let made = app
        .db
        .write(move |conn| {
            let made = accounts::create(conn, &catalogues, submitted, &by, &clock)?;
            Ok((Shown::of(conn, made.account, &made.token, &telling)?, made.link))
        })
        .await;
    match made {
        Ok((account, link)) => link_made(&app, &reader, &request, account, &link),
        Err(error) => to_fill_in(&app, &reader, &request, asked.refused(error, reader.language)?),
    }
}

fn to_fill_in(app: &App, reader: &Reader, request: &HttpRequest, filled: Filled) -> Result<HttpResponse> {
    let new = NewAccountPage {
        page: Page::new(reader, request),
        form: filled.form,
        choices: Choices::of(app, reader.language, false, filled.bodies),
    };
    page::not_kept(filled.status, &new)
}

/// GET /accounts/{id}
pub async fn show(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (page, account) = (Page::new(&reader, &request), kept(&app, &reader, &id).await?);
    page::not_kept(StatusCode::OK, &AccountPage { page, account })
}

/// GET /accounts/{id}/link
pub async fn before_link(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let asked = LinkPage {
        account: kept(&app, &reader, &id).await?,
        page: Page::new(&reader, &request),
        link: None,
        hours: links::HOURS,
    };
    page::not_kept(StatusCode::OK, &asked)
}

/// POST /accounts/{id}/link
pub async fn make_link(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
    _posted: Posted,
) -> Result<HttpResponse> {
    let by = keeper(&reader)?;
    let account = AccountId::parse(&id).ok_or(Error::NotFound)?;
    let clock = app.clock.clone();
    let (_, link) = app
        .db
        .write(move |conn| links::make(conn, account, &by, &clock))
        .await?;
    let account = kept(&app, &reader, &id).await?;
    link_made(&app, &reader, &request, account, &link)
}

fn link_made(app: &App, reader: &Reader, request: &HttpRequest, account: Shown, link: &Secret) -> Result<HttpResponse> {
    let page = Page::new(reader, request);
    let made = LinkPage {
        link: Some(app.site.whole(&links::path(link, page.language), request)),
        page,
        account,
        hours: links::HOURS,
    };
    page::not_kept(StatusCode::OK, &made)
}

async fn kept(app: &App, reader: &Reader, id: &str) -> Result<Shown> {
    let (by, telling) = (keeper(reader)?, Telling::of(app, reader.language));
    let id = AccountId::parse(id).ok_or(Error::NotFound)?;
    app.db
        .read(move |conn| {
            let (account, token) = accounts::kept(conn, id, &by)?;
            Shown::of(conn, account, &token, &telling)
        })
        .await
}

impl Revocable for Account {
    fn path(id: &str) -> String {
        format!("/accounts/{id}")
    }

    fn whose(conn: &mut DbConnection, id: &str, by: &Actor) -> Result<Whose> {
        let id = AccountId::parse(id).ok_or(Error::NotFound)?;
        let (account, token) = accounts::kept(conn, id, by)?;
        Ok(Whose {
            name: token.name,
            email: Some(account.email),
        })
    }

    fn revoke(conn: &mut DbConnection, id: &str, said: Submitted<NoteInput>, by: &Actor, now: Timestamp) -> Result<()> {
        let id = AccountId::parse(id).ok_or(Error::NotFound)?;
        accounts::revoke(conn, id, said, by, now)?;
        Ok(())
    }
}
