//! The log over HTTP: its signed head, tiles and proofs, for whoever checks the register from outside (C2SP tlog-tiles).

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use tlog_tiles::tile::Tile;

use crate::error::{Error, Result};
use crate::http::App;
use crate::http::answers::Answer;
use crate::http::finished::{Finished, Keeping};
use crate::http::query::Query;
use crate::log::{opened, tree};

const TEXT: &str = "text/plain; charset=utf-8";

/// GET /log/checkpoint
pub async fn checkpoint(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let keys = app.log.keys()?;
    let latest = app.latest_entry().await?;
    // Behind a large import the head is what is sealed so far.
    let size = app.log.at_least(latest).await.unwrap_or_else(|_| app.log.now());
    let root = app.db.read(move |conn| tree::root(conn, size)).await?;
    let note = keys.checkpoint(size, root)?;
    tagged(&request, TEXT, note.into_bytes(), Keeping::AskingAgain)
}

/// GET /log/keys
pub async fn keys(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let lines: String = app
        .log
        .keys()?
        .public()
        .iter()
        .flat_map(|key| [key.as_str(), "\n"])
        .collect();
    tagged(&request, TEXT, lines.into_bytes(), Keeping::ForAnHour)
}

/// GET /log/tile/{level}/{position…}
pub async fn tile(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let path = request.path().strip_prefix("/log/tile/").unwrap_or_default();
    let tile = named(path).ok_or(Error::NotFound)?;
    let bytes = app
        .db
        .read(move |conn| {
            if tile.is_data() {
                let after = i64::try_from(tile.level_index() << tree::HEIGHT).map_err(|_| Error::NotFound)?;
                opened::bundle(conn, after, i64::from(tile.width()))
            } else {
                tree::tile(conn, &tile)
            }
        })
        .await?;
    tagged(&request, "application/octet-stream", bytes, Keeping::ForEver)
}

/// Reads `0/x001/234` or `entries/000.p/5`.
fn named(path: &str) -> Option<Tile> {
    let (level, position) = path.split_once('/')?;
    let level = match level {
        "entries" => "data",
        // The library takes a level or a width out of range for a mistake of its caller.
        number if number.parse::<u8>().is_ok_and(|level| level < 64) => number,
        _ => return None,
    };
    if let Some((_, width)) = position.split_once(".p/")
        && !width.parse::<u16>().is_ok_and(|width| (1..256).contains(&width))
    {
        return None;
    }
    Tile::from_path(&format!("tile/{}/{level}/{position}", tree::HEIGHT)).ok()
}

#[derive(Serialize)]
struct InclusionProof {
    entry: i64,
    size: i64,
    root: String,
    hashes: Vec<String>,
}

/// GET /log/inclusion/{size}/{entry}
pub async fn inclusion(app: Data<App>, path: Path<(String, String)>, request: HttpRequest) -> Result<HttpResponse> {
    let (size, entry) = numbers(&app, &request, &path).await?;
    let (root, proof) = app
        .db
        .read(move |conn| Ok((tree::root(conn, size)?, tree::prove_inclusion(conn, size, entry)?)))
        .await?;
    proven(
        &request,
        &InclusionProof {
            entry,
            size,
            root: root.to_string(),
            hashes: proof.iter().map(ToString::to_string).collect(),
        },
    )
}

#[derive(Serialize)]
struct ConsistencyProof {
    earlier: i64,
    earlier_root: String,
    size: i64,
    root: String,
    hashes: Vec<String>,
}

/// GET /log/consistency/{size}/{earlier}
pub async fn consistency(app: Data<App>, path: Path<(String, String)>, request: HttpRequest) -> Result<HttpResponse> {
    let (size, earlier) = numbers(&app, &request, &path).await?;
    let (earlier_root, root, proof) = app
        .db
        .read(move |conn| {
            let proof = tree::prove_consistency(conn, size, earlier)?;
            Ok((tree::root(conn, earlier)?, tree::root(conn, size)?, proof))
        })
        .await?;
    proven(
        &request,
        &ConsistencyProof {
            earlier,
            earlier_root: earlier_root.to_string(),
            size,
            root: root.to_string(),
            hashes: proof.iter().map(ToString::to_string).collect(),
        },
    )
}

/// The size of a tree that there is, and a number within it.
async fn numbers(app: &App, request: &HttpRequest, path: &(String, String)) -> Result<(i64, i64)> {
    Query::of(request)?.finish()?;
    let number = |text: &str| text.parse::<i64>().ok().filter(|number| number.to_string() == text);
    let (size, within) = number(&path.0).zip(number(&path.1)).ok_or(Error::NotFound)?;
    if !(1..=size).contains(&within) {
        return Err(Error::NotFound);
    }
    if size > app.log.now() && size <= app.latest_entry().await? {
        app.log.at_least(size).await?;
    }
    if size > app.log.now() {
        return Err(Error::NotFound);
    }
    Ok((size, within))
}

fn proven(request: &HttpRequest, proof: &impl Serialize) -> Result<HttpResponse> {
    let body = serde_json::to_vec(proof)?;
    tagged(request, "application/json", body, Keeping::ForEver)
}

fn tagged(request: &HttpRequest, media_type: &'static str, body: Vec<u8>, keeping: Keeping) -> Result<HttpResponse> {
    let made = Answer {
        media_type,
        ..Answer::json(body)
    };
    Ok(Finished::of(made)?.send(request, None, keeping))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_named_as_the_standard_names_them() {
        let read = |path| named(path).map(|tile| (tile.is_data(), tile.level(), tile.level_index(), tile.width()));
        assert_eq!(read("0/000"), Some((false, 0, 0, 256)));
        assert_eq!(read("1/x001/x234/067.p/12"), Some((false, 1, 1_234_067, 12)));
        assert_eq!(read("entries/003.p/5"), Some((true, 0, 3, 5)));
        for wrong in [
            "",
            "0",
            "0/0",
            "0/000.p/256",
            "0/000.p/0",
            "data/000",
            "x/000",
            "0/../000",
            "-1/000",
            "64/000",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
