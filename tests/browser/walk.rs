//! Going along the links of the pages, so that a page is looked at as soon as there is one.

use std::collections::{BTreeSet, VecDeque};

use crate::driver::Browser;

impl Browser {
    /// Goes from some pages of a language along their links, to one page of each kind. Answers with what `look` finds wrong with
    /// them, and with the links that lead nowhere.
    pub async fn walk(&self, language: &str, from: &[String], look: impl AsyncFn(&str) -> Vec<String>) -> Vec<String> {
        let mut waiting: VecDeque<String> = from.iter().cloned().collect();
        let mut seen: BTreeSet<String> = from.iter().map(|path| kind_of(path)).collect();
        let mut findings = Vec::new();
        while let Some(path) = waiting.pop_front() {
            let (own_status, _) = self.fetch(&path).await;
            let found = look(&path).await;
            findings.extend(found.into_iter().map(|finding| format!("{path}: {finding}")));
            for link in self.links().await {
                if seen.insert(kind_of(&link)) {
                    let (status, media_type) = self.fetch(&link).await;
                    // What is not there is not there in the other language either.
                    if status >= 400 && status != own_status {
                        findings.push(format!("{path}: the link to {link} answers {status}"));
                    } else if status < 400
                        && media_type.starts_with("text/html")
                        && link.starts_with(&format!("/{language}/"))
                    {
                        waiting.push_back(link);
                    }
                }
            }
        }
        findings
    }

    /// Where the links of the page lead within the register, by path and query.
    async fn links(&self) -> Vec<String> {
        // In a picture the property is no text.
        let links = "return [...document.querySelectorAll('a[href], link[href]')]
            .map((link) => new URL(link.getAttribute('href'), location))
            .filter(({ origin }) => origin === location.origin).map(({ pathname, search }) => pathname + search)";
        serde_json::from_value(self.ask(links).await).unwrap()
    }

    /// Opens all that is folded away.
    pub async fn unfold(&self) {
        self.ask("document.querySelectorAll('details').forEach((details) => { details.open = true })")
            .await;
    }
}

/// An address without what tells one record from another.
fn kind_of(link: &str) -> String {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let is_key = |part: &str| part.contains(|letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase());
    let parts: Vec<_> = path
        .split('/')
        .map(|part| if is_key(part) { "{key}" } else { part })
        .collect();
    parts.join("/")
}
