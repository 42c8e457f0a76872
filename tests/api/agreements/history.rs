//! GET /agreements/{id} with `known_at`, and what each entry says was changed.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{draft, regularisation};
use crate::support::client::Answer;

fn changes_of(entries: &Answer) -> Vec<Value> {
    entries.items().iter().map(|entry| entry["changes"].clone()).collect()
}

#[actix_web::test]
async fn a_record_is_shown_as_it_was_known_at_any_moment() {
    let app = TestApp::start().await;
    app.set_clock("2026-11-22T18:00:00Z");
    let case = app.given(draft("Primero")).await;
    app.set_clock("2026-11-23T18:00:00Z");
    let patch = app.analyst().patch(&case.path(), json!({"title": "Segundo"}));
    patch.if_match(&case.etag).await.assert(200);
    app.set_clock("2026-11-24T18:00:00Z");
    app.make(&case, "submission").await.assert(200);

    let at = async |moment: &str| app.analyst().get(&format!("{}?known_at={moment}", case.path())).await;
    at("2026-11-22T17:59:59.999999Z").await.assert_problem(404, "not-found");
    let first = at("2026-11-22T18:00:00Z").await.assert(200);
    assert_eq!((&first["title"], &first["version"]), (&json!("Primero"), &json!(1)));
    assert_eq!(first["validity"]["as_of"], "2026-11-22");
    let second = at("2026-11-23T12:00:00-06:00").await.assert(200);
    assert_eq!(
        (&second["title"], &second["stage"]),
        (&json!("Segundo"), &json!("draft"))
    );
    assert_eq!(at("2026-12-01T00:00:00Z").await.assert(200)["stage"], "submitted");
    let day_only = app.analyst().get(&format!("{}?known_at=2026-11-23", case.path()));
    day_only.wrong().await.assert_problem(400, "invalid-parameter");
    let hidden = app
        .public()
        .get(&format!("{}?known_at=2026-11-23T18:00:00Z", case.path()))
        .await;
    hidden.assert_problem(404, "not-found");
}

#[actix_web::test]
async fn the_day_and_the_moment_combine() {
    let app = TestApp::start().await;
    let case = app.given(regularisation("Hermanamiento").years(5)).await;
    let read = async |question: &str| {
        app.analyst()
            .get(&format!("{}?{question}", case.path()))
            .await
            .assert(200)
    };
    let then = read("known_at=2026-11-22T18:00:00Z&valid_on=2015-06-01").await;
    assert_eq!(
        (&then["validity"]["state"], &then["validity"]["as_of"]),
        (&json!("in_force"), &json!("2015-06-01"))
    );
    assert_eq!(
        read("known_at=2026-11-22T18:00:00Z").await["validity"]["state"],
        "expired"
    );
}

#[actix_web::test]
async fn each_entry_says_field_by_field_what_changed() {
    let app = TestApp::start().await;
    let case = app.given(draft("Primero").years(5)).await;
    let patch = app
        .analyst()
        .patch(&case.path(), json!({"title": "Segundo", "term": {"amount": 10}}));
    patch.if_match(&case.etag).await.assert(200);
    let entries = app.analyst().get(&format!("{}/entries", case.path())).await;
    let changes = changes_of(&entries);
    assert_eq!(changes[0], json!([]));
    let expected = json!([
        {"pointer": "/title", "from": "Primero", "to": "Segundo"},
        {"pointer": "/term/amount", "from": 5, "to": 10},
    ]);
    assert_eq!(changes[1], expected);
    // The second entry alone says the same: what was before it is looked up.
    let number = entries.assert(200)["items"][0]["number"].clone();
    let rest = app
        .analyst()
        .get(&format!("{}/entries?after={number}", case.path()))
        .await;
    assert_eq!(changes_of(&rest), vec![expected]);
    let all = app.auditor().get("/entries?limit=200").await;
    let of_case: Vec<Value> = all
        .items()
        .into_iter()
        .filter(|entry| entry["record"]["id"] == case.id())
        .collect();
    assert_eq!(of_case[1]["changes"], changes[1]);
}
