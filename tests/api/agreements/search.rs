//! GET /agreements?q=…: found under any name and spelling that people use.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::build::{benito_juarez, draft, irapuato, mcallen, reported, wichita, yucatan};

async fn found(app: &TestApp, question: &str) -> usize {
    let question: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
    app.titles(&app.analyst(), &format!("?q={question}")).await.len()
}

/// The page of a question, as the public reads it.
async fn list(app: &TestApp, question: &str) -> serde_json::Value {
    let question: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
    app.public().get(&format!("/agreements?q={question}")).await.assert(200)
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

#[actix_web::test]
async fn typing_errors_are_corrected_and_told() {
    let app = TestApp::with_sample().await;
    for (question, meant) in [
        ("hermanamiento irapuatp", "hermanamiento irapuato"),
        ("mcalen", "mcallen"),
        ("Guanajuatto", "guanajuato"),
    ] {
        let page = list(&app, question).await;
        assert_eq!(
            page["did_you_mean"].as_str().map(str::to_lowercase).as_deref(),
            Some(meant),
            "{question}"
        );
        assert!(page["total"].as_u64() > Some(0), "{question}");
    }
    for question in ["irapuato", "xyzw", "2014x"] {
        assert_eq!(list(&app, question).await["did_you_mean"], json!(null), "{question}");
    }
}

#[actix_web::test]
async fn a_correction_betrays_no_hidden_case() {
    let app = TestApp::start().await;
    app.given(draft("Convenio con Zanzíbar")).await;
    let public = app.public().get("/agreements?q=zanzibat").await.json();
    assert_eq!((&public["did_you_mean"], &public["total"]), (&json!(null), &json!(0)));
    let auditor = app.auditor().get("/agreements?q=zanzibat").await.json();
    assert_eq!(
        (&auditor["did_you_mean"], &auditor["total"]),
        (&json!("zanzibar"), &json!(1))
    );
}

#[actix_web::test]
async fn phrases_exclusions_and_synonyms_are_understood() {
    let app = TestApp::start().await;
    for title in [
        "Hermanamiento San Luis Potosí – San Antonio",
        "Acuerdo de Luis y San Antonio Potosí",
        "Sister City Agreement",
    ] {
        app.given(reported(title)).await;
    }
    for (question, count) in [
        ("\"san luis\"", 1),
        ("san luis", 2),
        ("luis -hermanamiento", 0),
        ("potosi -\"san luis\"", 1),
        ("-potosi", 1),
        ("\"san luis\" -antonio", 0),
        ("ciudad hermana", 3),
    ] {
        assert_eq!(found(&app, question).await, count, "{question}");
    }
}

#[actix_web::test]
async fn no_question_is_too_much() {
    let app = TestApp::with_sample().await;
    let mut many = "a b c d e f g h i j k l m n o p q r s t u v w x y z ".repeat(9);
    many.truncate(500);
    for question in [
        "de la los y",
        "- - - \"\" \" -\"",
        "(a+)+$ .* [[:alpha:]]{1,1000}",
        "AND OR NOT + ~2 ^9 field:value",
        "\"sin cerrar",
        "-\"",
        "zzzz ".repeat(100).trim(),
        "hermanamientohermanamientohermanamientohermanamientohermanamientohermanamiento",
        &many,
    ] {
        let begun = std::time::Instant::now();
        let question: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
        let answer = app.public().get(&format!("/agreements?q={question}")).await;
        assert!(matches!(answer.status, 200 | 400), "{question}: {}", answer.status);
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{question}");
    }
    let endless = "a".repeat(10_000);
    app.public()
        .get(&format!("/agreements?q={endless}"))
        .wrong()
        .await
        .assert_problem(400, "invalid-parameter");
}
