//! GET /agreements/suggestions: what somebody who has typed a few letters may be looking for.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{benito_juarez, draft, irapuato, leon, mcallen, medellin, reported, wichita, yucatan};
use crate::support::client::Caller;

async fn suggested(caller: &Caller, typed: &str) -> Vec<Value> {
    let typed: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    caller
        .get(&format!("/agreements/suggestions?q={typed}&limit=20"))
        .await
        .items()
}

/// Kind and label of each.
async fn labels(caller: &Caller, typed: &str) -> Vec<String> {
    let suggested = suggested(caller, typed).await;
    let label = |item: &Value| format!("{} {}", item["kind"].as_str().unwrap(), item["label"].as_str().unwrap());
    suggested.iter().map(label).collect()
}

#[actix_web::test]
async fn what_is_typed_is_completed_from_every_kind_the_best_first() {
    let app = TestApp::start().await;
    let dated = reported("Irapuato y McAllen, ciudades hermanas").signed_on("2014-10");
    let given = app.given(dated.with("areas", json!(["culture"]))).await;
    assert_eq!(
        suggested(&app.public(), "irapuato").await,
        [
            json!({"kind": "municipality", "value": "11017", "label": "Irapuato", "detail": "Guanajuato", "filter": "municipality=11017"}),
            json!({"kind": "agreement", "value": given.id(), "label": "Irapuato y McAllen, ciudades hermanas", "detail": "2014-10", "filter": null}),
            json!({"kind": "body", "value": given.body(0), "label": "Municipio de Irapuato", "detail": "Guanajuato", "filter": format!("body={}", given.body(0))}),
        ]
    );
    for (typed, expected) in [
        ("IRÁPU", "municipality Irapuato"),
        ("estad uni", "country Estados Unidos"),
        ("unit stat", "country Estados Unidos"),
        ("usa", "country Estados Unidos"),
        ("guanaj", "state Guanajuato"),
        ("gto", "state Guanajuato"),
        ("cult", "area Cultura"),
        ("sister cit", "instrument_type Acuerdo de Hermanamiento"),
        ("mcal ira", "agreement Irapuato y McAllen, ciudades hermanas"),
        ("texas mc", "body Ciudad de McAllen, Texas"),
    ] {
        let found = labels(&app.public(), typed).await;
        assert!(found.contains(&expected.to_owned()), "{typed}: {found:?}");
    }
    for typed in ["rapuato", "irapuato cancun", "xyz"] {
        assert_eq!(labels(&app.public(), typed).await, Vec::<String>::new(), "{typed}");
    }
    let english = app
        .public()
        .get("/agreements/suggestions?q=estad%20uni")
        .in_english()
        .await;
    assert_eq!(english.each("label"), ["United States"]);
}

#[actix_web::test]
async fn a_place_a_body_and_an_agreement_are_found_under_their_other_names() {
    let app = TestApp::start().await;
    let titled = reported("Hermanamiento").between(benito_juarez(), wichita()).with(
        "alternative_titles",
        json!([{"language": "en", "title": "Sunshine Pact"}]),
    );
    let given = app.given(titled).await;
    let item = suggested(&app.public(), "cancu").await.remove(0);
    assert_eq!(
        (&item["label"], &item["detail"], &item["filter"]),
        (
            &json!("Benito Juárez"),
            &json!("Cancún, Quintana Roo"),
            &json!("municipality=23005")
        )
    );
    let item = suggested(&app.public(), "sunsh").await.remove(0);
    assert_eq!(
        (&item["label"], &item["detail"]),
        (&json!("Sunshine Pact"), &json!("Hermanamiento"))
    );

    let path = format!("/bodies/{}", given.body(1));
    let renamed = json!({"name": "City of Air Capital"});
    app.analyst().patch(&path, renamed).if_match("*").await.assert(200);
    for typed in ["air cap", "wichit"] {
        assert_eq!(
            labels(&app.public(), typed).await,
            ["body City of Air Capital"],
            "{typed}"
        );
    }
}

#[actix_web::test]
async fn a_body_is_suggested_for_the_agreements_of_those_it_came_from() {
    let app = TestApp::start().await;
    let given = app.given(reported("De antes").between(irapuato(), mcallen())).await;
    let after = app.given_body(medellin()).await;
    assert_eq!(labels(&app.public(), "medell").await, Vec::<String>::new());
    let said = json!({"kind": "merged", "successors": [{"id": after}], "on": "2020-01-01", "reason": "Decreto."});
    let path = format!("/bodies/{}/succession", given.body(1));
    app.registrar().post(&path, said).if_match("*").await.assert(200);
    assert_eq!(labels(&app.public(), "medell").await, ["body Ciudad de Medellín"]);
}

#[actix_web::test]
async fn every_suggestion_of_the_sample_leads_to_an_agreement() {
    let app = TestApp::with_sample().await;
    let mut kinds = std::collections::BTreeSet::new();
    for typed in [
        "a",
        "s",
        "me",
        "ja",
        "san",
        "ciudad",
        "acuerdo de",
        "herm",
        "estados",
        "la",
        "eduk",
        "m d",
    ] {
        let found = suggested(&app.public(), typed).await;
        assert!(found.len() <= 20);
        for item in found {
            kinds.insert(item["kind"].as_str().unwrap().to_owned());
            if let Some(filter) = item["filter"].as_str() {
                let page = app
                    .public()
                    .get(&format!("/agreements?limit=1&{filter}"))
                    .await
                    .assert(200);
                assert_ne!(page["total"], 0, "{typed}: {filter}");
            } else {
                let path = format!("/agreements/{}", item["value"].as_str().unwrap());
                assert_eq!(app.public().get(&path).await.assert(200)["title"], item["label"]);
            }
        }
    }
    assert_eq!(kinds.len(), 7, "{kinds:?}");
}

#[actix_web::test]
async fn no_kind_crowds_out_the_others() {
    let app = TestApp::start().await;
    for number in 0..12 {
        app.given(reported(&format!("Irapuato {number}"))).await;
    }
    let kinds = app.public().get("/agreements/suggestions?q=irap").await.each("kind");
    assert_eq!(kinds.len(), 10);
    assert!(kinds.contains(&"municipality".to_owned()) && kinds.contains(&"body".to_owned()));
    let three = app
        .public()
        .get("/agreements/suggestions?q=irap&limit=3")
        .await
        .each("kind");
    assert_eq!(three, ["municipality", "agreement", "body"]);
}

#[actix_web::test]
async fn a_hidden_case_is_betrayed_by_no_suggestion() {
    let app = TestApp::start().await;
    app.given(reported("Público").between(yucatan(), wichita())).await;
    let hidden = draft("Reservado")
        .between(irapuato(), medellin())
        .with("areas", json!(["culture"]))
        .with("instrument_type", "letter_of_intent")
        .with("alternative_titles", json!([{"language": "en", "title": "Withheld"}]));
    let case = app.given(hidden).await;
    let leon = app.given_body(leon()).await;
    let (seeing, blind) = (
        [
            app.office(case.body(0)),
            app.liaison("11"),
            app.analyst(),
            app.auditor(),
        ],
        [app.public(), app.office(&leon), app.liaison("14"), app.system()],
    );
    let typed = [
        "reserv",
        "withh",
        "irapu",
        "guanaj",
        "colom",
        "medell",
        "cultur",
        "carta de inten",
        "municipio de irapuato",
    ];
    for typed in typed {
        for caller in &seeing {
            assert_ne!(labels(caller, typed).await, Vec::<String>::new(), "{typed}");
        }
        for caller in &blind {
            assert_eq!(labels(caller, typed).await, Vec::<String>::new(), "{typed}");
        }
    }
    for caller in seeing.iter().chain(&blind) {
        assert_eq!(labels(caller, "public").await, ["agreement Público"]);
    }
}

#[actix_web::test]
async fn what_cannot_be_completed_is_refused() {
    let app = TestApp::start().await;
    for query in ["", "?q=", "?q=%C2%BF%3F"] {
        let answer = app
            .public()
            .get(&format!("/agreements/suggestions{query}"))
            .wrong()
            .await;
        answer.assert_problem(400, "invalid-parameter");
        answer.assert_faults(&[("q", "invalid-parameter")]);
    }
    for limit in ["0", "21", "x"] {
        let answer = app
            .public()
            .get(&format!("/agreements/suggestions?q=a&limit={limit}"))
            .wrong()
            .await;
        answer.assert_problem(400, "limit-out-of-range");
    }
    assert_eq!(labels(&app.public(), "a").await, Vec::<String>::new());
}
