//! The file a certificate is: one JSON object in canonical form (RFC 8785), signed as a whole.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::log::fields::Opening;

/// The name of this form.
pub const FORM: &str = "rai-certificate/1";
/// The second line of the text that is signed, so that no signature of the log's keys is taken for another.
const SIGNED_AS: &str = "rai certificate";

/// What proves that the register says of an agreement what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    pub form: String,
    pub registration_number: String,
    pub permalink: String,
    /// The canonical form of an entry of the journal, as everybody sees it.
    pub entry: Value,
    pub opening: Opening,
    pub inclusion: Inclusion,
    /// The head of the log of that size, signed (C2SP tlog-checkpoint).
    pub checkpoint: String,
    /// SHA-256 of the sheet for people, in hexadecimal.
    pub sheet_sha256: String,
    /// A note (C2SP signed-note) over everything else.
    pub signature: String,
}

/// That the entry is among the first so many (RFC 9162, section 2.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inclusion {
    pub size: i64,
    /// In base64, from the leaf's neighbour upwards.
    pub hashes: Vec<String>,
}

impl Certificate {
    /// The text that is signed: everything but the signature, by its SHA-256.
    ///
    /// # Errors
    /// None that can be met.
    pub fn text_to_sign(&self, origin: &str) -> Result<String> {
        let mut rest = serde_json::to_value(self)?;
        if let Some(members) = rest.as_object_mut() {
            members.remove("signature");
        }
        let digest = Sha256::digest(serde_json_canonicalizer::to_vec(&rest)?);
        Ok(format!("{origin}\n{SIGNED_AS}\n{}\n", STANDARD.encode(digest)))
    }

    /// The file.
    ///
    /// # Errors
    /// None that can be met.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(serde_json_canonicalizer::to_vec(self)?)
    }
}

/// The SHA-256 of a sheet, in hexadecimal.
#[must_use]
pub fn sheet_digest(sheet: &[u8]) -> String {
    crate::documents::Digest(Sha256::digest(sheet).into()).to_string()
}
