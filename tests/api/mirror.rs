//! A mirror: begins with a snapshot, goes on with the entries after it, and comes to the same root without trusting the register.

use std::path::Path;

use rai::agreements::View;
use rai::export::snapshot;
use rai::language::Language;
use rai::log::fields::{Opening, leaf_hash, root_of};
use rai::log::keys::LogKeys;
use rai::log::seal;
use rai::rule_set::RuleSet;
use rai::verify::{self, source::Source};
use serde_json::Value;
use tlog_tiles::tlog::Hash;

use crate::support::app::TestApp;
use crate::support::build::{draft, regularisation, reported};

/// The leaves of a log, each worked out from its entry where that may be seen.
#[derive(Default)]
struct Mirror {
    leaves: Vec<Hash>,
}

impl Mirror {
    fn take(&mut self, mut entry: Value) {
        let number = i64::try_from(self.leaves.len() + 1).unwrap();
        assert_eq!(entry["number"], number);
        let leaf = entry.as_object_mut().unwrap().remove("leaf").unwrap();
        let told = Hash::parse_hash(leaf["hash"].as_str().unwrap()).unwrap();
        if let Some(opening) = leaf.get("opening") {
            let opening: Opening = serde_json::from_value(opening.clone()).unwrap();
            assert!(
                leaf_hash(number, opening.root(&entry).unwrap()).unwrap() == told,
                "{number}"
            );
        }
        self.leaves.push(told);
    }

    fn load(folder: &Path) -> Self {
        let mut mirror = Self::default();
        let lines = std::fs::read_to_string(folder.join("entries.ndjson")).unwrap();
        for line in lines.lines() {
            mirror.take(serde_json::from_str(line).unwrap());
        }
        mirror
    }

    fn root(&self) -> String {
        root_of(&self.leaves).to_string()
    }
}

#[actix_web::test]
async fn a_mirror_that_loads_a_snapshot_and_replays_the_rest_ends_with_the_same_root() {
    let app = TestApp::start().await;
    app.given_registered(regularisation("Inscrito")).await;
    let known = app.given(reported("Conocido")).await;
    app.given(draft("Reservado")).await;
    let path = format!("/agreements/{}/documents", known.id());
    for visibility in ["public", "internal"] {
        let said = serde_json::json!({"kind": "source_page", "title": visibility, "visibility": visibility});
        let sent = app.analyst().upload(&path, said, "a.txt", visibility.as_bytes()).await;
        let made = sent.assert(201);
        app.wait_until_read(made["id"].as_str().unwrap()).await;
    }
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("snapshot");
    let keys = place.path().join("keys");
    let key = LogKeys::make("rai.test/log", [7; 32]).unwrap();
    std::fs::write(&keys, &key.secret).unwrap();
    let keys = LogKeys::read(&keys).unwrap();
    seal::seal_all(&app.db, &app.clock).unwrap();
    let today = app.clock.today();
    let view = View {
        valid_on: today,
        today,
        expiring_days: 180,
        rules: std::sync::Arc::new(RuleSet::of_mexico().clone()),
        language: Language::Spanish,
    };
    let made = snapshot::write(&app.db, &folder, &keys, &view, app.clock.now()).unwrap();
    assert!(snapshot::write(&app.db, &folder, &keys, &view, app.clock.now()).is_err());

    // Nothing that is not for everybody.
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    for name in ["entries.ndjson", "agreements.ndjson", "documents.ndjson"] {
        assert!(!read(name).contains("Reservado"), "{name}");
    }
    assert_eq!(read("agreements.ndjson").lines().count(), 2);
    let documents: Vec<Value> = read("documents.ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0]["title"], "public");

    // It is a log by itself.
    let source = Source::parse(folder.to_str().unwrap()).unwrap();
    let public = vec![key.public];
    let check = verify::log::Check {
        keys: &public,
        since: None,
        entries: true,
    };
    let report = verify::log::log(&source, check, &indicatif::ProgressBar::hidden()).unwrap();
    assert!(report.is_sound(), "{report:?}");

    let mut mirror = Mirror::load(&folder);
    assert_eq!(mirror.root(), made.root);
    for number in 0..3 {
        app.given(draft(&format!("Después {number}"))).await;
        app.given(reported(&format!("Conocido después {number}"))).await;
    }
    let note = app.public().get("/log/checkpoint").await.text().to_owned();
    let mut next = Some(format!("/entries?sealed=true&limit=2&after={}", made.size));
    while let Some(path) = next {
        let page = app.public().get(&path).await.assert(200);
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .cloned()
            .for_each(|entry| mirror.take(entry));
        next = page["next"].as_str().map(ToOwned::to_owned);
    }
    let head: Vec<&str> = note.lines().collect();
    assert_eq!(head[1], mirror.leaves.len().to_string());
    assert_eq!(head[2], mirror.root());
}
