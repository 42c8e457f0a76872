//! Changes that wait for the writer at once, and go to the disk together.

use std::future::Future;
use std::pin::Pin;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use futures_util::future::join_all;
use rai::db::DbConnection;
use rai::error::{Error, Result};

use crate::support::app::TestApp;

type Change = Box<dyn FnOnce(&mut DbConnection) -> Result<()> + Send>;
type Told = Pin<Box<dyn Future<Output = Result<()>>>>;

#[derive(QueryableByName)]
struct Note {
    #[diesel(sql_type = Integer)]
    number: i32,
}

/// A register with a table to write numbers into.
async fn with_notes() -> TestApp {
    let app = TestApp::start().await;
    app.db
        .write_here(|conn| run(conn, "CREATE TABLE notes (number INTEGER PRIMARY KEY)"))
        .unwrap();
    app
}

fn run(conn: &mut DbConnection, sql: &str) -> Result<()> {
    Ok(conn.batch_execute(sql)?)
}

fn note(number: i32) -> Change {
    Box::new(move |conn| run(conn, &format!("INSERT INTO notes VALUES ({number})")))
}

fn notes(app: &TestApp) -> Vec<i32> {
    let all = |conn: &mut DbConnection| Ok(diesel::sql_query("SELECT number FROM notes ORDER BY number").load(conn)?);
    let rows: Vec<Note> = app.db.read_here(all).unwrap();
    rows.into_iter().map(|row| row.number).collect()
}

fn change(app: &TestApp, change: Change) -> Told {
    let db = app.db.clone();
    Box::pin(async move { db.write(change).await })
}

fn rehearsal(app: &TestApp, change: Change) -> Told {
    let db = app.db.clone();
    Box::pin(async move { db.rehearse(change).await })
}

/// What each is told when all of them wait for the writer.
async fn at_once(app: &TestApp, changes: Vec<Told>) -> Vec<Result<()>> {
    let release = app.hold_writer();
    let all = join_all(changes);
    tokio::pin!(all);
    // All of them wait from the first time they are looked at.
    assert!(futures_util::poll!(&mut all).is_pending());
    release();
    all.await
}

#[actix_web::test]
async fn what_one_is_refused_does_not_touch_the_others() {
    let app = with_notes().await;
    let refused: Change = Box::new(|conn| {
        note(3)(conn)?;
        Err(Error::Forbidden)
    });
    let failed: Change = Box::new(|conn| {
        note(4)(conn)?;
        note(1)(conn)
    });
    let stopped: Change = Box::new(|conn| {
        note(5)(conn)?;
        panic!("on purpose")
    });
    let told = at_once(
        &app,
        vec![
            change(&app, note(1)),
            change(&app, note(2)),
            change(&app, refused),
            change(&app, failed),
            change(&app, stopped),
            rehearsal(&app, note(6)),
            change(&app, note(7)),
        ],
    )
    .await;
    assert!(
        matches!(
            told.as_slice(),
            [
                Ok(()),
                Ok(()),
                Err(Error::Forbidden),
                Err(Error::Internal(_)),
                Err(Error::Internal(_)),
                Ok(()),
                Ok(()),
            ]
        ),
        "{told:?}"
    );
    assert_eq!(notes(&app), [1, 2, 7]);
}

#[actix_web::test]
async fn where_all_is_lost_nobody_is_told_that_theirs_is_kept() {
    let app = with_notes().await;
    let lost: Change = Box::new(|conn| run(conn, "ROLLBACK"));
    let told = at_once(
        &app,
        vec![
            change(&app, note(1)),
            rehearsal(&app, note(3)),
            change(&app, lost),
            change(&app, note(4)),
        ],
    )
    .await;
    assert!(
        matches!(
            told.as_slice(),
            [
                Err(Error::Unavailable(_)),
                Ok(()),
                Err(Error::Unavailable(_)),
                Err(Error::Unavailable(_)),
            ]
        ),
        "{told:?}"
    );
    assert!(notes(&app).is_empty());
    change(&app, note(5)).await.unwrap();
    assert_eq!(notes(&app), [5]);
}
