//! The two languages a person is answered in, and sentences that exist in both.

use std::borrow::Cow;

/// Spanish comes first: whoever does not ask for English is answered in Spanish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    Spanish,
    English,
}

impl Language {
    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Spanish => "es",
            Self::English => "en",
        }
    }

    /// Which of the two sentences is in this language.
    #[must_use]
    pub const fn say<'a>(self, es: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Spanish => es,
            Self::English => en,
        }
    }

    /// The language a tag such as `en-GB` or a locale such as `en_US.UTF-8` stands for, if it is one of ours.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "es" => Some(Self::Spanish),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub es: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl Words {
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Spanish => &self.es,
            Language::English => &self.en,
        }
    }
}

/// With its first letter as sentences begin.
#[must_use]
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A sentence in Spanish and English, each with the format arguments in scope. What is itself `Words` is named behind the
/// sentences and put into each in its own language.
macro_rules! words {
    ($es:literal, $en:literal) => {
        $crate::language::Words { es: format!($es).into(), en: format!($en).into() }
    };
    ($es:literal, $en:literal; $($part:ident),+) => {
        $crate::language::Words {
            es: { $(let $part = &$part.es;)+ format!($es).into() },
            en: { $(let $part = &$part.en;)+ format!($en).into() },
        }
    };
}

pub(crate) use words;
