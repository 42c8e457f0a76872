//! `rai check`: one line for each thing it verified.

use std::process::ExitCode;

use clap::Args;

use crate::check::{self, Finding};
use crate::config::DocumentsConfig;
use crate::db::Db;
use crate::documents::store::Store;
use crate::error::{Error, Result};

/// Verifies that journal, tables, log and documents agree.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    documents: DocumentsConfig,
    /// Read every document's content and compare its SHA-256, too
    #[arg(long)]
    contents: bool,
}

impl Check {
    pub fn run(&self, db: &Db) -> Result<ExitCode> {
        let mut findings = db.snapshot_here(check::everything)?;
        let store = Store::open_to_look(&self.documents.of(db.address()))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::internal)?;
        findings.extend(runtime.block_on(check::documents::in_store(db, &store, self.contents))?);
        findings.iter().for_each(show);
        let sound = findings.iter().all(|finding| finding.wrong.is_empty());
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn show(finding: &Finding) {
    match finding.wrong.as_slice() {
        [] => println!("ok     {} ({})", finding.what, finding.count),
        wrong => {
            println!("WRONG  {}: {} of {}", finding.what, wrong.len(), finding.count);
            wrong.iter().take(20).for_each(|one| println!("         {one}"));
        }
    }
}
