//! What a leaf holds: a root over commitments to the fields of an entry.
//!
//! The fields of an entry are the values in its canonical form that have none below them, each named by its JSON pointer
//! (RFC 6901), in the order of the pointers' bytes. The commitment to a field is the leaf hash (RFC 9162, section 2.1.1) of the
//! canonical JSON (RFC 8785) of `[salt, pointer, value]`, and their root is that of the same tree. The data of the entry's leaf in
//! the log is the canonical JSON of `{"entry": number, "fields": root}`.
//!
//! Whoever is shown a field gets its salt; for one that is kept back or was withdrawn they get the commitment. 128 random bits of
//! salt keep a short value, such as a name, from being guessed from it.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use tlog_tiles::tlog::{EMPTY_HASH, Hash, node_hash, record_hash};

use crate::error::{Error, Result};

/// What is needed, beside an entry as somebody may see it, to work out its leaf.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The salt of every field that is shown, by its pointer.
    pub salts: BTreeMap<String, String>,
    /// The commitment, in base64, to every field that is not; in the entry there is null in its place.
    pub withheld: BTreeMap<String, String>,
}

/// Why an entry and its opening do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("the field {0} has neither a salt nor a commitment")]
    Unopened(String),
    #[error("the field {0} is said to be withheld, and is there")]
    NotWithheld(String),
    #[error("a salt or commitment is of no field: {0}")]
    NoField(String),
    #[error("the commitment to {0} is not a hash in base64")]
    NoHash(String),
    #[error("it says something else than was sealed")]
    AnotherRoot,
}

/// Makes the salts of one entry; whoever has it can open every field.
pub struct SaltKey(pub [u8; 32]);

impl SaltKey {
    /// Each field's pointer, salt and value.
    fn salted<'e>(&self, entry: &'e Value) -> Result<impl Iterator<Item = (String, String, &'e Value)> + use<'e>> {
        let keyed = Hmac::<Sha256>::new_from_slice(&self.0).map_err(Error::internal)?;
        Ok(fields_of(entry).into_iter().map(move |(pointer, value)| {
            let salt = keyed.clone().chain_update(&pointer).finalize().into_bytes();
            // 128 bits of it.
            (pointer, URL_SAFE_NO_PAD.encode(&salt[..16]), value)
        }))
    }

    /// The root over all fields of an entry.
    ///
    /// # Errors
    /// None that can be met: the entry is our own.
    pub fn root(&self, entry: &Value) -> Result<Hash> {
        let commitments = self
            .salted(entry)?
            .map(|(pointer, salt, value)| commitment(&salt, &pointer, value))
            .collect::<Result<Vec<Hash>>>()?;
        Ok(root_of(&commitments))
    }

    /// Opens every field of an entry.
    ///
    /// # Errors
    /// None that can be met: the entry is our own.
    pub fn open(&self, entry: &Value) -> Result<Opening> {
        Ok(Opening {
            salts: self.salted(entry)?.map(|(pointer, salt, _)| (pointer, salt)).collect(),
            withheld: BTreeMap::new(),
        })
    }
}

impl Opening {
    /// Keeps fields of an entry back: null in their place, and the commitment instead of the salt.
    ///
    /// # Errors
    /// None that can be met: the entry is our own.
    pub fn withhold(&mut self, entry: &mut Value, which: impl Fn(&str) -> bool) -> Result<()> {
        let kept_back: Vec<String> = self.salts.keys().filter(|pointer| which(pointer)).cloned().collect();
        for pointer in kept_back {
            let (Some(salt), Some(value)) = (self.salts.remove(&pointer), entry.pointer_mut(&pointer)) else {
                continue;
            };
            let hash = commitment(&salt, &pointer, value)?;
            *value = Value::Null;
            self.withheld.insert(pointer, hash.to_string());
        }
        Ok(())
    }

    /// The root over the fields of an entry, as far as they are shown.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn root(&self, entry: &Value) -> Result<Hash, Mismatch> {
        let fields = fields_of(entry);
        let mut commitments = Vec::with_capacity(fields.len());
        for (pointer, value) in &fields {
            let hash = match (self.salts.get(pointer), self.withheld.get(pointer)) {
                (Some(salt), None) => {
                    commitment(salt, pointer, value).map_err(|_| Mismatch::Unopened(pointer.clone()))?
                }
                (None, Some(_)) if !value.is_null() => return Err(Mismatch::NotWithheld(pointer.clone())),
                (None, Some(hash)) => Hash::parse_hash(hash).map_err(|_| Mismatch::NoHash(pointer.clone()))?,
                (None, None) | (Some(_), Some(_)) => return Err(Mismatch::Unopened(pointer.clone())),
            };
            commitments.push(hash);
        }
        if commitments.len() != self.salts.len() + self.withheld.len() {
            let of_none = self
                .salts
                .keys()
                .chain(self.withheld.keys())
                .find(|pointer| fields.binary_search_by(|field| field.0.cmp(pointer)).is_err());
            return Err(Mismatch::NoField(of_none.cloned().unwrap_or_default()));
        }
        Ok(root_of(&commitments))
    }
}

/// The data of an entry's leaf.
///
/// # Errors
/// None that can be met.
pub fn leaf(number: i64, root: Hash) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Leaf {
        entry: i64,
        fields: String,
    }
    let leaf = Leaf {
        entry: number,
        fields: root.to_string(),
    };
    Ok(serde_json_canonicalizer::to_vec(&leaf)?)
}

/// The hash of an entry's leaf.
///
/// # Errors
/// None that can be met.
pub fn leaf_hash(number: i64, root: Hash) -> Result<Hash> {
    Ok(record_hash(&leaf(number, root)?))
}

fn commitment(salt: &str, pointer: &str, value: &Value) -> Result<Hash> {
    Ok(record_hash(&serde_json_canonicalizer::to_vec(&(salt, pointer, value))?))
}

/// RFC 9162, section 2.1.1: of n leaves the first 2^k, the largest power of two below n, stand on the left.
#[must_use]
pub fn root_of(commitments: &[Hash]) -> Hash {
    match commitments {
        [] => EMPTY_HASH,
        [one] => *one,
        several => {
            let (left, right) = several.split_at(several.len().next_power_of_two() / 2);
            node_hash(root_of(left), root_of(right))
        }
    }
}

/// Every value of an entry that has none below it, by its JSON pointer, in the order of the pointers' bytes.
#[must_use]
pub fn fields_of(entry: &Value) -> Vec<(String, &Value)> {
    let mut fields = Vec::with_capacity(128);
    gather(entry, String::new(), &mut fields);
    fields.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    fields
}

fn gather<'a>(value: &'a Value, at: String, fields: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                gather(
                    value,
                    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                    fields,
                );
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (position, value) in items.iter().enumerate() {
                gather(value, format!("{at}/{position}"), fields);
            }
        }
        _ => fields.push((at, value)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry() -> Value {
        json!({
            "number": 7, "actor": {"name": "Ana Ruiz", "role": null}, "content": {"a/b": [1, "x", [], {}], "m~n": {"t": true}, "año": "ñ"}
        })
    }

    #[test]
    fn every_value_without_others_below_it_is_a_field() {
        let entry = entry();
        let pointers: Vec<String> = fields_of(&entry).into_iter().map(|field| field.0).collect();
        assert_eq!(
            pointers,
            [
                "/actor/name",
                "/actor/role",
                "/content/a~1b/0",
                "/content/a~1b/1",
                "/content/a~1b/2",
                "/content/a~1b/3",
                "/content/año",
                "/content/m~0n/t",
                "/number",
            ]
        );
        for (pointer, value) in fields_of(&entry) {
            assert_eq!(entry.pointer(&pointer), Some(value));
        }
    }

    #[test]
    fn what_is_withheld_leaves_the_root_as_it_was_and_anything_else_does_not() {
        let (key, whole) = (SaltKey([7; 32]), entry());
        let root = key.root(&whole).unwrap();
        let mut opening = key.open(&whole).unwrap();
        assert!(opening.root(&whole) == Ok(root));
        assert!(SaltKey([8; 32]).root(&whole).unwrap() != root);

        let mut shown = whole.clone();
        opening
            .withhold(&mut shown, |pointer| pointer == "/actor/name")
            .unwrap();
        assert_eq!(shown["actor"]["name"], Value::Null);
        assert!(!serde_json::to_string(&opening).unwrap().contains("Ana"));
        assert!(opening.root(&shown) == Ok(root));

        for (pointer, value) in fields_of(&whole) {
            let mut changed = shown.clone();
            let other = if value.is_null() { json!("x") } else { json!([value, 1]) };
            *changed.pointer_mut(pointer.as_str()).unwrap() = other;
            assert!(opening.root(&changed) != Ok(root), "{pointer}");
        }
        let mut more = shown.clone();
        more["content"]["more"] = json!(1);
        assert_eq!(
            opening.root(&more).err(),
            Some(Mismatch::Unopened("/content/more".into()))
        );
        let mut fewer = shown.clone();
        fewer["content"].as_object_mut().unwrap().remove("año");
        assert_eq!(
            opening.root(&fewer).err(),
            Some(Mismatch::NoField("/content/año".into()))
        );
        assert_eq!(
            opening.root(&whole).err(),
            Some(Mismatch::NotWithheld("/actor/name".into()))
        );
    }

    #[test]
    fn the_leaf_and_the_root_are_those_of_the_standards() {
        assert_eq!(
            leaf(12, EMPTY_HASH).unwrap(),
            br#"{"entry":12,"fields":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}"#
        );
        // The tree of RFC 9162, section 2.1.5, with seven leaves: ((0 1)(2 3))((4 5)6).
        let leaves: Vec<Hash> = (0..7).map(|byte: u8| record_hash(&[byte])).collect();
        let pair = |left: usize| node_hash(leaves[left], leaves[left + 1]);
        let expected = node_hash(node_hash(pair(0), pair(2)), node_hash(pair(4), leaves[6]));
        assert!(root_of(&leaves) == expected);
    }
}
