//! Answers that are kept, compressed and told apart by their tags; never stale, and never given to somebody of another sight.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rai::access::Actor;
use rai::agreements::{self, AgreementId};
use rai::content::Submitted;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::build::{draft, reported};

const LIST: &str = "/agreements?limit=20";

#[actix_web::test]
async fn whoever_has_an_answer_already_is_told_so_until_something_changes() {
    let app = TestApp::with_sample().await;
    let first = app.public().get(LIST).await;
    let tag = first.header("etag").to_owned();
    let again = app.public().get(LIST).header("if-none-match", &tag).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), tag);
    assert_ne!(
        app.public()
            .get(LIST)
            .header("accept-language", "en")
            .await
            .header("etag"),
        tag
    );
    app.given(reported("Uno más")).await;
    let after = app.public().get(LIST).header("if-none-match", &tag).await;
    assert_eq!(after.status, 200);
    assert_eq!(after.json()["total"], 112);
}

#[actix_web::test]
async fn an_answer_is_sent_in_the_coding_that_is_liked_best() {
    let app = TestApp::with_sample().await;
    let plain = app.public().get(LIST).await;
    for (accepted, coding) in [
        ("gzip", Some("gzip")),
        ("br", Some("br")),
        ("gzip;q=0.5, br;q=0.9", Some("br")),
        ("br;q=0, gzip", Some("gzip")),
        ("identity", None),
        ("zstd", None),
        ("gzip;q=0", None),
        ("*;q=0", None),
    ] {
        let coded = app.public().get(LIST).header("accept-encoding", accepted).await;
        let named = coded
            .headers
            .get("content-encoding")
            .map(|coding| coding.to_str().unwrap());
        assert_eq!(named, coding, "{accepted}");
        assert_eq!(coded.decoded(), plain.body, "{accepted}");
        assert!(coding.is_none() || coded.body.len() < plain.body.len() / 3);
        assert!(coded.header("vary").contains("Accept-Encoding"));
        let again = app
            .public()
            .get(LIST)
            .header("accept-encoding", accepted)
            .header("if-none-match", coded.header("etag"))
            .await;
        assert_eq!(again.status, 304, "{accepted}");
    }
}

#[actix_web::test]
async fn the_tag_of_a_coded_record_serves_to_change_it() {
    let app = TestApp::start().await;
    let given = app.given(draft("Hermanamiento Irapuato – McAllen")).await;
    let read = app.analyst().get(&given.path()).header("accept-encoding", "gzip").await;
    let tag = read.header("etag").to_owned();
    assert!(tag.ends_with("-gzip\""), "{tag}");
    let edited = app
        .analyst()
        .patch(&given.path(), json!({"title": "Otro"}))
        .if_match(&tag)
        .await;
    edited.assert(200);
}

#[actix_web::test]
async fn a_proxy_may_keep_what_everybody_sees_and_nothing_else() {
    let app = TestApp::with_sample().await;
    assert_eq!(app.public().get(LIST).await.header("cache-control"), "public, no-cache");
    assert_eq!(
        app.auditor().get(LIST).await.header("cache-control"),
        "private, no-cache"
    );
}

#[actix_web::test]
async fn an_answer_for_one_sight_is_never_given_to_another() {
    let app = TestApp::start().await;
    app.given(draft("Caso en trámite")).await;
    for _ in 0..2 {
        assert_eq!(app.auditor().get("/agreements").await.json()["total"], 1);
        assert_eq!(app.public().get("/agreements").await.json()["total"], 0);
        assert_eq!(app.liaison("14").get("/agreements").await.json()["total"], 0);
    }
}

#[actix_web::test]
async fn what_was_acknowledged_is_in_every_later_answer() {
    let app = Arc::new(TestApp::start().await);
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (caller, done) = (app.public(), done.clone());
            actix_web::rt::spawn(async move {
                let mut last = 0;
                while !done.load(Ordering::SeqCst) {
                    let total = caller.get("/agreements?limit=1").await.json()["total"]
                        .as_u64()
                        .unwrap();
                    assert!(total >= last, "{total} after {last}");
                    last = total;
                }
            })
        })
        .collect();
    for count in 1..=30 {
        let given = app.given(reported(&format!("Acuerdo número {count}"))).await;
        let list = app.public().get("/agreements?limit=1&sort=-updated_at").await.json();
        assert_eq!((&list["total"], &list["behind"]), (&json!(count), &Value::Null));
        assert_eq!(list["items"][0]["id"], given.id());
        app.public().get(&given.path()).await.assert(200);
    }
    done.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.await.unwrap();
    }
}

#[actix_web::test]
async fn a_change_by_another_process_is_seen_too() {
    let app = TestApp::start().await;
    let given = app.given(draft("Hermanamiento")).await;
    let everything = app.auditor();
    assert_eq!(everything.get("/agreements?q=hermanamiento").await.json()["total"], 1);
    everything.get(&given.path()).await.assert(200);
    // Connections of its own, as those of a command beside the server.
    let other = app.database.open();
    let id = AgreementId::parse(given.id()).unwrap();
    for count in 1..=20 {
        let title = format!("Acuerdo {count}");
        let patch = Submitted::sound(json!({ "title": title }));
        let by = Actor::command("another process");
        let edit = |conn: &mut _| agreements::edit(conn, &app.catalogues, id, |_| Ok(()), patch, &by, &app.clock);
        other.write_here(edit).unwrap();
        assert_eq!(everything.get(&given.path()).await.json()["title"], title);
        let found = everything
            .get(&format!("/agreements?q=%22acuerdo+{count}%22"))
            .await
            .json();
        assert_eq!((&found["total"], &found["behind"]), (&json!(1), &Value::Null));
    }
}
