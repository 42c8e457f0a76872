//! The search index may be lost, damaged or half-written at any time: nothing is lost with it, and it mends itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::database::{Filling, TestDatabase};
use crate::program::run;
use crate::server::{ask, post, serve, signal};

const KILLS: usize = 20;
const REAL_ONES: u64 = 111;

/// Where the index of a test's database is: beside the file, or where the tests put it for a server's database.
fn folder_of(address: &str) -> PathBuf {
    match address.strip_prefix("sqlite://") {
        Some(file) => Path::new(file).with_extension("index"),
        None => std::env::temp_dir().join(format!("{}.index", address.rsplit('/').next().unwrap())),
    }
}

/// A list that takes every acknowledged change into account; an index that is being built is waited for.
fn whole_list(address: &str, query: &str) -> Value {
    let request = format!("GET /api/v1/agreements?{query} HTTP/1.1\r\nHost: rai\r\nConnection: close\r\n\r\n");
    for _ in 0..300 {
        let (status, body) = ask(address, &request).unwrap();
        assert_eq!(status, 200, "{body}");
        let list: Value = serde_json::from_str(&body).unwrap();
        if list["behind"].is_null() {
            return list;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the index was not whole within thirty seconds");
}

fn report(address: &str, token: &str, title: &str) -> Option<()> {
    let draft = json!({
        "title": title, "instrument_type": "twinning", "origin": "reported",
        "parties": [
            {"side": "domestic", "body": {"name": "Municipio de Irapuato", "level": "municipal", "kind": "government", "country": "MX", "state": "11", "municipality": "11017"}},
            {"side": "foreign", "body": {"name": format!("Ciudad {title}"), "level": "municipal", "kind": "government", "country": "US"}},
        ],
        "sources": [{"url": "https://example.org/", "consulted_on": "2026-11-22"}],
    });
    let (status, body) = post(address, token, "/agreements", &draft.to_string())?;
    assert_eq!(status, 201, "{body}");
    Some(())
}

/// Damages the index in one of several ways, or leaves it as the kill left it.
fn damage(folder: &Path, way: usize) {
    let files = || {
        fs::read_dir(folder.join("files"))
            .into_iter()
            .flatten()
            .map(|file| file.unwrap().path())
    };
    match way % 5 {
        0 => fs::remove_dir_all(folder).unwrap(),
        1 => {
            for file in files().filter(|file| file.is_file()) {
                let length = fs::metadata(&file).unwrap().len();
                fs::OpenOptions::new()
                    .write(true)
                    .open(&file)
                    .unwrap()
                    .set_len(length / 2)
                    .unwrap();
            }
        }
        2 => {
            let largest = files().max_by_key(|file| fs::metadata(file).unwrap().len());
            if let Some(file) = largest {
                let mut bytes = fs::read(&file).unwrap();
                let middle = bytes.len() / 2;
                bytes.get_mut(middle).into_iter().for_each(|byte| *byte ^= 0xFF);
                fs::write(&file, bytes).unwrap();
            }
        }
        _ => {}
    }
}

#[test]
fn an_index_mends_itself_after_twenty_kills_and_every_kind_of_damage() {
    let database = TestDatabase::with(Filling::Sample);
    let token = run(&database.address, &["token", "create", "--role", "analyst"]).said;
    let token = token.trim_end();
    let mut acknowledged = 0;
    for kill in 0..KILLS {
        let (mut server, address) = serve(&database.address);
        let writer = {
            let (address, token) = (address.clone(), token.to_owned());
            std::thread::spawn(move || {
                (0..50)
                    .take_while(|at| report(&address, &token, &format!("Villa{kill}n{at}")).is_some())
                    .count()
            })
        };
        std::thread::sleep(Duration::from_millis(rand::random_range(20..400)));
        signal(&server.0, "KILL");
        server.0.wait().unwrap();
        acknowledged += u64::try_from(writer.join().unwrap()).unwrap();
        damage(&folder_of(&database.address), kill);
    }
    let (_server, address) = serve(&database.address);
    let list = whole_list(&address, "limit=1&facets=state");
    let total = list["total"].as_u64().unwrap();
    // What was under way at a kill may be there too, without having been acknowledged.
    let expected = REAL_ONES + acknowledged..=REAL_ONES + acknowledged + u64::try_from(KILLS).unwrap();
    assert!(
        expected.contains(&total),
        "{total} are found, {acknowledged} were acknowledged"
    );
    assert_eq!(
        whole_list(&address, "q=irapuato+mcallen&limit=1")["items"][0]["title"],
        "Hermanamiento Irapuato - McAllen"
    );
    assert_eq!(report(&address, token, "Villa Última"), Some(()));
    let found = whole_list(&address, "q=%22villa+ultima%22&limit=1");
    assert_eq!(
        (found["total"].as_u64(), total + 1),
        (Some(1), whole_list(&address, "limit=1")["total"].as_u64().unwrap())
    );
}

#[test]
fn an_index_deleted_under_a_running_server_is_made_anew() {
    let database = TestDatabase::with(Filling::Sample);
    let token = run(&database.address, &["token", "create", "--role", "analyst"]).said;
    let (_server, address) = serve(&database.address);
    assert_eq!(whole_list(&address, "limit=1")["total"], REAL_ONES);
    fs::remove_dir_all(folder_of(&database.address)).unwrap();
    assert_eq!(report(&address, token.trim_end(), "Villa Nueva"), Some(()));
    assert_eq!(whole_list(&address, "limit=1&q=%22villa+nueva%22")["total"], 1);
    assert_eq!(whole_list(&address, "limit=1")["total"], REAL_ONES + 1);
}

#[test]
fn two_servers_do_not_share_a_folder() {
    let database = TestDatabase::with(Filling::Catalogues);
    let (_server, _) = serve(&database.address);
    let refused = run(&database.address, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        !refused.success && refused.complained.contains("RAI_INDEX"),
        "{}",
        refused.complained
    );
}
