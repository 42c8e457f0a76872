//! What a page had to complain of, and what it asked for: read from the browser's own logs.

use std::collections::HashSet;

use serde_json::Value;
use thirtyfour::BrowserLogEntry;

/// The console with what the browser adds to it, and the requests.
pub const LOGS: [&str; 2] = ["browser", "performance"];

#[derive(Default)]
pub struct Heard {
    /// Errors of scripts, violations of the Content-Security-Policy, resources that are missing, requests to others.
    pub complaints: Vec<String>,
    /// The addresses that pages were asked for at, and what they needed.
    pub asked: Vec<String>,
}

/// Makes sense of log entries. `home` is the register's address, the only one that pages may ask.
pub fn understand(logged: &[BrowserLogEntry], home: &str) -> Heard {
    let mut heard = Heard::default();
    let mut pages = HashSet::new();
    for entry in logged {
        let Some(request) = request(&entry.message) else {
            continue;
        };
        let address = text(&request["request"]["url"]).to_owned();
        if !["http", "ws", "file"].iter().any(|scheme| address.starts_with(scheme)) {
            continue;
        }
        if request["type"] == "Document" {
            pages.insert(address.clone());
        }
        if !address.starts_with(&format!("{home}/")) {
            heard.complaints.push(format!("asked another host: {address}"));
        }
        heard.asked.push(address);
    }
    for entry in logged {
        let serious = ["SEVERE", "WARNING"].contains(&entry.level.as_str());
        // A page that says that something is missing or wrong has a status of its own, and this is no fault.
        let of_page = entry.source.as_deref() == Some("network")
            && entry.message.contains("the server responded with a status of 4")
            && pages.contains(entry.message.split(' ').next().unwrap_or_default());
        if serious && !of_page {
            heard.complaints.push(entry.message.clone());
        }
    }
    heard
}

/// A request about to be sent, of an entry of the performance log.
fn request(message: &str) -> Option<Value> {
    let mut event: Value = serde_json::from_str(message).ok()?;
    let sent = event["message"]["method"] == "Network.requestWillBeSent";
    sent.then(|| event["message"]["params"].take())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
