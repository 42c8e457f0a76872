//! GET /agreements: the orders, which are the same on both databases.

use crate::support::app::TestApp;
use crate::support::build::{draft, regularisation, reported};

#[actix_web::test]
async fn by_dates_with_the_unknown_last_in_both_directions() {
    let app = TestApp::start().await;
    for (title, signed_on) in [
        ("b", Some("2000-05")),
        ("d", None),
        ("a", Some("2000")),
        ("c", Some("2014-10-13")),
        ("e", None),
    ] {
        let one = reported(title);
        app.given(if let Some(date) = signed_on {
            one.signed_on(date).years(5)
        } else {
            one
        })
        .await;
    }
    let list = async |sort: &str| app.titles(&app.public(), &format!("?sort={sort}")).await.concat();
    // A date sorts by the earliest day it can mean; what is alike, by its id.
    assert_eq!(list("signed_on").await, "abcde");
    assert_eq!(list("-signed_on").await, "cbaed");
    assert_eq!(app.titles(&app.public(), "").await.concat(), "cbaed");
    // Only of c is the end known to the day.
    assert_eq!(list("ends_on").await, "cbdae");
}

#[actix_web::test]
async fn by_the_day_of_registration() {
    let app = TestApp::start().await;
    for (title, signed_on, at) in [
        ("a", "2014", "2026-11-22T18:00:00Z"),
        ("b", "2016", "2026-11-23T18:00:00Z"),
        ("c", "2018", "2026-11-23T18:00:00Z"),
    ] {
        app.set_clock(at);
        app.given_registered(regularisation(title).signed_on(signed_on)).await;
    }
    app.given(reported("d")).await;
    app.given(draft("e")).await;
    let list = async |sort: &str| app.titles(&app.analyst(), &format!("?sort={sort}")).await.concat();
    assert_eq!(list("registered_on").await, "abcde");
    assert_eq!(list("-registered_on").await, "cbaed");
}

#[actix_web::test]
async fn by_title_as_people_spell_without_accents_and_case() {
    let app = TestApp::start().await;
    let sorted = [
        "«Acuerdo»",
        "acuerdo 10",
        "ACUERDO 2",
        "Ácuerdo 3",
        "acuérdo b",
        "Ñandú",
        "nandu",
        "Zeta",
        "Ωmega",
    ];
    for position in [4, 0, 8, 2, 5, 7, 1, 6, 3] {
        app.given(reported(sorted[position])).await;
    }
    assert_eq!(app.titles(&app.public(), "?sort=title").await, sorted);
}

#[actix_web::test]
async fn by_the_latest_change() {
    let app = TestApp::start().await;
    let mut first = None;
    for (second, title) in ["a", "b", "c"].into_iter().enumerate() {
        app.set_clock(&format!("2026-11-22T18:00:0{second}Z"));
        let given = app.given(draft(title)).await;
        first.get_or_insert(given);
    }
    let list = async || app.titles(&app.analyst(), "?sort=-updated_at").await.concat();
    assert_eq!(list().await, "cba");
    app.set_clock("2026-11-22T18:00:03Z");
    let first = first.unwrap();
    app.analyst()
        .patch(&first.path(), serde_json::json!({"title": "A"}))
        .if_match(&first.etag)
        .await
        .assert(200);
    assert_eq!(list().await, "Acb");
}

#[actix_web::test]
async fn by_the_day_on_which_something_is_due() {
    let app = TestApp::start().await;
    for (day, title) in [("12", "b"), ("05", "a")] {
        app.set_clock(&format!("2026-01-{day}T18:00:00Z"));
        app.taken(title, &["submission"]).await;
    }
    app.given(draft("c")).await;
    let list = app.titles(&app.analyst(), "?sort=due_on").await;
    assert_eq!(list.concat(), "abc", "nothing is due of a draft");
}

#[actix_web::test]
async fn by_relevance_titles_come_first() {
    let app = TestApp::start().await;
    for (title, denomination) in [
        ("Petra I", "x"),
        ("Otro", "Pacto de Petra"),
        ("Petra II", "x"),
        ("Más", "Petra y Yucatán"),
    ] {
        app.given(reported(title).with("denomination", denomination)).await;
    }
    for query in ["?q=petra", "?q=petra&sort=relevance"] {
        assert_eq!(
            app.titles(&app.public(), query).await,
            ["Petra II", "Petra I", "Más", "Otro"]
        );
    }
    assert_eq!(
        app.titles(&app.public(), "?q=petra&sort=title").await,
        ["Más", "Otro", "Petra I", "Petra II"]
    );
    app.public()
        .get("/agreements?sort=relevance")
        .await
        .assert_problem(400, "unknown-sort");
}

#[actix_web::test]
async fn an_order_that_does_not_exist_is_refused() {
    let app = TestApp::start().await;
    for sort in ["", "name", "-title", "signed_on,title", "SIGNED_ON"] {
        app.public()
            .get(&format!("/agreements?sort={sort}"))
            .wrong()
            .await
            .assert_problem(400, "unknown-sort");
    }
}
