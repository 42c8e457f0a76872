//! GET /agreements?q=…: found under any name and spelling that people use.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::build::{benito_juarez, draft, irapuato, mcallen, reported, wichita, yucatan};

async fn found(app: &TestApp, question: &str) -> usize {
    let question: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
    app.titles(&app.analyst(), &format!("?q={question}")).await.len()
}

#[actix_web::test]
async fn accents_case_and_punctuation_do_not_count() {
    let app = TestApp::start().await;
    app.given(reported("Acuerdo de Cooperación «Yucatán–Petra»: cultura, turismo").between(yucatan(), mcallen()))
        .await;
    for question in [
        "yucatan",
        "YUCATÁN",
        "cooperacion petra",
        "Petra, Yucatán",
        "yucat",
        "cooperación petr",
        "cultura/turismo",
        "cooperacio\u{301}n",
    ] {
        assert_eq!(found(&app, question).await, 1, "{question}");
    }
    for question in ["catan", "petra irapuato", "cooperacionpetra", "coop petra"] {
        assert_eq!(found(&app, question).await, 0, "{question}");
    }
}

#[actix_web::test]
async fn a_place_is_found_under_each_of_its_names() {
    let app = TestApp::start().await;
    app.given(reported("Hermanamiento").between(benito_juarez(), wichita()))
        .await;
    let names = [
        "Cancún",
        "cancun",
        "Benito Juárez",
        "Quintana Roo",
        "Estados Unidos",
        "United States",
        "USA",
        "Wichita",
    ];
    for question in names {
        assert_eq!(found(&app, question).await, 1, "{question}");
    }
    assert_eq!(found(&app, "Irapuato").await, 0);
}

#[actix_web::test]
async fn kinds_areas_numbers_and_other_titles_are_words_too() {
    let app = TestApp::start().await;
    let one = reported("Hermanamiento")
        .with("areas", json!(["environment"]))
        .with("external_number", "SRE-114/2014")
        .with("denomination", "Carta de hermandad")
        .with(
            "alternative_titles",
            json!([{"language": "en", "title": "Sister City Pact"}]),
        )
        .at("/parties/1/name_as_signed", "The City Commission of McAllen");
    app.given(one).await;
    let questions = [
        "medio ambiente",
        "environment",
        "SRE-114/2014",
        "114",
        "carta hermandad",
        "sister pact",
        "sister city agreement",
        "commission",
    ];
    for question in questions {
        assert_eq!(found(&app, question).await, 1, "{question}");
    }
}

#[actix_web::test]
async fn every_word_must_be_there_but_articles_and_prepositions_need_not() {
    let app = TestApp::start().await;
    app.given(reported("Hermanamiento Irapuato - McAllen")).await;
    assert_eq!(
        found(&app, "el hermanamiento de Irapuato con la ciudad de McAllen").await,
        1
    );
    assert_eq!(found(&app, "hermanamiento de Irapuato con Marianao").await, 0);
}

#[actix_web::test]
async fn the_signs_of_the_databases_mean_nothing() {
    let app = TestApp::start().await;
    app.given(reported("Hermanamiento al 100%")).await;
    for question in ["100%", "her%"] {
        assert_eq!(found(&app, question).await, 1, "{question}");
    }
    for question in ["h_rmanamiento", "her%miento", "'; DROP TABLE agreements; --", "\\"] {
        let question: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
        let answer = app.public().get(&format!("/agreements?q={question}")).await;
        assert!(answer.status == 400 || answer.items().is_empty(), "{question}");
    }
}

#[actix_web::test]
async fn a_question_without_letters_is_refused() {
    let app = TestApp::start().await;
    for question in ["%C2%BF%3F", "---", "%20"] {
        for list in ["agreements", "bodies", "municipalities"] {
            app.public()
                .get(&format!("/{list}?q={question}"))
                .await
                .assert_problem(400, "invalid-parameter");
        }
    }
    let long = "a".repeat(501);
    for list in ["agreements", "bodies", "municipalities"] {
        for question in ["", &long] {
            let answer = app.public().get(&format!("/{list}?q={question}")).wrong().await;
            answer.assert_problem(400, "invalid-parameter");
        }
    }
}

#[actix_web::test]
async fn an_agreement_is_found_by_the_old_and_the_new_name_of_its_body() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador").between(irapuato(), wichita())).await;
    let path = format!("/bodies/{}", given.body(1));
    app.analyst()
        .patch(&path, json!({"name": "City of Air Capital"}))
        .if_match("*")
        .await
        .assert(200);

    for question in ["wichita", "air capital"] {
        assert_eq!(found(&app, question).await, 1, "{question}");
    }
    let read = app.analyst().get(&given.path()).await.assert(200);
    assert_eq!(read["parties"][1]["body"]["name"], "City of Air Capital");
    // The agreement itself has not changed.
    assert_eq!(read["version"], 1);
}
