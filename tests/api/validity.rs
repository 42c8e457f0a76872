//! Validity told by the whole story: extensions, what supersedes and reaffirms, suspensions and terminations; the real chains.

use serde_json::{Value, json};

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, regularisation, reported};

/// `state from`, one for each phase of what is read.
fn phases(agreement: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or("ever").to_owned();
    let phases = agreement["phases"].as_array().unwrap();
    phases
        .iter()
        .map(|phase| format!("{} {}", word(&phase["state"]), word(&phase["from"])))
        .collect()
}

impl TestApp {
    async fn phases_of(&self, path: &str) -> Vec<String> {
        phases(&self.public().get(path).await.assert(200))
    }

    /// The path of the one agreement of the sample that has a title.
    async fn path_of(&self, title: &str) -> String {
        let all = self.public().get("/agreements?limit=200").await.items();
        let found = all.iter().find(|one| one["title"] == title).unwrap();
        format!("/agreements/{}", found["id"].as_str().unwrap())
    }

    async fn correct(&self, path: &str, changes: Value) {
        let said = json!({"reason": "Según el texto publicado.", "changes": changes});
        self.registrar()
            .post(&format!("{path}/corrections"), said)
            .await
            .assert(200);
    }

    async fn link(&self, later: &str, relation: &str, earlier: &str) {
        let id = earlier.rsplit('/').next().unwrap();
        self.correct(later, json!({"links": [{"relation": relation, "agreement": id}]}))
            .await;
    }

    async fn event(&self, given: &Given, kind: &str, on: &str) -> crate::support::client::Answer {
        let said = json!({"kind": kind, "on": on, "document": "Nota 01234"});
        self.analyst().post(&format!("{}/events", given.path()), said).await
    }
}

#[actix_web::test]
async fn the_cantaloupes_of_fda_and_senasica() {
    let app = TestApp::with_sample().await;
    let first = app
        .path_of(
            "Memorandum of Understanding Concerning Entry of Mexican Cantaloupes into the United States of America",
        )
        .await;
    let second = app
        .path_of("Prórroga 2 del Memorando de Entendimiento sobre el ingreso de melones cantalupos mexicanos")
        .await;
    let third = app
        .path_of("Extension of Memorandum of Understanding Concerning Entry of Mexican Cantaloupes (extension 3)")
        .await;
    let five = json!({"term": {"kind": "fixed", "amount": 5, "unit": "year", "until": null}});
    app.correct(&first, five).await;
    assert_eq!(
        app.phases_of(&first).await,
        ["not_signed ever", "in_force 2005-10-26", "expired 2010-10-26"]
    );
    // The first extension is in no public list; what the second says of it is that it ran until 2011-10-28.
    let one_year = reported("Prórroga 1")
        .signed_on("2010-10-26")
        .with("term", json!({"kind": "until", "until": "2011-10-27"}))
        .linked("extends", first.rsplit('/').next().unwrap());
    app.given(one_year).await;
    let six_months = json!({"signed_on": "2011-10-28",
        "term": {"kind": "fixed", "amount": 6, "unit": "month", "until": null}});
    app.correct(&second, six_months).await;
    app.link(&second, "extends", &first).await;
    let days = json!({"term": {"kind": "fixed", "amount": 75, "unit": "day", "until": null}});
    app.correct(&third, days).await;
    app.link(&third, "extends", &first).await;

    assert_eq!(
        app.phases_of(&first).await,
        [
            "not_signed ever",
            "in_force 2005-10-26",
            "expired 2012-04-28",
            "in_force 2012-04-30",
            "expired 2012-07-14"
        ]
    );
    let gap = app
        .public()
        .get(&format!("{first}?valid_on=2012-04-29"))
        .await
        .assert(200);
    assert_eq!(gap["validity"]["state"], "expired");
    assert_eq!(gap["validity"]["next_change_on"], "2012-04-30");
    let near = app
        .public()
        .get(&format!("{first}?valid_on=2011-12-01"))
        .await
        .assert(200);
    assert_eq!(near["validity"]["state"], "expiring");
    assert_eq!(near["validity"]["since"], "2011-10-31");
    assert!(
        near["validity"]["reason"]
            .as_str()
            .unwrap()
            .contains("prorrogado por «Prórroga 1»")
    );
    let found = app
        .public()
        .get("/agreements?validity=in_force&valid_on=2011-01-15&q=cantaloupes&sort=signed_on&expiring_days=0")
        .await;
    assert_eq!(found.each("id").len(), 1, "{}", found.text());
    let story = app.public().get(&format!("{second}/related")).await.assert(200);
    let dates: Vec<&str> = story["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["signed_on"].as_str().unwrap())
        .collect();
    assert_eq!(dates, ["2005-10-26", "2010-10-26", "2011-10-28", "2012-04-30"]);
}

#[actix_web::test]
async fn oaxaca_and_palo_alto_for_fifty_years_more() {
    let app = TestApp::with_sample().await;
    let first = app.path_of("Hermanamiento Oaxaca de Juárez - Palo Alto").await;
    let more = app
        .path_of("Prórroga del hermanamiento Oaxaca de Juárez - Palo Alto")
        .await;
    app.correct(&more, json!({"links": []})).await;
    assert_eq!(
        app.phases_of(&first).await,
        ["not_signed ever", "unknown 1964-01-01"],
        "with the year alone nothing is guessed"
    );
    app.link(&more, "extends", &first).await;
    assert_eq!(
        app.phases_of(&first).await,
        [
            "not_signed ever",
            "unknown 1964-01-01",
            "in_force 2014-06-13",
            "expired 2064-06-13"
        ]
    );
    let id = first.rsplit('/').next().unwrap();
    let until_2064 = app
        .public()
        .get("/agreements?validity=in_force&ends_from=2064-06-13&ends_to=2064-06-13")
        .await;
    assert!(until_2064.each("id").contains(&id.to_owned()));
}

#[actix_web::test]
async fn tijuana_and_san_diego_each_in_the_place_of_the_last() {
    let app = TestApp::with_sample().await;
    let mut paths = Vec::new();
    for year in ["2014", "2017", "2020", "2022"] {
        paths.push(
            app.path_of(&format!("Memorándum de Entendimiento Tijuana - San Diego ({year})"))
                .await,
        );
    }
    for pair in paths.windows(2) {
        app.link(&pair[1], "supersedes", &pair[0]).await;
    }
    assert_eq!(
        app.phases_of(&paths[0]).await,
        ["not_signed ever", "unknown 2014-01-01", "superseded 2017-03-13"]
    );
    assert_eq!(
        app.phases_of(&paths[2]).await,
        ["not_signed ever", "unknown 2020-01-31", "superseded 2022-05-11"]
    );
    let superseded = app
        .public()
        .get("/agreements?validity=superseded&facets=validity")
        .await;
    assert_eq!(superseded.json()["total"], 3);
    let story = app.public().get(&format!("{}/related", paths[3])).await.assert(200);
    assert_eq!(story["items"].as_array().unwrap().len(), 4);
}

#[actix_web::test]
async fn monterrey_and_san_antonio_reaffirmed_twice() {
    let app = TestApp::with_sample().await;
    let first = app.path_of("Hermanamiento Monterrey - San Antonio").await;
    let of_2023 = app.path_of("Refrendo del hermanamiento Monterrey - San Antonio").await;
    app.link(&of_2023, "reaffirms", &first).await;
    let of_1992 = reported("Refrendo de 1992")
        .signed_on("1992")
        .linked("reaffirms", first.rsplit('/').next().unwrap());
    app.given(of_1992).await;
    assert_eq!(app.phases_of(&first).await, ["not_signed ever", "unknown 1953-01-01"]);
    app.correct(
        &first,
        json!({"term": {"kind": "indefinite"}, "signed_on": "1953-09-04"}),
    )
    .await;
    assert_eq!(app.phases_of(&first).await, ["not_signed ever", "in_force 1953-09-04"]);
    let read = app.public().get(&first).await.assert(200);
    let relations: Vec<&str> = read["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["relation"].as_str().unwrap())
        .collect();
    assert_eq!(relations, ["reaffirmed_by", "reaffirmed_by"]);
}

#[actix_web::test]
async fn a_chain_reaches_the_agreement_it_began_with_once_it_is_registered() {
    let app = TestApp::start().await;
    let first = app.given(reported("Primero").signed_on("2010-01-01").years(5)).await;
    let second = app
        .given(
            reported("Segundo")
                .signed_on("2014-12-01")
                .years(5)
                .linked("extends", first.id()),
        )
        .await;
    let third = regularisation("Tercero")
        .signed_on("2019-11-01")
        .years(5)
        .linked("extends", second.id());
    let before = app.public().get(&first.path()).await.assert(200);
    assert_eq!(before["validity"]["since"], "2019-12-01");
    app.set_clock("2026-11-22T19:00:00Z");
    app.given_registered(third).await;
    assert_eq!(
        app.phases_of(&first.path()).await,
        ["not_signed ever", "in_force 2010-01-01", "expired 2024-11-01"]
    );
    // The journal has both the agreement as it was known and why it changed.
    let known = app
        .public()
        .get(&format!(
            "{}?known_at=2026-11-22T18:30:00Z&valid_on=2022-01-01",
            first.path()
        ))
        .await
        .assert(200);
    assert_eq!(known["validity"]["state"], "expired");
    let now = app
        .public()
        .get(&format!("{}?valid_on=2022-01-01", first.path()))
        .await
        .assert(200);
    assert_eq!(now["validity"]["state"], "in_force");
    let entries = app.public().get(&format!("{}/entries", first.path())).await.items();
    let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["agreement.created", "agreement.related", "agreement.related"]);
    assert_eq!(entries[2]["particulars"]["because_of"].as_str().unwrap().len(), 36);
    assert_eq!(entries[2]["changes"][0]["pointer"], "/phases");
    app.assert_sound().await;
}

#[actix_web::test]
async fn an_agreement_reached_on_two_ways_is_told_by_both() {
    let app = TestApp::start().await;
    let first = app.given(reported("Primero").signed_on("2010-01-01").years(5)).await;
    let second = app
        .given(
            reported("Segundo")
                .signed_on("2014-12-01")
                .years(5)
                .linked("extends", first.id()),
        )
        .await;
    // The third extends the second, and through it the first, which it bears on itself too.
    let links =
        json!([{"relation": "amends", "agreement": first.id()}, {"relation": "extends", "agreement": second.id()}]);
    let third = reported("Tercero")
        .signed_on("2019-11-01")
        .years(5)
        .with("links", links.clone());
    app.given(third.with("term", json!({"kind": "unknown"}))).await;
    assert_eq!(app.phases_of(&first.path()).await.last().unwrap(), "unknown 2019-12-01");
    let other_way = json!([links[1], links[0]]);
    let fourth = reported("Cuarto")
        .signed_on("2019-11-15")
        .years(10)
        .with("links", other_way);
    app.given(fourth).await;
    assert_eq!(app.phases_of(&first.path()).await.last().unwrap(), "expired 2029-11-15");
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_is_not_public_or_void_changes_nothing() {
    let app = TestApp::start().await;
    let first = app.given(reported("Primero").signed_on("2010-01-01").years(5)).await;
    let extension = regularisation("Prórroga")
        .signed_on("2014-12-01")
        .years(20)
        .linked("extends", first.id());
    app.given(extension.clone()).await;
    let alone = ["not_signed ever", "in_force 2010-01-01", "expired 2015-01-01"];
    assert_eq!(app.phases_of(&first.path()).await, alone);
    let again = extension.with("not_a_duplicate", "Se repite a propósito.");
    let registered = app.given_registered(again).await;
    assert_eq!(app.phases_of(&first.path()).await[2], "expired 2034-12-01");
    let void = json!({"reason": "Un duplicado."});
    let path = format!("{}/cancellation", registered.path());
    app.registrar().post(&path, &void).await.assert(200);
    app.second_registrar().post(&path, &void).await.assert(200);
    assert_eq!(app.phases_of(&first.path()).await, alone);
    app.assert_sound().await;
}

#[actix_web::test]
async fn events_are_recorded_and_their_contradictions_refused() {
    let app = TestApp::start().await;
    let given = app
        .given_registered(regularisation("Hermanamiento").signed_on("2014-02-01").years(20))
        .await;
    app.event(&given, "resumption", "2016-01-01")
        .await
        .assert_faults(&[("/kind", "event-contradicts")]);
    app.event(&given, "suspension", "2013")
        .await
        .assert_faults(&[("/on", "invalid-date"), ("/on", "event-contradicts")]);
    app.event(&given, "non_renewal", "2027-01-01")
        .await
        .assert_faults(&[("/kind", "event-contradicts"), ("/on", "future-date")]);
    app.event(&given, "suspension", "2016-01-01").await.assert(200);
    app.event(&given, "resumption", "2017-01-01").await.assert(200);
    let after = app.event(&given, "termination", "2025-06-30").await.assert(200);
    assert_eq!(
        phases(&after),
        [
            "not_signed ever",
            "in_force 2014-02-01",
            "suspended 2016-01-01",
            "in_force 2017-01-01",
            "terminated 2025-06-30"
        ]
    );
    assert_eq!(after["validity"]["state"], "terminated");
    assert_eq!(after["validity"]["reason"], "Terminado el 2025-06-30 (Nota 01234)");
    let list = |query: &'static str| async { app.titles(&app.public(), query).await.len() };
    assert_eq!(list("?validity=suspended&valid_on=2016-06-01").await, 1);
    assert_eq!(list("?validity=terminated").await, 1);
    assert_eq!(list("?validity=expiring&valid_on=2025-06-01").await, 1);
    let entries = app.public().get(&format!("{}/entries", given.path())).await.items();
    assert_eq!(entries.last().unwrap()["action"], "agreement.event_recorded");
    assert_eq!(entries.last().unwrap()["particulars"]["kind"], "termination");

    // One that was recorded by mistake is taken back by a correction.
    let kept: Vec<Value> = after["events"].as_array().unwrap()[..2].to_vec();
    app.correct(&given.path(), json!({"events": kept})).await;
    assert_eq!(app.phases_of(&given.path()).await.last().unwrap(), "expired 2034-02-01");
    app.assert_sound().await;
}

#[actix_web::test]
async fn nothing_happens_to_what_is_not_signed_and_only_the_ministry_says_so() {
    let app = TestApp::start().await;
    let case = app.given(draft("Borrador")).await;
    app.event(&case, "termination", "2026")
        .await
        .assert_problem(409, "wrong-stage");
    let early = draft("Otro").with(
        "events",
        json!([{"kind": "termination", "on": "2026", "document": "x"}]),
    );
    let refused = app.analyst().post("/agreements", early).await;
    refused.assert_faults(&[("/events", "signed-too-early")]);
    let seen = app.given(reported("Hermanamiento").signed_on("2014").years(5)).await;
    let said = json!({"kind": "termination", "on": "2016", "document": "Nota"});
    let path = format!("{}/events", seen.path());
    app.counsel().post(&path, &said).await.assert_problem(403, "forbidden");
    app.registrar().post(&path, &said).await.assert(200);
}

#[actix_web::test]
async fn entry_into_force_by_notice() {
    let app = TestApp::start().await;
    let on_notice = json!({"kind": "fixed", "amount": 5, "unit": "year", "entry_into_force": "on_notice"});
    let given = app
        .given(reported("Acuerdo").signed_on("1988-11-30").with("term", on_notice))
        .await;
    assert_eq!(
        app.phases_of(&given.path()).await,
        ["not_signed ever", "unknown 1988-11-30"]
    );
    app.event(&given, "entry_into_force", "1989-01-24").await.assert(200);
    assert_eq!(
        app.phases_of(&given.path()).await,
        [
            "not_signed ever",
            "pending 1988-11-30",
            "in_force 1989-01-24",
            "expired 1994-01-24"
        ]
    );
}

#[actix_web::test]
async fn the_list_is_sorted_and_counted_by_validity() {
    let app = TestApp::start().await;
    for (title, signed_on, years) in [
        ("e", "2000-01-01", 5),
        ("b", "2022-02-01", 5),
        ("a", "2021-12-01", 5),
        ("c", "2022-02-01", 50),
    ] {
        app.given(reported(title).signed_on(signed_on).years(years)).await;
    }
    app.given(reported("d")).await;
    app.given(draft("f")).await;
    let mut titles = Vec::new();
    let mut next = Some("/api/v1/agreements?sort=validity&limit=2&facets=validity".to_owned());
    while let Some(path) = next {
        let page = app.analyst().get(path.trim_start_matches("/api/v1")).await.assert(200);
        assert_eq!(page["total"], 6);
        let counts: Vec<(String, i64)> = page["facets"]["validity"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["value"].as_str().unwrap().to_owned(),
                    one["count"].as_i64().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            counts,
            [
                ("expiring", 2),
                ("expired", 1),
                ("in_force", 1),
                ("not_signed", 1),
                ("unknown", 1)
            ]
            .map(|(state, count)| (state.to_owned(), count))
        );
        titles.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["title"].as_str().unwrap().to_owned()),
        );
        next = page["next"].as_str().map(ToOwned::to_owned);
    }
    assert_eq!(titles.concat(), "abcdef");
}
