//! The map, the statistics and the pages of places: what is drawn has its numbers beside it, and both are those of the question.

use rai::access::Role;
use serde_json::Value;

use crate::page::Page;
use crate::person::Person;
use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, mcallen, medellin, reported};

#[actix_web::test]
async fn the_map_leads_from_each_state_to_each_country_and_says_so_in_tables() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let page = browser.get("/es/map").await.is(200);
    page.must_say(&[
        "111 acuerdos",
        "12 de órganos federales o de los que no se sabe el estado",
        "Guanajuato Estados Unidos 3",
    ]);
    page.must_have(&[
        "<title>Guanajuato – Estados Unidos: 3 acuerdos</title>",
        "aria-label=\"Jalisco: 16 acuerdos\"",
        "aria-label=\"Ghana: 1 acuerdo\"",
    ]);
    assert!(page.links("Guanajuato").contains(&"/es/states/11".to_owned()));
    assert_eq!(page.link("13 de Guanajuato"), "/es/agreements?state=11");
    let ties = browser.get(&page.link("Estado por país: datos (CSV)")).await.is(200);
    assert!(ties.html.contains("11,Guanajuato,US,Estados Unidos,3"), "{}", ties.html);
    browser.get(&page.link("Mapa con cada acuerdo (GeoJSON)")).await.is(200);
}

#[actix_web::test]
async fn a_map_of_a_question_shows_and_leads_to_nothing_else() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let page = browser.get("/en/map?instrument_type=twinning&state=11").await.is(200);
    page.must_say(&["9 agreements", "State: Guanajuato"]);
    page.must_have(&[
        "<title>Guanajuato – Spain: 2 agreements</title>",
        "aria-label=\"Spain: 2 agreements\"",
    ]);
    assert!(!page.html.contains("Jalisco – "), "{}", page.html);
    let spain = page.link("2 of Spain");
    assert_eq!(spain, "/en/agreements?instrument_type=twinning&state=11&country=ES");
    assert_eq!(browser.get(&spain).await.is(200).results(), 2);
    let wrong = browser.get("/en/map?state=99&colour=blue").await.is(400);
    wrong.must_say(&["The search is not understood", "is no filter of this page"]);
    assert!(!wrong.html.contains("<figure"), "{}", wrong.html);
    let none = browser.get("/en/map?registration_number=RAI-1999-00001").await.is(200);
    none.must_say(&["0 agreements"]);
}

#[actix_web::test]
async fn every_plot_has_its_numbers_and_they_are_those_of_the_api() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let page = browser.get("/es/stats?country=US&valid_on=2015-06-01").await.is(200);
    page.must_say(&[
        "71 acuerdos",
        "Por vigencia",
        "Por nivel de gobierno",
        "Vigencia al día",
    ]);
    for (by, named) in [
        ("state", "Por estado"),
        ("validity", "Por vigencia"),
        ("year", "por año de firma"),
    ] {
        page.must_say(&[named]);
        let csv = format!("/es/stats?country=US&valid_on=2015-06-01&by={by}&format=csv");
        page.must_have(&[&csv.replace('&', "&#38;")]);
        let file = browser.get(&csv).await.is(200);
        assert!(file.header("content-type").starts_with("text/csv"));
        let path = format!("/stats?country=US&valid_on=2015-06-01&by={by}");
        let counted = app.public().get(&path).await.assert(200);
        let cells = counted["cells"].as_array().unwrap();
        assert_eq!(file.html.lines().count(), cells.len() + 1, "{by}");
        for cell in cells {
            let (value, count) = (&cell["values"][0], &cell["count"]);
            if value["value"] != Value::Null {
                page.must_say(&[&format!("{} {count}", value["label"].as_str().unwrap())]);
            }
        }
    }
    assert_eq!(
        page.link("Vigente"),
        "/es/agreements?country=US&valid_on=2015-06-01&validity=in_force"
    );
}

#[actix_web::test]
async fn a_place_shows_its_agreements_and_leads_on() {
    let app = TestApp::with_sample().await;
    let browser = Person::nobody(&app);
    let state = browser.get("/es/states/11").await.is(200);
    state.must_say(&["13 acuerdos", "Capital Guanajuato", "Población (Censo 2020) 6,166,934"]);
    state.must_have(&[
        "aria-label=\"Irapuato: 2 acuerdos\"",
        "<title>Guanajuato – China: 1 acuerdo</title>",
    ]);
    assert_eq!(
        state.link("2 de Irapuato"),
        "/es/agreements?state=11&municipality=11017"
    );
    assert_eq!(state.results(), 10);
    let municipality = browser.get("/es/municipalities/11017").await.is(200);
    municipality.must_say(&["Irapuato, Guanajuato", "2 acuerdos", "Población (Censo 2020) 592,953"]);
    assert_eq!(municipality.results(), 2);
    assert_eq!(municipality.link("Cuba"), "/es/countries/CU");
    let country = browser.get("/es/countries/CU").await.is(200);
    country.must_say(&["Cuba", "2 acuerdos", "Caribe"]);
    for (link, results) in [("Ver y filtrar todos", 2), ("En el mapa", 0), ("Estadísticas", 0)] {
        let there = country.links(link).pop().unwrap();
        assert_eq!(browser.get(&there).await.is(200).results(), results, "{there}");
    }
    let english = browser.get("/en/countries/CU").await.is(200);
    english.must_say(&["2 agreements", "Caribbean"]);
}

#[actix_web::test]
async fn a_place_without_agreements_says_so_and_what_is_no_place_is_not_there() {
    let app = TestApp::start().await;
    let browser = Person::nobody(&app);
    for path in ["/es/states/29", "/es/municipalities/29033", "/es/countries/TV"] {
        let page = browser.get(path).await.is(200);
        page.must_say(&["El registro no tiene acuerdos de aquí."]);
    }
    for path in [
        "/es/states/33",
        "/es/states/1",
        "/es/municipalities/11999",
        "/es/countries/ZZ",
        "/es/countries/us",
    ] {
        browser.get(path).await.is(404);
    }
}

#[actix_web::test]
async fn only_what_a_reader_may_see_is_drawn_and_counted() {
    let app = TestApp::start().await;
    app.given(reported("Público").between(irapuato(), mcallen())).await;
    app.given(draft("Todavía no").between(irapuato(), medellin())).await;
    let public = Person::nobody(&app);
    let analyst = Person::of(&app, Role::Analyst);
    for (path, shown) in [
        ("/es/map", "Colombia: 1 acuerdo"),
        ("/es/stats", "Colombia 1"),
        ("/es/states/11", "Colombia: 1 acuerdo"),
        ("/es/countries/CO", "Guanajuato: 1 acuerdo"),
        ("/es/stats?by=country&format=csv", "CO,Colombia,1"),
    ] {
        let says = |page: &Page| page.html.contains(shown) || page.text().contains(shown);
        let seen = analyst.get(path).await.is(200);
        let hidden = public.get(path).await.is(200);
        assert!(says(&seen) && !says(&hidden), "{path}");
    }
}
