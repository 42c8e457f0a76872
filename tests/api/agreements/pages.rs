//! GET /agreements, page by page: nothing is skipped and nothing repeated, also while others write.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::build::{Draft, reported};

/// Follows `next` from a first page to the last and answers with the ids, in order. `between` runs after each page.
async fn walk(app: &TestApp, first: &str, mut between: impl AsyncFnMut(usize)) -> Vec<String> {
    let (mut ids, mut next, mut page) = (Vec::new(), Some(first.to_owned()), 0);
    while let Some(path) = next {
        let answer = app.public().get(&path).await;
        ids.extend(answer.each("id"));
        next = answer.json()["next"].as_str().map(ToOwned::to_owned);
        let link = next
            .as_ref()
            .map(|next| format!("<{next}>; rel=\"next\""))
            .unwrap_or_default();
        assert_eq!(answer.header("link"), link);
        between(page).await;
        page += 1;
    }
    ids
}

/// An agreement of one of few dates, so that many sort alike.
fn one(number: u8) -> Draft {
    let draft = reported(&format!("Acuerdo {}", number % 5));
    match number % 7 {
        0 | 1 => draft,
        2 => draft.signed_on("2014"),
        3 => draft.signed_on("2014-01"),
        4 => draft.signed_on("2014-01-01").years(5),
        5 => draft.signed_on("2020-02-29").years(10),
        _ => draft.signed_on("1999-12-31").years(5),
    }
}

const SORTS: [&str; 9] = [
    "signed_on",
    "-signed_on",
    "registered_on",
    "-registered_on",
    "ends_on",
    "due_on",
    "title",
    "-updated_at",
    "relevance",
];

fn question(sort: &str) -> String {
    let words = if sort == "relevance" { "&q=acuerdo" } else { "" };
    format!("/agreements?sort={sort}{words}")
}

/// Whatever order, page size and agreements that come in between the pages: what was there is met once, what came is met at most
/// once, and the walk ends.
#[test]
fn no_skip_and_no_repeat_whatever_is_inserted_between_pages() {
    let system = actix_web::rt::System::new();
    let app = system.block_on(TestApp::start());
    system.block_on(async {
        for number in 0..12 {
            app.given(one(number)).await;
        }
    });
    let inserts = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3), 0..5);
    let mut runner = TestRunner::new(Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(
        &(prop::sample::select(SORTS.to_vec()), 1..9_usize, inserts),
        |(sort, limit, inserts)| {
            let (before, seen) = system.block_on(async {
                let before = walk(&app, &format!("{}&limit=200", question(sort)), async |_| {}).await;
                let insert = async |page: usize| {
                    for number in inserts.get(page).into_iter().flatten() {
                        app.given(one(*number)).await;
                    }
                };
                (
                    before,
                    walk(&app, &format!("{}&limit={limit}", question(sort)), insert).await,
                )
            });
            let once: HashSet<&String> = seen.iter().collect();
            prop_assert_eq!(once.len(), seen.len(), "repeated");
            let known: HashSet<&String> = before.iter().collect();
            let kept: Vec<&String> = seen.iter().filter(|id| known.contains(id)).collect();
            prop_assert_eq!(kept, before.iter().collect::<Vec<_>>(), "skipped or out of order");
            Ok(())
        },
    );
    outcome.unwrap();
    drop(app);
}

#[actix_web::test]
async fn no_skip_and_no_repeat_while_others_write_at_the_same_time() {
    let app = TestApp::start().await;
    for number in 0..20 {
        app.given(one(number)).await;
    }
    let before: HashSet<String> = walk(&app, "/agreements?limit=200", async |_| {})
        .await
        .into_iter()
        .collect();
    let writing = async {
        for number in 0..40 {
            app.given(one(number)).await;
        }
    };
    let reading = async {
        for sort in SORTS {
            let seen = walk(&app, &format!("{}&limit=3", question(sort)), async |_| {}).await;
            let once: HashSet<String> = seen.iter().cloned().collect();
            assert_eq!(once.len(), seen.len(), "repeated by {sort}");
            assert!(before.is_subset(&once), "skipped by {sort}");
        }
    };
    futures_util::future::join(writing, reading).await;
}

#[actix_web::test]
async fn every_page_size_gives_the_same_list_with_the_exact_total() {
    let app = TestApp::with_sample().await;
    for sort in ["signed_on", "-signed_on", "ends_on", "title", "-updated_at"] {
        let whole = walk(&app, &format!("/agreements?sort={sort}&limit=200"), async |_| {}).await;
        assert_eq!(whole.len(), 111);
        for limit in [1, 7, 110, 111] {
            let pages = walk(&app, &format!("/agreements?sort={sort}&limit={limit}"), async |_| {}).await;
            assert_eq!(pages, whole, "{sort} by {limit}");
        }
    }
    let first = app.public().get("/agreements").await;
    assert_eq!((first.items().len(), &first.json()["total"]), (20, &Value::from(111)));
}

#[actix_web::test]
async fn the_next_page_keeps_the_question() {
    let app = TestApp::with_sample().await;
    let first = app
        .public()
        .get("/agreements?q=hermanamiento&state=14&state=19&limit=2&facets=state")
        .await
        .assert(200);
    let next = first["next"].as_str().unwrap();
    for part in [
        "q=hermanamiento",
        "state=14",
        "state=19",
        "limit=2",
        "facets=state",
        "cursor=",
    ] {
        assert!(next.contains(part), "{part} in {next}");
    }
    let second = app.public().get(next).await.assert(200);
    assert_eq!(
        (&second["total"], &second["facets"]),
        (&first["total"], &first["facets"])
    );
}

#[actix_web::test]
async fn the_page_may_change_its_size_and_facets_but_not_its_question() {
    let app = TestApp::with_sample().await;
    let first = app.public().get("/agreements?country=US&limit=2").await.assert(200);
    let cursor = first["next"]
        .as_str()
        .unwrap()
        .rsplit("cursor=")
        .next()
        .unwrap()
        .to_owned();
    let ask = |query: &str| app.public().get(&format!("/agreements?{query}&cursor={cursor}"));

    assert_eq!(ask("country=US&limit=5&facets=state").await.items().len(), 5);
    for other in [
        "country=ES",
        "country=US&country=ES",
        "country=US&sort=title",
        "country=US&q=sister",
        "limit=2",
        "country=US&valid_on=2020-01-01",
    ] {
        ask(other).await.assert_problem(400, "foreign-cursor");
    }
    app.public()
        .get(&format!("/bodies?country=US&cursor={cursor}"))
        .await
        .assert_problem(400, "foreign-cursor");
}

#[actix_web::test]
async fn a_cursor_that_was_touched_is_refused() {
    let app = TestApp::with_sample().await;
    let first = app.public().get("/agreements?limit=2").await.assert(200);
    let cursor = first["next"]
        .as_str()
        .unwrap()
        .rsplit("cursor=")
        .next()
        .unwrap()
        .to_owned();
    let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
    let mut tampered = vec![
        "x".to_owned(),
        "AAAA".to_owned(),
        cursor[1..].to_owned(),
        cursor[..cursor.len() - 2].to_owned(),
        format!("{cursor}AA"),
    ];
    for position in [0, 8, bytes.len() / 2, bytes.len() - 2] {
        bytes[position] ^= 1;
        tampered.push(URL_SAFE_NO_PAD.encode(&bytes));
        bytes[position] ^= 1;
    }
    for cursor in tampered {
        for list in ["agreements", "bodies"] {
            let answer = app.public().get(&format!("/{list}?limit=2&cursor={cursor}")).await;
            answer.assert_problem(400, "invalid-cursor");
        }
    }
    app.public()
        .get("/agreements?cursor=")
        .wrong()
        .await
        .assert_problem(400, "invalid-cursor");
}

#[actix_web::test]
async fn a_limit_goes_from_1_to_200() {
    let app = TestApp::start().await;
    for list in ["agreements", "bodies", "entries"] {
        for limit in ["0", "201", "-1", "x", "", "1.5", "99999999999999999999"] {
            let answer = app.public().get(&format!("/{list}?limit={limit}")).wrong().await;
            answer.assert_problem(400, "limit-out-of-range");
            answer.assert_faults(&[("limit", "limit-out-of-range")]);
        }
        app.public().get(&format!("/{list}?limit=200")).await.assert(200);
    }
}
