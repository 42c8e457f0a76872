//! A snapshot: everything everybody may see, as it stood at one entry, with the log that proves it. A mirror begins with it and goes
//! on with the entries after it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tlog_tiles::tlog::HASH_SIZE;

use super::unwritten;
use crate::access::Sight;
use crate::agreements::{self, View};
use crate::clock::Timestamp;
use crate::db::{Db, DbConnection};
use crate::documents;
use crate::error::{Error, Result};
use crate::log::keys::LogKeys;
use crate::log::{opened, tree};
use crate::verify::log::path_of;

/// Rows read at once.
const CHUNK: i64 = 500;
const FULL: i64 = 1 << tree::HEIGHT;

/// What the file `snapshot.json` says.
#[derive(Debug, Serialize)]
pub struct Contents {
    form: &'static str,
    pub made_at: Timestamp,
    /// How many entries of the log it holds: the next one to ask for is the one after.
    pub size: i64,
    /// The root of the log over them, in base64.
    pub root: String,
    pub files: Vec<Listed>,
}

#[derive(Debug, Serialize)]
pub struct Listed {
    pub path: String,
    /// In bytes.
    pub size: u64,
    pub sha256: String,
}

/// Writes a snapshot to a folder, which must not be there yet. One that was not finished is left under another name.
///
/// # Errors
/// `Command` when the folder is there or cannot be written to; what the database says.
pub fn write(db: &Db, folder: &Path, keys: &LogKeys, view: &View, made_at: Timestamp) -> Result<Contents> {
    let named = |reason: &dyn std::fmt::Display| Error::Command(format!("--snapshot {}: {reason}", folder.display()));
    if folder.exists() {
        return Err(named(&"it is there already; name a folder that is not"));
    }
    let mut unfinished = folder.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let _ = fs::remove_dir_all(&unfinished);
    fs::create_dir_all(&unfinished).map_err(|reason| named(&reason))?;
    let writing = Writing {
        folder: &unfinished,
        keys,
        view,
    };
    let contents = db.snapshot_here(|conn| writing.write(conn, made_at))?;
    fs::rename(&unfinished, folder).map_err(|reason| named(&reason))?;
    Ok(contents)
}

struct Writing<'a> {
    folder: &'a Path,
    keys: &'a LogKeys,
    view: &'a View,
}

impl Writing<'_> {
    fn write(&self, conn: &mut DbConnection, made_at: Timestamp) -> Result<Contents> {
        let size = tree::size(conn)?;
        let root = tree::root(conn, size)?;
        self.file("checkpoint", self.keys.checkpoint(size, root)?.as_bytes())?;
        self.file("keys", (self.keys.public().join("\n") + "\n").as_bytes())?;
        self.tiles(conn, size)?;
        let files = vec![
            self.lines("entries.ndjson", |out| entries(conn, size, out))?,
            self.lines("agreements.ndjson", |out| self.agreements(conn, out))?,
            self.lines("documents.ndjson", |out| documents(conn, out))?,
        ];
        let contents = Contents {
            form: "rai-snapshot/1",
            made_at,
            size,
            root: root.to_string(),
            files,
        };
        self.file("snapshot.json", &serde_json::to_vec_pretty(&contents)?)?;
        Ok(contents)
    }

    fn file(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(unwritten)?;
        }
        fs::write(path, bytes).map_err(unwritten)
    }

    /// The log's tiles and the data of its leaves, where C2SP tlog-tiles has them.
    fn tiles(&self, conn: &mut DbConnection, size: i64) -> Result<()> {
        for position in 0..(size + FULL - 1) / FULL {
            let width = (size - position * FULL).min(FULL);
            let bundle = opened::bundle(conn, position * FULL, width)?;
            self.file(
                &path_of("entries", position.unsigned_abs(), width.unsigned_abs()),
                &bundle,
            )?;
        }
        tree::each_tile(conn, |level, position, hashes| {
            let width = (hashes.len() / HASH_SIZE) as u64;
            self.file(&path_of(&level.to_string(), position.unsigned_abs(), width), hashes)
        })
    }

    /// A file of lines, with its SHA-256.
    fn lines(&self, path: &str, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<Listed> {
        let file = File::create(self.folder.join(path)).map_err(unwritten)?;
        let mut out = Hashing {
            out: BufWriter::new(file),
            sha256: Sha256::new(),
            size: 0,
        };
        write(&mut out)?;
        out.flush().map_err(unwritten)?;
        Ok(Listed {
            path: path.to_owned(),
            size: out.size,
            sha256: crate::documents::Digest(out.sha256.finalize().into()).to_string(),
        })
    }

    fn agreements(&self, conn: &mut DbConnection, out: &mut dyn Write) -> Result<()> {
        let mut last = None;
        loop {
            let some = agreements::read_behind(conn, &Sight::Public, last, CHUNK)?;
            let Some(readable) = some.last() else {
                return Ok(());
            };
            last = Some(readable.id);
            for readable in &some {
                let mut line = String::with_capacity(readable.record.len() + 300);
                self.view.write(&mut line, readable)?;
                writeln!(out, "{line}").map_err(unwritten)?;
            }
        }
    }
}

fn entries(conn: &mut DbConnection, size: i64, out: &mut dyn Write) -> Result<()> {
    let mut after = 0;
    while after < size {
        for entry in opened::after(conn, &Sight::Public, after, CHUNK.min(size - after))? {
            writeln!(out, "{}", serde_json::to_string(&entry)?).map_err(unwritten)?;
        }
        after += CHUNK;
    }
    Ok(())
}

fn documents(conn: &mut DbConnection, out: &mut dyn Write) -> Result<()> {
    let mut last = None;
    loop {
        let some = documents::seen_behind(conn, &Sight::Public, last, CHUNK)?;
        let Some(listed) = some.last() else { return Ok(()) };
        last = Some(listed.document.id);
        for listed in &some {
            writeln!(out, "{}", serde_json::to_string(listed)?).map_err(unwritten)?;
        }
    }
}

struct Hashing<W> {
    out: W,
    sha256: Sha256,
    size: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sha256.update(bytes.get(..written).unwrap_or_default());
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}
