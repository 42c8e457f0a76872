//! `rai read-text`: how the server reads the text of a document, in a process of its own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::documents::kind::MediaType;
use crate::documents::reading::{self, Bounds};
use crate::error::{Error, Result};

/// Reads a file's text, page by page, and prints it as JSON.
#[derive(Args)]
pub struct ReadText {
    /// What the file is
    #[arg(long, value_name = "TYPE", value_parser = media_type)]
    media_type: MediaType,
    file: PathBuf,
}

impl ReadText {
    pub fn run(&self) -> Result<ExitCode> {
        let bounds = Bounds::default();
        reading::confine(&bounds).map_err(Error::internal)?;
        let text = reading::read_here(&self.file, self.media_type, &bounds);
        println!("{}", serde_json::to_string(&text)?);
        Ok(ExitCode::SUCCESS)
    }
}

fn media_type(text: &str) -> Result<MediaType, String> {
    MediaType::parse(text).ok_or_else(|| "a media type that documents have is expected".to_owned())
}
