//! Whether a page can be used by everybody, as far as axe-core can tell: WCAG 2.2 A and AA, and its own good practice.

use serde_json::json;

use super::Browser;

const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/browser/axe/node_modules/axe-core/axe.min.js"
);
const RUN: &str = include_str!("accessible.js");

impl Browser {
    /// axe-core finds no violation in the page as it is now.
    pub async fn assert_accessible(&self) {
        let violations = self.violations().await;
        let (view, language) = (self.view.get(), self.language.get());
        assert!(
            violations.is_empty(),
            "{} ({view:?}, {language}):\n{}",
            self.path().await,
            violations.join("\n")
        );
    }

    /// What axe-core finds wrong.
    pub async fn violations(&self) -> Vec<String> {
        // It waits by the page's own clock, which stands still without scripts. Those of the page were not loaded, and stay so.
        if !self.scripts.get() {
            self.run_scripts(true).await;
        }
        if self.ask("return window.axe === undefined").await == true {
            let axe = std::fs::read_to_string(AXE);
            let axe = axe.unwrap_or_else(|reason| panic!("axe-core is not there (bin/test installs it): {reason}"));
            self.session.execute(axe, vec![]).await.unwrap();
        }
        let found = self.session.execute_async(RUN, vec![json!(RULES)]).await.unwrap();
        if !self.scripts.get() {
            self.run_scripts(false).await;
        }
        found.convert().unwrap()
    }
}
