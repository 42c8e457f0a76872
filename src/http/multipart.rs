//! Bodies in parts: how they are opened, and what a part says.

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt;

use crate::error::{Error, Result};

/// A part that is no file is no longer than this, in bytes.
pub const TEXT_LIMIT: usize = 64 * 1024;

/// The parts of a body, to be read one by one.
///
/// # Errors
/// `MediaType`, `MalformedParts`.
pub async fn open(request: &HttpRequest, payload: &mut Payload) -> Result<Multipart> {
    let expected = "multipart/form-data";
    let sent = request.mime_type().ok().flatten();
    if sent.is_none_or(|sent| sent.essence_str() != expected) {
        return Err(Error::MediaType { expected });
    }
    let parts = Multipart::from_request(request, payload).await;
    parts.map_err(|_| Error::MalformedParts)
}

/// What a part says that is no file.
///
/// # Errors
/// `ContentTooLarge`, `MalformedParts`, `Encoding` when it is not UTF-8.
pub async fn text_of(part: Field) -> Result<String> {
    let bytes = bytes_of(part, TEXT_LIMIT).await?;
    String::from_utf8(bytes).map_err(|_| Error::Encoding)
}

/// A part that fits into memory, of so many bytes at the most.
///
/// # Errors
/// `ContentTooLarge`, `MalformedParts`.
pub async fn bytes_of(mut part: Field, limit: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(some) = part.next().await {
        bytes.extend_from_slice(&some.map_err(|_| Error::MalformedParts)?);
        if bytes.len() > limit {
            return Err(Error::ContentTooLarge { limit });
        }
    }
    Ok(bytes)
}

/// Does what waits for the disk off the worker.
///
/// # Errors
/// What the work says.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    web::block(work).await.map_err(Error::internal)?
}

/// The name its sender has for the file, without folders and without what cannot be seen.
#[must_use]
pub fn file_name(part: &Field) -> String {
    cleaned(&given_name(part).unwrap_or_default())
}

/// The name its sender has for the file, as it came.
#[must_use]
pub fn given_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    let extended = disposition.get_filename_ext();
    let extended = extended.and_then(|name| String::from_utf8(name.value.clone()).ok());
    extended.or_else(|| disposition.get_filename().map(ToOwned::to_owned))
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
