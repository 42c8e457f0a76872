//! How long a case has waited, and what is told when a term has passed.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::build::{leon, reported};

#[actix_web::test]
async fn a_case_waits_and_a_completion_request_stops_its_clock() {
    let app = TestApp::start().await;
    app.set_clock("2026-01-12T18:00:00Z");
    let case = app.taken("Hermanamiento", &[]).await;
    let read = || async { app.analyst().get(&case.path()).await.assert(200) };
    assert_eq!(read().await["waiting"], json!(null));
    app.take(&case, &["submission"]).await;
    app.set_clock("2026-01-16T18:00:00Z");
    let said = json!({"missing": ["Acta de cabildo"], "due_on": "2026-01-26"});
    app.analyst()
        .post(&format!("{}/completion-requests", case.path()), said)
        .await
        .assert(200);
    app.set_clock("2026-01-27T18:00:00Z");
    let late = read().await["waiting"].clone();
    assert_eq!(late["turn"], "petitioner");
    assert_eq!(late["working_days_in_all"], 4);
    assert_eq!(late["working_days_in_stage"], 7);
    assert_eq!(late["overdue"], true);
    assert_eq!(late["alerts"][0]["code"], "completion-overdue");
    assert_eq!(late["alerts"][0]["article"], "LFPA 17-A");
    assert_eq!(app.titles(&app.analyst(), "?overdue=true").await, ["Hermanamiento"]);

    app.take(&case, &["submission"]).await;
    let again = read().await;
    assert_eq!(again["waiting"]["due_on"], "2026-04-23");
    assert_eq!(again["clock"]["stopped_days"], 11);
    assert_eq!(app.titles(&app.analyst(), "?overdue=true").await, Vec::<String>::new());
    assert_eq!(app.titles(&app.analyst(), "?overdue=false").await, ["Hermanamiento"]);

    // As it was known then, with the wait of then.
    let then = app
        .analyst()
        .get(&format!("{}?known_at=2026-01-20T18:00:00Z", case.path()))
        .await
        .assert(200);
    assert_eq!(then["waiting"]["as_of"], "2026-01-20");
    assert_eq!(then["waiting"]["due_on"], "2026-01-26");
    app.assert_sound().await;
}

#[actix_web::test]
async fn a_term_that_has_passed_is_told_and_decides_nothing() {
    let app = TestApp::start().await;
    app.set_clock("2026-01-12T18:00:00Z");
    let case = app.taken("Hermanamiento", &["submission", "review"]).await;
    app.set_clock("2026-04-13T18:00:00Z");
    let read = app.analyst().get(&case.path()).await.assert(200);
    assert_eq!(read["stage"], "in_review");
    let alert = &read["waiting"]["alerts"][0];
    assert_eq!(
        (&alert["code"], &alert["due_on"]),
        (&json!("resolution-overdue"), &json!("2026-04-12"))
    );
    let english = app
        .analyst()
        .get(&case.path())
        .header("accept-language", "en")
        .await
        .assert(200);
    assert!(
        english["waiting"]["alerts"][0]["message"]
            .as_str()
            .unwrap()
            .starts_with("The term to answer")
    );
    // Whoever may not see the case does not find it among those overdue.
    assert_eq!(app.titles(&app.public(), "?overdue=true").await, Vec::<String>::new());
    app.set_clock("2026-11-22T18:00:00Z");
    app.take(&case, &["opinion", "signatures", "registration"]).await;
    let done = app.public().get(&case.path()).await.assert(200);
    assert_eq!(done["waiting"]["turn"], "nobody");
    assert_eq!(done["clock"]["ended_on"], "2026-11-22");
    assert_eq!(done["waiting"]["days_in_all"], 314);
}

#[actix_web::test]
async fn a_tie_is_as_alive_as_its_petitioner_reports() {
    let app = TestApp::start().await;
    let case = app
        .taken(
            "Hermanamiento",
            &["submission", "review", "opinion", "signatures", "registration"],
        )
        .await;
    let office = app.office(case.body(0));
    let report = |year: i32, active: bool| json!({"year": year, "active": active, "activities": "Intercambio"});
    let path = format!("{}/follow-ups", case.path());
    let list = |query: &'static str| async { app.titles(&app.public(), query).await.len() };
    assert_eq!(list("?vitality=unreported").await, 1);

    office
        .post(&path, report(2027, true))
        .await
        .assert_faults(&[("/year", "out-of-range")]);
    let reported_on = office.post(&path, report(2026, true)).await.assert(200);
    assert_eq!(reported_on["vitality"], "active");
    assert_eq!(reported_on["stage"], "registered");
    assert_eq!(
        (
            list("?vitality=active").await,
            list("?vitality=dormant&vitality=unreported").await
        ),
        (1, 0)
    );
    app.set_clock("2027-03-01T18:00:00Z");
    assert_eq!(list("?vitality=active").await, 1);
    office.post(&path, report(2027, false)).await.assert(200);
    assert_eq!(
        (list("?vitality=active").await, list("?vitality=dormant").await),
        (0, 1)
    );
    app.set_clock("2029-01-01T18:00:00Z");
    assert_eq!(list("?vitality=unreported").await, 1);

    // Everybody sees a registered agreement; only its petitioner's own office speaks for it.
    let leon = app.given_body(leon()).await;
    app.office(&leon)
        .post(&path, report(2026, true))
        .await
        .assert_problem(403, "forbidden");
    app.liaison("14")
        .post(&path, report(2026, true))
        .await
        .assert_problem(403, "forbidden");
    app.liaison("11").post(&path, report(2026, true)).await.assert(200);
    let entries = app.public().get(&format!("{}/entries", case.path())).await.items();
    assert_eq!(entries.last().unwrap()["action"], "agreement.followed_up");
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_is_only_reported_has_nobody_to_report_on_it() {
    let app = TestApp::start().await;
    let given = app.given(reported("Hermanamiento")).await;
    let said = json!({"year": 2026, "active": true, "activities": "Intercambio"});
    let refused = app
        .office(given.body(0))
        .post(&format!("{}/follow-ups", given.path()), &said)
        .await;
    refused.assert_problem(403, "forbidden");
    let path = format!("{}/follow-ups", given.path());
    app.analyst().post(&path, said).await.assert_problem(409, "wrong-stage");
}
