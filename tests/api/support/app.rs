//! A register for one test: the real server on a free port, with a database of its own and a clock that stands still.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use rai::access::{Actor, Role};
use rai::catalogues::Catalogues;
use rai::clock::{Clock, Timestamp};
use rai::config::{DocumentsConfig, OpenIdConfig, PublicConfig, RulesConfig, ServerConfig};
use rai::content::Submitted;
use rai::db::Db;
use rai::documents::store::Store;
use rai::log::keys::LogKeys;
use rai::tokens::{self, Token, TokenInput};
use serde_json::Value;

use super::build::{Draft, token};
use super::client::{Answer, Caller};
use super::database::{Filling, NOW, TestDatabase};

pub struct TestApp {
    public: Caller,
    pub address: String,
    pub db: Db,
    pub clock: Clock,
    pub catalogues: Arc<Catalogues>,
    secrets: Mutex<HashMap<String, String>>,
    server: ServerHandle,
    // Dropped last: everything above uses it.
    pub database: TestDatabase,
    /// Of the index, the documents and the key.
    folder: tempfile::TempDir,
}

/// The body limit of the tests' servers, in bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

impl TestApp {
    /// A register with its catalogues and nothing else.
    pub async fn start() -> Self {
        Self::on(TestDatabase::with(Filling::Catalogues)).await
    }

    /// Everything that can be verified of the register is as it should be.
    #[expect(clippy::unused_async, reason = "reads beside the other steps of a test")]
    pub async fn assert_sound(&self) {
        let findings = self.db.snapshot_here(rai::check::everything).unwrap();
        for finding in findings {
            assert_eq!(finding.wrong, Vec::<String>::new(), "{}", finding.what);
        }
    }

    /// A register with the 111 real agreements of the sample.
    pub async fn with_sample() -> Self {
        Self::on(TestDatabase::with(Filling::Sample)).await
    }

    /// The same on SQLite, whichever database the tests run on.
    pub async fn with_sample_in_file() -> Self {
        Self::on(TestDatabase::in_folder(Filling::Sample)).await
    }

    /// A register with other settings, of which some name the address that the server has.
    pub async fn with_settings(change: impl FnOnce(&mut ServerConfig)) -> Self {
        Self::set(TestDatabase::with(Filling::Catalogues), change).await
    }

    async fn on(database: TestDatabase) -> Self {
        Self::set(database, |_| {}).await
    }

    #[expect(clippy::unused_async, reason = "a server is started within a runtime")]
    async fn set(database: TestDatabase, change: impl FnOnce(&mut ServerConfig)) -> Self {
        let db = database.open();
        let clock = Clock::fixed(Timestamp::parse(NOW).unwrap());
        let catalogues = rai::server::prepare(&db, &clock).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let index = tempfile::tempdir().unwrap();
        let keys = index.path().join("log.keys");
        std::fs::write(&keys, LogKeys::make("rai.test/log", [7; 32]).unwrap().secret).unwrap();
        let mut config = ServerConfig {
            listen: listener.local_addr().unwrap(),
            workers: 2,
            body_limit: BODY_LIMIT,
            shutdown_seconds: 1,
            answers: 16 << 20,
            index: Some(index.path().join("index")),
            documents: DocumentsConfig {
                documents: Some(index.path().join("documents").to_str().unwrap().to_owned()),
            },
            reader: Some(env!("CARGO_BIN_EXE_rai").into()),
            document_limit: 64 << 20,
            log_keys: Some(keys),
            public: PublicConfig::default(),
            openid: OpenIdConfig::default(),
            rules: RulesConfig {
                expiring_days: 180,
                rules: None,
            },
        };
        change(&mut config);
        let server = rai::server::run(listener, db.clone(), catalogues.clone(), clock.clone(), &config).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let address = format!("http://{}", config.listen);
        Self {
            public: Caller::new(&address, None),
            address,
            db,
            clock,
            catalogues,
            secrets: Mutex::default(),
            server: handle,
            database,
            folder: index,
        }
    }

    // ---- Callers ----

    /// Nobody in particular, without a token.
    pub fn public(&self) -> Caller {
        self.public.clone()
    }

    pub fn analyst(&self) -> Caller {
        self.caller(Role::Analyst, None, None)
    }

    pub fn counsel(&self) -> Caller {
        self.caller(Role::Counsel, None, None)
    }

    pub fn registrar(&self) -> Caller {
        self.caller(Role::Registrar, None, None)
    }

    pub fn auditor(&self) -> Caller {
        self.caller(Role::Auditor, None, None)
    }

    pub fn administrator(&self) -> Caller {
        self.caller(Role::Administrator, None, None)
    }

    /// Another system.
    pub fn system(&self) -> Caller {
        self.caller(Role::System, None, None)
    }

    /// A state's liaison, by INEGI code.
    pub fn liaison(&self, state: &str) -> Caller {
        self.caller(Role::Liaison, None, Some(state))
    }

    /// A body's own office, by the body's id.
    pub fn office(&self, body: &str) -> Caller {
        self.caller(Role::Office, Some(body), None)
    }

    /// Whoever sends this as a token.
    pub fn holder(&self, secret: &str) -> Caller {
        self.public.with_token(Some(secret))
    }

    /// One token for each kind of caller, made when it is first needed.
    fn caller(&self, role: Role, body: Option<&str>, state: Option<&str>) -> Caller {
        let name = [Some(role.as_str()), body, state]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        let mut secrets = self.secrets.lock().unwrap();
        let secret = secrets.entry(name.clone()).or_insert_with(|| {
            let (body_id, state) = (body.map(ToOwned::to_owned), state.map(ToOwned::to_owned));
            let wanted = TokenInput {
                body_id,
                state,
                ..token(&name, role)
            };
            self.token(wanted).1
        });
        self.public.with_token(Some(secret))
    }

    /// A new token and its secret.
    pub fn token(&self, wanted: TokenInput) -> (Token, String) {
        let (by, wanted) = (Actor::command("rai token"), Submitted::sound(wanted));
        self.db
            .write_here(|conn| tokens::create(conn, &self.catalogues, wanted, &by, &self.clock))
            .unwrap()
    }

    // ---- What is there already ----

    /// An agreement that an analyst entered before the test begins.
    pub async fn given(&self, draft: Draft) -> Given {
        Given::of(self.analyst().post("/agreements", draft).await)
    }

    /// The id of the body that an agreement of it brings into the directory.
    pub async fn given_body(&self, body: Value) -> String {
        let answer = self.analyst().post("/bodies", body).await;
        answer.assert(201)["id"].as_str().unwrap().to_owned()
    }

    /// Keeps everybody from writing until what it answers with is called.
    pub fn hold_writer(&self) -> impl FnOnce() + use<> {
        let (hold, on_hold) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let db = self.db.clone();
        let writer = std::thread::spawn(move || {
            db.write_here(|_| {
                hold.send(()).unwrap();
                released.recv().unwrap();
                Ok(())
            })
        });
        on_hold.recv().unwrap();
        move || {
            release.send(()).unwrap();
            writer.join().unwrap().unwrap();
        }
    }

    pub fn documents_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("documents")
    }

    /// Waits until the text of a document was read, as far as it can be.
    pub async fn wait_until_read(&self, document: &str) {
        let auditor = self.auditor();
        let path = format!("/documents/{document}");
        while auditor.get(&path).await.json()["text"]["state"] == "waiting" {
            actix_web::rt::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What `rai check --contents` says of the store of documents.
    pub async fn amiss_in_store(&self) -> Vec<String> {
        let store = Store::open(self.documents_folder().to_str().unwrap()).unwrap();
        let findings = rai::check::documents::in_store(&self.db, &store, true).await.unwrap();
        findings.into_iter().flat_map(|finding| finding.wrong).collect()
    }

    /// What is in the store of documents, by name.
    pub fn contents(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.documents_folder()];
        while let Some(folder) = folders.pop() {
            for item in std::fs::read_dir(folder).unwrap() {
                let path = item.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        found.sort();
        found
    }

    pub fn set_clock(&self, at: &str) {
        self.clock.set(Timestamp::parse(at).unwrap());
    }

    // ---- What the tests ask most ----

    /// The titles a list shows to somebody, in its order.
    pub async fn titles(&self, caller: &Caller, query: &str) -> Vec<String> {
        caller.get(&format!("/agreements{query}")).await.each("title")
    }

    /// Waits until the index has taken in a great many changes: what must be whole is refused until then.
    pub async fn wait_for_index(&self) {
        while !self.public().get("/agreements?limit=1").await.json()["behind"].is_null() {
            actix_web::rt::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Every entry of the journal, oldest first, as whoever sees everything reads it.
    pub async fn journal(&self) -> Vec<Value> {
        let (caller, mut entries, mut next) = (self.auditor(), Vec::new(), Some("/entries?limit=200".to_owned()));
        while let Some(path) = next {
            let page = caller.get(&path).await.assert(200);
            entries.extend(page["items"].as_array().unwrap().clone());
            next = page["next"].as_str().map(ToOwned::to_owned);
        }
        entries
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

/// A record as it was when it was made.
pub struct Given {
    pub json: Value,
    pub etag: String,
}

impl Given {
    #[track_caller]
    pub fn of(answer: Answer) -> Self {
        Self {
            json: answer.assert_written(201),
            etag: answer.etag().to_owned(),
        }
    }

    pub fn id(&self) -> &str {
        self.json["id"].as_str().unwrap()
    }

    pub fn path(&self) -> String {
        format!("/agreements/{}", self.id())
    }

    /// The id of the body of a party, by its position.
    pub fn body(&self, party: usize) -> &str {
        self.json["parties"][party]["body"]["id"].as_str().unwrap()
    }
}
