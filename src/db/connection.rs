//! One connection type for both databases, opened by what the address says and never by a guess.

use std::path::PathBuf;

use diesel::connection::{Connection, SimpleConnection, TransactionManager};
use diesel::r2d2::R2D2Connection;
use diesel::{PgConnection, SqliteConnection};

/// A connection to either database; every query of the register is written once, against this.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The backend the queries are boxed for.
pub type Backend = <DbConnection as Connection>::Backend;

/// Where the database is, as `DATABASE_URL` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseAddress {
    /// `sqlite://rai.db` or `sqlite:///var/lib/rai/rai.db`: a file, made when it is not there.
    Sqlite(PathBuf),
    /// `postgres://…` or `postgresql://…`, handed to libpq as it is.
    Postgres(String),
}

impl DatabaseAddress {
    /// Chooses by scheme. A typing error must not open a new, empty file, so any other scheme is refused.
    ///
    /// # Errors
    /// A sentence that names `DATABASE_URL` and what it may be; the address itself is not repeated, as it may hold a password.
    pub fn parse(address: &str) -> Result<Self, String> {
        match address.split_once("://") {
            Some(("sqlite", "" | ":memory:")) => {
                Err("DATABASE_URL must name a file, such as sqlite://rai.db: a database in memory would not outlive its connection".into())
            }
            Some(("sqlite", path)) => Ok(Self::Sqlite(PathBuf::from(path))),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(address.to_owned())),
            _ => Err("DATABASE_URL must begin with sqlite:// or postgres://, such as sqlite://rai.db or postgres://rai@localhost/rai".into()),
        }
    }
}

impl diesel::r2d2::ManageConnection for DatabaseAddress {
    type Connection = DbConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<DbConnection, Self::Error> {
        match self {
            Self::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(&path.to_string_lossy())
                    .map_err(diesel::r2d2::Error::ConnectionError)?;
                connection
                    .batch_execute(SQLITE_PRAGMAS)
                    .map_err(diesel::r2d2::Error::QueryError)?;
                Ok(DbConnection::Sqlite(connection))
            }
            Self::Postgres(address) => {
                let mut connection = PgConnection::establish(address).map_err(diesel::r2d2::Error::ConnectionError)?;
                connection
                    .batch_execute("SET TIME ZONE 'UTC'")
                    .map_err(diesel::r2d2::Error::QueryError)?;
                Ok(DbConnection::Postgres(connection))
            }
        }
    }

    fn is_valid(&self, connection: &mut DbConnection) -> Result<(), Self::Error> {
        match connection {
            DbConnection::Sqlite(_) => Ok(()),
            DbConnection::Postgres(connection) => connection.ping().map_err(diesel::r2d2::Error::QueryError),
        }
    }

    fn has_broken(&self, connection: &mut DbConnection) -> bool {
        match connection {
            DbConnection::Sqlite(connection) => connection.is_broken(),
            DbConnection::Postgres(connection) => connection.is_broken(),
        }
    }
}

/// Durable by default: what was acknowledged is on the disk (WAL with synchronous=FULL). A second process that writes, such
/// as an import beside a running server, is waited for. The pages of one agreement lie far apart, and those of the next one are
/// often the same: they are carried over from the WAL once it holds 32 MiB, not after every few agreements.
const SQLITE_PRAGMAS: &str = "
    PRAGMA busy_timeout = 15000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 8000;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -8000;
    PRAGMA mmap_size = 2147418112;
    PRAGMA trusted_schema = OFF;
";

/// Keeps the pages that a large change touches again and again in memory: what SQLite has to put aside before the end of the
/// transaction is written twice.
pub(super) fn expect_much(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    match connection {
        DbConnection::Sqlite(connection) => connection.batch_execute("PRAGMA cache_size = -262144"),
        DbConnection::Postgres(_) => Ok(()),
    }
}

/// Gives that memory back.
pub(super) fn expect_little(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    match connection {
        DbConnection::Sqlite(connection) => connection.batch_execute("PRAGMA cache_size = -8000; PRAGMA shrink_memory"),
        DbConnection::Postgres(_) => Ok(()),
    }
}

/// Any number; held by whoever writes, for as long as the transaction lasts.
const WRITER_LOCK: i64 = 7_243_101;

/// Begins a writing transaction. On both databases there is one writer at a time: the journal's numbers have no gap, so two
/// transactions that both write an entry could not overlap anyway, and what one of them looked up first stays true.
pub(super) fn begin_writing(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    match connection {
        DbConnection::Sqlite(connection) => {
            diesel::connection::AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
        }
        DbConnection::Postgres(connection) => {
            diesel::connection::AnsiTransactionManager::begin_transaction(connection)?;
            connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
        }
    }
}

/// Begins a part of a transaction that can be taken back by itself.
pub(super) fn begin_savepoint(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    <DbConnection as Connection>::TransactionManager::begin_transaction(connection)
}

/// Begins a transaction whose statements all see the same moment.
pub(super) fn begin_snapshot(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    match connection {
        DbConnection::Sqlite(connection) => diesel::connection::AnsiTransactionManager::begin_transaction(connection),
        DbConnection::Postgres(connection) => diesel::connection::AnsiTransactionManager::begin_transaction_sql(
            connection,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
    }
}

/// Keeps what was done since the last beginning; of a part, together with the rest of the transaction.
pub(super) fn commit(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    <DbConnection as Connection>::TransactionManager::commit_transaction(connection)
}

/// Takes back what was done since the last beginning.
pub(super) fn roll_back(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    <DbConnection as Connection>::TransactionManager::rollback_transaction(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_chooses_the_database() {
        assert_eq!(
            DatabaseAddress::parse("sqlite://rai.db"),
            Ok(DatabaseAddress::Sqlite("rai.db".into()))
        );
        assert_eq!(
            DatabaseAddress::parse("sqlite:///var/rai.db"),
            Ok(DatabaseAddress::Sqlite("/var/rai.db".into()))
        );
        for address in ["postgres://rai@localhost/rai", "postgresql://localhost"] {
            assert_eq!(
                DatabaseAddress::parse(address),
                Ok(DatabaseAddress::Postgres(address.into()))
            );
        }
        for wrong in [
            "",
            "rai.db",
            "sqllite://rai.db",
            "mysql://localhost/rai",
            "sqlite://",
            "sqlite://:memory:",
            "POSTGRES//x",
        ] {
            assert!(
                DatabaseAddress::parse(wrong).unwrap_err().contains("DATABASE_URL"),
                "{wrong}"
            );
        }
    }
}
