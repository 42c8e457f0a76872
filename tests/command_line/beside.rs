//! A command that writes beside a running server: as soon as it has ended, the server tells what it brought.

use serde_json::Value;

use crate::database::{Filling, TestDatabase};
use crate::program::run;
use crate::server::{ask, serve};

fn read(address: &str, path: &str) -> Value {
    let request = format!("GET /api/v1{path} HTTP/1.1\r\nHost: rai\r\nConnection: close\r\n\r\n");
    let (status, body) = ask(address, &request).unwrap();
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

#[test]
fn what_an_import_brought_is_told_once_it_has_ended() {
    let database = TestDatabase::with(Filling::Catalogues);
    let (_server, address) = serve(&database.address);
    let (list, bodies) = ("/agreements?limit=1", "/bodies?q=irapuato&limit=1");
    for _ in 0..2 {
        assert_eq!(read(&address, list)["total"], 0);
        assert_eq!(read(&address, bodies)["total"], 0);
    }
    let (file, mapping) = ("data/sample-agreements.csv", "data/mappings/sample-agreements.yaml");
    let imported = run(&database.address, &["import", file, "--map", mapping]);
    assert!(imported.success, "{}", imported.complained);
    let after = read(&address, list);
    assert_eq!((&after["total"], &after["behind"]), (&111.into(), &Value::Null));
    assert_ne!(read(&address, bodies)["total"], 0);
    let id = after["items"][0]["id"].as_str().unwrap();
    assert_eq!(read(&address, &format!("/agreements/{id}"))["id"], id);
}
