//! What a reader has already is not sent again, in whichever coding they have it; and a proxy is told what it may keep.

use crate::support::app::TestApp;
use crate::support::build::{draft, reported};
use crate::support::client::Caller;
use serde_json::json;

/// Addresses of answers that are kept, and what a proxy may do with each.
async fn kept(app: &TestApp) -> Vec<(String, &'static str)> {
    let list = app.public().get("/agreements?limit=1").await.json();
    let id = list["items"][0]["id"].as_str().unwrap();
    let body = list["items"][0]["parties"][0]["body"]["id"].as_str().unwrap();
    let (again, hour) = ("public, no-cache", "public, max-age=3600");
    vec![
        ("/agreements?limit=2".to_owned(), again),
        ("/agreements/suggestions?q=gua".to_owned(), again),
        ("/stats?by=state,year".to_owned(), again),
        (format!("/agreements/{id}"), again),
        (format!("/agreements/{id}?valid_on=2015-06-01"), again),
        (format!("/agreements/{id}/related"), again),
        ("/bodies?limit=50".to_owned(), again),
        (format!("/bodies/{body}"), again),
        ("/states".to_owned(), hour),
        ("/municipalities?state=11".to_owned(), hour),
        ("/organisations".to_owned(), hour),
        ("/openapi.yaml".to_owned(), hour),
    ]
}

#[actix_web::test]
async fn whoever_has_an_answer_is_only_told_so() {
    let app = TestApp::with_sample().await;
    for (path, keeping) in kept(&app).await {
        let plain = app.public().get(&path).await;
        let mut tags = vec![plain.etag().to_owned()];
        for coding in ["gzip", "br"] {
            let coded = app.public().get(&path).header("accept-encoding", coding).await;
            assert_eq!(coded.decoded(), plain.body, "{path} {coding}");
            let worth_it = plain.body.len() >= 1_000;
            assert_eq!(
                coded.headers.contains_key("content-encoding"),
                worth_it,
                "{path} {coding}"
            );
            assert_eq!(!tags.contains(&coded.etag().to_owned()), worth_it, "{path} {coding}");
            tags.push(coded.etag().to_owned());
        }
        tags.push(format!("\"other\", {}", tags[0]));
        tags.push("*".to_owned());
        for tag in &tags {
            let again = app.public().get(&path).header("if-none-match", tag).await;
            assert_eq!((again.status, again.body.len()), (304, 0), "{path} {tag}");
            assert_eq!(again.etag(), plain.etag(), "{path} {tag}");
            assert_eq!(again.header("cache-control"), keeping, "{path}");
            assert_eq!(again.header("vary"), plain.header("vary"), "{path}");
            assert!(again.header("vary").contains("Accept-Encoding"), "{path}");
        }
        let other = app.public().get(&path).header("if-none-match", "\"other\"").await;
        assert_eq!((other.status, &other.body), (200, &plain.body), "{path}");
        let head = app.public().head(&path).await;
        assert_eq!(
            (head.status, head.body.len(), head.etag()),
            (200, 0, plain.etag()),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn an_answer_keeps_its_tag_while_it_says_the_same() {
    let app = TestApp::start().await;
    let given = app.given(reported("Hermanamiento")).await;
    let first = app.public().get(&given.path()).await;
    app.given(reported("Otro")).await;
    let again = app
        .public()
        .get(&given.path())
        .header("if-none-match", first.etag())
        .await;
    assert_eq!(again.status, 304, "another agreement changed, not this one");
    app.set_clock("2027-02-01T18:00:00Z");
    let later = app
        .public()
        .get(&given.path())
        .header("if-none-match", first.etag())
        .await;
    assert_eq!(later.status, 200, "validity is told for another day");
    assert_eq!(later.json()["validity"]["as_of"], "2027-02-01");
}

#[actix_web::test]
async fn a_case_is_never_shown_to_whoever_may_not_see_it() {
    let app = TestApp::start().await;
    let case = app.given(draft("Caso en trámite")).await;
    let number_of = |caller: Caller, path: String| async move { caller.get(&path).await.status };
    for path in [case.path(), format!("{}/related", case.path())] {
        for _ in 0..2 {
            for (caller, status) in [
                (app.auditor(), 200),
                (app.public(), 404),
                (app.liaison("11"), 200),
                (app.liaison("14"), 404),
                (app.system(), 404),
            ] {
                assert_eq!(number_of(caller, path.clone()).await, status, "{path}");
            }
        }
    }
    let seen = app.auditor().get(&case.path()).await;
    assert_eq!(seen.header("cache-control"), "private, no-cache");
    let stolen = app
        .public()
        .get(&case.path())
        .header("if-none-match", seen.etag())
        .await;
    assert_eq!(stolen.status, 404, "a tag opens nothing");
}

#[actix_web::test]
async fn a_change_of_a_body_is_seen_at_once() {
    let app = TestApp::with_sample().await;
    let list = app.public().get("/bodies?q=irapuato&limit=1").await;
    let id = list.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/bodies/{id}");
    for count in 1..=5 {
        let read = app.public().get(&path).await;
        let name = format!("Irapuato renombrado {count}");
        let patch = app
            .analyst()
            .patch(&path, json!({ "name": name }))
            .if_match(read.etag());
        patch.await.assert(200);
        let again = app.public().get(&path).header("if-none-match", read.etag()).await;
        assert_eq!(again.assert(200)["name"], name);
        let found = app.public().get(&format!("/bodies?q=renombrado+{count}")).await;
        assert_eq!(found.json()["total"], 1);
    }
}
