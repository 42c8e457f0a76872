//! Finding agreements: with scripts and without, with the keyboard alone, and taking along exactly what is shown.

use thirtyfour::Key;

use crate::driver::{Browser, View};
use crate::support::app::TestApp;

#[actix_web::test]
async fn the_public_searches_filters_sorts_and_pages_without_scripts() {
    let app = TestApp::with_sample().await;
    let browser = Browser::start(&app).await;
    browser.without_scripts().await;
    browser.open("/es/").await;
    browser.fill("Título, órgano", "hermanamiento").await;
    browser.press("Buscar").await;
    let found = browser.total().await;
    browser.press("Estado").await;
    browser.tick("Guanajuato").await;
    browser.press("Aplicar filtros").await;
    assert!(browser.total().await < found);
    browser.assert_says("Guanajuato ×").await;
    browser.choose("Ordenar por", "Título").await;
    browser.press("Ordenar").await;
    assert!(browser.path().await.contains("sort=title"), "{}", browser.path().await);
    let titles = browser.titles().await;
    assert_eq!(titles.len(), browser.total().await);

    browser.follow("Quitar Estado: Guanajuato").await;
    assert_eq!(browser.total().await, found);
    browser.follow("Página siguiente").await;
    assert_ne!(browser.titles().await, titles);
    browser.follow("Primera página").await;
}

#[actix_web::test]
async fn what_is_downloaded_is_what_is_shown() {
    let app = TestApp::with_sample().await;
    let browser = Browser::start(&app).await;
    browser.without_scripts().await;
    browser.open("/es/agreements?state=11&instrument_type=twinning").await;
    let total = browser.total().await;
    browser.follow("CSV").await;
    let (name, content) = browser.saved().await;
    assert_eq!(name.rsplit_once('.').map(|(_, form)| form), Some("csv"), "{name}");
    assert_eq!(csv::Reader::from_reader(content.as_slice()).records().count(), total);
}

#[actix_web::test]
async fn an_agreement_is_found_and_opened_with_the_keyboard_alone() {
    let app = TestApp::with_sample().await;
    let browser = Browser::start(&app).await;
    browser.open("/es/agreements").await;
    browser.keys("" + Key::Tab + Key::Enter).await;
    browser.tab_to("Título, órgano, lugar, país o número").await;
    browser.keys("petra" + Key::Enter).await;
    browser.assert_title("petra – Buscar acuerdos").await;
    browser.assert_says("1 acuerdo").await;
    browser.tab_to("Estado").await;
    browser.keys("" + Key::Enter + Key::Tab + " ").await;
    browser.tab_to("Aplicar filtros").await;
    browser.keys("" + Key::Enter).await;
    browser.assert_says("Yucatán ×").await;
    browser.tab_to("Acuerdo de hermanamiento Yucatán - Petra").await;
    browser.keys("" + Key::Enter).await;
    browser.assert_title("Acuerdo de hermanamiento Yucatán - Petra").await;
}

#[actix_web::test]
async fn suggestions_come_while_one_types_and_are_chosen_by_keys() {
    let app = TestApp::with_sample().await;
    let browser = Browser::start(&app).await;
    browser.open("/en/agreements").await;
    browser.tab_to("Title, body, place, country or number").await;
    browser.keys("guana").await;
    browser.one("[role=option]").await;
    browser.assert_accessible().await;
    browser.keys("" + Key::Down + Key::Enter).await;
    browser.assert_says("Guanajuato ×").await;
    assert!(browser.path().await.contains("state=11"), "{}", browser.path().await);
}

#[actix_web::test]
async fn the_keyboard_reaches_everything_and_shows_where_it_is() {
    let app = TestApp::with_sample().await;
    let browser = Browser::start(&app).await;
    for view in [View::Desktop, View::Narrow] {
        browser.look(view).await;
        browser.open("/es/agreements?state=11").await;
        let stops = browser.assert_keyboard().await;
        assert_eq!(stops[0].name, "Ir al contenido");
    }
}

impl Browser {
    /// How many agreements a page of results says there are.
    async fn total(&self) -> usize {
        let said = self.one("#results h2").await.text().await.unwrap();
        said.split(' ').next().unwrap().replace(',', "").parse().unwrap()
    }

    /// The titles of the results.
    async fn titles(&self) -> Vec<String> {
        let titles = "return [...document.querySelectorAll('.results h3')].map((title) => title.innerText)";
        serde_json::from_value(self.ask(titles).await).unwrap()
    }
}
