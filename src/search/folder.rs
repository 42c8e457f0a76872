//! The index on the disk: opened when it is sound and of today's form, otherwise made anew.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::schema::Schema;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument};

use super::files::Files;
use super::synonyms::Synonyms;
use crate::agreements::AgreementId;
use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// Goes up with every change of what the index keeps that its schema does not show.
const FORM: u32 = 2;

/// Bytes of words that are gathered before they are written to the disk.
const MEMORY: usize = 64 << 20;

/// What follows the journal comes in small segments: eight that hold fewer agreements than this, or eight of about one size, become
/// one. Were the small ones put together with those of some thousand every few seconds, that would cost more than everything else
/// about a change.
const SMALL: u32 = 500;

/// The folder, which one process has at a time.
pub struct Folder {
    path: PathBuf,
    /// Held for as long as the process has the folder.
    _lock: File,
}

/// How far an index is; kept with every commit of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    form: String,
    /// The last entry of the journal that is taken into account.
    pub entry: i64,
    /// When that entry was written, so that another database's journal is not taken for this one.
    pub at: Option<Timestamp>,
    #[serde(default)]
    pub build: Build,
}

/// Whether every agreement is in an index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Build {
    /// Nothing was taken in yet.
    #[default]
    Begin,
    /// Those up to this one are.
    Behind(AgreementId),
    Done,
}

/// An index that is open.
pub struct Opened {
    pub index: Index,
    /// Nothing once it was closed, so that another can be opened.
    pub writer: Option<IndexWriter<TantivyDocument>>,
    pub reader: IndexReader,
    pub progress: Progress,
}

impl Opened {
    pub fn writer(&mut self) -> Result<&mut IndexWriter<TantivyDocument>> {
        self.writer.as_mut().ok_or_else(|| Error::Index("closed".to_owned()))
    }
}

impl Folder {
    /// # Errors
    /// `Command` when it cannot be made or another process has it.
    pub fn take(path: &Path) -> Result<Self> {
        let wrong = |reason: std::io::Error| Error::Command(format!("RAI_INDEX: {}: {reason}", path.display()));
        fs::create_dir_all(path).map_err(wrong)?;
        let lock = File::create(path.join("lock")).map_err(wrong)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(Error::Command(format!(
                "RAI_INDEX: another process keeps its search index in {}; give each its own folder",
                path.display()
            ))),
            Err(TryLockError::Error(reason)) => Err(wrong(reason)),
        }
    }

    fn files(&self) -> PathBuf {
        self.path.join("files")
    }

    /// Opens the index, or makes a new one where there is none, where it is damaged or of another form.
    ///
    /// # Errors
    /// `Index` when not even a new one can be made.
    pub fn open(&self, schema: &Schema, catalogues: &str) -> Result<Opened> {
        let form = form(schema, catalogues);
        match self.open_kept(schema, &form) {
            Ok(Some(opened)) => return Ok(opened),
            Ok(None) => {}
            Err(reason) => tracing::warn!("the search index is damaged and will be built anew: {reason}"),
        }
        self.make(schema, form)
    }

    fn open_kept(&self, schema: &Schema, form: &str) -> Result<Option<Opened>> {
        if !self.files().join("meta.json").exists() {
            return Ok(None);
        }
        let index = Index::open(Files::open(&self.files()).map_err(tantivy::TantivyError::from)?)?;
        let kept: Progress = index
            .load_metas()?
            .payload
            .and_then(|payload| serde_json::from_str(&payload).ok())
            .unwrap_or_default();
        if kept.form != form || index.schema() != *schema {
            tracing::info!("the search index is of an older form and will be built anew");
            return Ok(None);
        }
        opened(index, kept).map(Some)
    }

    /// Makes an empty index in the place of whatever is there.
    ///
    /// # Errors
    /// `Index`.
    pub fn make_anew(&self, schema: &Schema, catalogues: &str) -> Result<Opened> {
        self.make(schema, form(schema, catalogues))
    }

    fn make(&self, schema: &Schema, form: String) -> Result<Opened> {
        let files = self.files();
        if files.exists() {
            fs::remove_dir_all(&files).map_err(tantivy::TantivyError::from)?;
        }
        fs::create_dir_all(&files).map_err(tantivy::TantivyError::from)?;
        let directory = Files::open(&files).map_err(tantivy::TantivyError::from)?;
        let index = Index::create(directory, schema.clone(), tantivy::IndexSettings::default())?;
        let progress = Progress {
            form,
            ..Progress::default()
        };
        opened(index, progress)
    }
}

fn opened(index: Index, progress: Progress) -> Result<Opened> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let options = IndexWriterOptions::builder()
        .memory_budget_per_thread(MEMORY)
        .num_worker_threads(1)
        .num_merge_threads(1)
        .build();
    let writer = index.writer_with_options(options)?;
    let mut merging = LogMergePolicy::default();
    merging.set_min_layer_size(SMALL);
    writer.set_merge_policy(Box::new(merging));
    Ok(Opened {
        index,
        writer: Some(writer),
        reader,
        progress,
    })
}

/// What an index depends on beside the agreements: a digest of its schema, the synonyms and the catalogues.
fn form(schema: &Schema, catalogues: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(FORM.to_le_bytes());
    digest.update(serde_json::to_string(schema).unwrap_or_default());
    digest.update(Synonyms::text());
    digest.update(catalogues);
    URL_SAFE_NO_PAD.encode(digest.finalize())
}
