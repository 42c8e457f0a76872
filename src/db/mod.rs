//! The only code that knows there are two databases.

mod connection;
mod directly;
mod ids;
mod migrations;
pub mod schema;
mod text_enum;
mod together;
mod turn;
mod within;

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{Pool, PooledConnection};

pub use self::connection::{Backend, DatabaseAddress, DbConnection};
pub(crate) use self::directly::{ROWS_AT_ONCE, directly, insert_rows};
pub(crate) use self::ids::record_id;
pub use self::migrations::{Migrated, migrate, pending, roll_back_all};
pub(crate) use self::text_enum::text_enum;
use self::together::Together;
use self::turn::Turn;
pub(crate) use self::within::{exists_in, within};
use crate::error::{Error, Result};

/// The database: `read` and `write` are the only ways in. Both run off the server's workers, because Diesel blocks.
#[derive(Clone)]
pub struct Db {
    readers: Pool<DatabaseAddress>,
    writers: Pool<DatabaseAddress>,
    address: Arc<DatabaseAddress>,
    turn: Arc<Turn>,
    together: Arc<Together>,
    /// So long a connection is waited for.
    patience: Duration,
}

/// Longer than a request may wait for those before it, shorter than whoever asked waits for the answer.
const PATIENCE: Duration = Duration::from_secs(20);

impl Db {
    /// Opens the database with a number of reading connections, and one that writes.
    ///
    /// # Errors
    /// When the first connection cannot be made; the reason is the database's own.
    pub fn open(address: DatabaseAddress, readers: u32) -> Result<Self> {
        Ok(Self {
            writers: pool(&address, 1)?,
            readers: pool(&address, readers)?,
            address: Arc::new(address),
            turn: Arc::default(),
            together: Arc::default(),
            patience: PATIENCE,
        })
    }

    /// The same database for one of the server's workers, whose small reads are done together.
    #[must_use]
    pub fn for_worker(&self) -> Self {
        Self {
            turn: Arc::default(),
            ..self.clone()
        }
    }

    /// The same database for who tries again anyway, and must not be kept from stopping by a database that is gone.
    #[must_use]
    pub fn waiting_at_most(&self, patience: Duration) -> Self {
        Self {
            patience,
            ..self.clone()
        }
    }

    #[must_use]
    pub fn address(&self) -> &DatabaseAddress {
        &self.address
    }

    fn reader(&self) -> Result<PooledConnection<DatabaseAddress>> {
        let free = self.readers.get_timeout(self.patience);
        free.map_err(|reason| Error::unavailable(&reason))
    }

    fn writer(&self) -> Result<PooledConnection<DatabaseAddress>> {
        let free = self.writers.get_timeout(self.patience);
        free.map_err(|reason| Error::unavailable(&reason))
    }

    /// A writing connection outside any transaction: migrations bring their own.
    fn writers_connection<T>(&self, work: impl FnOnce(&mut DbConnection) -> Result<T>) -> Result<T> {
        work(&mut *self.writer()?)
    }

    /// Asks the database something, off the worker.
    ///
    /// # Errors
    /// Whatever `ask` refuses, or `Unavailable` when no connection is free in time.
    pub async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut DbConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.clone();
        web::block(move || db.read_here(ask))
            .await
            .map_err(|_| Error::internal("the reading thread stopped"))?
    }

    /// Asks for one row by its key, on one of the server's workers. On SQLite that takes less time than the way to another thread
    /// and back, so it is done here, together with whatever else is asked for in the same turn; on PostgreSQL it is a `read`.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_one<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut DbConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match *self.address {
            DatabaseAddress::Sqlite(_) => self.read_this_turn(ask).await,
            DatabaseAddress::Postgres(_) => self.read(ask).await,
        }
    }

    /// Asks the database several things about one and the same moment, off the worker.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_at_once<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut DbConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.clone();
        web::block(move || db.snapshot_here(ask))
            .await
            .map_err(|_| Error::internal("the reading thread stopped"))?
    }

    /// Changes the database, off the worker: everything `change` does is kept, or nothing is. Changes that come while another is
    /// being made share a transaction.
    ///
    /// # Errors
    /// Whatever `change` refuses (then nothing is kept), or `Unavailable` when the writer is not free in time.
    pub async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut DbConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.make(false, change).await
    }

    /// Changes the database and takes it back, off the worker, to learn what would come of the change.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn rehearse<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut DbConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.make(true, change).await
    }

    /// `read`, on this thread: for commands.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_here<T>(&self, ask: impl FnOnce(&mut DbConnection) -> Result<T>) -> Result<T> {
        ask(&mut *self.reader()?)
    }

    /// Several questions about one and the same moment, on this thread.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn snapshot_here<T>(&self, ask: impl FnOnce(&mut DbConnection) -> Result<T>) -> Result<T> {
        let mut connection = self.reader()?;
        connection::begin_snapshot(&mut connection)?;
        let answer = ask(&mut connection);
        connection::roll_back(&mut connection)?;
        answer
    }

    /// Lets the database look at its tables again after many rows came in, so that it chooses its ways by what is there now.
    ///
    /// # Errors
    /// What the database says.
    pub fn take_stock(&self) -> Result<()> {
        self.writers_connection(|connection| {
            match connection {
                DbConnection::Sqlite(connection) => connection.batch_execute("PRAGMA analysis_limit = 1000; ANALYZE"),
                DbConnection::Postgres(connection) => connection.batch_execute("ANALYZE"),
            }?;
            Ok(())
        })
    }

    /// A large change, on this thread: for commands. It is taken back when `change` says so in the end.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_much_here(&self, change: impl FnOnce(&mut DbConnection) -> Result<Outcome>) -> Result<Outcome> {
        let mut connection = self.writer()?;
        connection::expect_much(&mut connection)?;
        connection::begin_writing(&mut connection)?;
        let outcome = change(&mut connection);
        match outcome {
            Ok(Outcome::Done) => connection::commit(&mut connection)?,
            Ok(Outcome::Undone) | Err(_) => connection::roll_back(&mut connection)?,
        }
        connection::expect_little(&mut connection)?;
        outcome
    }

    /// `write`, on this thread: for commands.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_here<T>(&self, change: impl FnOnce(&mut DbConnection) -> Result<T>) -> Result<T> {
        let mut connection = self.writer()?;
        connection::begin_writing(&mut connection)?;
        match change(&mut connection) {
            Ok(done) => {
                connection::commit(&mut connection)?;
                Ok(done)
            }
            Err(refused) => {
                connection::roll_back(&mut connection)?;
                Err(refused)
            }
        }
    }
}

/// What became of a change that may be taken back by whoever makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Undone,
}

fn pool(address: &DatabaseAddress, size: u32) -> Result<Pool<DatabaseAddress>> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(PATIENCE)
        .build(address.clone())
        .map_err(|reason| Error::unavailable(&reason))
}
