//! POST /agreements/validation

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, leon, regularisation, reported};

#[actix_web::test]
async fn what_passes_can_be_created_and_brought_and_nothing_was_saved() {
    let app = TestApp::start().await;
    let analyst = app.analyst();
    let entries = app.journal().await.len();
    for would_be in [draft("a"), regularisation("b"), reported("c")] {
        let found = app
            .analyst()
            .post("/agreements/validation", &would_be)
            .await
            .assert(200);
        assert_eq!(found, json!({"passes": true, "problems": []}));
    }
    assert_eq!(app.journal().await.len(), entries);
    assert_eq!(analyst.get("/bodies").await.assert(200)["total"], 0);
    app.taken("a", &["submission"]).await;
}

#[actix_web::test]
async fn everything_is_told_at_once_with_its_article() {
    let app = TestApp::start().await;
    let wrong = draft("a")
        .between(irapuato(), leon())
        .with("signed_on", "2026-02-30")
        .with("colour", "blue");
    let found = app
        .analyst()
        .post("/agreements/validation", wrong)
        .in_english()
        .await
        .assert(200);
    assert_eq!(found["passes"], false);
    let told: Vec<_> = found["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| {
            (
                problem["pointer"].clone(),
                problem["code"].clone(),
                problem["article"].clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (json!("/colour"), json!("unknown-field"), json!(null)),
            (
                json!("/parties/1/body/country"),
                json!("domestic-counterpart"),
                json!("LCT 2-II")
            ),
            (json!("/signed_on"), json!("impossible-date"), json!(null)),
        ]
    );
}

#[actix_web::test]
async fn a_regularisation_without_its_signature_does_not_pass() {
    let app = TestApp::start().await;
    let unsigned = regularisation("a").without("signed_on");
    let found = app.analyst().post("/agreements/validation", unsigned).await.assert(200);
    assert_eq!(found["problems"][0]["code"], "signature-missing");
}

#[actix_web::test]
async fn whoever_could_not_create_it_is_not_told() {
    let app = TestApp::start().await;
    let refused = app.auditor().post("/agreements/validation", draft("a")).await;
    refused.assert_problem(403, "forbidden");
    let refused = app.public().post("/agreements/validation", draft("a")).await;
    refused.assert_problem(401, "unauthenticated");
}
