//! What was acknowledged is there after a kill, and what was under way is there whole or not at all.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rai::clock::Clock;
use serde_json::{Value, json};

use crate::check::assert_only_orphans;
use crate::database::{Filling, TestDatabase};
use crate::program::{rai, run, told};
use crate::server::{ask, post, serve_with, signal, upload};

const KILLS: usize = 20;
const CLIENTS: usize = 4;

/// The steps from a draft to the register, one for each version: who takes it, and the stage it leads to.
const WAY: [(&str, &str, &str); 5] = [
    ("submission", "analyst", "submitted"),
    ("review", "analyst", "in_review"),
    ("opinion", "counsel", "cleared"),
    ("signatures", "analyst", "signed"),
    ("registration", "registrar", "registered"),
];

#[test]
fn what_was_acknowledged_is_there_after_each_of_twenty_kills() {
    let database = TestDatabase::with(Filling::Catalogues);
    let documents = tempfile::tempdir().unwrap();
    let tokens: Tokens = ["analyst", "counsel", "registrar"]
        .map(|role| {
            let made = run(&database.address, &["token", "create", "--role", role]);
            (role, made.said.trim_end().to_owned())
        })
        .into();
    let mut work: Vec<Vec<Case>> = (0..CLIENTS).map(|_| Vec::new()).collect();
    for kill in 0..KILLS {
        let (mut server, address) = serve_with(&mut keeping(&database.address, documents.path(), &[]));
        let taken = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .zip(work.drain(..))
            .map(|(client, cases)| {
                let (address, tokens, taken) = (address.clone(), tokens.clone(), Arc::clone(&taken));
                let name = format!("{kill}-{client}");
                std::thread::spawn(move || work_until_it_dies(&address, &tokens, cases, &name, &taken))
            })
            .collect();
        let steps = rand::random_range(12..24);
        wait_for(&taken, steps);
        // Anywhere in the step that comes after.
        std::thread::sleep(Duration::from_millis(rand::random_range(0..40)));
        signal(&server.0, "KILL");
        server.0.wait().unwrap();
        work.extend(clients.into_iter().map(|client| client.join().unwrap()));
        assert_all_there(
            &database.address,
            documents.path(),
            &mut work,
            &format!("kill {kill} after {steps} steps"),
        );
    }
    let cases = || work.iter().flatten().filter_map(|case| case.known.as_ref());
    let registered = cases().filter(|case| case["stage"] == "registered").count();
    let versions: i64 = cases().filter_map(|case| case["version"].as_i64()).sum();
    assert!(
        registered >= KILLS && versions > 200,
        "only {registered} were registered, {versions} changes made"
    );
}

/// However slow the machine is, the kill comes in the middle of the work.
pub fn wait_for(taken: &AtomicUsize, steps: usize) {
    let begun = Instant::now();
    while taken.load(Ordering::Relaxed) < steps {
        assert!(begun.elapsed() < Duration::from_mins(1), "the work does not go on");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The program with a folder for documents.
fn keeping(database: &str, documents: &Path, arguments: &[&str]) -> Command {
    let mut program = rai(database, arguments);
    program.env("RAI_DOCUMENTS", documents);
    program
}

/// The secret of each role's token.
type Tokens = HashMap<&'static str, String>;

/// A case one client takes along the way.
struct Case {
    title: String,
    /// As it was last acknowledged, or found after a kill.
    known: Option<Value>,
    /// Whether the next step was sent and not answered.
    under_way: bool,
}

impl Case {
    fn version(&self) -> Option<usize> {
        usize::try_from(self.known.as_ref()?["version"].as_u64()?).ok()
    }

    /// Takes the next step and remembers the answer; nothing when there is none.
    fn go_on(&mut self, address: &str, tokens: &Tokens) -> Option<()> {
        let (path, who, said) = match &self.known {
            None => ("/agreements".to_owned(), "analyst", beginning(&self.title)),
            Some(known) => {
                let (step, who, _) = WAY[self.version()? - 1];
                let case = format!("/agreements/{}", known["id"].as_str()?);
                let text = match step {
                    "submission" => Some("draft"),
                    "registration" => Some("signed_original"),
                    _ => None,
                };
                if let Some(kind) = text {
                    let request = upload(&tokens["analyst"], &format!("{case}/documents"), kind, &self.title);
                    let (status, answer) = ask(address, &request)?;
                    assert_eq!(status, 201, "{answer}");
                }
                (format!("{case}/{step}"), who, said(step, known))
            }
        };
        self.under_way = true;
        let (status, answer) = post(address, &tokens[who], &path, &said.to_string())?;
        let answer: Value = serde_json::from_str(&answer).ok()?;
        assert!(status == 200 || status == 201, "{path}: {answer}");
        self.known = Some(answer);
        self.under_way = false;
        Some(())
    }

    /// Holds what is in the database now against what was acknowledged, and goes on from there.
    fn assert_there(&mut self, found: Option<Value>, when: &str) {
        let before = self.version().unwrap_or(0);
        let now = found.as_ref().map_or(0, |found| found["version"].as_u64().unwrap());
        let steps = usize::try_from(now).unwrap().checked_sub(before);
        match (steps, &found) {
            (Some(0), Some(found)) => assert!(
                same(self.known.as_ref().unwrap(), found),
                "{when}: {:?} became {found}",
                self.known
            ),
            (Some(0), None) => {}
            (Some(1), Some(found)) if self.under_way => {
                let stage = before.checked_sub(1).map_or("draft", |step| WAY[step].2);
                assert_eq!(found["stage"], stage, "{when}: {found}");
                assert_eq!(
                    found["registration_number"].is_null(),
                    stage != "registered",
                    "{when}: {found}"
                );
            }
            _ => panic!("{when}: {:?} was acknowledged, {found:?} is there", self.known),
        }
        self.known = found;
        self.under_way = false;
    }
}

/// Everything that a move changes.
fn same(known: &Value, found: &Value) -> bool {
    ["stage", "stage_since", "registration_number", "parties", "updated_at"]
        .iter()
        .all(|field| known[field] == found[field])
}

/// Takes one case after the other to the register, those that an earlier kill left on the way first.
fn work_until_it_dies(
    address: &str,
    tokens: &Tokens,
    mut cases: Vec<Case>,
    name: &str,
    taken: &AtomicUsize,
) -> Vec<Case> {
    loop {
        let unfinished = cases
            .iter_mut()
            .find(|case| case.version().is_none_or(|version| version <= WAY.len()));
        if let Some(case) = unfinished {
            if case.go_on(address, tokens).is_none() {
                return cases;
            }
            taken.fetch_add(1, Ordering::Relaxed);
        } else {
            cases.push(Case {
                title: format!("Hermanamiento [{name}-{}]", cases.len()),
                known: None,
                under_way: false,
            });
        }
    }
}

/// Every case stands where it was acknowledged to, no number is given twice, and the check is content.
fn assert_all_there(database: &str, documents: &Path, work: &mut [Vec<Case>], when: &str) {
    let exported = run(database, &["export", "--all"]).said;
    let mut found: HashMap<String, Value> = exported
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|agreement| (agreement["title"].as_str().unwrap().to_owned(), agreement))
        .collect();
    let numbers: Vec<String> = found
        .values()
        .filter_map(|agreement| agreement["registration_number"].as_str())
        .map(ToOwned::to_owned)
        .collect();
    let once: HashSet<&String> = numbers.iter().collect();
    assert_eq!(once.len(), numbers.len(), "{when}: a number was given twice");
    for case in work.iter_mut().flatten() {
        case.assert_there(found.remove(&case.title), when);
    }
    assert!(found.is_empty(), "{when}: nobody sent {found:?}");
    let check = told(&keeping(database, documents, &["check"]).output().unwrap());
    assert_only_orphans(&check.said, documents);
}

fn beginning(title: &str) -> Value {
    json!({
        "title": title, "instrument_type": "twinning", "object": "Cultura", "legal_basis": "LCT",
        "parties": [
            {"side": "domestic", "body": {"name": "Municipio de Irapuato", "level": "municipal", "municipality": "11017"}},
            {"side": "foreign", "body": {"name": format!("Ciudad {title}"), "level": "municipal", "country": "FR"}},
        ],
    })
}

fn said(step: &str, case: &Value) -> Value {
    let today = Clock::system().today();
    let signed =
        |party: usize| json!({"id": case["parties"][party]["id"], "signatures": [{"name": "Ana", "signed_on": today}]});
    match step {
        "opinion" => {
            json!({"result": "favourable", "reference": "D-1", "issued_on": today, "within_attributions": true})
        }
        "signatures" => json!({"parties": [signed(0), signed(1)]}),
        "registration" => json!({"evidence": "signed_original"}),
        _ => json!({}),
    }
}
