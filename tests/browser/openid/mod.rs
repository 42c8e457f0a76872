//! A real provider of `OpenID` Connect in a process of its own, which ends with the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use tempfile::NamedTempFile;

/// What the provider and the register both know.
pub const SECRET: &str = "a secret of a test";

pub struct Provider {
    /// Its address, by which it names itself.
    pub issuer: String,
    /// The file in which the register finds the secret.
    pub secret: NamedTempFile,
    process: Child,
}

impl Provider {
    /// Starts one that sends people back to this address.
    pub fn sending_to(redirect: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/openid/provider.js");
        let mut process = Command::new("node")
            .args([script, redirect, SECRET])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.as_mut().unwrap())
            .read_line(&mut said)
            .unwrap();
        assert!(!said.is_empty(), "the provider does not start (bin/test installs it)");
        let secret = NamedTempFile::new().unwrap();
        std::fs::write(secret.path(), format!("{SECRET}\n")).unwrap();
        Self {
            issuer: said.trim().to_owned(),
            secret,
            process,
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
