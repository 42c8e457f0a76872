//! GET /agreements?q=…: why each agreement was found.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{benito_juarez, irapuato, mcallen, reported, wichita};

/// Field and HTML of each highlight of a question.
async fn highlights(app: &TestApp, question: &str) -> Vec<(String, String)> {
    let question: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
    let page = app
        .analyst()
        .get(&format!("/agreements?q={question}&limit=200"))
        .await
        .assert(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let highlights = page["highlights"].as_array().unwrap().iter();
    highlights
        .map(|one| (text(&one["field"]), text(&one["html"])))
        .collect()
}

#[actix_web::test]
async fn every_text_that_answers_is_marked_as_it_is_searched() {
    let app = TestApp::start().await;
    let one = reported("Acuerdo de Hermanamiento «Irapuato»")
        .with("object", "Cooperación cultural y educativa & otras.")
        .with("external_number", "SRE-114/2014")
        .with("denomination", "Carta de hermandad")
        .with(
            "alternative_titles",
            json!([{"language": "en", "title": "Sister City Pact"}]),
        )
        .at("/parties/1/name_as_signed", "The City Commission of McAllen");
    app.given(one).await;
    for (question, expected) in [
        (
            "COOPERACION",
            vec![("object", "<mark>Cooperación</mark> cultural y educativa &amp; otras.")],
        ),
        (
            "cooperaciones",
            vec![("object", "<mark>Cooperación</mark> cultural y educativa &amp; otras.")],
        ),
        (
            "educ",
            vec![("object", "Cooperación cultural y <mark>educativa</mark> &amp; otras.")],
        ),
        (
            "\"cultural y educativa\"",
            vec![("object", "Cooperación <mark>cultural y educativa</mark> &amp; otras.")],
        ),
        ("pact", vec![("alternative_titles/0", "Sister City <mark>Pact</mark>")]),
        (
            "commission",
            vec![("parties/1", "The City <mark>Commission</mark> of McAllen")],
        ),
        ("texas", vec![("parties/1", "Ciudad de McAllen, <mark>Texas</mark>")]),
        ("114", vec![("external_number", "SRE-<mark>114</mark>/2014")]),
        (
            "iraputo",
            vec![
                ("title", "Acuerdo de Hermanamiento «<mark>Irapuato</mark>»"),
                ("parties/0", "Municipio de <mark>Irapuato</mark>"),
            ],
        ),
        // Synonyms, and names that are not in the record.
        (
            "twinning",
            vec![("title", "Acuerdo de <mark>Hermanamiento</mark> «Irapuato»")],
        ),
        ("guanajuato", vec![("names", "<mark>Guanajuato</mark>")]),
        ("united states", vec![("names", "<mark>Estados Unidos</mark>")]),
    ] {
        let found = highlights(&app, question).await;
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(field, html)| (field.as_str(), html.as_str()))
            .collect();
        if question == "twinning" {
            assert!(expected.iter().all(|one| found.contains(one)), "{question}: {found:?}");
        } else {
            assert_eq!(found, expected, "{question}");
        }
    }
}

#[actix_web::test]
async fn former_and_other_names_are_told_where_the_record_does_not_show_them() {
    let app = TestApp::start().await;
    let given = app
        .given(reported("Hermanamiento").between(benito_juarez(), wichita()))
        .await;
    assert_eq!(
        highlights(&app, "cancun").await,
        [("names".to_owned(), "<mark>Cancún</mark>".to_owned())]
    );
    let path = format!("/bodies/{}", given.body(1));
    app.analyst()
        .patch(&path, json!({"name": "Air Capital"}))
        .if_match("*")
        .await
        .assert(200);
    assert_eq!(
        highlights(&app, "wichita").await,
        [("names".to_owned(), "City of <mark>Wichita</mark>, Kansas".to_owned())]
    );
}

#[actix_web::test]
async fn every_word_asked_of_the_sample_is_shown_for_every_agreement_found() {
    let app = TestApp::with_sample().await;
    for question in [
        "petra",
        "hermanamiento",
        "jalisco california",
        "cancun",
        "estados unidos",
        "sister city",
        "chin",
        "educacion",
        "\"san luis\"",
        "la",
    ] {
        let asked: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
        let page = app
            .public()
            .get(&format!("/agreements?q={asked}&limit=200"))
            .await
            .assert(200);
        let highlights = page["highlights"].as_array().unwrap();
        let agreements: Vec<&Value> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| &item["id"])
            .collect();
        for id in &agreements {
            let of_it = highlights.iter().filter(|one| one["agreement"] == **id);
            assert!(of_it.clone().count() > 0, "{question}: {id}");
            assert!(
                of_it
                    .clone()
                    .all(|one| one["html"].as_str().unwrap().contains("<mark>"))
            );
        }
        let mut order: Vec<&Value> = highlights.iter().map(|one| &one["agreement"]).collect();
        order.dedup();
        assert_eq!(order, agreements, "{question}: in the order of the page");
    }
}

#[actix_web::test]
async fn hostile_texts_stay_text_and_long_ones_are_cut() {
    let app = TestApp::start().await;
    let title = "<img src=x onerror=alert(1)> \"Petra\" 'y' & \u{200F}שלום\u{200E} e\u{301}\u{338} 👩‍👩‍👧 </mark>";
    let long = format!("{}Petra{}", "palabra <b> ".repeat(400), " & otra".repeat(700));
    let endless = format!("petra{}", "a".repeat(9_000));
    app.given(reported(title).with("object", long)).await;
    app.given(reported("Otro").between(irapuato(), mcallen()).with("object", endless))
        .await;
    let found = highlights(&app, "petra").await;
    let title = "&lt;img src=x onerror=alert(1)&gt; &quot;<mark>Petra</mark>&quot; &#39;y&#39; &amp; \u{200F}שלום\u{200E} e\u{301}\u{338} 👩‍👩‍👧 &lt;/mark&gt;";
    assert_eq!(found[0], ("title".to_owned(), title.to_owned()));
    let (field, html) = &found[1];
    assert_eq!(field, "object");
    assert!(
        html.starts_with("…&lt;b&gt; palabra &lt;b&gt; ") && html.ends_with(" &amp; otra…"),
        "{html}"
    );
    assert!(html.contains(" <mark>Petra</mark> &amp; otra"), "{html}");
    assert!(found[2].1.starts_with("<mark>petraaa") && found[2].1.ends_with("aaa</mark>…") && found[2].1.len() < 300);
}

#[actix_web::test]
async fn without_words_nothing_is_marked() {
    let app = TestApp::with_sample().await;
    assert_eq!(
        app.public().get("/agreements").await.assert(200)["highlights"],
        json!([])
    );
    assert_eq!(
        app.public().get("/agreements?q=nadalehalla").await.assert(200)["highlights"],
        json!([])
    );
}
