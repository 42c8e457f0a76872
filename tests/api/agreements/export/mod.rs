//! GET /agreements as CSV and NDJSON: the whole selection as a stream. The other forms have a file each.

mod atom;
mod geojson;
mod xlsx;

use diesel::RunQueryDsl;
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::build::reported;
use crate::support::contract::Contract;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const ATOM: &str = "application/atom+xml; charset=utf-8";

fn records(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader.records().map(Result::unwrap).collect()
}

/// What may stand in a title and no form may stumble over.
fn hostile_titles() -> Vec<String> {
    let titles = [
        "=1+1",
        "+52 462",
        "-McAllen",
        "@SUM(A1)",
        "=HYPERLINK(\"http://x\")",
        "\"Irapuato",
        "'Irapuato",
        "<b>Irapuato & McAllen</b> ]]> <!-- <?xml ?>",
        "&amp; &#0; &lt;",
        "\u{202e}nellACM\u{200f} \u{2066}x",
        "dos\nrenglones\ty un tabulador",
        "_x0041_ %22 {{}} $&",
        "fuera de XML: \u{fffe}\u{ffff}",
        "𝄞 🤝 e\u{301}",
    ];
    titles
        .into_iter()
        .map(ToOwned::to_owned)
        .chain([format!("largo {}", "ñ\"<".repeat(330))])
        .collect()
}

#[actix_web::test]
async fn csv_has_a_header_crlf_and_one_record_for_each_agreement() {
    let app = TestApp::with_sample().await;
    let answer = app.public().get("/agreements?format=csv&sort=title").await;
    answer.assert(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"agreements.csv\""
    );
    assert_eq!(answer.header("cache-control"), "private, no-cache");

    let text = answer.text();
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\r'));
    let records = records(text);
    assert_eq!(records.len(), 112);
    assert_eq!(
        records[0].iter().take(3).collect::<Vec<_>>(),
        ["id", "registration_number", "external_number"]
    );
    let list = app.public().get("/agreements?sort=title&limit=200").await.each("id");
    assert_eq!(records[1..].iter().map(|record| &record[0]).collect::<Vec<_>>(), list);
}

#[actix_web::test]
async fn no_spreadsheet_takes_a_cell_for_a_formula() {
    let app = TestApp::start().await;
    let titles = [
        "=1+1",
        "+52 462",
        "-McAllen",
        "@SUM(A1)",
        "=HYPERLINK(\"http://x\"),\"a\"",
        "Acuerdo = bueno",
        "a\r\nb;\"c\"",
    ];
    for title in titles {
        app.given(reported(title)).await;
    }
    let answer = app.public().get("/agreements?format=csv").await;
    let records = records(answer.text());
    let column = records[0].iter().position(|name| name == "title").unwrap();
    let mut written: Vec<&str> = records[1..].iter().map(|record| &record[column]).collect();
    written.sort_unstable();
    let mut expected = [
        "'=1+1",
        "'+52 462",
        "'-McAllen",
        "'@SUM(A1)",
        "'=HYPERLINK(\"http://x\"),\"a\"",
        "Acuerdo = bueno",
        "a\r\nb;\"c\"",
    ];
    expected.sort_unstable();
    assert_eq!(written, expected);
}

#[actix_web::test]
async fn ndjson_holds_what_the_list_holds() {
    let app = TestApp::with_sample().await;
    let answer = app.public().get("/agreements?format=ndjson&sort=title").await;
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    let lines: Vec<Value> = answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for line in &lines {
        Contract::get().assert_is("Agreement", line);
    }
    assert_eq!(
        lines,
        app.public().get("/agreements?sort=title&limit=200").await.items()
    );
    assert!(answer.text().ends_with("}\n"));
}

#[actix_web::test]
async fn an_export_takes_the_same_filters() {
    let app = TestApp::with_sample().await;
    for query in [
        "state=14&country=US",
        "q=petra",
        "signed_from=2014&signed_to=2016",
        "state=04",
        "validity=unknown&area=culture",
    ] {
        let total = app.public().get(&format!("/agreements?{query}")).await.assert(200)["total"]
            .as_u64()
            .unwrap();
        let csv = app.public().get(&format!("/agreements?{query}&format=csv")).await;
        let ndjson = app.public().get(&format!("/agreements?{query}&format=ndjson")).await;
        assert_eq!(records(csv.text()).len() as u64, total + 1, "{query}");
        assert_eq!(ndjson.text().lines().count() as u64, total, "{query}");
    }
}

#[actix_web::test]
async fn an_export_larger_than_a_chunk_is_whole() {
    let app = TestApp::start().await;
    let rows: Vec<String> = (0..1203).map(|number| format!("Acuerdo {number:04},Acuerdo de Hermanamiento,Municipio de Irapuato,Guanajuato,Ciudad de Wichita,US,https://x.mx/{number}\n")).collect();
    let file = format!(
        "title,instrument_type,mexican_party,mexican_state,foreign_party,foreign_country,source_url\n{}",
        rows.concat()
    );
    let mapping = "constants: {origin: reported, source_consulted_on: 2026-11-22}";
    let file: &'static str = file.leak();
    let saved = crate::support::database::import(&app.db, &app.catalogues, &app.clock, ("many.csv", file), mapping);
    assert_eq!(saved, 1203);
    app.wait_for_index().await;

    let answer = app.public().get("/agreements?format=csv&sort=title").await;
    let records = records(answer.text());
    let column = records[0].iter().position(|name| name == "title").unwrap();
    let titles: Vec<&str> = records[1..].iter().map(|record| &record[column]).collect();
    let expected: Vec<String> = (0..1203).map(|number| format!("Acuerdo {number:04}")).collect();
    assert_eq!(titles, expected);
}

#[actix_web::test]
async fn an_export_is_whole_and_takes_no_page() {
    let app = TestApp::start().await;
    for format in ["csv", "ndjson", "xlsx", "geojson"] {
        for parameter in ["limit=5", "cursor=abc", "facets=state"] {
            let name = parameter.split('=').next().unwrap();
            let answer = app
                .public()
                .get(&format!("/agreements?format={format}&{parameter}"))
                .await;
            answer.assert_problem(400, "invalid-parameter");
            answer.assert_faults(&[(name, "invalid-parameter")]);
        }
    }
}

#[actix_web::test]
async fn accept_chooses_the_form_and_format_wins() {
    let app = TestApp::start().await;
    let cases = [
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("text/*", "text/csv; charset=utf-8; header=present"),
        ("application/x-ndjson", "application/x-ndjson"),
        (XLSX, XLSX),
        ("application/atom+xml", ATOM),
        ("application/geo+json", "application/geo+json"),
        ("application/atom+xml, application/xml;q=0.8, */*;q=0.1", ATOM),
        ("text/csv;q=0.2, application/x-ndjson;q=0.9", "application/x-ndjson"),
        (
            "application/json;q=0.5, text/csv",
            "text/csv; charset=utf-8; header=present",
        ),
    ];
    for (accept, media_type) in cases {
        let answer = app.public().get("/agreements").header("accept", accept).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, media_type),
            "{accept}"
        );
        assert_eq!(
            answer.header("vary"),
            "Accept, Accept-Encoding, Accept-Language, Authorization"
        );
    }
    for accept in ["text/html", "image/png, text/html", "application/pdf;q=0.3"] {
        app.public()
            .get("/agreements")
            .header("accept", accept)
            .await
            .assert_problem(406, "not-acceptable");
        let answer = app
            .public()
            .get("/agreements?format=json")
            .header("accept", accept)
            .await;
        assert_eq!(answer.header("content-type"), "application/json");
    }
    app.public()
        .get("/agreements?format=xml")
        .wrong()
        .await
        .assert_problem(400, "invalid-parameter");
}

#[actix_web::test]
async fn what_is_not_wanted_at_all_is_not_sent() {
    let app = TestApp::start().await;
    let answer = app
        .public()
        .get("/agreements")
        .header("accept", "application/json;q=0, text/csv")
        .await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    let rest = app
        .public()
        .get("/agreements")
        .header("accept", "application/json;q=0, */*;q=0.1")
        .await;
    assert_eq!(rest.header("content-type"), "text/csv; charset=utf-8; header=present");
    app.public()
        .get("/agreements")
        .header("accept", "application/json;q=0")
        .await
        .assert_problem(406, "not-acceptable");
}

#[actix_web::test]
async fn head_of_a_list_and_of_an_export_has_no_body() {
    let app = TestApp::with_sample().await;
    for (query, media_type) in [
        ("", "application/json"),
        ("?format=csv", "text/csv; charset=utf-8; header=present"),
        ("?format=ndjson", "application/x-ndjson"),
        ("?format=xlsx", XLSX),
        ("?format=atom", ATOM),
        ("?format=geojson", "application/geo+json"),
    ] {
        let answer = app.public().head(&format!("/agreements{query}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type));
    }
}

#[actix_web::test]
async fn the_reason_of_validity_is_in_the_reader_s_language() {
    let app = TestApp::start().await;
    app.given(reported("Hermanamiento").signed_on("2014-10-13").years(5))
        .await;
    for format in ["csv", "ndjson"] {
        let path = format!("/agreements?format={format}");
        let (spanish, english) = (
            app.public().get(&path).await,
            app.public().get(&path).in_english().await,
        );
        assert!(spanish.text().contains("desde la última firma") && english.text().contains("from the last signature"));
        assert_eq!(
            (spanish.header("content-language"), english.header("content-language")),
            ("es", "en")
        );
    }
}

#[actix_web::test]
async fn an_export_that_fails_on_the_way_is_cut_off() {
    let app = TestApp::with_sample().await;
    let damage = "UPDATE agreement_records SET record = '{' \
                  WHERE agreement_id IN (SELECT agreement_id FROM agreement_records ORDER BY agreement_id LIMIT 1)";
    let damaged = app.db.write_here(|conn| Ok(diesel::sql_query(damage).execute(conn)?));
    assert_eq!(damaged.unwrap(), 1);
    for format in ["csv", "ndjson", "xlsx", "geojson"] {
        let path = format!("{}/api/v1/agreements?format={format}", app.address);
        let answer = reqwest::get(&path).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(answer.bytes().await.is_err(), "{format} ends as if it were whole");
        let sound = reqwest::get(format!("{path}&q=mcallen")).await.unwrap();
        assert!(sound.bytes().await.is_ok(), "{format}");
    }
}
