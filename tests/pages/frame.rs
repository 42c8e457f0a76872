//! What every page has: its languages, its tag, its policy; and where no page is.

use crate::person::Person;
use crate::support::app::TestApp;
use crate::support::build::reported;

const PAGES: [&str; 11] = [
    "/",
    "/agreements",
    "/bodies",
    "/news",
    "/help",
    "/agreements?q=petra",
    "/map",
    "/stats",
    "/states/11",
    "/municipalities/11017",
    "/countries/US",
];

#[actix_web::test]
async fn every_page_is_whole_in_both_languages() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    for path in PAGES {
        for (language, other) in [("es", "en"), ("en", "es")] {
            let page = browser.get(&format!("/{language}{path}")).await.is(200);
            page.must_have(&[&format!("<html lang=\"{language}\">"), "<main id=\"main\"", "</html>"]);
            assert_eq!(page.html.matches("<h1").count(), 1, "{path}");
            let expected = format!("/{other}{path}");
            let switch = page.link(if language == "es" { "English" } else { "Español" });
            assert_eq!(switch, expected);
            assert!(page.header("content-security-policy").contains("default-src 'none'"));
            assert!(
                !page.html.contains("style=\"") && !page.html.contains("onclick"),
                "{path}"
            );
        }
    }
}

#[actix_web::test]
async fn a_page_has_a_tag_and_is_not_sent_twice_until_something_changes() {
    let app = TestApp::start().await;
    let browser = Person::nobody(&app);
    for path in PAGES.map(|path| format!("/es{path}")) {
        let first = browser.get(&path).await.is(200);
        let tag = first.header("etag").to_owned();
        assert_eq!(first.header("cache-control"), "public, no-cache");
        let again = browser.ask(&path, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.html.as_str()), (304, ""), "{path}");
    }
    let tag = browser.get("/es/agreements").await.header("etag").to_owned();
    app.given(reported("Nuevo")).await;
    let changed = browser.ask("/es/agreements", &[("if-none-match", &tag)]).await.is(200);
    changed.must_say(&["1 acuerdo", "Nuevo"]);
}

#[actix_web::test]
async fn an_address_that_leads_nowhere_is_a_page_for_a_browser_and_a_problem_for_a_program() {
    let app = TestApp::start().await;
    let browser = Person::nobody(&app);
    for path in ["/nowhere", "/es/nowhere", "/es/agreements/RAI-2026-99999"] {
        let accepted = ("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        let page = browser.ask(path, &[accepted, ("accept-language", "es")]).await.is(404);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        page.must_have(&["<h1>", "lang=\"es\""]);
    }
    let problem = browser.ask("/nowhere", &[("accept", "*/*")]).await.is(404);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let api = browser.ask("/api/v1/nowhere", &[("accept", "text/html")]).await.is(404);
    assert_eq!(api.header("content-type"), "application/problem+json");
}

#[actix_web::test]
async fn help_has_every_place_that_other_pages_lead_to() {
    let app = TestApp::start().await;
    let page = Person::nobody(&app).get("/es/help").await.is(200);
    for place in [
        "search",
        "validity",
        "reported",
        "procedure",
        "signed",
        "proof",
        "account",
    ] {
        page.must_have(&[&format!("id=\"{place}\""), &format!("href=\"#{place}\"")]);
    }
    page.must_say(&["3 meses (LFPA, art. 17)", "5 días hábiles"]);
}
