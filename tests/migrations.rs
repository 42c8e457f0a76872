//! The tables: the same in both folders, made, taken back and made again, and a journal that the database itself protects.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "api/support/database.rs"]
mod database;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use database::{Filling, TestDatabase};
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use rai::clock::Clock;
use rai::db::{self, DbConnection};

#[derive(QueryableByName, Debug, PartialEq, Eq)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    required: String,
}

const SQLITE_COLUMNS: &str = "SELECT m.name AS table_name, p.name AS name,
        CASE WHEN p.\"notnull\" = 1 THEN 'yes' ELSE 'no' END AS required
    FROM sqlite_master m JOIN pragma_table_info(m.name) p
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'";

const POSTGRES_COLUMNS: &str = "SELECT table_name::text AS table_name, column_name::text AS name,
        CASE WHEN is_nullable = 'NO' THEN 'yes' ELSE 'no' END AS required
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";

/// Every column of every table, and whether it must be filled.
fn columns(database: &TestDatabase) -> BTreeMap<(String, String), String> {
    let all: Vec<Column> = database
        .open()
        .read_here(|conn| {
            let question = match conn {
                DbConnection::Sqlite(_) => SQLITE_COLUMNS,
                DbConnection::Postgres(_) => POSTGRES_COLUMNS,
            };
            Ok(diesel::sql_query(question).load(conn)?)
        })
        .unwrap();
    all.into_iter()
        .map(|column| ((column.table_name, column.name), column.required))
        .collect()
}

#[test]
fn what_is_made_is_taken_back_and_made_again() {
    let database = TestDatabase::with(Filling::Nothing);
    let db = database.open();
    let made = db::migrate(&db).unwrap().0;
    assert_eq!(made.len(), fs::read_dir("migrations/sqlite").unwrap().count());
    assert_eq!(db::pending(&db).unwrap(), Vec::<String>::new());
    let first = columns(&database);
    assert!(first.len() > 100, "{} columns", first.len());

    assert_eq!(db::roll_back_all(&db).unwrap().0.len(), made.len());
    assert_eq!(columns(&database), BTreeMap::new());

    assert_eq!(db::migrate(&db).unwrap().0.len(), made.len());
    assert_eq!(columns(&database), first);
}

#[test]
fn both_folders_tell_the_same_story() {
    let names = |folder: &str| {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("migrations/sqlite"), names("migrations/postgres"));
}

/// Read from the texts of the other folder, so that it holds whichever database the test runs on.
#[test]
fn both_folders_give_the_same_tables() {
    let database = TestDatabase::with(Filling::Nothing);
    db::migrate(&database.open()).unwrap();
    let real: Vec<(String, String)> = columns(&database).into_keys().collect();
    for folder in ["migrations/sqlite", "migrations/postgres"] {
        assert_eq!(told_by(folder), real, "{folder}");
    }
}

/// The tables and columns there are once every text of a folder was carried out: made, added, made anew under another name.
fn told_by(folder: &str) -> Vec<(String, String)> {
    let mut folders: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for text in folders
        .iter()
        .map(|folder| fs::read_to_string(folder.join("up.sql")).unwrap())
    {
        for statement in text.split("CREATE TABLE ").skip(1) {
            let (name, rest) = statement.split_once(" (\n").unwrap();
            let lines = rest.split("\n)").next().unwrap().lines();
            let of_columns = lines.filter(|line| line.starts_with("    ") && !line.starts_with("     "));
            let words = of_columns.map(|line| line.trim().split(' ').next().unwrap());
            let columns = words.filter(|word| {
                word.chars()
                    .all(|letter| letter.is_ascii_lowercase() || "_0123456789".contains(letter))
            });
            tables.insert(name.to_owned(), columns.map(ToOwned::to_owned).collect());
        }
        for statement in text.split("DROP TABLE ").skip(1) {
            let name = statement.split(';').next().unwrap();
            // One that is made again in another form is there still.
            if !text.contains(&format!("CREATE TABLE {name} (")) {
                tables.remove(name);
            }
        }
        for statement in text.split("ALTER TABLE ").skip(1) {
            let words: Vec<&str> = statement.split([' ', ';']).collect();
            match words[1..4] {
                ["ADD", "COLUMN", column] => {
                    tables.get_mut(words[0]).unwrap().insert(column.to_owned());
                }
                ["DROP", "COLUMN", column] => {
                    tables.get_mut(words[0]).unwrap().remove(column);
                }
                ["RENAME", "TO", name] => {
                    let table = tables.remove(words[0]).unwrap();
                    tables.insert(name.to_owned(), table);
                }
                _ => {}
            }
        }
    }
    let columns =
        |(table, columns): (String, BTreeSet<String>)| columns.into_iter().map(move |column| (table.clone(), column));
    tables.into_iter().flat_map(columns).collect()
}

#[test]
fn several_servers_may_start_on_an_empty_database_at_once() {
    let database = TestDatabase::with(Filling::Nothing);
    std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| rai::server::prepare(&database.open(), &Clock::system())))
            .collect();
        for start in starts {
            start.join().unwrap().unwrap();
        }
    });
    assert_eq!(db::pending(&database.open()).unwrap(), Vec::<String>::new());
}

#[test]
fn starting_a_second_time_changes_nothing() {
    let database = TestDatabase::with(Filling::Catalogues);
    let db = database.open();
    let last = |db: &db::Db| db.read_here(rai::journal::last_number).unwrap();
    let before = last(&db);
    assert!(before > 0, "loading a catalogue is in the journal");
    rai::server::prepare(&db, &Clock::system()).unwrap();
    assert_eq!(last(&db), before);
}

#[test]
fn the_database_itself_keeps_journal_entries_as_they_are() {
    let database = TestDatabase::with(Filling::Catalogues);
    let db = database.open();
    let last = db.read_here(rai::journal::last_number).unwrap();
    let gap = last + 2;
    for statement in [
        "UPDATE entries SET actor_name = 'nobody' WHERE number = 1".to_owned(),
        "DELETE FROM entries WHERE number = 1".to_owned(),
        format!(
            "INSERT INTO entries (number, at, actor_kind, actor_name, action, record_kind, record_id, content)
             SELECT {gap}, at, actor_kind, actor_name, action, record_kind, record_id, content FROM entries WHERE number = 1"
        ),
    ] {
        let refused = db.write_here(|conn| Ok(conn.batch_execute(&statement)?)).unwrap_err().to_string();
        assert!(refused.contains("journal"), "{statement}: {refused}");
    }
    assert_eq!(db.read_here(rai::journal::last_number).unwrap(), last);
}

#[test]
fn a_status_word_that_does_not_exist_is_refused_by_the_database() {
    let database = TestDatabase::with(Filling::Sample);
    let db = database.open();
    for statement in [
        "UPDATE agreements SET origin = 'rumoured'",
        "UPDATE agreements SET stage = 'forgotten'",
        "UPDATE agreements SET stage = 'registered', origin = 'procedure', stage_since = created_at",
        "UPDATE parties SET side = 'north'",
        "UPDATE bodies SET level = 'cosmic'",
        "UPDATE bodies SET country = 'ZZ'",
        "UPDATE terms SET kind = 'fixed'",
    ] {
        assert!(
            db.write_here(|conn| Ok(conn.batch_execute(statement)?)).is_err(),
            "{statement}"
        );
    }
}
