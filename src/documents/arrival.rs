//! A content while it arrives: to a file of its own, counted and hashed on the way, so that memory does not grow with it.

use std::fs::File;
use std::io::{Seek, Write};

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::Digest;
use super::kind::{self, Looked};
use super::store::Store;
use crate::error::{Error, Result};

/// A file that grows with what comes; deleted unless it is kept in the end.
pub struct Arrival {
    file: NamedTempFile,
    sha256: Sha256,
    size: u64,
    /// In bytes.
    limit: u64,
}

/// A content that is there whole.
pub struct Arrived {
    pub file: NamedTempFile,
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    pub looked: Looked,
}

impl Arrival {
    /// # Errors
    /// `Store` when there is no room for it.
    pub fn begin(store: &Store, limit: u64) -> Result<Self> {
        Ok(Self {
            file: store.arrival().map_err(no_room)?,
            sha256: Sha256::new(),
            size: 0,
            limit,
        })
    }

    /// Takes what came next.
    ///
    /// # Errors
    /// `ContentTooLarge` past the limit, `Store` when there is no room.
    pub fn take(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        if self.size > self.limit {
            let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
            return Err(Error::ContentTooLarge { limit });
        }
        self.sha256.update(bytes);
        self.file.write_all(bytes).map_err(no_room)
    }

    /// Looks at what came, once it is whole and on the disk.
    ///
    /// # Errors
    /// `Content` for what is none of the kinds that are kept, `Store` when there is no room.
    pub fn finish(self) -> Result<Arrived> {
        let Self {
            mut file, sha256, size, ..
        } = self;
        file.as_file().sync_all().map_err(no_room)?;
        let opened: &mut File = file.as_file_mut();
        opened.rewind().map_err(Error::internal)?;
        let looked = kind::look(opened, size).map_err(|refused| Error::Content(vec![refused.fault("/file")]))?;
        Ok(Arrived {
            digest: Digest(sha256.finalize().into()),
            file,
            size,
            looked,
        })
    }
}

fn no_room(reason: impl std::fmt::Display) -> Error {
    Error::Store(format!("a content cannot be taken: {reason}"))
}
