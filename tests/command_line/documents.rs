//! Documents of a server that is killed, and of one whose store is elsewhere.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::check::assert_only_orphans;
use crate::database::{Filling, TestDatabase};
use crate::kill::wait_for;
use crate::program::{rai, run, told};
use crate::s3::S3;
use crate::server::{ask, get_as, post, serve_with, signal, upload};

/// An analyst's token, and a draft of theirs.
fn a_case(database: &str, address: &str) -> (String, String) {
    let token = run(database, &["token", "create", "--role", "analyst"]);
    let token = token.said.trim_end().to_owned();
    let draft = json!({
        "title": "Con documentos", "instrument_type": "twinning", "object": "Cultura", "legal_basis": "LCT",
        "parties": [
            {"side": "domestic", "body": {"name": "Municipio de Irapuato", "level": "municipal", "municipality": "11017"}},
            {"side": "foreign", "body": {"name": "Ciudad de Lyon", "level": "municipal", "country": "FR"}},
        ],
    });
    let (status, made) = post(address, &token, "/agreements", &draft.to_string()).unwrap();
    assert_eq!(status, 201, "{made}");
    let made: Value = serde_json::from_str(&made).unwrap();
    (token, format!("/agreements/{}/documents", made["id"].as_str().unwrap()))
}

/// A text of so many lines, none like that of another name.
fn lines(name: &str, count: usize) -> String {
    (0..count).fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{name}, renglón {line}: las Partes informan de lo que hicieron.");
        text
    })
}

fn content_of(document: &Value) -> String {
    format!("/documents/{}/content", document["id"].as_str().unwrap())
}

/// The files that wait in a folder for the rest of a content.
fn arriving(documents: &Path) -> usize {
    std::fs::read_dir(documents.join("arriving")).map_or(0, Iterator::count)
}

#[test]
fn what_was_acknowledged_is_there_after_kills_and_nothing_half() {
    const KILLS: u64 = 8;
    let database = TestDatabase::with(Filling::Catalogues);
    let folder = tempfile::tempdir().unwrap();
    let documents = folder.path().join("documents");
    let program = |arguments: &[&str]| {
        let mut program = rai(&database.address, arguments);
        program.env("RAI_DOCUMENTS", &documents);
        program
    };
    let (server, address) = serve_with(&mut program(&[]));
    let (token, path) = a_case(&database.address, &address);
    drop(server);

    let mut kept: Vec<(String, String)> = Vec::new();
    for kill in 0..KILLS {
        let (mut server, address) = serve_with(&mut program(&[]));
        // One that will never be whole.
        let half = upload(&token, &path, "report", &lines("a medias", 30_000));
        let mut slow = TcpStream::connect(&address).unwrap();
        slow.write_all(&half.as_bytes()[..half.len() / 2]).unwrap();
        let acknowledged_in_all = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..3)
            .map(|client| {
                let (address, token, path) = (address.clone(), token.clone(), path.clone());
                let acknowledged_in_all = Arc::clone(&acknowledged_in_all);
                std::thread::spawn(move || {
                    let mut acknowledged = Vec::new();
                    for number in 0.. {
                        let content = lines(&format!("{kill}-{client}-{number}"), 2_000);
                        let Some((status, made)) = ask(&address, &upload(&token, &path, "report", &content)) else {
                            return acknowledged;
                        };
                        let Ok(made) = serde_json::from_str::<Value>(&made) else {
                            return acknowledged;
                        };
                        assert_eq!(status, 201, "{made}");
                        acknowledged.push((content_of(&made), content));
                        acknowledged_in_all.fetch_add(1, Ordering::Relaxed);
                    }
                    acknowledged
                })
            })
            .collect();
        wait_for(&acknowledged_in_all, 4);
        // Anywhere in the step that comes after.
        std::thread::sleep(Duration::from_millis(5 * kill));
        assert!(arriving(&documents) > 0, "the slow one waits");
        signal(&server.0, "KILL");
        server.0.wait().unwrap();
        kept.extend(clients.into_iter().flat_map(|client| client.join().unwrap()));
        let check = told(&program(&["check", "--contents"]).output().unwrap());
        assert_only_orphans(&check.said, &documents);
    }
    assert!(kept.len() > 20, "only {} were acknowledged", kept.len());

    let (_server, address) = serve_with(&mut program(&[]));
    for (path, content) in &kept {
        let found = get_as(&address, &token, path);
        assert!(found.is_some_and(|found| found == (200, content.clone())), "{path}");
    }
    let begun = std::time::Instant::now();
    while arriving(&documents) > 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "what never came is still there"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_store_that_speaks_s3_keeps_documents_too() {
    let database = TestDatabase::with(Filling::Catalogues);
    let folder = tempfile::tempdir().unwrap();
    let bucket = folder.path().join("documents");
    std::fs::create_dir(&bucket).unwrap();
    let s3 = S3::start(folder.path());
    let program = |arguments: &[&str]| {
        let mut program = rai(&database.address, arguments);
        s3.keeps_the_documents_of(&mut program, "documents");
        program
    };
    let (_server, address) = serve_with(&mut program(&[]));
    let (token, path) = a_case(&database.address, &address);

    // More than goes over in one part.
    let content = lines("largo", 300_000);
    assert!(content.len() > 18 << 20);
    let mut made = Vec::new();
    for content in [content.as_str(), "Uno\n", content.as_str()] {
        let (status, answer) = ask(&address, &upload(&token, &path, "report", content)).unwrap();
        assert_eq!(status, 201, "{answer}");
        made.push(serde_json::from_str::<Value>(&answer).unwrap());
    }
    assert_eq!(made[0]["sha256"], made[2]["sha256"]);
    for (made, content) in made.iter().zip([content.as_str(), "Uno\n", content.as_str()]) {
        let (status, found) = get_as(&address, &token, &content_of(made)).unwrap();
        assert!(status == 200 && found == content, "{made}");
    }
    let check = told(&program(&["check", "--contents"]).output().unwrap());
    assert!(check.success, "{}{}", check.said, check.complained);
    assert!(
        check
            .said
            .contains("contents of documents are in the store, unchanged (2)"),
        "{}",
        check.said
    );

    let name = made[1]["sha256"].as_str().unwrap();
    std::fs::remove_file(bucket.join("sha256").join(&name[..2]).join(name)).unwrap();
    std::fs::write(bucket.join("sha256/stray"), "x").unwrap();
    let (status, _) = get_as(&address, &token, &content_of(&made[1])).unwrap();
    assert_eq!(status, 503);
    let check = told(&program(&["check"]).output().unwrap());
    assert!(
        check.said.contains(name) && check.said.contains("sha256/stray"),
        "{}",
        check.said
    );

    let listed = || listed(&get_as(&address, &token, &path).unwrap().1);
    let before = listed();
    drop(s3);
    let (status, answer) = ask(&address, &upload(&token, &path, "report", "Dos\n")).unwrap();
    assert_eq!(status, 503, "{answer}");
    assert_eq!(listed(), before);
}

/// What identifies each document of a list; how far the reading of their text has come changes by itself.
fn listed(list: &str) -> Vec<(Value, Value)> {
    let list: Value = serde_json::from_str(list).unwrap();
    let documents = list["items"].as_array().unwrap().iter();
    documents
        .map(|document| (document["id"].clone(), document["updated_at"].clone()))
        .collect()
}
