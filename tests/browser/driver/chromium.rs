//! A Chromium for one test, started through `ChromeDriver` and gone with it.

use std::io::{BufRead, BufReader, ErrorKind};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use thirtyfour::session::handle::SessionHandle;
use thirtyfour::{BrowserLogEntry, ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel, WebDriver};

/// The driver's process and a folder for the browser's profile.
pub struct Chromium {
    driver: Child,
    /// Kept, as writing to a closed one would end the driver.
    _output: BufReader<ChildStdout>,
    address: String,
    folder: tempfile::TempDir,
}

/// Chromium asks nobody but the register: not for its own updates, and other hosts have no address.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--remote-debugging-pipe", // ends with its driver, however that ends
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--force-prefers-reduced-motion", // what is scrolled to is there at once
    "--hide-scrollbars",
    "--no-first-run",
];

/// How long a driver may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);

impl Chromium {
    /// Starts a driver. Under load it sometimes never says that it is ready, so this is tried more than once.
    pub fn start() -> Self {
        let started = (0..3).find_map(|_| Self::try_to_start());
        started.unwrap_or_else(|| panic!("ChromeDriver does not start (bin/test installs it)"))
    }

    fn try_to_start() -> Option<Self> {
        // The shell waits for the end of its input, which comes when this process ends, be it killed; then it ends the driver.
        let mut driver = Command::new("sh")
            .args(["-c", "chromedriver --port=0 & read -r _; kill $!"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(driver.stdout.take().unwrap());
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || tell.send(port_in(output)));
        let Ok(Some((port, output))) = told.recv_timeout(PATIENCE) else {
            drop(driver.stdin.take());
            driver.wait().unwrap();
            return None;
        };
        Some(Self {
            driver,
            _output: output,
            address: format!("http://127.0.0.1:{port}"),
            folder: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        })
    }

    /// Opens the browser. Under load Chromium sometimes does not come up in time, so this is tried more than once.
    pub async fn open(&self) -> Arc<SessionHandle> {
        let mut tries = 3;
        let driver = loop {
            match WebDriver::new(&self.address, self.wanted(tries)).await {
                Ok(driver) => break driver,
                Err(reason) if tries == 1 => panic!("Chromium does not start (bin/test installs it): {reason}"),
                Err(_) => tries -= 1,
            }
        };
        let session = driver.handle().clone();
        // Ended by `end`.
        driver.leak().unwrap();
        session.set_script_timeout(Duration::from_mins(1)).await.unwrap();
        session
    }

    fn wanted(&self, attempt: usize) -> ChromeCapabilities {
        let mut wanted = ChromeCapabilities::new();
        for flag in FLAGS {
            wanted.add_arg(flag).unwrap();
        }
        // Chromium refuses to run as root within its sandbox.
        if rootly() {
            wanted.add_arg("--no-sandbox").unwrap();
        }
        let profile = self.folder.path().join(format!("profile-{attempt}"));
        wanted
            .add_arg(&format!("--user-data-dir={}", profile.display()))
            .unwrap();
        let settings = json!({"download.default_directory": self.downloads(), "download.prompt_for_download": false});
        wanted.add_experimental_option("prefs", settings).unwrap();
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        wanted
            .set_logging_prefs("performance", LoggingPrefsLogLevel::All)
            .unwrap();
        let asked = json!({"enableNetwork": true, "enablePage": false});
        wanted.add_experimental_option("perfLoggingPrefs", asked).unwrap();
        wanted
    }

    /// Where files go that are saved.
    pub fn downloads(&self) -> PathBuf {
        let folder = self.folder.path().join("downloads");
        match std::fs::create_dir(&folder) {
            Err(reason) if reason.kind() != ErrorKind::AlreadyExists => panic!("{reason}"),
            _ => folder,
        }
    }

    /// Ends a session, and answers with what was logged until then.
    pub fn end(&self, session: &SessionHandle) -> Vec<BrowserLogEntry> {
        let session = format!("{}/session/{}", self.address, session.session_id());
        // On a thread of its own: that of the test runs its tasks, and must not wait.
        let ending = std::thread::spawn(move || -> reqwest::Result<Vec<BrowserLogEntry>> {
            let client = reqwest::blocking::Client::new();
            let mut logged = Vec::new();
            for log in super::log::LOGS {
                let answer = client
                    .post(format!("{session}/se/log"))
                    .json(&json!({"type": log}))
                    .send()?;
                let Logged { value } = answer.json()?;
                logged.extend(value);
            }
            client.delete(session).send()?;
            Ok(logged)
        });
        // The browser may be gone already.
        ending.join().unwrap().unwrap_or_default()
    }
}

/// The port that a driver says it is ready on, and what else it will say.
fn port_in(mut output: BufReader<ChildStdout>) -> Option<(String, BufReader<ChildStdout>)> {
    let mut line = String::new();
    while output.read_line(&mut line).ok()? > 0 {
        if let Some((_, port)) = line.trim_end().rsplit_once("started successfully on port ") {
            return Some((port.trim_end_matches('.').to_owned(), output));
        }
        line.clear();
    }
    None
}

#[derive(Deserialize)]
struct Logged {
    value: Vec<BrowserLogEntry>,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        drop(self.driver.stdin.take());
        let _ = self.driver.wait();
    }
}

fn rootly() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}
