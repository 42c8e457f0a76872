//! Whether a page fits into its window.

use super::Browser;

const WIDER: &str = include_str!("layout.js");

impl Browser {
    /// Nobody has to scroll sideways to read the page.
    pub async fn assert_no_horizontal_scroll(&self) {
        let wider = self.wider_than_window().await;
        let (view, language) = (self.view.get(), self.language.get());
        assert!(
            wider.is_empty(),
            "{} ({view:?}, {language}):\n{}",
            self.path().await,
            wider.join("\n")
        );
    }

    /// How wide the page is and what makes it so, where it does not fit.
    pub async fn wider_than_window(&self) -> Vec<String> {
        serde_json::from_value(self.run(WIDER, vec![]).await).unwrap()
    }
}
