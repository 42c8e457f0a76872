//! Asks a server as fast as it answers, over connections that stay open: one thread, requests written beforehand, answers read
//! only as far as must be.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use tokio::time::timeout_at;

use crate::Result;

/// How often a request of a workload may be sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// From the beginning again, for as long as it takes.
    Repeatedly,
    /// Once: the measurement ends early when there is nothing left to ask.
    Once,
}

/// Requests as they go over the wire.
#[derive(Clone)]
pub struct Requests {
    pub bytes: Vec<Vec<u8>>,
    pub sent: Sent,
    pub expected: u16,
}

impl Requests {
    /// Requests that read.
    pub fn reading<P: AsRef<str>>(paths: impl IntoIterator<Item = P>, sent: Sent) -> Self {
        Self::with_headers(paths, "", sent)
    }

    /// Requests for pages, as browsers send them.
    pub fn pages<P: AsRef<str>>(paths: impl IntoIterator<Item = P>, sent: Sent) -> Self {
        Self::pages_for(None, paths, sent)
    }

    /// The same for whoever has a token.
    pub fn pages_for<P: AsRef<str>>(token: Option<&str>, paths: impl IntoIterator<Item = P>, sent: Sent) -> Self {
        let who = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        Self::with_headers(paths, &format!("Accept-Encoding: gzip, br\r\n{who}"), sent)
    }

    fn with_headers<P: AsRef<str>>(paths: impl IntoIterator<Item = P>, headers: &str, sent: Sent) -> Self {
        let request = |path: P| {
            let path = path.as_ref();
            format!("GET {path} HTTP/1.1\r\nHost: register\r\n{headers}\r\n").into_bytes()
        };
        Self {
            bytes: paths.into_iter().map(request).collect(),
            sent,
            expected: 200,
        }
    }
}

/// How long, over how many connections.
#[derive(Clone, Copy)]
pub struct Pressure {
    pub connections: usize,
    pub time: Duration,
}

/// What came back.
pub struct Outcome {
    /// In microseconds; of what was answered as expected.
    pub latencies: Histogram<u64>,
    /// Answered otherwise, or not at all.
    pub failed: u64,
    /// What was answered before measuring began.
    pub warming: u64,
    pub took: Duration,
}

impl Outcome {
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64().max(f64::EPSILON)
    }

    #[must_use]
    pub fn milliseconds_at(&self, quantile: f64) -> f64 {
        self.latencies.value_at_quantile(quantile) as f64 / 1000.0
    }
}

/// What is in flight when time is up may take so long.
const GRACE: Duration = Duration::from_secs(30);

struct Run {
    requests: Requests,
    next: Cell<usize>,
    measured_from: Instant,
    until: Instant,
    latencies: RefCell<Histogram<u64>>,
    warming: Cell<u64>,
    failed: Cell<u64>,
    last_answer: Cell<Instant>,
}

/// # Errors
/// When the server cannot be reached.
pub async fn run(address: SocketAddr, requests: Requests, pressure: Pressure) -> Result<Outcome> {
    let warming = match requests.sent {
        Sent::Repeatedly => (pressure.time / 4).min(Duration::from_secs(1)),
        Sent::Once => Duration::ZERO,
    };
    let mut streams = Vec::with_capacity(pressure.connections);
    for _ in 0..pressure.connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let measured_from = Instant::now() + warming;
    let until = measured_from + pressure.time;
    let run = Rc::new(Run {
        requests,
        next: Cell::new(0),
        measured_from,
        until,
        latencies: RefCell::new(Histogram::new_with_bounds(1, 600_000_000, 3)?),
        warming: Cell::new(0),
        failed: Cell::new(0),
        last_answer: Cell::new(measured_from),
    });
    let tasks = LocalSet::new();
    let asking: Vec<_> = streams
        .into_iter()
        .map(|stream| tasks.spawn_local(run.clone().ask_or_fail(stream)))
        .collect();
    let mut waiting = u64::try_from(asking.len())?;
    let all = async {
        for one in asking {
            one.await?;
            waiting -= 1;
        }
        Ok::<_, tokio::task::JoinError>(())
    };
    // Whoever has no answer by then has none.
    if let Ok(all) = tasks.run_until(timeout_at((until + GRACE).into(), all)).await {
        all?;
    }
    drop(tasks);
    let took = run.last_answer.get().saturating_duration_since(measured_from);
    Ok(Outcome {
        latencies: run.latencies.borrow().clone(),
        failed: run.failed.get() + waiting,
        warming: run.warming.get(),
        took,
    })
}

impl Run {
    /// The next request, while there is time and one to send.
    fn next(&self) -> Option<&[u8]> {
        let position = self.next.get();
        self.next.set(position + 1);
        let all = &self.requests.bytes;
        match self.requests.sent {
            Sent::Repeatedly => all.get(position % all.len().max(1)),
            Sent::Once => all.get(position),
        }
        .map(Vec::as_slice)
    }

    async fn ask_or_fail(self: Rc<Self>, stream: TcpStream) {
        if self.ask(stream).await.is_err() {
            self.failed.set(self.failed.get() + 1);
        }
    }

    async fn ask(&self, mut stream: TcpStream) -> Result<()> {
        let mut buffer = Vec::with_capacity(128 * 1024);
        loop {
            let begun = Instant::now();
            let Some(request) = self.next().filter(|_| begun < self.until) else {
                return Ok(());
            };
            stream.write_all(request).await?;
            let status = answer(&mut stream, &mut buffer).await?;
            let now = Instant::now();
            if status != self.requests.expected {
                self.failed.set(self.failed.get() + 1);
            } else if now >= self.measured_from {
                let taken = u64::try_from((now - begun).as_micros())?.max(1);
                self.latencies.borrow_mut().saturating_record(taken);
                self.last_answer.set(now);
            } else {
                self.warming.set(self.warming.get() + 1);
            }
        }
    }
}

/// Reads one whole answer and tells its status.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<u16> {
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(length) = head.parse(buffer)? else {
            continue;
        };
        let status = head.code.ok_or("an answer without a status")?;
        let body: usize = head
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case("content-length"))
            .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok())
            .ok_or("an answer without a length")?;
        while buffer.len() < length + body {
            if stream.read_buf(buffer).await? == 0 {
                return Err("the server cut an answer off".into());
            }
        }
        return Ok(status);
    }
}
