//! Tokens made, listed and revoked by an administrator.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{QueryDsl, RunQueryDsl};
use rai::access::Role;
use rai::db::DbConnection;
use rai::db::schema::idempotent_answers;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, leon, reported, token};

#[actix_web::test]
async fn a_token_made_over_http_works_and_its_secret_is_told_once() {
    let app = TestApp::start().await;
    let wanted = json!({"name": "Enlace de Guanajuato", "role": "liaison", "state": "11", "days": 30});
    let answer = app.administrator().post("/tokens", wanted).await;
    let mut made = answer.assert(201);
    assert_eq!(answer.header("cache-control"), "no-store");
    let secret = made.as_object_mut().unwrap().remove("secret").unwrap();
    let secret = secret.as_str().unwrap();
    assert_eq!(made["expires_at"], "2026-12-22T18:00:00.000000Z");

    let path = answer.header("location").to_owned();
    assert_eq!(made["last_used_on"], Value::Null);
    assert_eq!(app.administrator().get(&path).await.assert(200), made);
    let listed = app.administrator().get("/tokens?limit=200").await;
    assert!(listed.items().contains(&made) && !listed.text().contains(secret));

    let case = app.given(draft("Hermanamiento")).await;
    app.holder(secret).get(&case.path()).await.assert(200);
    let entries = app.auditor().get("/entries?limit=200").await;
    assert!(!entries.text().contains(secret));
    let entry = entries
        .items()
        .into_iter()
        .find(|entry| entry["record"]["id"] == made["id"])
        .unwrap();
    made.as_object_mut().unwrap().remove("last_used_on");
    assert_eq!((&entry["action"], &entry["content"]), (&json!("token.created"), &made));
    assert_eq!(entry["actor"]["role"], "administrator");
}

#[actix_web::test]
async fn a_repeated_request_for_a_token_makes_one_and_tells_no_secret() {
    let app = TestApp::start().await;
    let administrator = app.administrator();
    let post = async || {
        let wanted = json!({"name": "Auditoría", "role": "auditor"});
        administrator.post("/tokens", wanted).key("t-1").await.assert(201)
    };
    let (mut first, again) = (post().await, post().await);
    let secret = first["secret"].take();
    assert!(secret.as_str().unwrap().starts_with("rai_"));
    assert_eq!(again, first, "the same but for the secret, which is null");
    assert_eq!(administrator.get("/tokens").await.json()["total"], 2);

    let kept: Vec<String> = app
        .db
        .read_here(|conn| {
            Ok(idempotent_answers::table
                .select(idempotent_answers::answer)
                .load(conn)?)
        })
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].contains(secret.as_str().unwrap()));
}

#[actix_web::test]
async fn everything_wrong_with_a_token_is_told_at_once() {
    let app = TestApp::start().await;
    let body = app.given_body(irapuato()).await;
    let nowhere = "0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01";
    let cases = [
        (
            json!({}),
            vec![("/name", "missing-field"), ("/role", "missing-field")],
            true,
        ),
        (
            json!({"name": "", "role": "king", "days": 0, "colour": 1}),
            vec![
                ("/colour", "unknown-field"),
                ("/days", "out-of-range"),
                ("/name", "too-short"),
                ("/role", "unknown-value"),
            ],
            true,
        ),
        (
            json!({"name": " ", "role": "analyst"}),
            vec![("/name", "too-short")],
            false,
        ),
        (
            json!({"name": "x", "role": "office"}),
            vec![("/body_id", "missing-field")],
            false,
        ),
        (
            json!({"name": "x", "role": "office", "body_id": nowhere, "state": "11"}),
            vec![("/body_id", "unknown-body"), ("/state", "role-mismatch")],
            false,
        ),
        (
            json!({"name": "x", "role": "office", "body_id": "Irapuato"}),
            vec![("/body_id", "unknown-body")],
            false,
        ),
        (
            json!({"name": "x", "role": "liaison"}),
            vec![("/state", "missing-field")],
            false,
        ),
        (
            json!({"name": "x", "role": "liaison", "state": "33", "body_id": body}),
            vec![("/body_id", "role-mismatch"), ("/state", "unknown-state")],
            false,
        ),
        (
            json!({"name": "x", "role": "registrar", "state": "11"}),
            vec![("/state", "role-mismatch")],
            false,
        ),
        (
            json!({"name": "x", "role": "auditor", "scopes": ["cases"]}),
            vec![("/scopes", "role-mismatch")],
            false,
        ),
        (
            json!({"name": " ", "role": "system", "scopes": ["cases", "drafts", "cases"]}),
            vec![
                ("/name", "too-short"),
                ("/scopes/1", "unknown-value"),
                ("/scopes/2", "duplicate-value"),
            ],
            true,
        ),
    ];
    let before = app.administrator().get("/tokens").await.json()["total"].clone();
    for (wanted, faults, wrong) in cases {
        let request = app.administrator().post("/tokens", &wanted);
        let refused = if wrong { request.wrong().await } else { request.await };
        assert_eq!(refused.status, 422, "{wanted}");
        refused.assert_faults(&faults);
    }
    assert_eq!(app.administrator().get("/tokens").await.json()["total"], before);
}

#[actix_web::test]
async fn a_revoked_token_stays_revoked_however_often_it_is_asked_for() {
    let app = TestApp::start().await;
    let (token, secret) = app.token(token("Equipo perdido", Role::Analyst));
    let path = format!("/tokens/{}", token.id);
    let revocation = format!("{path}/revocation");
    let note = json!({"note": "Se extravió el equipo."});
    let revoked = app.administrator().post(&revocation, &note).await.assert(200);
    assert_eq!(revoked["revoked_at"], "2026-11-22T18:00:00.000000Z");
    app.holder(&secret)
        .get("/agreements")
        .await
        .assert_problem(401, "unauthenticated");

    app.set_clock("2026-11-23T18:00:00Z");
    let again = app.administrator().post(&revocation, json!({})).await;
    assert_eq!(again.assert(200), revoked);
    assert_eq!(app.administrator().get(&path).await.assert(200), revoked);
    let entries = app.journal().await;
    let about: Vec<&Value> = entries
        .iter()
        .filter(|entry| entry["action"] == "token.revoked")
        .collect();
    assert_eq!(about.len(), 1);
    assert_eq!(about[0]["particulars"], note);
    assert_eq!(about[0]["changes"][0]["pointer"], "/revoked_at");
}

#[actix_web::test]
async fn an_administrator_may_revoke_their_own_token() {
    let app = TestApp::start().await;
    let (token, secret) = app.token(token("Saliente", Role::Administrator));
    let own = app.holder(&secret);
    let path = format!("/tokens/{}/revocation", token.id);
    own.post(&path, json!({})).await.assert(200);
    own.post(&path, json!({})).await.assert_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn tokens_that_are_not_there_are_not_found() {
    let app = TestApp::start().await;
    let administrator = app.administrator();
    let path = "/tokens/0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01";
    administrator.get(path).await.assert_problem(404, "not-found");
    let revocation = administrator.post(&format!("{path}/revocation"), json!({})).await;
    revocation.assert_problem(404, "not-found");
    let other = administrator.get("/tokens/rai_x").wrong().await;
    other.assert_problem(404, "not-found");
}

#[actix_web::test]
async fn the_list_goes_on_from_page_to_page() {
    let app = TestApp::start().await;
    let administrator = app.administrator();
    for number in 0..4 {
        app.token(token(&format!("Sistema {number}"), Role::System));
    }
    app.set_clock("2026-11-22T19:00:00Z");
    app.token(token("La última", Role::System));
    let (mut names, mut next) = (Vec::new(), Some("/tokens?limit=2".to_owned()));
    while let Some(path) = next {
        let page = administrator.get(&path).await;
        names.extend(page.each("name"));
        assert_eq!(page.json()["total"], 6);
        next = page.json()["next"].as_str().map(ToOwned::to_owned);
    }
    assert_eq!(
        names,
        [
            "administrator",
            "Sistema 0",
            "Sistema 1",
            "Sistema 2",
            "Sistema 3",
            "La última"
        ]
    );
}

#[actix_web::test]
async fn a_system_does_what_its_scopes_say() {
    let app = TestApp::start().await;
    let case = app.given(draft("Reservado")).await;
    let with = async |scopes: &[&str]| {
        let wanted = json!({"name": "Portal", "role": "system", "scopes": scopes});
        let made = app.administrator().post("/tokens", wanted).await.assert(201);
        app.holder(made["secret"].as_str().unwrap())
    };
    let (plain, reader) = (with(&[]).await, with(&["cases"]).await);
    plain.get(&case.path()).await.assert_problem(404, "not-found");
    reader.get(&case.path()).await.assert(200);
    assert!(reader.get("/entries?limit=200").await.text().contains("token.created"));
    let (reporter, keeper) = (with(&["report"]).await, with(&["bodies", "report"]).await);
    for (caller, report, body) in [
        (plain, 403, 403),
        (reader, 403, 403),
        (reporter, 201, 403),
        (keeper, 201, 201),
    ] {
        let sent = caller.post("/agreements", reported("Conocido")).await;
        sent.assert(report);
        let name = format!("Municipio de León {report} {body}");
        let mut leon = leon();
        leon["kind"] = json!("agency");
        leon["name"] = json!(name);
        caller.post("/bodies", leon).await.assert(body);
        let draft = caller.post("/agreements", draft("Borrador")).await;
        draft.assert_problem(403, "forbidden");
    }
    let entry = app
        .journal()
        .await
        .into_iter()
        .find(|entry| entry["content"]["scopes"] == json!(["report", "bodies"]));
    assert!(entry.is_some(), "the journal says what a token may do");
}

/// What a token's last use is once it is written down, which no request waits for.
async fn last_used(app: &TestApp, path: &str, expected: &str) {
    for _ in 0..200 {
        let token = app.administrator().get(path).await.assert(200);
        if token["last_used_on"] == expected {
            return;
        }
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} was not used on {expected}");
}

#[actix_web::test]
async fn a_token_shows_the_day_it_was_last_used_on() {
    let app = TestApp::start().await;
    let (token, secret) = app.token(token("Mesa", Role::Analyst));
    let path = format!("/tokens/{}", token.id);
    let unused = app.administrator().get(&path).await.assert(200);
    assert_eq!(unused["last_used_on"], Value::Null);
    let before = app.journal().await;
    app.holder(&secret).get("/agreements").await.assert(200);
    last_used(&app, &path, "2026-11-22").await;
    // Late in the evening in Mexico it is the next day already elsewhere.
    app.set_clock("2026-11-24T05:30:00Z");
    app.holder(&secret).get("/agreements").await.assert(200);
    last_used(&app, &path, "2026-11-23").await;
    assert_eq!(app.journal().await, before, "it is no change of the register");
}

#[actix_web::test]
async fn no_answer_waits_for_a_use_to_be_written_down() {
    let app = TestApp::start().await;
    let (token, secret) = app.token(token("Mesa", Role::Analyst));
    let release = app.hold_writer();
    app.holder(&secret).get("/agreements").await.assert(200);
    release();
    last_used(&app, &format!("/tokens/{}", token.id), "2026-11-22").await;
}

#[actix_web::test]
async fn a_use_that_cannot_be_written_down_stops_nobody() {
    let app = TestApp::start().await;
    let (token, secret) = app.token(token("Mesa", Role::Analyst));
    app.db
        .write_here(|conn| Ok(conn.batch_execute(REFUSE_USES[usize::from(matches!(conn, DbConnection::Postgres(_)))])?))
        .unwrap();
    for _ in 0..3 {
        app.holder(&secret).get("/agreements").await.assert(200);
        app.holder(&secret)
            .post("/agreements", draft("Borrador"))
            .await
            .assert(201);
    }
    let shown = app
        .administrator()
        .get(&format!("/tokens/{}", token.id))
        .await
        .assert(200);
    assert_eq!(shown["last_used_on"], Value::Null);
}

/// A database that takes no last use, as SQLite and PostgreSQL say it.
const REFUSE_USES: [&str; 2] = [
    "CREATE TRIGGER no_use BEFORE UPDATE ON tokens BEGIN SELECT RAISE(ABORT, 'no use'); END",
    "CREATE RULE no_use AS ON UPDATE TO tokens DO INSTEAD SELECT 1 / 0",
];
