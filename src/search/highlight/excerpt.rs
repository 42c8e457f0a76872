//! Texts as HTML with marks in them: everything else is escaped, and a long text is cut to where the marks are.

use std::fmt::Write as _;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// A text with more characters is cut to so many.
const WHOLE: usize = 240;
/// At most so many characters stand before the first mark of a text that is cut.
const BEFORE: usize = 60;

/// The text with its marks, which come in its order and do not begin one behind the end of the text.
#[must_use]
pub fn excerpt(text: &str, marks: &[Range<usize>]) -> String {
    let marks = merged(marks);
    let window = window(text, &marks);
    let mut html = Html(String::with_capacity(window.len() + 40));
    if window.start > 0 {
        html.0.push('…');
    }
    let mut done = window.start;
    for mark in &marks {
        let (start, end) = (mark.start.max(done), mark.end.min(window.end));
        if start < end {
            html.push(&text[done..start]);
            html.0.push_str("<mark>");
            html.push(&text[start..end]);
            html.0.push_str("</mark>");
            done = end;
        }
    }
    html.push(&text[done..window.end]);
    if window.end < text.len() {
        html.0.push('…');
    }
    html.0
}

/// Marks that lie in one another made one.
fn merged(marks: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks.iter().filter(|mark| !mark.is_empty()) {
        match merged.last_mut() {
            Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
            _ => merged.push(mark.clone()),
        }
    }
    merged
}

/// What of a text is shown: from the beginning of a word to the end of one, where most marks stand close together.
fn window(text: &str, marks: &[Range<usize>]) -> Range<usize> {
    let Some(first) = most_crowded(marks).filter(|_| text.chars().nth(WHOLE).is_some()) else {
        return 0..text.len();
    };
    let before = text[..first.start].char_indices().rev().nth(BEFORE - 1);
    let start = match before {
        None | Some((0, _)) => 0,
        Some((from, _)) => {
            let words = text[from..first.start]
                .find(char::is_whitespace)
                .map(|space| from + space);
            words.map_or(first.start, |space| {
                first.start - text[space..first.start].trim_start().len()
            })
        }
    };
    let Some((length, _)) = text[start..].char_indices().nth(WHOLE) else {
        return start..text.len();
    };
    let limit = start + length;
    if first.end > limit {
        // One endless word.
        let whole = |at: &usize| !text[*at..].starts_with(is_combining_mark);
        let letters = text[..limit].char_indices().rev().map(|(at, _)| at);
        let cut = std::iter::once(limit).chain(letters).find(whole);
        return start..cut.filter(|cut| *cut > first.start).unwrap_or(limit);
    }
    let space = text[first.end..limit].rfind(char::is_whitespace);
    let end = space.map_or(first.end, |space| {
        first.end + text[first.end..first.end + space].trim_end().len()
    });
    start..end
}

/// The mark behind which most others stand within a window.
fn most_crowded(marks: &[Range<usize>]) -> Option<Range<usize>> {
    let mut best: Option<(usize, &Range<usize>)> = None;
    let mut end = 0;
    for (at, mark) in marks.iter().enumerate() {
        while end < marks.len() && marks[end].end <= mark.start + WHOLE - BEFORE {
            end += 1;
        }
        let count = end.saturating_sub(at);
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, mark));
        }
    }
    best.map(|(_, mark)| mark.clone())
}

struct Html(String);

impl Html {
    fn push(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // They would turn around what stands behind the excerpt.
                '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
                _ if letter.is_control() => self.0.push(' '),
                // Composed with the sign before it, it would break the tag.
                _ if is_combining_mark(letter) && (self.0.is_empty() || self.0.ends_with('>')) => {
                    // Writing into a string does not fail.
                    let _ = write!(self.0, "&#x{:x};", u32::from(letter));
                }
                _ => self.0.push(letter),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    fn marked(text: &str, words: &[&str]) -> String {
        let mut marks: Vec<Range<usize>> = words
            .iter()
            .flat_map(|word| text.match_indices(word).map(|(at, found)| at..at + found.len()))
            .collect();
        marks.sort_by_key(|mark| mark.start);
        excerpt(text, &marks)
    }

    #[test]
    fn a_short_text_is_whole_and_escaped() {
        assert_eq!(
            marked("Hermanamiento Yucatán - Petra", &["Petra", "Yucatán"]),
            "Hermanamiento <mark>Yucatán</mark> - <mark>Petra</mark>"
        );
        assert_eq!(
            marked("<b onclick='x'>\"Petra\" & co</b>", &["Petra"]),
            "&lt;b onclick=&#39;x&#39;&gt;&quot;<mark>Petra</mark>&quot; &amp; co&lt;/b&gt;"
        );
        assert_eq!(marked("\u{202E}Petra\u{2066}\n.", &["Petra"]), "<mark>Petra</mark> .");
        assert_eq!(
            excerpt("x\u{338}y", &[0..1, 3..4]),
            "<mark>x</mark>&#x338;<mark>y</mark>"
        );
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_most_marks() {
        let text = format!(
            "{}Petra {}Petra y otra vez Petra {}",
            "uno dos ".repeat(60),
            "tres ".repeat(100),
            "fin ".repeat(100)
        );
        let html = marked(&text, &["Petra"]);
        assert!(html.starts_with("…tres tres ") && html.ends_with(" fin…"), "{html}");
        assert_eq!(html.matches("<mark>Petra</mark>").count(), 2);
        let ends = marked(&format!("{} al fin Petra", "uno ".repeat(200)), &["Petra"]);
        assert!(
            ends.starts_with("…uno ") && ends.ends_with("uno  al fin <mark>Petra</mark>"),
            "{ends}"
        );
    }

    #[test]
    fn an_endless_word_is_cut_and_never_before_its_accents() {
        let endless = "a\u{301}".repeat(5_000);
        let html = excerpt(&endless, std::slice::from_ref(&(0..endless.len())));
        assert_eq!(html, format!("<mark>{}</mark>…", "a\u{301}".repeat(120)));
        let piled = format!("a{}", "\u{301}".repeat(10_000));
        assert!(excerpt(&piled, std::slice::from_ref(&(0..piled.len()))).chars().count() < 300);
    }

    fn unescaped(html: &str) -> String {
        let mut out = html.replace("<mark>", "").replace("</mark>", "");
        while let Some(at) = out.find("&#x") {
            let end = at + out[at..].find(';').unwrap();
            let letter = char::from_u32(u32::from_str_radix(&out[at + 3..end], 16).unwrap()).unwrap();
            out.replace_range(at..=end, &letter.to_string());
        }
        [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ]
        .iter()
        .fold(out, |text, (escaped, sign)| text.replace(escaped, sign))
    }

    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "\\PC{0,12}",
            "[a-z]{1,9}",
            Just("<mark>".to_owned()),
            Just("</mark><script>alert('Petra')</script>".to_owned()),
            Just("\u{202E}\u{200F}".to_owned()),
            Just("\u{338}\u{301}".to_owned()),
            Just("👩‍👩‍👧🏽".to_owned()),
            Just(" & \" ' > < \u{0} \n ".to_owned()),
            Just("&lt;&#x338;".to_owned()),
            Just("á".repeat(400)),
            Just("petra".to_owned()),
        ];
        proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_the_text_the_excerpt_is_safe_bounded_and_of_the_text(
            text in hostile(),
            picked in proptest::collection::vec((any::<prop::sample::Index>(), 1..9_usize), 0..12),
        ) {
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mut marks: Vec<Range<usize>> = picked
                .iter()
                .map(|(at, length)| {
                    let first = at.index(borders.len());
                    borders[first]..borders[(first + length).min(borders.len() - 1)]
                })
                .collect();
            marks.sort_by_key(|mark| mark.start);
            let html = excerpt(&text, &marks);

            let bare = html.replace("<mark>", "").replace("</mark>", "");
            prop_assert!(!bare.contains(['<', '>', '"', '\'']), "{html}");
            let mut rest = html.as_str();
            while let Some(open) = rest.find("<mark>") {
                prop_assert!(!rest[..open].contains("</mark>"), "{html}");
                let close = rest.find("</mark>").unwrap();
                prop_assert!(open < close && !rest[open + 6..close].contains("<mark>"), "{html}");
                rest = &rest[close + 7..];
            }
            prop_assert!(!rest.contains("mark>"), "{html}");
            // Whoever normalises it has the same tags.
            let composed: String = html.nfc().collect();
            for tag in ["<mark>", "</mark>", "&lt;"] {
                prop_assert_eq!(composed.matches(tag).count(), html.matches(tag).count());
            }
            let shown = |letter: &char| !matches!(*letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            let clean: String = text.chars().filter(shown).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
            let told = unescaped(&html);
            let any = marks.iter().any(|mark| !mark.is_empty());
            if any && text.chars().count() > WHOLE {
                prop_assert!(told.chars().count() <= WHOLE + 2);
                prop_assert!(clean.contains(told.trim_start_matches('…').trim_end_matches('…')), "{told}");
            } else {
                prop_assert_eq!(told, clean);
            }
            prop_assert_eq!(html.contains("<mark>"), any);
        }
    }
}
