//! `rai read-sheet`: how the server reads a workbook, in a process of its own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::error::Result;
use crate::import::workbook;

/// Reads the first sheet of a workbook and prints it as CSV.
#[derive(Args)]
pub struct ReadSheet {
    file: PathBuf,
}

impl ReadSheet {
    pub fn run(&self) -> Result<ExitCode> {
        workbook::print(&self.file, &mut std::io::stdout().lock())?;
        Ok(ExitCode::SUCCESS)
    }
}
