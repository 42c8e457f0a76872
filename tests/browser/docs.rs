//! The pages of the contract, which other systems' people read.

use crate::driver::Browser;
use crate::support::app::TestApp;

#[actix_web::test]
async fn the_contract_is_shown_without_asking_another_host() {
    let app = TestApp::start().await;
    let browser = Browser::start(&app).await;
    browser.open("/docs/").await;
    browser.one(".opblock").await;
    browser.assert_says("/api/v1/agreements").await;
    browser.assert_quiet().await;
}
