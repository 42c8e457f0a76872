//! How problems look, word for word: a few of them, in both languages.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::build::{draft, reported};

#[actix_web::test]
async fn a_body_with_two_faults() {
    let app = TestApp::start().await;
    let faulty = reported("x")
        .signed_on("2014-02-30")
        .at("/parties/1/body/country", "XX");
    let spanish = app
        .analyst()
        .post("/agreements", faulty.clone())
        .await
        .assert_problem(422, "invalid-content");
    insta::assert_json_snapshot!(spanish, @r#"
    {
      "type": "/problems/invalid-content",
      "title": "Contenido con problemas",
      "status": 422,
      "detail": "Hay 2 problemas; «errors» dice dónde y cuáles",
      "errors": [
        {
          "pointer": "/parties/1/body/country",
          "code": "unknown-country",
          "message": "Ese país no existe: se espera un código ISO 3166-1 de dos letras, como ES"
        },
        {
          "pointer": "/signed_on",
          "code": "impossible-date",
          "message": "Ese día no existe en el calendario de 1500 a 2200"
        }
      ]
    }
    "#);
    let english = app
        .analyst()
        .post("/agreements", faulty)
        .in_english()
        .await
        .assert_problem(422, "invalid-content");
    insta::assert_json_snapshot!(english, @r#"
    {
      "type": "/problems/invalid-content",
      "title": "Invalid content",
      "status": 422,
      "detail": "There are 2 problems; “errors” says where and which",
      "errors": [
        {
          "pointer": "/parties/1/body/country",
          "code": "unknown-country",
          "message": "There is no such country: an ISO 3166-1 code of two letters is expected, such as ES"
        },
        {
          "pointer": "/signed_on",
          "code": "impossible-date",
          "message": "There is no such day in the calendar from 1500 to 2200"
        }
      ]
    }
    "#);
}

#[actix_web::test]
async fn a_query_with_an_unknown_parameter() {
    let app = TestApp::start().await;
    let problem = app
        .public()
        .get("/states?colour=blue")
        .in_english()
        .wrong()
        .await
        .assert_problem(400, "unknown-parameter");
    insta::assert_json_snapshot!(problem, @r#"
    {
      "type": "/problems/unknown-parameter",
      "title": "Unknown parameter",
      "status": 400,
      "detail": "There is one problem; “errors” says where and which",
      "errors": [
        {
          "parameter": "colour",
          "code": "unknown-parameter",
          "message": "There are no parameters here"
        }
      ]
    }
    "#);
}

#[actix_web::test]
async fn a_change_meant_for_an_older_version() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let patch = |title: &str| {
        app.analyst()
            .patch(&given.path(), json!({"title": title}))
            .if_match(&given.etag)
    };
    patch("Uno").await.assert(200);
    let problem = patch("Dos").await.assert_problem(412, "stale-record");
    insta::assert_json_snapshot!(problem, @r#"
    {
      "type": "/problems/stale-record",
      "title": "Registro ya cambiado",
      "status": 412,
      "detail": "Alguien lo cambió antes: va en la versión 2; léalo otra vez y repita el cambio",
      "version": 2
    }
    "#);
}

#[actix_web::test]
async fn an_agreement_that_cannot_be_edited() {
    let app = TestApp::start().await;
    let given = app.given(reported("Conocido")).await;
    let answer = app
        .analyst()
        .patch(&given.path(), json!({"title": "x"}))
        .if_match("*")
        .await;
    insta::assert_json_snapshot!(answer.assert_problem(409, "not-editable"), @r#"
    {
      "type": "/problems/not-editable",
      "title": "No se puede editar",
      "status": 409,
      "detail": "Se edita un borrador, o un caso con prevención u observaciones; este está en «reported»",
      "stage": null
    }
    "#);
}

#[actix_web::test]
async fn a_page_of_the_list() {
    let app = TestApp::start().await;
    app.given(reported("Hermanamiento Irapuato - McAllen").signed_on("2000"))
        .await;
    app.given(reported("Otro")).await;
    let mut page = app.public().get("/agreements?limit=1&facets=state").await.assert(200);
    assert_eq!(page["items"][0], app.public().get("/agreements").await.items()[0]);
    page["items"][0] = json!(page["items"][0]["title"]);
    insta::assert_json_snapshot!(page, {".next" => insta::dynamic_redaction(without_cursor)}, @r#"
    {
      "items": [
        "Hermanamiento Irapuato - McAllen"
      ],
      "total": 2,
      "next": "/api/v1/agreements?limit=1&facets=state&cursor=[cursor]",
      "facets": {
        "state": [
          {
            "value": "11",
            "label": "Guanajuato",
            "count": 2
          }
        ]
      },
      "highlights": [],
      "did_you_mean": null,
      "behind": null
    }
    "#);
}

fn without_cursor(next: insta::internals::Content, _: insta::internals::ContentPath<'_>) -> String {
    next.as_str().unwrap().split("cursor=").next().unwrap().to_owned() + "cursor=[cursor]"
}
