//! What is only reported, brought to the register; and an opinion that was not used in time.

use serde_json::json;

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, leon, reported};

/// What a reported record lacks.
fn lacking() -> serde_json::Value {
    json!({"object": "Intercambio cultural.", "legal_basis": "Artículo 115 de la Constitución."})
}

#[actix_web::test]
async fn what_is_reported_becomes_a_case_and_gives_it_its_place() {
    let app = TestApp::start().await;
    let known = app
        .given(reported("Hermanamiento").signed_on("2014-10-13").years(20))
        .await;
    let extension = app
        .given(
            reported("Prórroga")
                .signed_on("2024-10-13")
                .years(20)
                .linked("extends", known.id()),
        )
        .await;
    let office = app.office(known.body(0));
    let path = format!("{}/regularisation", known.path());
    let refused = office.post(&path, json!({"object": "Intercambio cultural."})).await;
    refused.assert_faults(&[("/legal_basis", "missing-field")]);
    let case = Given::of(office.post(&path, lacking()).await);
    assert_eq!(case.json["origin"], "regularisation");
    assert_eq!(case.json["regularises"], known.id());
    assert_eq!(case.json["petitioner"]["id"], known.body(0));
    app.public().get(&case.path()).await.assert_problem(404, "not-found");
    office.post(&path, lacking()).await.assert_problem(409, "not-reported");
    assert_eq!(app.public().get(&known.path()).await.assert(200)["origin"], "reported");

    app.take(&case, &["submission", "opinion", "signatures", "registration"])
        .await;
    let moved = app.public().get(&known.path()).await;
    assert_eq!(moved.status, 308);
    assert_eq!(moved.header("location"), format!("/api/v1{}", case.path()));
    assert_eq!(
        app.titles(&app.public(), "?sort=title").await,
        ["Hermanamiento", "Prórroga"]
    );
    let registered = app.public().get(&case.path()).await.assert(200);
    assert_eq!(registered["registration_number"], "RAI-2026-00001");
    assert_eq!(registered["links"][0]["agreement"], extension.id());
    assert_eq!(registered["phases"][2]["from"], "2044-10-13");
    let story = app
        .public()
        .get(&format!("{}/related", extension.path()))
        .await
        .assert(200);
    assert_eq!(story["items"].as_array().unwrap().len(), 2);
    let kept = app.auditor().get(&known.path()).await.assert(200);
    assert_eq!(kept["regularised_by"], case.id());
    let entries = app.auditor().get(&format!("{}/entries", known.path())).await.items();
    let last = entries.last().unwrap();
    assert_eq!(last["action"], "agreement.regularised");
    assert_eq!(last["particulars"]["registration_number"], "RAI-2026-00001");
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_is_older_than_the_law_becomes_historic_and_a_case_taken_back_leaves_the_way_free() {
    let app = TestApp::start().await;
    let known = app.given(reported("Hermanamiento").signed_on("1964")).await;
    let path = format!("{}/regularisation", known.path());
    let case = Given::of(app.analyst().post(&path, lacking()).await);
    assert_eq!(case.json["origin"], "historic");
    app.take(&case, &["submission", "withdrawal"]).await;
    app.analyst().post(&path, lacking()).await.assert(201);
    app.analyst()
        .post(&path, lacking())
        .await
        .assert_problem(409, "not-reported");
    app.assert_sound().await;
}

#[actix_web::test]
async fn an_office_regularises_its_own_and_cases_are_none_to_regularise() {
    let app = TestApp::start().await;
    let known = app.given(reported("Hermanamiento").signed_on("2014")).await;
    let path = format!("{}/regularisation", known.path());
    app.auditor()
        .post(&path, lacking())
        .await
        .assert_problem(403, "forbidden");
    let leon = app.given_body(leon()).await;
    app.office(&leon)
        .post(&path, lacking())
        .await
        .assert_problem(403, "forbidden");
    app.liaison("14")
        .post(&path, lacking())
        .await
        .assert_problem(403, "forbidden");
    let case = app.given(draft("Borrador")).await;
    let path = format!("{}/regularisation", case.path());
    app.analyst()
        .post(&path, lacking())
        .await
        .assert_problem(409, "not-reported");
}

#[actix_web::test]
async fn an_opinion_lapses_once_its_term_has_passed() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "review", "opinion"]).await;
    let refused = app.make(&case, "lapse").await;
    refused.assert_problem(409, "move-refused");
    refused.assert_faults(&[("", "opinion-still-holds")]);
    app.set_clock("2027-11-24T18:00:00Z");
    let read = app.analyst().get(&case.path()).await.assert(200);
    assert_eq!(read["waiting"]["alerts"][0]["code"], "signature-overdue");
    assert_eq!(app.make(&case, "lapse").await.assert(200)["stage"], "lapsed");
    app.make(&case, "signatures").await.assert_problem(409, "wrong-stage");
}

#[actix_web::test]
async fn a_body_hands_over_what_is_in_force_ends_sleeps_and_waits() {
    let app = TestApp::start().await;
    let lasting = app.taken("Duradero", &["submission", "review", "opinion"]).await;
    let term = json!({"reason": "Consta en el texto.", "changes": {"term": {"kind": "indefinite"}}});
    app.registrar()
        .post(&format!("{}/corrections", lasting.path()), term)
        .await
        .assert(200);
    app.take(&lasting, &["signatures", "registration"]).await;
    app.given(reported("Por vencer").signed_on("2022-02-01").years(5)).await;
    app.given(draft("Borrador")).await;
    let path = format!("/bodies/{}/agreements", lasting.body(0));
    let office = app.office(lasting.body(0));
    let list = office.get(&path).await.assert(200);
    let totals = |list: &serde_json::Value| {
        ["in_force", "expiring", "dormant", "unreported", "waiting"]
            .map(|section| list[section]["total"].as_i64().unwrap())
    };
    assert_eq!(totals(&list), [1, 1, 0, 1, 1]);
    assert_eq!(list["waiting"]["items"][0]["title"], "Borrador");
    let report = json!({"year": 2026, "active": false, "activities": "Nada se hizo."});
    office
        .post(&format!("{}/follow-ups", lasting.path()), report)
        .await
        .assert(200);
    assert_eq!(totals(&office.get(&path).await.assert(200)), [1, 1, 1, 0, 1]);
    // The public sees what is public.
    assert_eq!(totals(&app.public().get(&path).await.assert(200)), [1, 1, 1, 0, 0]);
    app.given(draft("Otro borrador")).await;
    let short = office.get(&format!("{path}?limit=1")).await.assert(200);
    let more = short["waiting"]["more"].as_str().unwrap();
    let all = office.get(more.trim_start_matches("/api/v1")).await;
    assert_eq!(all.each("title"), ["Otro borrador", "Borrador"]);
}
