//! The directory and the page of a body.

use serde_json::json;

use crate::person::Person;
use crate::support::app::TestApp;
use crate::support::build::{irapuato, leon, reported};

#[actix_web::test]
async fn a_body_is_found_by_its_name_level_and_place() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let page = browser
        .get("/es/bodies?q=irapuato&level=municipal&state=11")
        .await
        .is(200);
    page.must_say(&["1 órgano", "Municipio de Irapuato", "Irapuato, Guanajuato, México"]);
    page.must_have(&["<option value=\"11\" selected>Guanajuato</option>"]);
    let body = browser.get(&page.link("Municipio de Irapuato")).await.is(200);
    body.must_say(&["Sus acuerdos:", "Todos los acuerdos de: Irapuato , Guanajuato"]);
    let all = browser
        .get(&body.link("Ver y filtrar todos sus acuerdos"))
        .await
        .is(200);
    all.must_say(&["Municipio de Irapuato", "2 acuerdos"]);
    let first = browser.get("/es/bodies?limit=5").await.is(200);
    browser
        .get(&first.link("Página siguiente"))
        .await
        .is(200)
        .must_say(&["Primera página"]);
    let refused = browser.get("/es/bodies?level=local&q=a").await.is(400);
    refused.must_say(&["La búsqueda no se entiende", "Solo puede ser: federal"]);
    browser.get("/es/bodies/nobody").await.is(404);
}

#[actix_web::test]
async fn a_body_tells_its_names_over_time_and_who_came_after_it() {
    let app = TestApp::start().await;
    let old = app
        .given_body(json!({"name": "Municipio de Solidaridad", "level": "municipal", "kind": "government", "municipality": "23008", "country": "MX",
            "names": [{"name": "Ayuntamiento de Solidaridad", "kind": "former", "until": "2024-10"}]}))
        .await;
    let new = app.given_body(leon()).await;
    app.given(reported("Hermanamiento").between(json!({"id": old}), crate::support::build::mcallen()))
        .await;
    app.given(reported("Otro").between(irapuato(), crate::support::build::medellin()))
        .await;
    let ended = json!({"kind": "merged", "on": "2025", "reason": "Decreto.", "successors": [{"id": new}]});
    app.registrar()
        .post(&format!("/bodies/{old}/succession"), ended)
        .await
        .assert(200);
    let browser = Person::nobody(&app);
    let page = browser.get(&format!("/es/bodies/{old}")).await.is(200);
    page.must_say(&[
        "Ayuntamiento de Solidaridad Nombre anterior octubre de 2024",
        "Se fusionó con otro órgano (2025). Le sigue: Municipio de León",
        "Sus acuerdos: 1",
    ]);
    let after = browser.get(&format!("/es/bodies/{new}")).await.is(200);
    after.must_say(&["Viene de: Municipio de Solidaridad", "Sus acuerdos: 1", "Hermanamiento"]);
}
