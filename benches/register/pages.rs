//! The pages for people: how fast they are when nobody asked for them before, and what they weigh on the way.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::Result;
use crate::children::Server;
use crate::generate::{Codes, Findable};
use crate::load::{Requests, Sent};
use crate::measures::Measure;
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

/// What pages weigh, compressed.
///
/// # Errors
/// When the server does not answer.
pub async fn weigh(server: &Server, id: &str, report: &mut Report) -> Result<()> {
    let client = reqwest::Client::new();
    for (what, path) in [
        ("weight of the first page, brotli", "/es/".to_owned()),
        (
            "weight of the search page, a state chosen, brotli",
            "/es/agreements?state=20".to_owned(),
        ),
        ("weight of an agreement’s page, brotli", format!("/es/agreements/{id}")),
        ("weight of the help page, brotli", "/es/help".to_owned()),
    ] {
        let address = format!("http://{}{path}", server.address);
        let answer = client.get(address).header("accept-encoding", "br").send().await?;
        let bytes = answer.error_for_status()?.bytes().await?.len();
        report.fact(what, format!("{} bytes", whole(bytes as f64)));
    }
    Ok(())
}
