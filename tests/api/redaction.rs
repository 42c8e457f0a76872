//! Withdrawing personal data by order: by two registrars, everywhere in the history, and the log still holds.

use rai::verify::{self, source::Source};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::reported;

const NAME: &str = "Juana Pérez López";

#[actix_web::test]
async fn what_is_withdrawn_is_gone_everywhere_and_the_log_still_holds() {
    let app = TestApp::start().await;
    let object = format!("Beca para {NAME}, de Irapuato.");
    let given = app
        .given(reported("Con un nombre").with("object", object.as_str()))
        .await;
    let path = format!("{}/redactions", given.path());
    let order = json!({"text": NAME, "reason": "Derecho de cancelación.", "order": "CT-012/2026"});
    let (first, second) = (app.registrar(), app.second_registrar());

    let refused = first.post(&path, &order).await;
    assert_eq!(refused.status, 409);
    refused.assert_faults(&[("/text", "still-shown")]);
    let correction = json!({"reason": "Datos personales.", "changes": {"object": "Beca para una estudiante."}});
    first
        .post(&format!("{}/corrections", given.path()), &correction)
        .await
        .assert(200);
    let before = app.public().get("/log/checkpoint").await.text().to_owned();
    first.post(&path, &order).await.assert(200);
    first
        .post(&path, &order)
        .await
        .assert_faults(&[("", "separation-of-duties")]);
    let other = json!({"text": "Irapuato.", "reason": "x", "order": "x"});
    second
        .post(&path, &other)
        .await
        .assert_faults(&[("/text", "unknown-value")]);
    assert!(
        app.public().get("/entries").await.text().contains(NAME),
        "nothing is done by one"
    );
    app.public().get("/log/checkpoint").await;
    second.post(&path, &order).await.assert(200);

    for address in [
        "/entries?limit=200",
        "/entries?sealed=true&limit=200",
        &given.path(),
        &format!("{}/entries", given.path()),
    ] {
        assert!(!app.auditor().get(address).await.text().contains(NAME), "{address}");
    }
    let entries = app.public().get(&format!("{}/entries", given.path())).await.json();
    assert_eq!(entries["items"][0]["withdrawn"], json!(["/content/object"]));
    assert_eq!(entries["items"][0]["content"]["object"], Value::Null);
    let last = entries["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["action"], "agreement.redacted");
    assert_eq!(last["particulars"]["order"], "CT-012/2026");
    // As it stood once, with something in the place of what is gone.
    let then = app
        .public()
        .get(&format!("{}?known_at=2026-11-22T18:00:00Z", given.path()))
        .await;
    assert_eq!(then.status, 200);
    app.assert_sound().await;

    app.public().get("/log/checkpoint").await;
    let address = format!("{}/log", app.address);
    let key = rai::log::keys::LogKeys::make("rai.test/log", [7; 32]).unwrap().public;
    let report = actix_web::web::block(move || {
        let check = verify::log::Check {
            keys: &[key],
            since: Some(&before),
            entries: true,
        };
        let source = Source::parse(&address).unwrap();
        verify::log::log(&source, check, &indicatif::ProgressBar::hidden()).unwrap()
    });
    let report = report.await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

#[actix_web::test]
async fn what_is_nowhere_or_no_free_text_is_not_withdrawn() {
    let app = TestApp::start().await;
    let given = app.given(reported("Conocido").with("object", "Cultura")).await;
    let path = format!("{}/redactions", given.path());
    let order = |text: &str| json!({"text": text, "reason": "x", "order": "x"});
    let registrar = app.registrar();
    registrar
        .post(&path, order("Nadie de este nombre"))
        .await
        .assert_faults(&[("/text", "unknown-value")]);
    registrar
        .post(&path, order("reported"))
        .await
        .assert_faults(&[("/text", "still-shown")]);
    registrar
        .post(&path, order("x"))
        .wrong()
        .await
        .assert_faults(&[("/text", "too-short")]);
}
