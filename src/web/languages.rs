//! Languages, as people call them: those in which agreements are written.

use crate::language::Language;

/// Tag, Spanish, English; the usual ones come first.
const KNOWN: [(&str, &str, &str); 26] = [
    ("es", "español", "Spanish"),
    ("en", "inglés", "English"),
    ("fr", "francés", "French"),
    ("pt", "portugués", "Portuguese"),
    ("de", "alemán", "German"),
    ("it", "italiano", "Italian"),
    ("zh", "chino", "Chinese"),
    ("ja", "japonés", "Japanese"),
    ("ko", "coreano", "Korean"),
    ("ru", "ruso", "Russian"),
    ("ar", "árabe", "Arabic"),
    ("nl", "neerlandés", "Dutch"),
    ("ca", "catalán", "Catalan"),
    ("pl", "polaco", "Polish"),
    ("tr", "turco", "Turkish"),
    ("he", "hebreo", "Hebrew"),
    ("el", "griego", "Greek"),
    ("hu", "húngaro", "Hungarian"),
    ("ro", "rumano", "Romanian"),
    ("uk", "ucraniano", "Ukrainian"),
    ("vi", "vietnamita", "Vietnamese"),
    ("id", "indonesio", "Indonesian"),
    ("cs", "checo", "Czech"),
    ("eu", "euskera", "Basque"),
    ("fi", "finés", "Finnish"),
    ("hi", "hindi", "Hindi"),
];

/// The tags that forms offer, in their order.
pub fn offered() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(tag, ..)| *tag)
}

/// Those of them that agreements are mostly made in.
pub fn usual() -> impl Iterator<Item = &'static str> {
    offered().take(12)
}

/// What people call a language, whatever its region; the tag itself where it is none of those.
pub fn name(tag: &str, language: Language) -> &str {
    let primary = tag.split('-').next().unwrap_or_default();
    let known = KNOWN.iter().find(|(known, ..)| known.eq_ignore_ascii_case(primary));
    known.map_or(tag, |(_, es, en)| language.say(es, en))
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Spanish};
    use super::name;

    #[test]
    fn a_language_is_called_so_in_every_region_and_what_nobody_knows_by_its_tag() {
        assert_eq!(name("es", Spanish), "español");
        assert_eq!(name("en-US", Spanish), "inglés");
        assert_eq!(name("ZH-Hant", English), "Chinese");
        assert_eq!(name("nah", English), "nah");
    }
}
