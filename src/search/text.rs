//! Texts taken apart into words, and words into the forms they are found by.

use std::cell::OnceCell;
use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::char::is_combining_mark;

use crate::folding::fold;

/// Longer words are cut: nobody asks for the rest of one.
const LONGEST: usize = 60;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Without accents and case.
    pub folded: String,
    /// As it is written, in small letters: stems depend on the accents.
    lower: String,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
}

/// The words of a text in their order.
pub fn tokens(text: &str) -> Vec<Token> {
    written(text)
        .flat_map(|at| Token::of(&text[at.clone()], at.start))
        .collect()
}

/// Where the words of a text stand in it, as they are written.
pub fn written(text: &str) -> impl Iterator<Item = Range<usize>> {
    let in_word = |letter: char| letter.is_alphanumeric() || is_combining_mark(letter) || matches!(letter, '\'' | '’');
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(in_word)?;
        rest = text[start..]
            .find(|letter| !in_word(letter))
            .map_or(text.len(), |at| start + at);
        Some(start..rest)
    })
}

/// The first letters of a word, each turned into others; those of the alphabet into small ones.
fn letters<I: Iterator<Item = char>>(word: &str, turned: impl Fn(char) -> I) -> String {
    if word.is_ascii() {
        word[..word.len().min(LONGEST)].to_ascii_lowercase()
    } else {
        word.chars().take(LONGEST).flat_map(turned).collect()
    }
}

/// A text with other words in the place of some.
pub fn rewritten<'a>(text: &str, instead: impl Fn(&Token) -> Option<&'a str>) -> String {
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for token in tokens(text) {
        if let Some(word) = instead(&token).filter(|_| token.at.start >= done) {
            out.push_str(&text[done..token.at.start]);
            out.push_str(word);
            done = token.at.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

impl Token {
    /// What stands as one word at a place of a text; letters that are no letters once they are folded part it in several.
    pub fn of(written: &str, at: usize) -> impl Iterator<Item = Self> {
        let folded = fold(written);
        let words = folded.split(' ').filter(|folded| !folded.is_empty());
        let token = |folded: &str| Self {
            folded: letters(folded, |letter| std::iter::once(plain(letter))),
            lower: letters(written, char::to_lowercase),
            at: at..at + written.len(),
        };
        words.map(token).collect::<Vec<_>>().into_iter()
    }

    /// The stems of the word in Spanish and in English, folded, those that differ from it and from one another.
    pub fn stems(&self) -> Vec<String> {
        let mut stems: Vec<String> = Vec::with_capacity(2);
        if self.folded.bytes().any(|letter| letter.is_ascii_digit()) {
            return stems;
        }
        STEMMERS.with(|stemmers| {
            let [spanish, english] =
                stemmers.get_or_init(|| [Algorithm::Spanish, Algorithm::English].map(Stemmer::new));
            for stem in [
                fold(&spanish.stem(&accented(&self.lower))),
                fold(&english.stem(&self.folded)),
            ] {
                if !stem.is_empty() && stem != self.folded && !stems.contains(&stem) {
                    stems.push(stem);
                }
            }
        });
        stems
    }

    /// Whether the word tells records apart.
    pub fn tells(&self) -> bool {
        STOP_WORDS.binary_search(&self.folded.as_str()).is_err()
    }
}

impl AsRef<str> for Token {
    fn as_ref(&self) -> &str {
        &self.folded
    }
}

/// Letters that are no letter with a mark, and are typed as one without: Łódź as Lodz.
const fn plain(letter: char) -> char {
    match letter {
        'ł' => 'l',
        'ø' => 'o',
        'đ' | 'ð' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        other => other,
    }
}

thread_local! {
    static STEMMERS: OnceCell<[Stemmer; 2]> = const { OnceCell::new() };
}

/// With the accent that people leave out of the most frequent ending: the stem of *educación* is that of *educaciones*.
fn accented(word: &str) -> String {
    match word.strip_suffix("ion") {
        Some(stem) if stem.ends_with(['c', 's', 'x']) => format!("{stem}ión"),
        _ => word.to_owned(),
    }
}

/// Articles, prepositions and what questions are made of, in both languages, folded and sorted.
const STOP_WORDS: &[&str] = &[
    "a", "about", "acerca", "al", "algo", "algun", "alguna", "algunas", "algunos", "all", "an", "and", "any",
    "anything", "are", "as", "at", "be", "between", "by", "como", "con", "cual", "cuales", "cuando", "dame", "de",
    "del", "do", "does", "donde", "e", "el", "ella", "en", "entre", "es", "esa", "esas", "ese", "esos", "esta",
    "estan", "estas", "este", "estos", "existe", "existen", "for", "from", "ha", "hacia", "has", "have", "hay", "hubo",
    "in", "is", "it", "la", "las", "lo", "los", "me", "muestra", "nuestra", "nuestro", "o", "of", "on", "or", "our",
    "para", "por", "que", "quien", "quienes", "se", "show", "sobre", "son", "su", "sus", "tenemos", "that", "the",
    "there", "these", "this", "those", "tiene", "tienen", "to", "todas", "todo", "todos", "u", "un", "una", "unas",
    "unos", "was", "we", "were", "what", "when", "where", "which", "who", "whom", "with", "y", "ya",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_in_order() {
        assert!(STOP_WORDS.is_sorted());
    }

    fn folded(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.folded).collect()
    }

    fn meet(one: &str, other: &str) -> bool {
        let forms = |text: &str| {
            let token = tokens(text).remove(0);
            let mut forms = token.stems();
            forms.push(token.folded);
            forms
        };
        forms(one).iter().any(|form| forms(other).contains(form))
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "¿Cancún, L’Hospitalet?";
        let found = tokens(text);
        assert_eq!(folded(text), ["cancun", "lhospitalet"]);
        assert_eq!(folded("Łódź, Tromsø"), ["lodz", "tromso"]);
        assert_eq!(&text[found[0].at.clone()], "Cancún");
        assert_eq!(&text[found[1].at.clone()], "L’Hospitalet");
    }

    #[test]
    fn number_and_gender_do_not_count_in_either_language() {
        for (one, other) in [
            ("educación", "educaciones"),
            ("educacion", "educaciones"),
            ("hermanamiento", "hermanamientos"),
            ("municipal", "municipales"),
            ("twinning", "twinnings"),
            ("city", "cities"),
            ("agreement", "agreements"),
        ] {
            assert!(meet(one, other), "{one} {other}");
        }
        assert!(!meet("Petra", "Puebla"));
    }

    #[test]
    fn a_list_that_is_looked_into_is_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }
}
