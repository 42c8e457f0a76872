//! The log, followed as a stranger would: with nothing but its public key and a library for such logs.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use rai::db::DbConnection;
use rai::log::fields::{Opening, leaf_hash};
use serde_json::{Value, json};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::checkpoint::Checkpoint;
use tlog_tiles::tile::{Tile, TileHashReader, TileReader};
use tlog_tiles::tlog::{Error, Hash, HashReader, check_record, check_tree, record_hash, stored_hash_index};

use crate::support::app::TestApp;
use crate::support::build::{draft, reported};
use crate::support::client::Caller;

/// The head of the log, once its signature is checked with the key the log names.
async fn head(app: &TestApp) -> Checkpoint {
    let (public, note) = (app.public(), app.public().get("/log/checkpoint").await);
    let keys = public.get("/log/keys").await;
    let verifier = StandardVerifier::new(keys.text().trim_end()).unwrap();
    let note = Note::from_bytes(&note.body).unwrap();
    note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    Checkpoint::from_bytes(note.text()).unwrap()
}

/// Tiles that were asked for.
struct Fetched(BTreeMap<String, Vec<u8>>);

impl Fetched {
    /// Every tile of a tree, over HTTP.
    async fn of(caller: &Caller, size: u64) -> Self {
        let mut all = BTreeMap::new();
        for tile in Tile::new_tiles(8, 0, size) {
            let answer = caller.get(&outside(&tile)).await;
            assert_eq!(answer.status, 200, "{}", tile.path());
            assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
            all.insert(tile.path(), answer.body);
        }
        Self(all)
    }
}

/// Where a tile is: the library writes its height too, which tlog-tiles does not.
fn outside(tile: &Tile) -> String {
    let path = tile.path().replacen("tile/8/", "tile/", 1);
    format!("/log/{}", path.replacen("tile/data/", "tile/entries/", 1))
}

impl TileReader for Fetched {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        Ok(tiles.iter().map(|tile| self.0[&tile.path()].clone()).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// Every sealed entry, as somebody may see it.
async fn sealed(caller: &Caller) -> Vec<Value> {
    let (mut entries, mut next) = (Vec::new(), Some("/entries?limit=200&sealed=true".to_owned()));
    while let Some(path) = next {
        let page = caller.get(&path).await.assert(200);
        entries.extend(page["items"].as_array().unwrap().clone());
        next = page["next"].as_str().map(ToOwned::to_owned);
    }
    entries
}

/// The hash of an entry's leaf, worked out from what is shown of it.
fn worked_out(mut entry: Value) -> Hash {
    let leaf = entry.as_object_mut().unwrap().remove("leaf").unwrap();
    let opening: Opening = serde_json::from_value(leaf["opening"].clone()).unwrap();
    let number = entry["number"].as_i64().unwrap();
    leaf_hash(number, opening.root(&entry).unwrap()).unwrap()
}

#[actix_web::test]
async fn a_stranger_works_out_the_head_from_the_entries() {
    let app = TestApp::with_sample().await;
    app.given(draft("Reservado")).await;
    let (public, auditor) = (app.public(), app.auditor());
    let head = head(&app).await;
    assert_eq!(head.origin(), "rai.test/log");
    let entries = sealed(&public).await;
    assert_eq!(head.size(), entries.len() as u64);
    assert!(head.size() > 256, "more than one tile");

    let tiles = Fetched::of(&public, head.size()).await;
    let reader = TileHashReader::new(head.size(), *head.hash(), &tiles);
    let whole = sealed(&auditor).await;
    let mut bundled = Vec::new();
    for tile in Tile::new_tiles(8, 0, head.size())
        .iter()
        .filter(|tile| tile.level() == 0)
    {
        let mut bundle = *tile;
        bundle.set_is_data();
        let bytes = public.get(&outside(&bundle)).await.body;
        let mut rest = bytes.as_slice();
        while let [first, second, more @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*first, *second]));
            bundled.push(record_hash(&more[..length]));
            rest = &more[length..];
        }
    }
    let mut withheld = 0;
    for (index, (seen, all)) in entries.iter().zip(&whole).enumerate() {
        let of_tree = reader.read_hashes(&[stored_hash_index(0, index as u64)]).unwrap()[0];
        assert_eq!(of_tree.to_string(), seen["leaf"]["hash"], "{seen}");
        assert_eq!(bundled[index].to_string(), seen["leaf"]["hash"]);
        assert!(worked_out(all.clone()) == of_tree, "{all}");
        if seen.get("content").is_some() {
            assert!(worked_out(seen.clone()) == of_tree, "{seen}");
            assert_eq!(seen["actor"]["name"], Value::Null);
        } else {
            withheld += 1;
            assert_eq!(
                seen,
                &json!({"number": index + 1, "leaf": {"hash": of_tree.to_string()}})
            );
        }
    }
    assert!(withheld >= 1, "the draft and the tokens");
    assert!(!serde_json::to_string(&entries).unwrap().contains("Reservado"));
}

#[actix_web::test]
async fn what_was_acknowledged_is_in_the_next_head_and_proofs_hold() {
    let app = TestApp::start().await;
    let public = app.public();
    let earlier = head(&app).await;
    let given = app.given(reported("Conocido")).await;
    let later = head(&app).await;
    assert!(later.size() > earlier.size());

    let entry = public.get(&format!("{}/entries", given.path())).await.json()["items"][0]["number"].clone();
    let number = entry.as_u64().unwrap();
    let proof = public
        .get(&format!("/log/inclusion/{}/{number}", later.size()))
        .await
        .assert(200);
    assert_eq!(proof["root"], later.hash().to_string());
    let one = public.get(&format!("/entries/{number}")).await.assert(200);
    assert_eq!(one["content"]["title"], "Conocido");
    let leaf = worked_out(one);
    check_record(&hashes(&proof), later.size(), *later.hash(), number - 1, leaf).unwrap();
    check_record(&hashes(&proof), later.size(), *later.hash(), number - 1, *later.hash()).unwrap_err();

    let path = format!("/log/consistency/{}/{}", later.size(), earlier.size());
    let proof = public.get(&path).await.assert(200);
    let (new, old) = (*later.hash(), *earlier.hash());
    check_tree(&hashes(&proof), later.size(), new, earlier.size(), old).unwrap();
    check_tree(&hashes(&proof), later.size(), new, earlier.size(), leaf).unwrap_err();

    let beyond = later.size() + 1;
    for path in [
        format!("/log/inclusion/{beyond}/1"),
        format!("/log/inclusion/{}/{beyond}", later.size()),
        format!("/log/consistency/{beyond}/1"),
        format!("/entries/{beyond}"),
        "/log/tile/0/999".to_owned(),
        "/log/tile/0/000.p/255".to_owned(),
        "/log/tile/entries/000.p/255".to_owned(),
    ] {
        public.get(&path).await.assert_problem(404, "not-found");
    }
}

fn hashes(proof: &Value) -> Vec<Hash> {
    let hashes = proof["hashes"].as_array().unwrap().iter();
    hashes
        .map(|hash| Hash::parse_hash(hash.as_str().unwrap()).unwrap())
        .collect()
}

#[actix_web::test]
async fn the_database_itself_refuses_to_rewrite_the_log() {
    let app = TestApp::start().await;
    app.given(reported("Conocido")).await;
    head(&app).await;
    for statement in [
        "DELETE FROM leaves",
        "UPDATE leaves SET root = salt_key WHERE number = 1",
        "DELETE FROM log_tiles",
        "UPDATE log_tiles SET position = 7",
        "UPDATE log_tiles SET hashes = (SELECT salt_key FROM leaves WHERE number = 1)",
        "INSERT INTO leaves (number, root, salt_key) SELECT 100000, root, salt_key FROM leaves WHERE number = 1",
    ] {
        let done = app.db.write_here(|conn| match conn {
            DbConnection::Sqlite(conn) => Ok(conn.batch_execute(statement)?),
            DbConnection::Postgres(conn) => Ok(conn.batch_execute(statement)?),
        });
        assert!(done.is_err(), "{statement}");
    }
}
