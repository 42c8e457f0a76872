//! What the framework does at most on this machine: a server that answers every request with the same bytes.

use std::process::Command;

use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, web};

use crate::Result;
use crate::children::Server;

/// Starts this program again, as that server.
///
/// # Errors
/// When it does not answer.
pub fn start(bytes: usize, workers: usize) -> Result<Server> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--bench", "--constant-server", "0"]);
    command.args(["--bytes", &bytes.to_string(), "--workers", &workers.to_string()]);
    Server::start(command)
}

/// Answers until the process is ended.
///
/// # Errors
/// When the port cannot be used.
pub fn serve(port: u16, bytes: usize, workers: usize) -> Result<()> {
    let padding = bytes.saturating_sub(r#"{"object":""}"#.len());
    let body = Bytes::from(format!(r#"{{"object":"{}"}}"#, "a".repeat(padding)));
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            let body = body.clone();
            App::new().default_service(web::to(move || {
                let body = body.clone();
                async move { HttpResponse::Ok().content_type("application/json").body(body) }
            }))
        })
        .workers(workers)
        .bind(("127.0.0.1", port))?;
        for address in server.addrs() {
            println!("constant: http://{address}");
        }
        server.run().await?;
        Ok(())
    })
}
