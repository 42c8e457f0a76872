//! Secrets that a browser or a person keeps: 256 random bits, known here by their SHA-256 only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::error::{Error, Result};

/// A secret as whoever keeps it has it. It has no `Debug`, so that it gets into no log.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    #[must_use]
    pub fn new(clock: &Clock) -> Self {
        Self(clock.new_secret())
    }

    /// Reads what [`Self::text`] wrote; anything else is no secret of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// As it goes into a cookie or an address.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// By which it is known. Of so many random bits there is nothing to guess, so it needs no slow hash.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }

    /// What only whoever has the secret can make, for one purpose and for what goes with it; it does not give the secret away.
    ///
    /// # Errors
    /// None that can be met: a key of any length will do.
    pub fn seal(&self, purpose: &str, with: &[u8]) -> Result<[u8; 32]> {
        Ok(self.sealing(purpose, with)?.finalize().into_bytes().into())
    }

    /// Whether something is that seal; found out in the same time wherever the first difference is.
    #[must_use]
    pub fn is_seal(&self, purpose: &str, with: &[u8], given: &[u8]) -> bool {
        self.sealing(purpose, with)
            .is_ok_and(|sealing| sealing.verify_slice(given).is_ok())
    }

    fn sealing(&self, purpose: &str, with: &[u8]) -> Result<Hmac<Sha256>> {
        let keyed = Hmac::<Sha256>::new_from_slice(&self.0).map_err(Error::internal)?;
        Ok(keyed.chain_update(purpose).chain_update([0]).chain_update(with))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_written_and_nothing_else_is() {
        let secret = Secret::new(&Clock::system());
        let read = Secret::parse(&secret.text()).unwrap();
        assert_eq!(read.hash(), secret.hash());
        for other in [
            "",
            "x",
            &secret.text()[1..],
            &format!("{}A", secret.text()),
            "../../etc/passwd",
        ] {
            assert!(Secret::parse(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_seal_is_of_one_secret_one_purpose_and_what_goes_with_it() {
        let (mine, yours) = (Secret([1; 32]), Secret([2; 32]));
        let seal = mine.seal("form", b"a").unwrap();
        assert!(mine.is_seal("form", b"a", &seal));
        assert!(!yours.is_seal("form", b"a", &seal));
        assert!(!mine.is_seal("state", b"a", &seal) && !mine.is_seal("form", b"b", &seal));
        assert!(!mine.is_seal("form", b"a", &seal[1..]) && !mine.is_seal("form", b"a", b""));
    }
}
