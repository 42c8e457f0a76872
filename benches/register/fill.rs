//! A register to measure: empty first, then filled by the real import.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::children::{Memory, Rai, Server};
use crate::generate::{Findable, Generator};
use crate::report::{Report, whole as rounded};
use crate::{Arguments, Result};

/// A register to measure.
pub struct Filled {
    pub rai: Rai,
    pub findable: Findable,
    /// Rows per second; nothing when an earlier run imported them.
    pub imported: Option<f64>,
}

/// A register with as many agreements as are asked for: imported now, or by an earlier run.
///
/// # Errors
/// When a command fails, or the database holds what it should not.
pub fn fill(arguments: &Arguments, folder: &Path, report: &mut Report) -> Result<Filled> {
    let rai = |database: String| Rai {
        database,
        workers: arguments.workers,
        folder: folder.to_owned(),
    };
    let name = format!("register-{}", arguments.agreements);
    let in_file =
        |path: &Path| -> Result<String> { Ok(format!("sqlite://{}", path.to_str().ok_or("a folder not in UTF-8")?)) };

    let (files, findable) = Generator::new()?.write(usize::try_from(arguments.agreements)?, folder, &name)?;

    let empty = folder.join("register-empty.db");
    remove(&empty)?;
    let nothing = rai(in_file(&empty)?);
    drop(nothing.serve()?);
    report.fact("start to first answer, empty", start_up(&nothing)?);
    report.memory("memory, idle and empty", idle(&nothing.serve()?));
    remove(&empty)?;

    let own = folder.join(format!("{name}.db"));
    let full = rai(arguments.database.clone().map_or_else(|| in_file(&own), Ok)?);
    if !arguments.reuse && arguments.database.is_none() {
        remove(&own)?;
    }
    let mut imported = None;
    if holds_any(&full.serve()?)? {
        if !arguments.reuse {
            return Err("the database holds agreements: give an empty one, or --reuse".into());
        }
        report.fact("import", "by an earlier run");
    } else {
        let begun = Instant::now();
        for file in &files {
            let said = full.run(
                &["import", file.to_str().ok_or("a folder not in UTF-8")?],
                Duration::from_mins(30),
            )?;
            eprintln!("  {said}");
        }
        let took = begun.elapsed();
        let rate = f64::from(arguments.agreements) / took.as_secs_f64();
        report.fact(
            "import",
            format!("{} rows/s, {:.1} s", rounded(rate), took.as_secs_f64()),
        );
        imported = Some(rate);
    }
    if arguments.database.is_none() {
        let size = std::fs::metadata(&own)?.len();
        report.fact("database", format!("{} MiB", rounded(size as f64 / 1_048_576.0)));
    }
    Ok(Filled {
        rai: full,
        findable,
        imported,
    })
}

/// Removes a database file and what lies beside it.
///
/// # Errors
/// When it cannot be removed.
pub fn remove(database: &Path) -> Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut path = database.as_os_str().to_owned();
        path.push(ending);
        match std::fs::remove_file(path) {
            Err(reason) if reason.kind() != std::io::ErrorKind::NotFound => return Err(reason.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Whether anything was imported: every import leaves more entries than the catalogues do.
fn holds_any(server: &Server) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let address = format!("http://{}/api/v1/entries?after=500&limit=1", server.address);
    let client = reqwest::Client::builder().timeout(Duration::from_mins(2)).build()?;
    let page: serde_json::Value =
        runtime.block_on(async { client.get(address).send().await?.error_for_status()?.json().await })?;
    Ok(!page["items"].as_array().ok_or("a page without items")?.is_empty())
}

/// The middle one of five starts.
///
/// # Errors
/// When the server does not answer.
pub fn start_up(rai: &Rai) -> Result<String> {
    let mut times = Vec::new();
    for _ in 0..5 {
        times.push(rai.serve()?.started_in);
    }
    times.sort();
    Ok(format!("{:.0} ms", times[2].as_secs_f64() * 1000.0))
}

/// Waits until the search index, which is built from nothing after the import, has every agreement.
///
/// # Errors
/// When the server does not answer.
pub async fn whole(server: &Server) -> Result<Duration> {
    let begun = std::time::Instant::now();
    let list = format!("http://{}/api/v1/agreements?limit=1", server.address);
    loop {
        let page: serde_json::Value = reqwest::get(&list).await?.json().await?;
        if page["behind"].is_null() {
            return Ok(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What a server holds that has answered once and then been left alone.
#[must_use]
pub fn idle(server: &Server) -> Option<Memory> {
    std::thread::sleep(Duration::from_secs(1));
    server.memory()
}
