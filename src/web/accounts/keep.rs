//! The accounts of others, for whoever keeps them: a list, new ones, links for those who forgot their password, the end of one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use super::holder::{self, Asked, Choices, Holder, keeper};
use super::revocation::RevocationPage;
use crate::accounts::{self, Account, AccountId, AccountInput, Place, Secret, links};
use crate::bodies::Body;
use crate::content::Submitted;
use crate::error::{Error, Result};
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::http::page::Paging;
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::procedure::NoteInput;
use crate::tokens::Token;
use crate::web::form::{Choice, Empty, Form, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    page: Page,
    accounts: Vec<Shown>,
    total: i64,
    next: Option<String>,
}

/// An account, as it is shown to whoever keeps it.
struct Shown {
    path: String,
    email: String,
    holder: Holder,
    has_password: bool,
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
    let by = keeper(&reader)?;
    let mut query = Query::of(&request)?;
    let paging = Paging::read(&mut query, request.path(), 50);
    query.finish()?;
    let (after, limit) = (paging.after::<Place>()?, paging.limit);
    let (total, found) = app
        .db
        .read_at_once(move |conn| {
            let found = accounts::page(conn, after, limit + 1, &by)?;
            let with_body = |(account, token): (Account, Token)| {
                let body = holder::body_of(conn, &token)?;
                Ok((account, token, body))
            };
            let found = found.into_iter().map(with_body).collect::<Result<Vec<_>>>()?;
            Ok((accounts::count(conn, &by)?, found))
        })
        .await?;
    let (found, next) = paging.cut(found, |(account, ..)| account.place())?;
    let page = Page::new(&reader, &request);
    let listed = AccountsPage {
        accounts: found
            .into_iter()
            .map(|(account, token, body)| shown(&app, &page, account, &token, body))
            .collect(),
        total,
        next,
        page,
    };
    page::not_kept(StatusCode::OK, &listed)
}

/// GET /accounts/new
pub async fn new(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    keeper(&reader)?;
    Query::of(&request)?.finish()?;
    let form = Form::of(&json!({}), reader.language)?;
    to_fill_in(&app, &reader, &request, StatusCode::OK, form, Vec::new())
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
    let made = app
        .db
        .write(move |conn| {
            let made = accounts::create(conn, &catalogues, submitted, &by, &clock)?;
            let body = holder::body_of(conn, &made.token)?;
            Ok((made, body))
        })
        .await;
    match made {
        Ok((made, body)) => {
            let page = Page::new(&reader, &request);
            let account = shown(&app, &page, made.account, &made.token, body);
            link_made(&app, &request, page, account, &made.link)
        }
        Err(error) => {
            let status = problem::shape(&error).status;
            let (form, bodies) = asked.refused(error, reader.language)?;
            to_fill_in(&app, &reader, &request, status, form, bodies)
        }
    }
}

fn to_fill_in(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    status: StatusCode,
    form: Form,
    bodies: Vec<Choice>,
) -> Result<HttpResponse> {
    let page = Page::new(reader, request);
    let choices = Choices::of(app, page.language, false, bodies);
    page::not_kept(status, &NewAccountPage { page, form, choices })
}

/// GET /accounts/{id}
pub async fn show(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (page, account) = kept(&app, &reader, &request, &id).await?;
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
    let (page, account) = kept(&app, &reader, &request, &id).await?;
    let asked = LinkPage {
        page,
        account,
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
    let (page, account) = kept(&app, &reader, &request, &id).await?;
    link_made(&app, &request, page, account, &link)
}

fn link_made(app: &App, request: &HttpRequest, page: Page, account: Shown, link: &Secret) -> Result<HttpResponse> {
    let made = LinkPage {
        link: Some(app.site.whole(&links::path(link, page.language), request)),
        page,
        account,
        hours: links::HOURS,
    };
    page::not_kept(StatusCode::OK, &made)
}

/// GET /accounts/{id}/revocation
pub async fn before_revocation(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let form = Form::of(&json!({}), reader.language)?;
    to_revoke(&app, &reader, &request, &id, StatusCode::OK, form).await
}

/// POST /accounts/{id}/revocation
pub async fn revoke(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let by = keeper(&reader)?;
    let account = AccountId::parse(&id).ok_or(Error::NotFound)?;
    let content = posted.content(Empty::LeftOut);
    let said = held::<NoteInput>(&app, Schema::NoteInput, content.clone())?;
    let now = app.clock.now();
    let revoked = app
        .db
        .write(move |conn| accounts::revoke(conn, account, said, &by, now))
        .await;
    match revoked {
        Ok(_) => Ok(page::see_other(
            &Page::new(&reader, &request).to(&format!("/accounts/{id}")),
        )),
        Err(error) => {
            let status = problem::shape(&error).status;
            let form = Form::refused(content, error, reader.language)?;
            to_revoke(&app, &reader, &request, &id, status, form).await
        }
    }
}

async fn to_revoke(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    id: &str,
    status: StatusCode,
    form: Form,
) -> Result<HttpResponse> {
    let (page, account) = kept(app, reader, request, id).await?;
    let asked = RevocationPage {
        page,
        form,
        name: account.holder.name,
        email: Some(account.email),
        back: account.path,
    };
    page::not_kept(status, &asked)
}

async fn kept(app: &App, reader: &Reader, request: &HttpRequest, id: &str) -> Result<(Page, Shown)> {
    let by = keeper(reader)?;
    let id = AccountId::parse(id).ok_or(Error::NotFound)?;
    let (account, token, body) = app
        .db
        .read(move |conn| {
            let (account, token) = accounts::kept(conn, id, &by)?;
            let body = holder::body_of(conn, &token)?;
            Ok((account, token, body))
        })
        .await?;
    let page = Page::new(reader, request);
    let account = shown(app, &page, account, &token, body);
    Ok((page, account))
}

fn shown(app: &App, page: &Page, account: Account, token: &Token, body: Option<Body>) -> Shown {
    Shown {
        path: page.to(&format!("/accounts/{}", account.id)),
        email: account.email,
        holder: Holder::of(token, body, app, page.language),
        has_password: account.password_set_at.is_some(),
    }
}
