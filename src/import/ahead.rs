//! Reading ahead: one thread reads and understands the rows while another enters those before them.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use super::file::Rows;
use super::interpret::Interpreter;
use super::row::Row;
use crate::error::{Error, Result};

/// The rows of a file, understood by a thread of their own.
pub struct Ahead {
    /// Some at a time; none at all when that was the last.
    coming: Receiver<Result<Vec<Row>>>,
    here: std::vec::IntoIter<Row>,
    is_over: bool,
}

/// So many go to the other thread at once.
const ROWS: usize = 128;
/// So many times that may wait there: bounds the memory.
const WAITING: usize = 4;

impl Ahead {
    pub fn of<'scope>(scope: &'scope Scope<'scope, '_>, interpreter: Interpreter<'scope>, mut rows: Rows) -> Self {
        let (sender, coming) = sync_channel(WAITING);
        scope.spawn(move || {
            let mut some = Vec::with_capacity(ROWS);
            while let Some(raw) = rows.next_row() {
                match raw.and_then(|raw| interpreter.read(raw)) {
                    Ok(row) => some.push(row),
                    Err(refused) => {
                        // Whoever does not want it any more has gone already; so below.
                        if some.is_empty() || sender.send(Ok(some)).is_ok() {
                            let _ = sender.send(Err(refused));
                        }
                        return;
                    }
                }
                if some.len() == ROWS {
                    let full = std::mem::replace(&mut some, Vec::with_capacity(ROWS));
                    if sender.send(Ok(full)).is_err() {
                        return;
                    }
                }
            }
            if some.is_empty() || sender.send(Ok(some)).is_ok() {
                let _ = sender.send(Ok(Vec::new()));
            }
        });
        Self {
            coming,
            here: Vec::new().into_iter(),
            is_over: false,
        }
    }
}

impl Iterator for Ahead {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            if let Some(row) = self.here.next() {
                return Some(Ok(row));
            }
            match self.coming.recv() {
                Ok(Ok(some)) => {
                    self.is_over = some.is_empty();
                    self.here = some.into_iter();
                }
                Ok(Err(refused)) => {
                    self.is_over = true;
                    return Some(Err(refused));
                }
                // A file must not seem shorter than it is.
                Err(_) => {
                    self.is_over = true;
                    return Some(Err(Error::internal("the reading thread stopped")));
                }
            }
        }
        None
    }
}
