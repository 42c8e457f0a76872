//! The register that is asked: the real server, with the 722 agreements of the two files.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use rai::clock::{Clock, Timestamp};
use rai::config::{DocumentsConfig, OpenIdConfig, PublicConfig, RulesConfig, ServerConfig};
use serde_json::Value;

use crate::database::{self, Filling, NOW, TestDatabase};

/// Where the answer carries its "did you mean".
const SUGGESTION: &str = "/did_you_mean";

pub struct Register {
    pub agreements: Vec<Value>,
    address: String,
    client: reqwest::Client,
    server: ServerHandle,
    // Dropped last: the server uses it.
    _database: TestDatabase,
    _index: tempfile::TempDir,
}

/// What a question found, best first.
pub struct Answer {
    pub found: Vec<Value>,
    pub suggestion: Option<String>,
}

impl Register {
    pub async fn start() -> Self {
        let database = TestDatabase::with(Filling::Catalogues);
        let db = database.open();
        let clock = Clock::fixed(Timestamp::parse(NOW).unwrap());
        let catalogues = rai::server::prepare(&db, &clock).unwrap();
        let bring = |name, rows, mapping| database::import(&db, &catalogues, &clock, (name, rows), mapping);
        let sample = bring(
            "sample-agreements.csv",
            include_str!("../../data/sample-agreements.csv"),
            include_str!("../../data/mappings/sample-agreements.yaml"),
        );
        let twinnings = bring(
            "sister-cities-mexico.csv",
            include_str!("sister-cities-mexico.csv"),
            include_str!("../../data/mappings/sister-cities-mexico.yaml"),
        );
        assert_eq!((sample, twinnings), (111, 611));

        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let index = tempfile::tempdir().unwrap();
        let config = ServerConfig {
            listen: listener.local_addr().unwrap(),
            workers: 1,
            body_limit: 1024 * 1024,
            shutdown_seconds: 1,
            answers: 16 << 20,
            documents: DocumentsConfig {
                documents: Some(index.path().join("documents").to_str().unwrap().to_owned()),
            },
            reader: Some(env!("CARGO_BIN_EXE_rai").into()),
            document_limit: 64 << 20,
            log_keys: None,
            index: Some(index.path().join("index")),
            public: PublicConfig::default(),
            openid: OpenIdConfig::default(),
            rules: RulesConfig {
                expiring_days: 180,
                rules: None,
            },
        };
        let server = rai::server::run(listener, db, catalogues, clock, &config).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        // Nothing here speaks TLS, and the client wants to know with what.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut register = Self {
            agreements: Vec::new(),
            address: format!("http://{}", config.listen),
            client: reqwest::Client::new(),
            server: handle,
            _database: database,
            _index: index,
        };
        register.wait_until_whole().await;
        register.agreements = register.list(&[("sort", "title")]).await.found;
        assert_eq!(register.agreements.len(), 722);
        register
    }

    /// All that a question finds.
    pub async fn ask(&self, question: &str) -> Answer {
        self.list(&[("q", question), ("sort", "relevance")]).await
    }

    /// A list from its first page to its last.
    async fn list(&self, query: &[(&str, &str)]) -> Answer {
        let mut page = self
            .read(
                self.client
                    .get(format!("{}/api/v1/agreements", self.address))
                    .query(&[("limit", "200")])
                    .query(query),
            )
            .await;
        let suggestion = page.pointer(SUGGESTION).and_then(Value::as_str).map(ToOwned::to_owned);
        let mut found = items(&mut page);
        while let Some(next) = page["next"].as_str() {
            page = self.read(self.client.get(format!("{}{next}", self.address))).await;
            found.append(&mut items(&mut page));
        }
        Answer { found, suggestion }
    }

    async fn read(&self, request: reqwest::RequestBuilder) -> Value {
        let answer = request.send().await.unwrap();
        let (address, status) = (answer.url().to_string(), answer.status());
        let body: Value = answer.json().await.unwrap();
        assert_eq!(status, 200, "{address}: {body:#}");
        body
    }

    /// The index is built in the background.
    async fn wait_until_whole(&self) {
        for _ in 0..300 {
            let list = self.client.get(format!("{}/api/v1/agreements?limit=1", self.address));
            if self.read(list).await["behind"].is_null() {
                return;
            }
            actix_web::rt::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the index was not whole within thirty seconds");
    }
}

fn items(page: &mut Value) -> Vec<Value> {
    match page["items"].take() {
        Value::Array(items) => items,
        other => panic!("no items but {other:#}"),
    }
}

impl Drop for Register {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}
