//! What a record rests on: clauses with their places in the text, and sources that may contradict one another.

use serde_json::{Value, json};

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, irapuato, mcallen, reported};
use crate::support::moves::said;

async fn document(app: &TestApp, case: &Given, said: Value, content: &str) -> String {
    let path = format!("{}/documents", case.path());
    let sent = app.analyst().upload(&path, said, "a.txt", content.as_bytes());
    sent.await.assert(201)["id"].as_str().unwrap().to_owned()
}

fn text(visibility: &str) -> Value {
    json!({"kind": "signed_original", "title": "Acuerdo", "language": "es", "authenticity": "authentic", "visibility": visibility})
}

#[actix_web::test]
async fn a_dispute_clause_is_found_and_asks_counsel_for_the_three_checks() {
    let app = TestApp::start().await;
    let case = app.taken("Con controversias", &["submission", "review"]).await;
    let id = document(
        &app,
        &case,
        text("internal"),
        "Octava. Las controversias irán a un panel.",
    )
    .await;
    let clauses = json!({"clauses": [
        {"kind": "disputes", "label": "Cláusula octava", "document": id, "page": 1},
        {"kind": "annex", "label": "Anexo A", "document": id, "page": 1}
    ]});
    let path = format!("{}/clauses", case.path());
    let noted = app.counsel().post(&path, &clauses).await.assert(200);
    assert_eq!(noted["clauses"][0]["kind"], "disputes");
    assert_eq!(noted["stage"], "in_review");
    assert_eq!(
        app.titles(&app.auditor(), "?clause=disputes").await,
        ["Con controversias"]
    );
    assert_eq!(app.titles(&app.auditor(), "?clause=money").await, Vec::<String>::new());

    let opinion = format!("{}/opinion", case.path());
    let unchecked = said("opinion", &noted);
    app.counsel()
        .post(&opinion, &unchecked)
        .await
        .assert_faults(&[("/dispute_checks", "missing-field")]);
    let mut checked = unchecked;
    checked["dispute_checks"] = json!({"reciprocity": true, "hearing": true, "impartiality": true});
    app.counsel().post(&opinion, &checked).await.assert(200);

    let listed = app.auditor().get(&format!("{}/documents", case.path())).await.json();
    assert_eq!(
        listed["completeness"]["annexes"],
        json!([{"label": "Anexo A", "listed": true, "document": null}])
    );
    assert_eq!(listed["completeness"]["languages"][0]["authentic"], id);
    let missing = listed["completeness"]["missing"].as_array().unwrap();
    assert!(missing.contains(&json!({"what": "annex", "name": "Anexo A"})));
    app.assert_sound().await;
}

#[actix_web::test]
async fn a_clause_stands_in_a_document_of_its_agreement_on_a_page_it_has() {
    let app = TestApp::start().await;
    let (case, other) = (app.given(draft("Uno")).await, app.given(draft("Otro")).await);
    let elsewhere = document(&app, &other, text("internal"), "Texto").await;
    let path = format!("{}/clauses", case.path());
    let clauses = json!({"clauses": [{"kind": "annex", "document": elsewhere}]});
    app.analyst().post(&path, &clauses).await.assert_faults(&[
        ("/clauses/0/document", "unknown-document"),
        ("/clauses/0/label", "missing-field"),
    ]);
    let own = document(&app, &case, text("internal"), "Uno\u{c}Dos").await;
    app.wait_until_read(&own).await;
    let on = |page: Value| json!({"clauses": [{"kind": "term", "document": own, "page": page}]});
    app.analyst()
        .post(&path, on(json!(3)))
        .await
        .assert_faults(&[("/clauses/0/page", "out-of-range")]);
    app.analyst()
        .post(&path, on(Value::Null))
        .await
        .assert_faults(&[("/clauses/0/page", "missing-field")]);
    app.analyst().post(&path, on(json!(2))).await.assert(200);
    let emptied = app.analyst().post(&path, json!({"clauses": []})).await.assert(200);
    assert_eq!(emptied["clauses"], json!([]));
}

#[actix_web::test]
async fn sources_that_contradict_stand_side_by_side_until_a_registrar_decides() {
    let app = TestApp::start().await;
    let given = app
        .given(
            reported("Irapuato - McAllen")
                .between(irapuato(), mcallen())
                .signed_on("2014-10"),
        )
        .await;
    let scan = document(&app, &given, text("public"), "Firmado el 13 de octubre de 2014").await;
    let path = format!("{}/statements", given.path());
    let analyst = app.analyst();
    let of_text = json!({"field": "/signed_on", "value": "2014-10-13", "document": scan, "page": 1});
    let of_press = json!({"field": "/signed_on", "value": "2014-10-15", "url": "https://periodico.example/a", "consulted_on": "2026-11-20"});
    analyst.post(&path, &of_text).await.assert(200);
    analyst.post(&path, &of_press).await.assert(200);
    let read = app.public().get(&given.path()).await.json();
    assert_eq!(read["signed_on"], "2014-10");
    let standing = |record: &Value| {
        let statements = record["statements"].as_array().unwrap().iter();
        statements
            .map(|one| one["standing"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(standing(&read), ["differs", "differs"]);

    // Sent again by whoever held it against its source.
    let mut verified = of_text.clone();
    verified["verified"] = json!(true);
    let read = app.registrar().post(&path, &verified).await.assert(200);
    assert_eq!(read["statements"].as_array().unwrap().len(), 2);
    assert_eq!(read["statements"][0]["verified_by"], "registrar");

    let decisions = format!("{}/decisions", given.path());
    let decision = json!({"field": "/signed_on", "statement": 1, "reason": "Lo dice el original."});
    analyst
        .post(&decisions, &decision)
        .await
        .assert_problem(403, "forbidden");
    let decided = app.registrar().post(&decisions, &decision).await.assert(200);
    assert_eq!(decided["signed_on"], "2014-10-13");
    assert_eq!(standing(&decided), ["agrees", "set_aside"]);
    assert_eq!(decided["statements"][1]["reason"], "Lo dice el original.");
    let entries = app.public().get(&format!("{}/entries", given.path())).await.json();
    let last = entries["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["action"], "agreement.decided");
    assert!(
        last["changes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|change| change["field"] == "/signed_on" || change["pointer"] == "/signed_on")
    );
    app.assert_sound().await;
}

#[actix_web::test]
async fn a_statement_has_a_field_a_source_and_a_value_the_field_can_have() {
    let app = TestApp::start().await;
    let given = app.given(reported("Conocido")).await;
    let path = format!("{}/statements", given.path());
    let source = json!({"url": "https://periodico.example/a", "consulted_on": "2026-11-20"});
    for (said, pointer, code) in [
        (json!({"field": "/nothing", "value": 1}), "/field", "unknown-field"),
        (
            json!({"field": "/origin", "value": "historic"}),
            "/field",
            "unknown-field",
        ),
        (
            json!({"field": "/signed_on", "value": "2014-02-30"}),
            "/value",
            "impossible-date",
        ),
        (json!({"field": "/title", "value": 7}), "/value", "wrong-type"),
        (
            json!({"field": "/title", "value": "x", "consulted_on": "2027-01-01"}),
            "/consulted_on",
            "future-date",
        ),
    ] {
        let mut body = source.clone();
        body.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        let answer = app.analyst().post(&path, &body).await;
        assert_eq!(answer.faults(), [(pointer.to_owned(), code.to_owned())], "{body}");
    }
    let without = json!({"field": "/title", "value": "x"});
    app.analyst()
        .post(&path, &without)
        .await
        .assert_faults(&[("/document", "source-required")]);
    assert_eq!(app.public().get(&given.path()).await.json()["statements"], json!([]));
}
