//! GET /stats: agreements counted by up to three dimensions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{irapuato, leon, mcallen, medellin, reported};
use crate::support::contract::Contract;

/// The values and the count of each cell.
fn cells(table: &Value) -> Vec<(Vec<Option<String>>, i64)> {
    let cell = |cell: &Value| {
        let values = cell["values"].as_array().unwrap().iter();
        let values = values.map(|value| value["value"].as_str().map(ToOwned::to_owned));
        (values.collect(), cell["count"].as_i64().unwrap())
    };
    table["cells"].as_array().unwrap().iter().map(cell).collect()
}

/// The values an agreement is counted by, as the list shows it.
fn values(agreement: &Value, dimension: &str) -> Vec<Option<String>> {
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let of = |side: &str, field: &str| {
        let parties = agreement["parties"].as_array().unwrap().iter();
        let mut values: Vec<_> = parties
            .filter(|party| party["side"] == side)
            .filter_map(|party| text(&party["body"][field]))
            .collect();
        values.sort();
        values.dedup();
        values
    };
    let year = || text(&agreement["signed_on"]).map(|date| date[..4].to_owned());
    let values: Vec<String> = match dimension {
        "state" | "municipality" | "level" => of("domestic", dimension),
        "country" => of("foreign", dimension),
        "year" => year().into_iter().collect(),
        "decade" => year().map(|year| format!("{}0", &year[..3])).into_iter().collect(),
        "area" => agreement["areas"].as_array().unwrap().iter().filter_map(text).collect(),
        "validity" => text(&agreement["validity"]["state"]).into_iter().collect(),
        other => text(&agreement[other]).into_iter().collect(),
    };
    if values.is_empty() {
        vec![None]
    } else {
        values.into_iter().map(Some).collect()
    }
}

#[actix_web::test]
async fn every_table_counts_what_the_list_shows() {
    let app = TestApp::with_sample().await;
    for (by, filter) in [
        ("state", ""),
        ("state,year", ""),
        ("year,state", "&country=US"),
        ("area,instrument_type", "&q=hermanamiento"),
        ("municipality,country,year", ""),
        ("validity,decade", "&valid_on=2015-06-01"),
        ("stage,origin,level", "&state=11&state=14"),
        ("level,validity", "&validity=unknown&expiring_days=90"),
    ] {
        let list = app
            .public()
            .get(&format!("/agreements?limit=200{filter}"))
            .await
            .items();
        let table = app.public().get(&format!("/stats?by={by}{filter}")).await.assert(200);
        let dimensions: Vec<&str> = by.split(',').collect();
        assert_eq!(table["by"], json!(dimensions), "{by}");
        assert_eq!(table["total"], list.len(), "{by}{filter}");
        let mut expected: BTreeMap<Vec<Option<String>>, i64> = BTreeMap::new();
        for agreement in &list {
            let mut combinations = vec![Vec::new()];
            for dimension in &dimensions {
                let values = values(agreement, dimension);
                let longer = |row: &Vec<_>| {
                    values
                        .iter()
                        .map(|value| [row.as_slice(), std::slice::from_ref(value)].concat())
                        .collect()
                };
                combinations = combinations.iter().flat_map(|row| -> Vec<_> { longer(row) }).collect();
            }
            for combination in combinations {
                *expected.entry(combination).or_default() += 1;
            }
        }
        let counted = cells(&table);
        assert_eq!(
            counted.iter().cloned().collect::<BTreeMap<_, _>>(),
            expected,
            "{by}{filter}"
        );
        assert_eq!(counted.len(), expected.len(), "{by}: each cell once");
        for dimension in dimensions {
            let without = list.iter().filter(|agreement| values(agreement, dimension) == [None]);
            assert_eq!(
                table["without"][dimension],
                without.count(),
                "{by}{filter}: {dimension}"
            );
        }
    }
}

#[actix_web::test]
async fn two_values_count_in_both_cells_and_the_agreement_once_in_the_total() {
    let app = TestApp::start().await;
    let two = reported("Dos")
        .with("areas", json!(["culture", "tourism"]))
        .signed_on("2014-10");
    app.given(two).await;
    app.given(reported("Sin fecha").between(leon(), medellin())).await;
    let table = app.public().get("/stats?by=area,year").in_english().await.assert(200);
    assert_eq!(
        (&table["total"], &table["without"]),
        (&json!(2), &json!({"area": 1, "year": 1}))
    );
    assert_eq!(
        table["cells"],
        json!([
            {"values": [{"value": "culture", "label": "Culture"}, {"value": "2014", "label": "2014"}], "count": 1},
            {"values": [{"value": "tourism", "label": "Tourism"}, {"value": "2014", "label": "2014"}], "count": 1},
            {"values": [{"value": null, "label": "None recorded"}, {"value": null, "label": "None recorded"}], "count": 1},
        ])
    );
    let of_2013 = app.public().get("/stats?by=state&signed_to=2013").await.assert(200);
    assert_eq!((&of_2013["total"], &of_2013["cells"]), (&json!(0), &json!([])));
}

#[actix_web::test]
async fn the_same_table_is_csv_and_ndjson() {
    let app = TestApp::with_sample().await;
    let path = "/stats?by=state,instrument_type,year&country=US";
    let table = app.public().get(path).await.assert(200);
    let ndjson = app.public().get(&format!("{path}&format=ndjson")).await;
    let lines: Vec<Value> = ndjson
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(json!(lines), table["cells"]);
    for line in &lines {
        Contract::get().assert_is("StatsCell", line);
    }

    let csv = app.public().get(path).header("accept", "text/csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"stats.csv\"");
    assert!(csv.text().ends_with("\r\n") && !csv.text().replace("\r\n", "").contains(['\r', '\n']));
    let mut reader = csv::Reader::from_reader(csv.text().as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    assert_eq!(
        header,
        [
            "state",
            "state_label",
            "instrument_type",
            "instrument_type_label",
            "year",
            "year_label",
            "count"
        ]
    );
    let records: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.unwrap().iter().map(ToOwned::to_owned).collect())
        .collect();
    let expected = |cell: &Value| {
        let values = cell["values"].as_array().unwrap().iter();
        let mut record: Vec<String> = values
            .flat_map(|value| ["value", "label"].map(|field| value[field].as_str().unwrap_or_default().to_owned()))
            .collect();
        record.push(cell["count"].to_string());
        record
    };
    assert_eq!(
        records,
        table["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(expected)
            .collect::<Vec<_>>()
    );
}

#[actix_web::test]
async fn what_cannot_be_counted_is_refused() {
    let app = TestApp::start().await;
    for query in [
        "",
        "?by=",
        "?by=colour",
        "?by=state,year,country,area",
        "?by=state&by=year",
    ] {
        let answer = app.public().get(&format!("/stats{query}")).wrong().await;
        answer.assert_problem(400, "invalid-parameter");
        answer.assert_faults(&[("by", "invalid-parameter")]);
    }
    let answer = app.public().get("/stats?by=state&limit=3&state=99").wrong().await;
    answer.assert_problem(400, "invalid-query");
    answer.assert_faults(&[("limit", "unknown-parameter"), ("state", "invalid-parameter")]);
    let answer = app.public().get("/stats?by=state").header("accept", "image/png").await;
    answer.assert_problem(406, "not-acceptable");
}

#[actix_web::test]
async fn a_body_is_counted_with_those_it_came_from() {
    let app = TestApp::start().await;
    let given = app.given(reported("De antes").between(irapuato(), mcallen())).await;
    let after = app.given_body(medellin()).await;
    let said = json!({"kind": "merged", "successors": [{"id": after}], "on": "2020-01-01", "reason": "Decreto."});
    let path = format!("/bodies/{}/succession", given.body(1));
    app.registrar().post(&path, said).if_match("*").await.assert(200);
    let table = app
        .public()
        .get(&format!("/stats?by=state&body={after}"))
        .await
        .assert(200);
    assert_eq!(table["total"], 1);
}

#[actix_web::test]
async fn a_table_too_large_for_json_is_whole_in_the_other_forms() {
    let app = TestApp::start().await;
    let domestic = app
        .catalogues
        .municipalities
        .iter()
        .step_by(80)
        .take(29)
        .map(|municipality| {
            json!({"side": "domestic", "body": {"name": municipality.name, "level": "municipal", "kind": "government",
            "country": "MX", "state": municipality.state, "municipality": municipality.code}})
        });
    let abroad = app
        .catalogues
        .countries
        .iter()
        .filter(|country| country.code != "MX")
        .take(30);
    let foreign = abroad.map(|country| {
        json!({"side": "foreign", "body": {"name": country.name_en, "level": "federal", "kind": "government", "country": country.code}})
    });
    let areas: Vec<&str> = app
        .catalogues
        .areas
        .iter()
        .take(12)
        .map(|area| area.code.as_str())
        .collect();
    let parties: Vec<Value> = domestic.chain(foreign).collect();
    app.given(
        reported("De todos")
            .with("parties", json!(parties))
            .with("areas", json!(areas)),
    )
    .await;

    let path = "/stats?by=municipality,country,area";
    let answer = app.public().get(path).await;
    answer.assert_problem(400, "invalid-parameter");
    answer.assert_faults(&[("by", "invalid-parameter")]);
    let csv = app.public().get(&format!("{path}&format=csv")).await;
    assert_eq!(csv.text().lines().count(), 1 + 29 * 30 * 12);
    let mut lines: Vec<&str> = csv.text().lines().collect();
    lines.dedup();
    assert_eq!(lines.len(), 1 + 29 * 30 * 12, "no cell twice");
    let ndjson = app.public().get(&format!("{path}&format=ndjson")).await;
    assert_eq!(ndjson.text().lines().count(), 29 * 30 * 12);
    let fits = app.public().get("/stats?by=municipality,country").await.assert(200);
    assert_eq!(fits["cells"].as_array().unwrap().len(), 29 * 30);
}
