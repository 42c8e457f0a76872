//! Text as it is kept: one spelling for each letter, one space between words, no control characters.

use unicode_normalization::UnicodeNormalization as _;

/// Tidies a page: NFC, ligatures as letters, single spaces, tabs and lines as they were, at most one empty line at a time.
pub(super) fn tidy(text: &str) -> String {
    let letters: String = text.chars().flat_map(Letters::of).nfc().collect();
    let mut tidied = String::with_capacity(letters.len());
    let mut empty = 0;
    for line in letters.split('\n') {
        let line = one_space_each(line);
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(&line);
            tidied.push('\n');
        }
    }
    tidied.trim().to_owned()
}

fn one_space_each(line: &str) -> String {
    let mut tidied = String::with_capacity(line.len());
    for letter in line.trim().chars() {
        let after_space = tidied.ends_with([' ', '\t']);
        match letter {
            ' ' if after_space => {}
            '\t' if after_space => {
                tidied.truncate(tidied.trim_end().len());
                tidied.push('\t');
            }
            _ => tidied.push(letter),
        }
    }
    if tidied.ends_with('\u{ad}') {
        tidied.pop();
        tidied.push('-');
    }
    tidied.retain(|letter| letter != '\u{ad}');
    tidied
}

/// What a character is written as: itself, the letters of a ligature, a space, or nothing.
enum Letters {
    Some(std::str::Chars<'static>),
    One(Option<char>),
}

impl Letters {
    fn of(letter: char) -> Self {
        let ligature = match letter {
            '\u{fb00}' => "ff",
            '\u{fb01}' => "fi",
            '\u{fb02}' => "fl",
            '\u{fb03}' => "ffi",
            '\u{fb04}' => "ffl",
            '\u{fb05}' | '\u{fb06}' => "st",
            _ => return Self::One(plain(letter)),
        };
        Self::Some(ligature.chars())
    }
}

impl Iterator for Letters {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Some(letters) => letters.next(),
            Self::One(letter) => letter.take(),
        }
    }
}

fn plain(letter: char) -> Option<char> {
    match letter {
        '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some('\t'),
        // Marks that order or part what is written, and are not seen.
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => None,
        _ if letter.is_control() => None,
        _ if letter.is_whitespace() => Some(' '),
        _ => Some(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_get_one_spelling() {
        assert_eq!(tidy("an\u{303}o o\u{fb01}cial"), "año oficial");
        assert_eq!(tidy("\u{feff}a\u{0}b\u{200b}c\u{202e}d"), "abcd");
    }

    #[test]
    fn spaces_are_single_and_lines_are_kept() {
        assert_eq!(tidy("  uno \u{a0} dos\r\n\n\n\ntres \n"), "uno dos\n\ntres");
        assert_eq!(tidy("celda \t otra"), "celda\totra");
    }

    #[test]
    fn a_soft_hyphen_is_seen_at_the_end_of_a_line_only() {
        assert_eq!(tidy("coope\u{ad}ra\u{ad}\nción"), "coopera-\nción");
    }
}
