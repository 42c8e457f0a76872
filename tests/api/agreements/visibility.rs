//! Who sees a case before its registration: its own office, its state's liaison, the ministry. Nobody else, anywhere.

use serde_json::json;

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, leon, regularisation, reported};
use crate::support::client::Caller;
use crate::support::moves::said;

/// Those who see the draft of Irapuato, and those who do not.
async fn callers(app: &TestApp, draft: &Given) -> (Vec<Caller>, Vec<Caller>) {
    let leon = app.given_body(leon()).await;
    let seeing = vec![
        app.office(draft.body(0)),
        app.liaison("11"),
        app.analyst(),
        app.counsel(),
        app.registrar(),
        app.auditor(),
        app.administrator(),
    ];
    (
        seeing,
        vec![app.public(), app.office(&leon), app.liaison("14"), app.system()],
    )
}

#[actix_web::test]
async fn a_draft_is_read_by_its_own_and_found_by_nobody_else() {
    let app = TestApp::start().await;
    let given = app.given(draft("Reservado")).await;
    let (seeing, blind) = callers(&app, &given).await;
    for path in [given.path(), format!("{}/entries", given.path())] {
        for caller in &seeing {
            caller.get(&path).await.assert(200);
        }
        for caller in &blind {
            caller.get(&path).await.assert_problem(404, "not-found");
            assert_eq!(caller.head(&path).await.status, 404);
        }
    }
}

#[actix_web::test]
async fn a_draft_is_in_no_list_count_facet_or_export_of_others() {
    let app = TestApp::start().await;
    let given = app.given(draft("Reservado").with("areas", json!(["culture"]))).await;
    app.given(reported("Público")).await;
    let (seeing, blind) = callers(&app, &given).await;
    let facets = "?facets=state,country,instrument_type,stage,origin,level,area,year&sort=title";
    for (callers, titles) in [(seeing, vec!["Público", "Reservado"]), (blind, vec!["Público"])] {
        for caller in callers {
            let page = caller.get(&format!("/agreements{facets}")).await.assert(200);
            assert_eq!(page["total"], titles.len());
            assert_eq!(page["facets"]["state"][0]["count"], titles.len());
            let drafts = page["facets"]["stage"].as_array().unwrap().len();
            assert_eq!(drafts, titles.len() - 1);
            assert_eq!(page["facets"]["area"].as_array().unwrap().len(), titles.len() - 1);
            assert_eq!(app.titles(&caller, "?sort=title").await, titles);
            assert_eq!(app.titles(&caller, "?q=reservado").await.len(), titles.len() - 1);
            assert_eq!(app.titles(&caller, "?stage=draft").await.len(), titles.len() - 1);

            let csv = caller.get("/agreements?format=csv").await;
            assert_eq!(csv.text().lines().count(), titles.len() + 1);
            let ndjson = caller.get("/agreements?format=ndjson").await;
            assert_eq!(ndjson.text().lines().count(), titles.len());
            assert_eq!(csv.text().contains("Reservado"), titles.len() == 2);
            assert_eq!(ndjson.text().contains("Reservado"), titles.len() == 2);
        }
    }
}

#[actix_web::test]
async fn the_entries_of_a_draft_are_for_its_own() {
    let app = TestApp::start().await;
    let given = app.given(draft("Reservado")).await;
    app.analyst()
        .patch(&given.path(), json!({"title": "Muy reservado"}))
        .if_match(&given.etag)
        .await
        .assert(200);
    let (seeing, blind) = callers(&app, &given).await;
    for caller in seeing {
        let entries = caller.get("/entries?limit=200").await;
        // In the record before and after, and as the old and the new value.
        assert_eq!(entries.text().matches("eservado").count(), 4);
    }
    for caller in blind {
        let entries = caller.get("/entries?limit=200").await;
        entries.assert(200);
        assert!(!entries.text().contains("eservado"));
    }
}

#[actix_web::test]
async fn an_agreement_does_not_give_away_the_draft_that_bears_on_it() {
    let app = TestApp::start().await;
    let public = app.given(reported("Hermanamiento")).await;
    let secret = app.given(draft("Reservado").linked("extends", public.id())).await;
    assert_eq!(secret.json["links"][0]["title"], "Hermanamiento");
    for caller in [app.public(), app.auditor()] {
        assert_eq!(caller.get(&public.path()).await.assert(200)["links"], json!([]));
    }
}

#[actix_web::test]
async fn nothing_is_linked_to_a_case_that_not_everybody_sees() {
    let app = TestApp::start().await;
    let secret = app.given(draft("Reservado")).await;
    let analyst = app.analyst();
    for would_be in [reported("a"), draft("b"), regularisation("c")] {
        let refused = analyst
            .post("/agreements", would_be.linked("extends", secret.id()))
            .await;
        refused.assert_problem(422, "unknown-agreement");
        refused.assert_faults(&[("/links/0/agreement", "unknown-agreement")]);
    }
    let public = app.given_registered(regularisation("Inscrito")).await;
    let links = json!([{"relation": "extends", "agreement": secret.id()}]);
    let said = json!({"reason": "Faltaba.", "changes": {"links": links}});
    let refused = app
        .registrar()
        .post(&format!("{}/corrections", public.path()), said)
        .await;
    refused.assert_faults(&[("/changes/links/0/agreement", "unknown-agreement")]);
    assert!(
        !app.public()
            .get("/entries?limit=200")
            .await
            .text()
            .contains("Reservado")
    );
}

#[actix_web::test]
async fn what_is_registered_or_cancelled_is_seen_by_all_under_its_number() {
    let app = TestApp::start().await;
    let given = app.given(regularisation("Inscrito")).await;
    app.public().get(&given.path()).await.assert_problem(404, "not-found");
    app.take(&given, &["submission", "opinion", "signatures", "registration"])
        .await;
    for path in [given.path(), "/agreements/RAI-2026-00001".to_owned()] {
        let read = app.public().get(&path).await.assert(200);
        assert_eq!(
            (&read["stage"], &read["id"]),
            (&json!("registered"), &json!(given.id()))
        );
    }
    app.public().get("/agreements/RAI-2026-00001/entries").await.assert(200);
    app.make(&given, "cancellation").await.assert(200);
    let path = format!("{}/cancellation", given.path());
    let second = app
        .second_registrar()
        .post(&path, said("cancellation", &given.json))
        .await;
    second.assert(200);
    assert_eq!(app.public().get(&given.path()).await.assert(200)["stage"], "cancelled");
    assert_eq!(app.titles(&app.public(), "?stage=cancelled").await, ["Inscrito"]);
}

#[actix_web::test]
async fn who_did_it_is_told_to_the_ministry_and_its_role_to_the_rest() {
    let app = TestApp::start().await;
    let given = app.given(reported("Público")).await;
    let path = format!("{}/entries", given.path());
    let actor = |entries: Vec<serde_json::Value>| entries[0]["actor"].clone();
    let expected = |name| json!({"kind": "person", "name": name, "role": "analyst"});
    assert_eq!(actor(app.auditor().get(&path).await.items()), expected(Some("analyst")));
    assert_eq!(actor(app.public().get(&path).await.items()), expected(None));
}
