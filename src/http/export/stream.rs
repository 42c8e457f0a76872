//! Sends a whole selection while it is still being read. Each takes a thread until its reader has it, so there are few at a time, and
//! whoever does not go on reading is left.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Bytes};
use futures_util::Stream;
use tokio::runtime::Handle;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::Format;
use crate::error::{Error, Result};
use crate::export::{self, Form, Rows};
use crate::http::finished::vary;
use crate::language::Language;

/// So many selections are sent at the same time.
const AT_ONCE: usize = 16;
/// So long a piece waits for its reader.
const PATIENCE: Duration = Duration::from_secs(30);

/// The selections that are being sent.
#[derive(Clone)]
pub struct Exports(Arc<Semaphore>);

impl Default for Exports {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Exports {
    /// A place among them, until it is let go.
    ///
    /// # Errors
    /// `Busy` when none is free.
    pub fn place(&self) -> Result<OwnedSemaphorePermit> {
        self.0.clone().try_acquire_owned().map_err(|_| Error::Busy)
    }
}

/// Answers with the whole selection. What fails on the way cuts the answer off, so that nobody takes a part for the whole.
pub fn answer(
    place: OwnedSemaphorePermit,
    mut form: Box<dyn Form>,
    rows: Rows,
    format: Format,
    language: Language,
) -> HttpResponse {
    let (sender, receiver) = mpsc::channel::<Piece>(2);
    // The thread ends with the selection, or as soon as nobody reads any more.
    drop(web::block(move || {
        let _place = place;
        let mut pieces = Pieces::to(sender, PATIENCE);
        match export::write(form.as_mut(), rows, &mut pieces) {
            Ok(()) => drop(pieces.send(Piece::End)),
            Err(reason) if !pieces.is_left => tracing::error!("an export was cut off: {reason}"),
            Err(_) => {}
        }
    }));
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, format.media_type()));
    vary(&mut response, language);
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

/// Collects what is written and sends it on in pieces of some size. For threads that may wait.
struct Pieces {
    kept: Vec<u8>,
    sender: mpsc::Sender<Piece>,
    patience: Duration,
    /// Whether its reader has gone, or does not go on reading.
    is_left: bool,
}

impl Pieces {
    const SIZE: usize = 64 * 1024;

    fn to(sender: mpsc::Sender<Piece>, patience: Duration) -> Self {
        Self {
            kept: Vec::with_capacity(Self::SIZE),
            sender,
            patience,
            is_left: false,
        }
    }

    fn send(&mut self, piece: Piece) -> io::Result<()> {
        let sending = self.sender.send_timeout(piece, self.patience);
        Handle::current().block_on(sending).map_err(|refused| {
            self.is_left = true;
            match refused {
                SendTimeoutError::Timeout(_) => io::ErrorKind::TimedOut.into(),
                SendTimeoutError::Closed(_) => io::ErrorKind::BrokenPipe.into(),
            }
        })
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
        if self.kept.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.kept, Vec::with_capacity(Self::SIZE));
        self.send(Piece::Some(piece.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_few_exports_at_a_time() {
        let exports = Exports::default();
        let places: Vec<_> = (0..AT_ONCE).map(|_| exports.place().unwrap()).collect();
        assert!(matches!(exports.place(), Err(Error::Busy)));
        drop(places);
        assert!(exports.place().is_ok());
    }

    #[actix_web::test]
    async fn whoever_does_not_go_on_reading_is_left() {
        let (sender, _receiver) = mpsc::channel::<Piece>(2);
        let written = web::block(move || {
            let mut pieces = Pieces::to(sender, Duration::from_millis(50));
            let piece = vec![b'x'; Pieces::SIZE];
            (0..4).try_for_each(|_| pieces.write_all(&piece))
        });
        let refused = written.await.unwrap().unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::TimedOut);
    }
}
