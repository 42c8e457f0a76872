//! How fast documents come in and go out, beside nginx that takes and serves the same files, and what the register holds in memory
//! while many arrive at once.
//!
//!     cargo bench --bench documents -- [--mib 200] [--uploads 10]
//!
//! nginx is left out where it is not installed (`apt-get install nginx-light`). It does less: it takes a body that is the file (PUT),
//! and neither hashes nor looks at what it takes, nor waits for the disk.

#![allow(
    clippy::cast_precision_loss,
    reason = "sizes are shown as rates; none comes near 2^52"
)]

#[path = "../register/children.rs"]
#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod children;
mod file;
mod nginx;
mod wire;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::children::{Memory, Rai, Server};
use crate::nginx::Nginx;
use crate::wire::{Request, ask, flow};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures documents.
#[derive(Parser)]
#[command(name = "documents")]
struct Arguments {
    /// The size of a large document, in MiB
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=2_000))]
    mib: u32,
    /// How many of them arrive at once while memory is watched
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100))]
    uploads: u32,
    /// What `cargo bench` always says
    #[arg(long, hide = true)]
    bench: bool,
}

/// Large documents that are sent one after the other, or fetched by each reader.
const TIMES: u32 = 5;
/// Those who send or fetch at the same time.
const AT_ONCE: u32 = 4;
/// The size of a small document: two pages as they are scanned.
const SMALL: usize = 100 << 10;
/// How often each of those who fetch at once asks for a small one.
const SMALL_TIMES: u32 = 2_000;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("nothing is measured here: cargo bench --bench documents");
        return ExitCode::SUCCESS;
    }
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("documents: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("documents");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let large = arguments.mib as usize * (1 << 20);
    let register = Register::start(&folder, arguments.mib)?;
    let nginx = Nginx::start(&folder)?;
    let mut table = Table::default();

    eprintln!("sending");
    let all: Vec<Vec<u8>> = (0..TIMES * 2).map(|number| file::pdf(large, number)).collect();
    let (some, others) = all.split_at(TIMES as usize);
    for (name, readers, files) in [("one at a time", 1, some), ("four at a time", AT_ONCE, others)] {
        let sent = |make: &(dyn Fn(&[u8]) -> Request + Sync), address| {
            let requests: Vec<Request> = files.iter().map(|file| make(file)).collect();
            flow(address, &requests, readers, 1)
        };
        let by_register = sent(&|content| register.upload(content), register.server.address)?;
        let by_nginx = nginx
            .as_ref()
            .map(|nginx| sent(&Nginx::put, nginx.address))
            .transpose()?;
        let bytes = (files.len() * large) as f64;
        table.rate(
            &format!("{} MiB sent, {name}", arguments.mib),
            bytes,
            by_register,
            by_nginx,
        );
    }
    register.wait_until_read()?;
    let bare = bare(&folder, some)?;
    table.rate(
        "  the same written, hashed and on the disk, by one thread",
        (some.len() * large) as f64,
        bare,
        None,
    );
    drop(all);

    eprintln!("fetching");
    for (name, size, times) in [("large", large, TIMES), ("small", SMALL, SMALL_TIMES)] {
        let content = file::pdf(size, 1_000);
        let here = register.add(&content)?;
        let there = nginx.as_ref().map(|nginx| nginx.add(name, &content)).transpose()?;
        register.wait_until_read()?;
        for readers in [1, AT_ONCE] {
            let took = flow(register.server.address, std::slice::from_ref(&here), readers, times)?;
            let by_nginx = match (&nginx, &there) {
                (Some(nginx), Some(there)) => Some(flow(nginx.address, std::slice::from_ref(there), readers, times)?),
                _ => None,
            };
            let what = if size == SMALL {
                "100 KiB".to_owned()
            } else {
                format!("{} MiB", arguments.mib)
            };
            let bytes = f64::from(readers * times) * size as f64;
            table.rate(&format!("{what} fetched, {readers} reading"), bytes, took, by_nginx);
        }
    }
    println!("{}", table.0);

    eprintln!("{} at once", arguments.uploads);
    let files: Vec<Request> = (0..arguments.uploads)
        .map(|number| register.upload(&file::pdf(large, 2_000 + number)))
        .collect();
    register.wait_until_read()?;
    let before = register.server.memory();
    let (took, most) = while_watching(&register.server, || {
        flow(register.server.address, &files, arguments.uploads, 1)
    })?;
    thread::sleep(Duration::from_secs(2));
    println!("| memory | resident, MiB | its own, MiB |\n|---|--:|--:|");
    for (when, memory) in [
        ("before", before),
        ("at most", most),
        ("after", register.server.memory()),
    ] {
        let memory = memory.unwrap_or_default();
        println!("| {when} | {:.1} | {:.1} |", memory.resident, memory.anonymous);
    }
    println!(
        "\n{} documents of {} MiB at once: {:.1} s",
        arguments.uploads,
        arguments.mib,
        took.as_secs_f64()
    );
    Ok(())
}

/// A server with one agreement to which documents are added.
struct Register {
    server: Server,
    token: String,
    documents: String,
}

impl Register {
    fn start(folder: &Path, mib: u32) -> Result<Self> {
        let rai = Rai {
            database: format!("sqlite://{}", folder.join("register.db").display()),
            workers: 2,
            folder: folder.to_owned(),
        };
        let limit = (mib + 1).to_string();
        let server = rai.serve_with(&["--document-limit", &limit])?;
        let token = rai.run(&["token", "create", "--role", "analyst"], Duration::from_mins(1))?;
        let draft = json!({
            "title": "Con documentos", "instrument_type": "twinning", "object": "Cultura", "legal_basis": "LCT",
            "parties": [
                {"side": "domestic", "body": {"name": "Municipio de Irapuato", "level": "municipal", "municipality": "11017"}},
                {"side": "foreign", "body": {"name": "Ciudad de Lyon", "level": "municipal", "country": "FR"}},
            ],
        })
        .to_string();
        let head = format!(
            "POST /api/v1/agreements HTTP/1.1\r\nHost: register\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            draft.len()
        );
        let made: Value = serde_json::from_slice(&ask(server.address, &Request::of(head, draft.as_bytes()))?)?;
        let id = made["id"].as_str().ok_or("an agreement without an id")?;
        let documents = format!("/api/v1/agreements/{id}/documents");
        Ok(Self {
            server,
            token,
            documents,
        })
    }

    /// A request that adds a document.
    fn upload(&self, content: &[u8]) -> Request {
        const BOUNDARY: &str = "a-part-ends-here";
        let said = json!({"kind": "annex", "label": "Anexo A", "title": "Anexo", "language": "es"});
        let before = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\n{said}\r\n\
             --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"anexo.pdf\"\r\n\r\n"
        );
        let body = [before.as_bytes(), content, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: register\r\nAuthorization: Bearer {}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
            self.documents,
            self.token,
            body.len()
        );
        Request { head, body }
    }

    /// Adds a document, and answers with the request that fetches it.
    fn add(&self, content: &[u8]) -> Result<Request> {
        let made: Value = serde_json::from_slice(&ask(self.server.address, &self.upload(content))?)?;
        let id = made["id"].as_str().ok_or_else(|| format!("not added: {made}"))?;
        let head = format!(
            "GET /api/v1/documents/{id}/content HTTP/1.1\r\nHost: register\r\nAuthorization: Bearer {}\r\n\r\n",
            self.token
        );
        Ok(Request::of(head, b""))
    }
}

impl Register {
    /// Waits until nothing is read in the background that would take part in what is measured.
    fn wait_until_read(&self) -> Result<()> {
        let head = format!(
            "GET {} HTTP/1.1\r\nHost: register\r\nAuthorization: Bearer {}\r\n\r\n",
            self.documents, self.token
        );
        let list = Request::of(head, b"");
        let begun = Instant::now();
        while String::from_utf8(ask(self.server.address, &list)?)?.contains("\"waiting\"") {
            if begun.elapsed() > Duration::from_mins(10) {
                return Err("the texts are not read".into());
            }
            thread::sleep(Duration::from_millis(500));
        }
        Ok(())
    }
}

/// The rows of the first table, in Markdown.
struct Table(String);

impl Default for Table {
    fn default() -> Self {
        Self("| | register, MiB/s | nginx, MiB/s | of nginx |\n|---|--:|--:|--:|\n".to_owned())
    }
}

impl Table {
    fn rate(&mut self, what: &str, bytes: f64, register: Duration, nginx: Option<Duration>) {
        use std::fmt::Write;
        let rate = |took: Duration| bytes / 1_048_576.0 / took.as_secs_f64();
        let (by_nginx, share) = nginx.map_or_else(
            || ("–".to_owned(), "–".to_owned()),
            |nginx| {
                let share = 100.0 * nginx.as_secs_f64() / register.as_secs_f64();
                (format!("{:.0}", rate(nginx)), format!("{share:.0} %"))
            },
        );
        eprintln!("  {what}: {:.0} MiB/s, nginx {by_nginx}", rate(register));
        let _ = writeln!(self.0, "| {what} | {:.0} | {by_nginx} | {share} |", rate(register));
    }
}

/// What has to be done with a document at least.
fn bare(folder: &Path, files: &[Vec<u8>]) -> Result<Duration> {
    let begun = Instant::now();
    for content in files {
        let mut file = tempfile::tempfile_in(folder)?;
        let mut sha256 = Sha256::new();
        for piece in content.chunks(1 << 20) {
            sha256.update(piece);
            file.write_all(piece)?;
        }
        file.sync_all()?;
        std::hint::black_box(sha256.finalize());
    }
    Ok(begun.elapsed())
}

/// The most memory that a server held while something went on.
fn while_watching<T>(server: &Server, work: impl FnOnce() -> Result<T>) -> Result<(T, Option<Memory>)> {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut most: Option<Memory> = None;
            while !done.load(Ordering::Relaxed) {
                if let Some(now) = server.memory() {
                    let most = most.get_or_insert(now);
                    most.resident = most.resident.max(now.resident);
                    most.anonymous = most.anonymous.max(now.anonymous);
                }
                thread::sleep(Duration::from_millis(10));
            }
            most
        });
        let worked = work();
        done.store(true, Ordering::Relaxed);
        let most = watching.join().map_err(|_| "nobody watched")?;
        Ok((worked?, most))
    })
}
