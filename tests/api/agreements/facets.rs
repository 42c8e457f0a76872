//! GET /agreements?facets=…

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build;
use crate::support::client::Caller;

const ALL: [&str; 8] = [
    "state",
    "country",
    "instrument_type",
    "stage",
    "origin",
    "level",
    "area",
    "year",
];

#[actix_web::test]
async fn each_count_is_the_total_of_its_filter() {
    let app = TestApp::with_sample().await;
    let page = app
        .public()
        .get(&format!("/agreements?limit=1&country=US&facets={}", ALL.join(",")))
        .await
        .assert(200);
    for dimension in ALL.into_iter().filter(|dimension| *dimension != "country") {
        let counts = page["facets"][dimension].as_array().unwrap();
        assert_eq!(counts.is_empty(), dimension == "stage", "{dimension}");
        for one in counts {
            let value = one["value"].as_str().unwrap();
            let filter = match dimension {
                "year" => format!("signed_from={value}&signed_to={value}"),
                other => format!("{other}={value}"),
            };
            let total = app
                .public()
                .get(&format!("/agreements?limit=1&country=US&{filter}"))
                .await
                .assert(200)["total"]
                .clone();
            assert_eq!(one["count"], total, "{filter}");
        }
        let sizes: Vec<i64> = counts.iter().map(|one| one["count"].as_i64().unwrap()).collect();
        assert!(sizes.is_sorted_by(|a, b| a >= b), "{dimension}: {sizes:?}");
    }
}

#[actix_web::test]
async fn a_dimension_is_counted_as_if_its_own_filter_were_not_set() {
    let app = TestApp::with_sample().await;
    let counts = async |query: &str| {
        app.public()
            .get(&format!("/agreements?facets=state,year&{query}"))
            .await
            .assert(200)["facets"]
            .clone()
    };
    let (free, of_state, of_year) = (
        counts("limit=1").await,
        counts("state=11").await,
        counts("signed_from=2014&signed_to=2014").await,
    );
    assert_eq!(free["state"], of_state["state"]);
    assert_eq!(free["year"], of_year["year"]);
    assert_ne!(free["state"], of_year["state"]);
}

#[actix_web::test]
async fn counts_of_everything_follow_each_change_and_each_reader() {
    let app = TestApp::with_sample().await;
    let origins = async |caller: Caller, query: &str| {
        let path = format!("/agreements?limit=1&facets=origin{query}");
        let counts = caller.get(&path).await.assert(200)["facets"]["origin"].clone();
        let pair = |one: &Value| {
            (
                one["value"].as_str().unwrap().to_owned(),
                one["count"].as_i64().unwrap(),
            )
        };
        counts.as_array().unwrap().iter().map(pair).collect::<Vec<_>>()
    };
    let (reported, procedure) = ("reported".to_owned(), "procedure".to_owned());
    assert_eq!(origins(app.public(), "").await, [(reported.clone(), 111)]);
    app.given(build::reported("Hermanamiento Irapuato – McAllen, otra vez"))
        .await;
    app.given(build::draft("Borrador")).await;
    assert_eq!(origins(app.public(), "").await, [(reported.clone(), 112)]);
    // As if its own filter were not set, it is everything too.
    assert_eq!(
        origins(app.public(), "&origin=procedure").await,
        [(reported.clone(), 112)]
    );
    assert_eq!(
        origins(app.auditor(), "").await,
        [(reported.clone(), 112), (procedure, 1)]
    );
    assert_eq!(origins(app.public(), "&valid_on=2001-01-01").await, [(reported, 112)]);
}

#[actix_web::test]
async fn values_are_named_in_the_reader_s_language() {
    let app = TestApp::with_sample().await;
    let path = "/agreements?limit=1&country=US&facets=country,instrument_type,level,origin,state";
    let label = |page: &Value, dimension: &str| page["facets"][dimension][0]["label"].as_str().unwrap().to_owned();
    let labels = |page: Value| ["instrument_type", "level", "origin", "state"].map(|dimension| label(&page, dimension));
    let spanish = labels(app.public().get(path).await.assert(200));
    let english = labels(app.public().get(path).in_english().await.assert(200));
    assert_eq!(
        (spanish[0].as_str(), english[0].as_str()),
        ("Acuerdo de Hermanamiento", "Sister City Agreement")
    );
    assert_eq!(spanish[3], english[3]);
    let page = app
        .public()
        .get("/agreements?limit=1&facets=country")
        .in_english()
        .await
        .assert(200);
    assert_eq!(page["facets"]["country"][0]["label"], "United States");
    assert_eq!(page["facets"].as_object().unwrap().len(), 1);
}

#[actix_web::test]
async fn nothing_is_counted_unless_asked_for() {
    let app = TestApp::with_sample().await;
    assert_eq!(app.public().get("/agreements").await.assert(200)["facets"], json!({}));
    for facets in ["colour", "state,colour", "", "state,,area"] {
        let answer = app.public().get(&format!("/agreements?facets={facets}")).wrong().await;
        answer.assert_problem(400, "invalid-parameter");
        answer.assert_faults(&[("facets", "invalid-parameter")]);
    }
}
