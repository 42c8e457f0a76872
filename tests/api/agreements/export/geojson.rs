//! GET /agreements as GeoJSON: the ties on a map.

use serde_json::{Value, json};

use super::hostile_titles;
use crate::support::app::TestApp;
use crate::support::build::{guadalajara, iberoamerican_cities, irapuato, mcallen, reported, yucatan};

fn body(name: &str, level: &str, country: &str) -> Value {
    json!({"name": name, "level": level, "kind": "government", "country": country})
}

fn hiroshima() -> Value {
    body("Gobierno de la Prefectura de Hiroshima", "state", "JP")
}

/// The geometry of the only agreement there is, and how each of its parties was located.
async fn only(app: &TestApp) -> (Value, Vec<(String, Value)>) {
    let collection = app.public().get("/agreements?format=geojson").await.assert(200);
    let [feature] = &collection["features"].as_array().unwrap()[..] else {
        panic!("not one: {collection:#}")
    };
    let parties = feature["properties"]["parties"].as_array().unwrap();
    let located = parties.iter().map(|party| {
        let place = party["place"].as_str().unwrap_or_default().to_owned();
        (place, party["located_by"].clone())
    });
    (feature["geometry"].clone(), located.collect())
}

#[actix_web::test]
async fn a_tie_is_a_line_from_the_municipality_to_the_town() {
    let app = TestApp::start().await;
    let given = app
        .given(reported("Hermanamiento").signed_on("2014-10-13").years(5))
        .await;
    let answer = app.public().get("/agreements?format=geojson&valid_on=2015-06-01").await;
    assert_eq!(answer.header("content-type"), "application/geo+json");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"agreements.geojson\""
    );
    assert_eq!(
        answer.assert(200),
        json!({
            "type": "FeatureCollection",
            "features": [{
                "type": "Feature",
                "id": given.id(),
                "geometry": {"type": "LineString", "coordinates": [[-101.348_117, 20.672_801], [-98.23, 26.203]]},
                "properties": {
                    "id": given.id(),
                    "registration_number": null,
                    "title": "Hermanamiento",
                    "instrument_type": "twinning",
                    "instrument_type_label": "Acuerdo de Hermanamiento",
                    "stage": null,
                    "stage_label": "Reportado, sin inscribir",
                    "validity": "in_force",
                    "validity_label": "Vigente",
                    "valid_on": "2015-06-01",
                    "states": ["11"],
                    "countries": ["US"],
                    "parties": [
                        {"side": "domestic", "name": "Municipio de Irapuato", "country": "MX", "place": "Irapuato", "located_by": "municipality"},
                        {"side": "foreign", "name": "Ciudad de McAllen, Texas", "country": "US", "place": "McAllen, Texas", "located_by": "city"},
                    ],
                    "signed_on": "2014-10-13",
                    "link": format!("{}/api/v1/agreements/{}", app.address, given.id()),
                },
            }],
            "located": 1,
            "not_located": 0,
            "attribution": "INEGI; GeoNames (CC BY 4.0, geonames.org)",
        })
    );
}

#[actix_web::test]
async fn a_tie_over_the_pacific_is_cut_at_the_antimeridian() {
    let app = TestApp::start().await;
    app.given(reported("a").between(yucatan(), hiroshima())).await;
    let (geometry, located) = only(&app).await;
    assert_eq!(geometry["type"], "MultiLineString");
    let lines = geometry["coordinates"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0][1][0], &lines[1][0][0]), (&json!(-180.0), &json!(180.0)));
    assert_eq!(lines[0][1][1], lines[1][0][1]);
    assert_eq!(
        located,
        [
            ("Mérida".to_owned(), json!("state_capital")),
            ("Hiroshima".to_owned(), json!("state_capital"))
        ]
    );
}

#[actix_web::test]
async fn several_parties_are_tied_each_to_each() {
    let app = TestApp::start().await;
    let parties = [
        ("domestic", irapuato()),
        ("domestic", guadalajara()),
        ("foreign", mcallen()),
        ("foreign", body("Ayuntamiento de Madrid", "municipal", "ES")),
        // Which of them is not said: it has no line, and does not keep the others from theirs.
        ("foreign", body("City of Springfield", "municipal", "US")),
    ];
    let parties: Vec<Value> = parties
        .iter()
        .map(|(side, body)| json!({"side": side, "body": body}))
        .collect();
    app.given(reported("a").with("parties", parties)).await;
    let (geometry, located) = only(&app).await;
    assert_eq!(geometry["type"], "MultiLineString");
    assert_eq!(geometry["coordinates"].as_array().unwrap().len(), 4);
    assert_eq!(located[4], (String::new(), Value::Null));
}

#[actix_web::test]
async fn a_body_is_located_by_a_name_that_only_the_directory_knows() {
    let app = TestApp::start().await;
    let springfield = body("City of Springfield", "municipal", "US");
    let given = app.given(reported("a").between(irapuato(), springfield)).await;
    assert_eq!(only(&app).await.0, Value::Null);
    let path = format!("/bodies/{}", given.body(1));
    let tag = app.analyst().get(&path).await.etag().to_owned();
    let names = json!({"names": [{"name": "Springfield, Illinois", "kind": "alternative"}]});
    app.analyst().patch(&path, names).if_match(&tag).await.assert(200);
    let (_, located) = only(&app).await;
    assert_eq!(located[1].0, "Springfield, Illinois");
}

#[actix_web::test]
async fn what_cannot_be_located_is_there_and_counted() {
    let app = TestApp::start().await;
    app.given(reported("a").between(irapuato(), iberoamerican_cities()))
        .await;
    app.given(reported("b").between(irapuato(), body("City of Springfield", "municipal", "US")))
        .await;
    app.given(reported("c")).await;
    let collection = app
        .public()
        .get("/agreements?format=geojson&sort=title")
        .in_english()
        .await
        .assert(200);
    assert_eq!(
        (&collection["located"], &collection["not_located"]),
        (&json!(1), &json!(2))
    );
    let drawn: Vec<bool> = collection["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| !feature["geometry"].is_null())
        .collect();
    assert_eq!(drawn, [false, false, true]);
    let label = &collection["features"][0]["properties"]["validity_label"];
    assert_eq!(label, "Unknown");
}

#[actix_web::test]
async fn the_real_sample_is_located_but_for_three() {
    let app = TestApp::with_sample().await;
    let collection = app.public().get("/agreements?format=geojson").await.assert(200);
    assert_eq!(
        (&collection["located"], &collection["not_located"]),
        (&json!(108), &json!(3))
    );
    let ids: Vec<&Value> = collection["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| &feature["id"])
        .collect();
    let list = app.public().get("/agreements?limit=200").await.each("id");
    assert_eq!(ids, list.iter().collect::<Vec<_>>());
}

#[actix_web::test]
async fn whatever_stands_in_a_title_leaves_the_collection_well_formed() {
    let app = TestApp::start().await;
    for title in hostile_titles() {
        app.given(reported(&title)).await;
    }
    let collection = app.public().get("/agreements?format=geojson").await.assert(200);
    let features = collection["features"].as_array().unwrap();
    let mut found: Vec<&str> = features
        .iter()
        .map(|feature| feature["properties"]["title"].as_str().unwrap())
        .collect();
    found.sort_unstable();
    let mut expected = hostile_titles();
    expected.sort_unstable();
    assert_eq!(found, expected);
    let nothing = app
        .public()
        .get("/agreements?format=geojson&state=04")
        .await
        .assert(200);
    assert_eq!(nothing["features"], json!([]));
}
