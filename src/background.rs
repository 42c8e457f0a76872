//! A thread of the server's own that follows something: woken by whoever waits for it, stopped with the server.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::error::{Error, Result};

/// The thread's other end; the thread ends with it.
pub struct Background {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is asked.
#[derive(Default)]
pub struct Signal {
    asked: Mutex<Asked>,
    changed: Condvar,
}

#[derive(Default, Clone, Copy)]
struct Asked {
    now: bool,
    stop: bool,
}

impl Background {
    /// Starts a thread, which looks at its signal between its pieces of work.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub fn start(name: &str, work: impl FnOnce(&Signal) + Send + 'static) -> Result<Self> {
        let signal = Arc::new(Signal::default());
        let theirs = signal.clone();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(&theirs));
        Ok(Self {
            signal,
            thread: Some(thread.map_err(Error::internal)?),
        })
    }

    /// Somebody waits for it.
    pub fn wake(&self) {
        self.signal.tell(|asked| asked.now = true);
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.signal.tell(|asked| asked.stop = true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Signal {
    fn tell(&self, what: impl FnOnce(&mut Asked)) {
        what(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Waits until somebody asks for something, and no longer than so long; says whether to go on.
    #[must_use]
    pub fn wait(&self, pause: Duration) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = self
            .changed
            .wait_timeout_while(asked, pause, |asked| !asked.now && !asked.stop);
        let (mut asked, _) = waiting.unwrap_or_else(PoisonError::into_inner);
        asked.now = false;
        !asked.stop
    }

    #[must_use]
    pub fn must_stop(&self) -> bool {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).stop
    }
}
