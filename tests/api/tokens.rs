//! Who is let in, and with what.

use rai::access::{Actor, Role};
use rai::content::Submitted;
use rai::procedure::NoteInput;
use rai::tokens::{self, TokenInput};

use crate::support::app::TestApp;
use crate::support::build::{draft, token};

fn analyst(days: Option<u64>) -> TokenInput {
    TokenInput {
        days,
        ..token("Mesa", Role::Analyst)
    }
}

#[actix_web::test]
async fn a_token_that_is_none_is_refused_where_none_is_needed_too() {
    let app = TestApp::start().await;
    let given = app.given(draft("x")).await;
    let paths = [
        "/agreements",
        "/agreements?format=csv",
        "/bodies",
        "/entries",
        "/states",
        "/municipalities",
    ];
    for path in paths.into_iter().chain([given.path().as_str()]) {
        for secret in ["rai_unknown", "x", "rai_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let answer = app.holder(secret).get(path).await;
            answer.assert_problem(401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
}

#[actix_web::test]
async fn only_the_bearer_scheme_is_understood() {
    let app = TestApp::start().await;
    let (_, secret) = app.token(analyst(None));
    for header in ["Basic cmFpOnJhaQ==", "Bearer", "Bearer ", &secret, "Token x"] {
        let answer = app.public().get("/agreements").header("authorization", header).await;
        answer.assert_problem(401, "unauthenticated");
    }
    for header in [format!("bearer {secret}"), format!("BEARER {secret}")] {
        app.public()
            .get("/agreements")
            .header("authorization", header)
            .await
            .assert(200);
    }
}

#[actix_web::test]
async fn a_token_ends_with_its_days() {
    let app = TestApp::start().await;
    let (_, secret) = app.token(analyst(Some(1)));
    app.set_clock("2026-11-23T17:59:59.999999Z");
    app.holder(&secret).get("/agreements").await.assert(200);
    app.set_clock("2026-11-23T18:00:00Z");
    app.holder(&secret)
        .get("/agreements")
        .await
        .assert_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_revoked_token_is_of_no_use_any_more() {
    let app = TestApp::start().await;
    let (token, secret) = app.token(analyst(None));
    app.holder(&secret)
        .post("/agreements", draft("Antes"))
        .await
        .assert(201);
    let (by, said) = (Actor::command("rai token"), Submitted::sound(NoteInput::default()));
    app.db
        .write_here(|conn| tokens::revoke(conn, token.id, said, &by, app.clock.now()))
        .unwrap();
    app.holder(&secret)
        .post("/agreements", draft("Después"))
        .await
        .assert_problem(401, "unauthenticated");
    assert_eq!(app.titles(&app.auditor(), "").await, ["Antes"]);
    assert!(
        app.journal()
            .await
            .iter()
            .any(|entry| entry["action"] == "token.revoked")
    );
}

#[actix_web::test]
async fn health_and_the_contract_ask_for_no_token() {
    let app = TestApp::start().await;
    for path in ["/healthz", "/readyz", "/openapi.yaml", "/docs/", "/problems/not-found"] {
        app.holder("rai_unknown").get(path).await.assert(200);
    }
}
