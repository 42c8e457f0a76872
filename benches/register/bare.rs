//! What SQLite does at most on this machine with the rows of the register: the same tables, indices and rules, the same rows in the
//! same order, prepared statements, nothing else.

use std::path::Path;
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::Result;

/// A register in a SQLite file that is filled by bare statements.
pub struct Bare {
    from: Connection,
    into: Connection,
    tables: Vec<Table>,
}

struct Table {
    name: String,
    /// The column that tells which agreement, or which body, a row belongs to.
    key: String,
    insert: String,
}

/// So many agreements are taken from the one file and put into the other at a time.
const AT_ONCE: usize = 256;

type Row = Vec<Value>;

impl Bare {
    /// An empty register of the same form as another one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn like(register: &Path, file: &Path) -> Result<Self> {
        let from = Connection::open_with_flags(register, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let into = Connection::open(file)?;
        into.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -262144;
             PRAGMA mmap_size = 2147418112; PRAGMA foreign_keys = OFF;",
        )?;
        let parts: Vec<String> = column(
            &from,
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table', rowid",
        )?;
        for sql in parts {
            into.execute_batch(&sql)?;
        }
        let names: Vec<String> = column(
            &from,
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )?;
        let mut tables = Vec::new();
        for name in names {
            let columns: Vec<String> = column(&from, &format!("SELECT name FROM pragma_table_info('{name}')"))?;
            let places = vec!["?"; columns.len()].join(", ");
            let insert = format!("INSERT INTO {name} VALUES ({places})");
            let has = |column: &&str| columns.iter().any(|known| known == column);
            let key = match name.as_str() {
                "agreements" | "bodies" => Some("id"),
                "entries" => Some("number"),
                _ => ["agreement_id", "body_id", "party_id", "from_id"].into_iter().find(has),
            };
            match key.filter(|_| name != "tokens") {
                Some(key) => tables.push(Table {
                    key: key.to_owned(),
                    name,
                    insert,
                }),
                // The catalogues.
                None => drop(copy(&from, &into, &format!("SELECT * FROM {name}"), &insert, &[])?),
            }
        }
        let after = ["bodies", "body_names", "agreements", "parties"];
        tables.sort_by_key(|table| {
            after
                .iter()
                .position(|first| *first == table.name)
                .unwrap_or(after.len())
        });
        into.execute_batch("PRAGMA foreign_keys = ON")?;
        Ok(Self { from, into, tables })
    }

    /// Puts every agreement into the file in one transaction. Answers with how many a second; the reading is not counted.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn import(&self) -> Result<f64> {
        let ids: Vec<Vec<u8>> = column(&self.from, "SELECT id FROM agreements ORDER BY id")?;
        let mut spent = Duration::ZERO;
        let mut before = (Value::Blob(Vec::new()), Value::Integer(0));
        // What a window's rows refer to may come with the next.
        self.into
            .execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON")?;
        for some in ids.chunks(AT_ONCE) {
            let last = Value::Blob(some.last().cloned().unwrap_or_default());
            let entry: i64 = self.from.query_row(
                "SELECT max(number) FROM entries WHERE agreement_id = ?",
                [&last],
                |row| row.get(0),
            )?;
            let entry = Value::Integer(entry);
            for table in &self.tables {
                let Table { name, key, insert } = table;
                let select = format!("SELECT * FROM {name} WHERE {key} > ? AND {key} <= ? ORDER BY {key}");
                let between = if name == "entries" {
                    [before.1.clone(), entry.clone()]
                } else {
                    [before.0.clone(), last.clone()]
                };
                spent += copy(&self.from, &self.into, &select, insert, &between)?;
            }
            before = (last, entry);
        }
        let begun = Instant::now();
        self.into.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(ids.len() as f64 / (spent + begun.elapsed()).as_secs_f64())
    }

    /// Puts the agreement that was created last into the file again and again, each time in a durable transaction of its own and
    /// under new ids. Answers with how many a second.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn create(&self, time: Duration) -> Result<f64> {
        let id: Vec<u8> = self
            .from
            .query_row("SELECT max(id) FROM agreements", [], |row| row.get(0))?;
        let mut rows: Vec<(usize, Row)> = Vec::new();
        for (position, table) in self.tables.iter().enumerate() {
            let of_agreement = match table.name.as_str() {
                "agreements" => "id",
                "entries" => "agreement_id",
                // The bodies are there, or are put there once.
                "bodies" => {
                    let select =
                        "SELECT * FROM bodies WHERE id IN (SELECT body_id FROM parties WHERE agreement_id = ?)";
                    let insert = table.insert.replace("INSERT", "INSERT OR IGNORE");
                    copy(&self.from, &self.into, select, &insert, &[Value::Blob(id.clone())])?;
                    continue;
                }
                _ if table.key == "agreement_id" => "agreement_id",
                _ => continue,
            };
            let select = format!("SELECT * FROM {} WHERE {of_agreement} = ?", table.name);
            let found = load(&self.from, &select, &[Value::Blob(id.clone())])?;
            rows.extend(found.into_iter().map(|row| (position, row)));
        }
        let parties: Vec<Vec<u8>> = column(
            &self.from,
            "SELECT id FROM parties WHERE agreement_id = (SELECT max(id) FROM agreements)",
        )?;
        let mut inserts = self
            .tables
            .iter()
            .map(|table| self.into.prepare(&table.insert))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut number: i64 = self
            .into
            .query_row("SELECT coalesce(max(number), 0) FROM entries", [], |row| row.get(0))?;
        self.into.execute_batch("PRAGMA cache_size = -8000")?;
        let (begun, mut count) = (Instant::now(), 0_u32);
        while begun.elapsed() < time {
            let fresh = uuid::Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext));
            let fresh_parties: Vec<_> = parties
                .iter()
                .map(|_| uuid::Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext)))
                .collect();
            number += 1;
            self.into.execute_batch("BEGIN IMMEDIATE")?;
            for (position, row) in &rows {
                let is_entry = self.tables[*position].name == "entries";
                let value = |(column, value): (usize, &Value)| match value {
                    Value::Blob(bytes) if *bytes == id => Value::Blob(fresh.as_bytes().to_vec()),
                    Value::Blob(bytes) => match parties.iter().position(|party| party == bytes) {
                        Some(party) => Value::Blob(fresh_parties[party].as_bytes().to_vec()),
                        None => value.clone(),
                    },
                    Value::Integer(_) if is_entry && column == 0 => Value::Integer(number),
                    Value::Text(text) if is_entry && text.len() == 36 => Value::Text(fresh.to_string()),
                    other => other.clone(),
                };
                inserts[*position].execute(params_from_iter(row.iter().enumerate().map(value)))?;
            }
            self.into.execute_batch("COMMIT")?;
            count += 1;
        }
        Ok(f64::from(count) / begun.elapsed().as_secs_f64())
    }
}

/// Reads every record in the order of the ids, one after the other, and does nothing with it. Answers with how many a second.
///
/// # Errors
/// What SQLite says.
pub fn read_all(register: &Path) -> Result<f64> {
    let conn = reading(register)?;
    let mut statement = conn.prepare("SELECT agreement_id, record FROM agreement_records ORDER BY agreement_id")?;
    let (begun, mut rows, mut count) = (Instant::now(), statement.query([])?, 0_u32);
    while let Some(row) = rows.next()? {
        let record: String = row.get(1)?;
        std::hint::black_box(record);
        count += 1;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}

/// Reads ten thousand records from all over the register by their ids. Answers with how many a second.
///
/// # Errors
/// What SQLite says.
pub fn read_by_id(register: &Path) -> Result<f64> {
    let conn = reading(register)?;
    let mut ids: Vec<Vec<u8>> = column(&conn, "SELECT agreement_id FROM agreement_records")?;
    ids.shuffle(&mut StdRng::seed_from_u64(11));
    ids.truncate(10_000);
    let mut statement = conn.prepare("SELECT record FROM agreement_records WHERE agreement_id = ?")?;
    let begun = Instant::now();
    for id in &ids {
        let record: String = statement.query_row([id], |row| row.get(0))?;
        std::hint::black_box(record);
    }
    Ok(ids.len() as f64 / begun.elapsed().as_secs_f64())
}

fn reading(register: &Path) -> Result<Connection> {
    let conn = Connection::open_with_flags(register, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.execute_batch("PRAGMA mmap_size = 2147418112")?;
    Ok(conn)
}

fn column<T: rusqlite::types::FromSql>(conn: &Connection, select: &str) -> Result<Vec<T>> {
    let mut statement = conn.prepare(select)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn load(conn: &Connection, select: &str, bound: &[Value]) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(select)?;
    let width = statement.column_count();
    let rows = statement.query_map(params_from_iter(bound), |row| {
        (0..width).map(|place| row.get(place)).collect()
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Copies rows and answers with how long it took to put them in.
fn copy(from: &Connection, into: &Connection, select: &str, insert: &str, bound: &[Value]) -> Result<Duration> {
    let rows = load(from, select, bound)?;
    let begun = Instant::now();
    let mut statement = into.prepare_cached(insert)?;
    for row in rows {
        statement.execute(params_from_iter(row))?;
    }
    Ok(begun.elapsed())
}
