//! Finding things on a page by what they are called, and using them.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::{By, WebElement};

use super::Browser;

const FIND: &str = include_str!("finding.js");
/// How long something may take to appear, and how often it is looked for.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

impl Browser {
    // ---- By words ----

    /// Follows a link, by its words or how they begin.
    pub async fn follow(&self, link: &str) {
        self.called("link", link).await.click().await.unwrap();
        self.settle().await;
        self.assert_quiet().await;
    }

    /// Presses a button, or opens what is folded away.
    pub async fn press(&self, button: &str) {
        self.called("button", button).await.click().await.unwrap();
        self.settle().await;
        self.assert_quiet().await;
    }

    /// Types into a field, by its label, in place of what is there. A field in a group is «Legend › Label».
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses from a list, by the label of the list and the words of the choice, or how they begin.
    pub async fn choose(&self, label: &str, choice: &str) {
        let options = self.field(label).await.find_all(By::Css("option")).await.unwrap();
        let mut there = Vec::new();
        for option in options {
            let words = option.text().await.unwrap();
            if words.starts_with(choice) {
                return option.click().await.unwrap();
            }
            there.push(words);
        }
        panic!("{}: no «{choice}» under «{label}», only {there:?}", self.path().await);
    }

    /// Ticks a box or takes a choice, or takes the tick away.
    pub async fn tick(&self, label: &str) {
        self.field(label).await.click().await.unwrap();
    }

    /// Chooses a file of this machine to be sent.
    pub async fn attach(&self, label: &str, file: &Path) {
        let file = file.canonicalize().unwrap();
        self.field(label).await.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// What stands in a field.
    pub async fn value(&self, label: &str) -> String {
        self.field(label).await.value().await.unwrap().unwrap_or_default()
    }

    /// A field by its label.
    pub async fn field(&self, label: &str) -> WebElement {
        self.called("field", label).await
    }

    async fn called(&self, kind: &str, words: &str) -> WebElement {
        let find = async || {
            let found = self
                .session
                .execute(FIND, vec![json!(kind), json!(words)])
                .await
                .unwrap();
            let there = found.json().clone();
            found
                .element()
                .map_err(|_| format!("no {kind} «{words}», only {there}"))
        };
        self.wait_for(find).await
    }

    // ---- By selectors ----

    /// The first element, once it is there.
    pub async fn one(&self, selector: &str) -> WebElement {
        let find = async || {
            self.all(selector)
                .await
                .into_iter()
                .next()
                .ok_or_else(|| format!("no {selector}"))
        };
        self.wait_for(find).await
    }

    /// All elements that are there now.
    pub async fn all(&self, selector: &str) -> Vec<WebElement> {
        self.session.find_all(By::Css(selector)).await.unwrap()
    }

    // ---- What a page says ----

    /// The visible text of the page.
    pub async fn text(&self) -> String {
        self.say("return document.body.innerText").await
    }

    pub async fn heading(&self) -> String {
        self.say("return document.querySelector('h1').innerText").await
    }

    pub async fn title(&self) -> String {
        self.session.title().await.unwrap()
    }

    async fn say(&self, script: &str) -> String {
        self.ask(script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page says this.
    pub async fn assert_says(&self, words: &str) {
        let look = async || match self.text().await {
            text if text.contains(words) => Ok(()),
            text => Err(format!("no «{words}», only:\n{text}")),
        };
        self.wait_for(look).await;
    }

    /// Waits until a page is there whose title begins so.
    pub async fn assert_title(&self, title: &str) {
        let look = async || match self.title().await {
            found if found.starts_with(title) => Ok(()),
            found => Err(format!("no page «{title}», only «{found}»")),
        };
        self.wait_for(look).await;
    }

    /// A file that was saved, once it is whole: its name and what is in it.
    pub async fn saved(&self) -> (String, Vec<u8>) {
        let look = async || {
            let mut files = std::fs::read_dir(self.chromium.downloads())
                .unwrap()
                .map(|file| file.unwrap().path());
            files
                .find(|path| is_whole(path))
                .ok_or_else(|| "nothing saved".to_owned())
        };
        let path = self.wait_for(look).await;
        let content = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        (path.file_name().unwrap().to_string_lossy().into_owned(), content)
    }

    /// What a script of the test's own answers with, where nothing shorter says it.
    pub async fn ask(&self, script: &str) -> Value {
        self.run(script, vec![]).await
    }

    /// Gives a page that is left the time to go, and the next one the time to come.
    pub(super) async fn settle(&self) {
        actix_web::rt::time::sleep(PAUSE).await;
        let look = async || match self.session.execute("return document.readyState", vec![]).await {
            Ok(state) if state.json() == "complete" => Ok(()),
            Ok(state) => Err(format!("the page is still {}", state.json())),
            Err(reason) => Err(reason.to_string()),
        };
        self.wait_for(look).await;
    }

    /// Does something to the page by a script of the test's own.
    pub async fn tell_page(&self, script: &str, arguments: Vec<Value>) {
        self.run(script, arguments).await;
    }

    /// Looks again and again until something is there.
    async fn wait_for<T>(&self, look: impl AsyncFn() -> Result<T, String>) -> T {
        let begun = Instant::now();
        loop {
            match look().await {
                Ok(found) => return found,
                Err(missing) if begun.elapsed() > PATIENCE => panic!("{}: {missing}", self.path().await),
                Err(_) => actix_web::rt::time::sleep(PAUSE).await,
            }
        }
    }
}

/// Chromium writes beside the file until it has all of it.
fn is_whole(file: &Path) -> bool {
    let name = file.file_name().unwrap().to_string_lossy();
    !name.starts_with('.') && !name.ends_with(".crdownload")
}
