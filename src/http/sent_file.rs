//! A file that is sent with a form, to be read and given back: it goes to the disk while it arrives, and is gone with its reader.

use std::io::Write;

use actix_multipart::Field;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use futures_util::{StreamExt, TryStreamExt};
use tempfile::NamedTempFile;

use super::multipart::{self, blocking, file_name, text_of};
use crate::error::{Error, Result};

/// A file that came with a form.
pub struct SentFile {
    pub file: NamedTempFile,
    /// Without folders; empty when no file was chosen.
    pub name: String,
    /// The form's other fields.
    fields: Vec<(String, String)>,
}

impl SentFile {
    /// One of the form's other fields.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(given, _)| given == name);
        field.map(|(_, value)| value.as_str())
    }

    /// Reads a form with one file in the field `file`, which goes to the disk while it arrives.
    ///
    /// # Errors
    /// `MediaType`, `MalformedParts`, `ContentTooLarge`, `Store` when there is no room.
    pub async fn read(request: &HttpRequest, payload: &mut Payload, limit: u64) -> Result<Self> {
        let mut parts = multipart::open(request, payload).await?;
        let mut sent = Self {
            file: blocking(|| NamedTempFile::new().map_err(|reason| no_room(&reason))).await?,
            name: String::new(),
            fields: Vec::new(),
        };
        let mut had_file = false;
        while let Some(part) = parts.try_next().await.map_err(|_| Error::MalformedParts)? {
            match part.name().unwrap_or_default() {
                // Once: another would be as long as the limit again.
                "file" if had_file => return Err(Error::MalformedParts),
                "file" => {
                    had_file = true;
                    if part.content_disposition().and_then(|said| said.get_filename()) != Some("") {
                        sent.name = file_name(&part);
                    }
                    sent.file = to_disk(sent.file, part, limit).await?;
                }
                name if sent.fields.len() < 20 => {
                    let name = name.to_owned();
                    sent.fields.push((name, text_of(part).await?));
                }
                _ => return Err(Error::MalformedParts),
            }
        }
        Ok(sent)
    }
}

async fn to_disk(mut file: NamedTempFile, part: Field, limit: u64) -> Result<NamedTempFile> {
    let (mut part, mut size) = (part.fuse(), 0_u64);
    while let Some(piece) = part.next().await {
        let piece = piece.map_err(|_| Error::MalformedParts)?;
        size += piece.len() as u64;
        if size > limit {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            return Err(Error::ContentTooLarge { limit });
        }
        file = blocking(move || {
            file.write_all(&piece).map_err(|reason| no_room(&reason))?;
            Ok(file)
        })
        .await?;
    }
    Ok(file)
}

fn no_room(reason: &std::io::Error) -> Error {
    Error::Store(format!("a file cannot be taken: {reason}"))
}
