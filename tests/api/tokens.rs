//! Who is let in, and with what.

use rai::access::{Actor, Role};
use rai::tokens::{self, NewToken};

use crate::support::app::TestApp;
use crate::support::build::draft;

fn analyst(days: Option<u64>) -> NewToken {
    NewToken {
        name: "Mesa".into(),
        role: Role::Analyst,
        body: None,
        state: None,
        days,
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
    let by = Actor::command("rai token");
    app.db
        .write_here(|conn| tokens::revoke(conn, token.id, &by, app.clock.now()))
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
async fn a_token_s_scope_must_fit_its_role() {
    let app = TestApp::start().await;
    let body = rai::bodies::BodyId::parse(&app.given_body(crate::support::build::irapuato()).await);
    let unknown = rai::bodies::BodyId::parse("0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01");
    let state = Some("11".to_owned());
    let wrong = [
        (Role::Office, None, None),
        (Role::Office, None, state.clone()),
        (Role::Office, body, state.clone()),
        (Role::Office, unknown, None),
        (Role::Liaison, None, None),
        (Role::Liaison, body, state.clone()),
        (Role::Liaison, None, Some("33".to_owned())),
        (Role::Analyst, body, None),
        (Role::Registrar, None, state),
    ];
    let by = Actor::command("rai token");
    for (role, body, state) in wrong {
        let new = NewToken {
            name: "x".into(),
            role,
            body,
            state,
            days: None,
        };
        let refused = app
            .db
            .write_here(|conn| tokens::create(conn, &app.catalogues, new.clone(), &by, &app.clock));
        assert!(refused.is_err(), "{new:?}");
    }
}

#[actix_web::test]
async fn health_and_the_contract_ask_for_no_token() {
    let app = TestApp::start().await;
    for path in ["/healthz", "/readyz", "/openapi.yaml", "/docs/", "/problems/not-found"] {
        app.holder("rai_unknown").get(path).await.assert(200);
    }
}
