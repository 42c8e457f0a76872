//! A request that is sent again before the first one was answered.

use std::future::IntoFuture;

use futures_util::future::{Either, select};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{draft, leon};
use crate::support::client::{Answer, Caller};

/// The answers to one request sent twice, neither of which can be done until the first answer is there: that one, and the other.
async fn sent_twice(
    app: &TestApp,
    caller: &Caller,
    (path, body, key): (&str, &Value, &'static str),
) -> (Answer, Answer) {
    let release = app.hold_writer();
    let post = || caller.post(path, body).key(key).into_future();
    let (Either::Left((refused, other)) | Either::Right((refused, other))) = select(post(), post()).await;
    release();
    (refused, other.await)
}

#[actix_web::test]
async fn a_request_sent_twice_at_once_is_told_that_the_first_is_under_way() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    app.give_text(&case.path(), "draft").await;
    let submission = format!("{}/submission", case.path());
    let auditor = json!({"name": "Auditoría", "role": "auditor"});
    for (caller, request) in [
        (app.analyst(), ("/agreements", &json!(draft("Una vez")), "k-1")),
        (app.analyst(), ("/bodies", &leon(), "k-2")),
        (app.analyst(), (&submission, &json!({}), "k-3")),
        (app.administrator(), ("/tokens", &auditor, "k-4")),
    ] {
        let (path, body, key) = request;
        let (refused, done) = sent_twice(&app, &caller, request).await;
        refused.assert_problem(409, "request-in-progress");
        assert_eq!(refused.header("retry-after"), "1");
        assert!(matches!(done.status, 200 | 201), "{path}: {}", done.text());
        let again = caller.post(path, body).key(key).await;
        assert_eq!(
            (again.status, &again.json()["id"]),
            (done.status, &done.json()["id"]),
            "{path}"
        );
    }
}
