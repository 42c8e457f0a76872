//! The moves: from draft to registered as the people involved, and what is refused on the way.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::build::{draft, regularisation};
use crate::support::moves::{TO_SIGNED, said};

#[actix_web::test]
async fn four_people_take_a_case_from_draft_to_registered() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let office = app.office(case.body(0));
    let at = |step: &str| format!("{}/{step}", case.path());

    app.give_text(&case.path(), "draft").await;
    let submitted = office.post(&at("submission"), json!({"note": "Va con el acta."})).await;
    assert_eq!(submitted.assert(200)["stage"], "submitted");
    let review = app.analyst().post(&at("review"), json!({})).await;
    assert_eq!(review.assert(200)["stage"], "in_review");
    let opinion = app.counsel().post(&at("opinion"), said("opinion", &case.json)).await;
    assert_eq!(opinion.assert(200)["stage"], "cleared");
    let signed = office.post(&at("signatures"), said("signatures", &case.json)).await;
    assert_eq!(
        (&signed.assert(200)["stage"], &signed.assert(200)["signed_on"]),
        (&json!("signed"), &json!("2026-11-22"))
    );
    app.public().get(&case.path()).await.assert_problem(404, "not-found");

    app.give_text(&case.path(), "signed_original").await;
    let registered = app
        .registrar()
        .post(&at("registration"), said("registration", &case.json))
        .await;
    let record = registered.assert(200);
    assert_eq!(
        (
            &record["stage"],
            &record["registration_number"],
            &record["registered_on"]
        ),
        (&json!("registered"), &json!("RAI-2026-00001"), &json!("2026-11-22"))
    );
    let public = app.public().get("/agreements/RAI-2026-00001").await;
    assert_eq!(public.assert(200), record);

    let entries = app.public().get(&format!("{}/entries", case.path())).await;
    let actions = entries.each("action");
    assert_eq!(
        actions,
        [
            "agreement.created",
            "agreement.submitted",
            "agreement.review_begun",
            "agreement.opinion_given",
            "agreement.signed",
            "agreement.registered"
        ]
    );
    assert_eq!(entries.assert(200)["items"][3]["particulars"]["reference"], "D-1");
}

#[actix_web::test]
async fn a_case_goes_back_for_what_is_missing_and_for_remarks() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "completion-requests"]).await;
    let dismissal = app.make(&case, "dismissal").await;
    dismissal.assert_problem(409, "move-refused");
    let read = app.analyst().get(&case.path()).await;
    let patch = app
        .analyst()
        .patch(&case.path(), json!({"object": "Cultura y turismo"}));
    let edited = patch.if_match(read.etag()).await.assert(200);
    assert_eq!(
        (&edited["stage"], &edited["object"]),
        (&json!("incomplete"), &json!("Cultura y turismo"))
    );
    for (step, stage) in [
        ("submission", "submitted"),
        ("review", "in_review"),
        ("observations", "observed"),
        ("submission", "in_review"),
    ] {
        assert_eq!(app.make(&case, step).await.assert(200)["stage"], stage);
    }
}

#[actix_web::test]
async fn an_incomplete_case_is_dismissed_once_its_term_has_passed() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "completion-requests"]).await;
    app.set_clock("2026-12-05T18:00:00Z");
    assert_eq!(app.make(&case, "dismissal").await.assert(200)["stage"], "dismissed");
}

#[actix_web::test]
async fn a_move_from_another_stage_is_a_conflict_that_says_the_stage() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission"]).await;
    for step in [
        "submission",
        "observations",
        "opinion",
        "signatures",
        "registration",
        "dismissal",
        "cancellation",
    ] {
        let refused = app.make(&case, step).await;
        assert_eq!(
            refused.assert_problem(409, "wrong-stage")["stage"],
            "submitted",
            "{step}"
        );
    }
    let read = app.analyst().get(&case.path()).await.assert(200);
    assert_eq!(read["version"], 2);
}

#[actix_web::test]
async fn each_move_is_for_its_roles_and_hidden_from_whoever_does_not_see_the_case() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let everybody = [
        ("office", app.office(case.body(0))),
        ("liaison", app.liaison("11")),
        ("analyst", app.analyst()),
        ("counsel", app.counsel()),
        ("registrar", app.registrar()),
        ("auditor", app.auditor()),
        ("administrator", app.administrator()),
    ];
    let table = [
        ("submission", "office liaison analyst"),
        ("withdrawal", "office liaison analyst"),
        ("signatures", "office analyst"),
        ("completion-requests", "analyst"),
        ("review", "analyst"),
        ("dismissal", "analyst"),
        ("observations", "counsel"),
        ("opinion", "counsel"),
        ("registration", "registrar"),
        ("cancellation", "registrar"),
    ];
    for (step, allowed) in table {
        let path = format!("{}/{step}", case.path());
        for (role, caller) in &everybody {
            if !allowed.split(' ').any(|one| one == *role) {
                let refused = caller.post(&path, said(step, &case.json)).await;
                refused.assert_problem(403, "forbidden");
            }
        }
        for stranger in [app.liaison("31"), app.system()] {
            let refused = stranger.post(&path, said(step, &case.json)).await;
            refused.assert_problem(404, "not-found");
        }
        let refused = app.public().post(&path, said(step, &case.json)).await;
        refused.assert_problem(401, "unauthenticated");
    }
}

#[actix_web::test]
async fn signing_and_registering_are_refused_with_every_reason() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "review", "opinion"]).await;
    let early =
        json!({"parties": [{"id": case.json["parties"][0]["id"], "signatures": [{"signed_on": "2026-11-01"}]}]});
    let refused = app.analyst().post(&format!("{}/signatures", case.path()), early).await;
    let problem = refused.assert_problem(409, "move-refused");
    let codes: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["code"].clone())
        .collect();
    assert_eq!(codes, ["signed-too-early", "signature-missing"]);

    let stranger = json!({"parties": [{"id": case.body(0), "signatures": [{"signed_on": "2026-11-22"}]}]});
    let refused = app
        .analyst()
        .post(&format!("{}/signatures", case.path()), stranger)
        .await;
    refused.assert_problem(422, "unknown-party");
}

#[actix_web::test]
async fn a_case_is_brought_with_its_text_and_registered_with_what_was_signed() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let at = |step: &str| format!("{}/{step}", case.path());
    let refused = app.analyst().post(&at("submission"), json!({})).await;
    refused.assert_problem(409, "move-refused");
    refused.assert_faults(&[("/documents", "text-missing")]);
    app.give_text(&case.path(), "annex").await;
    let refused = app.analyst().post(&at("submission"), json!({})).await;
    refused.assert_faults(&[("/documents", "text-missing")]);

    app.take(&case, &TO_SIGNED).await;
    app.give_text(&case.path(), "certified_copy").await;
    let register = |evidence: &str| app.registrar().post(&at("registration"), json!({"evidence": evidence}));
    let refused = register("signed_original").await;
    refused.assert_problem(409, "move-refused");
    refused.assert_faults(&[("/documents", "text-missing")]);
    register("certified_copy").await.assert(200);
}

#[actix_web::test]
async fn cancelling_takes_two_registrars_and_keeps_the_number() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &TO_SIGNED).await;
    app.make(&case, "registration").await.assert(200);
    assert_eq!(app.make(&case, "cancellation").await.assert(200)["stage"], "registered");
    app.make(&case, "cancellation")
        .await
        .assert_problem(409, "move-refused");
    let path = format!("{}/cancellation", case.path());
    let cancelled = app
        .second_registrar()
        .post(&path, said("cancellation", &case.json))
        .await
        .assert(200);
    assert_eq!(
        (&cancelled["stage"], &cancelled["registration_number"]),
        (&json!("cancelled"), &json!("RAI-2026-00001"))
    );
    let next = app.taken("Otro", &TO_SIGNED).await;
    let registered = app.make(&next, "registration").await.assert(200);
    assert_eq!(registered["registration_number"], "RAI-2026-00002");
}

#[actix_web::test]
async fn a_regularisation_comes_signed_and_still_needs_the_opinion() {
    let app = TestApp::start().await;
    let case = app.given(regularisation("Hermanamiento")).await;
    for (step, stage) in [("submission", "in_review"), ("opinion", "cleared")] {
        assert_eq!(app.make(&case, step).await.assert(200)["stage"], stage);
    }
    let signed = app
        .analyst()
        .post(&format!("{}/signatures", case.path()), json!({}))
        .await
        .assert(200);
    assert_eq!(
        (&signed["stage"], &signed["signed_on"]),
        (&json!("signed"), &json!("2014-10-13"))
    );
    assert_eq!(app.make(&case, "registration").await.assert(200)["stage"], "registered");
}

#[actix_web::test]
async fn a_historic_agreement_is_registered_without_an_opinion() {
    let app = TestApp::start().await;
    let case = app
        .given(draft("Hermanamiento").with("origin", "historic").signed_on("1964"))
        .await;
    for (step, stage) in [
        ("submission", "submitted"),
        ("review", "in_review"),
        ("registration", "registered"),
    ] {
        assert_eq!(app.make(&case, step).await.assert(200)["stage"], stage);
    }
    let other = app.taken("Otro", &["submission", "review"]).await;
    app.make(&other, "registration")
        .await
        .assert_problem(409, "move-refused");
}

#[actix_web::test]
async fn fifty_registrations_at_once_get_fifty_numbers_without_a_gap() {
    let app = TestApp::start().await;
    let mut cases = Vec::new();
    for number in 0..50 {
        cases.push(app.taken(&format!("Hermanamiento {number}"), &TO_SIGNED).await);
    }
    let registered = futures_util::future::join_all(cases.iter().map(|case| app.make(case, "registration"))).await;
    let mut numbers: Vec<String> = registered
        .iter()
        .map(|answer| answer.assert(200)["registration_number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    let expected: Vec<String> = (1..=50).map(|number| format!("RAI-2026-{number:05}")).collect();
    assert_eq!(numbers, expected);
}

#[actix_web::test]
async fn of_thirty_two_who_move_a_case_at_once_one_wins() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission"]).await;
    let answers = futures_util::future::join_all((0..32).map(|_| app.make(&case, "review"))).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(refused.assert_problem(409, "wrong-stage")["stage"], "in_review");
    }
    let numbers: Vec<i64> = app
        .journal()
        .await
        .iter()
        .map(|entry| entry["number"].as_i64().unwrap())
        .collect();
    assert!(numbers.iter().zip(1..).all(|(number, expected)| *number == expected));
}

#[actix_web::test]
async fn a_move_asked_for_twice_under_one_key_is_made_once() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    app.give_text(&case.path(), "draft").await;
    let path = format!("{}/submission", case.path());
    let first = app.analyst().post(&path, json!({})).key("k-1").await;
    let again = app.analyst().post(&path, json!({})).key("k-1").await;
    assert_eq!((first.assert(200), first.etag()), (again.assert(200), again.etag()));
    let other = app.analyst().post(&path, json!({"note": "otra"})).key("k-1").await;
    other.assert_problem(422, "idempotency-key-reused");
}

#[actix_web::test]
async fn a_move_meant_for_an_older_version_is_refused() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let path = format!("{}/submission", case.path());
    let edit = app.analyst().patch(&case.path(), json!({"object": "Turismo"}));
    edit.if_match(&case.etag).await.assert(200);
    let stale = app.analyst().post(&path, json!({})).if_match(&case.etag).await;
    stale.assert_problem(412, "stale-record");
}

/// A stage, the moves by which a case gets there, and those that lead on: each with the stage it leads to.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

const TABLE: [Row; 11] = [
    (
        "draft",
        &[],
        &[("submission", "submitted"), ("withdrawal", "withdrawn")],
    ),
    (
        "submitted",
        &["submission"],
        &[
            ("completion-requests", "incomplete"),
            ("review", "in_review"),
            ("withdrawal", "withdrawn"),
        ],
    ),
    (
        "incomplete",
        &["submission", "completion-requests"],
        &[("submission", "submitted"), ("withdrawal", "withdrawn")],
    ),
    (
        "in_review",
        &["submission", "review"],
        &[
            ("observations", "observed"),
            ("opinion", "cleared"),
            ("withdrawal", "withdrawn"),
        ],
    ),
    (
        "observed",
        &["submission", "review", "observations"],
        &[("submission", "in_review"), ("withdrawal", "withdrawn")],
    ),
    (
        "cleared",
        &["submission", "review", "opinion"],
        &[("signatures", "signed"), ("withdrawal", "withdrawn")],
    ),
    ("signed", &TO_SIGNED, &[("registration", "registered")]),
    (
        "registered",
        &["submission", "review", "opinion", "signatures", "registration"],
        &[("cancellation", "registered")],
    ),
    ("withdrawn", &["submission", "withdrawal"], &[]),
    ("rejected", &["submission", "review"], &[]),
    ("out_of_scope", &["submission", "review"], &[]),
];

const MOVES: [&str; 11] = [
    "lapse",
    "submission",
    "completion-requests",
    "review",
    "observations",
    "opinion",
    "signatures",
    "registration",
    "withdrawal",
    "dismissal",
    "cancellation",
];

#[actix_web::test]
async fn from_every_stage_every_move_leads_where_the_table_says_or_nowhere() {
    let app = TestApp::start().await;
    for (stage, way, leading) in TABLE {
        let reach = async || {
            let another = draft("Hermanamiento").with("not_a_duplicate", "Un caso para cada etapa.");
            let case = app.given(another).await;
            app.take(&case, way).await;
            let result = match stage {
                "rejected" => "unfavourable",
                "out_of_scope" => "out_of_scope",
                _ => return case,
            };
            let opinion = json!({"result": result, "reference": "D-2", "issued_on": "2026-11-22"});
            let given = app.counsel().post(&format!("{}/opinion", case.path()), opinion).await;
            given.assert(200);
            case
        };
        let mut case = reach().await;
        for step in MOVES {
            let answer = app.make(&case, step).await;
            if let Some((_, to)) = leading.iter().find(|(known, _)| *known == step) {
                assert_eq!(answer.assert(200)["stage"], *to, "{stage}: {step}");
                case = reach().await;
            } else {
                assert_eq!(answer.status, 409, "{stage}: {step}");
                let now = app.analyst().get(&case.path()).await.assert(200);
                assert_eq!(now["stage"], stage, "{step}");
            }
        }
    }
    let findings = app.db.snapshot_here(rai::check::everything).unwrap();
    assert!(findings.iter().all(|finding| finding.wrong.is_empty()), "{findings:?}");
}
