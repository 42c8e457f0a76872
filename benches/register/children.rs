//! The programs that are measured: started as anybody would start them, watched by their process id, ended with it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;

/// The program `rai` over one database.
pub struct Rai {
    pub database: String,
    pub workers: usize,
    /// Where what it prints is kept.
    pub folder: PathBuf,
}

impl Rai {
    /// The file of a SQLite database.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.database.strip_prefix("sqlite://").map(Path::new)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rai"));
        command
            .args(arguments)
            .args(["--database-url", &self.database])
            .env("RAI_LOG", "warn")
            .env("RAI_LANGUAGE", "en");
        command
    }

    /// # Errors
    /// When it does not answer within two minutes.
    pub fn serve(&self) -> Result<Server> {
        self.serve_with(&[])
    }

    /// # Errors
    /// As [`Rai::serve`].
    pub fn serve_with(&self, settings: &[&str]) -> Result<Server> {
        let workers = self.workers.to_string();
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--workers", &workers]);
        command.args(settings);
        Server::start(command)
    }

    /// A token of an analyst, good for a day.
    ///
    /// # Errors
    /// As [`Rai::run`].
    pub fn analyst(&self) -> Result<String> {
        let wanted = [
            "token",
            "create",
            "--role",
            "analyst",
            "--name",
            "benchmark",
            "--days",
            "1",
        ];
        self.run(&wanted, Duration::from_mins(1))
    }

    /// Runs a command to its end and answers with the last line it printed.
    ///
    /// # Errors
    /// When it fails, or does not end in time.
    pub fn run(&self, arguments: &[&str], limit: Duration) -> Result<String> {
        let printed = self.folder.join("printed.txt");
        let mut child = Guarded(
            self.command(arguments)
                .stdin(Stdio::null())
                .stdout(File::create(&printed)?)
                .spawn()?,
        );
        let until = Instant::now() + limit;
        let status = loop {
            if let Some(status) = child.0.try_wait()? {
                break status;
            }
            if Instant::now() > until {
                return Err(format!("rai {} did not end within {limit:?}", arguments[0]).into());
            }
            thread::sleep(Duration::from_millis(5));
        };
        let printed = std::fs::read_to_string(&printed)?;
        let last = printed.lines().next_back().unwrap_or_default();
        if status.success() {
            Ok(last.to_owned())
        } else {
            Err(format!("rai {}: {status}: {last}", arguments[0]).into())
        }
    }
}

/// Not left behind, whatever happens.
struct Guarded(Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        // Both fail only where the child has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server that answers on a port it chose.
pub struct Server {
    /// None of a server that was running already.
    child: Option<Guarded>,
    pub address: SocketAddr,
    /// From the start of its process to its first answer.
    pub started_in: Duration,
}

/// Memory of a process, in MiB.
#[derive(Clone, Copy, Default)]
pub struct Memory {
    pub resident: f64,
    /// Its own, without the pages of mapped files.
    pub anonymous: f64,
}

impl Server {
    /// Starts a server that prints its address once it listens.
    ///
    /// # Errors
    /// When it does not answer within two minutes.
    pub fn start(mut command: Command) -> Result<Self> {
        const PATIENCE: Duration = Duration::from_mins(2);
        let begun = Instant::now();
        let mut child = Guarded(command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?);
        let printed = child.0.stdout.take().ok_or("a child without output")?;
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut printed = BufReader::new(printed);
            let mut line = String::new();
            // A line that cannot be read is an empty one: the address is missing either way.
            let _ = printed.read_line(&mut line);
            let _ = sender.send(line);
            let _ = std::io::copy(&mut printed, &mut std::io::sink());
        });
        let line = receiver.recv_timeout(PATIENCE)?;
        let address = line.trim().rsplit('/').next().unwrap_or_default();
        let address: SocketAddr = address
            .parse()
            .map_err(|_| format!("the server told no address: {line:?}"))?;
        answers(address, PATIENCE)?;
        Ok(Self {
            child: Some(child),
            address,
            started_in: begun.elapsed(),
        })
    }

    /// A server that somebody else started.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn at(address: SocketAddr) -> Result<Self> {
        let begun = Instant::now();
        answers(address, Duration::from_secs(10))?;
        Ok(Self {
            child: None,
            address,
            started_in: begun.elapsed(),
        })
    }

    /// What it holds in memory; nothing where the system does not tell.
    #[must_use]
    pub fn memory(&self) -> Option<Memory> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.as_ref()?.0.id())).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
            Some(kib / 1024.0)
        };
        Some(Memory {
            resident: of("VmRSS:")?,
            anonymous: of("RssAnon:")?,
        })
    }

    /// The processor time it has used, in seconds; nothing where the system does not tell.
    #[must_use]
    pub fn processor_time(&self) -> Option<f64> {
        const TICKS_PER_SECOND: f64 = 100.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.as_ref()?.0.id())).ok()?;
        // The fields are counted behind the name, which is in brackets and may hold spaces.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
        Some((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
    }
}

fn answers(address: SocketAddr, patience: Duration) -> Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: register\r\nConnection: close\r\n\r\n")?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    if status.ends_with(b" 200") {
        Ok(())
    } else {
        Err(format!("/healthz answers {}", String::from_utf8_lossy(&status)).into())
    }
}
