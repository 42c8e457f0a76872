//! GET /agreements/{id}

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{regularisation, reported};

#[actix_web::test]
async fn what_is_reported_is_read_without_signing_in() {
    let app = TestApp::start().await;
    let given = app
        .given(reported("Hermanamiento Irapuato - McAllen").signed_on("2000"))
        .await;
    let answer = app.public().get(&given.path()).await;

    let mut read = answer.assert(200);
    assert_eq!(
        answer.header("vary"),
        "Accept, Accept-Encoding, Accept-Language, Authorization"
    );
    for pointer in [
        "/id",
        "/parties/0/id",
        "/parties/1/id",
        "/parties/0/body/id",
        "/parties/1/body/id",
    ] {
        *read.pointer_mut(pointer).unwrap() = json!("[uuid]");
    }
    insta::assert_json_snapshot!(read, @r#"
    {
      "id": "[uuid]",
      "registration_number": null,
      "external_number": null,
      "stage": null,
      "stage_since": null,
      "clock": null,
      "origin": "reported",
      "title": "Hermanamiento Irapuato - McAllen",
      "alternative_titles": [],
      "instrument_type": "twinning",
      "denomination": null,
      "binding": "unknown",
      "languages": [],
      "object": null,
      "legal_basis": null,
      "derives_from_treaty": null,
      "areas": [],
      "petitioner": null,
      "regularises": null,
      "regularised_by": null,
      "parties": [
        {
          "id": "[uuid]",
          "side": "domestic",
          "body": {
            "id": "[uuid]",
            "name": "Municipio de Irapuato",
            "level": "municipal",
            "kind": "government",
            "country": "MX",
            "state": "11",
            "municipality": "11017"
          },
          "name_as_signed": null,
          "signatures": []
        },
        {
          "id": "[uuid]",
          "side": "foreign",
          "body": {
            "id": "[uuid]",
            "name": "Ciudad de McAllen, Texas",
            "level": "municipal",
            "kind": "government",
            "country": "US",
            "state": null,
            "municipality": null
          },
          "name_as_signed": null,
          "signatures": []
        }
      ],
      "signed_on": "2000",
      "signed_place": null,
      "term": {
        "kind": "unknown",
        "amount": null,
        "unit": null,
        "until": null,
        "entry_into_force": "last_signature",
        "in_force_from": null,
        "renewal": null,
        "notice_days": null,
        "text": null
      },
      "links": [],
      "events": [],
      "follow_ups": [],
      "phases": [
        {
          "state": "not_signed",
          "from": null,
          "until": "2000-01-01",
          "ends": false,
          "reason": {
            "es": "Todavía no se firmaba",
            "en": "Not signed yet"
          }
        },
        {
          "state": "unknown",
          "from": "2000-01-01",
          "until": null,
          "ends": false,
          "reason": {
            "es": "No se conoce la vigencia pactada",
            "en": "The agreed term is not known"
          }
        }
      ],
      "sources": [
        {
          "url": "https://cgcid.org/guanajuato-internacional-un-primer-acercamiento/",
          "title": null,
          "consulted_on": "2026-11-22"
        }
      ],
      "clauses": [],
      "statements": [],
      "registered_on": null,
      "responsible_unit": null,
      "version": 1,
      "created_at": "2026-11-22T18:00:00.000000Z",
      "updated_at": "2026-11-22T18:00:00.000000Z",
      "validity": {
        "state": "unknown",
        "as_of": "2026-11-22",
        "since": "2000-01-01",
        "until": null,
        "next_change_on": null,
        "renews_on": null,
        "notice_by": null,
        "reason": "No se conoce la vigencia pactada"
      },
      "vitality": "unreported",
      "waiting": null
    }
    "#);
}

#[actix_web::test]
async fn an_agreement_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    for key in [
        "0199c3a1-9a40-7e11-8a3f-2f6f5d1c7b01",
        "RAI-2026-00042",
        "RAI",
        "%20",
        "a'b",
    ] {
        app.public()
            .get(&format!("/agreements/{key}"))
            .await
            .assert_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn a_reader_who_has_it_already_is_told_so() {
    let app = TestApp::start().await;
    let given = app.given(reported("Hermanamiento")).await;
    let read = app.public().get(&given.path()).await;

    for tag in [
        read.etag(),
        "*",
        &format!("\"0-x\", {}", read.etag()),
        &format!("W/{}", read.etag()),
    ] {
        let again = app.public().get(&given.path()).header("if-none-match", tag).await;
        again.assert(304);
        assert_eq!(again.etag(), read.etag());
    }
    app.public()
        .get(&given.path())
        .header("if-none-match", "\"1-other\"")
        .await
        .assert(200);
}

#[actix_web::test]
async fn the_tag_changes_with_language_and_day_because_the_body_does() {
    let app = TestApp::start().await;
    let given = app
        .given(reported("Hermanamiento").signed_on("2014-10-13").years(5))
        .await;
    let spanish = app.public().get(&given.path()).await;
    let english = app.public().get(&given.path()).in_english().await;
    let earlier = app.public().get(&format!("{}?valid_on=2015-06-01", given.path())).await;

    assert_eq!(
        english.assert(200)["validity"]["reason"],
        "5 years from the last signature, 2014-10-13; ends 2019-10-13"
    );
    assert_eq!(
        (spanish.header("content-language"), english.header("content-language")),
        ("es", "en")
    );
    assert_ne!(spanish.etag(), english.etag());
    assert_ne!(spanish.etag(), earlier.etag());
}

#[actix_web::test]
async fn validity_is_told_for_any_day() {
    let app = TestApp::start().await;
    let given = app
        .given(reported("Hermanamiento").signed_on("2014-10-13").years(5))
        .await;
    let expected = [
        ("2014-10-12", "not_signed", Value::Null, json!("2014-10-13")),
        ("2014-10-13", "in_force", json!("2014-10-13"), json!("2019-04-16")),
        ("2019-04-16", "expiring", json!("2019-04-16"), json!("2019-10-13")),
        ("2019-10-12", "expiring", json!("2019-04-16"), json!("2019-10-13")),
        ("2019-10-13", "expired", json!("2019-10-13"), Value::Null),
    ];
    for (day, state, since, next) in expected {
        let read = app
            .public()
            .get(&format!("{}?valid_on={day}", given.path()))
            .await
            .assert(200);
        let validity = &read["validity"];
        assert_eq!(
            (
                &validity["state"],
                &validity["as_of"],
                &validity["since"],
                &validity["next_change_on"]
            ),
            (&json!(state), &json!(day), &since, &next)
        );
    }
}

#[actix_web::test]
async fn today_is_the_day_it_is_in_mexico() {
    let app = TestApp::start().await;
    let given = app
        .given(reported("Hermanamiento").signed_on("2021-11-23").years(5))
        .await;
    let state = |read: Value| read["validity"]["state"].as_str().unwrap().to_owned();

    app.set_clock("2026-11-23T05:59:59Z");
    assert_eq!(state(app.public().get(&given.path()).await.assert(200)), "expiring");
    app.set_clock("2026-11-23T06:00:00Z");
    assert_eq!(state(app.public().get(&given.path()).await.assert(200)), "expired");
}

#[actix_web::test]
async fn head_answers_as_get_does_without_the_body() {
    let app = TestApp::start().await;
    let given = app.given(reported("Hermanamiento")).await;
    let (get, head) = (
        app.public().get(&given.path()).await,
        app.public().head(&given.path()).await,
    );
    assert_eq!((head.status, head.etag()), (200, get.etag()));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    assert_eq!(app.public().head("/agreements/RAI-2026-00042").await.status, 404);
}

#[actix_web::test]
async fn a_later_agreement_is_shown_by_the_one_it_extends() {
    let app = TestApp::start().await;
    let first = app.given(reported("Hermanamiento")).await;
    let second = app.given(reported("Prórroga").linked("extends", first.id())).await;

    let read = app.public().get(&first.path()).await.assert(200);
    let expected = json!([{"relation": "extended_by", "agreement": second.id(), "registration_number": null, "title": "Prórroga"}]);
    assert_eq!(read["links"], expected);
    assert_eq!(second.json["links"][0]["relation"], "extends");
}

#[actix_web::test]
async fn a_link_follows_the_title_of_the_other_agreement() {
    let app = TestApp::start().await;
    let first = app.given(reported("Hermanamiento")).await;
    let second = app
        .given(regularisation("Prórroga").linked("extends", first.id()))
        .await;
    let said = json!({"reason": "Errata.", "changes": {"title": "Acuerdo definitivo"}});
    let path = format!("{}/corrections", first.path());
    app.registrar().post(&path, said).await.assert(200);

    let read = app.analyst().get(&second.path()).await.assert(200);
    assert_eq!(read["links"][0]["title"], "Acuerdo definitivo");
}
