//! Whoever was told that a change is made, and asks then, sees it: many who write and read at once, over several connections and
//! past the server, in this process and in another.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use rai::access::Actor;
use rai::agreements::{self, AgreementId};
use rai::content::Submitted;
use serde_json::json;

use crate::support::app::{Given, TestApp};
use crate::support::build::draft;

const AGREEMENTS: usize = 3;
const CHANGES: i64 = 15;
const READERS: usize = 6;

/// An agreement and the last version somebody was told is made.
struct Watched {
    given: Given,
    acknowledged: AtomicI64,
}

async fn watched(app: &TestApp) -> Arc<Vec<Watched>> {
    let mut all = Vec::new();
    for number in 0..AGREEMENTS {
        all.push(Watched {
            given: app.given(draft(&format!("Acuerdo {number}"))).await,
            acknowledged: AtomicI64::new(1),
        });
    }
    Arc::new(all)
}

#[actix_web::test]
async fn nobody_reads_what_is_older_than_was_acknowledged() {
    let app = Arc::new(TestApp::start().await);
    let all = watched(&app).await;
    let under_way = Arc::new(AtomicUsize::new(AGREEMENTS));

    // Of each agreement the odd versions are made by way of the server, and the others past it, by connections of another's own.
    let other = app.database.open();
    let writers: Vec<_> = (0..AGREEMENTS)
        .map(|number| {
            let (app, all, under_way, other) = (app.clone(), all.clone(), under_way.clone(), other.clone());
            actix_web::rt::spawn(async move {
                let one = &all[number];
                for version in 2..=1 + CHANGES {
                    let patch = json!({"title": format!("Acuerdo {number}, versión {version}")});
                    if version % 2 == 1 {
                        let tag = format!("\"{}-x\"", version - 1);
                        let edited = app.analyst().patch(&one.given.path(), patch).if_match(&tag).await;
                        edited.assert(200);
                    } else {
                        let id = AgreementId::parse(one.given.id()).unwrap();
                        let (catalogues, clock) = (app.catalogues.clone(), app.clock.clone());
                        let edit = move |conn: &mut _| {
                            let by = Actor::command("another process");
                            agreements::edit(conn, &catalogues, id, |_| Ok(()), Submitted::sound(patch), &by, &clock)
                        };
                        other.write(edit).await.unwrap();
                    }
                    one.acknowledged.store(version, Ordering::SeqCst);
                }
                under_way.fetch_sub(1, Ordering::SeqCst);
            })
        })
        .collect();

    let readers: Vec<_> = (0..READERS)
        .map(|reader| {
            let (app, all, under_way) = (app.clone(), all.clone(), under_way.clone());
            actix_web::rt::spawn(async move {
                let caller = if reader % 2 == 0 {
                    app.liaison("11")
                } else {
                    app.auditor()
                };
                let mut reads = 0;
                while under_way.load(Ordering::SeqCst) > 0 {
                    let one = &all[reads % AGREEMENTS];
                    let acknowledged = one.acknowledged.load(Ordering::SeqCst);
                    let read = caller.get(&one.given.path()).await.assert(200);
                    let version = read["version"].as_i64().unwrap();
                    assert!(version >= acknowledged, "{version} after {acknowledged}");
                    let title = read["title"].as_str().unwrap();
                    assert!(
                        version == 1 || title.ends_with(&format!("versión {version}")),
                        "{title}"
                    );
                    reads += 1;
                }
                reads
            })
        })
        .collect();

    for writer in writers {
        writer.await.unwrap();
    }
    for reader in readers {
        assert!(reader.await.unwrap() > AGREEMENTS);
    }
    for one in all.iter() {
        let last = app.auditor().get(&one.given.path()).await;
        assert_eq!(last.json()["version"], 1 + CHANGES);
    }
}
