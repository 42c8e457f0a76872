//! GET /agreements: what each filter keeps.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::build::{
    benito_juarez, draft, guadalajara, iberoamerican_cities, irapuato, leon, mcallen, medellin, regularisation,
    reported, wichita, yucatan,
};

/// Eight agreements, one minute apart, each under a letter.
///
/// a Irapuato–McAllen 2000; b León–Wichita 2014-10-13 for 5 years; c Guadalajara–Medellín 2014-10; d Yucatán with an organisation
/// 2026-01-15, without an end; e Benito Juárez–Wichita 2022-02-01 for 5 years; f Irapuato–Medellín without a date; g a draft of
/// León–Medellín; h Guadalajara–McAllen 1999-05, registered.
async fn shelf() -> TestApp {
    let app = TestApp::start().await;
    let memorandum = |title| reported(title).with("instrument_type", "memorandum_of_understanding");
    let indefinite = json!({"kind": "indefinite"});
    let shelf = [
        reported("a")
            .signed_on("2000")
            .with("areas", json!(["culture", "tourism"])),
        reported("b")
            .between(leon(), wichita())
            .signed_on("2014-10-13")
            .years(5)
            .with("areas", json!(["economy"])),
        memorandum("c").between(guadalajara(), medellin()).signed_on("2014-10"),
        memorandum("d")
            .between(yucatan(), iberoamerican_cities())
            .signed_on("2026-01-15")
            .with("term", indefinite),
        reported("e")
            .between(benito_juarez(), wichita())
            .signed_on("2022-02-01")
            .years(5)
            .with("areas", json!(["tourism"])),
        reported("f").between(irapuato(), medellin()),
        draft("g").between(leon(), medellin()),
        regularisation("h")
            .between(guadalajara(), mcallen())
            .signed_on("1999-05"),
    ];
    for (minute, one) in shelf.into_iter().enumerate() {
        app.set_clock(&format!("2026-11-22T18:0{minute}:00Z"));
        if one.0["title"] == "h" {
            app.given_registered(one).await;
        } else {
            app.given(one).await;
        }
    }
    app
}

async fn assert_each(cases: &[(&str, &str)]) {
    let app = shelf().await;
    for (query, expected) in cases {
        let answer = app.analyst().get(&format!("/agreements?sort=title&{query}")).await;
        assert_eq!(answer.each("title").concat(), *expected, "{query}");
        assert_eq!(answer.json()["total"], expected.len(), "{query}");
    }
}

#[actix_web::test]
async fn by_what_an_agreement_is() {
    assert_each(&[
        ("limit=200", "abcdefgh"),
        ("stage=draft", "g"),
        ("stage=registered&stage=draft", "gh"),
        ("stage=cancelled", ""),
        ("origin=reported", "abcdef"),
        ("origin=procedure&origin=regularisation", "gh"),
        ("instrument_type=memorandum_of_understanding", "cd"),
        (
            "instrument_type=memorandum_of_understanding&instrument_type=twinning",
            "abcdefgh",
        ),
        ("area=tourism", "ae"),
        ("area=economy&area=culture", "ab"),
        ("registration_number=RAI-2026-00001", "h"),
        ("registration_number=RAI-2026-00008", ""),
        ("area=tourism&state=23", "e"),
        ("area=tourism&state=14", ""),
    ])
    .await;
}

#[actix_web::test]
async fn by_who_its_parties_are() {
    assert_each(&[
        ("level=state", "d"),
        ("level=municipal", "abcefgh"),
        ("level=municipal&level=state", "abcdefgh"),
        ("level=international", ""),
        ("state=11", "abfg"),
        ("state=11&state=31", "abdfg"),
        ("municipality=11017", "af"),
        ("municipality=11020&municipality=14039", "bcgh"),
        ("country=US", "abeh"),
        ("country=US&country=CO", "abcefgh"),
        ("country=MX", ""),
        ("side_kind=foreign:international_organisation", "d"),
        ("side_kind=domestic:government", "abcdefgh"),
        (
            "side_kind=foreign:court&side_kind=foreign:international_organisation",
            "d",
        ),
        ("state=11&country=CO", "fg"),
    ])
    .await;
}

#[actix_web::test]
async fn by_the_body_of_either_side() {
    let app = shelf().await;
    let mcallen = app.public().get("/bodies?q=mcallen").await.each("id").remove(0);
    let leon = app.public().get("/bodies?q=leon").await.each("id").remove(0);
    let list = async |query: String| {
        app.titles(&app.analyst(), &format!("?sort=title&{query}"))
            .await
            .concat()
    };
    assert_eq!(list(format!("body={mcallen}")).await, "ah");
    assert_eq!(list(format!("body={mcallen}&body={leon}")).await, "abgh");
    assert_eq!(list("body=0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01".into()).await, "");
}

#[actix_web::test]
async fn a_range_keeps_what_may_lie_in_it() {
    assert_each(&[
        ("signed_from=2014", "bcde"),
        ("signed_from=2014-10-14", "cde"),
        ("signed_from=2014-11", "de"),
        ("signed_to=2014-10-12", "ach"),
        ("signed_to=2014-10", "abch"),
        ("signed_to=1999", "h"),
        ("signed_from=2000-06-15&signed_to=2000-06-15", "a"),
        ("signed_from=1999-06&signed_to=1999-12", ""),
        ("registered_from=2026-11-22", "h"),
        ("registered_from=2026-11-23", ""),
        ("registered_to=2026", "h"),
        ("registered_to=2026-11-21", ""),
        ("ends_from=2019-10-13&ends_to=2019-10-13", "b"),
        ("ends_from=2019-10-14", "e"),
        ("ends_to=2027-02", "be"),
        ("ends_to=2019-10-12", ""),
    ])
    .await;
}

#[actix_web::test]
async fn by_validity_today_and_on_any_day() {
    assert_each(&[
        ("validity=expired", "b"),
        ("validity=expiring", "e"),
        ("validity=in_force", "d"),
        ("validity=in_force&validity=expiring", "de"),
        ("validity=not_signed", "g"),
        ("validity=unknown", "acfh"),
        ("validity=pending", ""),
        ("validity=suspended&validity=terminated&validity=superseded", ""),
        ("validity=in_force&valid_on=2015-06-01", "b"),
        ("validity=not_signed&valid_on=2015-06-01", "deg"),
        ("validity=expiring&expiring_days=60", ""),
        ("validity=in_force&expiring_days=60", "de"),
        ("validity=expiring&valid_on=2019-04-16", "b"),
        ("validity=in_force&valid_on=2019-04-15", "b"),
        ("validity=expired&valid_on=2027-02-01", "be"),
        ("validity=expiring&valid_on=2027-01-31", "e"),
    ])
    .await;
}

/// The filter and the reading of one agreement decide alike, on any day.
#[actix_web::test]
async fn the_filter_keeps_what_reads_as_that_state() {
    let app = shelf().await;
    let days = [
        "1999-05-31",
        "2014-10-13",
        "2019-04-16",
        "2019-10-13",
        "2026-08-04",
        "2026-08-05",
        "2026-11-22",
        "2027-02-01",
    ];
    for day in days {
        let all = app
            .analyst()
            .get(&format!("/agreements?sort=title&valid_on={day}"))
            .await
            .items();
        for state in ["not_signed", "pending", "in_force", "expiring", "expired", "unknown"] {
            let expected: Vec<_> = all
                .iter()
                .filter(|one| one["validity"]["state"] == state)
                .map(|one| one["title"].clone())
                .collect();
            let kept = app
                .titles(&app.analyst(), &format!("?sort=title&valid_on={day}&validity={state}"))
                .await;
            assert_eq!(kept, expected, "{state} on {day}");
        }
    }
}

#[actix_web::test]
async fn by_when_it_was_changed_last() {
    assert_each(&[
        ("updated_since=2026-11-22T18:05:00Z", "fgh"),
        ("updated_since=2026-11-22T12:05:00.000001-06:00", "gh"),
        ("updated_since=2027-01-01T00:00:00Z", ""),
    ])
    .await;
}
