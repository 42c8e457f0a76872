//! Every node gives the same answer in the same order, whichever database it is on.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;

use crate::support::app::TestApp;

const QUESTIONS: usize = 1_000;

const WORDS: &[&str] = &[
    "hermanamiento",
    "twinning",
    "petra",
    "mcallen",
    "guanajuato",
    "texas",
    "san",
    "antonio",
    "cooperación",
    "acuerdo",
    "educacion",
    "cultura",
    "monterrey",
    "\"san antonio\"",
    "-texas",
    "guadalajra",
    "sister city",
    "memorando",
    "ciudad",
    "de",
    "mex",
    "1998",
];

const FILTERS: &[(&str, &[&str])] = &[
    ("state", &["11", "14", "19", "20", "31", "02"]),
    ("country", &["US", "ES", "CN", "CA", "JP", "CU"]),
    (
        "region",
        &["northern_america", "southern_europe", "eastern_asia", "south_america"],
    ),
    (
        "instrument_type",
        &["twinning", "cooperation_agreement", "memorandum_of_understanding"],
    ),
    ("validity", &["in_force", "unknown", "expired", "expiring", "pending"]),
    ("valid_on", &["1995-01-01", "2010-06-30", "2020-02-29"]),
    ("level", &["municipal", "state", "federal"]),
    ("area", &["culture", "education", "tourism"]),
    ("signed_from", &["1990", "2005-05", "2014-10-13"]),
    ("signed_to", &["2000", "2015-01", "2020"]),
    ("side_kind", &["foreign:government", "domestic:agency"]),
    ("origin", &["reported", "procedure"]),
];

const SORTS: &[&str] = &[
    "signed_on",
    "-signed_on",
    "registered_on",
    "-registered_on",
    "ends_on",
    "due_on",
    "title",
    "-updated_at",
    "validity",
];

/// A question of some words and filters in some order.
fn question(random: &mut StdRng) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    let some = random.random_range(0..=3);
    let words: Vec<&str> = WORDS.choose_multiple(random, some).copied().collect();
    if !words.is_empty() {
        pairs.append_pair("q", &words.join(" "));
    }
    let some = random.random_range(0..=3);
    let chosen: Vec<_> = FILTERS.choose_multiple(random, some).collect();
    for (name, values) in chosen {
        pairs.append_pair(name, values.choose(random).unwrap());
    }
    if words.is_empty() || random.random_bool(0.5) {
        pairs.append_pair("sort", SORTS.choose(random).unwrap());
    }
    pairs.append_pair("limit", &random.random_range(1..=20).to_string());
    pairs.append_pair(
        "facets",
        "state,municipality,country,region,instrument_type,stage,validity,level,area,decade,year",
    );
    pairs.finish()
}

/// An answer without what two registers cannot have in common: identifiers and the moments of entering.
fn told(answer: &Value) -> Value {
    let item = |item: &Value| {
        let parties: Vec<&Value> = item["parties"]
            .as_array()
            .unwrap()
            .iter()
            .map(|party| &party["body"]["name"])
            .collect();
        serde_json::json!([item["title"], item["signed_on"], item["validity"]["state"], parties])
    };
    let items: Vec<Value> = answer["items"].as_array().unwrap().iter().map(item).collect();
    serde_json::json!({
        "items": items, "total": answer["total"], "more": !answer["next"].is_null(),
        "facets": answer["facets"], "did_you_mean": answer["did_you_mean"],
    })
}

#[actix_web::test]
async fn a_thousand_questions_have_the_same_answers_on_every_node() {
    let (one, other) = (TestApp::with_sample().await, TestApp::with_sample_in_file().await);
    let mut random = StdRng::seed_from_u64(20_261_122);
    let mut found = 0;
    for _ in 0..QUESTIONS {
        let question = format!("/agreements?{}", question(&mut random));
        let [mut mine, mut theirs] = [one.public().get(&question).await, other.public().get(&question).await];
        if mine.status == 400 {
            // Words that are all unwanted, or nothing to look for: refused alike.
            assert_eq!(theirs.status, 400, "{question}");
            continue;
        }
        for page in 1..=2 {
            let (here, there) = (mine.assert(200), theirs.assert(200));
            assert_eq!(told(&here), told(&there), "page {page} of {question}");
            found += here["items"].as_array().unwrap().len();
            let (Some(next), Some(same)) = (here["next"].as_str(), there["next"].as_str()) else {
                break;
            };
            mine = one.public().get(next.trim_start_matches("/api/v1")).await;
            theirs = other.public().get(same.trim_start_matches("/api/v1")).await;
        }
    }
    assert!(
        found > 2 * QUESTIONS,
        "only {found} agreements were found: the questions are too narrow to tell"
    );
}
