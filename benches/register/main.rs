//! How fast the register is on this machine: real import, real server, a load generator, and beside every figure the most that
//! the framework itself does here.
//!
//!     cargo bench --bench register -- [--agreements 100000] [--seconds 10] [--connections 32] [--database URL] [--reuse] [--only 'read by id']
//!     cargo bench --bench register -- --address 127.0.0.1:8080
//!
//! Server and generator share the machine, so figures are for comparing with each other and with the ceiling of the same run.

#![allow(
    clippy::cast_precision_loss,
    reason = "counts are shown as rates; none comes near 2^52"
)]

mod bare;
mod ceiling;
mod children;
mod fill;
mod generate;
mod load;
mod measures;
mod pages;
mod phrases;
mod report;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use crate::bare::Bare;
use crate::children::{Rai, Server};
use crate::fill::{Filled, fill, idle, remove, start_up, whole};
use crate::generate::{Findable, Generator};
use crate::load::{Pressure, Requests, Sent};
use crate::measures::{Measured, measure};
use crate::report::{Report, whole as rounded};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Measures the register.
#[derive(Parser)]
#[command(name = "register")]
struct Arguments {
    /// How many agreements the register holds
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    agreements: u32,
    /// How long each measurement takes
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Connections that ask at the same time
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    connections: u16,
    /// An empty database to fill instead of a file in the target folder, as `rai --database-url` takes it
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Measure what is read from a server that is running already, whatever it holds
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = ["database", "reuse", "writing"])]
    address: Option<SocketAddr>,
    /// Measure what an earlier run imported
    #[arg(long)]
    reuse: bool,
    /// Measure only what is written: the import and the creating of drafts
    #[arg(long)]
    writing: bool,
    /// Measure only the requests whose name in the table has these words, and nothing that is written
    #[arg(long, value_name = "WORDS", conflicts_with = "writing")]
    only: Option<String>,
    /// Threads of each server that answer requests
    #[arg(long, default_value_t = 2)]
    workers: usize,
    /// What `cargo bench` always says
    #[arg(long, hide = true)]
    bench: bool,
    /// Be the server that the register is compared with
    #[arg(long, value_name = "PORT", hide = true)]
    constant_server: Option<u16>,
    /// The size of its answer
    #[arg(long, default_value_t = 2_000, hide = true)]
    bytes: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("nothing is measured here: cargo bench --bench register");
        return ExitCode::SUCCESS;
    }
    let done = match arguments.constant_server {
        Some(port) => ceiling::serve(port, arguments.bytes, arguments.workers),
        None => run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("register: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    // The client that weighs pages wants to know with what, though it never encrypts.
    rai::tls::use_ring();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(&folder)?;
    let mut report = Report::default();

    if let Some(address) = arguments.address {
        let server = Server::at(address)?;
        let (_, findable) =
            Generator::new()?.write(usize::try_from(arguments.agreements)?, &folder, "register-asked")?;
        runtime.block_on(read(arguments, &server, &findable, &mut report))?;
        println!("{report}");
        return Ok(());
    }

    eprintln!("register");
    let Filled {
        rai,
        findable,
        imported,
    } = fill(arguments, &folder, &mut report)?;

    eprintln!("index");
    if let Some(file) = rai.file() {
        let index = file.with_extension("index");
        if index.exists() {
            std::fs::remove_dir_all(index)?;
        }
    }
    let server = rai.serve()?;
    let built = runtime.block_on(whole(&server))?;
    report.fact(
        "search index, built from nothing",
        format!("{:.1} s", built.as_secs_f64()),
    );
    report.memory("memory, right after", server.memory());
    drop(server);
    eprintln!("start");
    report.fact("start to first answer", start_up(&rai)?);
    let server = rai.serve()?;
    runtime.block_on(whole(&server))?;
    report.memory("memory, idle", idle(&server));

    if arguments.writing {
        runtime.block_on(writers(arguments, &rai, imported, &server, &mut report))?;
        println!("{report}");
        return Ok(());
    }

    let (id, held, record) = runtime.block_on(read(arguments, &server, &findable, &mut report))?;
    if held != usize::try_from(arguments.agreements)? {
        return Err(format!("the register shows {held} agreements, not {}", arguments.agreements).into());
    }
    if let Some(file) = rai.file() {
        let ceiling = format!("{} rows/s", rounded(bare::read_all(file)?));
        report.fact("ceiling: all records read in a bare loop", ceiling);
        let ceiling = format!("{}/s", rounded(bare::read_by_id(file)?));
        report.fact("ceiling: records read by id in a bare loop", ceiling);
    }
    if arguments.only.is_none() {
        runtime.block_on(writers(arguments, &rai, imported, &server, &mut report))?;
    }
    report.memory("memory, after everything", server.memory());
    drop(server);
    eprintln!("pages");
    runtime.block_on(pages::each(
        &rai,
        &id,
        Duration::from_secs(arguments.seconds),
        &mut report,
    ))?;

    println!(
        "\n{} agreements, {} s each, {} workers\n",
        arguments.agreements, arguments.seconds, arguments.workers
    );
    println!("{report}");
    println!(
        "“of the ceiling”: requests per second beside those of a bare server that answers with {record} constant bytes, measured right \
         before and after; of drafts, beside bare SQLite transactions that insert the same rows. “alone”: over one connection, with nothing else going on."
    );
    Ok(())
}

/// Everything that is read. Answers with the id of an agreement, how many there are, and the bytes of one.
async fn read(
    arguments: &Arguments,
    server: &Server,
    findable: &Findable,
    report: &mut Report,
) -> Result<(String, usize, usize)> {
    eprintln!("export");
    let export = measures::export(server).await?;
    report.export(&export);
    let held = export.ids.len();
    let record = (usize::try_from(export.bytes)? / held.max(1)).max(2) - 1;
    report.fact("a record, on average", format!("{} bytes", rounded(record as f64)));

    eprintln!("requests");
    let constant = ceiling::start(record, arguments.workers)?;
    readers(arguments, server, &constant, &export.ids, findable, report).await?;
    let first = export.ids.first().cloned().unwrap_or_default();
    Ok((first, held, record))
}

async fn readers(
    arguments: &Arguments,
    server: &Server,
    constant: &Server,
    ids: &[String],
    findable: &Findable,
    report: &mut Report,
) -> Result<()> {
    let time = Duration::from_secs(arguments.seconds);
    let many = Pressure {
        connections: arguments.connections.into(),
        time,
    };
    let alone = Pressure { connections: 1, time };
    let ceiling = |pressure| {
        let requests = Requests::reading(["/healthz"], Sent::Repeatedly);
        measure(constant, "ceiling: constant answer", requests, pressure)
    };

    let mut measures = measures::of_readers(ids, findable);
    measures.push(measures::deep_pages(server).await?);
    measures.extend(pages::of_readers(ids, findable));
    if let Some(words) = &arguments.only {
        measures.retain(|one| one.name.contains(words.as_str()));
    }
    let mut first = ceiling(many).await?;
    first.alone = Some(ceiling(alone).await?.outcome);
    let mut before = first.outcome.per_second();
    report.measured(first);
    let mut all: Vec<Measured> = Vec::new();
    for one in &measures {
        let mut taken = measure(server, one.name, one.many.clone(), many).await?;
        let after = ceiling(many).await?.outcome.per_second();
        taken.ceiling = Some(f64::midpoint(before, after));
        before = after;
        all.push(taken);
    }
    eprintln!("requests over one connection");
    for (one, mut taken) in measures.into_iter().zip(all) {
        taken.alone = Some(measure(server, one.name, one.alone, alone).await?.outcome);
        report.measured(taken);
    }
    Ok(())
}

async fn writers(
    arguments: &Arguments,
    rai: &Rai,
    imported: Option<f64>,
    server: &Server,
    report: &mut Report,
) -> Result<()> {
    let token = rai.analyst()?;
    let time = Duration::from_secs(arguments.seconds);
    let bare = match rai.file() {
        Some(register) => {
            let file = rai.folder.join("register-bare.db");
            remove(&file)?;
            let bare = Bare::like(register, &file)?;
            let ceiling = bare.import()?;
            let rate = format!("{} rows/s", rounded(ceiling));
            report.fact("ceiling: the same rows by bare statements", rate);
            if let Some(imported) = imported {
                report.fact("import, of the ceiling", format!("{:.1} %", 100.0 * imported / ceiling));
            }
            Some(bare)
        }
        None => None,
    };
    for connections in [1, 8, 32] {
        let drafts = measures::drafts(&token, connections);
        let pressure = Pressure { connections, time };
        let mut drafted = measure(server, "create a draft", drafts.clone(), pressure).await?;
        if let Some(bare) = &bare {
            // Between two halves of the same measurement, as nothing on a shared machine stays as fast as it was.
            let ceiling = bare.create(time)?;
            report.fact(
                "ceiling: the same draft by bare statements",
                format!("{}/s", rounded(ceiling)),
            );
            let again = measure(server, "create a draft", drafts, pressure).await?;
            drafted.outcome.latencies.add(&again.outcome.latencies)?;
            drafted.outcome.took += again.outcome.took;
            drafted.outcome.failed += again.outcome.failed;
            drafted.ceiling = Some(ceiling);
        }
        report.measured(drafted);
    }
    Ok(())
}
