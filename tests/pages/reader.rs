//! Somebody who reads pages: asks for one, fills in its form, presses a button.

use rai::access::Role;
use rai::tokens::TokenInput;
use reqwest::Method;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

use crate::support::app::TestApp;
use crate::support::build::token;
use crate::support::client::BOUNDARY;

/// Somebody at a browser.
pub struct Reader {
    server: String,
    secret: Option<String>,
    client: reqwest::Client,
}

/// A page as it came.
pub struct Seen {
    /// That it was asked for at.
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub html: String,
}

/// A form with what stands in it.
#[derive(Clone)]
pub struct Filled {
    path: String,
    pub fields: Vec<(String, String)>,
}

impl Reader {
    /// Nobody in particular.
    pub fn public(app: &TestApp) -> Self {
        // No test speaks TLS, and the client wants to know with what.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Self {
            server: app.address.clone(),
            secret: None,
            client: client.build().unwrap(),
        }
    }

    /// Somebody of the ministry.
    pub fn of(app: &TestApp, role: Role) -> Self {
        Self::with(app, token(role.as_str(), role))
    }

    /// The office of a body, by its id.
    pub fn office(app: &TestApp, body: &str) -> Self {
        let body_id = Some(body.to_owned());
        Self::with(
            app,
            TokenInput {
                body_id,
                ..token("office", Role::Office)
            },
        )
    }

    /// A state's liaison.
    pub fn liaison(app: &TestApp, state: &str) -> Self {
        let state = Some(state.to_owned());
        Self::with(
            app,
            TokenInput {
                state,
                ..token("liaison", Role::Liaison)
            },
        )
    }

    fn with(app: &TestApp, wanted: TokenInput) -> Self {
        Self {
            secret: Some(app.token(wanted).1),
            ..Self::public(app)
        }
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.ask(Method::GET, path, None).await
    }

    /// Presses a button of a form; an empty one is the first.
    pub async fn send(&self, form: &Filled, button: &str) -> Seen {
        let mut fields = form_urlencoded::Serializer::new(String::new());
        fields.extend_pairs(&form.fields);
        if !button.is_empty() {
            fields.append_pair("do", button);
        }
        let body = (
            "application/x-www-form-urlencoded".to_owned(),
            fields.finish().into_bytes(),
        );
        self.ask(Method::POST, &form.path, Some(body)).await
    }

    /// Sends a form with a file, as browsers do: the fields first.
    pub async fn upload(&self, form: &Filled, file_name: &str, content: &[u8]) -> Seen {
        let mut body = Vec::new();
        for (name, value) in &form.fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(head.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(content);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask(Method::POST, &form.path, Some((media_type, body))).await
    }

    async fn ask(&self, method: Method, path: &str, body: Option<(String, Vec<u8>)>) -> Seen {
        let path = path.split('#').next().unwrap();
        let mut request = self.client.request(method, format!("{}{path}", self.server));
        if let Some(secret) = &self.secret {
            request = request.bearer_auth(secret);
        }
        if let Some((media_type, body)) = body {
            request = request.header("content-type", media_type).body(body);
        }
        let answer = request.send().await.unwrap();
        Seen {
            path: path.to_owned(),
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            html: answer.text().await.unwrap(),
        }
    }
}

impl Seen {
    /// Where it leads, when it leads on.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text());
        self.headers["location"].to_str().unwrap()
    }

    #[track_caller]
    pub fn assert(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}: {}", self.path, self.text());
        self
    }

    /// Everything that is read on it, in one line.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.html);
        let words: Vec<&str> = page.root_element().text().flat_map(str::split_whitespace).collect();
        words.join(" ")
    }

    /// The texts of the elements that a selector finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let (page, selector) = (Html::parse_document(&self.html), Selector::parse(selector).unwrap());
        page.select(&selector).map(text).collect()
    }

    /// Whether there is such an element.
    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// An attribute of the elements that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let (page, selector) = (Html::parse_document(&self.html), Selector::parse(selector).unwrap());
        page.select(&selector)
            .filter_map(|element| element.attr(name))
            .map(ToOwned::to_owned)
            .collect()
    }

    /// What the list above the form says, and that each line leads to an element that is there.
    #[track_caller]
    pub fn faults(&self) -> Vec<String> {
        for link in self.attributes(".summary a", "href") {
            let id = link.strip_prefix('#').unwrap();
            assert!(self.has(&format!("[id='{id}']")), "nothing is called {id}");
        }
        self.all(".summary li")
    }

    /// The form that is sent by POST, with what stands in it.
    #[track_caller]
    pub fn form(&self) -> Filled {
        let page = Html::parse_document(&self.html);
        let forms = Selector::parse("form[method=post]").unwrap();
        let form = page.select(&forms).next_back().unwrap();
        let fields = Selector::parse("input, select, textarea").unwrap();
        Filled {
            path: form.attr("action").unwrap_or(&self.path).to_owned(),
            fields: form.select(&fields).filter_map(field).collect(),
        }
    }
}

/// Name and value of a field, when it is sent along.
fn field(element: ElementRef<'_>) -> Option<(String, String)> {
    let name = element.attr("name")?.to_owned();
    let value = element.attr("value").unwrap_or_default().to_owned();
    let value = match (element.value().name(), element.attr("type").unwrap_or("text")) {
        ("textarea", _) => element.text().collect(),
        ("select", _) => {
            let chosen = Selector::parse("option[selected]").unwrap();
            let chosen = element.select(&chosen).next();
            chosen
                .and_then(|option| option.attr("value"))
                .unwrap_or_default()
                .to_owned()
        }
        (_, "file") => return None,
        (_, "radio" | "checkbox") if element.attr("checked").is_none() => return None,
        _ => value,
    };
    Some((name, value))
}

fn text(element: ElementRef<'_>) -> String {
    let words: Vec<&str> = element.text().flat_map(str::split_whitespace).collect();
    words.join(" ")
}

impl Filled {
    /// Writes into a field, or chooses a value: in the place of what stood in it.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses one more of several values.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().rev().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }
}
