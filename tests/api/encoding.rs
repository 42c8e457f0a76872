//! What arrives as something that cannot be read at all: bytes, media types, sizes, queries.

use std::io::{Read, Write};
use std::net::TcpStream;

use rai::access::Role;

use crate::support::app::{BODY_LIMIT, TestApp};
use crate::support::build::{draft, token};

const JSON: &str = "application/json";

#[actix_web::test]
async fn json_that_is_none_is_told_with_line_and_column() {
    let app = TestApp::start().await;
    let bodies = [
        "",
        "{",
        "{\"title\": \"x\",}",
        "{'title': 1}",
        "[1,2",
        "nul",
        "{\"a\":1}{\"b\":2}",
        "\"\\ud800\"",
        "{\"a\":1e999}",
        "\u{feff}{}",
    ];
    for body in bodies {
        for path in ["/agreements", "/bodies"] {
            let answer = app.analyst().post(path, ()).bytes(JSON, body).wrong().await;
            answer.assert_problem(400, "malformed-json");
        }
    }
    let answer = app
        .analyst()
        .post("/agreements", ())
        .bytes(JSON, "{\n  \"title\": x\n}")
        .in_english()
        .wrong()
        .await;
    assert_eq!(
        answer.json()["detail"],
        "The body stops being JSON at line 2, column 12"
    );
}

#[actix_web::test]
async fn json_nested_without_end_is_refused() {
    let app = TestApp::start().await;
    let answer = app
        .analyst()
        .post("/agreements", ())
        .bytes(JSON, "[".repeat(200_000))
        .wrong()
        .await;
    answer.assert_problem(400, "malformed-json");
}

#[actix_web::test]
async fn a_body_in_another_encoding_is_refused() {
    let app = TestApp::start().await;
    let latin = b"{\"title\": \"Le\xf3n\"}".to_vec();
    let utf16: Vec<u8> = "{\"title\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    app.analyst()
        .post("/agreements", ())
        .bytes(JSON, latin)
        .wrong()
        .await
        .assert_problem(400, "invalid-encoding");
    let answer = app
        .analyst()
        .post("/bodies", ())
        .bytes(JSON, b"\"\xff\xfe\"".to_vec())
        .in_english()
        .wrong()
        .await;
    answer.assert_problem(400, "invalid-encoding");
    app.analyst()
        .post("/agreements", ())
        .bytes(JSON, utf16)
        .wrong()
        .await
        .assert_problem(400, "malformed-json");
}

#[actix_web::test]
async fn a_query_in_another_encoding_is_refused() {
    let app = TestApp::start().await;
    for query in ["q=Le%F3n", "q=%FF", "%FF=1", "state=11&q=%C3%28"] {
        for path in ["agreements", "bodies", "municipalities"] {
            app.public()
                .get(&format!("/{path}?{query}"))
                .wrong()
                .await
                .assert_problem(400, "invalid-encoding");
        }
    }
}

#[actix_web::test]
async fn a_parameter_that_does_not_exist_is_refused_everywhere() {
    let app = TestApp::start().await;
    let given = app.given(crate::support::build::reported("x")).await;
    let one = [
        given.path(),
        format!("{}/entries", given.path()),
        format!("{}/import", given.path()),
        format!("/bodies/{}", given.body(0)),
    ];
    let lists = [
        "/agreements",
        "/bodies",
        "/entries",
        "/states",
        "/municipalities",
        "/countries",
        "/areas",
        "/instrument-types",
        "/organisations",
        "/healthz",
        "/readyz",
        "/openapi.yaml",
    ];
    for path in lists.into_iter().map(ToOwned::to_owned).chain(one) {
        let answer = app.public().get(&format!("{path}?colour=blue")).wrong().await;
        answer.assert_problem(400, "unknown-parameter");
        answer.assert_faults(&[("colour", "unknown-parameter")]);
    }
}

#[actix_web::test]
async fn a_parameter_of_a_post_or_patch_is_refused_too() {
    let app = TestApp::start().await;
    let given = app.given(draft("x")).await;
    let post = app.analyst().post("/agreements?dry_run=true", draft("y")).wrong().await;
    post.assert_problem(400, "unknown-parameter");
    let patch = app
        .analyst()
        .patch(&format!("{}?force=1", given.path()), draft("y").without("parties"))
        .if_match("*")
        .wrong()
        .await;
    patch.assert_problem(400, "unknown-parameter");
    let body = app
        .analyst()
        .post("/bodies?x=1", crate::support::build::irapuato())
        .wrong()
        .await;
    body.assert_problem(400, "unknown-parameter");
    assert_eq!(app.titles(&app.analyst(), "").await, ["x"]);
}

#[actix_web::test]
async fn very_many_parameters_are_one_problem() {
    let app = TestApp::start().await;
    let many: Vec<String> = (0..2_000).map(|number| format!("p{number}=1")).collect();
    let answer = app
        .public()
        .get(&format!("/agreements?{}", many.join("&")))
        .wrong()
        .await;
    answer.assert_problem(400, "invalid-parameter");
    answer.assert_faults(&[("p300", "invalid-parameter")]);
    let fewer = app
        .public()
        .get(&format!("/agreements?{}", many[..250].join("&")))
        .wrong()
        .await;
    assert_eq!(
        fewer.assert_problem(400, "unknown-parameter")["errors"]
            .as_array()
            .unwrap()
            .len(),
        100
    );
}

#[actix_web::test]
async fn all_problems_of_one_query_are_told_at_once() {
    let app = TestApp::start().await;
    let query = "colour=blue&state=33&limit=0&sort=name&signed_from=2014-02-30&valid_on=2014-10&validity=eternal&updated_since=yesterday&body=x&side_kind=foreign&q=a&q=b&country=XX";
    let answer = app.public().get(&format!("/agreements?{query}")).wrong().await;
    answer.assert_problem(400, "invalid-query");
    answer.assert_faults(&[
        ("body", "invalid-parameter"),
        ("colour", "unknown-parameter"),
        ("country", "invalid-parameter"),
        ("limit", "limit-out-of-range"),
        ("q", "invalid-parameter"),
        ("side_kind", "invalid-parameter"),
        ("signed_from", "invalid-parameter"),
        ("sort", "unknown-sort"),
        ("state", "invalid-parameter"),
        ("updated_since", "invalid-parameter"),
        ("valid_on", "invalid-parameter"),
        ("validity", "invalid-parameter"),
    ]);
}

#[actix_web::test]
async fn a_value_outside_its_catalogue_is_refused_and_not_empty() {
    let app = TestApp::start().await;
    let queries = [
        "state=00",
        "municipality=11999",
        "country=XX",
        "area=magic",
        "instrument_type=pacto",
        "level=village",
        "stage=lost",
        "origin=x",
        "registration_number=%27--",
        "signed_to=2014-13",
        "ends_from=x",
        "registered_from=20140101",
    ];
    for query in queries {
        let answer = app.public().get(&format!("/agreements?{query}")).wrong().await;
        answer.assert_problem(400, "invalid-parameter");
        answer.assert_faults(&[(query.split('=').next().unwrap(), "invalid-parameter")]);
    }
    let many = ["state=11"; 101].join("&");
    let answer = app.public().get(&format!("/agreements?{many}")).await;
    answer.assert_problem(400, "invalid-parameter");
    app.public()
        .get(&format!("/agreements?{}", &many[9..]))
        .await
        .assert(200);
}

#[actix_web::test]
async fn only_json_is_taken() {
    let app = TestApp::start().await;
    for media_type in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/merge-patch+json",
        "json",
    ] {
        let answer = app
            .analyst()
            .post("/agreements", ())
            .bytes(media_type, "{}")
            .wrong()
            .await;
        answer.assert_problem(415, "unsupported-media-type");
    }
    let text = serde_json::to_vec(&draft("Con parámetro")).unwrap();
    app.analyst()
        .post("/agreements", ())
        .bytes("application/json; charset=utf-8", text)
        .await
        .assert(201);
}

#[actix_web::test]
async fn a_body_over_the_limit_is_refused_however_it_is_sent() {
    let app = TestApp::start().await;
    let large = format!("{{\"title\": \"{}\"}}", "x".repeat(10 * 1024 * 1024));
    for path in ["/agreements", "/bodies"] {
        let answer = app
            .analyst()
            .post(path, ())
            .bytes(JSON, large.clone())
            .in_english()
            .wrong()
            .await;
        let problem = answer.assert_problem(413, "content-too-large");
        assert_eq!(problem["detail"], "The body is over the limit of 1024 KiB");
    }
    let answer = app
        .analyst()
        .post("/agreements", ())
        .bytes(JSON, large)
        .in_pieces()
        .wrong()
        .await;
    answer.assert_problem(413, "content-too-large");

    let just_under = format!("{{\"title\": \"{}\"}}", "x".repeat(BODY_LIMIT - 13));
    let answer = app
        .analyst()
        .post("/agreements", ())
        .bytes(JSON, just_under.clone())
        .wrong()
        .await;
    assert_eq!((just_under.len(), answer.status), (BODY_LIMIT, 422));
    let one_more = format!("{just_under} ");
    app.analyst()
        .post("/agreements", ())
        .bytes(JSON, one_more)
        .wrong()
        .await
        .assert_problem(413, "content-too-large");
    assert!(app.titles(&app.analyst(), "").await.is_empty());
}

#[actix_web::test]
async fn a_body_that_breaks_off_is_not_saved() {
    let app = TestApp::start().await;
    let (_, secret) = app.token(token("x", Role::Analyst));
    let body = serde_json::to_string(&draft("Cortado")).unwrap();
    let mut socket = TcpStream::connect(app.address.trim_start_matches("http://")).unwrap();
    write!(
        socket,
        "POST /api/v1/agreements HTTP/1.1\r\nHost: rai\r\nAuthorization: Bearer {secret}\r\nContent-Type: {JSON}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len() + 10,
    )
    .unwrap();
    socket.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    actix_web::rt::task::spawn_blocking(move || drop(socket.read_to_end(&mut answer)))
        .await
        .unwrap();
    assert!(app.titles(&app.analyst(), "").await.is_empty());
}
