//! Statements handed to the one database or the other as they are. Through the connection for both, a statement is written out
//! three times before it is found among those that are prepared already; where one is repeated for every row of a file, that
//! takes longer than the statement.

/// Does the same with whichever connection there is: `directly!(conn, |conn| query.load(conn))`. Not for boxed queries.
macro_rules! directly {
    ($connection:expr, |$conn:ident| $done:expr) => {
        match $connection {
            $crate::db::DbConnection::Sqlite($conn) => $done,
            $crate::db::DbConnection::Postgres($conn) => $done,
        }
    };
}

/// Adds rows to a table: to SQLite one by one, with one prepared statement; to PostgreSQL, where every statement is a journey,
/// many at a time.
macro_rules! insert_rows {
    ($connection:expr, $table:expr, $rows:expr) => {{
        let mut rows = $rows.into_iter();
        match $connection {
            $crate::db::DbConnection::Sqlite(conn) => {
                rows.try_for_each(|row| diesel::insert_into($table).values(&row).execute(conn).map(drop))
            }
            $crate::db::DbConnection::Postgres(conn) => loop {
                let some: Vec<_> = rows.by_ref().take($crate::db::ROWS_AT_ONCE).collect();
                let done = match some.as_slice() {
                    [] => break Ok(()),
                    // Always the same statement, so that it is prepared once.
                    [one] => diesel::insert_into($table).values(one).execute(conn),
                    several => diesel::insert_into($table).values(several).execute(conn),
                };
                if let Err(refused) = done {
                    break Err(refused);
                }
            },
        }
    }};
}

/// PostgreSQL takes 65,535 values with one statement; no table has more than forty columns.
pub(crate) const ROWS_AT_ONCE: usize = 1_000;

pub(crate) use {directly, insert_rows};
