//! The questions of questions.yaml, and the agreements they name.

use std::collections::{BTreeMap, HashSet};

use rai::folding::fold;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub ask: String,
    #[serde(default)]
    pub first: Vec<Named>,
    #[serde(default)]
    pub all: Vec<Named>,
    #[serde(default)]
    pub nothing: bool,
    #[serde(default)]
    pub never: Vec<Named>,
    pub suggestion: Option<String>,
}

/// Agreements, by their exact title or by what they have.
#[derive(Deserialize, Debug)]
#[serde(untagged)]
pub enum Named {
    Title(String),
    Having(Traits),
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Traits {
    mexican: Option<String>,
    foreign: Option<String>,
    state: Option<String>,
    country: Option<String>,
    #[serde(rename = "type")]
    instrument_type: Option<String>,
    area: Option<String>,
    text: Option<String>,
}

/// By kind.
pub fn all() -> BTreeMap<String, Vec<Question>> {
    let all: BTreeMap<String, Vec<Question>> = serde_norway::from_str(include_str!("questions.yaml")).unwrap();
    let mut seen = HashSet::new();
    for question in all.values().flatten() {
        let ways = [!question.first.is_empty(), !question.all.is_empty(), question.nothing];
        let ways = ways.into_iter().filter(|way| *way).count();
        assert_eq!(ways, 1, "«{}» needs one of first, all and nothing", question.ask);
        assert!(seen.insert(&question.ask), "«{}» is asked twice", question.ask);
    }
    all
}

impl Question {
    /// The ids of those that must come first.
    pub fn expected(&self, agreements: &[Value]) -> HashSet<String> {
        self.named(self.first.iter().chain(&self.all), agreements)
    }

    /// The ids of those that must not be found.
    pub fn unwanted(&self, agreements: &[Value]) -> HashSet<String> {
        self.named(self.never.iter(), agreements)
    }

    fn named<'a>(&self, names: impl Iterator<Item = &'a Named>, agreements: &[Value]) -> HashSet<String> {
        let mut ids = HashSet::new();
        for name in names {
            let before = ids.len();
            let meant = agreements.iter().filter(|agreement| name.is(agreement));
            let meant: Vec<String> = meant.map(id).collect();
            assert!(!meant.is_empty(), "«{}» names no agreement: {name:?}", self.ask);
            ids.extend(meant);
            assert!(ids.len() > before, "«{}» names nothing new: {name:?}", self.ask);
        }
        ids
    }
}

pub fn id(agreement: &Value) -> String {
    agreement["id"].as_str().unwrap().to_owned()
}

impl Named {
    fn is(&self, agreement: &Value) -> bool {
        match self {
            Self::Title(title) => agreement["title"] == title.as_str(),
            Self::Having(traits) => traits.are_of(agreement),
        }
    }
}

impl Traits {
    fn are_of(&self, agreement: &Value) -> bool {
        let parties = agreement["parties"].as_array().unwrap();
        let any = |wanted: Option<&String>, side: &str, field: &str| {
            wanted.is_none_or(|wanted| {
                parties
                    .iter()
                    .any(|party| party["side"] == side && party["body"][field] == wanted.as_str())
            })
        };
        any(self.mexican.as_ref(), "domestic", "name")
            && any(self.foreign.as_ref(), "foreign", "name")
            && any(self.state.as_ref(), "domestic", "state")
            && any(self.country.as_ref(), "foreign", "country")
            && self
                .instrument_type
                .as_ref()
                .is_none_or(|wanted| agreement["instrument_type"] == wanted.as_str())
            && self.area.as_ref().is_none_or(|wanted| {
                let areas = agreement["areas"].as_array().unwrap();
                areas.iter().any(|area| area == wanted.as_str())
            })
            && self.text.as_ref().is_none_or(|wanted| {
                let mut texts = vec![&agreement["title"]];
                for party in parties {
                    texts.extend([&party["body"]["name"], &party["name_as_signed"]]);
                }
                let holds = |text: &Value| format!(" {} ", fold(text.as_str().unwrap_or_default()));
                texts
                    .into_iter()
                    .any(|text| holds(text).contains(&format!(" {} ", fold(wanted))))
            })
    }
}
