//! What a body's name says of its place: `Ciudad de McAllen, Texas` is a town, `mcallen`, and beside it stands `texas`.

use crate::folding::fold;

/// What kind of place a word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Territory {
    Town,
    /// In many countries it is called as its seat, in the United States mostly not.
    County,
    /// A state, a province: what a country is divided into first.
    Region,
}

/// A name taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub territory: Option<Territory>,
    /// The place's name, folded: as it stands first, then with ever fewer of the words that only say what it is.
    pub forms: Vec<String>,
    /// What stands beside it, folded: after a comma, between brackets.
    pub beside: Vec<String>,
}

/// Words that say what a place is, and not which one.
const TELLING: [(Territory, &str); 3] = [
    (
        Territory::Town,
        "ajuntament alcaldia ayuntamiento ciudad cidade city citta commune comuna comune concejo concello camara \
         gemeente gemeinde landeshauptstadt mairie municipal municipalidad municipality municipio prefeitura pueblo shi \
         stadt town township villa village ville",
    ),
    (
        Territory::County,
        "condado county comte contea distrito district kreis landkreis borough",
    ),
    (
        Territory::Region,
        "canton comunidad departamento department departement estado freistaat generalitat gobernacion junta krai kray \
         land oblast prefectura prefecture provincia province region state voivodato voivodeship",
    ),
];

/// Words that go with them and tell nothing by themselves.
const SILENT: &str = "a asamblea assembly autoridad authority autonoma autonomo capital consejo consell consiglio corporacion \
     council d da das de del della der des di distrital do dos du e el especial excelentisimo excmo gobierno \
     government governo h honorable ilustre l la las le les libre los metropolitan metropolitana metropolitano o of \
     popular provincial regional the von xunta y";

impl Named {
    #[must_use]
    pub fn read(name: &str) -> Self {
        let mut parts = name
            .split([',', '(', ')', '/', ';', '–', '—', '|'])
            .flat_map(|part| part.split(" - "))
            .map(fold)
            .filter(|part| !part.is_empty());
        let main = parts.next().unwrap_or_default();
        let words: Vec<&str> = main.split(' ').filter(|word| !word.is_empty()).collect();
        let (forms, territory) = barer(&words);
        Self {
            territory,
            forms,
            beside: parts.collect(),
        }
    }
}

fn told_by(word: &str) -> Option<Territory> {
    TELLING
        .iter()
        .find(|(_, words)| one_of(words, word))
        .map(|(territory, _)| *territory)
}

fn one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

fn tells_no_name(word: &str) -> bool {
    one_of(SILENT, word) || told_by(word).is_some()
}

/// The words themselves, then without those before the name, one by one, then without those behind it; and the first word that
/// tells what kind of place it is.
fn barer(words: &[&str]) -> (Vec<String>, Option<Territory>) {
    let before = words.iter().take_while(|word| tells_no_name(word)).count();
    let behind = words
        .iter()
        .rev()
        .take_while(|word| told_by(word).is_some() || COUNCIL.contains(word))
        .count();
    let around = words[..before].iter().chain(words[words.len() - behind..].iter().rev());
    let territory = around.copied().find_map(told_by);
    let mut forms = Vec::new();
    for end in (0..=behind).map(|cut| words.len() - cut) {
        for start in 0..=before {
            if start < end {
                let form = words[start..end].join(" ");
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
        }
    }
    (forms, territory)
}

/// What stands behind a name in English.
const COUNCIL: &[&str] = &["council", "government", "metropolitan", "authority", "assembly"];

/// The name of a region or of what stands beside a name without the words that say what it is: `cauca department`,
/// `provincia de anhui`.
#[must_use]
pub fn bare(folded: &str) -> String {
    let words: Vec<&str> = folded.split(' ').collect();
    let before = words.iter().take_while(|word| tells_no_name(word)).count();
    let behind = words.iter().rev().take_while(|word| told_by(word).is_some()).count();
    if before + behind >= words.len() {
        return folded.to_owned();
    }
    words[before..words.len() - behind].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> (Option<Territory>, String, Vec<String>) {
        let named = Named::read(name);
        (
            named.territory,
            named.forms.last().cloned().unwrap_or_default(),
            named.beside,
        )
    }

    #[test]
    fn the_words_around_a_name_tell_what_it_is_and_are_left_out() {
        let town = Some(Territory::Town);
        let beside = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        for (name, territory, bare, others) in [
            ("Ciudad de McAllen, Texas", town, "mcallen", beside(&["texas"])),
            ("City of Irving", town, "irving", beside(&[])),
            ("Ayuntamiento de Málaga", town, "malaga", beside(&[])),
            ("Municipalidad Provincial del Cusco", town, "cusco", beside(&[])),
            (
                "Municipalidad de La Antigua Guatemala",
                town,
                "antigua guatemala",
                beside(&[]),
            ),
            ("Asamblea Metropolitana de Acra", None, "acra", beside(&[])),
            ("Condado de Fengdu", Some(Territory::County), "fengdu", beside(&[])),
            ("Arlington County", Some(Territory::County), "arlington", beside(&[])),
            (
                "Gobierno de la Provincia de Anhui",
                Some(Territory::Region),
                "anhui",
                beside(&[]),
            ),
            (
                "Hiroshima Prefecture",
                Some(Territory::Region),
                "hiroshima",
                beside(&[]),
            ),
            (
                "Generalitat de Cataluña",
                Some(Territory::Region),
                "cataluna",
                beside(&[]),
            ),
            ("Gobierno de Quebec", None, "quebec", beside(&[])),
            ("Marianao, La Habana", None, "marianao", beside(&["la habana"])),
            (
                "Autoridad Regional de Petra (Reino Hachemita de Jordania)",
                None,
                "petra",
                beside(&["reino hachemita de jordania"]),
            ),
            ("Los Angeles City Council", town, "angeles", beside(&[])),
        ] {
            assert_eq!(read(name), (territory, bare.to_owned(), others), "{name}");
        }
    }

    #[test]
    fn a_name_that_begins_like_a_heading_is_tried_whole_first() {
        assert_eq!(
            Named::read("Ciudad de Los Angeles").forms,
            ["ciudad de los angeles", "de los angeles", "los angeles", "angeles"]
        );
        assert_eq!(Named::read("Ciudad Real").forms, ["ciudad real", "real"]);
        assert_eq!(Named::read("Redwood City").forms, ["redwood city", "redwood"]);
        assert_eq!(Named::read("Ciudad").forms, ["ciudad"]);
        assert_eq!(Named::read("").forms, Vec::<String>::new());
    }

    #[test]
    fn regions_are_compared_without_their_headings() {
        assert_eq!(bare("cauca department"), "cauca");
        assert_eq!(bare("provincia de buenos aires"), "buenos aires");
        assert_eq!(bare("estado"), "estado");
        assert_eq!(bare("state of berlin"), "berlin");
    }
}
