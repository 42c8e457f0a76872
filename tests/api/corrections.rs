//! POST /agreements/{id}/corrections

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::build::{Draft, draft, regularisation, reported};
use crate::support::moves::TO_SIGNED;

#[actix_web::test]
async fn a_registered_agreement_is_corrected_and_the_journal_keeps_both_values() {
    let app = TestApp::start().await;
    let case = app
        .given_registered(regularisation("Hermanamiento").signed_on("2014-10-31").years(5))
        .await;
    let path = format!("{}/corrections", case.path());
    let said = json!({"reason": "El acta dice 13 de octubre.", "changes": {"signed_on": "2014-10-13"}});
    let corrected = app.registrar().post(&path, said).await.assert(200);
    assert_eq!(
        (
            &corrected["signed_on"],
            &corrected["stage"],
            &corrected["registration_number"]
        ),
        (&json!("2014-10-13"), &json!("registered"), &json!("RAI-2026-00001"))
    );
    assert_eq!(corrected["validity"]["since"], "2019-10-13");

    let entries = app.public().get(&format!("{}/entries", case.path())).await.items();
    let last = entries.last().unwrap();
    assert_eq!(last["action"], "agreement.corrected");
    assert_eq!(last["particulars"], json!({"reason": "El acta dice 13 de octubre."}));
    assert_eq!(
        last["changes"],
        json!([{"pointer": "/signed_on", "from": "2014-10-31", "to": "2014-10-13"}])
    );
}

#[actix_web::test]
async fn what_was_signed_in_the_procedure_and_what_is_reported_can_be_corrected_too() {
    let app = TestApp::start().await;
    let signed = app.taken("Hermanamiento", &TO_SIGNED).await;
    let known = app.given(reported("Conocido")).await;
    for case in [signed, known] {
        let path = format!("{}/corrections", case.path());
        let said = json!({"reason": "Errata.", "changes": {"title": "Otro"}});
        assert_eq!(app.registrar().post(&path, said).await.assert(200)["title"], "Otro");
    }
}

#[actix_web::test]
async fn all_that_is_wrong_with_a_correction_is_told_and_nothing_changes() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let path = format!("{}/corrections", case.path());
    let wrong = json!({"reason": "x", "changes": {"signed_on": "2014-02-30", "origin": "historic", "title": ""}});
    let refused = app.registrar().post(&path, wrong).wrong().await;
    refused.assert_problem(422, "invalid-content");
    refused.assert_faults(&[
        ("/changes/origin", "unknown-field"),
        ("/changes/signed_on", "impossible-date"),
        ("/changes/title", "too-short"),
    ]);
    let said = json!({"reason": "Errata.", "changes": {"title": "Otro"}});
    app.analyst().post(&path, &said).await.assert_problem(403, "forbidden");
    app.office(case.body(0))
        .post(&path, &said)
        .await
        .assert_problem(403, "forbidden");
    assert_eq!(app.analyst().get(&case.path()).await.assert(200)["version"], 1);
}

#[actix_web::test]
async fn links_lead_from_the_later_to_the_earlier_and_never_back() {
    let app = TestApp::start().await;
    let first = app.given_registered(regularisation("Hermanamiento")).await;
    let second = app
        .given_registered(regularisation("Prórroga").linked("extends", first.id()))
        .await;
    let third = app
        .given_registered(regularisation("Refrendo").linked("reaffirms", second.id()))
        .await;
    let known = app.given(reported("Conocido")).await;
    let path = format!("{}/corrections", first.path());
    let linked = |relation: &str, to: &str| {
        let links = Draft(json!({})).linked(relation, to).0;
        app.registrar()
            .post(&path, json!({"reason": "Faltaba el enlace.", "changes": links}))
    };
    for later in [&second, &third] {
        let refused = linked("amends", later.id()).await;
        refused.assert_problem(422, "link-cycle");
        refused.assert_faults(&[("/changes/links/0/agreement", "link-cycle")]);
    }
    linked("amends", first.id()).await.assert_problem(422, "self-link");
    let corrected = linked("supersedes", known.id()).await.assert(200);
    assert_eq!(corrected["links"][0]["agreement"], known.id());
}
