//! The journal: every change writes one entry, numbered without a gap, and nobody alters it.

use diesel::connection::SimpleConnection;
use rai::access::Role;
use rai::db::DbConnection;
use serde_json::{Value, json};

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, irapuato, mcallen, regularisation, reported, token};

fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect()
}

/// What the register calls the same record when it is read: without what is computed for the reader.
fn stored(mut read: Value) -> Value {
    for of_the_day in ["validity", "vitality", "waiting"] {
        read.as_object_mut().unwrap().remove(of_the_day);
    }
    read
}

#[actix_web::test]
async fn every_change_writes_one_entry_with_the_record_as_it_then_is() {
    let app = TestApp::start().await;
    let (analyst, _) = (app.analyst(), app.auditor());
    let before = app.journal().await.len();
    let (irapuato, _) = (app.given_body(irapuato()).await, app.given_body(mcallen()).await);
    let made = app.given(draft("Borrador")).await;
    app.set_clock("2026-11-22T19:00:00Z");
    let edited = analyst
        .patch(&made.path(), json!({"title": "Cambiado"}))
        .if_match(&made.etag)
        .await
        .assert_written(200);
    let body = analyst
        .patch(&format!("/bodies/{irapuato}"), json!({"name": "Irapuato"}))
        .if_match("*")
        .await
        .assert(200);

    let entries = app.journal().await.split_off(before);
    assert_eq!(
        actions(&entries),
        [
            "body.created",
            "body.created",
            "agreement.created",
            "agreement.edited",
            "body.edited"
        ]
    );
    assert_eq!(entries[2]["content"], stored(made.json.clone()));
    assert_eq!(entries[3]["content"], stored(edited));
    assert_eq!(entries[4]["content"], body);
    assert_eq!(entries[3]["record"], json!({"kind": "agreement", "id": made.id()}));
    assert_eq!(
        entries[3]["actor"],
        json!({"kind": "person", "name": "analyst", "role": "analyst"})
    );
    assert_eq!(entries[3]["at"], "2026-11-22T19:00:00.000000Z");
}

#[actix_web::test]
async fn what_is_refused_or_repeated_writes_no_entry() {
    let app = TestApp::start().await;
    let analyst = app.analyst();
    analyst.post("/agreements", draft("Una vez")).key("k").await.assert(201);
    let given = app.given(reported("Conocido")).await;
    let before = app.journal().await;

    analyst.post("/agreements", draft("Una vez")).key("k").await.assert(201);
    analyst
        .post("/agreements", draft("Mal").with("areas", json!(["nada"])))
        .await
        .assert(422);
    analyst
        .patch(&given.path(), json!({"title": "x"}))
        .if_match("*")
        .await
        .assert(409);
    analyst.post("/bodies", mcallen()).await.assert(409);
    app.public().post("/agreements", draft("Mal")).await.assert(401);
    assert_eq!(app.journal().await, before);
}

#[actix_web::test]
async fn fifty_posts_at_once_are_numbered_without_a_gap() {
    let app = TestApp::start().await;
    let analyst = app.analyst();
    let post = async |number: usize| Given::of(analyst.post("/agreements", draft(&format!("Acuerdo {number}"))).await);
    let made = futures_util::future::join_all((0..50).map(post)).await;

    let entries = app.journal().await;
    let numbers: Vec<usize> = entries
        .iter()
        .map(|entry| usize::try_from(entry["number"].as_u64().unwrap()).unwrap())
        .collect();
    assert_eq!(numbers, (1..=entries.len()).collect::<Vec<_>>());
    for given in made {
        let of_record: Vec<_> = entries
            .iter()
            .filter(|entry| entry["record"]["id"] == given.id())
            .collect();
        assert_eq!(of_record.len(), 1);
        assert_eq!(of_record[0]["content"], stored(given.json));
    }
    // Both bodies were made once, by whoever came first.
    assert_eq!(
        actions(&entries)
            .iter()
            .filter(|action| **action == "body.created")
            .count(),
        2
    );
    assert!(sound(&app));
}

#[actix_web::test]
async fn journal_and_tables_agree_after_changes_of_every_kind() {
    let app = TestApp::with_sample().await;
    let first = app.given(draft("Borrador")).await;
    let earlier = app.given(reported("Hermanamiento")).await;
    let second = app.given(draft("Prórroga").linked("extends", earlier.id())).await;
    let known = app
        .given(reported("Refrendo").linked("reaffirms", &app.public().get("/agreements").await.each("id")[0]))
        .await;
    app.analyst()
        .patch(&first.path(), json!({"title": "Otro"}))
        .if_match("*")
        .await
        .assert(200);
    app.analyst()
        .patch(
            &second.path(),
            json!({"links": [{"relation": "amends", "agreement": known.id()}]}),
        )
        .if_match("*")
        .await
        .assert(200);
    app.analyst()
        .patch(&format!("/bodies/{}", first.body(0)), json!({"name": "Irapuato"}))
        .if_match("*")
        .await
        .assert(200);
    let ended = json!({"kind": "merged", "on": "2018", "successors": [{"id": known.body(1)}], "reason": "Decreto"});
    app.analyst()
        .post(&format!("/bodies/{}/succession", first.body(0)), ended)
        .await
        .assert(200);
    app.given_registered(regularisation("Inscrito")).await;
    app.taken("Retirado", &["submission", "completion-requests", "withdrawal"])
        .await;
    let path = format!("/agreements/{}/documents", known.id());
    let said = json!({"kind": "source_page", "title": "Página"});
    let made = app.analyst().upload(&path, said, "a.txt", b"Texto").await.assert(201);
    app.wait_until_read(made["id"].as_str().unwrap()).await;
    assert!(sound(&app));
    let findings = app.db.snapshot_here(rai::check::everything).unwrap();
    assert!(findings.iter().all(|finding| finding.count > 0), "{findings:?}");
}

/// Whether `rai check` finds nothing.
fn sound(app: &TestApp) -> bool {
    let findings = app.db.snapshot_here(rai::check::everything).unwrap();
    for finding in findings.iter().filter(|finding| !finding.wrong.is_empty()) {
        eprintln!("{finding:?}");
    }
    findings.iter().all(|finding| finding.wrong.is_empty())
}

#[actix_web::test]
async fn the_database_itself_refuses_to_alter_or_remove_entries() {
    let app = TestApp::start().await;
    app.given(draft("Borrador")).await;
    let before = app.journal().await;
    let next = before.len() + 1;
    let insert = |number: usize| {
        format!(
            "INSERT INTO entries (number, at, actor_kind, actor_name, action, record_kind, record_id, content) \
             VALUES ({number}, '2026-11-22 18:00:00', 'command', 'x', 'catalogue.loaded', 'catalogue', 'x', '{{}}')"
        )
    };
    let mut refused = vec![
        "UPDATE entries SET actor_name = 'nobody'".to_owned(),
        "UPDATE entries SET content = '{}' WHERE number = 1".to_owned(),
        "DELETE FROM entries".to_owned(),
        "DELETE FROM entries WHERE number = (SELECT max(number) FROM entries)".to_owned(),
        insert(next + 1),
        insert(1),
    ];
    app.db
        .read_here(|conn| {
            if matches!(conn, DbConnection::Postgres(_)) {
                refused.push("TRUNCATE entries CASCADE".to_owned());
            }
            Ok(())
        })
        .unwrap();
    for statement in refused {
        let outcome = app.db.write_here(|conn| Ok(conn.batch_execute(&statement)?));
        let reason = outcome.expect_err(&statement).to_string();
        assert!(
            reason.contains("journal") || reason.contains("entries"),
            "{statement}: {reason}"
        );
    }
    assert_eq!(app.journal().await, before);
    app.db
        .write_here(|conn| Ok(conn.batch_execute(&insert(next))?))
        .unwrap();
}

#[actix_web::test]
async fn the_feed_goes_on_after_a_number() {
    let app = TestApp::start().await;
    for number in 0..5 {
        app.given(reported(&format!("Acuerdo {number}"))).await;
    }
    let all = app.journal().await;
    let half = all.len() / 2;
    let rest = app
        .auditor()
        .get(&format!("/entries?after={half}&limit=200"))
        .await
        .items();
    assert_eq!(rest, all[half..]);
    let beyond = app
        .auditor()
        .get("/entries?after=9223372036854775807")
        .await
        .assert(200);
    assert_eq!(beyond, json!({"items": [], "next": null}));

    let page = app.public().get("/entries?limit=2").await;
    assert_eq!(
        page.header("link"),
        format!("<{}>; rel=\"next\"", page.json()["next"].as_str().unwrap())
    );
    for after in ["-1", "x", "", "1.5", "9223372036854775808"] {
        let answer = app.public().get(&format!("/entries?after={after}")).wrong().await;
        answer.assert_problem(400, "invalid-parameter");
    }
}

#[actix_web::test]
async fn an_agreement_tells_its_own_story() {
    let app = TestApp::start().await;
    let given = app.given(draft("Uno")).await;
    app.given(draft("Ajeno")).await;
    for title in ["Dos", "Tres"] {
        app.analyst()
            .patch(&given.path(), json!({"title": title}))
            .if_match("*")
            .await
            .assert(200);
    }
    let path = format!("{}/entries", given.path());
    let story = app.analyst().get(&path).await.items();
    let told: Vec<_> = story
        .iter()
        .map(|entry| {
            (
                entry["action"].as_str().unwrap(),
                entry["content"]["title"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("agreement.created", "Uno"),
            ("agreement.edited", "Dos"),
            ("agreement.edited", "Tres")
        ]
    );
    let versions: Vec<_> = story
        .iter()
        .map(|entry| entry["content"]["version"].as_i64().unwrap())
        .collect();
    assert_eq!(versions, [1, 2, 3]);

    let page = app.analyst().get(&format!("{path}?limit=2")).await.assert(200);
    let rest = app.analyst().get(page["next"].as_str().unwrap()).await.items();
    assert_eq!(rest, story[2..]);
    app.analyst()
        .get("/agreements/RAI-2026-00042/entries")
        .await
        .assert_problem(404, "not-found");
}

#[actix_web::test]
async fn entries_about_tokens_are_for_the_ministry_and_never_hold_the_secret() {
    let app = TestApp::start().await;
    let (_, secret) = app.token(token("Mesa de registro", Role::Analyst));
    let seen = app.auditor().get("/entries?limit=200").await;
    assert!(seen.text().contains("Mesa de registro") && !seen.text().contains(&secret));
    let public = app.public().get("/entries?limit=200").await;
    assert!(!public.text().contains("token.created") && !public.text().contains("Mesa de registro"));
    assert!(public.text().contains("catalogue.loaded"));
}
