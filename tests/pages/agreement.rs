//! The page of an agreement: what the public sees, what its office sees, what it leads to.

use rai::access::Role;
use serde_json::json;

use crate::person::Person;
use crate::support::app::TestApp;
use crate::support::build::{draft, regularisation, reported};
use crate::support::moves::TO_SIGNED;

#[actix_web::test]
async fn a_registered_agreement_says_what_it_is_and_why_it_is_in_force() {
    let app = TestApp::start().await;
    let steps: Vec<&str> = TO_SIGNED.into_iter().chain(["registration"]).collect();
    let case = app.given(draft("Hermanamiento Irapuato – McAllen").years(5)).await;
    app.take(&case, &steps).await;
    let browser = Person::nobody(&app);
    let page = browser.get("/es/agreements/RAI-2026-00001").await.is(200);
    page.must_say(&[
        "Hermanamiento Irapuato – McAllen",
        "¿Está vigente? Vigente al 22 de noviembre de 2026",
        "5 años desde la última firma, 22 de noviembre de 2026; vence 22 de noviembre de 2031",
        "Ana Ruiz, Titular, 22 de noviembre de 2026, Irapuato",
        "22 de noviembre de 2031 (previsto)",
        "«Hermanamiento Irapuato – McAllen», 22 de noviembre de 2026. Registro de Acuerdos Interinstitucionales (México), \
         RAI-2026-00001, inscrito el 22 de noviembre de 2026. https://rai.test/agreements/RAI-2026-00001",
        "rai.test/log+",
    ]);
    assert!(!page.says("Original firmado"), "its documents are internal");
    let body = page.link("Municipio de Irapuato");
    browser.get(&body).await.is(200);
    let over = browser
        .get("/es/agreements/RAI-2026-00001?valid_on=2032-01-01")
        .await
        .is(200);
    over.must_say(&["¿Está vigente? Vencido al 1 de enero de 2032"]);
    for link in [
        "Hoja para personas (PDF)",
        "Archivo para comprobar (JSON)",
        "JSON",
        "Avisos de cambios (Atom)",
    ] {
        browser.get(&page.link(link)).await.is(200);
    }
    let english = browser.get("/en/agreements/RAI-2026-00001").await.is(200);
    english.must_say(&["Is it in force? In force on 22 November 2026", "Who signed it"]);
}

#[actix_web::test]
async fn a_case_has_a_page_for_its_office_alone() {
    let app = TestApp::start().await;
    let case = app.given(draft("Reservado")).await;
    let office = Person::office(&app, case.body(0));
    for path in [format!("/es{}", case.path()), format!("/es{}/history", case.path())] {
        let hidden = Person::nobody(&app).get(&path).await.is(404);
        assert!(!hidden.html.contains("Reservado"));
        let own = office.get(&path).await.ok();
        own.must_say(&["Reservado"]);
    }
}

#[actix_web::test]
async fn what_is_only_reported_says_so_and_goes_on_to_what_it_became() {
    let app = TestApp::start().await;
    let known = app.given(reported("Hermanamiento").signed_on("2014-10-13")).await;
    let browser = Person::nobody(&app);
    let path = format!("/es{}", known.path());
    let page = browser.get(&path).await.is(200);
    page.must_say(&[
        "Reportado: no está inscrito.",
        "13 de octubre de 2014",
        "consultada el 22 de noviembre de 2026",
    ]);
    assert!(page.links("Hoja para personas (PDF)").is_empty());

    let changes = json!({"object": "Cultura", "legal_basis": "LCT 7"});
    let begun = app
        .analyst()
        .post(&format!("{}/regularisation", known.path()), changes)
        .await;
    let case = crate::support::app::Given::of(begun);
    app.take(&case, &["submission", "opinion", "signatures", "registration"])
        .await;
    let moved = browser.get(&path).await;
    let registered = format!("/es/agreements/{}", case.id());
    assert_eq!((moved.status, moved.location.as_str()), (308, registered.as_str()));
    browser.get(&registered).await.is(200).must_say(&["RAI-2026-00001"]);
}

#[actix_web::test]
async fn the_history_tells_each_change_and_how_it_stood_then() {
    let app = TestApp::start().await;
    let case = app.given_registered(regularisation("Hermanamiento")).await;
    let before = app.auditor().get(&case.path()).await.json()["version"].clone();
    app.set_clock("2026-11-24T18:00:00Z");
    let corrected = json!({"reason": "Decía otra cosa.", "changes": {"object": "Cultura y deporte"}});
    app.registrar()
        .post(&format!("{}/corrections", case.path()), corrected)
        .await
        .assert(200);
    let browser = Person::nobody(&app);
    let page = browser.get("/es/agreements/RAI-2026-00001/history").await.is(200);
    page.must_say(&[
        "24 de noviembre de 2026, 12:00 h",
        "Se corrigió Registrador Motivo: Decía otra cosa.",
        "Objeto Fomentar los intercambios culturales entre ambas ciudades. Cultura y deporte",
        "Etapa En revisión Procedente",
    ]);
    let then = page.links("Cómo constaba entonces: asiento");
    assert!(then.is_empty() && before.is_i64());
    let old = browser
        .get("/es/agreements/RAI-2026-00001?known_at=2026-11-23T00:00:00Z")
        .await
        .is(200);
    old.must_say(&[
        "Así constaba el 22 de noviembre de 2026, 18:00 h",
        "intercambios culturales",
    ]);
    assert!(!old.text().contains("Cultura y deporte"));
}

#[actix_web::test]
async fn a_permalink_leads_to_the_page_in_the_readers_language() {
    let app = TestApp::start().await;
    app.given_registered(regularisation("Hermanamiento")).await;
    let browser = Person::nobody(&app);
    for (accepted, page) in [("en-GB", "/en"), ("es-MX", "/es"), ("fr", "/es")] {
        let sent = browser
            .ask("/agreements/RAI-2026-00001", &[("accept-language", accepted)])
            .await;
        let expected = format!("{page}/agreements/RAI-2026-00001");
        assert_eq!((sent.status, sent.location.as_str()), (302, expected.as_str()));
    }
    let certificate = app
        .public()
        .get("/agreements/RAI-2026-00001/certificate")
        .await
        .assert(200);
    assert_eq!(certificate["permalink"], "https://rai.test/agreements/RAI-2026-00001");
}

#[actix_web::test]
async fn an_internal_document_is_taken_along_by_its_office_alone() {
    let app = TestApp::start().await;
    let case = app.taken("Reservado", &["submission"]).await;
    let listed = app.analyst().get(&format!("{}/documents", case.path())).await.json();
    let path = format!("/es/documents/{}/content", listed["items"][0]["id"].as_str().unwrap());
    Person::nobody(&app).get(&path).await.is(404);
    let taken = Person::of(&app, Role::Auditor).get(&path).await;
    assert_eq!((taken.status, taken.header("content-type")), (200, "image/jpeg"));
    assert!(taken.header("content-disposition").starts_with("attachment"));
}

#[actix_web::test]
async fn linked_agreements_and_disagreeing_sources_stand_beside_one_another() {
    let app = TestApp::start().await;
    let first = app
        .given(reported("Hermanamiento").signed_on("2014-10-13").years(5))
        .await;
    app.given(
        reported("Prórroga del hermanamiento")
            .signed_on("2019-01-01")
            .years(10)
            .linked("extends", first.id()),
    )
    .await;
    let said = json!({"field": "/signed_on", "value": "2014-10-14", "url": "https://example.org/", "consulted_on": "2026-11-22"});
    app.analyst()
        .post(&format!("{}/statements", first.path()), said)
        .await
        .assert(200);
    let page = Person::nobody(&app).get(&format!("/es{}", first.path())).await.is(200);
    page.must_say(&[
        "Prórroga: Prórroga del hermanamiento",
        "Fecha de firma: el registro dice « 13 de octubre de 2014 »",
        "14 de octubre de 2014",
        "Difiere; sin resolver",
    ]);
}
