//! Every page, in both languages, wide and narrow: for everybody as far as can be measured, light, quiet, without dead ends.

use rai::access::Role;

use crate::driver::{Browser, View};
use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, regularisation};
use crate::walk::Walk;

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

async fn every_page(language: &'static str) {
    let app = TestApp::with_sample().await;
    app.given_registered(regularisation("Hermanamiento Irapuato – McAllen").years(5))
        .await;
    app.given(draft("Todavía no es público")).await;
    let browser = Browser::start(&app).await;
    let paths: Vec<_> = BESIDE
        .iter()
        .chain(&["/"])
        .map(|path| format!("/{language}{path}"))
        .collect();
    let mut walk = Walk::through(language);
    walk.from(&browser, &paths, async |path| browser.findings(path, language).await)
        .await;
    walk.assert_fine();
}

/// Cases as far as they may have come, and the moves that took them there.
const CASES: [(&str, &[&str]); 7] = [
    ("Borrador", &[]),
    ("Presentado", &["submission"]),
    ("Prevenido", &["submission", "completion-requests"]),
    ("En revisión", &["submission", "review"]),
    ("Observado", &["submission", "review", "observations"]),
    ("Procedente", &["submission", "review", "opinion"]),
    ("Firmado", &["submission", "review", "opinion", "signatures"]),
];

#[actix_web::test]
async fn every_page_of_those_who_work_on_cases_is_for_everybody_in_spanish() {
    every_page_of_staff("es").await;
}

#[actix_web::test]
async fn every_page_of_those_who_work_on_cases_is_for_everybody_in_english() {
    every_page_of_staff("en").await;
}

async fn every_page_of_staff(language: &'static str) {
    let app = TestApp::start().await;
    let registered = app
        .given_registered(regularisation("Hermanamiento Irapuato – Green Bay").years(5))
        .await;
    let mut cases = vec![registered];
    for (title, moves) in CASES {
        cases.push(app.taken(title, moves).await);
    }
    let office = app.officer("Ana López", cases[0].body(0)).await;
    let mut people = vec![office];
    for (name, role) in [
        ("Eva Ruiz", Role::Analyst),
        ("Luis Gil", Role::Counsel),
        ("Sara Paz", Role::Registrar),
        ("Juan Mora", Role::Administrator),
    ] {
        people.push(app.person(name, role).await);
    }
    let browser = Browser::start(&app).await;
    let mut walk = Walk::through(language);
    for person in people {
        browser.sign_in(&person).await;
        let mine = cases
            .iter()
            .map(|case: &Given| format!("/{language}/cases/{}", case.id()));
        let paths: Vec<_> = mine
            .chain([format!("/{language}/account"), format!("/{language}/")])
            .collect();
        walk.from(&browser, &paths, async |path| browser.findings(path, language).await)
            .await;
        browser.open("/es/").await;
        browser.sign_out().await;
    }
    walk.assert_fine();
}

#[actix_web::test]
async fn the_keyboard_reaches_everything_where_one_works_on_cases() {
    let app = TestApp::with_sample().await;
    let case = app.taken("Por dictaminar", &["submission", "review"]).await;
    let begun = app
        .given(draft("Apenas empezado").with("not_a_duplicate", "Es otro."))
        .await;
    let analyst = app.person("Eva Ruiz", Role::Analyst).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&analyst).await;
    let (case, begun) = (format!("/es/cases/{}", case.id()), format!("/es/cases/{}", begun.id()));
    for path in [
        "/es/map".to_owned(),
        "/es/inbox".to_owned(),
        "/es/cases/new".to_owned(),
        format!("{begun}/edit/parties?problems=true"),
        format!("{begun}/documents"),
        case,
    ] {
        browser.open(&path).await;
        browser.assert_keyboard().await;
    }
}

impl Browser {
    /// The page is for everybody, as it is now.
    pub async fn assert_whole(&self) {
        let view = self.view();
        for other in [View::Narrow, View::Desktop] {
            self.look(other).await;
            self.assert_no_horizontal_scroll().await;
            self.assert_accessible().await;
        }
        self.look(view).await;
        self.assert_light().await;
    }

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
