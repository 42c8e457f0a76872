//! Where contents are kept: a folder of the machine, or any store that speaks S3.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{ClientConfigKey, SpawnedReqwestConnector};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Key;
use object_store::{
    GetOptions, GetRange, GetResult, GetResultPayload, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart,
};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::runtime::{Builder, Runtime};

use super::Digest;
use crate::clock::Timestamp;
use crate::db::DatabaseAddress;
use crate::error::{Error, Result};
use crate::tls;

/// A store for contents, by their SHA-256.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// Where contents wait while they arrive; in a folder's own file system, so that they need not be copied.
    arriving: PathBuf,
    /// The folder that the store is, with `arriving` within it.
    folder: Option<PathBuf>,
    /// Where the connections of a store elsewhere live: they are shared, and must not wait for whoever opened them.
    #[expect(dead_code, reason = "kept as long as the store is")]
    connections: Option<Arc<Connections>>,
}

/// A thread for the connections to a store.
struct Connections(Option<Runtime>);

impl Drop for Connections {
    fn drop(&mut self) {
        // Whoever lets go last may be on a thread that must not wait.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Contents are sent on in parts of this many bytes.
const PART: usize = 8 << 20;
/// Parts that are under way at a time.
const PARTS_UNDER_WAY: usize = 2;
/// A store elsewhere that does not answer is asked again, for this long at most.
const PATIENCE: Duration = Duration::from_secs(10);
/// A store elsewhere may send nothing for this long, and take this long in all for what a slow reader asked for.
const SILENCE: &str = "30 seconds";
const LONGEST: &str = "3600 seconds";
/// Under this folder stands what is kept, and under the other what arrives.
const KEPT: &str = "sha256";
const ARRIVING: &str = "arriving";
/// How the names of files begin that arrive.
const ARRIVAL: &str = "rai-content-";

/// Something in the store that should not be there, or a content that should.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// Nothing where its name is none that the register gives.
    pub digest: Option<Digest>,
    pub name: String,
    pub size: u64,
    pub changed: Option<Timestamp>,
}

/// A content as a file.
pub enum HeldFile {
    /// The store's own.
    Kept(PathBuf),
    /// A copy, deleted when it is let go.
    Fetched(NamedTempFile),
}

impl HeldFile {
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Fetched(file) => file.path(),
        }
    }
}

impl Store {
    /// Opens the store that an address names: a folder, or `s3://BUCKET`, whose credentials come from the usual `AWS_…` variables.
    ///
    /// # Errors
    /// A sentence that names `RAI_DOCUMENTS`.
    pub fn open(address: &str) -> Result<Self> {
        let wrong = |reason: &dyn std::fmt::Display| Error::Command(format!("RAI_DOCUMENTS: {address}: {reason}"));
        if let Some(bucket) = address.strip_prefix("s3://") {
            tls::use_ring();
            let connections = Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("store")
                .enable_all()
                .build()
                .map_err(|reason| wrong(&reason))?;
            let objects = AmazonS3Builder::from_env()
                .with_bucket_name(bucket.trim_end_matches('/'))
                .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::ReadTimeout), SILENCE)
                .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), LONGEST)
                .with_retry(RetryConfig {
                    retry_timeout: PATIENCE,
                    ..RetryConfig::default()
                })
                .with_http_connector(SpawnedReqwestConnector::new(connections.handle().clone()))
                .build()
                .map_err(|reason| wrong(&reason))?;
            return Ok(Self {
                connections: Some(Arc::new(Connections(Some(connections)))),
                ..Self::of(Arc::new(objects), std::env::temp_dir())
            });
        }
        if address.contains("://") {
            return Err(wrong(&"a folder or s3://BUCKET is expected"));
        }
        let folder = Path::new(address);
        let arriving = folder.join(ARRIVING);
        std::fs::create_dir_all(&arriving).map_err(|reason| wrong(&reason))?;
        let objects = LocalFileSystem::new_with_prefix(folder)
            .map_err(|reason| wrong(&reason))?
            .with_fsync(true);
        Ok(Self {
            folder: Some(folder.to_owned()),
            ..Self::of(Arc::new(objects), arriving)
        })
    }

    /// The same for whoever only looks: a folder that is not there is not made, and is empty.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_look(address: &str) -> Result<Self> {
        if address.contains("://") || Path::new(address).exists() {
            return Self::open(address);
        }
        Ok(Self::of(Arc::new(InMemory::new()), std::env::temp_dir()))
    }

    /// A store made elsewhere, and the folder in which contents wait that are on their way to it.
    #[must_use]
    pub fn of(objects: Arc<dyn ObjectStore>, arriving: PathBuf) -> Self {
        Self {
            objects,
            arriving,
            folder: None,
            connections: None,
        }
    }

    /// A file for a content to arrive in; deleted with its handle, unless it is kept. It is locked as long as that is open, by which
    /// everybody sees that it is not left over.
    ///
    /// # Errors
    /// What the system says.
    pub fn arrival(&self) -> std::io::Result<NamedTempFile> {
        let file = tempfile::Builder::new().prefix(ARRIVAL).tempfile_in(&self.arriving)?;
        file.as_file().lock()?;
        Ok(file)
    }

    /// Keeps a content that has arrived whole. Where it is kept already nothing changes: the same name has the same bytes.
    ///
    /// # Errors
    /// `Store` when the store cannot be written to.
    pub async fn keep(&self, digest: Digest, arrived: &mut NamedTempFile) -> Result<()> {
        let to = key_of(digest);
        if self.folder.is_none() {
            return self.send(&to, arrived.as_file()).await;
        }
        let name = arrived.path().file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| Error::internal("a content arrived without a name"))?;
        let from = Key::from_iter([ARRIVING, name]);
        self.objects.rename(&from, &to).await.map_err(unavailable)?;
        // Moved away: there is nothing left to delete.
        arrived.disable_cleanup(true);
        Ok(())
    }

    /// Puts a content back that was kept and is not there: an older one of the same name, of no document then, was cleared away at
    /// that moment.
    ///
    /// # Errors
    /// As [`Store::keep`].
    pub async fn see_to_it(&self, digest: Digest, arrived: &NamedTempFile) -> Result<()> {
        let key = key_of(digest);
        match self.objects.head(&key).await {
            Ok(_) => Ok(()),
            Err(object_store::Error::NotFound { .. }) => self.send(&key, arrived.as_file()).await,
            Err(reason) => Err(unavailable(reason)),
        }
    }

    async fn send(&self, to: &Key, file: &File) -> Result<()> {
        let mut file = tokio::fs::File::from_std(file.try_clone().map_err(unavailable)?);
        file.rewind().await.map_err(unavailable)?;
        let upload = self.objects.put_multipart(to).await.map_err(unavailable)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut part = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut part).await.map_err(unavailable)?;
            if read == 0 {
                break;
            }
            upload.wait_for_capacity(PARTS_UNDER_WAY).await.map_err(unavailable)?;
            upload.write(part.get(..read).unwrap_or_default());
        }
        upload.finish().await.map_err(unavailable)?;
        Ok(())
    }

    /// A content, or a range of its bytes.
    ///
    /// # Errors
    /// `Store` when the store cannot be read, or does not have it.
    pub async fn get(&self, digest: Digest, range: Option<std::ops::Range<u64>>) -> Result<GetResult> {
        let options = GetOptions::new().with_range(range.map(GetRange::Bounded));
        self.objects
            .get_opts(&key_of(digest), options)
            .await
            .map_err(unavailable)
    }

    /// A content as a file of this machine, for whoever has to read it from there.
    ///
    /// # Errors
    /// As [`Store::get`].
    pub async fn as_file(&self, digest: Digest) -> Result<HeldFile> {
        if let GetResultPayload::File(_, path) = self.get(digest, None).await?.payload {
            return Ok(HeldFile::Kept(path));
        }
        let fetched = self.arrival().map_err(unavailable)?;
        let file = fetched.as_file().try_clone().map_err(unavailable)?;
        self.fetch(digest, &mut tokio::fs::File::from_std(file)).await?;
        Ok(HeldFile::Fetched(fetched))
    }

    /// What the SHA-256 of a content is now.
    ///
    /// # Errors
    /// As [`Store::get`].
    pub async fn digest_of(&self, digest: Digest) -> Result<Digest> {
        use futures_util::StreamExt;
        let mut bytes = self.get(digest, None).await?.into_stream();
        let mut sha256 = Sha256::new();
        while let Some(some) = bytes.next().await {
            sha256.update(some.map_err(unavailable)?);
        }
        Ok(Digest(sha256.finalize().into()))
    }

    /// Brings a content into a file of its own.
    ///
    /// # Errors
    /// As [`Store::get`].
    async fn fetch(&self, digest: Digest, file: &mut tokio::fs::File) -> Result<()> {
        use futures_util::StreamExt;
        use tokio::io::AsyncWriteExt;
        let mut bytes = self.get(digest, None).await?.into_stream();
        while let Some(some) = bytes.next().await {
            file.write_all(&some.map_err(unavailable)?).await.map_err(unavailable)?;
        }
        file.flush().await.map_err(unavailable)
    }

    /// Everything that is in the store, and what was left behind by arrivals that came to nothing.
    ///
    /// # Errors
    /// `Store` when the store cannot be read.
    pub async fn all(&self) -> Result<Vec<Object>> {
        use futures_util::TryStreamExt;
        let mut found: Vec<Object> = self
            .objects
            .list(None)
            .map_ok(|object| Object {
                digest: digest_of(&object.location),
                name: object.location.to_string(),
                size: object.size,
                changed: Timestamp::parse(&object.last_modified.to_rfc3339()),
            })
            .try_collect()
            .await
            .map_err(unavailable)?;
        found.sort();
        Ok(found)
    }

    /// Deletes something that belongs to no document.
    ///
    /// # Errors
    /// `Store` when the store cannot be written to.
    pub async fn delete(&self, object: &Object) -> Result<()> {
        let key = Key::parse(&object.name).map_err(Error::internal)?;
        self.objects.delete(&key).await.map_err(unavailable)
    }

    /// Whether an upload is at it, as far as can be seen: of a folder's files.
    #[must_use]
    pub fn is_under_way(&self, object: &Object) -> bool {
        let file = self.folder.as_ref().map(|folder| folder.join(&object.name));
        file.is_some_and(|file| is_locked(&file))
    }

    /// Deletes what arrivals left behind that came to nothing because their process ended.
    ///
    /// # Errors
    /// `Store` when the folder cannot be read.
    pub fn clear_arrivals(&self) -> Result<()> {
        for file in std::fs::read_dir(&self.arriving).map_err(unavailable)? {
            let file = file.map_err(unavailable)?;
            if file.file_name().to_string_lossy().starts_with(ARRIVAL) && !is_locked(&file.path()) {
                // Another server may have been faster.
                let _ = std::fs::remove_file(file.path());
            }
        }
        Ok(())
    }
}

/// Where a file cannot be asked it counts as locked: it is left alone.
fn is_locked(file: &Path) -> bool {
    File::open(file).is_ok_and(|file| file.try_lock().is_err())
}

/// Where the contents of a database's documents are kept unless it is said: beside the file, or in the working folder.
#[must_use]
pub fn usual_folder(database: &DatabaseAddress) -> String {
    match database {
        DatabaseAddress::Sqlite(file) => file.with_extension("documents").to_string_lossy().into_owned(),
        DatabaseAddress::Postgres(_) => "rai.documents".to_owned(),
    }
}

/// Two digits for a folder, so that none grows without bound.
fn key_of(digest: Digest) -> Key {
    let name = digest.to_string();
    Key::from_iter([KEPT, name.get(..2).unwrap_or_default(), &name])
}

fn digest_of(key: &Key) -> Option<Digest> {
    let digest = Digest::parse(key.filename()?)?;
    (*key == key_of(digest)).then_some(digest)
}

fn unavailable(reason: impl std::fmt::Display) -> Error {
    Error::Store(reason.to_string())
}
