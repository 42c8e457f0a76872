//! Entries of the journal beside what opens their leaves: what somebody needs to work out by themselves what was sealed.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use tlog_tiles::tlog::Hash;

use super::fields::{Mismatch, Opening, SaltKey, leaf_hash};
use crate::access::Sight;
use crate::db::DbConnection;
use crate::db::schema::leaves;
use crate::error::{Error, Result};
use crate::journal;

/// An entry in its canonical form, as far as its reader may see it.
#[derive(Debug, Clone, Serialize)]
pub struct OpenedEntry {
    #[serde(skip)]
    pub number: i64,
    #[serde(flatten)]
    pub entry: Value,
    pub leaf: Leaf,
}

/// What stands for an entry in the log.
#[derive(Debug, Clone, Serialize)]
pub struct Leaf {
    /// In base64.
    pub hash: String,
    pub opening: Opening,
}

/// An entry of the log, or only its leaf where the entry is not for the reader to see.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum SealedEntry {
    Opened(Box<OpenedEntry>),
    Withheld { number: i64, leaf: WithheldLeaf },
}

#[derive(Debug, Serialize)]
pub struct WithheldLeaf {
    pub hash: String,
}

impl SealedEntry {
    fn withheld(number: i64, hash: Hash) -> Self {
        let hash = hash.to_string();
        Self::Withheld {
            number,
            leaf: WithheldLeaf { hash },
        }
    }
}

#[derive(Queryable)]
struct LeafRow {
    number: i64,
    root: Vec<u8>,
    salt_key: Option<Vec<u8>>,
    opening: Option<String>,
}

impl LeafRow {
    fn hash(&self) -> Result<Hash> {
        leaf_hash(
            self.number,
            Hash(self.root.as_slice().try_into().map_err(Error::internal)?),
        )
    }

    fn opening(&self, entry: &Value) -> Result<Opening> {
        match (&self.salt_key, &self.opening) {
            (Some(key), _) => SaltKey(key.as_slice().try_into().map_err(Error::internal)?).open(entry),
            (None, Some(opening)) => Ok(serde_json::from_str(opening)?),
            (None, None) => Err(Error::internal("a leaf that cannot be opened")),
        }
    }
}

/// The sealed entries after a number, none left out: what the reader may not see is there as its leaf.
///
/// # Errors
/// What the database says.
pub fn after(conn: &mut DbConnection, sight: &Sight, after: i64, limit: i64) -> Result<Vec<SealedEntry>> {
    let rows: Vec<LeafRow> = leaves::table
        .filter(leaves::number.gt(after))
        .order(leaves::number)
        .limit(limit)
        .select((leaves::number, leaves::root, leaves::salt_key, leaves::opening))
        .load(conn)?;
    let seen = journal::numbers_seen(conn, sight, after, after.saturating_add(limit))?;
    let mut canonical = journal::canonical_after(conn, after, limit)?.into_iter();
    rows.into_iter()
        .map(|row| {
            let (number, mut entry) = canonical.next().ok_or(Error::NotFound)?;
            if number != row.number {
                return Err(Error::internal(format!("leaf {} beside entry {number}", row.number)));
            }
            let hash = row.hash()?;
            if seen.binary_search(&number).is_err() {
                return Ok(SealedEntry::withheld(number, hash));
            }
            let mut opening = row.opening(&entry)?;
            opening.withhold(&mut entry, |pointer| !sight.sees_field(pointer))?;
            let hash = hash.to_string();
            Ok(SealedEntry::Opened(Box::new(OpenedEntry {
                number,
                entry,
                leaf: Leaf { hash, opening },
            })))
        })
        .collect()
}

/// Keeps fields of an entry back for everybody and for good: the salts that opened them are forgotten.
///
/// # Errors
/// `Unavailable` when the entry is not sealed yet.
pub fn withhold(conn: &mut DbConnection, number: i64, entry: &mut Value, pointers: &[String]) -> Result<()> {
    let row: Option<LeafRow> = leaves::table
        .find(number)
        .select((leaves::number, leaves::root, leaves::salt_key, leaves::opening))
        .first(conn)
        .optional()?;
    let row = row.ok_or_else(|| Error::unavailable(&format!("entry {number} is not sealed yet")))?;
    let mut opening = row.opening(entry)?;
    opening.withhold(entry, |pointer| pointers.iter().any(|known| known == pointer))?;
    diesel::update(leaves::table.find(number))
        .set((
            leaves::salt_key.eq(None::<Vec<u8>>),
            leaves::opening.eq(serde_json::to_string(&opening)?),
        ))
        .execute(conn)?;
    Ok(())
}

/// The number of each sealed entry after one, the hash of its leaf, and why the two do not belong together, if they do not.
///
/// # Errors
/// What the database says.
pub fn checked_after(conn: &mut DbConnection, after: i64, limit: i64) -> Result<Vec<(i64, Hash, Option<Mismatch>)>> {
    let rows: Vec<LeafRow> = leaves::table
        .filter(leaves::number.gt(after))
        .order(leaves::number)
        .limit(limit)
        .select((leaves::number, leaves::root, leaves::salt_key, leaves::opening))
        .load(conn)?;
    let entries = journal::canonical_after(conn, after, limit)?;
    rows.into_iter()
        .zip(entries)
        .map(|(row, (_, entry))| {
            let mismatch = match row.opening(&entry)?.root(&entry) {
                Ok(root) if root.0[..] == row.root[..] => None,
                Ok(_) => Some(Mismatch::AnotherRoot),
                Err(mismatch) => Some(mismatch),
            };
            Ok((row.number, row.hash()?, mismatch))
        })
        .collect()
}

/// One sealed entry.
///
/// # Errors
/// `NotFound` when the reader may not see it, or it is not sealed.
pub fn one(conn: &mut DbConnection, sight: &Sight, number: i64) -> Result<OpenedEntry> {
    match after(conn, sight, number - 1, 1)?.pop() {
        Some(SealedEntry::Opened(opened)) => Ok(*opened),
        Some(SealedEntry::Withheld { .. }) | None => Err(Error::NotFound),
    }
}

/// The data of leaves in a row, as an entry bundle holds them (C2SP tlog-tiles): each behind its length in two bytes.
///
/// # Errors
/// `NotFound` when there are not so many.
pub fn bundle(conn: &mut DbConnection, after: i64, count: i64) -> Result<Vec<u8>> {
    let rows: Vec<(i64, Vec<u8>)> = leaves::table
        .filter(leaves::number.gt(after))
        .order(leaves::number)
        .limit(count)
        .select((leaves::number, leaves::root))
        .load(conn)?;
    if i64::try_from(rows.len()).map_err(Error::internal)? < count {
        return Err(Error::NotFound);
    }
    let mut bundle = Vec::with_capacity(rows.len() * 90);
    for (number, root) in rows {
        let leaf = super::fields::leaf(number, Hash(root.as_slice().try_into().map_err(Error::internal)?))?;
        bundle.extend(u16::try_from(leaf.len()).map_err(Error::internal)?.to_be_bytes());
        bundle.extend(leaf);
    }
    Ok(bundle)
}
