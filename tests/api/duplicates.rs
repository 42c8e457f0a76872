//! Likely duplicates: warned of when an agreement is written, listed, and answered before it is brought

use serde_json::{Value, json};

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, irapuato, leon, mcallen, regularisation, reported, wichita};

const TITLE: &str = "Hermanamiento Irapuato - McAllen";
const AGAIN: &str = "Acuerdo de hermanamiento entre Irapuato y McAllen";

impl TestApp {
    /// The ids of what an agreement looks like, as an analyst is told them.
    async fn doubles(&self, given: &Given) -> Vec<String> {
        let path = format!("{}/duplicates", given.path());
        self.analyst().get(&path).await.each("agreement")
    }
}

#[actix_web::test]
async fn what_is_typed_again_is_warned_of_with_the_evidence() {
    let app = TestApp::start().await;
    let first = app.given(reported(TITLE).signed_on("2014-10-13")).await;
    let answer = app
        .analyst()
        .post("/agreements", reported(AGAIN).signed_on("2014"))
        .await;
    let made = answer.assert(201);
    let warning = &made["warnings"][0];
    assert_eq!(
        (&warning["code"], &warning["agreement"], &warning["title"]),
        (&json!("likely-duplicate"), &first.json["id"], &json!(TITLE))
    );
    let evidence = json!({
        "parties": ["Municipio de Irapuato", "Ciudad de McAllen, Texas"], "days_apart": 0, "title_similarity": 0.72,
    });
    assert_eq!(warning["evidence"], evidence);
    let message = warning["message"].as_str().unwrap();
    assert!(
        message.contains("quizá firmados el mismo día; títulos parecidos en 72 %"),
        "{message}"
    );

    // Reading it says nothing of it, and its tag is that of what is read.
    let path = format!("/agreements/{}", made["id"].as_str().unwrap());
    let read = app.public().get(&path).await;
    assert_eq!(
        (read.assert(200), read.etag()),
        (answer.assert_written(201), answer.etag())
    );
    let listed = app.public().get(&format!("{path}/duplicates")).await.items();
    assert_eq!((listed.len(), &listed[0]["evidence"]), (1, &evidence));

    let apart = json!({"signed_on": "2016"});
    let edited = app
        .registrar()
        .post(&format!("{path}/corrections"), json!({"reason": "x", "changes": apart}))
        .await;
    edited.assert(200);
    assert_eq!(app.doubles(&first).await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_change_warns_too() {
    let app = TestApp::start().await;
    let first = app.given(reported(TITLE)).await;
    let second = app.given(draft("Cooperación en materia de agua")).await;
    assert_eq!(app.doubles(&second).await, Vec::<String>::new());
    let patch = app
        .analyst()
        .patch(&second.path(), json!({"title": AGAIN}))
        .if_match(&second.etag);
    let warnings = patch.await.assert(200)["warnings"].clone();
    assert_eq!(warnings[0]["agreement"], first.json["id"]);
}

#[actix_web::test]
async fn what_is_linked_given_up_or_not_to_be_seen_is_no_double() {
    let app = TestApp::start().await;
    let earlier = app.given(reported(TITLE)).await;
    let linked = app.given(draft(AGAIN).linked("reaffirms", earlier.id())).await;
    assert_eq!(app.doubles(&linked).await, Vec::<String>::new());
    assert_eq!(app.doubles(&earlier).await, Vec::<String>::new());

    let withdrawn = app
        .given(draft("Hermanamiento de Irapuato y McAllen").between(leon(), wichita()))
        .await;
    let other = app
        .given(draft("Hermanamiento de Irapuato con McAllen").between(leon(), wichita()))
        .await;
    assert_eq!(app.doubles(&other).await, [withdrawn.id()]);
    // The public does not learn of the draft by way of what it looks like, and an office sees its own.
    let known = app
        .given(reported("Hermanamiento Irapuato–McAllen").between(leon(), wichita()))
        .await;
    let path = format!("{}/duplicates", known.path());
    assert_eq!(app.public().get(&path).await.items().len(), 0);
    assert_eq!(app.office(other.body(0)).get(&path).await.items().len(), 2);
    app.take(&withdrawn, &["withdrawal"]).await;
    assert_eq!(app.doubles(&other).await, [known.id()]);
}

#[actix_web::test]
async fn a_likely_double_is_brought_with_a_reason_and_asked_about_once() {
    let app = TestApp::start().await;
    let first = app.given(reported(TITLE)).await;
    let case = app.given(draft(AGAIN)).await;
    app.give_text(&case.path(), "draft").await;
    let path = format!("{}/submission", case.path());
    let refused = app.analyst().post(&path, json!({"note": "Urge"})).await;
    refused.assert_problem(409, "move-refused");
    refused.assert_faults(&[("", "likely-duplicate")]);

    let said = json!({"not_a_duplicate": "El de 2014 es de cultura; este, de agua."});
    app.analyst().post(&path, &said).await.assert(200);
    let entries = app.analyst().get(&format!("{}/entries", case.path())).await.items();
    assert_eq!(
        entries.last().unwrap()["particulars"]["not_a_duplicate"],
        said["not_a_duplicate"]
    );
    let listed = app.analyst().get(&format!("{}/duplicates", case.path())).await.items();
    assert_eq!(
        (&listed[0]["agreement"], &listed[0]["not_a_duplicate"]),
        (&first.json["id"], &said["not_a_duplicate"])
    );
    app.take(&case, &["completion-requests", "submission"]).await;

    // Another one that comes up meanwhile is asked about.
    app.take(&case, &["completion-requests"]).await;
    app.given(reported("Hermanamiento Irapuato con McAllen")).await;
    let refused = app.make(&case, "submission").await;
    refused.assert_faults(&[("", "likely-duplicate")]);
}

#[actix_web::test]
async fn the_preflight_asks_what_the_submission_asks() {
    let app = TestApp::start().await;
    app.given(reported(TITLE)).await;
    let check = async |draft: Value| app.analyst().post("/agreements/validation", draft).await.assert(200);
    let found = check(draft(AGAIN).0).await;
    let problem = &found["problems"][0];
    assert_eq!(
        (
            &found["passes"],
            &problem["code"],
            &problem["severity"],
            &problem["pointer"]
        ),
        (&json!(false), &json!("likely-duplicate"), &json!("warning"), &json!(""))
    );
    // What is only reported is brought by nobody: the warning stands in no way.
    assert_eq!(check(reported(AGAIN).0).await["passes"], true);

    let answered = draft(AGAIN).with("not_a_duplicate", "Es de otra materia.");
    let found = check(answered.0.clone()).await;
    assert_eq!(
        (&found["passes"], &found["problems"][0]["severity"]),
        (&json!(true), &json!("warning"))
    );
    let case = Given::of(app.analyst().post("/agreements", &answered).await);
    let entries = app.analyst().get(&format!("{}/entries", case.path())).await.items();
    assert_eq!(
        entries[0]["particulars"],
        json!({"not_a_duplicate": "Es de otra materia."})
    );
    assert!(case.json.get("not_a_duplicate").is_none());
    app.take(&case, &["submission"]).await;
}

#[actix_web::test]
async fn a_body_is_stood_for_by_those_before_and_after_it() {
    let app = TestApp::start().await;
    let first = app.given(reported(TITLE)).await;
    let successor = app.given_body(leon()).await;
    let merged = json!({"kind": "merged", "on": "2020", "reason": "Decreto", "successors": [{"id": successor}]});
    let path = format!("/bodies/{}/succession", first.body(0));
    app.analyst().post(&path, merged).await.assert(200);
    let again = app.given(reported(TITLE).between(leon(), mcallen())).await;
    assert_eq!(app.doubles(&again).await, [first.id()]);
    assert_eq!(app.doubles(&first).await, [again.id()]);
    let other = app.given(reported(TITLE).between(irapuato(), wichita())).await;
    assert_eq!(app.doubles(&other).await, Vec::<String>::new());
}

#[actix_web::test]
async fn none_of_the_real_agreements_is_taken_for_another() {
    let app = TestApp::with_sample().await;
    let mut taken = Vec::new();
    for page in ["/agreements?limit=200&sort=title"] {
        for agreement in app.public().get(page).await.items() {
            let path = format!("/agreements/{}/duplicates", agreement["id"].as_str().unwrap());
            for double in app.public().get(&path).await.items() {
                taken.push(format!("{} = {}", agreement["title"], double["title"]));
            }
        }
    }
    assert_eq!(taken, Vec::<String>::new());
    let tijuana = app
        .public()
        .get("/agreements?q=tijuana+san+diego&sort=signed_on&limit=4")
        .await
        .items();
    let parties = &tijuana[1]["parties"];
    let named = |party: usize| json!({"id": parties[party]["body"]["id"]});
    let typed_again = regularisation("Memorandum de entendimiento San Diego – Tijuana, 2017")
        .between(named(0), named(1))
        .signed_on("2017-03");
    let made = app.analyst().post("/agreements", typed_again).await.assert(201);
    let warned: Vec<&Value> = made["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["agreement"])
        .collect();
    assert_eq!(warned, [&tijuana[1]["id"]]);
}
