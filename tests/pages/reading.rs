//! Asking for pages, and what is on them.

use reqwest::header::HeaderMap;

use crate::support::app::TestApp;

/// A browser: somebody's, by their token, or that of the public.
pub struct Browser {
    server: String,
    token: Option<String>,
    client: reqwest::Client,
}

/// A page as it came.
pub struct Shown {
    pub status: u16,
    pub headers: HeaderMap,
    pub html: String,
}

impl Browser {
    pub fn of(app: &TestApp) -> Self {
        Self {
            server: app.address.clone(),
            token: None,
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
        }
    }

    /// That of whoever sends this token.
    pub fn with(app: &TestApp, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..Self::of(app)
        }
    }

    pub async fn get(&self, path: &str) -> Shown {
        self.ask(path, &[]).await
    }

    pub async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Shown {
        let mut request = self.client.get(format!("{}{path}", self.server));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.unwrap();
        Shown {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            html: String::from_utf8(response.bytes().await.unwrap().to_vec()).unwrap_or_default(),
        }
    }
}

impl Shown {
    #[track_caller]
    pub fn assert(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.html);
        self
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What is read on it, its tags left out and its spaces made one.
    pub fn text(&self) -> String {
        let (mut text, mut inside) = (String::new(), false);
        for letter in self.html.chars() {
            match letter {
                '<' => inside = true,
                '>' if inside => inside = false,
                other if !inside => text.push(other),
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub fn assert_says(&self, words: &[&str]) {
        let text = self.text();
        for words in words {
            assert!(text.contains(words), "no «{words}» in {text}");
        }
    }

    #[track_caller]
    pub fn assert_has(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.html.contains(part), "no {part} in {}", self.html);
        }
    }

    /// The addresses of the links whose text this is.
    pub fn links(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for link in self.html.split("<a ").skip(1) {
            let (tag, rest) = link.split_once('>').unwrap();
            let (inside, _) = rest.split_once("</a>").unwrap();
            let shown = Self {
                html: inside.to_owned(),
                status: 0,
                headers: HeaderMap::new(),
            };
            if shown.text() == text {
                let href = tag.split("href=\"").nth(1).unwrap();
                found.push(
                    href.split('"')
                        .next()
                        .unwrap()
                        .replace("&#38;", "&")
                        .replace("&amp;", "&"),
                );
            }
        }
        found
    }

    #[track_caller]
    pub fn link(&self, text: &str) -> String {
        let links = self.links(text);
        assert!(!links.is_empty(), "no link «{text}» in {}", self.html);
        links[0].clone()
    }

    /// How many results are shown.
    pub fn results(&self) -> usize {
        let list = self.html.split("<ol class=\"results\">").nth(1).unwrap_or_default();
        let list = list.split("</ol>").next().unwrap_or_default();
        list.matches("<h3>").count()
    }
}
