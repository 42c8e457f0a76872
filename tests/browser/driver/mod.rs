//! A person before the register's pages, with Chromium: opens, reads, fills in, presses.

mod accessible;
mod chromium;
mod finding;
mod keyboard;
mod layout;
mod log;
mod pictures;
mod weight;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Value, json};
use thirtyfour::BrowserLogEntry;
use thirtyfour::cdp::Cdp;
use thirtyfour::session::handle::SessionHandle;

use crate::support::app::TestApp;
use chromium::Chromium;

pub struct Browser {
    session: Arc<SessionHandle>,
    chromium: Chromium,
    /// The register's address, without a path.
    home: String,
    /// Those of others that people are sent to.
    others: RefCell<Vec<String>>,
    view: Cell<View>,
    language: Cell<&'static str>,
    scripts: Cell<bool>,
    /// What was asked for since a page was opened last.
    asked: RefCell<Vec<String>>,
    /// The pages among it, ever.
    pages: RefCell<HashSet<String>>,
}

/// What the pages are looked at with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Desktop,
    /// A window made four times as large, or the narrowest telephone.
    Narrow,
    Phone,
}

impl Browser {
    /// In Spanish, on a desktop, with scripts.
    pub async fn start(app: &TestApp) -> Self {
        Self::at(&app.address).await
    }

    /// The same at another server than the register's.
    pub async fn at(home: &str) -> Self {
        // The driver is spoken to without TLS, and the client wants to know with what.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let chromium = Chromium::start();
        let browser = Self {
            session: chromium.open().await,
            chromium,
            home: home.to_owned(),
            others: RefCell::default(),
            view: Cell::new(View::Desktop),
            language: Cell::new("es"),
            scripts: Cell::new(true),
            asked: RefCell::default(),
            pages: RefCell::default(),
        };
        browser.look(View::Desktop).await;
        browser.in_spanish().await;
        // What the keyboard leads to is in the window at once.
        let still = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
        browser.tell("Emulation.setEmulatedMedia", still).await;
        browser
    }

    // ---- How the pages are looked at ----

    pub async fn look(&self, view: View) {
        let (width, height, scale, phone) = match view {
            View::Desktop => (1280, 900, 1, false),
            View::Narrow => (320, 640, 1, false),
            View::Phone => (390, 844, 1, true),
        };
        let screen = json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone});
        self.tell("Emulation.setDeviceMetricsOverride", screen).await;
        self.tell("Emulation.setTouchEmulationEnabled", json!({"enabled": phone}))
            .await;
        self.view.set(view);
    }

    pub const fn view(&self) -> View {
        self.view.get()
    }

    pub async fn in_spanish(&self) {
        self.speak("es", "es-MX,es").await;
    }

    pub async fn in_english(&self) {
        self.speak("en", "en-GB,en").await;
    }

    async fn speak(&self, language: &'static str, preferred: &str) {
        let version = self.tell("Browser.getVersion", json!({})).await;
        let who = json!({"userAgent": version["userAgent"], "acceptLanguage": preferred});
        self.tell("Emulation.setUserAgentOverride", who).await;
        self.language.set(language);
    }

    /// As with JavaScript switched off: nothing of a page's own is run.
    pub async fn without_scripts(&self) {
        self.run_scripts(false).await;
        self.scripts.set(false);
    }

    async fn run_scripts(&self, run: bool) {
        self.tell("Emulation.setScriptExecutionDisabled", json!({"value": !run}))
            .await;
    }

    /// Says something to Chromium itself, in its own protocol.
    async fn tell(&self, command: &str, said: Value) -> Value {
        let told = Cdp::new(self.session.clone()).send_raw(command, said).await;
        told.unwrap_or_else(|reason| panic!("{command}: {reason}"))
    }

    /// Lets pages lead to another server too.
    pub fn may_ask(&self, other: &str) {
        self.others.borrow_mut().push(other.to_owned());
    }

    // ---- Where it is ----

    /// Opens a page by its path.
    pub async fn open(&self, path: &str) {
        self.assert_quiet().await;
        self.visit(path).await;
        self.assert_quiet().await;
    }

    /// The same, whatever is wrong with the page.
    pub async fn visit(&self, path: &str) {
        self.asked.take();
        self.session.goto(format!("{}{path}", self.home)).await.unwrap();
    }

    /// Does something in another tab, and comes back to this one.
    pub async fn in_another_tab(&self, act: impl AsyncFnOnce()) {
        let here = self.session.window().await.unwrap();
        let other = self.session.new_tab().await.unwrap();
        self.session.switch_to_window(other).await.unwrap();
        act().await;
        self.session.close_window().await.unwrap();
        self.session.switch_to_window(here).await.unwrap();
    }

    /// The path and query of the page.
    pub async fn path(&self) -> String {
        let address = self.session.current_url().await.unwrap();
        let query = address.query().map(|query| format!("?{query}"));
        format!("{}{}", address.path(), query.unwrap_or_default())
    }

    // ---- What it hears ----

    /// Nothing went wrong in a page, and nobody but the register was asked for anything.
    pub async fn assert_quiet(&self) {
        let complaints = self.listen().await;
        assert!(
            complaints.is_empty(),
            "{}:\n{}",
            self.path().await,
            complaints.join("\n")
        );
    }

    /// What there was to complain of since the last time.
    pub async fn listen(&self) -> Vec<String> {
        let mut logged = Vec::new();
        for log in log::LOGS {
            logged.extend(self.session.get_log(log).await.unwrap());
        }
        self.understand(&logged)
    }

    fn understand(&self, logged: &[BrowserLogEntry]) -> Vec<String> {
        let servers = [std::slice::from_ref(&self.home), self.others.borrow().as_slice()].concat();
        let heard = log::understand(logged, &servers, self.pages.take());
        self.pages.replace(heard.pages);
        self.asked.borrow_mut().extend(heard.asked);
        heard.complaints
    }

    /// Runs a script of the test's own, which works without those of the page.
    async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.session.execute(script, arguments).await.unwrap().json().clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let complaints = self.understand(&self.chromium.end(&self.session));
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "at last:\n{}", complaints.join("\n"));
        }
    }
}
