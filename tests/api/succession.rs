//! POST /bodies/{id}/succession: bodies that are no more, and what becomes of their agreements and cases

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, leon, mcallen, reported};

fn ministry(name: &str) -> Value {
    json!({"name": name, "level": "state", "kind": "agency", "country": "MX", "state": "31"})
}

fn path_of(body: &str) -> String {
    format!("/bodies/{body}/succession")
}

fn merged_into(successor: &str) -> Value {
    json!({"kind": "merged", "on": "2018-10-01", "successors": [{"id": successor}], "reason": "Decreto 5/2018."})
}

impl TestApp {
    async fn merge(&self, body: &str, into: &str) {
        let answer = self.registrar().post(&path_of(body), merged_into(into)).await;
        answer.assert(200);
    }
}

#[actix_web::test]
async fn a_body_shows_how_it_ended_and_who_was_before_it() {
    let app = TestApp::start().await;
    let tourism = app.given_body(ministry("Secretaría de Turismo")).await;
    let economy = app.given_body(ministry("Secretaría de Fomento")).await;
    let answer = app.analyst().post(&path_of(&tourism), merged_into(&economy)).await;
    let body = answer.assert(200);

    let successor = json!({"id": economy, "name": "Secretaría de Fomento", "takes_over": true});
    assert_eq!(
        (&body["succession"], &body["version"]),
        (
            &json!({"kind": "merged", "on": "2018-10-01", "successors": [successor]}),
            &json!(2)
        )
    );
    let read = app.public().get(&format!("/bodies/{tourism}")).await;
    assert_eq!((read.assert(200), read.etag()), (body.clone(), answer.etag()));
    let after = app.public().get(&format!("/bodies/{economy}")).await.assert(200);
    assert_eq!(
        after["predecessors"],
        json!([{"id": tourism, "name": "Secretaría de Turismo"}])
    );
    assert_eq!((&after["succession"], &after["version"]), (&Value::Null, &json!(1)));

    let entries = app.journal().await;
    let entry = entries
        .iter()
        .find(|entry| entry["action"] == "body.succeeded")
        .unwrap();
    assert_eq!(entry["content"], body);
    assert_eq!(entry["particulars"]["reason"], "Decreto 5/2018.");
}

#[actix_web::test]
async fn a_body_ends_once_and_once_for_each_key() {
    let app = TestApp::start().await;
    let (old, new) = (app.given_body(irapuato()).await, app.given_body(leon()).await);
    let path = path_of(&old);
    let stale = app.analyst().post(&path, merged_into(&new)).if_match("\"7\"").await;
    stale.assert_problem(412, "stale-record");
    let post = || app.analyst().post(&path, merged_into(&new)).key("s-1");
    let first = post().await.assert(200);
    assert_eq!(post().await.assert(200), first);
    let again = app.analyst().post(&path, merged_into(&new)).await;
    again.assert_problem(409, "already-succeeded");
}

#[actix_web::test]
async fn who_may_record_the_end_of_a_body() {
    let app = TestApp::start().await;
    let (old, new) = (app.given_body(irapuato()).await, app.given_body(leon()).await);
    for caller in [app.office(&old), app.liaison("11"), app.counsel(), app.auditor()] {
        let refused = caller.post(&path_of(&old), merged_into(&new)).await;
        refused.assert_problem(403, "forbidden");
    }
    let refused = app.public().post(&path_of(&old), merged_into(&new)).await;
    refused.assert_problem(401, "unauthenticated");
    let nobody = path_of("0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01");
    let unknown = app.administrator().post(&nobody, merged_into(&new)).await;
    unknown.assert_problem(404, "not-found");
    app.administrator()
        .post(&path_of(&old), merged_into(&new))
        .await
        .assert(200);
}

#[actix_web::test]
async fn everything_wrong_with_an_end_is_told_at_once() {
    let app = TestApp::start().await;
    let (old, new) = (app.given_body(irapuato()).await, app.given_body(leon()).await);
    let unknown = "0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01";
    let said = json!({
        "kind": "merged", "on": "2027-01", "reason": "", "colour": 1,
        "successors": [{"id": old, "takes_over": true}, {"id": unknown, "takes_over": true}, {"id": new}, {"id": new}],
    });
    let answer = app.analyst().post(&path_of(&old), said).wrong().await;
    answer.assert_problem(422, "invalid-content");
    answer.assert_faults(&[
        ("/colour", "unknown-field"),
        ("/on", "future-date"),
        ("/reason", "too-short"),
        ("/successors", "too-many"),
        ("/successors/0/id", "self-link"),
        ("/successors/1/id", "unknown-body"),
        ("/successors/1/takes_over", "duplicate-value"),
        ("/successors/3/id", "duplicate-value"),
    ]);
    let split = json!({"kind": "split", "on": "2020", "reason": "Decreto", "successors": [{"id": new}]});
    let answer = app.analyst().post(&path_of(&old), split).await;
    answer.assert_faults(&[("/successors", "missing-field"), ("/successors", "too-few")]);
}

#[actix_web::test]
async fn nobody_succeeds_its_own_successor() {
    let app = TestApp::start().await;
    let bodies = [
        app.given_body(ministry("A")).await,
        app.given_body(ministry("B")).await,
        app.given_body(ministry("C")).await,
    ];
    app.merge(&bodies[0], &bodies[1]).await;
    app.merge(&bodies[1], &bodies[2]).await;
    let refused = app.analyst().post(&path_of(&bodies[2]), merged_into(&bodies[0])).await;
    refused.assert_problem(422, "succession-cycle");
    let findings = app.db.read_here(rai::check::everything).unwrap();
    let line = findings
        .iter()
        .find(|line| line.what == "successions have no cycles")
        .unwrap();
    assert_eq!((line.count, line.wrong.len()), (2, 0));
}

#[actix_web::test]
async fn agreements_are_found_by_every_body_that_came_after_theirs() {
    let app = TestApp::start().await;
    let given = app.given(reported("Hermanamiento")).await;
    let old = given.body(0);
    let (north, south) = (
        app.given_body(ministry("Municipio de Irapuato Norte")).await,
        app.given_body(ministry("Municipio de Irapuato Sur")).await,
    );
    let split = json!({
        "kind": "split", "on": "2020", "reason": "Decreto",
        "successors": [{"id": north, "takes_over": true}, {"id": south}],
    });
    app.analyst().post(&path_of(old), split).await.assert(200);
    let last = app.given_body(ministry("Municipio Nuevo del Bajío")).await;
    app.merge(&south, &last).await;

    for body in [old, &north, &south, &last] {
        let found = app.titles(&app.public(), &format!("?body={body}")).await;
        assert_eq!(found, ["Hermanamiento"], "{body}");
    }
    for words in ["irapuato+norte", "sur", "nuevo+bajio", "municipio+de+irapuato"] {
        let found = app.titles(&app.public(), &format!("?q={words}")).await;
        assert_eq!(found, ["Hermanamiento"], "{words}");
    }
    // The successor's later names find it too; what it agrees itself is not the old body's.
    let renamed = json!({"name": "Municipio de la Laja"});
    let path = format!("/bodies/{last}");
    app.analyst().patch(&path, renamed).if_match("*").await.assert(200);
    assert_eq!(app.titles(&app.public(), "?q=laja").await, ["Hermanamiento"]);
    app.given(reported("Otro").between(json!({"id": last}), mcallen()))
        .await;
    assert_eq!(
        app.titles(&app.public(), &format!("?body={old}")).await,
        ["Hermanamiento"]
    );
    assert_eq!(
        app.titles(&app.public(), &format!("?body={last}&sort=title"))
            .await
            .len(),
        2
    );
    // The parties stay who they were, also for whoever describes them.
    let read = app.public().get(&given.path()).await.assert(200);
    assert_eq!(read["parties"][0]["body"]["id"], old);
    assert_eq!(app.given(reported("Tercero")).await.body(0), old);
    let lines = app.db.read_here(rai::check::everything).unwrap();
    assert!(lines.iter().all(|line| line.wrong.is_empty()), "{lines:?}");
}

#[actix_web::test]
async fn the_office_that_takes_over_works_on_the_cases_and_the_old_one_no_more() {
    let app = TestApp::start().await;
    let case = app.given(draft("Caso abierto")).await;
    let (old, next) = (case.body(0), app.given_body(leon()).await);
    let last = app.given_body(ministry("Secretaría de Fomento")).await;
    app.office(&next)
        .get(&case.path())
        .await
        .assert_problem(404, "not-found");
    app.merge(old, &next).await;
    app.merge(&next, &last).await;

    let office = app.office(&last);
    let read = office.get(&case.path()).await;
    assert_eq!(read.assert(200)["petitioner"]["id"], old);
    let patch = json!({"title": "Caso que sigue"});
    office
        .patch(&case.path(), patch)
        .if_match(read.etag())
        .await
        .assert(200);
    app.give_text(&case.path(), "draft").await;
    let path = format!("{}/submission", case.path());
    assert_eq!(office.post(&path, json!({})).await.assert(200)["stage"], "submitted");

    for passed_on in [app.office(old), app.office(&next)] {
        passed_on.get(&case.path()).await.assert_problem(404, "not-found");
        passed_on
            .post("/agreements", draft("Nuevo"))
            .await
            .assert_problem(403, "forbidden");
    }
    let new = office.post("/agreements", draft("Nuevo")).await.assert(201);
    assert_eq!(new["petitioner"]["id"], last);
}

#[actix_web::test]
async fn where_nobody_takes_over_the_old_office_works_on() {
    let app = TestApp::start().await;
    let case = app.given(draft("Caso abierto")).await;
    let (old, next) = (case.body(0), app.given_body(leon()).await);
    let abolished = json!({"kind": "abolished", "on": "2020", "reason": "Decreto", "successors": [{"id": next}]});
    app.analyst().post(&path_of(old), abolished).await.assert(200);
    app.office(old).get(&case.path()).await.assert(200);
    app.office(&next)
        .get(&case.path())
        .await
        .assert_problem(404, "not-found");
}
