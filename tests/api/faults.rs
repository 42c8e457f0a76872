//! What a body that breaks rules gets: each fault under its own code, all of one body at once, and nothing is saved.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{Draft, draft, guadalajara, irapuato, leon, mcallen, medellin, regularisation, reported};
use crate::support::client::Answer;

/// A draft that breaks one rule, the rule, and where.
type Case = (Draft, &'static str, &'static str);

async fn refused(app: &TestApp, draft: Draft, wrong: bool) -> Answer {
    let request = app.analyst().post("/agreements", draft);
    if wrong { request.wrong().await } else { request.await }
}

/// Each is refused for its rule alone, and leaves nothing behind: no record, no body, no entry.
async fn assert_refused(cases: Vec<Case>, wrong: bool) {
    let app = TestApp::start().await;
    app.analyst();
    let before = app.journal().await;
    for (draft, code, pointer) in cases {
        let shown = draft.0.to_string();
        let answer = refused(&app, draft, wrong).await;
        assert_eq!(answer.status, 422, "{shown}\n{}", answer.text());
        answer.assert_faults(&[(pointer, code)]);
        answer.assert_problem(422, code);
    }
    assert_eq!(app.journal().await, before);
}

#[actix_web::test]
async fn what_has_not_the_form_the_contract_asks_for() {
    let base = || draft("x");
    let many: Vec<Value> = (0..61).map(|number| json!({"side": "foreign", "body": {"name": format!("B{number}"), "level": "unknown", "country": "US"}})).collect();
    let many: Vec<Value> = std::iter::once(json!({"side": "domestic", "body": irapuato()}))
        .chain(many)
        .collect();
    assert_refused(
        vec![
            (base().without("title"), "missing-field", "/title"),
            (base().without("instrument_type"), "missing-field", "/instrument_type"),
            (base().with("colour", "blue"), "unknown-field", "/colour"),
            (
                base().at("/parties/0/body/phone", "462"),
                "unknown-field",
                "/parties/0/body/phone",
            ),
            (
                base().with("id", "0199c3a1-9a40-7e11-8a3f-2f6f5d1c7b01"),
                "unknown-field",
                "/id",
            ),
            (base().with("stage", "registered"), "unknown-field", "/stage"),
            (base().with("a/b~c", 1), "unknown-field", "/a~1b~0c"),
            (base().with("title", 7), "wrong-type", "/title"),
            (base().with("areas", "culture"), "wrong-type", "/areas"),
            (base().with("term", json!([])), "wrong-type", "/term"),
            (
                base().with("term", json!({"kind": "fixed", "amount": 1.5, "unit": "year"})),
                "wrong-type",
                "/term/amount",
            ),
            (
                base().with("term", json!({"kind": "fixed", "amount": "5", "unit": "year"})),
                "wrong-type",
                "/term/amount",
            ),
            (base().with("origin", "rumour"), "unknown-value", "/origin"),
            (
                base().at("/parties/0/side", "north"),
                "unknown-value",
                "/parties/0/side",
            ),
            (base().with("title", "ñ".repeat(1001)), "too-long", "/title"),
            (base().with("object", "x".repeat(20_001)), "too-long", "/object"),
            (base().with("title", ""), "too-short", "/title"),
            (base().with("denomination", ""), "too-short", "/denomination"),
            (base().with("parties", json!(many)), "too-many", "/parties"),
            (
                base().with("term", json!({"kind": "fixed", "amount": 0, "unit": "year"})),
                "out-of-range",
                "/term/amount",
            ),
            (
                base().with("term", json!({"notice_days": 36501})),
                "out-of-range",
                "/term/notice_days",
            ),
            (
                base().with("petitioner", json!({"id": "irapuato"})),
                "unknown-body",
                "/petitioner/id",
            ),
            (base().with("signed_place", json!(["a"])), "wrong-type", "/signed_place"),
        ],
        true,
    )
    .await;
}

#[actix_web::test]
async fn characters_that_no_text_holds() {
    let cases = ["\u{0}", "a\u{7}b", "\u{1b}[31m", "x\u{7f}", "\u{85}"];
    assert_refused(
        cases.map(|text| (draft(text), "control-character", "/title")).into(),
        false,
    )
    .await;
}

#[actix_web::test]
async fn dates_that_are_none() {
    let base = |date: &str| reported("x").signed_on(date);
    let source = |date: &str| reported("x").at("/sources/0/consulted_on", date);
    let signature = |date: &str| regularisation("x").at("/parties/0/signatures", json!([{"signed_on": date}]));
    assert_refused(
        vec![
            (base("2014-02-30"), "impossible-date", "/signed_on"),
            (base("2014-13"), "impossible-date", "/signed_on"),
            (base("2015-02-29"), "impossible-date", "/signed_on"),
            (base("2014-00"), "impossible-date", "/signed_on"),
            (base("2014-10-00"), "impossible-date", "/signed_on"),
            (base("13/10/2014"), "invalid-date", "/signed_on"),
            (base("2014-1-3"), "invalid-date", "/signed_on"),
            (base("14"), "invalid-date", "/signed_on"),
            (base(""), "invalid-date", "/signed_on"),
            (base("２０１４"), "invalid-date", "/signed_on"),
            (base("2026-11-23"), "future-date", "/signed_on"),
            (base("2027"), "future-date", "/signed_on"),
            (source("2026-11"), "invalid-date", "/sources/0/consulted_on"),
            (source("2026-02-30"), "impossible-date", "/sources/0/consulted_on"),
            (source("2026-11-23"), "future-date", "/sources/0/consulted_on"),
            (
                signature("2014-02-30"),
                "impossible-date",
                "/parties/0/signatures/0/signed_on",
            ),
            (
                signature("2027-01-01"),
                "future-date",
                "/parties/0/signatures/0/signed_on",
            ),
            (
                base("2014").with("term", json!({"kind": "until", "until": "2014-06-31"})),
                "impossible-date",
                "/term/until",
            ),
        ],
        false,
    )
    .await;
}

#[actix_web::test]
async fn places_that_do_not_exist_or_do_not_fit() {
    let domestic = |body: Value| draft("x").between(body, mcallen());
    let foreign = |body: Value| draft("x").between(irapuato(), body);
    let with = |mut body: Value, field: &str, value: Value| {
        body[field] = value;
        body
    };
    let at = |field: &str| -> &'static str { format!("/parties/0/body/{field}").leak() };
    assert_refused(
        vec![
            (
                foreign(with(mcallen(), "country", json!("XX"))),
                "unknown-country",
                "/parties/1/body/country",
            ),
            (
                foreign(with(mcallen(), "country", json!("us"))),
                "unknown-country",
                "/parties/1/body/country",
            ),
            (
                domestic(with(irapuato(), "municipality", json!("11999"))),
                "unknown-municipality",
                at("municipality"),
            ),
            (
                domestic(with(irapuato(), "state", json!("14"))),
                "municipality-outside-state",
                at("municipality"),
            ),
            (
                domestic(with(irapuato(), "state", json!("33"))),
                "unknown-state",
                at("state"),
            ),
            (
                domestic(with(irapuato(), "municipality", Value::Null)),
                "missing-field",
                at("municipality"),
            ),
            (
                domestic(json!({"name": "Gobierno", "level": "state", "country": "MX"})),
                "missing-field",
                at("state"),
            ),
            (
                domestic(with(irapuato(), "level", json!("federal"))),
                "level-mismatch",
                at("municipality"),
            ),
            (
                foreign(with(mcallen(), "state", json!("11"))),
                "level-mismatch",
                "/parties/1/body/state",
            ),
            (
                foreign(json!({"name": "Gobierno", "level": "federal"})),
                "missing-field",
                "/parties/1/body/country",
            ),
            (
                domestic(json!({"level": "municipal", "municipality": "11017"})),
                "missing-field",
                at("name"),
            ),
        ],
        false,
    )
    .await;
}

#[actix_web::test]
async fn parties_that_make_no_agreement() {
    let both = |a: (&str, Value), b: (&str, Value)| {
        draft("x").with(
            "parties",
            json!([{"side": a.0, "body": a.1}, {"side": b.0, "body": b.1}]),
        )
    };
    let unknown = json!({"id": "0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01"});
    let ambiguous = json!({"id": "0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01", "name": "Irapuato"});
    let mut renamed = irapuato();
    renamed["name"] = json!("H. Ayuntamiento de Irapuato");
    let repeated = json!([{"side": "domestic", "body": irapuato()}, {"side": "domestic", "body": renamed}, {"side": "foreign", "body": mcallen()}]);
    assert_refused(
        vec![
            (
                both(("domestic", irapuato()), ("domestic", leon())),
                "one-sided",
                "/parties",
            ),
            (
                both(("foreign", mcallen()), ("foreign", medellin())),
                "one-sided",
                "/parties",
            ),
            (
                both(("domestic", irapuato()), ("foreign", guadalajara())),
                "domestic-counterpart",
                "/parties/1/body/country",
            ),
            (
                both(("domestic", mcallen()), ("foreign", medellin())),
                "foreign-domestic-party",
                "/parties/0/body/country",
            ),
            (
                both(("domestic", irapuato()), ("foreign", unknown)),
                "unknown-body",
                "/parties/1/body/id",
            ),
            (
                draft("x").with("parties", repeated),
                "duplicate-value",
                "/parties/1/body",
            ),
            (
                draft("x").with("petitioner", json!({"id": "0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01"})),
                "unknown-body",
                "/petitioner/id",
            ),
        ],
        false,
    )
    .await;
    let app = TestApp::start().await;
    let answer = refused(&app, both(("domestic", ambiguous), ("foreign", mcallen())), false).await;
    answer.assert_problem(422, "invalid-content");
    answer.assert_faults(&[
        ("/parties/0/body", "body-ambiguous"),
        ("/parties/0/body/id", "unknown-body"),
    ]);
}

#[actix_web::test]
async fn a_known_body_on_the_wrong_side() {
    let app = TestApp::start().await;
    let (irapuato, mcallen) = (app.given_body(irapuato()).await, app.given_body(mcallen()).await);
    let swapped = draft("x").between(json!({"id": mcallen}), json!({"id": irapuato}));
    let answer = refused(&app, swapped, false).await;
    answer.assert_problem(422, "invalid-content");
    answer.assert_faults(&[
        ("/parties/0/body/id", "foreign-domestic-party"),
        ("/parties/1/body/id", "domestic-counterpart"),
    ]);
}

#[actix_web::test]
async fn codes_outside_their_catalogues_and_values_that_contradict() {
    let term = |term: Value| reported("x").with("term", term);
    let source = |url: &str| reported("x").with("sources", json!([{"url": url, "consulted_on": "2026-11-22"}]));
    assert_refused(
        vec![
            (
                draft("x").with("instrument_type", "pacto"),
                "unknown-instrument-type",
                "/instrument_type",
            ),
            (
                draft("x").with("areas", json!(["culture", "magic"])),
                "unknown-area",
                "/areas/1",
            ),
            (
                draft("x").with("areas", json!(["culture", "culture"])),
                "duplicate-value",
                "/areas/1",
            ),
            (
                draft("x").with("languages", json!(["español"])),
                "invalid-format",
                "/languages/0",
            ),
            (
                draft("x").with("languages", json!(["es", "es"])),
                "duplicate-value",
                "/languages/1",
            ),
            (
                draft("x").with("alternative_titles", json!([{"language": "?", "title": "x"}])),
                "invalid-format",
                "/alternative_titles/0/language",
            ),
            (draft("x").without("object"), "missing-field", "/object"),
            (
                draft("x").with("legal_basis", Value::Null),
                "missing-field",
                "/legal_basis",
            ),
            (draft("   "), "too-short", "/title"),
            (draft("x").signed_on("2014"), "signed-too-early", "/signed_on"),
            (
                draft("x").at("/parties/1/signatures", json!([{"name": "Ana"}])),
                "signed-too-early",
                "/parties/1/signatures",
            ),
            (
                regularisation("x").with("origin", "historic"),
                "out-of-range",
                "/signed_on",
            ),
            (reported("x").without("sources"), "source-required", "/sources"),
            (reported("x").with("sources", json!([])), "source-required", "/sources"),
            (source("ftp://x.mx/a"), "invalid-format", "/sources/0/url"),
            (source("javascript:alert(1)"), "invalid-format", "/sources/0/url"),
            (source("https://"), "invalid-format", "/sources/0/url"),
            (term(json!({"kind": "until"})), "term-incomplete", "/term/until"),
            (
                term(json!({"entry_into_force": "on_date"})),
                "term-incomplete",
                "/term/in_force_from",
            ),
            (
                term(json!({"kind": "fixed", "amount": 5, "unit": "year", "renewal": {"times": 1}})),
                "term-incomplete",
                "/term/renewal",
            ),
            (
                term(json!({"kind": "indefinite", "amount": 5})),
                "term-contradictory",
                "/term/amount",
            ),
            (
                term(json!({"kind": "indefinite", "until": "2030"})),
                "term-contradictory",
                "/term/until",
            ),
            (
                term(json!({"kind": "fixed", "amount": 501, "unit": "year"})),
                "out-of-range",
                "/term/amount",
            ),
            (
                reported("x").linked("extends", "0199c3a1-9a40-7e11-8a3f-2f6f5d1c7b01"),
                "unknown-agreement",
                "/links/0/agreement",
            ),
        ],
        false,
    )
    .await;
    let app = TestApp::start().await;
    let answer = refused(&app, term(json!({"kind": "fixed"})), false).await;
    answer.assert_problem(422, "term-incomplete");
    answer.assert_faults(&[("/term/amount", "term-incomplete"), ("/term/unit", "term-incomplete")]);
}

#[actix_web::test]
async fn all_problems_of_one_body_are_told_at_once_in_the_reader_s_language() {
    let app = TestApp::start().await;
    let body = json!({
        "title": 7,
        "instrument_type": "pacto",
        "colour": "blue",
        "signed_on": "2014-02-30",
        "areas": ["magic"],
        "parties": [
            {"side": "domestic", "body": {"name": "Irapuato", "level": "municipal", "country": "MX", "state": "14", "municipality": "11017"}},
            {"side": "domestic", "body": {"name": "X", "level": "municipal", "country": "XX"}},
        ],
        "term": {"kind": "fixed", "amount": 0, "unit": "century"},
    });
    let spanish = app.analyst().post("/agreements", &body).wrong().await;
    spanish.assert_problem(422, "invalid-content");
    spanish.assert_faults(&[
        ("/areas/0", "unknown-area"),
        ("/colour", "unknown-field"),
        ("/instrument_type", "unknown-instrument-type"),
        ("/legal_basis", "missing-field"),
        ("/object", "missing-field"),
        ("/parties", "one-sided"),
        ("/parties/0/body/municipality", "municipality-outside-state"),
        ("/parties/1/body/country", "unknown-country"),
        ("/signed_on", "impossible-date"),
        ("/term/amount", "out-of-range"),
        ("/term/unit", "unknown-value"),
        ("/title", "wrong-type"),
    ]);
    let english = app.analyst().post("/agreements", &body).in_english().wrong().await;
    assert_eq!(english.faults(), spanish.faults());
    let pairs = spanish.json()["errors"]
        .as_array()
        .unwrap()
        .clone()
        .into_iter()
        .zip(english.json()["errors"].as_array().unwrap().clone());
    for (es, en) in pairs {
        assert_ne!(es["message"], en["message"]);
    }
    assert!(app.titles(&app.analyst(), "").await.is_empty());
}

#[actix_web::test]
async fn a_value_that_was_refused_is_not_repeated() {
    let app = TestApp::start().await;
    let secret = "correo@personal.example";
    for draft in [
        draft("x").with("origin", secret),
        draft("x").with("areas", json!([secret])),
        draft("x").with("signed_on", secret),
    ] {
        let answer = refused(&app, draft, true).await;
        assert_eq!(answer.status, 422);
        assert!(!answer.text().contains("correo"));
    }
}
