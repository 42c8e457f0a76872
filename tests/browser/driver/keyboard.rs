//! Using a page with the keyboard alone.

use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};

use super::Browser;

const FOCUS: &str = include_str!("keyboard.js");

/// What has the focus.
#[derive(Debug, Default, Deserialize)]
pub struct Focus {
    /// As a screen reader says it.
    #[serde(skip)]
    pub role: String,
    #[serde(skip)]
    pub name: String,
    pub html: String,
    /// It looks another way than without the focus.
    pub marked: bool,
    /// Nothing lies over it, and it is within the window.
    pub uncovered: bool,
}

impl Browser {
    /// Presses keys wherever the focus is.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        self.session.action_chain().send_keys(keys).perform().await.unwrap();
        self.settle().await;
        self.assert_quiet().await;
    }

    /// Goes on by the tabulator, from where the focus is, until this has it.
    pub async fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        self.run(FOCUS, vec![json!("before")]).await;
        while let Some(focus) = self.tab().await {
            if focus.name == name {
                return;
            }
            passed.push(focus.name);
        }
        panic!(
            "the tabulator does not reach «{name}» in {}, only {passed:#?}",
            self.path().await
        );
    }

    /// Goes through the whole page by the tabulator. Each stop has a name, can be seen and shows that it has the focus.
    pub async fn assert_keyboard(&self) -> Vec<Focus> {
        let stops = self.tab_stops().await;
        let fault = |stop: &Focus| {
            let faults = [
                (stop.name.is_empty(), "no name"),
                (!stop.marked, "no mark"),
                (!stop.uncovered, "covered"),
            ];
            let faults: Vec<_> = faults
                .into_iter()
                .filter_map(|(is, fault)| is.then_some(fault))
                .collect();
            (!faults.is_empty()).then(|| format!("{}: {} {}", faults.join(", "), stop.name, stop.html))
        };
        let faults: Vec<_> = stops.iter().filter_map(fault).collect();
        let (view, language) = (self.view.get(), self.language.get());
        assert!(
            faults.is_empty(),
            "{} ({view:?}, {language}):\n{}",
            self.path().await,
            faults.join("\n")
        );
        stops
    }

    /// Everything that the tabulator reaches in a page just opened, in its order.
    pub async fn tab_stops(&self) -> Vec<Focus> {
        let mut stops = Vec::new();
        self.run(FOCUS, vec![json!("before")]).await;
        while let Some(focus) = self.tab().await {
            stops.push(focus);
        }
        stops
    }

    /// The next stop, unless that is outside of the page or had its turn.
    async fn tab(&self) -> Option<Focus> {
        self.session.action_chain().send_keys(Key::Tab).perform().await.unwrap();
        let found: Option<Focus> = serde_json::from_value(self.run(FOCUS, vec![json!("now")]).await).unwrap();
        let mut focus = found?;
        let element = self
            .tell("Runtime.evaluate", json!({"expression": "document.activeElement"}))
            .await;
        let node = json!({"objectId": element["result"]["objectId"], "fetchRelatives": false});
        let tree = self.tell("Accessibility.getPartialAXTree", node).await;
        let said = |what: &str| text(&tree["nodes"][0][what]["value"]);
        (focus.role, focus.name) = (said("role"), said("name"));
        Some(focus)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
