//! A document that is sent: a body in parts, read while it arrives.

use std::io::Write;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{self, Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::{StreamExt, TryStreamExt};
use tempfile::NamedTempFile;

use super::App;
use crate::documents::{Arrival, Arrived};
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::idempotency::IdempotencyKey;
use crate::language::words;

/// The two parts: what is said of the document, and its content, which is on the disk.
pub struct Upload {
    pub said: String,
    pub arrived: Arrived,
    pub file_name: String,
    target: String,
    key: Option<String>,
}

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
        let expected = "multipart/form-data";
        let sent = request.mime_type().ok().flatten();
        if sent.is_none_or(|sent| sent.essence_str() != expected) {
            return Err(Error::MediaType { expected });
        }
        let mut parts = Multipart::from_request(request, payload)
            .await
            .map_err(|_| Error::MalformedParts)?;
        let mut sent = Self {
            file: blocking(|| NamedTempFile::new().map_err(|reason| no_room(&reason))).await?,
            name: String::new(),
            fields: Vec::new(),
        };
        while let Some(part) = parts.try_next().await.map_err(|_| Error::MalformedParts)? {
            match part.name().unwrap_or_default() {
                "file" if sent.name.is_empty() => {
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

/// What is said of a document is no longer than this, in bytes.
const SAID_LIMIT: usize = 64 * 1024;
/// Pieces are written to the disk when there are so many bytes of them.
const WRITTEN_AT_ONCE: usize = 1 << 20;

impl Upload {
    /// Reads the body. Nothing stays of one that is refused, or that does not arrive whole.
    ///
    /// # Errors
    /// `MediaType`, `MalformedParts`, `ContentTooLarge`, `Content` for parts that are missing, unknown or of no kind that is kept.
    pub async fn read(app: &Data<App>, request: &HttpRequest, payload: &mut Payload) -> Result<Self> {
        let limit = app.document_limit;
        let declared = request
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if declared.is_some_and(|length| length > limit.saturating_add(2 * SAID_LIMIT as u64)) {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            return Err(Error::ContentTooLarge { limit });
        }
        let key = match request.headers().get("idempotency-key") {
            Some(key) => Some(key.to_str().map_err(|_| Error::IdempotencyKey)?.to_owned()),
            None => None,
        };
        let expected = "multipart/form-data";
        let sent = request.mime_type().ok().flatten();
        if sent.is_none_or(|sent| sent.essence_str() != expected) {
            return Err(Error::MediaType { expected });
        }
        let mut parts = Multipart::from_request(request, payload)
            .await
            .map_err(|_| Error::MalformedParts)?;
        let (mut said, mut content) = (None, None);
        while let Some(part) = parts.try_next().await.map_err(|_| Error::MalformedParts)? {
            let name = part.name().unwrap_or_default().to_owned();
            match name.as_str() {
                "document" if said.is_none() => said = Some(text_of(part).await?),
                "file" if content.is_none() => {
                    let file_name = file_name(&part);
                    content = Some((arrive(app, part).await?, file_name));
                }
                "document" | "file" => return Err(fault(&name, FaultCode::DuplicateValue)),
                _ => return Err(fault(&name, FaultCode::UnknownField)),
            }
        }
        let said = said.ok_or_else(|| fault("document", FaultCode::MissingField))?;
        let (arrived, file_name) = content.ok_or_else(|| fault("file", FaultCode::MissingField))?;
        Ok(Self {
            said,
            arrived,
            file_name,
            target: format!("{} {}", request.method(), request.path()),
            key,
        })
    }

    /// The key under which the request may be repeated, if its sender chose one.
    ///
    /// # Errors
    /// `IdempotencyKey` when it is none.
    pub fn idempotency_key(&self) -> Result<Option<IdempotencyKey>> {
        let Some(key) = &self.key else { return Ok(None) };
        let request = format!("{}\n{}\n{}", self.arrived.digest, self.file_name, self.said);
        IdempotencyKey::new(key, &self.target, request.as_bytes()).map(Some)
    }
}

fn fault(part: &str, code: FaultCode) -> Error {
    let part: String = part.chars().take(50).collect();
    let words = match code {
        FaultCode::MissingField => words!("Falta la parte «{part}»", "The part “{part}” is missing"),
        FaultCode::DuplicateValue => words!("La parte «{part}» viene dos veces", "The part “{part}” comes twice"),
        _ => words!(
            "Hay dos partes, «document» y «file»; esta no",
            "There are two parts, “document” and “file”; this is none"
        ),
    };
    Error::Content(vec![Fault::at(format!("/{part}"), code, words)])
}

async fn text_of(mut part: Field) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(some) = part.next().await {
        bytes.extend_from_slice(&some.map_err(|_| Error::MalformedParts)?);
        if bytes.len() > SAID_LIMIT {
            return Err(Error::ContentTooLarge { limit: SAID_LIMIT });
        }
    }
    String::from_utf8(bytes).map_err(|_| Error::Encoding)
}

/// Takes the content to the disk, a piece at a time: the next one is read while one is written.
async fn arrive(app: &Data<App>, part: Field) -> Result<Arrived> {
    let mut part = part.fuse();
    let (store, limit) = (app.store.clone(), app.document_limit);
    let mut arrival = blocking(move || Arrival::begin(&store, limit)).await?;
    loop {
        let (mut pieces, mut size) = (Vec::<Bytes>::new(), 0);
        while size < WRITTEN_AT_ONCE
            && let Some(piece) = part.next().await
        {
            let piece = piece.map_err(|_| Error::MalformedParts)?;
            size += piece.len();
            pieces.push(piece);
        }
        if pieces.is_empty() {
            return blocking(move || arrival.finish()).await;
        }
        arrival = blocking(move || {
            pieces.iter().try_for_each(|piece| arrival.take(piece))?;
            Ok(arrival)
        })
        .await?;
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    web::block(work).await.map_err(Error::internal)?
}

/// The name its sender has for the file, without folders and without what cannot be seen.
fn file_name(part: &Field) -> String {
    let given = part
        .content_disposition()
        .and_then(|disposition| {
            let extended = disposition.get_filename_ext();
            let extended = extended.and_then(|name| String::from_utf8(name.value.clone()).ok());
            extended.or_else(|| disposition.get_filename().map(ToOwned::to_owned))
        })
        .unwrap_or_default();
    cleaned(&given)
}

fn cleaned(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let unseen = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let name: String = last.chars().filter(|letter| !unseen(*letter)).take(200).collect();
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() {
        "documento".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folders_and_nothing_unseen() {
        for (given, kept) in [
            ("Acta de cabildo.pdf", "Acta de cabildo.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Ana\\convenio ñ.docx", "convenio ñ.docx"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
            ("...", "documento"),
            ("", "documento"),
        ] {
            assert_eq!(cleaned(given), kept);
        }
        assert_eq!(cleaned(&"x".repeat(5_000)).len(), 200);
    }
}
