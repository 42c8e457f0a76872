//! Words without accents, case and punctuation: how people type them, and how two spellings of a name are one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text, folded, one space between them: `Benito Juárez (Cancún)` becomes `benito juarez cancun`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        if letter.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            if matches!(letter, 'ß' | 'ẞ') {
                folded.push_str("ss");
            } else {
                folded.extend(letter.to_lowercase().filter(|letter| !is_combining_mark(*letter)));
            }
        } else if letter != '\'' && letter != '’' {
            gap = true;
        }
    }
    folded
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

    proptest! {
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
