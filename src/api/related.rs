//! The story of an agreement over HTTP.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::agreements::events::Event;
use crate::agreements::term::Term;
use crate::agreements::validity::{Effect, Validity};
use crate::agreements::{self, Agreement, AgreementId, Link, Origin, Stage};
use crate::error::Result;
use crate::http::App;
use crate::http::answers::{Answer, Asking};
use crate::http::extract::Caller;
use crate::http::query::Query;
use crate::language::Language;
use crate::partial_date::PartialDate;

#[derive(Serialize)]
struct Story {
    items: Vec<Chapter>,
}

/// One agreement of the story: what it did, and what is left of it.
#[derive(Serialize)]
struct Chapter {
    agreement: AgreementId,
    registration_number: Option<String>,
    title: String,
    origin: Origin,
    stage: Option<Stage>,
    signed_on: Option<PartialDate>,
    term: Term,
    links: Vec<Link>,
    events: Vec<Event>,
    validity: Validity,
}

/// GET /agreements/{id}/related
pub async fn list(
    app: Data<App>,
    caller: Caller,
    language: Language,
    key: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let day = query.day("valid_on");
    query.finish()?;
    let asking = Asking {
        request: &request,
        caller: &caller,
        language: Some(language),
        entry: app.latest_entry().await?,
    };
    let sight = caller.sight();
    let day = day.unwrap_or_else(|| app.clock.today());
    let chapter = |agreement: Agreement| Chapter {
        validity: Effect::of(&agreement).on(day, app.expiring_days, language),
        agreement: agreement.id,
        registration_number: agreement.registration_number,
        title: agreement.title,
        origin: agreement.origin,
        stage: agreement.stage,
        signed_on: agreement.signed_on,
        term: agreement.term,
        links: agreement.links,
        events: agreement.events,
    };
    let make = async || {
        let story = app
            .db
            .read_at_once(move |conn| agreements::related(conn, &sight, &key))
            .await?;
        let items = story.into_iter().map(chapter).collect();
        Ok(Answer::json(serde_json::to_string(&Story { items })?))
    };
    app.answers.answer(&app, asking, make).await
}
