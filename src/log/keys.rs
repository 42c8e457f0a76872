//! The keys that sign the log: Ed25519, in the form of C2SP signed-note, each named by the log's origin.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use signed_note::{Note, Signer, StandardSigner, new_ed25519_verifier_key};
use tlog_tiles::checkpoint::Checkpoint;
use tlog_tiles::tlog::Hash;

use crate::error::{Error, Result};

/// One key, or several while one takes the place of another: all of them sign.
#[derive(Clone)]
pub struct LogKeys {
    origin: String,
    signers: Vec<StandardSigner>,
    public: Vec<String>,
}

impl LogKeys {
    /// Reads a file with one secret key a line, as `rai log-key` writes them.
    ///
    /// # Errors
    /// A sentence that names `RAI_LOG_KEYS`, and nothing of what the file holds.
    pub fn read(path: &Path) -> Result<Self> {
        let wrong = |reason: String| Error::Command(format!("RAI_LOG_KEYS: {}: {reason}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|reason| wrong(reason.to_string()))?;
        Self::parse(&text).map_err(wrong)
    }

    /// Reads the lines of such a file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let (mut signers, mut public) = (Vec::new(), Vec::new());
        for (number, line) in (1..).zip(lines) {
            let wrong = || format!("key {number} is no secret key as `rai log-key` writes them");
            signers.push(StandardSigner::new(line).map_err(|_| wrong())?);
            public.push(public_half(line).ok_or_else(wrong)?);
        }
        let first = signers.first().ok_or("there is no key in it")?;
        let origin = first.name().to_owned();
        if signers.iter().any(|signer| signer.name() != origin) {
            return Err("all keys of a log have the same name".to_owned());
        }
        Ok(Self {
            origin,
            signers,
            public,
        })
    }

    /// A new key for a log of this name; a domain, or a domain and a path, without a scheme.
    ///
    /// # Errors
    /// `Command` for a name that cannot be one.
    pub fn make(origin: &str, secret: [u8; 32]) -> Result<NewKey> {
        if !signed_note::is_key_name_valid(origin) {
            return Err(Error::Command(
                "the name of a log has no spaces and no plus sign, such as rai.example.mx/log".to_owned(),
            ));
        }
        let key = SigningKey::from_bytes(&secret);
        let public = new_ed25519_verifier_key(origin, &key.verifying_key());
        let id = public.split('+').nth(1).unwrap_or_default().to_owned();
        let secret = STANDARD.encode([&[ED25519][..], &secret].concat());
        Ok(NewKey {
            secret: format!("PRIVATE+KEY+{origin}+{id}+{secret}"),
            public,
        })
    }

    /// The log's name, the first line of its checkpoints.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What everybody needs to check the signatures, one line for each key.
    #[must_use]
    pub fn public(&self) -> &[String] {
        &self.public
    }

    /// A checkpoint (C2SP tlog-checkpoint): the head of the tree, signed.
    ///
    /// # Errors
    /// None that can be met.
    pub fn checkpoint(&self, size: i64, root: Hash) -> Result<String> {
        let head =
            Checkpoint::new(&self.origin, size.unsigned_abs(), root, "").map_err(|reason| Error::internal(&reason))?;
        self.sign(&head.to_bytes())
    }

    /// The same with the signature of the first key alone, for what must not have a byte that nobody checks.
    ///
    /// # Errors
    /// None that can be met.
    pub fn sign_once(&self, text: &[u8]) -> Result<String> {
        let first = self.signers.first().ok_or(Error::LogUnsigned)?;
        let mut note = Note::new(text, &[]).map_err(Error::internal)?;
        note.add_sigs(&[first as &dyn Signer]).map_err(Error::internal)?;
        String::from_utf8(note.to_bytes()).map_err(Error::internal)
    }

    /// A text of whole lines with the signatures below it (C2SP signed-note).
    ///
    /// # Errors
    /// None that can be met.
    pub fn sign(&self, text: &[u8]) -> Result<String> {
        let mut note = Note::new(text, &[]).map_err(Error::internal)?;
        let signers: Vec<&dyn Signer> = self.signers.iter().map(|signer| signer as &dyn Signer).collect();
        note.add_sigs(&signers).map_err(Error::internal)?;
        String::from_utf8(note.to_bytes()).map_err(Error::internal)
    }
}

/// The two halves of a key, each in one line.
pub struct NewKey {
    pub secret: String,
    pub public: String,
}

/// The algorithm's number in C2SP signed-note.
const ED25519: u8 = 1;

fn public_half(secret: &str) -> Option<String> {
    let mut parts = secret.splitn(5, '+').skip(2);
    let (name, _, key) = (parts.next()?, parts.next()?, parts.next()?);
    let key = STANDARD.decode(key).ok()?;
    let key: &[u8; 32] = key.strip_prefix(&[ED25519])?.try_into().ok()?;
    Some(new_ed25519_verifier_key(
        name,
        &SigningKey::from_bytes(key).verifying_key(),
    ))
}
