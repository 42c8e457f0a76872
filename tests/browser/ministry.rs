//! What the ministry does in the browser besides taking a case to the register: importing, regularising, sending back, cancelling.

use std::io::Write;

use rai::access::Role;
use thirtyfour::Key;

use crate::driver::Browser;
use crate::support::app::TestApp;
use crate::support::build::{regularisation, reported};

const COLUMNS: &str =
    "title,instrument_type,mexican_party,mexican_state,foreign_party,foreign_country,signed_on,source_url";
const GOOD: &str = "Hermanamiento León - Lyon,hermanamiento,Municipio de León,Guanajuato,Ciudad de Lyon,Francia,2014-10-13,https://example.org/1";
const WRONG: &str =
    "Otro,hermanamiento,Municipio de Irapuato,Guanajuato,Ciudad X,Atlántida,2014-02-30,https://example.org/2";

#[actix_web::test]
async fn a_spreadsheet_is_imported_after_its_problems_were_told() {
    let app = TestApp::start().await;
    let analyst = app.person("Eva Ruiz", Role::Analyst).await;
    let browser = Browser::start(&app).await;
    browser.without_scripts().await;
    browser.sign_in(&analyst).await;
    browser.follow("Importar").await;
    browser.assert_whole().await;
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all([COLUMNS, GOOD, WRONG].join("\n").as_bytes()).unwrap();
    browser.attach("Archivo", file.path()).await;
    browser.press("Subir el archivo").await;
    browser.assert_says("Qué es cada columna").await;
    browser.assert_whole().await;
    browser.choose("Qué es la columna «title»", "No se usa").await;
    browser.press("Revisar el archivo").await;
    browser.assert_says("Hay que corregir algo").await;
    browser.assert_whole().await;
    browser.choose("Qué es la columna «title»", "Título").await;
    browser.press("Revisar el archivo").await;
    browser.assert_says("Todavía no se ha guardado nada").await;
    browser.assert_says("No hay tal país").await;
    browser.assert_whole().await;
    browser.press("Guardar el renglón válido").await;
    browser.assert_says("Se guardaron: 1").await;
    browser.assert_whole().await;
    browser.follow("Ver los acuerdos").await;
    browser.follow("Hermanamiento León - Lyon").await;
    browser.assert_says("Reportado: no está inscrito").await;
}

#[actix_web::test]
async fn what_is_only_reported_is_found_and_regularised() {
    let app = TestApp::start().await;
    app.given_registered(regularisation("Hermanamiento de 2014")).await;
    app.given(reported("Hermanamiento de 1998").with("not_a_duplicate", "Es otro."))
        .await;
    let analyst = app.person("Eva Ruiz", Role::Analyst).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&analyst).await;
    browser.follow("Buscar").await;
    browser.fill("Título, órgano", "1998").await;
    browser.press("Buscar").await;
    browser.follow("Hermanamiento de 1998").await;
    browser.follow("Abrir el expediente").await;
    browser.assert_whole().await;
    browser.follow("Regularizar").await;
    browser.assert_whole().await;
    browser.press("Abrir el expediente").await;
    browser.assert_says("Hay que corregir algo").await;
    browser.assert_whole().await;
}

#[actix_web::test]
async fn counsel_sends_a_case_back_and_the_office_answers() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento observado", &["submission", "review"]).await;
    let office = app.officer("Ana López", case.body(0)).await;
    let counsel = app.person("Luis Gil", Role::Counsel).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&counsel).await;
    browser.take("Hermanamiento observado").await;
    browser.follow("Enviar observaciones").await;
    browser.press("Enviar observaciones").await;
    browser.assert_says("Hay que corregir algo").await;
    browser.assert_whole().await;
    browser.fill("Observaciones", "Precise la cláusula quinta.").await;
    browser.press("Enviar observaciones").await;
    browser.assert_whole().await;
    browser.sign_out().await;

    browser.sign_in(&office).await;
    browser.follow("Mis casos").await;
    browser.follow("Hermanamiento observado").await;
    browser.assert_says("Precise la cláusula quinta.").await;
    browser.follow("Editar el borrador").await;
    browser
        .fill("Objeto", "Intercambio cultural, con la cláusula quinta precisada.")
        .await;
    browser.press("Guardar y salir").await;
    browser.follow("Comparar versiones").await;
    browser.assert_says("precisada.").await;
    browser.assert_whole().await;
    browser.open(&format!("/es/cases/{}", case.id())).await;
    browser.follow("Presentar el caso").await;
    browser.press("Presentar el caso").await;
    browser.sign_out().await;

    browser.sign_in(&counsel).await;
    browser.follow("Bandeja").await;
    browser.assert_says("Observaciones contestadas (1)").await;
}

#[actix_web::test]
async fn two_registrars_cancel_an_entry() {
    let app = TestApp::start().await;
    let registered = app.given_registered(regularisation("Hermanamiento repetido")).await;
    let first = app.person("Sara Paz", Role::Registrar).await;
    let second = app.person("Raúl Mena", Role::Registrar).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&first).await;
    browser.open("/es/agreements/RAI-2026-00001").await;
    browser.follow("Abrir el expediente").await;
    browser.follow("Dar de baja").await;
    browser.assert_says("Paso 1 de 2").await;
    browser.assert_whole().await;
    browser.press("Dar de baja").await;
    browser.assert_says("Hay que corregir algo").await;
    browser.assert_whole().await;
    browser.fill("Motivo", "Es un duplicado.").await;
    browser.press("Dar de baja").await;
    browser.follow("Bandeja").await;
    browser.assert_says("Lo pidió usted").await;
    browser
        .open(&format!("/es/cases/{}/cancellation", registered.id()))
        .await;
    browser.assert_says("Ya la pidió usted").await;
    browser.assert_whole().await;
    browser.sign_out().await;

    browser.sign_in(&second).await;
    browser.take("Hermanamiento repetido").await;
    browser.follow("Dar de baja").await;
    browser.assert_says("Es un duplicado.").await;
    browser.fill("Motivo", "De acuerdo.").await;
    browser.press("Dar de baja").await;
    browser.assert_whole().await;
    browser.sign_out().await;
    browser.open("/es/agreements/RAI-2026-00001").await;
    browser.assert_says("Dado de baja").await;
    browser.assert_whole().await;
}

#[actix_web::test]
async fn a_form_that_somebody_else_was_quicker_with_says_so_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "review"]).await;
    let counsel = app.person("Luis Gil", Role::Counsel).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&counsel).await;
    browser.open(&format!("/es/cases/{}/opinion", case.id())).await;
    browser.fill("Número del dictamen", "DGCJ-7/2026").await;
    app.make(&case, "observations").await.assert(200);
    browser.press("Emitir el dictamen").await;
    browser
        .assert_says("El expediente cambió mientras usted llenaba el formulario")
        .await;
    browser.assert_says("DGCJ-7/2026").await;
    browser.assert_whole().await;
}

#[actix_web::test]
async fn an_opinion_is_given_with_the_keyboard_alone() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "review"]).await;
    let counsel = app.person("Luis Gil", Role::Counsel).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&counsel).await;
    browser.open(&format!("/es/cases/{}/opinion", case.id())).await;
    browser.tab_to("Procede la firma").await;
    browser.keys(" ").await;
    browser.tab_to("Número del dictamen").await;
    browser.keys("DGCJ-9/2026").await;
    browser.tab_to("Sí").await;
    browser.keys(" ").await;
    browser.tab_to("Emitir el dictamen").await;
    browser.keys(Key::Enter + "").await;
    browser.assert_says("Sigue: las partes firman").await;
}
