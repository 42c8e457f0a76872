//! The whole life of an agreement, through the pages, as the four people do it who are involved.

use std::path::Path;

use rai::access::Role;

use crate::driver::{Browser, View};
use crate::support::app::TestApp;
use crate::support::build::{irapuato, mcallen};

const TITLE: &str = "Hermanamiento Irapuato – McAllen";

#[actix_web::test]
async fn from_the_first_word_of_a_draft_to_an_entry_that_everybody_reads() {
    let app = TestApp::start().await;
    let browser = Browser::start(&app).await;
    whole_life(&app, &browser).await;
}

#[actix_web::test]
async fn the_same_without_scripts_in_a_narrow_window() {
    let app = TestApp::start().await;
    let browser = Browser::start(&app).await;
    browser.without_scripts().await;
    browser.look(View::Narrow).await;
    whole_life(&app, &browser).await;
}

async fn whole_life(app: &TestApp, browser: &Browser) {
    let body = app.given_body(irapuato()).await;
    app.given_body(mcallen()).await;
    let office = app.officer("Ana López", &body).await;
    let analyst = app.person("Eva Ruiz", Role::Analyst).await;
    let counsel = app.person("Luis Gil", Role::Counsel).await;
    let registrar = app.person("Sara Paz", Role::Registrar).await;

    browser.sign_in(&office).await;
    browser.begin_draft().await;
    browser.fill_in_draft().await;
    browser
        .add_document("Proyecto", "Proyecto de acuerdo", "acuerdo.docx")
        .await;
    browser.follow("Ir a revisar y presentar").await;
    browser.assert_whole().await;
    browser.press("Presentar el caso").await;
    browser.assert_says("Presentado").await;
    let case = browser.path().await;
    browser.sign_out().await;

    browser.sign_in(&analyst).await;
    browser.take_from_inbox().await;
    browser.follow("Prevenir al promovente").await;
    browser.assert_whole().await;
    browser.fill("Falta 1", "Acta de cabildo").await;
    browser.choose("Plazo para traerlo", "10 días").await;
    browser.press("Prevenir al promovente").await;
    browser.assert_says("Sigue: el promovente trae lo que falta").await;
    browser.sign_out().await;

    browser.sign_in(&office).await;
    browser.follow("Mis casos").await;
    browser.assert_whole().await;
    browser.follow(TITLE).await;
    browser.assert_says("Acta de cabildo").await;
    browser.follow("Agregar documentos").await;
    browser
        .add_document("Acta de cabildo", "Acta del 3 de marzo", "foto.jpg")
        .await;
    browser.open(&case).await;
    browser.follow("Presentar el caso").await;
    browser.press("Presentar el caso").await;
    browser.sign_out().await;

    browser.sign_in(&analyst).await;
    browser.take_from_inbox().await;
    browser.follow("Pasar a revisión").await;
    browser.press("Pasar a revisión").await;
    browser.assert_says("Sigue: el área jurídica").await;
    browser.sign_out().await;

    browser.sign_in(&counsel).await;
    browser.take_from_inbox().await;
    browser.follow("Emitir el dictamen").await;
    browser.tick("Procede la firma").await;
    browser.press("Emitir el dictamen").await;
    browser.assert_says("Falta").await;
    browser.assert_whole().await;
    browser.fill("Número del dictamen", "DGCJ-1204/2026").await;
    browser.tick("¿Cada parte mexicana actúa › Sí").await;
    browser.press("Emitir el dictamen").await;
    browser.assert_says("Sigue: las partes firman").await;
    browser.sign_out().await;

    browser.sign_in(&office).await;
    browser.open(&case).await;
    browser.follow("Registrar las firmas").await;
    for (party, name) in [("Municipio de Irapuato", "Ana Luna"), ("Ciudad de McAllen", "John Doe")] {
        browser.fill(&format!("{party} › Nombre de quien firmó"), name).await;
        browser.fill(&format!("{party} › Fecha de firma"), "2026-11-22").await;
    }
    browser.assert_whole().await;
    browser.press("Registrar las firmas").await;
    browser.assert_says("Sigue: un registrador inscribe").await;
    browser.follow("Agregar documentos").await;
    browser
        .add_document("Original firmado", "Acuerdo firmado", "acuerdo.pdf")
        .await;
    browser.sign_out().await;

    browser.sign_in(&registrar).await;
    browser.take_from_inbox().await;
    browser.assert_whole().await;
    browser.follow("Inscribir").await;
    browser.tick("El original firmado").await;
    browser.assert_whole().await;
    browser.press("Inscribir").await;
    browser.assert_says("Está inscrito y es público").await;
    browser.sign_out().await;

    browser.sign_in(&office).await;
    browser.open("/es/cases?stage=registered").await;
    browser.follow(TITLE).await;
    browser.follow("Informar la actividad").await;
    browser.choose("Año", "2026").await;
    browser.tick("¿Se hizo algo ese año › Sí").await;
    browser.press("Guardar el informe").await;
    browser.assert_says("Hay que corregir algo").await;
    browser.assert_whole().await;
    browser
        .fill("Qué se hizo", "Doce jóvenes estudiaron un mes en McAllen.")
        .await;
    browser.press("Guardar el informe").await;
    browser.assert_says("Se guardó el informe de 2026").await;
    browser.assert_whole().await;
    browser.sign_out().await;

    browser.open("/es/agreements").await;
    browser.fill("Título, órgano", "mcallen").await;
    browser.press("Buscar").await;
    browser.follow(TITLE).await;
    for told in [
        "RAI-2026-00001",
        "Vigente",
        "5 años desde la última firma",
        "Ana Luna",
        "Acuerdo firmado",
        "Doce jóvenes",
    ] {
        browser.assert_says(told).await;
    }
    browser.assert_whole().await;
    app.assert_sound().await;
}

impl Browser {
    async fn begin_draft(&self) {
        self.follow("Mis casos").await;
        self.follow("Nuevo caso").await;
        self.press("Guardar y continuar").await;
        self.assert_says("Hay que corregir algo").await;
        self.assert_whole().await;
        self.tick("Todavía no se firma").await;
        self.fill("Título", TITLE).await;
        self.choose("Clase de instrumento", "Acuerdo de Hermanamiento").await;
        self.fill("Objeto", "Intercambio cultural, educativo y comercial.")
            .await;
        self.fill(
            "Fundamento jurídico",
            "Artículo 115 de la Constitución; LCT, artículos 2-II y 7.",
        )
        .await;
        self.fill("Parte extranjera 1 › Buscar en el directorio", "mcallen")
            .await;
        self.press("Parte extranjera 1 › Buscar en el directorio").await;
        self.tick("Parte extranjera 1 › Ciudad de McAllen").await;
        self.press("Guardar y continuar").await;
    }

    /// The steps that follow, each saved as one goes.
    async fn fill_in_draft(&self) {
        self.fill("Denominación", "Acuerdo de Hermandad").await;
        self.tick("Español").await;
        self.assert_whole().await;
        self.press("Guardar y continuar").await;
        self.assert_whole().await;
        self.press("Guardar y continuar").await;
        self.tick("Cultura").await;
        self.press("Guardar y continuar").await;
        self.tick("¿Cuánto dura? › Un plazo").await;
        self.fill("Cuánto dura", "5").await;
        self.choose("Unidad", "Años").await;
        self.assert_whole().await;
        self.press("Guardar y continuar").await;
        self.assert_whole().await;
        self.press("Guardar y continuar").await;
    }

    async fn add_document(&self, kind: &str, title: &str, file: &str) {
        self.choose("Qué documento es", kind).await;
        self.fill("Título", title).await;
        self.attach("Archivo", &Path::new("tests/fixtures/documents").join(file))
            .await;
        if kind == "Original firmado" {
            self.tick("Quién lo ve › Todos").await;
        }
        self.assert_whole().await;
        self.press("Subir el documento").await;
        self.one("#list h3").await;
        self.assert_says(title).await;
    }

    /// Opens the case that waits for whoever has signed in.
    async fn take_from_inbox(&self) {
        self.take(TITLE).await;
    }
}
