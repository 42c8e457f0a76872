//! What pages are dressed in: inside the binary, at addresses that name their content, so that a browser asks once.

use std::sync::LazyLock;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::http::App;
use crate::http::answers::Answer;
use crate::http::finished::Keeping;

/// Name, media type, content.
const ALL: &[(&str, &str, &[u8])] = &[
    (
        "style.css",
        "text/css; charset=utf-8",
        include_bytes!("assets/style.css"),
    ),
    (
        "page.js",
        "text/javascript; charset=utf-8",
        include_bytes!("assets/page.js"),
    ),
    ("icon.svg", "image/svg+xml", include_bytes!("assets/icon.svg")),
];

/// Names the content of them all.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for (_, _, content) in ALL {
        digest.update(content);
    }
    digest
        .finalize()
        .iter()
        .take(6)
        .fold(String::new(), |mut edition, byte| {
            use std::fmt::Write as _;
            // Writing into a string does not fail.
            let _ = write!(edition, "{byte:02x}");
            edition
        })
});

/// Where one of them is.
pub fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *EDITION)
}

/// GET /assets/{edition}/{name}
pub async fn get(app: Data<App>, asked: Path<(String, String)>, request: HttpRequest) -> Result<HttpResponse> {
    let (_, media_type, content) = ALL.iter().find(|(name, ..)| *name == asked.1).ok_or(Error::NotFound)?;
    // Of an older edition there is only this one left, and it is not to be kept under that name.
    let keeping = if asked.0 == *EDITION {
        Keeping::ForEver
    } else {
        Keeping::Page
    };
    let make = async || {
        Ok(Answer {
            media_type,
            ..Answer::json(*content)
        })
    };
    app.answers.unchanging(&request, keeping, make).await
}
