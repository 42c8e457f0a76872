//! Every page, in both languages, wide and narrow: for everybody as far as can be measured, light, quiet, without dead ends.

use crate::driver::{Browser, View};
use crate::support::app::TestApp;
use crate::support::build::{draft, regularisation};

/// What no link leads to: searches that find little, nothing or are wrong, and pages that are not there.
const BESIDE: [&str; 6] = [
    "/agreements?q=hermanamiento&state=11&sort=title&valid_on=2015-06-01",
    "/agreements?q=playa+del+carmn",
    "/agreements?q=nadiepondriaesto",
    "/agreements?state=99&signed_from=ayer",
    "/agreements/RAI-1999-00001",
    "/nowhere",
];

#[actix_web::test]
async fn every_page_in_spanish_is_for_everybody() {
    every_page("es").await;
}

#[actix_web::test]
async fn every_page_in_english_is_for_everybody() {
    every_page("en").await;
}

async fn every_page(language: &str) {
    let app = TestApp::with_sample().await;
    app.given_registered(regularisation("Hermanamiento Irapuato – McAllen").years(5))
        .await;
    app.given(draft("Todavía no es público")).await;
    let browser = Browser::start(&app).await;
    let paths = BESIDE.iter().chain(&["/"]).map(|path| format!("/{language}{path}"));
    let look = async |path: &str| browser.findings(path, language).await;
    let findings = browser.walk(language, &paths.collect::<Vec<_>>(), look).await;
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}

impl Browser {
    /// Everything that can be found wrong with a page.
    pub async fn findings(&self, path: &str, language: &str) -> Vec<String> {
        self.look(View::Desktop).await;
        self.visit(path).await;
        let mut findings = self.listen().await;
        let said = self.ask("return document.documentElement.lang").await;
        if said != language {
            findings.push(format!("says to be in {said}"));
        }
        findings.extend(self.overweight().await);
        for view in [View::Desktop, View::Narrow] {
            self.look(view).await;
            self.unfold().await;
            let wrong = [self.violations().await, self.wider_than_window().await];
            findings.extend(wrong.concat().into_iter().map(|fault| format!("{view:?}: {fault}")));
        }
        findings.extend(self.listen().await);
        findings
    }
}
