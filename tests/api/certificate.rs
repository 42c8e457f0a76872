//! Certificates: issued for what is registered, and checked with the public key alone.

use rai::log::keys::LogKeys;
use rai::verify;

use crate::support::app::TestApp;
use crate::support::build::{draft, regularisation};

fn key() -> Vec<String> {
    vec![LogKeys::make("rai.test/log", [7; 32]).unwrap().public]
}

#[actix_web::test]
async fn what_is_registered_has_a_certificate_that_holds_without_the_register() {
    let app = TestApp::start().await;
    let case = app
        .given_registered(regularisation("Hermanamiento «Irapuato – McAllen» 姉妹"))
        .await;
    let path = format!("{}/certificate", case.path());
    let certificate = app.public().get(&path).await;
    let sheet = app.public().get(&format!("{path}/sheet")).await;
    assert_eq!((certificate.status, sheet.status), (200, 200));
    assert_eq!(sheet.header("content-type"), "application/pdf");
    let report = verify::certificate::certificate(&certificate.body, &key(), Some(&sheet.body));
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(certificate.json()["entry"]["actor"]["name"], serde_json::Value::Null);

    // The log grows, and the sheet goes with the certificate of any time.
    app.given(draft("Otro")).await;
    // Whoever asks for the head waits until it is sealed.
    app.public().get("/log/checkpoint").await;
    let later = app.public().get(&path).await;
    assert!(later.body != certificate.body);
    for certificate in [&certificate, &later] {
        assert!(verify::certificate::certificate(&certificate.body, &key(), Some(&sheet.body)).is_sound());
    }
    let again = app.public().get(&format!("{path}/sheet")).await;
    assert!(again.body == sheet.body);
}

#[actix_web::test]
async fn what_is_not_registered_has_none_for_anybody() {
    let app = TestApp::start().await;
    let case = app.given(draft("Reservado")).await;
    for caller in [app.public(), app.registrar(), app.office(case.body(0))] {
        let answer = caller.get(&format!("{}/certificate", case.path())).await;
        answer.assert_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn the_log_of_a_running_register_is_checked_over_http() {
    let app = TestApp::start().await;
    app.given_registered(regularisation("Uno")).await;
    let before = app.public().get("/log/checkpoint").await.text().to_owned();
    for number in 0..260 {
        app.given(draft(&format!("Caso {number}"))).await;
    }
    app.public().get("/log/checkpoint").await;
    let address = format!("{}/log", app.address);
    let sound = move |keys: Vec<String>, since: Option<String>| {
        let source = verify::source::Source::parse(&address).unwrap();
        let check = verify::log::Check {
            keys: &keys,
            since: since.as_deref(),
            entries: true,
        };
        verify::log::log(&source, check, &indicatif::ProgressBar::hidden()).unwrap()
    };
    let report = actix_web::web::block(move || {
        let other = LogKeys::make("rai.test/log", [8; 32]).unwrap().public;
        assert!(!sound(vec![other], None).is_sound());
        sound(key(), Some(before))
    });
    let report = report.await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.lines.len(), 4);
}
