//! What the log costs as it grows: sealing, adding one entry, proving one, its size, and how long an outsider takes to check it.
//!
//!     cargo bench --bench log -- [--entries 1000000]
//!
//! The entries are those of the real sample over and over, in a throw-away SQLite file: generated, for load only. Beside the figures
//! stands what hashing as many leaves and nodes takes without a register around it.

#![allow(
    clippy::cast_precision_loss,
    reason = "counts are shown as rates; none comes near 2^52"
)]

#[path = "../register/children.rs"]
#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod children;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use rai::clock::Clock;
use rai::db::{DatabaseAddress, Db};
use rai::log::{seal, tree};
use rand::Rng;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::children::Rai;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Measures the log.
#[derive(Parser)]
#[command(name = "log")]
struct Arguments {
    /// How many entries the log has in the end
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(i64).range(10_000..=100_000_000))]
    entries: i64,
    /// What `cargo bench` always says
    #[arg(long, hide = true)]
    bench: bool,
}

/// Entries are added, and proofs made, so often at each size.
const TIMES: usize = 300;
/// One line of `data` is a leaf of this many bytes, more or less.
const LEAF: usize = 72;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("nothing is measured here: cargo bench --bench log");
        return ExitCode::SUCCESS;
    }
    match run(arguments.entries) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("log: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(entries: i64) -> Result<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("log");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("log.db");
    let text = |path: &Path| -> Result<String> { Ok(path.to_str().ok_or("a folder not in UTF-8")?.to_owned()) };
    let rai = Rai {
        database: format!("sqlite://{}", text(&file)?),
        workers: 2,
        folder: folder.clone(),
    };
    let patience = Duration::from_hours(1);
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample-agreements.csv");
    let mapping = concat!(env!("CARGO_MANIFEST_DIR"), "/data/mappings/sample-agreements.yaml");
    rai.run(&["import", sample, "--map", mapping], patience)?;

    let db = Db::open(DatabaseAddress::parse(&rai.database)?, 2)?;
    let clock = Clock::system();
    let journal = Journal(Connection::open(&file)?);
    println!(
        "| entries | sealed/s | add one, durable: p50, p99 ms | prove one: p50, p99 ms | prove two checkpoints: p50, p99 ms |"
    );
    println!("|--:|--:|--:|--:|--:|");
    for size in sizes(entries) {
        journal.grow(size)?;
        let begun = (Instant::now(), db.read_here(tree::size)?);
        let sealed = seal::seal_all(&db, &clock)?;
        let rate = (sealed - begun.1) as f64 / begun.0.elapsed().as_secs_f64();
        let added = times(|| {
            journal.grow(journal.count()? + 1)?;
            let begun = Instant::now();
            seal::seal_all(&db, &clock)?;
            Ok(begun.elapsed())
        })?;
        let size = db.read_here(tree::size)?;
        let entry = || rand::rng().random_range(1..=size);
        let proved = times(|| timed(|| Ok(db.read_here(|conn| tree::prove_inclusion(conn, size, entry()))?)))?;
        let followed = times(|| timed(|| Ok(db.read_here(|conn| tree::prove_consistency(conn, size, entry()))?)))?;
        println!("| {size} | {rate:.0} | {added} | {proved} | {followed} |");
    }
    let size = db.read_here(tree::size)?;
    drop(db);

    println!("\n| | |\n|---|--:|");
    let (tiles, hashes) = journal.ask("SELECT count(*), sum(length(hashes)) FROM log_tiles")?;
    let (_, leaves) = journal.ask("SELECT count(*), sum(length(root) + length(salt_key)) FROM leaves")?;
    let (_, contents) = journal.ask("SELECT count(*), sum(length(content)) FROM entries")?;
    let mib = |bytes: i64| format!("{:.1} MiB", bytes as f64 / 1_048_576.0);
    println!("| tiles | {tiles}: {} |", mib(hashes));
    println!("| roots and keys of the leaves | {} |", mib(leaves));
    println!("| the entries themselves | {} |", mib(contents));
    drop(journal);

    let keys = folder.join("keys");
    let public = rai.run(
        &["log-key", "--origin", "bench.example/log", "--output", &text(&keys)?],
        patience,
    )?;
    let server = rai.serve_with(&["--log-keys", &text(&keys)?])?;
    let address = format!("http://{}/log", server.address);
    for (what, more) in [("leaves and tree", None), ("and every entry", Some("--entries"))] {
        let mut arguments = vec!["verify", "--log", &address, "--key", &public];
        arguments.extend(more);
        let begun = Instant::now();
        let said = rai.run(&arguments, patience)?;
        let took = begun.elapsed().as_secs_f64();
        println!(
            "| rai verify --log: {what} | {took:.1} s, {:.1} s for a million: {said} |",
            took * 1e6 / size as f64
        );
    }
    let begun = Instant::now();
    std::hint::black_box(bare(size));
    println!(
        "| {} hashes without a register | {:.1} s |",
        2 * size,
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Every power of ten on the way, and the end.
fn sizes(entries: i64) -> Vec<i64> {
    let mut sizes: Vec<i64> = (3..=9)
        .map(|power| 10_i64.pow(power))
        .filter(|size| *size < entries)
        .collect();
    sizes.push(entries);
    sizes
}

struct Journal(Connection);

impl Journal {
    fn count(&self) -> Result<i64> {
        Ok(self
            .0
            .query_row("SELECT max(number) FROM entries", [], |row| row.get(0))?)
    }

    /// Adds entries until there are so many: again what is there.
    fn grow(&self, size: i64) -> Result<()> {
        let mut there = self.count()?;
        while there < size {
            let more = there.min(size - there).min(50_000);
            self.0.execute(
                "INSERT INTO entries (number, at, actor_kind, actor_name, actor_role, actor_token, action, record_kind, record_id, agreement_id, content) \
                 SELECT number + ?1, at, actor_kind, actor_name, actor_role, actor_token, action, record_kind, record_id, agreement_id, content \
                 FROM entries WHERE number <= ?2 ORDER BY number",
                [there, more],
            )?;
            there += more;
        }
        Ok(())
    }

    fn ask(&self, question: &str) -> Result<(i64, i64)> {
        Ok(self.0.query_row(question, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}

fn times(mut once: impl FnMut() -> Result<Duration>) -> Result<String> {
    let mut took = (0..TIMES).map(|_| once()).collect::<Result<Vec<Duration>>>()?;
    took.sort();
    let at = |per_cent: usize| took[(TIMES - 1) * per_cent / 100].as_secs_f64() * 1000.0;
    Ok(format!("{:.2}, {:.2}", at(50), at(99)))
}

fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<Duration> {
    let begun = Instant::now();
    std::hint::black_box(work()?);
    Ok(begun.elapsed())
}

/// As many hashes as a tree of so many leaves has: one for each leaf, one for each pair.
fn bare(size: i64) -> u8 {
    let (leaf, node) = ([7; LEAF], [9; 65]);
    (0..size).fold(0, |kept, _| kept ^ Sha256::digest(leaf)[0] ^ Sha256::digest(node)[0])
}
