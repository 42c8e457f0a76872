//! `rai log-key`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::log::keys::LogKeys;

/// Makes a key that signs the log. The secret half goes to a file that only its owner can read, for `RAI_LOG_KEYS`; the public
/// half is printed.
#[derive(Args)]
pub struct LogKey {
    /// The log's name: the address the register has for the world, without a scheme, such as rai.example.mx/log
    #[arg(long, value_name = "NAME")]
    origin: String,
    /// Where the secret half goes; a file that is there already is not touched
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

impl LogKey {
    pub fn run(&self, clock: &Clock) -> Result<ExitCode> {
        let key = LogKeys::make(&self.origin, clock.new_secret())?;
        write_private(&self.output, &key.secret)
            .map_err(|reason| Error::Command(format!("--output {}: {reason}", self.output.display())))?;
        println!("{}", key.public);
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes one line to a new file that only its owner can read.
pub fn write_private(path: &Path, line: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{line}")?;
    file.sync_all()
}
