//! The documents of a case: what is there, what is missing, and the form that adds one.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::{Value, json};

use crate::access::{Actor, Role, Sight};
use crate::agreements::{self, Agreement, Origin};
use crate::documents::completeness::Completeness;
use crate::documents::{self, DocumentInput, DocumentKind, Listed, Visibility};
use crate::error::{Error, Result};
use crate::fault;
use crate::http::contract::Schema;
use crate::http::extract::held;
use crate::http::page::short_hash;
use crate::http::query::Query;
use crate::http::upload::Upload;
use crate::http::{App, problem};
use crate::language::capitalised;
use crate::web::agreement::documents::told_missing;
use crate::web::csrf;
use crate::web::draft::head::{Case, Head};
use crate::web::draft::step::Step;
use crate::web::form::{Choice, Empty, Form, Lists, content_of};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::{languages, said};

#[derive(Template)]
#[template(path = "documents.html")]
struct DocumentsPage {
    page: Page,
    case: Within,
    documents: Vec<Shown>,
    missing: Vec<String>,
    form: Form,
    lists: Lists,
    may_add_opinion: bool,
    /// What the new one takes the place of.
    superseded: Option<String>,
    /// The longest content, in bytes.
    limit: u64,
    limit_said: String,
    /// Under which it is added once, however often the button is pressed.
    key: String,
}

impl DocumentsPage {
    fn kinds(&self) -> Vec<Choice> {
        self.lists.document_kinds(self.may_add_opinion)
    }
}

/// The case around its documents: with the steps of its form while it may be edited.
pub struct Within {
    pub title: String,
    pub href: String,
    pub documents: String,
    pub head: Option<Head>,
}

/// A document as it is listed.
pub struct Shown {
    pub title: String,
    pub kind: String,
    pub details: Vec<String>,
    pub href: String,
    pub edit: String,
    pub supersede: String,
    pub is_superseded: bool,
    pub file_name: String,
}

/// Everything there is to show of a case's documents.
pub struct Found {
    pub agreement: Agreement,
    pub case: Option<Case>,
    pub items: Vec<Listed>,
}

/// GET /cases/{id}/documents
pub async fn list(app: Data<App>, reader: Reader, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let supersedes = query.text("supersedes");
    query.finish()?;
    let found = find(&app, reader.actor()?, &key).await?;
    let content = match supersedes {
        None => offered(&found),
        Some(id) => {
            let known = found.items.iter().find(|listed| listed.document.id.to_string() == id);
            let mut content = serde_json::to_value(&known.ok_or(Error::NotFound)?.document)?;
            content["supersedes"] = Value::from(id);
            content
        }
    };
    let (form, key) = (Form::of(&content, reader.language)?, app.clock.new_id().to_string());
    let make = async || shown(&app, &reader, &request, &found, form, key);
    page::answer(&app, &reader, &request, make).await
}

/// POST /cases/{id}/documents
pub async fn add(
    app: Data<App>,
    reader: Reader,
    agreement: Path<String>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse> {
    let (by, mut payload) = (reader.actor()?.clone(), payload.into_inner());
    let is_said = |part: &str| part == "key" || part == csrf::FIELD || part.contains('/');
    let is_ours = |said: &[(String, String)]| {
        let seal = said.iter().find(|(name, _)| name == csrf::FIELD);
        csrf::check(&request, seal.map(|(_, seal)| seal.as_str()))
    };
    let to = (by.clone(), agreement.clone());
    let upload = Upload::read(&app, to, &request, &mut payload, (is_said, is_ours)).await?;
    let content = content_of(upload.parts(), Empty::LeftOut);
    let key = upload.part("key").unwrap_or_default().to_owned();
    let error = match take(&app, upload, content.clone(), &key).await {
        Ok(()) => {
            let page = Page::new(&reader, &request);
            return Ok(page::see_other(&page.to(&format!("/cases/{agreement}/documents#list"))));
        }
        Err(error) => error,
    };
    let status = problem::shape(&error).status;
    let found = find(&app, &by, &agreement).await?;
    let form = Form::refused(content, error, reader.language)?;
    page::not_kept(status, &shown(&app, &reader, &request, &found, form, key)?)
}

/// Adds what was sent, or says everything that is wrong with it.
async fn take(app: &App, upload: Upload, content: Value, key: &str) -> Result<()> {
    let mut said = held::<DocumentInput>(app, Schema::DocumentInput, content.clone())?;
    let unfit = upload.unfit();
    if !unfit.is_empty() {
        said.faults.extend(unfit);
        fault::in_order(&mut said.faults);
        return Err(Error::Content(said.faults));
    }
    // Of a form that was gone back to and sent with something else in it another document is made.
    let key = format!("{key}-{}", short_hash(content.to_string().as_bytes()));
    let key = upload.idempotency_key(&key)?;
    upload.add(app, said, Some(key)).await.map(drop)
}

/// The documents of an agreement, for whoever may add to them.
pub async fn find(app: &App, by: &Actor, key: &str) -> Result<Found> {
    let (by, key) = (by.clone(), key.to_owned());
    app.db
        .read_at_once(move |conn| {
            let id = documents::may_add(conn, &key, &by)?;
            let sight: Sight = by.sight();
            let case = match Case::open(conn, &key, &by) {
                Ok(case) => Some(case),
                Err(Error::NotEditable { .. } | Error::Forbidden) => None,
                Err(other) => return Err(other),
            };
            Ok(Found {
                agreement: agreements::read(conn, &sight, &key)?.agreement()?,
                items: documents::of_agreement(conn, &sight, id)?,
                case,
            })
        })
        .await
}

/// What a new document most likely is: the text as drafted, or as it was signed.
fn offered(found: &Found) -> Value {
    let has = |kind| found.items.iter().any(|listed| listed.document.kind == kind);
    let kind = if found.agreement.origin == Origin::Procedure {
        DocumentKind::Draft
    } else {
        DocumentKind::SignedOriginal
    };
    let kind = (!has(kind)).then_some(kind);
    json!({"kind": kind, "language": "es", "visibility": Visibility::Internal})
}

fn shown(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    found: &Found,
    form: Form,
    key: String,
) -> Result<DocumentsPage> {
    let page = Page::new(reader, request);
    let completeness = Completeness::of(&found.agreement, &found.items);
    let superseded = form.value("/supersedes");
    let superseded = found
        .items
        .iter()
        .find(|listed| listed.document.id.to_string() == superseded);
    Ok(DocumentsPage {
        case: within(found, &page, app),
        documents: found
            .items
            .iter()
            .map(|listed| listed_as(listed, found, &page))
            .collect(),
        missing: completeness
            .missing
            .iter()
            .map(|missing| {
                let told = told_missing(missing, page.language);
                capitalised(told.in_language(page.language))
            })
            .collect(),
        superseded: superseded.map(|listed| listed.document.title.clone()),
        lists: Lists::new(app.catalogues.clone(), page.language),
        may_add_opinion: !matches!(reader.actor()?.role, Some(Role::Office | Role::Liaison)),
        limit: app.document_limit,
        limit_said: said::size(i64::try_from(app.document_limit).unwrap_or(i64::MAX)),
        key,
        form,
        page,
    })
}

pub fn within(found: &Found, page: &Page, app: &App) -> Within {
    let id = found.agreement.id;
    let head = found.case.as_ref();
    Within {
        title: found.agreement.title.clone(),
        href: page.to(&format!("/cases/{id}")),
        documents: page.to(&format!("/cases/{id}/documents")),
        head: head.map(|case| case.head(page, Step::Documents, app.clock.today())),
    }
}

pub fn listed_as(listed: &Listed, found: &Found, page: &Page) -> Shown {
    let (document, language) = (&listed.document, page.language);
    let (id, case) = (document.id, found.agreement.id);
    let pages = listed.pages.map(|pages| {
        let word = language.say("páginas", "pages");
        format!("{pages} {word}")
    });
    let details = [
        document.label.clone(),
        document
            .language
            .as_deref()
            .map(|tag| languages::name(tag, language).to_owned()),
        document
            .authenticity
            .map(|one| one.label().in_language(language).to_owned()),
        document
            .prevails
            .then(|| language.say("prevalece", "prevails").to_owned()),
        document.dated_on.map(|date| said::partial(date, language)),
        pages,
        Some(said::size(document.size)),
        Some(document.visibility.label().in_language(language).to_owned()),
    ];
    Shown {
        title: document.title.clone(),
        kind: document.kind.label().in_language(language).to_owned(),
        details: details.into_iter().flatten().collect(),
        href: page.to(&format!("/documents/{id}/content")),
        edit: page.to(&format!("/cases/{case}/documents/{id}")),
        supersede: page.to(&format!("/cases/{case}/documents?supersedes={id}#add")),
        is_superseded: listed.superseded_by.is_some(),
        file_name: document.file_name.clone(),
    }
}
