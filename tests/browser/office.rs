//! What scripts make quicker for an office: what is typed is kept, and bodies and places are found meanwhile.

use thirtyfour::Key;

use crate::driver::Browser;
use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, mcallen};

#[actix_web::test]
async fn what_is_typed_into_a_draft_is_kept_without_a_button() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let office = app.officer("Ana López", case.body(0)).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&office).await;
    browser.open(&format!("/es/cases/{}/edit/what", case.id())).await;
    browser.fill("Objeto", "Lo que se escribió y nadie guardó.").await;
    browser.assert_says("Guardado a las").await;
    let kept = app.analyst().get(&case.path()).await.json();
    assert_eq!(kept["object"], "Lo que se escribió y nadie guardó.");
    browser.fill("Objeto", "Y lo que se escribió después.").await;
    browser.press("Guardar y salir").await;
    browser.assert_says("Y lo que se escribió después.").await;
}

#[actix_web::test]
async fn bodies_and_municipalities_are_found_while_one_types() {
    let app = TestApp::start().await;
    let body = app.given_body(irapuato()).await;
    app.given_body(mcallen()).await;
    let office = app.officer("Ana López", &body).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&office).await;
    browser.open("/es/cases/new").await;
    browser
        .fill("Parte extranjera 1 › Buscar en el directorio", "mcallen")
        .await;
    browser.one("[role=option]").await;
    browser.assert_accessible().await;
    browser.keys("" + Key::Down + Key::Enter).await;
    assert_eq!(
        browser.value("Parte extranjera 1 › Buscar en el directorio").await,
        "Ciudad de McAllen, Texas"
    );
    browser.press("Agregar otra parte mexicana").await;
    browser.press("Parte mexicana 2 › No está en el directorio").await;
    browser.fill("Parte mexicana 2 › Municipio", "cancun").await;
    browser.one("[role=option]").await;
    browser.keys("" + Key::Down + Key::Enter).await;
    assert_eq!(browser.value("Parte mexicana 2 › Estado").await, "23");
}
