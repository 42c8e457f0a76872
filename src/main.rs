//! The program `rai`: reads the command line, runs the command, says in a sentence what went wrong.

use std::process::ExitCode;

use clap::Parser;
use rai::cli::Cli;

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RAI_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match Cli::parse().run() {
        Ok(code) => code,
        Err(reason) => {
            eprintln!("rai: {reason}");
            ExitCode::FAILURE
        }
    }
}
