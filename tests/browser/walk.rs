//! Going along the links of the pages, so that a page is looked at as soon as there is one.

use std::collections::{BTreeSet, VecDeque};

use crate::driver::Browser;

/// A walk through the pages of a language, to one page of each kind, and what was wrong on the way.
pub struct Walk {
    language: &'static str,
    kinds: BTreeSet<String>,
    /// The pages it came to.
    pub pages: Vec<String>,
    pub findings: Vec<String>,
}

impl Walk {
    pub fn through(language: &'static str) -> Self {
        Self {
            language,
            kinds: BTreeSet::new(),
            pages: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Goes on from some pages, which are looked at in any case, along all links to kinds of pages that were not seen yet.
    pub async fn from(&mut self, browser: &Browser, paths: &[String], look: impl AsyncFn(&str) -> Vec<String>) {
        let mut waiting: VecDeque<String> = paths.iter().cloned().collect();
        self.kinds.extend(paths.iter().map(|path| kind_of(path)));
        while let Some(path) = waiting.pop_front() {
            let (own_status, _) = browser.fetch(&path).await;
            let found = look(&path).await;
            self.findings
                .extend(found.into_iter().map(|finding| format!("{path}: {finding}")));
            for anchor in browser.dead_anchors().await {
                self.findings
                    .push(format!("{path}: the link to #{anchor} leads nowhere"));
            }
            for link in browser.links().await {
                if self.kinds.insert(kind_of(&link)) {
                    let (status, media_type) = browser.fetch(&link).await;
                    // What is not there is not there in the other language either.
                    if status >= 400 && status != own_status {
                        self.findings
                            .push(format!("{path}: the link to {link} answers {status}"));
                    } else if status < 400 && media_type.starts_with("text/html") && self.is_within(&link) {
                        waiting.push_back(link);
                    }
                }
            }
            self.pages.push(path);
        }
    }

    fn is_within(&self, link: &str) -> bool {
        link.starts_with(&format!("/{}/", self.language))
    }

    pub fn assert_fine(&self) {
        assert!(self.findings.is_empty(), "{}", self.findings.join("\n\n"));
    }
}

impl Browser {
    /// Places on the page itself that its links lead to and that are not there.
    async fn dead_anchors(&self) -> Vec<String> {
        let anchors = "return [...document.querySelectorAll('a[href^=\"#\"]')].map((link) => link.hash.slice(1))
            .filter((id) => id && !document.getElementById(decodeURIComponent(id)))";
        serde_json::from_value(self.ask(anchors).await).unwrap()
    }

    /// Where the links of the page lead within the register, by path and query.
    async fn links(&self) -> Vec<String> {
        let links = "return [...document.querySelectorAll('a[href], link[href]')]
            .map((link) => new URL(link.getAttribute('href'), location)).filter(({ origin }) => origin === location.origin)
            .map(({ pathname, search }) => pathname + search)";
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
