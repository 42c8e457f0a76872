//! A document's content, whole or in part (RFC 9110, section 14), with its digest (RFC 9530). Whatever was sent to the register,
//! nothing of it runs in a reader's browser: it is handed over as a file.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{Stream, StreamExt};
use object_store::GetResultPayload;

use super::page::is_known;
use crate::documents::store::Store;
use crate::documents::{Digest, Document};
use crate::error::{Error, Result};

/// Read from the disk and handed on so many bytes at a time.
const PIECE: u64 = 256 << 10;

/// Answers with the content of a document, or with the range of it that was asked for.
///
/// # Errors
/// `RangeNotSatisfiable`, `Store` when the store cannot be read.
pub async fn answer(store: &Store, request: &HttpRequest, document: &Document, is_own: bool) -> Result<HttpResponse> {
    let digest = Digest::parse(&document.sha256).ok_or_else(|| Error::internal("a digest of our own"))?;
    let size = document.size.unsigned_abs();
    let mut response = HttpResponse::Ok();
    response.insert_header((header::ETAG, format!("\"{digest}\"")));
    response.insert_header((
        header::CACHE_CONTROL,
        if is_own {
            "private, no-cache"
        } else {
            "public, no-cache"
        },
    ));
    response.insert_header((header::VARY, "Authorization"));
    let name = digest.to_string();
    if is_known(request, |known| known == name) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    let wanted = wanted(request, size, &name)?;
    let sha256 = format!("sha-256=:{}:", STANDARD.encode(digest.0));
    response.insert_header((header::CONTENT_TYPE, document.media_type.as_str()));
    response.insert_header((header::ACCEPT_RANGES, "bytes"));
    response.insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"));
    response.insert_header(("Cross-Origin-Resource-Policy", "same-origin"));
    response.insert_header(("Repr-Digest", sha256.as_str()));
    response.insert_header(as_file(&document.file_name));
    let range = wanted.clone().unwrap_or(0..size);
    if wanted.is_some() {
        response.status(StatusCode::PARTIAL_CONTENT);
        let (first, last) = (range.start, range.end - 1);
        response.insert_header((header::CONTENT_RANGE, format!("bytes {first}-{last}/{size}")));
    } else {
        response.insert_header(("Content-Digest", sha256.as_str()));
    }
    response.no_chunking(range.end - range.start);
    if request.method() == Method::HEAD {
        return Ok(response.streaming(futures_util::stream::empty::<Result<Bytes>>()));
    }
    let found = store.get(digest, wanted).await?;
    let length = found.range.end - found.range.start;
    if length != range.end - range.start {
        return Err(Error::Store(format!("another length of {digest}")));
    }
    if length <= PIECE {
        let bytes = found.bytes().await;
        return Ok(response.body(bytes.map_err(Error::internal)?));
    }
    Ok(match found.payload {
        GetResultPayload::File(file, _) => response.streaming(Box::pin(of_file(file, found.range))),
        GetResultPayload::Stream(bytes) => response.streaming(bytes.map(|bytes| bytes.map_err(Error::internal))),
    })
}

/// Always a file to keep, never a page to show; its name in ASCII for old readers, whole for the others.
fn as_file(name: &str) -> ContentDisposition {
    let plain = |letter: char| {
        let safe = letter.is_ascii_graphic() || letter == ' ';
        if safe && !matches!(letter, '"' | '\\' | ';' | '%') {
            letter
        } else {
            '_'
        }
    };
    let mut parameters = vec![DispositionParam::Filename(name.chars().map(plain).collect())];
    parameters.push(DispositionParam::FilenameExt(ExtendedValue {
        charset: header::Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    }));
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters,
    }
}

/// The range that was asked for; the whole where there is none, where there are several, or where `If-Range` names another content.
fn wanted(request: &HttpRequest, size: u64, tag: &str) -> Result<Option<Range<u64>>> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let Some(asked) = header(header::RANGE) else {
        return Ok(None);
    };
    if header(header::IF_RANGE).is_some_and(|known| known != format!("\"{tag}\"")) {
        return Ok(None);
    }
    let Some(Ok(header::Range::Bytes(specs))) = asked.strip_prefix("bytes=").map(|_| asked.parse()) else {
        return Ok(None);
    };
    let [one] = specs.as_slice() else { return Ok(None) };
    let (first, last) = one
        .to_satisfiable_range(size)
        .ok_or(Error::RangeNotSatisfiable { size })?;
    Ok(Some(first..last + 1))
}

/// Reads a file off the worker, a piece at a time.
fn of_file(file: std::fs::File, range: Range<u64>) -> impl Stream<Item = Result<Bytes>> {
    futures_util::stream::try_unfold((file, range), |(mut file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let until = range.end.min(range.start + PIECE);
        let read = web::block(move || {
            let length = usize::try_from(until - range.start).unwrap_or_default();
            let mut piece = vec![0; length];
            file.seek(SeekFrom::Start(range.start))?;
            file.read_exact(&mut piece)?;
            Ok::<_, std::io::Error>((file, piece))
        });
        let (file, piece) = read.await.map_err(Error::internal)?.map_err(Error::internal)?;
        Ok(Some((Bytes::from(piece), (file, until..range.end))))
    })
}
