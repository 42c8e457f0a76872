//! Somebody who looks at pages and fills in forms, as a browser without scripts does it.

use rai::access::Role;
use reqwest::header::HeaderMap;
use reqwest::{Client, redirect};

use crate::support::app::TestApp;
use crate::support::build::token;

/// Somebody with a token, or the public.
#[derive(Clone)]
pub struct Person {
    server: String,
    secret: Option<String>,
    client: Client,
}

/// A page as it came.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub location: String,
    pub headers: HeaderMap,
    pub html: String,
}

impl Person {
    pub fn nobody(app: &TestApp) -> Self {
        // No test speaks TLS, and the client wants to know with what.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self {
            server: app.address.clone(),
            secret: None,
            client,
        }
    }

    /// Somebody new of a role.
    pub fn of(app: &TestApp, role: Role) -> Self {
        Self::with(app, token(role.as_str(), role))
    }

    /// The office of a body, by its id.
    pub fn office(app: &TestApp, body: &str) -> Self {
        let mut wanted = token("office", Role::Office);
        wanted.body_id = Some(body.to_owned());
        Self::with(app, wanted)
    }

    fn with(app: &TestApp, wanted: rai::tokens::TokenInput) -> Self {
        Self {
            secret: Some(app.token(wanted).1),
            ..Self::nobody(app)
        }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(self.client.get(format!("{}{path}", self.server))).await
    }

    /// Asks with headers of one's own.
    pub async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        let request = self.client.get(format!("{}{path}", self.server));
        let with = |request: reqwest::RequestBuilder, (name, value): &(&str, &str)| request.header(*name, *value);
        self.send(headers.iter().fold(request, with)).await
    }

    /// Sends fields as they are.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self
            .client
            .post(format!("{}{path}", self.server))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(request).await
    }

    /// Looks at a form, fills it in and presses its button.
    pub async fn fill_in(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.get(path).await.ok();
        self.post(path, &[&form.hidden(), fields].concat()).await
    }

    /// Sends a file through a form.
    pub async fn upload(&self, path: &str, name: &str, content: &[u8]) -> Page {
        let mut body =
            format!("--between-parts\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
                .into_bytes();
        body.extend(content);
        body.extend(b"\r\n--between-parts--\r\n");
        let request = self
            .client
            .post(format!("{}{path}", self.server))
            .header("content-type", "multipart/form-data; boundary=between-parts")
            .body(body);
        self.send(request).await
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Page {
        if let Some(secret) = &self.secret {
            request = request.bearer_auth(secret);
        }
        let response = request.send().await.unwrap();
        let headers = response.headers().clone();
        let location = headers.get("location");
        Page {
            status: response.status().as_u16(),
            location: location.map_or("", |location| location.to_str().unwrap()).to_owned(),
            headers,
            html: String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned(),
        }
    }
}

impl Page {
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.html);
        self
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        self.is(200)
    }

    /// Where it leads on to after a form was taken.
    #[track_caller]
    pub fn on(self) -> String {
        self.is(303).location
    }

    /// Nobody who is not signed in sees it: on to where people sign in.
    #[track_caller]
    pub fn must_sign_in(self) {
        let location = self.on();
        assert!(location.contains("/sign-in?"), "{location}");
    }

    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    #[track_caller]
    pub fn must_say(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.says(text), "«{text}» is not in {}", self.text());
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Parts of the page as they are written.
    #[track_caller]
    pub fn must_have(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.html.contains(part), "no {part} in {}", self.html);
        }
    }

    /// The address of the first link that has these words.
    #[track_caller]
    pub fn link(&self, words: &str) -> String {
        let links = self.links(words);
        assert!(!links.is_empty(), "no link «{words}» in {}", self.html);
        links[0].clone()
    }

    /// How many agreements are listed.
    pub fn results(&self) -> usize {
        let list = self.html.split("<ol class=\"results\">").nth(1).unwrap_or_default();
        let list = list.split("</ol>").next().unwrap_or_default();
        list.matches("<h3>").count()
    }

    /// What a reader reads: without tags, its entities undone, blanks taken together.
    pub fn text(&self) -> String {
        text_of(&self.html)
    }

    /// The fields of the form that are not shown: name and value.
    #[track_caller]
    pub fn hidden(&self) -> Vec<(&str, &str)> {
        let inputs = self.html.split("<input type=\"hidden\" ").skip(1);
        let fields = inputs.filter_map(|input| {
            let (name, rest) = input.strip_prefix("name=\"")?.split_once('"')?;
            let (value, _) = rest.strip_prefix(" value=\"")?.split_once('"')?;
            Some((name, value))
        });
        fields.collect()
    }

    /// The addresses of the links and buttons whose words contain some.
    pub fn links(&self, words: &str) -> Vec<String> {
        let links = self.html.split("<a ").skip(1);
        let found = links.filter_map(|link| {
            let (tag, rest) = link.split_once('>')?;
            let said = rest.split("</a>").next()?;
            let (_, href) = tag.split_once("href=\"")?;
            text_of(said)
                .contains(words)
                .then(|| href.split('"').next().unwrap().replace("&#38;", "&"))
        });
        found.collect()
    }
}

fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        text.push(' ');
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    text.push_str(rest);
    let text = text.replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'");
    let text = text.replace("&#60;", "<").replace("&#62;", ">");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
