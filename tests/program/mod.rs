//! The program itself, run as a person runs it.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// What a run said and how it ended.
pub struct Run {
    pub success: bool,
    pub said: String,
    pub complained: String,
}

/// `rai` with a database, Spanish on the terminal and nothing else of this machine's settings.
pub fn rai(database: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rai"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RAI_") || name.starts_with("LC_")) {
        command.env_remove(name);
    }
    command
        .env("DATABASE_URL", database)
        .env("LANG", "es_MX.UTF-8")
        .env("RAI_LOG", "error")
        .args(arguments);
    // Beside a file its index has a place of its own; of a server's databases each needs one.
    if let Some((_, name)) = database.rsplit_once('/').filter(|_| database.starts_with("postgres")) {
        command.env("RAI_INDEX", std::env::temp_dir().join(format!("{name}.index")));
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end.
pub fn run(database: &str, arguments: &[&str]) -> Run {
    told(&rai(database, arguments).output().unwrap())
}

pub fn told(output: &Output) -> Run {
    Run {
        success: output.status.success(),
        said: String::from_utf8(output.stdout.clone()).unwrap(),
        complained: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

/// Stops a child that a failing test would leave behind.
pub struct Stopped(pub Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
