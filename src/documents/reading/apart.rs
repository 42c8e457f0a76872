//! Reading in a process of its own: whatever a content does to the reader, it does it there, within bounds that the system keeps.

use std::io::{self, BufRead as _, BufReader, Read};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use rlimit::Resource;

use super::{Bounds, Gap, GapReason, MediaType, Piece, Text};

/// Signals by their numbers.
const ABORT: i32 = 6;
const KILL: i32 = 9;
const CPU_TIME: i32 = 24;

/// Files the reading process may have open at a time.
const OPEN_FILES: u64 = 32;

/// In bytes: the end of what the process complains about is looked at for want of memory.
const COMPLAINT: u64 = 4096;

/// Pieces on their way.
const AHEAD: usize = 16;

/// So long a process that has nothing more to say may take to end.
const LAST_BREATH: Duration = Duration::from_millis(500);

/// Reads a content in a process of its own: `program read-text --media-type … FILE`, which calls [`confine`] and then
/// [`super::read_out`]. It gets no environment and no input, and is killed when its time is over. Whatever happens to it, what was
/// read until then comes back, with a gap for the rest.
#[must_use]
pub fn read_apart(program: &Path, file: &Path, media_type: MediaType, bounds: &Bounds) -> Text {
    let deadline = Instant::now() + Duration::from_secs(bounds.seconds);
    let mut text = Text::default();
    let stopped = match start(program, file, media_type, bounds) {
        Ok(mut child) => {
            let stopped = listen(&mut child, bounds, deadline, &mut text);
            // It may have ended already.
            let _ = child.kill();
            let _ = child.wait();
            stopped
        }
        Err(_) => Some(GapReason::Crashed),
    };
    if let Some(reason) = stopped {
        let page = (!text.pages.is_empty()).then(|| text.next_page());
        text.gaps.push(Gap { page, reason });
    }
    text
}

fn start(program: &Path, file: &Path, media_type: MediaType, bounds: &Bounds) -> io::Result<Child> {
    Command::new(program)
        .arg("read-text")
        .args(["--media-type", media_type.as_str()])
        .args(["--seconds", &bounds.seconds.to_string()])
        .args(["--memory", &bounds.memory.to_string()])
        .args(["--pages", &bounds.pages.to_string()])
        .args(["--characters", &bounds.characters.to_string()])
        .arg("--")
        .arg(file)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// Takes what the process says until it ends, and gives why it ended early.
fn listen(child: &mut Child, bounds: &Bounds, deadline: Instant, text: &mut Text) -> Option<GapReason> {
    let (Some(out), Some(complaints)) = (child.stdout.take(), child.stderr.take()) else {
        return Some(GapReason::Crashed);
    };
    let complaint = hear(complaints);
    let pieces = receive(out, most_bytes(bounds));
    loop {
        match pieces.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Piece::End) => return None,
            Ok(piece) => text.take(piece),
            Err(RecvTimeoutError::Timeout) => return Some(GapReason::Time),
            Err(RecvTimeoutError::Disconnected) => return Some(why_it_ended(child, &complaint)),
        }
    }
}

/// How many bytes of JSON a text within the bounds takes at most: six for each character, and what is around each page.
const fn most_bytes(bounds: &Bounds) -> u64 {
    const AROUND: u64 = 256;
    let characters = (bounds.characters as u64).saturating_mul(6);
    characters.saturating_add((bounds.pages as u64).saturating_add(8).saturating_mul(AROUND))
}

/// Receives pieces, on a thread that ends with the process or when nobody listens any more.
fn receive(out: ChildStdout, most: u64) -> Receiver<Piece> {
    let (sender, receiver) = mpsc::sync_channel(AHEAD);
    thread::spawn(move || send_pieces(out.take(most), &sender));
    receiver
}

fn send_pieces(out: impl Read, sender: &SyncSender<Piece>) {
    for line in BufReader::new(out).lines() {
        let piece = line.ok().and_then(|line| serde_json::from_str(&line).ok());
        let Some(piece) = piece else { return };
        if sender.send(piece).is_err() {
            return;
        }
    }
}

/// Keeps the beginning of what the process complains about, and lets it go on complaining.
fn hear(mut complaints: ChildStderr) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut kept = Vec::new();
        // A complaint that breaks off is kept as far as it came.
        let _ = complaints.by_ref().take(COMPLAINT).read_to_end(&mut kept);
        let _ = sender.send(kept);
        let _ = io::copy(&mut complaints, &mut io::sink());
    });
    receiver
}

fn why_it_ended(child: &mut Child, complaint: &Receiver<Vec<u8>>) -> GapReason {
    let status = wait(child);
    let complaint = complaint.recv_timeout(LAST_BREATH).unwrap_or_default();
    let wants_memory = String::from_utf8_lossy(&complaint).contains("memory allocation");
    match status.and_then(|status| status.signal()) {
        Some(CPU_TIME) => GapReason::Time,
        Some(KILL) => GapReason::Memory,
        Some(ABORT) | None if wants_memory => GapReason::Memory,
        _ => GapReason::Crashed,
    }
}

/// How a process ended that closed its output.
fn wait(child: &mut Child) -> Option<ExitStatus> {
    let deadline = Instant::now() + LAST_BREATH;
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(None) => thread::sleep(Duration::from_millis(5)),
            Ok(status) => return status,
            Err(_) => return None,
        }
    }
    None
}

/// Holds this process within bounds for as long as it lives: its memory, its time on a processor, no file that grows, no image of
/// itself left behind, few files open. For the process that [`read_apart`] starts, before it opens anything.
///
/// # Errors
/// When the system does not let itself be told.
pub fn confine(bounds: &Bounds) -> io::Result<()> {
    for (resource, most) in [
        (Resource::AS, bounds.memory),
        (Resource::CPU, bounds.seconds.max(1)),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
        (Resource::NOFILE, OPEN_FILES),
    ] {
        resource.set(most, most)?;
    }
    Ok(())
}
