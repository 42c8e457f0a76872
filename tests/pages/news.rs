//! What is new, and the first page.

use serde_json::json;

use crate::person::Person;
use crate::support::app::TestApp;
use crate::support::build::{draft, regularisation, reported};

#[actix_web::test]
async fn news_are_what_everybody_may_know_newest_first() {
    let app = TestApp::start().await;
    app.given(draft("Reservado")).await;
    let known = app.given(reported("Conocido")).await;
    app.given_registered(
        regularisation("Inscrito").between(crate::support::build::guadalajara(), crate::support::build::medellin()),
    )
    .await;
    app.set_clock("2026-11-25T18:00:00Z");
    let corrected = json!({"reason": "Decía otra cosa.", "changes": {"title": "Conocido mejor"}});
    app.registrar()
        .post(&format!("{}/corrections", known.path()), corrected)
        .await
        .assert(200);
    let page = Person::nobody(&app).get("/es/news").await.is(200);
    let text = page.text();
    let places: Vec<usize> = [
        "25 de noviembre de 2026",
        "12:00 Se corrigió (Título) Conocido mejor",
        "22 de noviembre de 2026",
        "Se inscribió Inscrito",
        "Se abrió el expediente Conocido mejor",
    ]
    .iter()
    .map(|words| text.find(words).unwrap_or_else(|| panic!("no «{words}» in {text}")))
    .collect();
    assert!(places.is_sorted(), "{text}");
    assert!(!text.contains("Reservado") && !text.contains("Se presentó"));
}

#[actix_web::test]
async fn news_go_on_page_by_page() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let (mut path, mut told) = ("/es/news".to_owned(), 0);
    loop {
        let page = browser.get(&path).await.is(200);
        told += page.html.matches("<time class=\"soft\"").count();
        match page.links("Lo anterior").pop() {
            Some(next) => path = next,
            None => break,
        }
    }
    assert!(told >= 111, "{told}");
}

#[actix_web::test]
async fn the_first_page_counts_what_there_is_and_leads_to_it() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let page = browser.get("/es/").await.is(200);
    page.must_say(&[
        "111 acuerdos, por su vigencia de hoy",
        "Guanajuato 13",
        "Con cambios recientes",
    ]);
    assert_eq!(page.link("Guanajuato"), "/es/states/11");
    browser
        .get(&page.link("Vigente"))
        .await
        .is(200)
        .must_say(&["2 acuerdos", "Vigencia: Vigente"]);
}
