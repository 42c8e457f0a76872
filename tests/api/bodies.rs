//! /bodies and /bodies/{id}

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, leon, mcallen, reported, yucatan};

fn unesco() -> Value {
    json!({
        "name": "Organización de las Naciones Unidas para la Educación, la Ciencia y la Cultura",
        "level": "international", "kind": "international_organisation", "organisation": "41304",
        "names": [{"name": "UNESCO", "kind": "acronym", "language": null, "from": "1945", "until": null}],
    })
}

#[actix_web::test]
async fn a_body_is_added_and_read_by_all() {
    let app = TestApp::start().await;
    let answer = app.analyst().post("/bodies", unesco()).await;
    let made = answer.assert(201);
    assert_eq!(
        answer.header("location"),
        format!("/api/v1/bodies/{}", made["id"].as_str().unwrap())
    );
    for field in ["name", "level", "kind", "organisation", "names"] {
        assert_eq!(made[field], unesco()[field]);
    }
    let read = app.public().get(answer.header("location")).await;
    assert_eq!((read.assert(200), read.etag()), (made, answer.etag()));
    let again = app
        .public()
        .get(answer.header("location"))
        .header("if-none-match", read.etag())
        .await;
    again.assert(304);
    app.public()
        .get("/bodies/0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01")
        .await
        .assert_problem(404, "not-found");
    app.public()
        .get("/bodies/irapuato")
        .wrong()
        .await
        .assert_problem(404, "not-found");
}

#[actix_web::test]
async fn a_body_that_exists_is_named_and_not_made_again() {
    let app = TestApp::start().await;
    let id = app.given_body(mcallen()).await;
    let shouted =
        json!({"name": "CIUDAD DE McALLEN (TEXAS)", "level": "municipal", "kind": "government", "country": "US"});
    let problem = app
        .registrar()
        .post("/bodies", shouted)
        .await
        .assert_problem(409, "body-exists");
    assert_eq!(problem["body"], id);
    assert_eq!(app.public().get("/bodies").await.json()["total"], 1);
}

#[actix_web::test]
async fn a_change_that_would_make_a_double_names_the_other_body() {
    let app = TestApp::start().await;
    let (irapuato, leon) = (app.given_body(irapuato()).await, app.given_body(leon()).await);
    let patch = json!({"municipality": "11017"});
    let problem = app
        .analyst()
        .patch(&format!("/bodies/{leon}"), patch)
        .if_match("*")
        .await
        .assert_problem(409, "body-exists");
    assert_eq!(problem["body"], irapuato);
}

#[actix_web::test]
async fn a_new_name_keeps_the_old_one_as_former_and_both_find_the_body() {
    let app = TestApp::start().await;
    let given = app.given(reported("Hermanamiento")).await;
    let path = format!("/bodies/{}", given.body(1));
    let tag = app.public().get(&path).await.etag().to_owned();
    let changed = app
        .registrar()
        .patch(&path, json!({"name": "City of McAllen"}))
        .if_match(&tag)
        .await
        .assert(200);

    assert_eq!(
        (&changed["name"], &changed["version"]),
        (&json!("City of McAllen"), &json!(2))
    );
    let former =
        json!([{"name": "Ciudad de McAllen, Texas", "kind": "former", "language": null, "from": null, "until": null}]);
    assert_eq!(changed["names"], former);
    for question in ["city+mcallen", "ciudad+de+mcallen", "texas"] {
        assert_eq!(
            app.public().get(&format!("/bodies?q={question}")).await.each("id"),
            [given.body(1)],
            "{question}"
        );
        assert_eq!(
            app.titles(&app.public(), &format!("?q={question}")).await,
            ["Hermanamiento"],
            "{question}"
        );
    }
    let read = app.public().get(&given.path()).await;
    assert_eq!(read.json()["parties"][1]["body"]["name"], "City of McAllen");
    assert_ne!(read.etag(), given.etag);
    // Whoever describes it by its old name means the same body.
    assert_eq!(app.given(reported("Otro")).await.body(1), given.body(1));
}

#[actix_web::test]
async fn a_renamed_petitioner_is_renamed_in_its_cases() {
    let app = TestApp::start().await;
    let given = app.given(draft("Borrador")).await;
    let path = format!("/bodies/{}", given.body(0));
    app.analyst()
        .patch(&path, json!({"name": "H. Ayuntamiento de Irapuato"}))
        .if_match("*")
        .await
        .assert(200);
    let read = app.analyst().get(&given.path()).await.assert(200);
    assert_eq!(read["petitioner"]["name"], "H. Ayuntamiento de Irapuato");
}

#[actix_web::test]
async fn a_new_name_says_since_when_it_holds_and_ends_the_one_before() {
    let app = TestApp::start().await;
    let path = format!("/bodies/{}", app.given_body(mcallen()).await);
    let rename = |patch: Value| app.registrar().patch(&path, patch).if_match("*");
    let changed = rename(json!({"name": "City of McAllen", "renamed_on": "2011-05"}))
        .await
        .assert(200);
    let name = |name: &str, kind: &str, from: Option<&str>, until: Option<&str>| json!({"name": name, "kind": kind, "language": null, "from": from, "until": until});
    let expected = json!([
        name("Ciudad de McAllen, Texas", "former", None, Some("2011-05")),
        name("City of McAllen", "official", Some("2011-05"), None),
    ]);
    assert_eq!(changed["names"], expected);

    let earlier = rename(json!({"name": "McAllen", "renamed_on": "2010"})).await;
    earlier.assert_faults(&[("/renamed_on", "out-of-range")]);
    let to_come = rename(json!({"name": "McAllen", "renamed_on": "2027"})).await;
    to_come.assert_faults(&[("/renamed_on", "future-date")]);
    let no_name = rename(json!({"renamed_on": "2012"})).await;
    no_name.assert_faults(&[("/name", "missing-field")]);
}

#[actix_web::test]
async fn who_may_keep_the_directory() {
    let app = TestApp::start().await;
    let irapuato = app.given_body(irapuato()).await;
    let path = format!("/bodies/{irapuato}");
    for forbidden in [
        app.office(&irapuato),
        app.liaison("11"),
        app.counsel(),
        app.auditor(),
        app.system(),
    ] {
        forbidden.post("/bodies", leon()).await.assert_problem(403, "forbidden");
        forbidden
            .patch(&path, json!({"name": "Otro"}))
            .if_match("*")
            .await
            .assert_problem(403, "forbidden");
    }
    app.public()
        .post("/bodies", leon())
        .await
        .assert_problem(401, "unauthenticated");
    app.registrar().post("/bodies", leon()).await.assert(201);
    app.administrator().post("/bodies", yucatan()).await.assert(201);
    assert_eq!(app.public().get("/bodies").await.json()["total"], 3);
}

#[actix_web::test]
async fn a_change_of_a_body_says_which_version_it_is_meant_for() {
    let app = TestApp::start().await;
    let path = format!("/bodies/{}", app.given_body(irapuato()).await);
    let patch = json!({"name": "H. Ayuntamiento de Irapuato"});
    app.analyst()
        .patch(&path, &patch)
        .wrong()
        .await
        .assert_problem(428, "precondition-required");
    app.analyst()
        .patch(&path, &patch)
        .if_match("irapuato")
        .await
        .assert_problem(400, "invalid-if-match");
    let tag = app.public().get(&path).await.etag().to_owned();
    app.analyst().patch(&path, &patch).if_match(&tag).await.assert(200);
    let stale = app.analyst().patch(&path, &patch).if_match(&tag).await;
    assert_eq!(stale.assert_problem(412, "stale-record")["version"], 2);
}

#[actix_web::test]
async fn a_repeated_post_of_a_body_makes_one() {
    let app = TestApp::start().await;
    let post = |body: Value| app.analyst().post("/bodies", body).key("b-1");
    let first = post(irapuato()).await.assert(201);
    assert_eq!(post(irapuato()).await.assert(201), first);
    post(leon()).await.assert_problem(422, "idempotency-key-reused");
    app.analyst()
        .post("/agreements", draft("x"))
        .key("b-1")
        .await
        .assert_problem(422, "idempotency-key-reused");
}

#[actix_web::test]
async fn bodies_are_filtered_and_come_in_the_order_of_their_names() {
    let app = TestApp::start().await;
    for body in [unesco(), yucatan(), mcallen(), leon(), irapuato()] {
        app.given_body(body).await;
    }
    let names = async |query: &str| -> Vec<String> {
        let names = app.public().get(&format!("/bodies?{query}")).await.each("name");
        names
            .iter()
            .map(|name| name.split(' ').next_back().unwrap().to_owned())
            .collect()
    };
    let all = ["Texas", "Yucatán", "Irapuato", "León", "Cultura"];
    assert_eq!(names("limit=200").await, all);
    assert_eq!(names("level=municipal&country=MX").await, ["Irapuato", "León"]);
    assert_eq!(names("level=state&level=international").await, ["Yucatán", "Cultura"]);
    assert_eq!(names("kind=international_organisation").await, ["Cultura"]);
    assert_eq!(names("country=US").await, ["Texas"]);
    assert_eq!(names("state=11").await, ["Irapuato", "León"]);
    assert_eq!(
        names("municipality=11020&municipality=11017").await,
        ["Irapuato", "León"]
    );
    assert_eq!(names("q=unesco").await, ["Cultura"]);
    assert_eq!(names("q=MUNICIPIO+de+leon").await, ["León"]);

    let mut paged = Vec::new();
    let mut next = Some("/bodies?limit=2".to_owned());
    while let Some(path) = next {
        let page = app.public().get(&path).await;
        paged.extend(page.each("name"));
        assert_eq!(page.json()["total"], 5);
        next = page.json()["next"].as_str().map(ToOwned::to_owned);
    }
    assert_eq!(paged, app.public().get("/bodies").await.each("name"));
}

#[actix_web::test]
async fn everything_wrong_with_a_body_is_told_at_once() {
    let app = TestApp::start().await;
    let body = json!({
        "name": "", "level": "galactic", "country": "XX", "state": "33", "municipality": "11999", "organisation": "0", "colour": 1,
        "names": [{"name": "A", "kind": "nick"}, {"name": "B", "kind": "former", "from": "2014-13", "until": "2014-02-30"}],
    });
    let answer = app.analyst().post("/bodies", body).wrong().await;
    answer.assert_problem(422, "invalid-content");
    answer.assert_faults(&[
        ("/colour", "unknown-field"),
        ("/country", "unknown-country"),
        ("/kind", "missing-field"),
        ("/level", "unknown-value"),
        ("/municipality", "unknown-municipality"),
        ("/name", "too-short"),
        ("/names/0/kind", "unknown-value"),
        ("/names/1/from", "impossible-date"),
        ("/names/1/until", "impossible-date"),
        ("/organisation", "unknown-organisation"),
        ("/state", "unknown-state"),
    ]);
    assert_eq!(app.public().get("/bodies").await.json()["total"], 0);
}
