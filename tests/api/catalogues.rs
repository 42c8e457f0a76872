//! The catalogues, whole and kept for an hour.

use serde_json::json;

use crate::support::app::TestApp;

const LISTS: [(&str, usize); 6] = [
    ("/states", 32),
    ("/municipalities", 2478),
    ("/countries", 250),
    ("/areas", 30),
    ("/instrument-types", 12),
    ("/organisations", 267),
];

#[actix_web::test]
async fn each_is_answered_whole_with_its_tag() {
    let app = TestApp::start().await;
    for (path, size) in LISTS {
        let answer = app.public().get(path).await;
        let list = answer.assert(200);
        let items = list["items"].as_array().unwrap();
        assert_eq!(list["total"], items.len());
        assert_eq!(items.len(), size, "{path}");
        let codes: Vec<_> = items.iter().map(|item| item["code"].as_str().unwrap()).collect();
        assert!(codes.is_sorted() && !codes.is_empty(), "{path}");
        let again = app.public().get(path).header("if-none-match", answer.etag()).await;
        again.assert(304);
        let head = app.public().head(path).await;
        assert_eq!((head.status, head.etag()), (200, answer.etag()));
        app.public()
            .get(&format!("{path}?colour=blue"))
            .wrong()
            .await
            .assert_problem(400, "unknown-parameter");
    }
    assert_eq!(app.public().get("/states").await.json()["total"], 32);
}

#[actix_web::test]
async fn municipalities_are_found_by_state_and_by_any_name() {
    let app = TestApp::start().await;
    let list = async |query: &str| app.public().get(&format!("/municipalities?{query}")).await;
    assert_eq!(list("q=irapuato").await.each("code"), ["11017"]);
    assert_eq!(list("q=CANC%C3%9AN").await.each("code"), ["23005"]);
    assert!(list("q=benito+juarez").await.each("code").len() > 3);
    assert_eq!(list("q=benito+juarez&state=23").await.each("code"), ["23005"]);
    let of_state = list("state=11").await.each("state");
    assert_eq!(of_state.len(), 46);
    assert!(of_state.iter().all(|state| state == "11"));
    assert_eq!(list("state=01&state=03").await.items().len(), 11 + 5);
    assert_eq!(list("q=atlantis").await.json(), json!({"items": [], "total": 0}));
    app.public()
        .get("/municipalities?state=33")
        .await
        .assert_problem(400, "invalid-parameter");
    app.public()
        .get("/municipalities?state=1")
        .wrong()
        .await
        .assert_problem(400, "invalid-parameter");
}

#[actix_web::test]
async fn a_bad_token_is_refused_even_here() {
    let app = TestApp::start().await;
    for (path, _) in LISTS {
        app.holder("rai_unknown")
            .get(path)
            .await
            .assert_problem(401, "unauthenticated");
    }
}
