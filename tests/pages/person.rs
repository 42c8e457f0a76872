//! Somebody who looks at pages and fills in forms, as a browser without scripts does it.

use rai::access::Role;
use rai::tokens::TokenInput;
use reqwest::{Client, Method, RequestBuilder, redirect};

use crate::page::{Filled, Page};
use crate::support::app::TestApp;
use crate::support::build::token;
use crate::support::client::BOUNDARY;

/// Somebody with a token, or the public.
#[derive(Clone)]
pub struct Person {
    server: String,
    secret: Option<String>,
    client: Client,
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
            ..Self::nobody(app)
        }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.ask(path, &[]).await
    }

    /// Asks with headers of one's own.
    pub async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        let with = |request: RequestBuilder, (name, value): &(&str, &str)| request.header(*name, *value);
        let request = headers.iter().fold(self.request(Method::GET, path), with);
        answered(path, request).await
    }

    /// Sends fields as they are.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let form = Filled {
            path: path.to_owned(),
            fields: fields.collect(),
        };
        self.send(&form, "").await
    }

    /// Looks at a form, fills it in and presses its button.
    pub async fn fill_in(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let untouched = self.get(path).await.ok().untouched();
        let form = fields
            .iter()
            .fold(untouched, |form, (name, value)| form.and(name, value));
        self.send(&form, "").await
    }

    /// Presses a button of a form; an empty one is the first.
    pub async fn send(&self, form: &Filled, button: &str) -> Page {
        let mut fields = form_urlencoded::Serializer::new(String::new());
        fields.extend_pairs(&form.fields);
        if !button.is_empty() {
            fields.append_pair("do", button);
        }
        let request = self.request(Method::POST, &form.path);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        answered(&form.path, request.body(fields.finish())).await
    }

    /// Sends a form with a file, as browsers do: the fields first.
    pub async fn attach(&self, form: &Filled, file_name: &str, content: &[u8]) -> Page {
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
        let request = self.request(Method::POST, &form.path);
        let request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        answered(&form.path, request.body(body)).await
    }

    /// Sends a file and nothing else.
    pub async fn upload(&self, path: &str, file_name: &str, content: &[u8]) -> Page {
        let form = Filled {
            path: path.to_owned(),
            fields: Vec::new(),
        };
        self.attach(&form, file_name, content).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.server));
        match &self.secret {
            Some(secret) => request.bearer_auth(secret),
            None => request,
        }
    }
}

async fn answered(path: &str, request: RequestBuilder) -> Page {
    let response = request.send().await.unwrap();
    let headers = response.headers().clone();
    let location = headers.get("location");
    Page {
        path: path.split('#').next().unwrap_or_default().to_owned(),
        status: response.status().as_u16(),
        location: location.map_or("", |location| location.to_str().unwrap()).to_owned(),
        headers,
        html: String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned(),
    }
}
