//! Who can be a party at all: foreign governmental bodies and international organisations on one side, Mexican public bodies on
//! the other (LCT art. 2-II)

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, leon, mcallen, regularisation};

fn company() -> Value {
    json!({"name": "Acme Tours LLC", "level": "unknown", "kind": "private", "country": "US"})
}

#[actix_web::test]
async fn a_private_counterpart_is_refused_with_the_rule_that_says_so() {
    let app = TestApp::start().await;
    let described = draft("a").between(irapuato(), company());
    let refused = app.analyst().post("/agreements", &described).await;
    refused.assert_problem(422, "private-counterpart");
    refused.assert_faults(&[("/parties/1/body/kind", "private-counterpart")]);

    let found = app
        .analyst()
        .post("/agreements/validation", described)
        .await
        .assert(200);
    let problem = &found["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["article"]),
        (&json!("private-counterpart"), &json!("LCT 2-II"))
    );
    assert_eq!(app.analyst().get("/bodies").await.json()["total"], 0);
}

#[actix_web::test]
async fn a_mexican_counterpart_is_refused_as_one_however_little_is_told_of_it() {
    let app = TestApp::start().await;
    let vague = json!({"name": "Municipio de León", "level": "municipal", "country": "MX"});
    for counterpart in [leon(), vague] {
        let refused = app
            .analyst()
            .post("/agreements", draft("a").between(irapuato(), counterpart))
            .await;
        refused.assert_faults(&[("/parties/1/body/country", "domestic-counterpart")]);
    }
}

#[actix_web::test]
async fn a_private_body_of_the_directory_is_no_party_of_either_side() {
    let app = TestApp::start().await;
    let company_id = app.given_body(company()).await;
    let university = json!({"name": "Universidad del Bajío, S.C.", "level": "state", "kind": "private", "country": "MX", "state": "11"});
    let university_id = app.given_body(university).await;
    let named = draft("a").between(json!({"id": university_id}), json!({"id": company_id}));
    let refused = app.analyst().post("/agreements", named).await;
    refused.assert_faults(&[
        ("/parties/0/body/id", "private-counterpart"),
        ("/parties/1/body/id", "private-counterpart"),
    ]);
    // Nor by its name alone.
    let unnamed = json!({"name": "ACME TOURS, LLC", "level": "unknown", "country": "US"});
    let refused = app
        .analyst()
        .post("/agreements", draft("a").between(irapuato(), unnamed))
        .await;
    refused.assert_faults(&[("/parties/1/body/kind", "private-counterpart")]);
}

#[actix_web::test]
async fn no_correction_brings_a_private_or_a_mexican_counterpart_in() {
    let app = TestApp::start().await;
    let case = app.given_registered(regularisation("Hermanamiento")).await;
    let company_id = app.given_body(company()).await;
    let path = format!("{}/corrections", case.path());
    let correct = async |counterpart: Value| {
        let parties = draft("x").between(irapuato(), counterpart).0["parties"].clone();
        let said = json!({"reason": "Errata.", "changes": {"parties": parties}});
        app.registrar().post(&path, said).await.faults()
    };
    let faults = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    let kind = "/changes/parties/1/body/kind";
    assert_eq!(correct(company()).await, faults(kind, "private-counterpart"));
    let id = "/changes/parties/1/body/id";
    assert_eq!(
        correct(json!({"id": company_id})).await,
        faults(id, "private-counterpart")
    );
    let country = "/changes/parties/1/body/country";
    assert_eq!(correct(leon()).await, faults(country, "domestic-counterpart"));
    let said =
        json!({"reason": "Errata.", "changes": {"parties": draft("x").between(irapuato(), mcallen()).0["parties"]}});
    app.registrar().post(&path, said).await.assert(200);
}
