//! An e-mail address, as somebody writes it and as it is compared.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use validator::ValidateEmail;

/// The longest address that can be written to (RFC 5321).
const LONGEST: usize = 254;

/// An address of the form that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    pub written: String,
    pub folded: String,
}

impl Email {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let written: String = text.trim().nfc().collect();
        (written.len() <= LONGEST && written.validate_email()).then(|| Self {
            folded: folded(&written),
            written,
        })
    }
}

/// How two spellings of an address are one. Whatever is typed where an address is expected has such a form.
#[must_use]
pub fn folded(text: &str) -> String {
    text.trim().nfkc().flat_map(char::to_lowercase).collect()
}

/// By which tries to sign in with an address are counted.
#[must_use]
pub fn digest(folded: &str) -> Vec<u8> {
    Sha256::digest(folded.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_around_and_case_do_not_count() {
        let email = Email::parse("  Ana.Lopez@Irapuato.GOB.mx ").unwrap();
        assert_eq!(email.written, "Ana.Lopez@Irapuato.GOB.mx");
        assert_eq!(email.folded, "ana.lopez@irapuato.gob.mx");
        for wrong in [
            "",
            "ana",
            "ana@",
            "@irapuato.gob.mx",
            "ana lopez@irapuato.gob.mx",
            &"a".repeat(300),
        ] {
            assert_eq!(Email::parse(wrong), None, "{wrong}");
        }
    }
}
