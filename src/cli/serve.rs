//! `rai serve`

use std::net::TcpListener;
use std::process::ExitCode;

use clap::Args;

use crate::access::Actor;
use crate::accounts;
use crate::clock::Clock;
use crate::config::ServerConfig;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::Site;
use crate::server;

/// Answers over HTTP until it is told to stop (SIGTERM, Ctrl-C).
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    server: ServerConfig,
}

impl Serve {
    pub fn run(self, db: Db, clock: Clock) -> Result<ExitCode> {
        let listener = listen(&self.server)?;
        let catalogues = server::prepare(&db, &clock)?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let by = Actor::command("rai serve");
        if let Some(warning) = Site::of(&self.server).warning()
            && db.read_here(|conn| accounts::count(conn, &by))? > 0
        {
            tracing::warn!("{warning}");
        }
        actix_web::rt::System::new().block_on(async move {
            let server = server::run(listener, db, catalogues, clock, &self.server)?;
            println!("rai: http://{address}");
            server.await.map_err(Error::internal)
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Opens the port before anything else is done, so that a taken one is said at once.
pub fn listen(config: &ServerConfig) -> Result<TcpListener> {
    let address = config.listen;
    TcpListener::bind(address)
        .map_err(|reason| Error::Command(format!("RAI_LISTEN: cannot listen on {address}: {reason}")))
}
