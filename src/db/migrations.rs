//! The migrations of both databases, inside the binary.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Db, DbConnection};
use crate::error::{Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The names of the migrations that were applied, in order.
#[derive(Debug, Default)]
pub struct Migrated(pub Vec<String>);

/// Brings the tables up to date. Several servers may start at once: they take turns.
///
/// # Errors
/// What the database says against a migration.
pub fn migrate(db: &Db) -> Result<Migrated> {
    db.writers_connection(|connection| match connection {
        // What is pending is asked only once nobody else is at it.
        DbConnection::Sqlite(connection) => {
            connection.immediate_transaction(|connection| applied(connection.run_pending_migrations(SQLITE)))
        }
        DbConnection::Postgres(connection) => {
            use diesel::connection::SimpleConnection;
            connection.batch_execute("SELECT pg_advisory_lock(7243102)")?;
            let done = applied(connection.run_pending_migrations(POSTGRES));
            connection.batch_execute("SELECT pg_advisory_unlock(7243102)")?;
            done
        }
    })
}

/// The names of the migrations that are still to be applied.
///
/// # Errors
/// When the database cannot be read.
pub fn pending(db: &Db) -> Result<Vec<String>> {
    let pending = db.writers_connection(|connection| match connection {
        DbConnection::Sqlite(connection) => connection
            .pending_migrations(SQLITE)
            .map_err(failed)
            .map(|all| names(&all)),
        DbConnection::Postgres(connection) => connection
            .pending_migrations(POSTGRES)
            .map_err(failed)
            .map(|all| names(&all)),
    })?;
    Ok(pending)
}

/// Takes every migration back, newest first: all data goes with it. For tests of the way down.
///
/// # Errors
/// What the database says against a migration.
pub fn roll_back_all(db: &Db) -> Result<Migrated> {
    db.writers_connection(|connection| match connection {
        DbConnection::Sqlite(connection) => applied(connection.revert_all_migrations(SQLITE)),
        DbConnection::Postgres(connection) => applied(connection.revert_all_migrations(POSTGRES)),
    })
}

fn names<DB: diesel::backend::Backend>(migrations: &[Box<dyn diesel::migration::Migration<DB>>]) -> Vec<String> {
    migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect()
}

type Applied<'a> = diesel::migration::Result<Vec<diesel::migration::MigrationVersion<'a>>>;

fn applied(versions: Applied<'_>) -> Result<Migrated> {
    Ok(Migrated(
        versions.map_err(failed)?.iter().map(ToString::to_string).collect(),
    ))
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn failed(reason: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::internal(format!("migration: {reason}"))
}
