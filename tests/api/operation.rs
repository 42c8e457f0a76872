//! Health, the contract, its pages, and what surrounds every answer.

use serde_json::json;

use crate::support::app::TestApp;

#[actix_web::test]
async fn the_process_lives_and_the_database_answers() {
    let app = TestApp::start().await;
    assert_eq!(app.public().get("/healthz").await.assert(200), json!({"status": "ok"}));
    assert_eq!(
        app.public().get("/readyz").await.assert(200),
        json!({"status": "ready"})
    );
    assert_eq!(app.public().head("/healthz").await.status, 200);
}

#[actix_web::test]
async fn the_contract_is_served_word_for_word() {
    let app = TestApp::start().await;
    let answer = app.public().get("/openapi.yaml").await;
    assert_eq!(
        (answer.status, answer.text()),
        (200, include_str!("../../openapi.yaml"))
    );
}

#[actix_web::test]
async fn the_contract_is_a_page_that_asks_no_other_host() {
    let app = TestApp::start().await;
    let page = app.public().get("/docs/").await;
    page.assert(200);
    let (mut outside, mut own) = (page.text().matches("//").count(), Vec::new());
    for part in page.text().split(['"', '\'']) {
        if part.starts_with("./") {
            own.push(part.trim_start_matches("./").to_owned());
        }
    }
    outside -= page.text().matches("https://swagger.io").count();
    assert_eq!(outside, 0, "{}", page.text());
    assert!(own.len() >= 3, "{own:?}");
    for file in own {
        let answer = reqwest::get(format!("{}/docs/{file}", app.address)).await.unwrap();
        assert_eq!(answer.status(), 200, "{file}");
    }
}

#[actix_web::test]
async fn every_problem_type_is_explained_in_both_languages() {
    let app = TestApp::start().await;
    let codes = &crate::support::contract::Contract::get().document["components"]["schemas"]["ProblemCode"]["enum"];
    for code in codes.as_array().unwrap() {
        let path = format!("/problems/{}", code.as_str().unwrap());
        let (spanish, english) = (
            app.public().get(&path).await,
            app.public().get(&path).in_english().await,
        );
        assert_eq!((spanish.status, english.status), (200, 200), "{path}");
        assert_ne!(spanish.body, english.body);
        assert_eq!(
            (spanish.header("content-language"), english.header("content-language")),
            ("es", "en")
        );
    }
    app.public()
        .get("/problems/unheard-of")
        .await
        .assert_problem(404, "not-found");
}

#[actix_web::test]
async fn a_path_or_method_that_does_not_exist_gets_a_problem_too() {
    let app = TestApp::start().await;
    for path in [
        "/api/v1/",
        "/api/v1/agreement",
        "/api/v1/agreements/",
        "/api/v2/agreements",
        "/api/v1/agreements/a/b/c",
    ] {
        app.public().get(path).await.assert_problem(404, "not-found");
    }
    for (path, allow) in [
        ("/agreements", "GET, HEAD, POST"),
        ("/agreements/x", "GET, HEAD, PATCH"),
        ("/states", "GET, HEAD"),
    ] {
        for method in ["DELETE", "PUT", "OPTIONS", "TRACE"] {
            let answer = app.public().ask(method.parse().unwrap(), path).await;
            answer.assert_problem(405, "method-not-allowed");
            assert_eq!(answer.header("allow"), allow);
        }
    }
}

#[actix_web::test]
async fn every_answer_keeps_browsers_from_guessing() {
    let app = TestApp::start().await;
    for path in [
        "/agreements",
        "/healthz",
        "/docs/",
        "/problems/not-found",
        "/api/v1/nothing",
    ] {
        let answer = app.public().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[actix_web::test]
async fn spanish_is_spoken_unless_english_is_asked_for_first() {
    let app = TestApp::start().await;
    let cases = [
        ("en", "en"),
        ("en-US,es;q=0.5", "en"),
        ("es-MX,en;q=0.9", "es"),
        ("es;q=0.5,en", "en"),
        ("fr,en;q=0.3", "en"),
        ("fr", "es"),
        ("*", "es"),
        ("", "es"),
        ("x;q=y", "es"),
    ];
    for (accepted, language) in cases {
        let answer = app
            .public()
            .get("/agreements/x")
            .header("accept-language", accepted)
            .await;
        answer.assert_problem(404, "not-found");
        assert_eq!(answer.header("content-language"), language, "{accepted}");
    }
}
