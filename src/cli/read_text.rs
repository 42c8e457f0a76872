//! `rai read-text`: how the server reads the text of a document, in a process of its own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::documents::kind::MediaType;
use crate::documents::reading::{self, Bounds};
use crate::error::{Error, Result};

/// Reads a file's text, page by page, and prints it as JSON, a page a line. Standard output must be a pipe.
#[derive(Args)]
pub struct ReadText {
    /// What the file is
    #[arg(long, value_name = "TYPE", value_parser = media_type)]
    media_type: MediaType,
    #[arg(long)]
    seconds: u64,
    /// In bytes
    #[arg(long)]
    memory: u64,
    #[arg(long)]
    pages: u32,
    #[arg(long)]
    characters: usize,
    file: PathBuf,
}

impl ReadText {
    pub fn run(&self) -> Result<ExitCode> {
        let bounds = Bounds {
            seconds: self.seconds,
            memory: self.memory,
            pages: self.pages,
            characters: self.characters,
        };
        reading::confine(&bounds).map_err(Error::internal)?;
        let told = reading::read_out(&self.file, self.media_type, &bounds, &mut std::io::stdout().lock());
        told.map_err(Error::internal)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn media_type(text: &str) -> Result<MediaType, String> {
    MediaType::parse(text).ok_or_else(|| "a media type that documents have is expected".to_owned())
}
