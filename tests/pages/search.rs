//! The search page: filters, what is chosen, every form of the same answer.

use serde_json::json;

use crate::person::Person;
use crate::support::app::TestApp;
use crate::support::build::{draft, reported};

#[actix_web::test]
async fn what_is_asked_is_told_counted_and_taken_away_by_links() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let page = browser
        .get("/es/agreements?q=hermanamiento&state=11&state=23&country=US&sort=title")
        .await
        .is(200);
    page.must_say(&[
        "3 acuerdos",
        "«hermanamiento»",
        "Estado: Guanajuato",
        "Estado: Quintana Roo",
    ]);
    page.must_say(&["País de la contraparte: Estados Unidos"]);
    let without = page.link("Quitar Estado: Guanajuato ×");
    assert_eq!(without, "/es/agreements?q=hermanamiento&state=23&country=US&sort=title");
    assert_eq!(page.link("Quitar todo"), "/es/agreements");
    page.must_have(&[
        "id=\"state-11\" name=\"state\" value=\"11\" form=\"search\" checked",
        "<option value=\"title\" selected>",
        "<mark>Hermanamiento</mark>",
    ]);
    let fewer = browser.get(&without).await.is(200);
    assert!(fewer.results() < page.results(), "{}", fewer.text());
    // Another value of the same filter widens it, so that its count is what there would be besides.
    page.must_have(&["id=\"state-14\" name=\"state\" value=\"14\" form=\"search\"><label for=\"state-14\">Jalisco"]);
}

#[actix_web::test]
async fn every_form_of_an_answer_is_of_the_same_question() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let page = browser.get("/es/agreements?state=11&sort=title&limit=2").await.is(200);
    assert_eq!((page.results(), page.text().contains("13 acuerdos")), (2, true));
    let csv = browser.get(&page.link("CSV")).await.is(200);
    assert_eq!(csv.html.lines().count(), 14);
    assert!(csv.header("content-type").starts_with("text/csv"));
    let feed = browser.get(&page.link("Avisos (Atom)")).await.is(200);
    assert!(feed.html.contains("<feed") && feed.html.contains("state=11"));
    for form in ["Excel", "NDJSON", "Mapa (GeoJSON)"] {
        browser.get(&page.link(form)).await.is(200);
    }
}

#[actix_web::test]
async fn pages_follow_one_another_in_either_language() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let first = browser.get("/es/agreements?state=11&limit=10").await.is(200);
    let second = browser.get(&first.link("Página siguiente")).await.is(200);
    assert_eq!((first.results(), second.results()), (10, 3));
    assert_eq!(second.link("Primera página"), "/es/agreements?state=11&limit=10");
    assert!(second.links("Página siguiente").is_empty());
    let english = browser.get(&second.link("English")).await.is(200);
    assert_eq!(english.results(), 3);
    english.must_say(&["13 agreements", "First page"]);
}

#[actix_web::test]
async fn a_question_that_is_not_understood_is_shown_again_as_it_was_asked() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let page = browser
        .get("/es/agreements?q=petra&state=11&state=99&signed_from=ayer&colour=blue")
        .await
        .is(400);
    page.must_say(&[
        "La búsqueda no se entiende",
        "Estado: No está en el catálogo",
        "Firmado desde: Se espera una fecha AAAA-MM-DD",
        "colour: no es un filtro de esta página",
    ]);
    page.must_have(&[
        "href=\"#signed_from\"",
        "name=\"q\" type=\"search\" value=\"petra\"",
        "value=\"ayer\"",
        "id=\"state-11\" name=\"state\" value=\"11\" form=\"search\" checked",
    ]);
    assert_eq!(page.results(), 0);
    let mended = page.link("Quitar colour: blue ×");
    assert_eq!(mended, "/es/agreements?q=petra&state=11&state=99&signed_from=ayer");
    assert_eq!(page.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn fields_that_were_left_empty_do_not_stay_in_the_address() {
    let app = TestApp::start().await;
    let sent = Person::nobody(&app)
        .get("/es/agreements?q=a&state=&signed_from=&sort=")
        .await;
    assert_eq!((sent.status, sent.location.as_str()), (303, "/es/agreements?q=a"));
}

#[actix_web::test]
async fn nothing_found_is_met_with_advice_and_a_slip_with_what_was_meant() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let nothing = browser.get("/es/agreements?q=petra&country=JP").await.is(200);
    nothing.must_say(&["0 acuerdos", "Ningún acuerdo cumple con todo lo que eligió"]);
    let slip = browser.get("/en/agreements?q=playa+del+carmn").await.is(200);
    assert_eq!(slip.link("playa del carmen"), "/en/agreements?q=playa+del+carmen");
}

#[actix_web::test]
async fn a_case_is_found_by_its_office_and_by_nobody_else() {
    let app = TestApp::start().await;
    let case = app.given(draft("Reservado").with("areas", json!(["culture"]))).await;
    app.given(reported("Público")).await;
    let office = Person::office(&app, case.body(0));
    let own = office.get("/es/agreements?sort=title").await.is(200);
    own.must_say(&["2 acuerdos", "Reservado", "Borrador", "Etapa del trámite"]);
    assert_eq!(own.header("cache-control"), "private, no-cache");
    assert_eq!(office.get("/es/agreements?format=csv").await.html.lines().count(), 3);
    let public = Person::nobody(&app);
    for path in ["/es/agreements?sort=title", "/es/agreements?q=reservado", "/es/"] {
        let page = public.get(path).await.is(200);
        assert!(!page.text().contains("Reservado Municipio"), "{}", page.text());
        assert!(!page.text().contains("Etapa del trámite"));
    }
    assert_eq!(public.get("/es/agreements?format=csv").await.html.lines().count(), 2);
}

#[actix_web::test]
async fn what_a_document_says_is_found_with_its_page() {
    let app = TestApp::start().await;
    let public = app.given(reported("Con texto")).await;
    let text = "Uno.\u{c}Las Partes intercambiarán orquídeas y bromelias.".as_bytes();
    let said = json!({"kind": "signed_original", "title": "Original", "language": "es", "visibility": "public"});
    let path = format!("{}/documents", public.path());
    let added = app
        .registrar()
        .upload(&path, said, "acuerdo.txt", text)
        .await
        .assert(201);
    let id = added["id"].as_str().unwrap();
    app.wait_until_read(id).await;
    let page = Person::nobody(&app).get("/es/agreements?q=orquideas").await.is(200);
    page.must_have(&[&format!("href=\"/es/documents/{id}/text?page=2")]);
    page.must_say(&["Documento, página"]);
}

#[actix_web::test]
async fn the_filters_for_documents_and_clauses_have_their_counts_beside_them() {
    let app = TestApp::start().await;
    app.given(reported("Hermanamiento")).await;
    let page = Person::nobody(&app)
        .get("/es/agreements?instrument_type=twinning")
        .await
        .ok();
    page.must_say(&["Da igual 1", "Con documentos 0", "Sin documentos 1"]);
    let page = Person::nobody(&app).get("/es/agreements?has_document=true").await.ok();
    page.must_say(&["Sin documentos 1", "Solución de controversias 0"]);
}
