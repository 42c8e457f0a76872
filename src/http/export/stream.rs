//! Sends a whole selection while it is still being read.

use std::io::{self, Write};

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Bytes};
use futures_util::Stream;
use tokio::sync::mpsc;

use super::Format;
use crate::error::{Error, Result};
use crate::export::{self, Form, Rows};
use crate::http::finished::VARY;
use crate::language::Language;

/// Answers with the whole selection. What fails on the way cuts the answer off, so that nobody takes a part for the whole.
pub fn answer(mut form: Box<dyn Form>, rows: Rows, format: Format, language: Language) -> HttpResponse {
    let (sender, receiver) = mpsc::channel::<Piece>(2);
    // The thread ends with the selection, or as soon as nobody reads any more.
    drop(web::block(move || {
        let mut pieces = Pieces::to(sender);
        match export::write(form.as_mut(), rows, &mut pieces) {
            Ok(()) => drop(pieces.sender.blocking_send(Piece::End)),
            Err(reason) if !pieces.sender.is_closed() => tracing::error!("an export was cut off: {reason}"),
            Err(_) => {}
        }
    }));
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, format.media_type()));
    response.insert_header((header::VARY, VARY));
    response.insert_header((header::CONTENT_LANGUAGE, language.tag()));
    response.insert_header((header::CACHE_CONTROL, "no-cache"));
    response.insert_header((
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"agreements.{format}\""),
    ));
    response.streaming(sent(receiver))
}

enum Piece {
    Some(Bytes),
    /// Nothing is missing: without this an export was cut off, by a failure that was told or by one that could not be.
    End,
}

fn sent(receiver: mpsc::Receiver<Piece>) -> impl Stream<Item = Result<Bytes>> {
    futures_util::stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Piece::Some(bytes)) => Some((Ok(bytes), Some(receiver))),
            Some(Piece::End) => None,
            None => Some((Err(Error::internal("an export was cut off")), None)),
        }
    })
}

/// Collects what is written and sends it on in pieces of some size.
struct Pieces {
    kept: Vec<u8>,
    sender: mpsc::Sender<Piece>,
}

impl Pieces {
    const SIZE: usize = 64 * 1024;

    fn to(sender: mpsc::Sender<Piece>) -> Self {
        Self {
            kept: Vec::with_capacity(Self::SIZE),
            sender,
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.kept.extend_from_slice(bytes);
        if self.kept.len() >= Self::SIZE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.sender.is_closed() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        if self.kept.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.kept, Vec::with_capacity(Self::SIZE));
        let sent = self.sender.blocking_send(Piece::Some(piece.into()));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
