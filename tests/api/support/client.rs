//! Asking the register over a real socket, and what it answers. Every exchange is held against the contract.

use std::future::{Future, IntoFuture};
use std::io::Read;
use std::pin::Pin;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::contract::{Contract, Exchange};

/// Somebody who asks: with a token, or the public.
#[derive(Clone)]
pub struct Caller {
    server: String,
    token: Option<String>,
    client: reqwest::Client,
}

/// A request that is sent when it is awaited.
pub struct Request {
    caller: Caller,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    /// Sent in pieces, without saying beforehand how long it is.
    in_pieces: bool,
    wrong: bool,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Between the parts of a body.
pub const BOUNDARY: &str = "between-parts";

impl Caller {
    /// `server` is `http://ADDRESS:PORT`.
    pub fn new(server: &str, token: Option<String>) -> Self {
        // No test speaks TLS, and the client wants to know with what.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            server: server.to_owned(),
            token,
            client,
        }
    }

    /// The same connection for somebody else.
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self {
            token: token.map(ToOwned::to_owned),
            ..self.clone()
        }
    }

    /// A path of the API may go without its `/api/v1`.
    pub fn ask(&self, method: Method, path: &str) -> Request {
        const ROOTS: [&str; 7] = [
            "/api/",
            "/log/",
            "/healthz",
            "/readyz",
            "/openapi.yaml",
            "/docs",
            "/problems",
        ];
        let whole = ROOTS.iter().any(|root| path.starts_with(root));
        Request {
            caller: self.clone(),
            method,
            path: if whole {
                path.to_owned()
            } else {
                format!("/api/v1{path}")
            },
            headers: HeaderMap::new(),
            body: None,
            in_pieces: false,
            wrong: false,
        }
    }

    pub fn get(&self, path: &str) -> Request {
        self.ask(Method::GET, path)
    }

    pub fn head(&self, path: &str) -> Request {
        self.ask(Method::HEAD, path)
    }

    pub fn post(&self, path: &str, body: impl Serialize) -> Request {
        self.ask(Method::POST, path).json(body)
    }

    /// Sends a document: what is said of it, and its content.
    pub fn upload(&self, path: &str, said: impl Serialize, name: &str, content: &[u8]) -> Request {
        let said = serde_json::to_vec(&said).unwrap();
        let name = format!("filename=\"{name}\"");
        self.ask(Method::POST, path)
            .in_parts(&[("document", "", &said), ("file", &name, content)])
    }

    pub fn patch(&self, path: &str, body: impl Serialize) -> Request {
        self.ask(Method::PATCH, path).json(body)
    }
}

impl Request {
    pub fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        let value = HeaderValue::from_bytes(value.as_ref()).unwrap();
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    pub fn json(self, body: impl Serialize) -> Self {
        self.bytes("application/json", serde_json::to_vec(&body).unwrap())
    }

    pub fn bytes(mut self, media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.header("content-type", media_type)
    }

    /// A body in parts: each part's name, what else is said of it, its bytes.
    pub fn in_parts(self, parts: &[(&str, &str, &[u8])]) -> Self {
        let mut body = Vec::new();
        for (name, more, content) in parts {
            let more = if more.is_empty() {
                String::new()
            } else {
                format!("; {more}")
            };
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n").as_bytes(),
            );
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.bytes("multipart/form-data; boundary=between-parts", body)
    }

    pub fn in_pieces(mut self) -> Self {
        self.in_pieces = true;
        self
    }

    pub fn if_match(self, tag: &str) -> Self {
        self.header("if-match", tag)
    }

    pub fn key(self, key: &'static str) -> Self {
        self.header("idempotency-key", key)
    }

    pub fn in_english(self) -> Self {
        self.header("accept-language", "en-GB,en;q=0.9,es;q=0.1")
    }

    /// Not as the contract asks for it, and meant so: it must be refused, and its own half of the exchange is not checked.
    pub fn wrong(mut self) -> Self {
        self.wrong = true;
        self
    }

    /// Only the status, of whatever the contract says of it.
    pub async fn status(self) -> u16 {
        self.on_the_wire().send().await.unwrap().status().as_u16()
    }

    fn on_the_wire(&self) -> reqwest::RequestBuilder {
        let caller = &self.caller;
        let mut request = caller
            .client
            .request(self.method.clone(), format!("{}{}", caller.server, self.path))
            .headers(self.headers.clone());
        if let Some(token) = &caller.token {
            request = request.bearer_auth(token);
        }
        match self.body.clone() {
            None => request,
            Some(body) if self.in_pieces => {
                let pieces: Vec<_> = body
                    .chunks(65_536)
                    .map(|piece| Ok::<_, std::io::Error>(piece.to_vec()))
                    .collect();
                request.body(reqwest::Body::wrap_stream(futures_util::stream::iter(pieces)))
            }
            Some(body) => request.body(body),
        }
    }

    async fn send(self) -> Answer {
        let caller = &self.caller;
        let response = self.on_the_wire().send().await.unwrap();
        let answer = Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        };
        if self.wrong {
            assert!(
                answer.status >= 400,
                "{} {} was meant to be refused",
                self.method,
                self.path
            );
        }
        Contract::get().check(&Exchange {
            method: self.method.as_str(),
            path: &self.path,
            signed_in: caller.token.is_some(),
            request_headers: &self.headers,
            request_body: self.body.as_deref(),
            wrong: self.wrong,
            answer: &answer,
        });
        answer
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn etag(&self) -> &str {
        self.header("etag")
    }

    /// The body without its compression.
    pub fn decoded(&self) -> Vec<u8> {
        let mut plain = Vec::new();
        match self.header("content-encoding") {
            "gzip" => flate2::read::GzDecoder::new(self.body.as_slice())
                .read_to_end(&mut plain)
                .map(drop),
            "br" => brotli::BrotliDecompress(&mut self.body.as_slice(), &mut plain),
            _ => return self.body.clone(),
        }
        .unwrap();
        plain
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|reason| panic!("{reason}: {}", self.text()))
    }

    /// The body, when the answer is of this status.
    #[track_caller]
    pub fn assert(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        if self.body.is_empty() || !self.header("content-type").contains("json") {
            return Value::Null;
        }
        if self.header("content-type").contains("ndjson") {
            return Value::Null;
        }
        self.json()
    }

    /// The agreement in the answer to whoever wrote it, as it is read again: without the warnings.
    #[track_caller]
    pub fn assert_written(&self, status: u16) -> Value {
        let mut agreement = self.assert(status);
        agreement.as_object_mut().unwrap().remove("warnings").unwrap();
        agreement
    }

    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.assert(status);
        assert_eq!(problem["type"], format!("/problems/{code}"), "{problem:#}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        problem
    }

    /// The places and codes of everything that is wrong with what was sent.
    #[track_caller]
    pub fn faults(&self) -> Vec<(String, String)> {
        let problem = self.json();
        let errors = problem["errors"]
            .as_array()
            .unwrap_or_else(|| panic!("no errors in {problem:#}"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        errors
            .iter()
            .map(|error| {
                let place = if error["pointer"].is_string() {
                    &error["pointer"]
                } else {
                    &error["parameter"]
                };
                (text(place), text(&error["code"]))
            })
            .collect()
    }

    /// The same, to be compared with literals.
    #[track_caller]
    pub fn assert_faults(&self, expected: &[(&str, &str)]) {
        let found = self.faults();
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(place, code)| (place.as_str(), code.as_str()))
            .collect();
        assert_eq!(found, expected, "{:#}", self.json());
    }

    /// The items of a list.
    #[track_caller]
    pub fn items(&self) -> Vec<Value> {
        let page = self.assert(200);
        page["items"]
            .as_array()
            .unwrap_or_else(|| panic!("no items in {page:#}"))
            .clone()
    }

    /// One field of every item of a list, as text.
    #[track_caller]
    pub fn each(&self, field: &str) -> Vec<String> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        self.items().iter().map(|item| text(&item[field])).collect()
    }
}
