//! What was done under a registered agreement, told by its petitioner year by year.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::Datelike;
use serde_json::json;

use crate::access::Actor;
use crate::agreements::Agreement;
use crate::agreements::follow_ups::FollowUp;
use crate::error::Result;
use crate::fault::FaultCode;
use crate::http::moves::{self, Asked};
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::language::words;
use crate::partial_date::PartialDate;
use crate::procedure::{self, Move};
use crate::web::form::{Choice, Empty, Form, Lists, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;
use crate::web::said;

#[derive(Template)]
#[template(path = "follow_up.html")]
struct FollowUpPage {
    page: Page,
    title: String,
    number: String,
    href: String,
    years: Vec<Year>,
    form: Form,
    lists: Lists,
    choices: Vec<Choice>,
    /// The year that was reported on just now.
    done: Option<i32>,
}

/// A year, with what was reported of it.
struct Year {
    year: i32,
    report: Option<Report>,
}

struct Report {
    active: bool,
    activities: String,
    results: Option<String>,
    reported_on: String,
}

/// So many of the last years are listed at least.
const LISTED: i32 = 5;

/// GET /cases/{id}/follow-ups/new
pub async fn show(app: Data<App>, reader: Reader, key: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let done = query.one("done", |text| {
        let words = words!("Se espera un año", "A year is expected");
        text.parse::<i32>().map_err(|_| (FaultCode::InvalidParameter, words))
    });
    query.finish()?;
    let case = open(&app, reader.actor()?, &key).await?;
    let today = app.clock.today().year();
    let is_reported = |year: &i32| case.follow_ups.iter().any(|report| report.year == *year);
    // The year before is what is missing most often.
    let year = [today - 1, today]
        .into_iter()
        .find(|year| !is_reported(year) && *year >= first_year(&case, today));
    let form = Form::of(&json!({"year": year.unwrap_or(today)}), reader.language)?;
    let mut page = shown(&app, &reader, &request, &case, form);
    page.done = done.filter(is_reported);
    let make = async || Ok(page);
    page::answer(&app, &reader, &request, make).await
}

/// POST /cases/{id}/follow-ups/new
pub async fn report(
    app: Data<App>,
    reader: Reader,
    key: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    let (by, said) = (reader.actor()?.clone(), posted.content(Empty::LeftOut));
    let asked = Asked {
        step: Move::FollowUp,
        case: key.clone(),
        by: by.clone(),
        said: said.clone(),
        key: None,
    };
    let made = moves::make(&app, asked, |_| Ok(()), |reported| Ok(reported.id.to_string())).await;
    let Err(error) = made else {
        let page = Page::new(&reader, &request);
        let year = said["year"].as_i64().unwrap_or_default();
        return Ok(page::see_other(
            &page.to(&format!("/cases/{key}/follow-ups/new?done={year}")),
        ));
    };
    let status = problem::shape(&error).status;
    let case = open(&app, &by, &key).await?;
    let form = Form::refused(said, error, reader.language)?;
    page::not_kept(status, &shown(&app, &reader, &request, &case, form))
}

/// The agreement, for whoever may report on it.
async fn open(app: &App, by: &Actor, key: &str) -> Result<Agreement> {
    let (supplies, by, key, now) = (app.supplies(), by.clone(), key.to_owned(), app.clock.now());
    app.db
        .read_at_once(move |conn| {
            let mut desk = supplies.desk(conn, &by, now);
            procedure::open(&mut desk, &key, Move::FollowUp, |_| Ok(()))
        })
        .await
}

/// The first year that can be reported on.
fn first_year(case: &Agreement, today: i32) -> i32 {
    let signed = case.signed_on.map(PartialDate::earliest);
    signed.map_or(today - LISTED, |signed| signed.year().min(today))
}

fn shown(app: &App, reader: &Reader, request: &HttpRequest, case: &Agreement, form: Form) -> FollowUpPage {
    let page = Page::new(reader, request);
    let today = app.clock.today().year();
    let first = first_year(case, today);
    let of = |year: i32| case.follow_ups.iter().find(|report| report.year == year);
    let choice = |year: i32| {
        let done = page.say("ya informado: se sustituye", "reported already: it is replaced");
        let label = of(year).map_or_else(|| year.to_string(), |_| format!("{year} ({done})"));
        Choice::new(year.to_string(), label)
    };
    let listed = (first..=today)
        .rev()
        .filter(|year| *year > today - LISTED || of(*year).is_some());
    FollowUpPage {
        title: case.title.clone(),
        number: case.registration_number.clone().unwrap_or_default(),
        href: page.to(&format!("/agreements/{}", case.id)),
        years: listed
            .map(|year| Year {
                year,
                report: of(year).map(|report| told(report, &page)),
            })
            .collect(),
        done: None,
        choices: (first..=today).rev().map(choice).collect(),
        lists: Lists::new(app.catalogues.clone(), page.language),
        form,
        page,
    }
}

fn told(report: &FollowUp, page: &Page) -> Report {
    Report {
        active: report.active,
        activities: report.activities.clone(),
        results: report.results.clone(),
        reported_on: said::day(report.reported_on, page.language),
    }
}
