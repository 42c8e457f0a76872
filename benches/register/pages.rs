//! The pages for people: how fast they are when nobody asked for them before, and what they weigh on the way.

use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::Result;
use crate::children::{Rai, Server};
use crate::generate::{Codes, Findable};
use crate::load::{Pressure, Requests, Sent};
use crate::measures::{Measure, measure};
use crate::report::{Report, whole};

/// No measurement asks for more different pages than this.
const PAGES: usize = 20_000;

/// What readers of pages do, compressed as browsers ask for it.
#[must_use]
pub fn of_readers(ids: &[String], findable: &Findable) -> Vec<Measure> {
    let filters = |codes: &Codes| {
        let state = codes.state.as_deref().unwrap_or_default();
        format!(
            "/es/agreements?state={state}&country={}&instrument_type={}",
            codes.country, codes.instrument_type
        )
    };
    let mut fresh = ids.to_vec();
    fresh.shuffle(&mut StdRng::seed_from_u64(8));
    fresh.truncate(PAGES);
    let (alone, many) = fresh.split_at(fresh.len() / 4);
    let agreements = |ids: &[String]| Requests::pages(ids.iter().map(|id| format!("/es/agreements/{id}")), Sent::Once);
    vec![
        asking("pages: search, nothing chosen", &["/es/agreements?".to_owned()]),
        asking(
            "pages: search, three filters",
            &findable.codes.iter().map(filters).collect::<Vec<_>>(),
        ),
        asking(
            "pages: search, word of half the records",
            &["hermanamiento", "municipio"].map(|word| format!("/es/agreements?q={word}")),
        ),
        Measure {
            name: "pages: agreement, none twice",
            many: agreements(many),
            alone: agreements(alone),
        },
    ]
}

/// Questions that nobody asked before: told for another day each is another one, and costs the same.
fn asking(name: &'static str, questions: &[String]) -> Measure {
    let first = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default();
    let asked = |besides: &str| {
        let days = first.iter_days().take(PAGES / questions.len() + 1);
        let paths = days.flat_map(|day| {
            questions
                .iter()
                .map(move |path| format!("{path}&valid_on={day}{besides}"))
        });
        Requests::pages(paths, Sent::Once)
    };
    Measure {
        name,
        many: asked(""),
        alone: asked("&expiring_days=90"),
    }
}

/// The pages there are, each made anew for every request: by a server that keeps no answers, for somebody who alone asks for them.
///
/// # Errors
/// When the server does not answer.
pub async fn each(rai: &Rai, id: &str, time: Duration, report: &mut Report) -> Result<()> {
    let token = rai.analyst()?;
    let server = rai.serve_with(&["--answers", "0"])?;
    let body = first_of("bodies", &server).await?;
    let alone = Pressure { connections: 1, time };
    for (what, path) in [
        ("page: first", "/es/".to_owned()),
        ("page: search", "/es/agreements".to_owned()),
        ("page: search, a state", "/es/agreements?state=20".to_owned()),
        ("page: search, words", "/es/agreements?q=hermanamiento".to_owned()),
        ("page: an agreement", format!("/es/agreements/{id}")),
        ("page: its history", format!("/es/agreements/{id}/history")),
        ("page: map, with the map", "/es/map".to_owned()),
        ("page: statistics", "/es/stats".to_owned()),
        ("page: a state", "/es/states/11".to_owned()),
        ("page: a municipality", "/es/municipalities/11017".to_owned()),
        ("page: a country", "/es/countries/US".to_owned()),
        ("page: bodies", "/es/bodies".to_owned()),
        ("page: bodies, words", "/es/bodies?q=irapuato".to_owned()),
        ("page: a body", format!("/es/bodies/{body}")),
        ("page: what is new", "/es/news".to_owned()),
        ("page: help", "/es/help".to_owned()),
        ("page: inbox", "/es/inbox".to_owned()),
        ("page: cases", "/es/cases".to_owned()),
        ("page: new case", "/es/cases/new".to_owned()),
        ("page: a case", format!("/es/cases/{id}")),
        ("page: hand-over list", format!("/es/bodies/{body}/hand-over")),
    ] {
        let is_of_staff = ["/es/inbox", "/es/cases", "/es/bodies/"]
            .iter()
            .any(|own| path.starts_with(own));
        let token = is_of_staff.then_some(token.as_str());
        let weight = weight(&server, &path, token).await?;
        let requests = Requests::pages_for(token, [path], Sent::Repeatedly);
        let outcome = measure(&server, what, requests, alone).await?.outcome;
        let (half, most) = (outcome.milliseconds_at(0.5), outcome.milliseconds_at(0.99));
        report.fact(
            what,
            format!(
                "{half:.1} ms, p99 {most:.1} ms, {} bytes compressed",
                whole(weight as f64)
            ),
        );
    }
    Ok(())
}

/// The id of the first thing in a list.
async fn first_of(list: &str, server: &Server) -> Result<String> {
    let address = format!("http://{}/api/v1/{list}?limit=1", server.address);
    let listed: serde_json::Value = reqwest::get(address).await?.error_for_status()?.json().await?;
    Ok(listed["items"][0]["id"].as_str().ok_or("an empty list")?.to_owned())
}

/// How many bytes a page has on the way, compressed.
async fn weight(server: &Server, path: &str, token: Option<&str>) -> Result<usize> {
    let address = format!("http://{}{path}", server.address);
    let mut request = reqwest::Client::new().get(address).header("accept-encoding", "br");
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await?.error_for_status()?;
    Ok(answer.bytes().await?.len())
}
