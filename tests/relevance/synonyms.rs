//! data/synonyms.yaml, as its editors must leave it.

use std::collections::{HashMap, HashSet};

use rai::folding::fold;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    id: String,
    #[expect(dead_code, reason = "for whoever edits the file")]
    note: Option<String>,
    words: Vec<String>,
}

#[test]
fn every_group_has_forms_that_no_other_group_has() {
    let groups: Vec<Group> = serde_norway::from_str(include_str!("../../data/synonyms.yaml")).unwrap();
    assert!(!groups.is_empty());
    let mut ids = HashSet::new();
    let mut forms: HashMap<String, &str> = HashMap::new();
    for group in &groups {
        assert!(ids.insert(&group.id), "two groups are called {}", group.id);
        assert!(group.words.len() > 1, "{} has nothing to equate", group.id);
        for form in &group.words {
            let folded = fold(form);
            assert!(!folded.is_empty(), "{}: «{form}» has no letters", group.id);
            let other = forms.insert(folded, &group.id);
            assert_eq!(other, None, "«{form}» of {} is there already", group.id);
        }
    }
}
