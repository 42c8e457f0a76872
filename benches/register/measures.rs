//! What is measured: which requests, and how they compare with the ceiling measured right before and after.

use std::fmt::Write;
use std::time::{Duration, Instant};

use form_urlencoded::byte_serialize;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde_json::json;

use crate::Result;
use crate::children::{Memory, Server};
use crate::generate::{Codes, Findable};
use crate::load::{self, Outcome, Pressure, Requests, Sent};

/// A kind of request and its name in the table.
pub struct Measure {
    pub name: &'static str,
    /// Over many connections.
    pub many: Requests,
    /// Over one alone.
    pub alone: Requests,
}

impl Measure {
    fn reading<P: AsRef<str>>(name: &'static str, paths: impl IntoIterator<Item = P>) -> Self {
        let many = Requests::reading(paths, Sent::Repeatedly);
        let alone = many.clone();
        Self { name, many, alone }
    }
}

/// What readers do.
#[must_use]
pub fn of_readers(ids: &[String], findable: &Findable) -> Vec<Measure> {
    const LIST: &str = "/api/v1/agreements?limit=20";
    let by_id = |id: &String| format!("/api/v1/agreements/{id}");
    let mut fresh = ids.to_vec();
    fresh.shuffle(&mut StdRng::seed_from_u64(7));
    let (alone, many) = fresh.split_at(fresh.len() / 4);
    let once = |ids: &[String]| Requests::reading(ids.iter().map(by_id), Sent::Once);
    let filters = |codes: &Codes| {
        let state = codes.state.as_deref().unwrap_or_default();
        format!(
            "{LIST}&state={state}&country={}&instrument_type={}",
            codes.country, codes.instrument_type
        )
    };
    // Answers are kept: a question that is asked again is answered from memory. The day that validity is told for makes each another
    // question, and changes nothing in how it is answered.
    let first = chrono::NaiveDate::from_ymd_opt(1990, 1, 1).unwrap_or_default();
    let fresh = move |questions: Vec<String>| {
        let days = first.iter_days().take(QUESTIONS / questions.len() + 1);
        let paths = days.flat_map(move |day| {
            questions
                .clone()
                .into_iter()
                .map(move |path| format!("{path}&valid_on={day}"))
        });
        Requests::reading(paths, Sent::Once)
    };
    let asking = move |name: &'static str, questions: Vec<String>| Measure {
        name,
        many: fresh(questions.clone()),
        alone: fresh(
            questions
                .iter()
                .map(|path| format!("{path}&expiring_days=90"))
                .collect(),
        ),
    };
    let words = |words: &[&str]| -> Vec<String> {
        words
            .iter()
            .map(|word| format!("{LIST}&q={}", byte_serialize(word.as_bytes()).collect::<String>()))
            .collect()
    };
    let all_facets = "facets=state,municipality,country,region,instrument_type,stage,validity,level,area,decade,year";
    vec![
        Measure::reading(
            "read by id, 100 ids again and again",
            ids.iter().step_by((ids.len() / 100).max(1)).map(by_id),
        ),
        Measure {
            name: "read by id, no id twice",
            many: once(many),
            alone: once(alone),
        },
        Measure::reading(
            "page again and again: state, country, type",
            findable.codes.iter().map(filters),
        ),
        asking(
            "page: state, country, type",
            findable.codes.iter().map(filters).collect(),
        ),
        asking("page: rare word and a city", words(&findable.rare_words())),
        asking(
            "page: word of half the records, ranked",
            words(&["hermanamiento", "cooperación", "municipio", "gobierno"]),
        ),
        asking("page: everything", vec![LIST.to_owned()]),
        asking("all facets, no filter", vec![format!("{LIST}&{all_facets}")]),
        asking(
            "all facets, three filters",
            findable
                .codes
                .iter()
                .map(|codes| format!("{}&{all_facets}", filters(codes)))
                .collect(),
        ),
        asking(
            "page: what ends within 180 days",
            vec![format!("{LIST}&validity=expiring")],
        ),
        asking(
            "page: in force, soonest end first",
            vec![format!("{LIST}&validity=in_force&sort=validity")],
        ),
        asking(
            "statistics: state and year",
            vec!["/api/v1/stats?by=state,year".to_owned()],
        ),
        Measure::reading(
            "suggestions again and again",
            ["guana", "san", "tex", "her"].map(|typed| format!("/api/v1/agreements/suggestions?q={typed}")),
        ),
        typing(&findable.beginnings()),
    ]
}

/// What nobody typed before: half of it over many connections, half over one.
fn typing(beginnings: &[String]) -> Measure {
    let path = |typed: &String| {
        let typed: String = byte_serialize(typed.as_bytes()).collect();
        format!("/api/v1/agreements/suggestions?q={typed}")
    };
    let half = |first: usize| Requests::reading(beginnings.iter().skip(first).step_by(2).map(path), Sent::Once);
    Measure {
        name: "suggestions, nothing typed twice",
        many: half(0),
        alone: half(1),
    }
}

/// The five-hundredth pages of twenty, of lists that are told for different days: their cursors are found with longer pages.
///
/// # Errors
/// When the server does not answer, or there are no 500 pages.
pub async fn deep_pages(server: &Server) -> Result<Measure> {
    const BEFORE: usize = 499 * 20;
    const LONGEST: usize = 200;
    let client = reqwest::Client::builder().timeout(Duration::from_mins(1)).build()?;
    let first = chrono::NaiveDate::from_ymd_opt(1980, 1, 1).unwrap_or_default();
    let mut cursors = Vec::new();
    for day in first.iter_days().take(20) {
        let (mut cursor, mut left) = (String::new(), BEFORE);
        while left > 0 {
            let limit = left.min(LONGEST);
            let address = server.address;
            let path =
                format!("http://{address}/api/v1/agreements?valid_on={day}&expiring_days=30&limit={limit}{cursor}");
            let page: serde_json::Value =
                serde_json::from_slice(&client.get(path).send().await?.error_for_status()?.bytes().await?)?;
            let next = page["next"].as_str().ok_or("fewer than 500 pages of twenty")?;
            let (_, behind) = next.split_once("cursor=").ok_or("a next page without a cursor")?;
            cursor = format!("&cursor={behind}");
            left -= limit;
        }
        cursors.push(format!("/api/v1/agreements?valid_on={day}&expiring_days=30{cursor}"));
    }
    // A page is another question by its length, and costs the same.
    let asked = |limits: [usize; 8]| {
        let pages = limits.into_iter().flat_map(|limit| {
            let cursors = cursors.clone();
            cursors.into_iter().map(move |page| format!("{page}&limit={limit}"))
        });
        Requests::reading(pages, Sent::Once)
    };
    Ok(Measure {
        name: "page 500, by its cursor",
        many: asked([12, 13, 14, 15, 25, 26, 27, 28]),
        alone: asked([16, 17, 18, 19, 21, 22, 23, 24]),
    })
}

/// No measurement asks more different questions than this.
const QUESTIONS: usize = 60_000;

/// So many drafts are repeated: as many as there are pairs of their bodies, as those of one pair are looked through for doubles.
const DRAFTS: usize = 4_000;

/// What an analyst does: drafts between bodies the register knows already, not shown to the public.
#[must_use]
pub fn drafts(token: &str, connections: usize) -> Requests {
    let request = |number: usize| {
        let body = json!({
            "title": format!("Acuerdo de prueba {number} [generado]"),
            "instrument_type": "cooperation_agreement",
            "object": "Establecer las bases de la cooperación en materia de turismo y cultura.",
            "legal_basis": "Artículo 7 de la Ley sobre la Celebración de Tratados.",
            "areas": ["tourism", "culture"],
            "languages": ["es", "en"],
            "parties": [
                {"side": "domestic", "body": {
                    "name": format!("Gobierno del Estado {}", number % 32 + 1), "level": "state", "kind": "government",
                    "country": "MX", "state": format!("{:02}", number % 32 + 1),
                }},
                {"side": "foreign", "body": {
                    "name": format!("Ciudad de Verusstad {}", number % 500), "level": "municipal", "kind": "government",
                    "country": "US",
                }},
            ],
            "term": {"kind": "fixed", "amount": 5, "unit": "year", "entry_into_force": "last_signature"},
            "sources": [{"url": "https://example.org/generado", "consulted_on": "2026-11-22"}],
        })
        .to_string();
        format!(
            "POST /api/v1/agreements HTTP/1.1\r\nHost: register\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    };
    Requests {
        bytes: (0..DRAFTS)
            .map(|number| request(number + connections * DRAFTS))
            .collect(),
        sent: Sent::Repeatedly,
        expected: 201,
    }
}

/// An outcome beside what the server spent on it.
pub struct Measured {
    pub name: String,
    pub connections: usize,
    pub outcome: Outcome,
    /// Microseconds of the server's processor time for one answer.
    pub processor_time: Option<f64>,
    /// Requests per second of the constant server, right before and after.
    pub ceiling: Option<f64>,
    /// The same requests over one connection alone.
    pub alone: Option<Outcome>,
}

/// # Errors
/// When the server cannot be reached.
pub async fn measure(server: &Server, name: &str, requests: Requests, pressure: Pressure) -> Result<Measured> {
    let before = server.processor_time();
    let outcome = load::run(server.address, requests, pressure).await?;
    let answered = outcome.latencies.len() + outcome.warming + outcome.failed;
    let spent = before
        .zip(server.processor_time())
        .map(|(before, after)| after - before);
    let measured = Measured {
        name: name.to_owned(),
        connections: pressure.connections,
        processor_time: spent.map(|spent| spent * 1e6 / answered.max(1) as f64),
        outcome,
        ceiling: None,
        alone: None,
    };
    let mut line = format!("  {name}: {:.0}/s", measured.outcome.per_second());
    if measured.outcome.failed > 0 {
        write!(line, ", {} failed", measured.outcome.failed)?;
    }
    eprintln!("{line}");
    Ok(measured)
}

/// What an export of everything told.
pub struct Export {
    pub ids: Vec<String>,
    pub bytes: u64,
    pub took: Duration,
    /// The server's memory before, at most while it went on, and after.
    pub memory: Option<[Memory; 3]>,
}

/// Reads every agreement there is, line by line, keeping no more than the ids.
///
/// # Errors
/// When it is cut off, or does not end within ten minutes.
pub async fn export(server: &Server) -> Result<Export> {
    const BEFORE_ID: &str = r#"{"id":""#;
    const ID_END: usize = BEFORE_ID.len() + 36;
    let client = reqwest::Client::builder().timeout(Duration::from_mins(10)).build()?;
    let address = format!("http://{}/api/v1/agreements?format=ndjson", server.address);
    let patience = Instant::now() + Duration::from_mins(10);
    let (before, begun, mut answer) = loop {
        let (before, begun) = (server.memory(), Instant::now());
        let answer = client.get(&address).send().await?;
        // Right after an import the index is being built.
        if answer.status() != reqwest::StatusCode::SERVICE_UNAVAILABLE || begun > patience {
            break (before, begun, answer.error_for_status()?);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let (mut ids, mut bytes) = (Vec::new(), 0);
    let (mut most, mut looked) = (before.unwrap_or_default(), begun);
    let mut start = Vec::with_capacity(ID_END);
    while let Some(chunk) = answer.chunk().await? {
        bytes += u64::try_from(chunk.len())?;
        for piece in chunk.split_inclusive(|byte| *byte == b'\n') {
            start.extend(piece.iter().take(ID_END - start.len()));
            if piece.ends_with(b"\n") {
                let id = start.strip_prefix(BEFORE_ID.as_bytes()).ok_or("a line without an id")?;
                ids.push(String::from_utf8(id.to_vec())?);
                start.clear();
            }
        }
        if looked.elapsed() > Duration::from_millis(50) {
            looked = Instant::now();
            let now = server.memory().unwrap_or_default();
            most.resident = most.resident.max(now.resident);
            most.anonymous = most.anonymous.max(now.anonymous);
        }
    }
    let took = begun.elapsed();
    let memory = before.zip(server.memory()).map(|(before, after)| [before, most, after]);
    Ok(Export {
        ids,
        bytes,
        took,
        memory,
    })
}
