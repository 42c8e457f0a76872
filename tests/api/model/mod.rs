//! No sequence of calls by anybody reaches a state that the table of the procedure does not allow: random sequences, each call
//! held against a model that was written from the table and knows nothing of the program.
//!
//! `PROPTEST_CASES` sets how many sequences there are. What fails is made as small as it gets and shown with its seed, which is
//! kept in `regressions.txt` beside this file and tried first from then on.

mod said;
mod sequence;
mod table;
mod world;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};

use self::sequence::{Beginning, Call, play};
use self::table::{DEEDS, EVERYBODY, Expects, Key, Manner, ORIGINS};
use self::world::World;

/// How many sequences there are when nobody says.
const SEQUENCES: u32 = 60;

fn manner() -> impl Strategy<Value = Manner> {
    let expects = prop_oneof![5 => Just(Expects::Nothing), 4 => Just(Expects::Current), 1 => Just(Expects::Earlier)];
    let key = prop_oneof![6 => Just(Key::None), 3 => Just(Key::New), 1 => Just(Key::Used)];
    (prop::bool::weighted(0.12), expects, key).prop_map(|(flawed, expects, key)| Manner { flawed, expects, key })
}

fn beginning() -> impl Strategy<Value = Beginning> {
    (select(ORIGINS.to_vec()), prop::bool::weighted(0.3), 0..=4_usize).prop_map(|(origin, undated, ahead)| Beginning {
        origin,
        undated,
        ahead,
    })
}

fn call() -> impl Strategy<Value = Call> {
    let anybody = || select(EVERYBODY.to_vec());
    let deed = || select(DEEDS.map(|(deed, _)| deed).to_vec());
    let index = any::<Index>;
    let onward = (index(), index(), index(), manner())
        .prop_map(|(case, step, who, manner)| Call::Onward(case, step, who, manner));
    let able =
        (deed(), index(), index(), manner()).prop_map(|(deed, who, case, manner)| Call::Able(deed, who, case, manner));
    let by_anybody =
        (anybody(), deed(), index(), manner()).prop_map(|(who, deed, case, manner)| Call::Any(who, deed, case, manner));
    let create = (anybody(), select(ORIGINS.to_vec()), manner())
        .prop_map(|(who, origin, manner)| Call::Create(who, origin, manner));
    prop_oneof![
        8 => onward,
        8 => able,
        4 => by_anybody,
        1 => create,
        1 => anybody().prop_map(Call::Again),
        1 => Just(Call::TimePasses),
    ]
}

#[test]
fn no_sequence_of_calls_leaves_the_table() {
    let system = actix_web::rt::System::new();
    let world = system.block_on(World::begin());
    let wanted = std::env::var("PROPTEST_CASES").ok();
    let mut runner = TestRunner::new(Config {
        cases: wanted.map_or(SEQUENCES, |number| number.parse().unwrap()),
        max_shrink_iters: 300,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/api/model/regressions.txt",
        ))),
        ..Config::default()
    });
    let begun = prop::collection::vec(beginning(), 1..=2);
    let sequences = (begun, prop::collection::vec(call(), 1..=30));
    let outcome = runner.run(&sequences, |(begun, calls)| {
        system.block_on(play(&world, &begun, &calls))
    });
    if let Err(failure) = outcome {
        panic!("{failure}\n{runner}");
    }
    system.block_on(check_all(&world));
    drop(world);
}

/// After all of it the numbers have no gap and the check finds nothing.
async fn check_all(world: &World) {
    let numbers: Vec<i64> = world
        .app
        .journal()
        .await
        .iter()
        .map(|entry| entry["number"].as_i64().unwrap())
        .collect();
    let expected: Vec<i64> = (1..).take(numbers.len()).collect();
    assert_eq!(numbers, expected);
    let findings = world.app.db.snapshot_here(rai::check::everything).unwrap();
    assert!(findings.iter().all(|finding| finding.wrong.is_empty()), "{findings:?}");
}
