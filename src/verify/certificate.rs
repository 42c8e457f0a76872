//! A certificate, checked offline: that nothing of it was changed, and that its entry is in the log.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tlog_tiles::tlog::{Hash, RecordProof, check_record};

use super::{Report, signed_head, signed_text};
use crate::certificate::format::{Certificate, FORM, sheet_digest};
use crate::language::words;
use crate::log::fields::leaf_hash;

/// Checks a certificate with the log's public keys and, if it is given, the sheet for people.
#[must_use]
pub fn certificate(bytes: &[u8], keys: &[String], sheet: Option<&[u8]>) -> Report {
    let mut report = Report::default();
    let Some(certificate) = read(bytes, &mut report) else {
        return report;
    };
    signature(&certificate, keys, &mut report);
    entry(&certificate, keys, &mut report);
    match sheet {
        None => report.say(
            true,
            words!(
                "La hoja en PDF no se examinó: no se dio",
                "The sheet in PDF was not looked at: it was not given"
            ),
        ),
        Some(sheet) if sheet_digest(sheet) == certificate.sheet_sha256 => report.say(
            true,
            words!(
                "La hoja en PDF es la de este certificado, byte por byte",
                "The sheet in PDF is the one of this certificate, byte for byte"
            ),
        ),
        Some(_) => report.say(
            false,
            words!(
                "La hoja en PDF no es la de este certificado, o fue cambiada",
                "The sheet in PDF is not the one of this certificate, or it was changed"
            ),
        ),
    }
    report
}

fn read(bytes: &[u8], report: &mut Report) -> Option<Certificate> {
    let file = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let certificate: Option<Certificate> = serde_json::from_slice(file)
        .ok()
        .filter(|certificate: &Certificate| certificate.form == FORM);
    let Some(certificate) = certificate else {
        let words = words!(
            "No es un certificado de este registro, o fue cambiado",
            "It is no certificate of this register, or it was changed"
        );
        report.say(false, words);
        return None;
    };
    if certificate.to_bytes().is_ok_and(|canonical| canonical == file) {
        let words = words!(
            "Está en la forma en que se expidió (RFC 8785)",
            "It is in the form in which it was issued (RFC 8785)"
        );
        report.say(true, words);
    } else {
        let words = words!(
            "Fue cambiado o escrito otra vez: no está en la forma en que se expidió (RFC 8785)",
            "It was changed or written anew: it is not in the form in which it was issued (RFC 8785)"
        );
        report.say(false, words);
    }
    Some(certificate)
}

/// The signature over the whole, by one signature of a key that is known.
fn signature(certificate: &Certificate, keys: &[String], report: &mut Report) {
    let signed = signed_text(&certificate.signature, keys).filter(|_| {
        let lines = certificate.signature.lines();
        lines.filter(|line| line.starts_with('\u{2014}')).count() == 1
    });
    let origin = signed
        .as_deref()
        .and_then(|text| text.lines().next())
        .unwrap_or_default();
    let is_ours = |text: &String| certificate.text_to_sign(origin).is_ok_and(|expected| expected == *text);
    if signed.as_ref().is_some_and(is_ours) {
        let words = words!(
            "Lo firmó {origin} con una de las claves dadas",
            "{origin} signed it with one of the given keys"
        );
        report.say(true, words);
    } else {
        let words = words!(
            "La firma no es de ninguna de las claves dadas, o algo del certificado fue cambiado",
            "The signature is of none of the given keys, or something of the certificate was changed"
        );
        report.say(false, words);
    }
}

/// The entry: its leaf, its place in the log, and that it says what the certificate says.
fn entry(certificate: &Certificate, keys: &[String], report: &mut Report) {
    let entry = &certificate.entry;
    let number = entry["number"].as_i64().unwrap_or(0);
    let Ok(root) = certificate.opening.root(entry) else {
        let words = words!(
            "El asiento y lo que abre sus campos no corresponden",
            "The entry and what opens its fields do not belong together"
        );
        return report.say(false, words);
    };
    let Some(head) = signed_head(&certificate.checkpoint, keys) else {
        let words = words!(
            "La cabeza del libro no está firmada con una de las claves dadas",
            "The head of the log is not signed with one of the given keys"
        );
        return report.say(false, words);
    };
    let (origin, size) = (head.origin(), head.size());
    let proven = leaf_hash(number, root).is_ok_and(|leaf| {
        certificate.inclusion.size.unsigned_abs() == size && is_included(certificate, number, leaf, *head.hash())
    });
    if !proven {
        let words = words!(
            "El asiento {number} no está entre los primeros {size} del libro {origin}: algo fue cambiado",
            "Entry {number} is not among the first {size} of the log {origin}: something was changed"
        );
        return report.say(false, words);
    }
    let words = words!(
        "El asiento {number} está entre los primeros {size} del libro {origin}, cuya cabeza está firmada",
        "Entry {number} is among the first {size} of the log {origin}, whose head is signed"
    );
    report.say(true, words);
    if entry["content"]["registration_number"] != certificate.registration_number.as_str() {
        let words = words!(
            "El asiento no es del número de inscripción que dice el certificado",
            "The entry is not of the registration number that the certificate says"
        );
        return report.say(false, words);
    }
    let registered = &certificate.registration_number;
    let day = entry["at"].as_str().and_then(|at| at.get(..10)).unwrap_or_default();
    let title = entry["content"]["title"].as_str().unwrap_or("—");
    let words = words!(
        "El {day} el registro dijo: «{title}» tiene el número {registered}",
        "On {day} the register said: “{title}” has the number {registered}"
    );
    report.say(true, words);
    let kept_back = certificate.opening.withheld.len();
    if kept_back > 0 {
        let words = words!(
            "{kept_back} campos del asiento no se muestran (reservados o retirados por orden); sus compromisos corresponden",
            "{kept_back} fields of the entry are not shown (reserved, or withdrawn by order); their commitments fit"
        );
        report.say(true, words);
    }
}

fn is_included(certificate: &Certificate, number: i64, leaf: Hash, root: Hash) -> bool {
    let size = certificate.inclusion.size;
    if !(1..=size).contains(&number) {
        return false;
    }
    let hashes = certificate.inclusion.hashes.iter().map(|hash| Hash::parse_hash(hash));
    let Ok(proof) = hashes.collect::<Result<RecordProof, _>>() else {
        return false;
    };
    let check = || check_record(&proof, size.unsigned_abs(), root, number.unsigned_abs() - 1, leaf).is_ok();
    catch_unwind(AssertUnwindSafe(check)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tlog_tiles::tlog::{HashReader, prove_record, stored_hashes_for_record_hash, tree_hash};

    use super::*;
    use crate::certificate::format::Inclusion;
    use crate::log::fields::SaltKey;
    use crate::log::keys::LogKeys;

    /// Every hash of a tree, in the order in which they are stored.
    struct Stored(Vec<Hash>);

    impl HashReader for Stored {
        fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::tlog::Error> {
            Ok(indexes
                .iter()
                .map(|index| self.0[usize::try_from(*index).unwrap()])
                .collect())
        }
    }

    const SHEET: &[u8] = b"%PDF-1.7 the sheet";

    fn issued() -> (Vec<u8>, String) {
        let key = LogKeys::make("rai.test/log", [7; 32]).unwrap();
        let keys = LogKeys::parse(&key.secret).unwrap();
        let entry = |number: i64| {
            json!({"number": number, "at": "2026-11-22T18:00:00Z", "actor": {"name": "Ana", "role": "registrar"},
                "content": {"title": "Ciudades «hermanas»", "registration_number": "RAI-2026-00001"}})
        };
        let mut stored = Stored(Vec::new());
        for number in 1..=20 {
            let root = SaltKey([5; 32]).root(&entry(number)).unwrap();
            let more = stored_hashes_for_record_hash(
                u64::try_from(number - 1).unwrap(),
                leaf_hash(number, root).unwrap(),
                &stored,
            );
            stored.0.extend(more.unwrap());
        }
        let mut shown = entry(12);
        let mut opening = SaltKey([5; 32]).open(&shown).unwrap();
        opening
            .withhold(&mut shown, |pointer| pointer == "/actor/name")
            .unwrap();
        let proof = prove_record(20, 11, &stored).unwrap();
        let mut certificate = Certificate {
            form: FORM.to_owned(),
            registration_number: "RAI-2026-00001".to_owned(),
            permalink: "https://rai.test/agreements/RAI-2026-00001".to_owned(),
            entry: shown,
            opening,
            inclusion: Inclusion {
                size: 20,
                hashes: proof.iter().map(ToString::to_string).collect(),
            },
            checkpoint: keys.checkpoint(20, tree_hash(20, &stored).unwrap()).unwrap(),
            sheet_sha256: sheet_digest(SHEET),
            signature: String::new(),
        };
        let text = certificate.text_to_sign(keys.origin()).unwrap();
        certificate.signature = keys.sign_once(text.as_bytes()).unwrap();
        (certificate.to_bytes().unwrap(), key.public)
    }

    #[test]
    fn what_was_issued_is_sound_and_says_so_in_words() {
        let (bytes, key) = issued();
        let report = certificate(&bytes, std::slice::from_ref(&key), Some(SHEET));
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.lines.len(), 6);
        let with_newline = [&bytes[..], b"\n"].concat();
        assert!(certificate(&with_newline, std::slice::from_ref(&key), None).is_sound());
        let other = LogKeys::make("rai.test/log", [8; 32]).unwrap().public;
        assert!(!certificate(&bytes, std::slice::from_ref(&other), Some(SHEET)).is_sound());
        assert!(certificate(&bytes, &[other, key], Some(SHEET)).is_sound());
        assert!(!certificate(&bytes, &[], Some(SHEET)).is_sound());
    }

    #[test]
    fn no_byte_can_be_changed_left_out_or_added() {
        let (bytes, key) = issued();
        let keys = [key];
        for at in 0..bytes.len() {
            for other in [b'A', bytes[at] ^ 1] {
                let mut changed = bytes.clone();
                changed[at] = other;
                if changed != bytes {
                    assert!(!certificate(&changed, &keys, Some(SHEET)).is_sound(), "{at} {other}");
                }
            }
            let mut shorter = bytes.clone();
            shorter.remove(at);
            assert!(!certificate(&shorter, &keys, Some(SHEET)).is_sound(), "without {at}");
            let mut longer = bytes.clone();
            longer.insert(at, bytes[at]);
            assert!(!certificate(&longer, &keys, Some(SHEET)).is_sound(), "{at} twice");
        }
        for at in 0..SHEET.len() {
            let mut changed = SHEET.to_vec();
            changed[at] ^= 1;
            assert!(!certificate(&bytes, &keys, Some(&changed)).is_sound(), "{at}");
        }
    }
}
