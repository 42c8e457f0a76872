//! Pictures of the main pages for those who read about the register, on a desktop and on a phone, in both languages: kept where
//! `RAI_SCREENSHOTS` names a folder for them. Whether it does or not, each page has to be there, and to fit.

use rai::access::Role;

use crate::driver::{Browser, View};
use crate::support::app::TestApp;
use crate::support::build::{draft, leon, medellin, regularisation, wichita};

/// What everybody sees: the name of the picture, and the page.
const PUBLIC: [(&str, &str); 6] = [
    ("first", "/"),
    ("search", "/agreements?q=hermanamiento&state=11"),
    ("agreement", "/agreements/RAI-2026-00001"),
    ("map", "/map"),
    ("stats", "/stats"),
    ("state", "/states/11"),
];

#[actix_web::test]
async fn pictures_of_the_main_pages() {
    let app = TestApp::with_sample().await;
    app.given_registered(regularisation("Hermanamiento Irapuato – McAllen").years(5))
        .await;
    let case = app
        .given(draft("Hermanamiento León – Wichita").between(leon(), wichita()))
        .await;
    app.take(&case, &["submission", "review"]).await;
    let begun = draft("Acuerdo de cooperación León – Medellín").with("instrument_type", "cooperation_agreement");
    let begun = app.given(begun.between(leon(), medellin())).await;
    let office = app.officer("Ana López", case.body(0)).await;
    let counsel = app.person("Luis Gil", Role::Counsel).await;
    let browser = Browser::start(&app).await;

    for (name, path) in PUBLIC {
        browser.pictures(name, path).await;
    }
    browser.sign_in(&office).await;
    browser.pictures("cases", "/cases").await;
    browser
        .pictures("parties", &format!("/cases/{}/edit/parties", begun.id()))
        .await;
    browser
        .pictures("review", &format!("/cases/{}/edit/review", begun.id()))
        .await;
    browser.sign_out().await;
    browser.sign_in(&counsel).await;
    browser.pictures("inbox", "/inbox").await;
    browser.pictures("case", &format!("/cases/{}", case.id())).await;
}

impl Browser {
    /// Opens a page in both languages and takes pictures of it, on a phone and on a desktop.
    async fn pictures(&self, name: &str, path: &str) {
        for view in [View::Phone, View::Desktop] {
            self.look(view).await;
            self.in_english().await;
            self.pictured(name, &format!("/en{path}")).await;
            self.in_spanish().await;
            self.pictured(name, &format!("/es{path}")).await;
        }
    }

    async fn pictured(&self, name: &str, path: &str) {
        let (status, _) = self.fetch(path).await;
        assert_eq!(status, 200, "{path}");
        self.open(path).await;
        self.assert_no_horizontal_scroll().await;
        self.picture(name).await;
    }
}
