//! POST /agreements

use serde_json::{Value, json};

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, iberoamerican_cities, irapuato, leon, mcallen, regularisation, reported};

#[actix_web::test]
async fn an_analyst_begins_a_draft_and_reads_it_back() {
    let app = TestApp::start().await;
    let answer = app
        .analyst()
        .post("/agreements", draft("Hermanamiento Irapuato - McAllen"))
        .await;
    let made = answer.assert_written(201);

    assert_eq!(
        answer.header("location"),
        format!("/api/v1/agreements/{}", made["id"].as_str().unwrap())
    );
    assert_eq!(made["stage"], "draft");
    assert_eq!(made["origin"], "procedure");
    assert_eq!(made["version"], 1);
    assert_eq!(made["validity"]["state"], "not_signed");
    assert_eq!(made["petitioner"]["name"], "Municipio de Irapuato");
    let read = app.analyst().get(answer.header("location")).await;
    assert_eq!(read.assert(200), made);
    assert_eq!(read.etag(), answer.etag());
}

#[actix_web::test]
async fn everything_that_is_sent_is_kept() {
    let app = TestApp::start().await;
    let earlier = app
        .given(reported("Hermanamiento Irapuato - McAllen").signed_on("2000"))
        .await;
    let sent = json!({
        "origin": "regularisation",
        "title": "Prórroga del hermanamiento Irapuato - McAllen",
        "alternative_titles": [{"language": "en", "title": "Extension of the sister city agreement"}],
        "instrument_type": "extension",
        "denomination": "Acuerdo de Prórroga",
        "binding": "no",
        "languages": ["es", "en-US"],
        "object": "Prorrogar el hermanamiento.\nSegundo párrafo.",
        "legal_basis": "LCT, artículo 7.",
        "derives_from_treaty": "Convenio de cooperación de 1972",
        "areas": ["culture", "tourism"],
        "external_number": "SRE-114/2014",
        "responsible_unit": "Dirección de Asuntos Internacionales",
        "signed_on": "2014-10",
        "signed_place": "Irapuato",
        "parties": [
            {"side": "domestic", "body": irapuato(), "name_as_signed": "H. Ayuntamiento de Irapuato",
             "signatures": [{"name": "Sixto Zetina Soto", "post": "Presidente Municipal", "signed_on": "2014-10-13", "place": "Irapuato"}]},
            {"side": "foreign", "body": mcallen(), "name_as_signed": null, "signatures": [{"name": null, "post": "Mayor", "signed_on": null, "place": null}]},
        ],
        "term": {"kind": "fixed", "amount": 5, "unit": "year", "until": null, "entry_into_force": "on_date", "in_force_from": "2014-11-01",
                 "renewal": {"amount": 5, "unit": "year", "times": 1}, "notice_days": 90, "text": "cinco años"},
        "links": [{"relation": "extends", "agreement": earlier.id()}],
        "sources": [{"url": "https://irapuato.gob.mx/acuerdos?id=1&b=2", "title": "Gaceta municipal", "consulted_on": "2026-11-20"}],
    });
    let made = app.analyst().post("/agreements", &sent).await.assert(201);

    for field in sent
        .as_object()
        .unwrap()
        .keys()
        .filter(|field| !["parties", "links"].contains(&field.as_str()))
    {
        assert_eq!(made[field], sent[field], "{field}");
    }
    for party in [0, 1] {
        for field in ["side", "name_as_signed", "signatures"] {
            assert_eq!(made["parties"][party][field], sent["parties"][party][field]);
        }
    }
    assert_eq!(made["links"][0]["title"], "Hermanamiento Irapuato - McAllen");
    assert_eq!(made["links"][0]["relation"], "extends");
    assert_eq!(made["validity"]["state"], "expired");
    assert_eq!(made["validity"]["since"], "2024-11-01");
}

#[actix_web::test]
async fn a_body_described_twice_is_one_body() {
    let app = TestApp::start().await;
    let first = app.given(draft("Uno")).await;
    let shouted =
        json!({"name": "CIUDAD DE MCALLEN,  TEXAS", "level": "municipal", "kind": "government", "country": "US"});
    let by_other_name =
        json!({"name": "Ayuntamiento de Irapuato", "level": "municipal", "country": "MX", "municipality": "11017"});
    let second = app.given(draft("Dos").between(by_other_name, shouted)).await;
    let by_id = app
        .given(draft("Tres").between(json!({"id": first.body(0)}), json!({"id": first.body(1)})))
        .await;

    for other in [&second, &by_id] {
        assert_eq!(other.body(0), first.body(0));
        assert_eq!(other.body(1), first.body(1));
    }
    assert_eq!(app.public().get("/bodies").await.assert(200)["total"], 2);
}

#[actix_web::test]
async fn an_international_organisation_can_be_the_counterpart() {
    let app = TestApp::start().await;
    let made = app
        .given(draft("Adhesión").between(irapuato(), iberoamerican_cities()))
        .await;
    assert_eq!(made.json["parties"][1]["body"]["country"], Value::Null);
    assert_eq!(made.json["parties"][1]["body"]["level"], "international");
}

#[actix_web::test]
async fn only_those_who_may_begin_a_draft_do() {
    let app = TestApp::start().await;
    let irapuato = app.given_body(irapuato()).await;

    for allowed in [app.analyst(), app.office(&irapuato), app.liaison("11")] {
        allowed.post("/agreements", draft("Permitido")).await.assert(201);
    }
    for forbidden in [
        app.counsel(),
        app.registrar(),
        app.auditor(),
        app.administrator(),
        app.system(),
    ] {
        forbidden
            .post("/agreements", draft("Prohibido"))
            .await
            .assert_problem(403, "forbidden");
    }
    app.public()
        .post("/agreements", draft("Anónimo"))
        .await
        .assert_problem(401, "unauthenticated");
    assert_eq!(app.titles(&app.auditor(), "?sort=title").await, ["Permitido"; 3]);
}

#[actix_web::test]
async fn only_the_ministry_enters_what_is_reported() {
    let app = TestApp::start().await;
    let irapuato = app.given_body(irapuato()).await;

    for allowed in [app.analyst(), app.registrar()] {
        allowed.post("/agreements", reported("Permitido")).await.assert(201);
    }
    for forbidden in [
        app.office(&irapuato),
        app.liaison("11"),
        app.counsel(),
        app.auditor(),
        app.administrator(),
    ] {
        forbidden
            .post("/agreements", reported("Prohibido"))
            .await
            .assert_problem(403, "forbidden");
    }
    assert_eq!(app.titles(&app.public(), "").await, ["Permitido"; 2]);
}

#[actix_web::test]
async fn an_office_brings_its_own_cases_only() {
    let app = TestApp::start().await;
    let (irapuato, leon) = (app.given_body(irapuato()).await, app.given_body(leon()).await);
    let own = app.office(&irapuato).post("/agreements", draft("Propio")).await;
    assert_eq!(own.assert(201)["petitioner"]["id"], irapuato);

    let for_another = draft("Ajeno").with("petitioner", json!({"id": leon}));
    app.office(&irapuato)
        .post("/agreements", for_another.clone())
        .await
        .assert_problem(403, "forbidden");
    let by_analyst = app.analyst().post("/agreements", for_another).await;
    assert_eq!(by_analyst.assert(201)["petitioner"]["id"], leon);
}

#[actix_web::test]
async fn a_liaison_brings_cases_of_its_state_only() {
    let app = TestApp::start().await;
    let irapuato = app.given_body(irapuato()).await;
    let named = draft("Con promovente").with("petitioner", json!({"id": irapuato}));

    app.liaison("11").post("/agreements", named.clone()).await.assert(201);
    app.liaison("14")
        .post("/agreements", named)
        .await
        .assert_problem(403, "forbidden");
    // The petitioner who is not named is the first Mexican party.
    app.liaison("11")
        .post("/agreements", draft("Sin promovente"))
        .await
        .assert(201);
    app.liaison("14")
        .post("/agreements", draft("Sin promovente"))
        .await
        .assert_problem(403, "forbidden");
}

#[actix_web::test]
async fn the_date_of_an_agreement_is_that_of_the_last_signature() {
    let app = TestApp::start().await;
    let signed = |on: &str| json!([{"name": "Ana", "post": "Alcaldesa", "signed_on": on}]);
    let both = regularisation("Firmado en dos actos")
        .without("signed_on")
        .at("/parties/0/signatures", signed("2014-10-13"))
        .at("/parties/1/signatures", signed("2014-11-02"))
        .years(5);
    let made = Given::of(app.analyst().post("/agreements", both).await);

    assert_eq!(made.json["signed_on"], "2014-11-02");
    assert_eq!(made.json["validity"]["state"], "expired");
    assert_eq!(made.json["validity"]["since"], "2019-11-02");
}

#[actix_web::test]
async fn a_repeated_post_with_the_same_key_makes_one_agreement() {
    let app = TestApp::start().await;
    let analyst = app.analyst();
    let first = analyst
        .post("/agreements", draft("Una vez"))
        .key("irapuato-2026-11-22")
        .await;
    let again = analyst
        .post("/agreements", draft("Una vez"))
        .key("irapuato-2026-11-22")
        .await;

    assert_eq!(again.assert(201), first.assert(201));
    assert_eq!(
        (again.etag(), again.header("location")),
        (first.etag(), first.header("location"))
    );
    assert_eq!(app.titles(&analyst, "").await, ["Una vez"]);

    let other = analyst
        .post("/agreements", draft("Otra cosa"))
        .key("irapuato-2026-11-22")
        .await;
    other.assert_problem(422, "idempotency-key-reused");
    // A key is its caller's own.
    app.liaison("11")
        .post("/agreements", draft("Otra cosa"))
        .key("irapuato-2026-11-22")
        .await
        .assert(201);
}

#[actix_web::test]
async fn a_refused_post_leaves_its_key_free() {
    let app = TestApp::start().await;
    let faulty = draft("Con falta").with("instrument_type", "pacto");
    let refused = app.analyst().post("/agreements", faulty).key("k").await;
    refused.assert_problem(422, "unknown-instrument-type");
    app.analyst()
        .post("/agreements", draft("Corregido"))
        .key("k")
        .await
        .assert(201);
}

#[actix_web::test]
async fn ten_posts_with_one_key_at_once_make_one_agreement() {
    let app = TestApp::start().await;
    let analyst = app.analyst();
    let post = async || analyst.post("/agreements", draft("Una vez")).key("k").await;
    let answers = futures_util::future::join_all((0..10).map(|_| post())).await;

    // Whoever comes while the first is under way is told so, whoever comes later gets its answer.
    let made = post().await.assert(201);
    assert!(answers.iter().any(|answer| answer.status == 201));
    for answer in &answers {
        match answer.status {
            201 => assert_eq!(answer.json(), made),
            _ => drop(answer.assert_problem(409, "request-in-progress")),
        }
    }
    assert_eq!(app.titles(&analyst, "").await.len(), 1);
}

#[actix_web::test]
async fn a_key_that_is_none_is_refused() {
    let app = TestApp::start().await;
    let too_long = "k".repeat(201);
    for key in ["", "two words", "ñ", &too_long] {
        let request = app.analyst().post("/agreements", draft("Sin clave"));
        request
            .header("idempotency-key", key)
            .wrong()
            .await
            .assert_problem(400, "idempotency-key-invalid");
    }
    assert!(app.titles(&app.analyst(), "").await.is_empty());
}
