//! The process that reads: a child of the server's with bounds of its own, killed when its time is over.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rlimit::Resource;

use super::{Bounds, GapReason, Text};
use crate::documents::kind::MediaType;

/// Looks so often whether the child is done.
const GLANCE: Duration = Duration::from_millis(20);
/// An answer of the child's is no longer than so many bytes for each character it may read.
const BYTES_A_CHARACTER: u64 = 8;

/// Reads a file's text in a process of its own. Whatever happens to it, there is an answer.
#[must_use]
pub fn read_apart(program: &Path, file: &Path, media_type: MediaType, bounds: &Bounds) -> Text {
    let child = Command::new(program)
        .arg("read-text")
        .args(["--media-type", media_type.as_str()])
        .arg(file)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    match child {
        Ok(child) => listen(child, bounds),
        Err(reason) => {
            tracing::error!("no process to read a text in: {reason}");
            Text::none(GapReason::Crashed)
        }
    }
}

fn listen(mut child: Child, bounds: &Bounds) -> Text {
    let until = Instant::now() + Duration::from_secs(bounds.seconds);
    let most = BYTES_A_CHARACTER * bounds.characters as u64;
    let Some(told) = child.stdout.take() else {
        return Text::none(GapReason::Crashed);
    };
    let listener = std::thread::spawn(move || {
        let mut answer = Vec::new();
        told.take(most).read_to_end(&mut answer).map(|_| answer)
    });
    let done = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status.success()),
            Ok(None) if Instant::now() < until => std::thread::sleep(GLANCE),
            Ok(None) | Err(_) => break None,
        }
    };
    // One that is done already cannot be killed, and need not.
    let _ = child.kill();
    let _ = child.wait();
    let answer = listener.join().ok().and_then(io::Result::ok).unwrap_or_default();
    match (done, serde_json::from_slice(&answer)) {
        (Some(true), Ok(text)) => text,
        (None, _) => Text::none(GapReason::Time),
        _ => Text::none(GapReason::Crashed),
    }
}

/// Bounds this process: what it was given to read may want all there is.
///
/// # Errors
/// What the system says.
pub fn confine(bounds: &Bounds) -> io::Result<()> {
    Resource::AS.set(bounds.memory, bounds.memory)?;
    Resource::CPU.set(bounds.seconds, bounds.seconds)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)
}
