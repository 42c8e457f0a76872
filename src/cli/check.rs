//! `rai check`: one line for each thing it verified.

use std::process::ExitCode;

use crate::check;
use crate::db::Db;
use crate::error::Result;

pub fn run(db: &Db) -> Result<ExitCode> {
    let findings = db.snapshot_here(check::everything)?;
    for finding in &findings {
        match finding.wrong.as_slice() {
            [] => println!("ok     {} ({})", finding.what, finding.count),
            wrong => {
                println!("WRONG  {}: {} of {}", finding.what, wrong.len(), finding.count);
                wrong.iter().take(20).for_each(|one| println!("         {one}"));
            }
        }
    }
    let sound = findings.iter().all(|finding| finding.wrong.is_empty());
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
