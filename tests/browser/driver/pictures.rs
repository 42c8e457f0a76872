//! Pictures of the pages, for those who read about the register.

use std::path::Path;

use super::{Browser, View};

impl Browser {
    /// Takes a picture of what the window shows, where `RAI_SCREENSHOTS` names a folder for it.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("RAI_SCREENSHOTS") else {
            return;
        };
        let view = match self.view.get() {
            View::Desktop => "desktop",
            View::Narrow => "narrow",
            View::Phone => "phone",
        };
        let file = format!("{name}-{}-{view}.png", self.language.get());
        std::fs::create_dir_all(&folder).unwrap();
        self.session.screenshot(&Path::new(&folder).join(file)).await.unwrap();
    }
}
