//! A certificate, checked in the browser by somebody who has nothing but its files.

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::driver::Browser;
use crate::support::app::TestApp;
use crate::support::build::regularisation;

fn kept(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

impl Browser {
    async fn check(&self, certificate: &Path, sheet: &Path) {
        self.open("/es/certificate").await;
        self.attach("Archivo del certificado", certificate).await;
        self.attach("Hoja en PDF", sheet).await;
        self.press("Comprobar").await;
    }
}

#[actix_web::test]
async fn a_certificate_is_checked_without_an_account_and_a_changed_one_is_found_out() {
    let app = TestApp::start().await;
    app.given_registered(regularisation("Hermanamiento Irapuato – McAllen"))
        .await;
    let public = app.public();
    let certificate = public.get("/agreements/RAI-2026-00001/certificate").await.decoded();
    let sheet = public
        .get("/agreements/RAI-2026-00001/certificate/sheet")
        .await
        .decoded();
    let changed = String::from_utf8(certificate.clone())
        .unwrap()
        .replace("McAllen", "Laredo");
    let (certificate, sheet, changed) = (kept(&certificate), kept(&sheet), kept(changed.as_bytes()));
    let browser = Browser::start(&app).await;
    browser.without_scripts().await;
    browser.open("/es/agreements/RAI-2026-00001").await;
    browser.follow("Comprobar un certificado").await;
    browser.assert_whole().await;

    browser.check(certificate.path(), sheet.path()).await;
    browser.assert_says("Todo lo examinado corresponde").await;
    browser.assert_says("La hoja en PDF es la de este certificado").await;
    browser.assert_whole().await;
    browser.follow("Ver el acuerdo RAI-2026-00001").await;
    browser.check(changed.path(), sheet.path()).await;
    browser.assert_says("No corresponde: no confíe en él").await;
    browser.assert_whole().await;
    browser.check(sheet.path(), certificate.path()).await;
    browser.assert_says("No es un certificado de este registro").await;
}
