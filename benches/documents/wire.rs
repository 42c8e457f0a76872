//! Requests over sockets, each reader a thread with a connection of its own.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;

/// A request as it goes over the wire.
pub struct Request {
    pub head: String,
    pub body: Vec<u8>,
}

impl Request {
    #[must_use]
    pub fn of(head: String, body: &[u8]) -> Self {
        Self {
            head,
            body: body.to_vec(),
        }
    }
}

/// A server that is silent for so long has failed.
const PATIENCE: Duration = Duration::from_mins(2);

/// Sends one request and answers with the body that came back.
///
/// # Errors
/// When it is refused.
pub fn ask(address: SocketAddr, request: &Request) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    Connection::to(address)?.exchange(request, |piece| body.extend_from_slice(piece))?;
    Ok(body)
}

/// Sends each request so many times, by so many senders at once: where there are fewer requests than senders, every one of these
/// sends them all.
///
/// # Errors
/// When one is refused.
pub fn flow(address: SocketAddr, requests: &[Request], senders: u32, times: u32) -> Result<Duration> {
    let next = AtomicUsize::new(0);
    let shared = requests.len() >= senders as usize && requests.len() > 1;
    let begun = Instant::now();
    thread::scope(|scope| {
        let send = || {
            let mut connection = Connection::to(address)?;
            if shared {
                while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    connection.exchange(request, |_| ())?;
                }
                return Ok(());
            }
            for _ in 0..times {
                requests
                    .iter()
                    .try_for_each(|request| connection.exchange(request, |_| ()))?;
            }
            Ok(())
        };
        let sending: Vec<_> = (0..senders).map(|_| scope.spawn(send)).collect();
        sending
            .into_iter()
            .try_for_each(|sender| sender.join().map_err(|_| "a sender failed")?)
    })
    .map(|()| begun.elapsed())
}

struct Connection(BufReader<TcpStream>);

impl Connection {
    fn to(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::with_capacity(256 << 10, stream)))
    }

    fn exchange(&mut self, request: &Request, mut show: impl FnMut(&[u8])) -> Result<()> {
        let stream = self.0.get_mut();
        stream.write_all(request.head.as_bytes())?;
        stream.write_all(&request.body)?;
        let (mut status, mut line, mut left) = (String::new(), String::new(), 0_u64);
        self.0.read_line(&mut status)?;
        loop {
            line.clear();
            if self.0.read_line(&mut line)? <= 2 {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                left = value.trim().parse()?;
            }
        }
        while left > 0 {
            let piece = self.0.fill_buf()?;
            if piece.is_empty() {
                return Err("an answer was cut off".into());
            }
            let length = piece.len().min(usize::try_from(left)?);
            show(&piece[..length]);
            self.0.consume(length);
            left -= length as u64;
        }
        if status.starts_with("HTTP/1.1 20") {
            Ok(())
        } else {
            Err(format!("the answer is {status:?}").into())
        }
    }
}
