//! Languages, as people call them: those in which agreements are written.

use crate::language::Language;

/// Tag, Spanish, English. Those of the record come first.
const KNOWN: [(&str, &str, &str); 22] = [
    ("es", "Español", "Spanish"),
    ("en", "Inglés", "English"),
    ("fr", "Francés", "French"),
    ("pt", "Portugués", "Portuguese"),
    ("de", "Alemán", "German"),
    ("it", "Italiano", "Italian"),
    ("zh", "Chino", "Chinese"),
    ("ja", "Japonés", "Japanese"),
    ("ko", "Coreano", "Korean"),
    ("ru", "Ruso", "Russian"),
    ("ar", "Árabe", "Arabic"),
    ("ca", "Catalán", "Catalan"),
    ("nl", "Neerlandés", "Dutch"),
    ("pl", "Polaco", "Polish"),
    ("tr", "Turco", "Turkish"),
    ("he", "Hebreo", "Hebrew"),
    ("el", "Griego", "Greek"),
    ("hu", "Húngaro", "Hungarian"),
    ("ro", "Rumano", "Romanian"),
    ("uk", "Ucraniano", "Ukrainian"),
    ("vi", "Vietnamita", "Vietnamese"),
    ("id", "Indonesio", "Indonesian"),
];

/// The tags that forms offer, in their order.
pub fn offered() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(tag, ..)| *tag)
}

/// What people call a language; the tag itself where it is none of those.
pub fn name(tag: &str, language: Language) -> String {
    let known = KNOWN.iter().find(|(known, ..)| known.eq_ignore_ascii_case(tag));
    known.map_or_else(|| tag.to_owned(), |(_, es, en)| language.say(es, en).to_owned())
}
