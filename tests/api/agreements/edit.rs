//! PATCH /agreements/{id}

use serde_json::{Value, json};

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, irapuato, leon, medellin, regularisation, reported};

#[actix_web::test]
async fn what_is_absent_stays_null_clears_and_an_array_replaces() {
    let app = TestApp::start().await;
    let given = app
        .given(
            draft("Borrador")
                .with("areas", json!(["culture", "tourism"]))
                .with("denomination", "Acuerdo")
                .with(
                    "term",
                    json!({"kind": "fixed", "amount": 5, "unit": "year", "notice_days": 90}),
                ),
        )
        .await;
    let patch = json!({
        "title": "Hermanamiento",
        "denomination": null,
        "areas": ["sport"],
        "term": {"amount": 10, "notice_days": null},
    });
    app.set_clock("2026-11-22T19:00:00.5Z");
    let answer = app.analyst().patch(&given.path(), &patch).if_match(&given.etag).await;

    let mut expected = given.json.clone();
    expected["title"] = json!("Hermanamiento");
    expected["denomination"] = Value::Null;
    expected["areas"] = json!(["sport"]);
    expected["term"]["amount"] = json!(10);
    expected["term"]["notice_days"] = Value::Null;
    expected["version"] = json!(2);
    expected["updated_at"] = json!("2026-11-22T19:00:00.500000Z");
    assert_eq!(answer.assert_written(200), expected);
    let read = app.analyst().get(&given.path()).await;
    assert_eq!((read.assert(200), read.etag()), (expected, answer.etag()));
}

#[actix_web::test]
async fn a_merge_patch_may_be_called_one() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let patch = app.analyst().patch(&given.path(), json!({})).if_match(&given.etag);
    let answer = patch
        .bytes(
            "application/merge-patch+json",
            r#"{"signed_place": null, "title": "Otro"}"#,
        )
        .await;
    assert_eq!(answer.assert(200)["title"], "Otro");
}

#[actix_web::test]
async fn parties_that_stay_keep_their_ids() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let parties = json!([
        {"side": "domestic", "body": leon()},
        {"side": "domestic", "body": irapuato()},
        {"side": "foreign", "body": medellin()},
    ]);
    let edited = app
        .analyst()
        .patch(&given.path(), json!({"parties": parties}))
        .if_match(&given.etag)
        .await
        .assert(200);

    assert_eq!(edited["parties"][1]["id"], given.json["parties"][0]["id"]);
    let names = [0, 1, 2].map(|position| edited["parties"][position]["body"]["name"].clone());
    assert_eq!(
        names,
        ["Municipio de León", "Municipio de Irapuato", "Ciudad de Medellín"]
    );
    // The petitioner is who it was.
    assert_eq!(edited["petitioner"], given.json["petitioner"]);
}

#[actix_web::test]
async fn a_change_says_which_version_it_is_meant_for() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let patch = |tag: &str| {
        app.analyst()
            .patch(&given.path(), json!({"title": "Cambiado"}))
            .header("if-match", tag)
    };

    let without = app
        .analyst()
        .patch(&given.path(), json!({"title": "Cambiado"}))
        .wrong()
        .await;
    without.assert_problem(428, "precondition-required");
    for tag in ["1", "uno", "\"1-abc", ","] {
        patch(tag).await.assert_problem(400, "invalid-if-match");
    }
    for tag in ["\"2-abc\"", "\"other\"", "W/\"1-abc\""] {
        let stale = patch(tag).await.assert_problem(412, "stale-record");
        assert_eq!(stale["version"], 1);
    }
    assert_eq!(app.analyst().get(&given.path()).await.assert(200), given.json);
    assert_eq!(
        patch(&format!("\"0-x\", {}", given.etag)).await.assert(200)["version"],
        2
    );
    assert_eq!(patch("*").await.assert(200)["version"], 3);
    let stale = patch(&given.etag).await.assert_problem(412, "stale-record");
    assert_eq!(stale["version"], 3);
}

#[actix_web::test]
async fn the_tag_of_any_language_names_the_version() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let english = app.analyst().get(&given.path()).in_english().await;
    assert_ne!(english.etag(), given.etag);
    app.analyst()
        .patch(&given.path(), json!({"title": "Otro"}))
        .if_match(english.etag())
        .await
        .assert(200);
}

#[actix_web::test]
async fn of_ten_changes_meant_for_one_version_one_is_made() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let analyst = app.analyst();
    let patch = async |number: usize| {
        analyst
            .patch(&given.path(), json!({"title": format!("Título {number}")}))
            .if_match(&given.etag)
            .await
    };
    let answers = futures_util::future::join_all((0..10).map(patch)).await;

    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 412).count(), 9);
    let read = app.analyst().get(&given.path()).await.assert(200);
    assert_eq!(read, made[0].assert_written(200));
}

#[actix_web::test]
async fn only_a_draft_is_edited() {
    let app = TestApp::start().await;
    let patch = async |given: &Given| {
        app.analyst()
            .patch(&given.path(), json!({"title": "Cambiado"}))
            .if_match(&given.etag)
            .await
    };
    let known = app.given(reported("Conocido")).await;
    assert_eq!(
        patch(&known).await.assert_problem(409, "not-editable")["stage"],
        Value::Null
    );

    let submitted = app.taken("Presentado", &["submission"]).await;
    assert_eq!(
        patch(&submitted).await.assert_problem(409, "not-editable")["stage"],
        "submitted"
    );

    let registered = app.given_registered(regularisation("Inscrito")).await;
    assert_eq!(
        patch(&registered).await.assert_problem(409, "not-editable")["stage"],
        "registered"
    );
    let by_number = app
        .analyst()
        .patch("/agreements/RAI-2026-00001", json!({"title": "Cambiado"}))
        .if_match("*")
        .await;
    by_number.assert_problem(409, "not-editable");
    assert_eq!(
        app.titles(&app.auditor(), "?sort=title").await,
        ["Conocido", "Inscrito", "Presentado"]
    );
}

#[actix_web::test]
async fn who_may_edit_a_draft() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let leon = app.given_body(leon()).await;
    let office = app.office(given.body(0));
    for allowed in [app.analyst(), office, app.liaison("11")] {
        allowed
            .patch(&given.path(), json!({"title": "Cambiado"}))
            .if_match("*")
            .await
            .assert(200);
    }
    let patch = json!({"title": "Sin permiso"});
    for forbidden in [app.counsel(), app.registrar(), app.auditor(), app.administrator()] {
        forbidden
            .patch(&given.path(), &patch)
            .if_match("*")
            .await
            .assert_problem(403, "forbidden");
    }
    for blind in [app.office(&leon), app.liaison("14"), app.system()] {
        blind
            .patch(&given.path(), &patch)
            .if_match("*")
            .await
            .assert_problem(404, "not-found");
    }
    app.public()
        .patch(&given.path(), &patch)
        .if_match("*")
        .await
        .assert_problem(401, "unauthenticated");
    assert_eq!(app.titles(&app.auditor(), "").await, ["Cambiado"]);
}

#[actix_web::test]
async fn an_office_cannot_hand_its_case_to_another() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let leon = app.given_body(leon()).await;
    let patch = json!({"petitioner": {"id": leon}});
    let by_office = app
        .office(given.body(0))
        .patch(&given.path(), &patch)
        .if_match("*")
        .await;
    by_office.assert_problem(403, "forbidden");
    let by_analyst = app.analyst().patch(&given.path(), &patch).if_match("*").await;
    assert_eq!(by_analyst.assert(200)["petitioner"]["id"], leon);
}

#[actix_web::test]
async fn the_agreement_as_it_would_stand_is_held_against_the_rules() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador").years(5)).await;
    let one_side = json!([{"side": "domestic", "body": irapuato()}, {"side": "domestic", "body": leon()}]);
    let cases = [
        (json!({"object": null}), "missing-field", "/object"),
        (
            json!({"term": {"kind": "indefinite"}}),
            "term-contradictory",
            "/term/amount",
        ),
        (json!({"term": {"amount": null}}), "term-incomplete", "/term/amount"),
        (json!({"signed_on": "2014"}), "signed-too-early", "/signed_on"),
        (json!({"parties": one_side}), "one-sided", "/parties"),
        (json!({"areas": ["culture", "culture"]}), "duplicate-value", "/areas/1"),
        (
            json!({"links": [{"relation": "amends", "agreement": given.id()}]}),
            "self-link",
            "/links/0/agreement",
        ),
    ];
    for (patch, code, pointer) in cases {
        let answer = app.analyst().patch(&given.path(), &patch).if_match(&given.etag).await;
        answer.assert_problem(422, code);
        answer.assert_faults(&[(pointer, code)]);
    }
    let cases = [
        (json!({}), "too-few", ""),
        (json!({"origin": "reported"}), "unknown-field", "/origin"),
        (json!({"title": null}), "wrong-type", "/title"),
        (json!([]), "wrong-type", ""),
    ];
    for (patch, code, pointer) in cases {
        let answer = app
            .analyst()
            .patch(&given.path(), &patch)
            .if_match(&given.etag)
            .wrong()
            .await;
        answer.assert_problem(422, code);
        answer.assert_faults(&[(pointer, code)]);
    }
    assert_eq!(app.analyst().get(&given.path()).await.assert(200), given.json);
}

#[actix_web::test]
async fn a_link_taken_back_is_shown_by_neither() {
    let app = TestApp::start().await;
    let first = app.given(reported("Hermanamiento")).await;
    let second = app.given(draft("Prórroga").linked("extends", first.id())).await;
    // A draft is shown to nobody by the agreement it extends.
    assert_eq!(app.auditor().get(&first.path()).await.assert(200)["links"], json!([]));
    let edited = app
        .analyst()
        .patch(&second.path(), json!({"links": []}))
        .if_match(&second.etag)
        .await;
    assert_eq!(edited.assert(200)["links"], json!([]));
}
