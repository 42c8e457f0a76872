//! Words without accents, case and punctuation: how people type them, and how two spellings of a name are one.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The words of a text, folded, one space between them: `Benito Juárez (Cancún)` becomes `benito juarez cancun`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = Folded {
        text: String::with_capacity(text.len()),
        gap: false,
    };
    for letter in text.chars() {
        // Nearly all letters, and they stand for themselves.
        if letter.is_ascii() {
            folded.add(letter);
        } else {
            // Letter by letter: the order of the marks, for which the whole text would be needed, does not count.
            decompose_compatible(letter, |part| folded.add(part));
        }
    }
    folded.text
}

struct Folded {
    text: String,
    /// Whether something that is no letter came after the last one.
    gap: bool,
}

impl Folded {
    fn add(&mut self, letter: char) {
        if letter.is_ascii_alphanumeric() {
            self.begin_word();
            self.text.push(letter.to_ascii_lowercase());
        } else if letter.is_ascii() {
            self.gap |= letter != '\'';
        } else if is_combining_mark(letter) {
        } else if letter.is_alphanumeric() {
            self.begin_word();
            if matches!(letter, 'ß' | 'ẞ') {
                self.text.push_str("ss");
            } else {
                self.text
                    .extend(letter.to_lowercase().filter(|letter| !is_combining_mark(*letter)));
            }
        } else {
            self.gap |= letter != '’';
        }
    }

    fn begin_word(&mut self) {
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
    }
}

/// The words of a question that can tell records apart: folded, without articles and prepositions of either language, unless
/// there is nothing else.
#[must_use]
pub fn search_terms(question: &str) -> Vec<String> {
    let folded = fold(question);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let mut telling: Vec<String> = all
        .iter()
        .filter(|word| !STOP_WORDS.contains(word))
        .map(|word| (*word).to_owned())
        .collect();
    if telling.is_empty() {
        telling = all.iter().map(|word| (*word).to_owned()).collect();
    }
    telling.dedup();
    telling
}

const STOP_WORDS: &[&str] = &[
    "a", "al", "and", "con", "de", "del", "e", "el", "en", "entre", "for", "in", "la", "las", "los", "of", "para",
    "por", "the", "to", "with", "y",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn accents_case_and_punctuation_do_not_count() {
        assert_eq!(fold("Benito Juárez (Cancún)"), "benito juarez cancun");
        assert_eq!(fold("  ÑUU   Savi — EE. UU.  "), "nuu savi ee uu");
        assert_eq!(fold("L’Hospitalet / La Vall d'Uixó"), "lhospitalet la vall duixo");
        assert_eq!(fold("Große Straße, GROẞ, İzmir"), "grosse strasse gross izmir");
        assert_eq!(fold("北京 Москва"), "北京 москва");
        assert_eq!(fold("¿?"), "");
    }

    #[test]
    fn prepositions_are_left_out_of_a_question_that_has_other_words() {
        assert_eq!(
            search_terms("Hermanamiento de Irapuato con McAllen"),
            ["hermanamiento", "irapuato", "mcallen"]
        );
        assert_eq!(search_terms("de la"), ["de", "la"]);
    }

    /// The same by the whole text's normal form, as Unicode describes it.
    fn fold_as_a_whole(text: &str) -> String {
        let letters: String = text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
        let lower = letters
            .replace(['\'', '’'], "")
            .replace(['ß', 'ẞ'], "ss")
            .to_lowercase();
        let lower: String = lower.chars().filter(|letter| !is_combining_mark(*letter)).collect();
        let words = lower
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn folding_letter_by_letter_is_folding_the_whole(text in "[\\PC\\u{300}-\\u{36f}\\u{ac00}-\\u{ac10}’ß ]{0,60}") {
            // The last letter of a Greek word has a form of its own that only the whole word shows.
            prop_assume!(!text.contains('Σ'));
            prop_assert_eq!(fold(&text), fold_as_a_whole(&text));
        }

        #[test]
        fn folding_twice_changes_nothing_more(text in "\\PC{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn upper_and_lower_case_fold_alike(text in "[a-zA-ZáéíóúüñÁÉÍÓÚÜÑçÇãÃ ,.()-]{0,60}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text.to_lowercase()));
        }

        #[test]
        fn what_is_folded_has_single_spaces_inside_and_none_around(text in "\\PC{0,60}") {
            let folded = fold(&text);
            prop_assert!(!folded.contains("  ") && folded.trim() == folded);
        }
    }
}
