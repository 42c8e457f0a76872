//! A whole log: that its entries give its tiles and its signed head, and that it begins as it was once.

use std::fs::File;
use std::io::{BufRead, BufReader};

use indicatif::ProgressBar;
use serde_json::Value;
use tlog_tiles::checkpoint::Checkpoint;
use tlog_tiles::tile::Tile;
use tlog_tiles::tlog::{Hash, node_hash, record_hash};

use super::source::Source;
use super::{Report, signed_head};
use crate::error::{Error, Result};
use crate::language::words;
use crate::log::fields::{Opening, leaf_hash};
use crate::log::tree::HEIGHT;

/// Leaves of a full tile.
const FULL: u64 = 1 << HEIGHT;
/// Entries asked for at once.
const ENTRIES: i64 = 200;

/// What is checked.
#[derive(Clone, Copy)]
pub struct Check<'a> {
    /// The log's public keys.
    pub keys: &'a [String],
    /// An earlier head, signed.
    pub since: Option<&'a str>,
    /// What the entries say, too, and not only their leaves.
    pub entries: bool,
}

/// Checks a log from its first entry to its head.
///
/// # Errors
/// `Command` when something cannot be read.
pub fn log(source: &Source, check: Check<'_>, progress: &ProgressBar) -> Result<Report> {
    let mut report = Report::default();
    let note = source.file("checkpoint")?.unwrap_or_default();
    let head = signed_head(&String::from_utf8_lossy(&note), check.keys);
    let Some(head) = head else {
        let words = words!(
            "La cabeza del libro no está firmada con una clave que usted dio",
            "The head of the log is not signed with a key that you gave"
        );
        report.say(false, words);
        return Ok(report);
    };
    let (origin, size) = (head.origin(), head.size());
    let words = words!(
        "La cabeza de {origin}, con {size} asientos, está firmada",
        "The head of {origin}, with {size} entries, is signed"
    );
    report.say(true, words);
    let earlier = match check.since.map(|note| signed_head(note, check.keys)) {
        None => None,
        Some(Some(earlier)) if earlier.origin() == origin => Some(earlier),
        Some(_) => {
            let words = words!(
                "La cabeza anterior no está firmada con una clave que usted dio, o es de otro libro",
                "The earlier head is not signed with a key that you gave, or is of another log"
            );
            report.say(false, words);
            return Ok(report);
        }
    };
    progress.set_length(size);
    Walk {
        source,
        head: &head,
        earlier,
        entries: check.entries.then(|| Entries::of(source)).transpose()?,
        report: &mut report,
        progress,
    }
    .go()?;
    Ok(report)
}

struct Walk<'a> {
    source: &'a Source,
    head: &'a Checkpoint,
    earlier: Option<Checkpoint>,
    entries: Option<Entries<'a>>,
    report: &'a mut Report,
    progress: &'a ProgressBar,
}

impl Walk<'_> {
    /// From the first entry to the last.
    fn go(mut self) -> Result<()> {
        let size = self.head.size();
        let (mut tree, mut root_then) = (Tree::default(), None);
        // The hashes that the tiles of each level hold, of those that are not full yet.
        let mut levels: Vec<Vec<Hash>> = vec![Vec::new()];
        for position in 0..size.div_ceil(FULL) {
            let width = (size - position * FULL).min(FULL);
            let Some(leaves) = self.bundle(position, width)? else {
                return Ok(());
            };
            for leaf in leaves {
                let number = tree.size + 1;
                if let Some(entries) = &mut self.entries
                    && let Some(words) = entries.mismatch(number, leaf)?
                {
                    self.report.say(false, words);
                    return Ok(());
                }
                tree.push(leaf);
                push(&mut levels, 0, leaf);
                if self.earlier.as_ref().is_some_and(|earlier| earlier.size() == tree.size) {
                    root_then = Some(tree.root());
                }
            }
            if !self.tiles_agree(&mut levels, tree.size)? {
                return Ok(());
            }
            self.progress.set_position(tree.size);
        }
        self.conclude(&tree, root_then);
        Ok(())
    }

    /// The leaves of a bundle of entries, if it is whole.
    fn bundle(&mut self, position: u64, width: u64) -> Result<Option<Vec<Hash>>> {
        let path = path_of("entries", position, width);
        let bytes = self.of_width(&path, position, width, "entries")?;
        let leaves = bytes.and_then(|bytes| leaves_of(&bytes, usize::try_from(width).ok()?));
        if leaves.is_none() {
            let words = words!("{path} falta o está dañado", "{path} is missing or damaged");
            self.report.say(false, words);
        }
        Ok(leaves)
    }

    /// A tile of so many hashes; the full one where it is gone because the log has grown.
    fn of_width(&self, path: &str, position: u64, width: u64, level: &str) -> Result<Option<Vec<u8>>> {
        match self.source.file(path)? {
            None if width < FULL => self.source.file(&path_of(level, position, FULL)),
            found => Ok(found),
        }
    }

    /// Compares every tile that is full now, or the last of its level, with what the leaves give.
    fn tiles_agree(&mut self, levels: &mut Vec<Vec<Hash>>, done: u64) -> Result<bool> {
        let is_last = done == self.head.size();
        let mut level = 0;
        while level < levels.len() {
            let count = levels.get(level).map_or(0, Vec::len);
            let is_full = count as u64 == FULL;
            if count > 0 && (is_full || is_last) {
                let total = done >> (u32::from(HEIGHT) * u32::try_from(level).unwrap_or(u32::MAX));
                let position = (total - 1) / FULL;
                if !self.tile_agrees(level, position, &levels[level])? {
                    return Ok(false);
                }
                if is_full {
                    let full = std::mem::take(&mut levels[level]);
                    let bytes: Vec<u8> = full.iter().flat_map(|hash| hash.0).collect();
                    push(levels, level + 1, Tile::subtree_hash(&bytes));
                }
            }
            level += 1;
        }
        Ok(true)
    }

    fn tile_agrees(&mut self, level: usize, position: u64, hashes: &[Hash]) -> Result<bool> {
        let (level, width) = (level.to_string(), hashes.len() as u64);
        let path = path_of(&level, position, width);
        let found = self.of_width(&path, position, width, &level)?.unwrap_or_default();
        let expected: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
        let agrees = found.get(..expected.len()) == Some(&expected[..]);
        if !agrees {
            let words = words!(
                "{path} no es lo que dan los asientos",
                "{path} is not what the entries give"
            );
            self.report.say(false, words);
        }
        Ok(agrees)
    }

    fn conclude(self, tree: &Tree, root_then: Option<Hash>) {
        let Self {
            head,
            earlier,
            entries,
            report,
            ..
        } = self;
        let size = tree.size;
        if tree.root() == *head.hash() {
            let words = words!(
                "Los {size} asientos y todas las losetas dan la raíz que está firmada",
                "The {size} entries and all tiles give the root that is signed"
            );
            report.say(true, words);
        } else {
            let words = words!(
                "Los {size} asientos no dan la raíz que está firmada",
                "The {size} entries do not give the root that is signed"
            );
            report.say(false, words);
        }
        if let Some(entries) = entries {
            let (opened, withheld) = (entries.opened, entries.withheld);
            let words = words!(
                "Lo que dicen {opened} asientos es lo que se selló; {withheld} no se muestran a todos",
                "What {opened} entries say is what was sealed; {withheld} are not shown to everybody"
            );
            report.say(opened + withheld == size, words);
        }
        let Some(earlier) = earlier else { return };
        let then = earlier.size();
        if then == 0 || root_then == Some(*earlier.hash()) {
            let words = words!(
                "Nada de los primeros {then} asientos fue reescrito",
                "Nothing of the first {then} entries was rewritten"
            );
            report.say(true, words);
        } else if then > size {
            let words = words!(
                "El libro tenía {then} asientos y ahora tiene {size}: algo fue quitado",
                "The log had {then} entries and has {size} now: something was taken away"
            );
            report.say(false, words);
        } else {
            let words = words!(
                "Algo de los primeros {then} asientos fue reescrito",
                "Something of the first {then} entries was rewritten"
            );
            report.say(false, words);
        }
    }
}

fn push(levels: &mut Vec<Vec<Hash>>, level: usize, hash: Hash) {
    if levels.len() <= level {
        levels.resize(level + 1, Vec::new());
    }
    if let Some(hashes) = levels.get_mut(level) {
        hashes.push(hash);
    }
}

/// Where a tile is, below the log (C2SP tlog-tiles).
#[must_use]
pub fn path_of(level: &str, position: u64, width: u64) -> String {
    let mut groups = vec![format!("{:03}", position % 1_000)];
    let mut rest = position / 1_000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1_000));
        rest /= 1_000;
    }
    groups.reverse();
    let place = groups.join("/");
    if width < FULL {
        format!("tile/{level}/{place}.p/{width}")
    } else {
        format!("tile/{level}/{place}")
    }
}

/// The hashes of the first so many leaves in a bundle, each behind its length in two bytes.
fn leaves_of(bundle: &[u8], count: usize) -> Option<Vec<Hash>> {
    let (mut leaves, mut rest) = (Vec::with_capacity(count), bundle);
    while leaves.len() < count {
        let (length, behind) = rest.split_first_chunk::<2>()?;
        let (leaf, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        leaves.push(record_hash(leaf));
        rest = behind;
    }
    Some(leaves)
}

/// A tree of which only the roots of its whole subtrees are kept.
#[derive(Default)]
struct Tree {
    size: u64,
    /// The largest first, each with how many leaves it has.
    roots: Vec<(u64, Hash)>,
}

impl Tree {
    fn push(&mut self, leaf: Hash) {
        let (mut leaves, mut root) = (1, leaf);
        while let Some((others, left)) = self.roots.last().copied().filter(|(others, _)| *others == leaves) {
            self.roots.pop();
            root = node_hash(left, root);
            leaves += others;
        }
        self.roots.push((leaves, root));
        self.size += 1;
    }

    fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev().map(|(_, root)| *root);
        let last = roots.next().unwrap_or(tlog_tiles::tlog::EMPTY_HASH);
        roots.fold(last, |right, left| node_hash(left, right))
    }
}

/// What the entries say, one after another.
struct Entries<'a> {
    source: &'a Source,
    lines: Option<std::io::Lines<BufReader<File>>>,
    ahead: std::collections::VecDeque<Value>,
    opened: u64,
    withheld: u64,
}

impl<'a> Entries<'a> {
    fn of(source: &'a Source) -> Result<Self> {
        let lines = match source {
            Source::Folder(folder) => {
                let file = File::open(folder.join("entries.ndjson"));
                let file = file.map_err(|reason| Error::Command(format!("entries.ndjson: {reason}")))?;
                Some(BufReader::new(file).lines())
            }
            Source::Web { .. } => None,
        };
        Ok(Self {
            source,
            lines,
            ahead: std::collections::VecDeque::new(),
            opened: 0,
            withheld: 0,
        })
    }

    fn next(&mut self, number: u64) -> Result<Option<Value>> {
        let unread = |reason: &dyn std::fmt::Display| Error::Command(format!("entry {number}: {reason}"));
        if let Some(lines) = &mut self.lines {
            let line = lines.next().transpose().map_err(|reason| unread(&reason))?;
            return line
                .map(|line| serde_json::from_str(&line).map_err(|reason| unread(&reason)))
                .transpose();
        }
        if self.ahead.is_empty() {
            let after = i64::try_from(number - 1).map_err(Error::internal)?;
            self.ahead = self.source.entries(after, ENTRIES)?.into();
        }
        Ok(self.ahead.pop_front())
    }

    /// Why an entry is not what was sealed, if it is not.
    fn mismatch(&mut self, number: u64, leaf: Hash) -> Result<Option<crate::language::Words>> {
        let not_sealed = || {
            Some(words!(
                "El asiento {number} no dice lo que se selló",
                "Entry {number} does not say what was sealed"
            ))
        };
        let Some(mut entry) = self.next(number)? else {
            return Ok(Some(words!("Falta el asiento {number}", "Entry {number} is missing")));
        };
        let Some(sealed) = entry.as_object_mut().and_then(|members| members.remove("leaf")) else {
            return Ok(not_sealed());
        };
        if sealed["hash"] != leaf.to_string() || entry["number"] != number {
            return Ok(not_sealed());
        }
        let Some(opening) = sealed.get("opening") else {
            self.withheld += 1;
            return Ok(None);
        };
        self.opened += 1;
        let opening: Option<Opening> = serde_json::from_value(opening.clone()).ok();
        let root = opening.and_then(|opening| opening.root(&entry).ok());
        let agrees = root.is_some_and(|root| {
            let number = i64::try_from(number).unwrap_or_default();
            leaf_hash(number, root).is_ok_and(|hash| hash == leaf)
        });
        Ok(if agrees { None } else { not_sealed() })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::log::fields::{SaltKey, root_of};
    use crate::log::keys::LogKeys;

    fn leaf(number: u64) -> Vec<u8> {
        format!("leaf {number}").into_bytes()
    }

    fn write(folder: &Path, path: &str, bytes: &[u8]) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// A log of so many leaves in a folder; says its signed head.
    fn log_of(folder: &Path, size: u64) -> String {
        let leaves: Vec<Vec<u8>> = (1..=size).map(leaf).collect();
        for (position, some) in (0..).zip(leaves.chunks(256)) {
            let width = some.len() as u64;
            let bundle: Vec<u8> = some
                .iter()
                .flat_map(|leaf| [&u16::try_from(leaf.len()).unwrap().to_be_bytes()[..], leaf].concat())
                .collect();
            write(folder, &path_of("entries", position, width), &bundle);
        }
        let mut hashes: Vec<Hash> = leaves.iter().map(|leaf| record_hash(leaf)).collect();
        let root = root_of(&hashes);
        for level in 0.. {
            let mut above = Vec::new();
            for (position, some) in (0..).zip(hashes.chunks(256)) {
                let bytes: Vec<u8> = some.iter().flat_map(|hash| hash.0).collect();
                write(
                    folder,
                    &path_of(&level.to_string(), position, some.len() as u64),
                    &bytes,
                );
                if some.len() == 256 {
                    above.push(Tile::subtree_hash(&bytes));
                }
            }
            if above.is_empty() {
                break;
            }
            hashes = above;
        }
        let note = keys(7).checkpoint(i64::try_from(size).unwrap(), root).unwrap();
        write(folder, "checkpoint", note.as_bytes());
        note
    }

    fn keys(secret: u8) -> LogKeys {
        LogKeys::parse(&LogKeys::make("rai.test/log", [secret; 32]).unwrap().secret).unwrap()
    }

    fn checked(folder: &Path, since: Option<&str>) -> bool {
        let source = Source::parse(folder.to_str().unwrap()).unwrap();
        let keys = keys(7);
        let check = Check {
            keys: keys.public(),
            since,
            entries: false,
        };
        log(&source, check, &ProgressBar::hidden()).unwrap().is_sound()
    }

    #[test]
    fn a_log_of_any_size_is_sound_and_begins_as_it_was() {
        let mut before = None;
        for size in [1, 2, 255, 256, 257, 700, 66_000] {
            let folder = tempfile::tempdir().unwrap();
            let note = log_of(folder.path(), size);
            assert!(checked(folder.path(), before.as_deref()), "{size}");
            before = Some(note);
        }
        let folder = tempfile::tempdir().unwrap();
        log_of(folder.path(), 300);
        assert!(!checked(folder.path(), before.as_deref()), "it had more once");
    }

    #[test]
    fn whatever_is_changed_is_found() {
        let folder = tempfile::tempdir().unwrap();
        log_of(folder.path(), 700);
        let files = [
            "checkpoint",
            "tile/entries/000",
            "tile/entries/002.p/188",
            "tile/0/001",
            "tile/0/002.p/188",
            "tile/1/000.p/2",
        ];
        for file in files {
            let path = folder.path().join(file);
            let whole = std::fs::read(&path).unwrap();
            for at in [5, whole.len() / 2, whole.len() - 2] {
                let mut changed = whole.clone();
                changed[at] ^= 1;
                std::fs::write(&path, &changed).unwrap();
                assert!(!checked(folder.path(), None), "{file} {at}");
            }
            std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
            assert!(!checked(folder.path(), None), "{file} cut");
            std::fs::remove_file(&path).unwrap();
            assert!(!checked(folder.path(), None), "{file} gone");
            std::fs::write(&path, &whole).unwrap();
        }
        assert!(checked(folder.path(), None));
        let other = tempfile::tempdir().unwrap();
        write(other.path(), "x", b"");
        assert!(!checked(other.path(), None));
    }

    #[test]
    fn the_root_is_that_of_the_standard() {
        let (mut tree, mut leaves) = (Tree::default(), Vec::new());
        for number in 0..1_000 {
            assert!(tree.root() == root_of(&leaves), "{number}");
            let hash = record_hash(&leaf(number));
            tree.push(hash);
            leaves.push(hash);
        }
    }

    #[test]
    fn what_an_entry_says_is_what_was_sealed() {
        let entry = serde_json::json!({"number": 1, "content": {"title": "Uno"}});
        let key = SaltKey([3; 32]);
        let root = key.root(&entry).unwrap();
        let data = crate::log::fields::leaf(1, root).unwrap();
        let hash = record_hash(&data);
        let folder = tempfile::tempdir().unwrap();
        let bundle = [&u16::try_from(data.len()).unwrap().to_be_bytes()[..], &data].concat();
        write(folder.path(), "tile/entries/000.p/1", &bundle);
        write(folder.path(), "tile/0/000.p/1", &hash.0);
        let note = keys(7).checkpoint(1, hash).unwrap();
        write(folder.path(), "checkpoint", note.as_bytes());
        let mut told = entry.clone();
        told["leaf"] = serde_json::json!({"hash": hash.to_string(), "opening": key.open(&entry).unwrap()});
        let sound = |told: &Value| {
            write(folder.path(), "entries.ndjson", format!("{told}\n").as_bytes());
            let source = Source::parse(folder.path().to_str().unwrap()).unwrap();
            let keys = keys(7);
            let check = Check {
                keys: keys.public(),
                since: None,
                entries: true,
            };
            log(&source, check, &ProgressBar::hidden()).unwrap().is_sound()
        };
        assert!(sound(&told));
        assert!(sound(
            &serde_json::json!({"number": 1, "leaf": {"hash": hash.to_string()}})
        ));
        told["content"]["title"] = "Dos".into();
        assert!(!sound(&told));
    }
}
