//! The tree over the leaves, kept in tiles of up to 256 hashes (C2SP tlog-tiles): to add a leaf touches the last tile of each level,
//! to prove something reads a few.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use diesel::prelude::*;
use tlog_tiles::tile::Tile;
use tlog_tiles::tlog::{
    Error as LogError, HASH_SIZE, Hash, HashReader, RecordProof, TreeProof, prove_record, prove_tree, tree_hash,
};

use crate::db::DbConnection;
use crate::db::schema::{leaves, log_tiles};
use crate::error::{Error, Result};

/// A full tile stands for a subtree of this height.
pub const HEIGHT: u8 = 8;
const FULL: usize = 1 << HEIGHT;

/// How many entries are sealed.
///
/// # Errors
/// What the database says.
pub fn size(conn: &mut DbConnection) -> Result<i64> {
    let last: Option<i64> = leaves::table.select(diesel::dsl::max(leaves::number)).first(conn)?;
    Ok(last.unwrap_or(0))
}

/// Adds leaves to a tree that has so many. Each level's last tile grows; where one becomes full, its root goes to the level above.
///
/// # Errors
/// What the database says.
pub fn append(conn: &mut DbConnection, size: i64, leaves: Vec<Hash>) -> Result<()> {
    let (mut level, mut there, mut more) = (0, size, leaves);
    while !more.is_empty() {
        let mut position = there >> HEIGHT;
        let begun = there > position << HEIGHT;
        let mut tile = if begun {
            stored(conn, level, position)?
        } else {
            Vec::new()
        };
        let mut is_new = !begun;
        let mut full = Vec::new();
        for hash in more {
            tile.extend_from_slice(&hash.0);
            if tile.len() == FULL * HASH_SIZE {
                store(conn, level, position, &tile, is_new)?;
                full.push(Tile::subtree_hash(&tile));
                tile.clear();
                is_new = true;
                position += 1;
            }
        }
        if !tile.is_empty() {
            store(conn, level, position, &tile, is_new)?;
        }
        (level, there, more) = (level + 1, there >> HEIGHT, full);
    }
    Ok(())
}

fn stored(conn: &mut DbConnection, level: i32, position: i64) -> Result<Vec<u8>> {
    Ok(log_tiles::table
        .find((level, position))
        .select(log_tiles::hashes)
        .first(conn)?)
}

fn store(conn: &mut DbConnection, level: i32, position: i64, hashes: &[u8], is_new: bool) -> Result<()> {
    if is_new {
        diesel::insert_into(log_tiles::table)
            .values((
                log_tiles::level.eq(level),
                log_tiles::position.eq(position),
                log_tiles::hashes.eq(hashes),
            ))
            .execute(conn)?;
    } else {
        diesel::update(log_tiles::table.find((level, position)))
            .set(log_tiles::hashes.eq(hashes))
            .execute(conn)?;
    }
    Ok(())
}

/// The hashes of one tile.
///
/// # Errors
/// `NotFound` when the tree is not that large.
pub fn tile(conn: &mut DbConnection, tile: &Tile) -> Result<Vec<u8>> {
    let position = i64::try_from(tile.level_index()).map_err(|_| Error::NotFound)?;
    let mut hashes = stored(conn, i32::from(tile.level()), position)?;
    let wanted = tile.width() as usize * HASH_SIZE;
    if hashes.len() < wanted {
        return Err(Error::NotFound);
    }
    hashes.truncate(wanted);
    Ok(hashes)
}

/// Shows every tile: its level, its position there, and its hashes.
///
/// # Errors
/// What the database says, or whoever is shown them.
pub fn each_tile(conn: &mut DbConnection, mut show: impl FnMut(i32, i64, &[u8]) -> Result<()>) -> Result<()> {
    let mut last = (-1_i32, 0_i64);
    loop {
        let behind = log_tiles::level
            .gt(last.0)
            .or(log_tiles::level.eq(last.0).and(log_tiles::position.gt(last.1)));
        let some: Vec<(i32, i64, Vec<u8>)> = log_tiles::table
            .filter(behind)
            .order((log_tiles::level, log_tiles::position))
            .limit(500)
            .load(conn)?;
        let Some((level, position, _)) = some.last() else {
            return Ok(());
        };
        last = (*level, *position);
        for (level, position, hashes) in &some {
            show(*level, *position, hashes)?;
        }
    }
}

/// The root of the tree over the first so many leaves.
///
/// # Errors
/// `NotFound` when the tree is not that large.
pub fn root(conn: &mut DbConnection, size: i64) -> Result<Hash> {
    Reader::of(conn).ask(|tiles| tree_hash(unsigned(size), tiles))
}

/// Proves that an entry is among the first so many.
///
/// # Errors
/// `NotFound` when it is not, or the tree is not that large.
pub fn prove_inclusion(conn: &mut DbConnection, size: i64, number: i64) -> Result<RecordProof> {
    if !(1..=size).contains(&number) {
        return Err(Error::NotFound);
    }
    Reader::of(conn).ask(|tiles| prove_record(unsigned(size), unsigned(number - 1), tiles))
}

/// Proves that the first so many leaves are what the tree was when it had only these.
///
/// # Errors
/// `NotFound` when the tree is not that large.
pub fn prove_consistency(conn: &mut DbConnection, size: i64, earlier: i64) -> Result<TreeProof> {
    if !(1..=size).contains(&earlier) {
        return Err(Error::NotFound);
    }
    Reader::of(conn).ask(|tiles| prove_tree(unsigned(size), unsigned(earlier), tiles))
}

fn unsigned(count: i64) -> u64 {
    count.unsigned_abs()
}

/// Reads hashes of the tree out of its tiles, each of which is read once.
struct Reader<'c> {
    conn: RefCell<&'c mut DbConnection>,
    tiles: RefCell<HashMap<(u8, u64), Vec<u8>>>,
    refused: RefCell<Option<Error>>,
}

impl<'c> Reader<'c> {
    fn of(conn: &'c mut DbConnection) -> Self {
        Self {
            conn: RefCell::new(conn),
            tiles: RefCell::default(),
            refused: RefCell::default(),
        }
    }

    fn ask<T>(self, question: impl FnOnce(&Self) -> Result<T, LogError>) -> Result<T> {
        question(&self).map_err(|reason| self.refused.take().unwrap_or_else(|| Error::internal(reason)))
    }

    fn hash(&self, index: u64) -> Result<Hash> {
        let wanted = Tile::from_index(HEIGHT, index);
        let key = (wanted.level(), wanted.level_index());
        let mut tiles = self.tiles.borrow_mut();
        let hashes = match tiles.entry(key) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(unread) => {
                let position = i64::try_from(key.1).map_err(|_| Error::NotFound)?;
                unread.insert(stored(&mut self.conn.borrow_mut(), i32::from(key.0), position)?)
            }
        };
        wanted.hash_at_index(hashes, index).map_err(|_| Error::NotFound)
    }
}

impl HashReader for Reader<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, LogError> {
        let read: Result<Vec<Hash>> = indexes.iter().map(|index| self.hash(*index)).collect();
        read.map_err(|refused| {
            self.refused.replace(Some(refused));
            LogError::IndexesNotInTree
        })
    }
}
