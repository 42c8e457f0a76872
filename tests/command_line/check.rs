//! `rai check`: each line says what was verified, and a database damaged behind its back is found out by the line for it.

use std::path::Path;

use diesel::connection::SimpleConnection;

use crate::database::{Filling, TestDatabase};
use crate::program::run;

const LINES: [&str; 14] = [
    "journal numbers have no gap",
    "registration numbers have no gap",
    "records agree with the tables",
    "agreements agree with the journal",
    "bodies agree with the journal",
    "stages follow the arrows of the procedure",
    "links form no cycle",
    "pairings agree with the parties",
    "successions have no cycles",
    "contents belong to documents",
    "documents agree with the journal",
    "the log seals the journal",
    "contents of documents are in the store, as long as they were",
    "nothing else is in the store",
];

/// Whether it was content, and all it said of the sample after the damage was done.
fn checked(damage: &str) -> (bool, String) {
    let database = TestDatabase::with(Filling::Sample);
    let db = database.open();
    db.write_here(|conn| Ok(conn.batch_execute(damage)?)).unwrap();
    let found = run(&database.address, &["check"]);
    (found.success, found.said)
}

/// A kill leaves at most files that no document has, and the check names each of those that had not come whole.
pub fn assert_only_orphans(said: &str, documents: &Path) {
    for what in wrong(said) {
        assert_eq!(what, "nothing else is in the store", "{said}");
    }
    for file in std::fs::read_dir(documents.join("arriving")).into_iter().flatten() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(said.contains(&name), "{name} is not in {said}");
    }
}

/// The lines that found something, without their counts.
fn wrong(said: &str) -> Vec<&str> {
    said.lines()
        .filter_map(|line| line.strip_prefix("WRONG  ")?.split_once(':'))
        .map(|(what, _)| what)
        .collect()
}

/// A further entry about the agreement that was entered last, with something else in it.
fn further_entry(from: &str, to: &str) -> String {
    format!(
        "INSERT INTO entries (number, at, actor_kind, actor_name, action, record_kind, record_id, agreement_id, content) \
         SELECT (SELECT max(number) + 1 FROM entries), at, actor_kind, actor_name, action, record_kind, record_id, agreement_id, \
         replace(content, '{from}', '{to}') FROM entries WHERE number = (SELECT max(number) FROM entries WHERE agreement_id IS NOT NULL)"
    )
}

/// The journal's own protection, taken away: as whoever owns the database can.
fn unprotected(damage: &str) -> String {
    let away = if std::env::var("RAI_TEST_DATABASE_URL").is_ok() {
        "DROP TRIGGER entries_no_update ON entries"
    } else {
        "DROP TRIGGER entries_no_delete"
    };
    format!("{away}; {damage}")
}

#[test]
fn an_undamaged_register_is_sound_in_every_line() {
    let (sound, said) = checked("SELECT 1");
    assert!(sound, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), LINES.len(), "{said}");
    for (line, what) in lines.iter().zip(LINES) {
        let count = line
            .strip_prefix(&format!("ok     {what} ("))
            .and_then(|rest| rest.strip_suffix(')'));
        assert!(count.is_some_and(|count| count.parse::<u32>().is_ok()), "{line}");
    }
}

#[test]
fn each_damage_is_found_by_the_line_for_it() {
    let damages = [
        (unprotected("DELETE FROM entries WHERE number = 1"), LINES[0]),
        (
            "INSERT INTO registrations (year, number, agreement_id) SELECT 2026, 7, id FROM agreements ORDER BY id LIMIT 1".to_owned(),
            LINES[1],
        ),
        (
            "UPDATE agreements SET title = 'Otro' WHERE title LIKE '%Petra%'".to_owned(),
            LINES[2],
        ),
        (further_entry("\"version\":1", "\"version\":9"), LINES[3]),
        (
            "UPDATE bodies SET version = 9 WHERE id = (SELECT id FROM bodies ORDER BY id LIMIT 1)".to_owned(),
            LINES[4],
        ),
        (further_entry("\"stage\":null", "\"stage\":\"registered\""), LINES[5]),
        ("DELETE FROM pairings".to_owned(), LINES[7]),
        (each_after_the_other(), LINES[8]),
    ];
    for (damage, line) in damages {
        let (sound, said) = checked(&damage);
        assert!(!sound && wrong(&said) == [line], "{damage}\n{said}");
    }
}

/// Two bodies, either of which came after the other.
fn each_after_the_other() -> String {
    let (first, last) = (
        "(SELECT id FROM bodies ORDER BY id LIMIT 1)",
        "(SELECT id FROM bodies ORDER BY id DESC LIMIT 1)",
    );
    format!(
        "INSERT INTO successions (body_id, kind) VALUES ({first}, 'merged'), ({last}, 'merged');
         INSERT INTO successors (body_id, position, successor_id, takes_over) VALUES ({first}, 0, {last}, TRUE), ({last}, 0, {first}, TRUE)"
    )
}

#[test]
fn a_stage_the_journal_does_not_show_is_found() {
    let (_, said) = checked(
        "UPDATE agreements SET stage = 'cleared', stage_since = created_at, origin = 'procedure' WHERE title LIKE '%Petra%'",
    );
    assert_eq!(wrong(&said), [LINES[2], LINES[5]], "{said}");
    assert!(said.contains(": stands as cleared, last shown as reported"), "{said}");
}

#[test]
fn links_that_lead_back_are_found() {
    let (first, last) = (
        "(SELECT id FROM agreements ORDER BY id LIMIT 1)",
        "(SELECT id FROM agreements ORDER BY id DESC LIMIT 1)",
    );
    let (_, said) = checked(&format!(
        "INSERT INTO links (from_id, relation, to_id) VALUES ({first}, 'amends', {last}), ({last}, 'amends', {first})"
    ));
    assert_eq!(wrong(&said), [LINES[2], LINES[6]], "{said}");
    assert!(said.contains(&format!("WRONG  {}: 2 of ", LINES[6])), "{said}");
}
