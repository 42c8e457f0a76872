//! A server in a process of its own: spoken to over a socket, asked how it is, told to stop.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::time::Duration;

use serde_json::json;

use crate::database::{Filling, TestDatabase};
use crate::program::{Stopped, rai};

/// A server of its own process, and the address it printed.
pub fn serve(database: &str) -> (Stopped, String) {
    serve_with(&mut rai(database, &[]))
}

/// The same with settings of its own.
pub fn serve_with(program: &mut Command) -> (Stopped, String) {
    let mut child = program.args(["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().rsplit('/').next().unwrap().to_owned();
    (Stopped(child), address)
}

pub fn signal(child: &Child, name: &str) {
    assert!(
        Command::new("kill")
            .args(["-s", name, &child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
}

/// One request over a connection of its own; answers the status and the body.
pub fn ask(address: &str, request: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
}

fn get(address: &str, path: &str) -> Option<(u16, String)> {
    ask(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: rai\r\nConnection: close\r\n\r\n"),
    )
}

/// Reads something as the holder of a token.
pub fn get_as(address: &str, token: &str, path: &str) -> Option<(u16, String)> {
    let request = format!(
        "GET /api/v1{path} HTTP/1.1\r\nHost: rai\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    ask(address, &request)
}

/// Sends something as the holder of a token.
pub fn post(address: &str, token: &str, path: &str, body: &str) -> Option<(u16, String)> {
    let length = body.len();
    let request = format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: rai\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    ask(address, &request)
}

/// A request that adds a plain text to an agreement's documents, as the holder of a token.
pub fn upload(token: &str, path: &str, kind: &str, content: &str) -> String {
    const BOUNDARY: &str = "a-part-ends-here";
    let said = json!({"kind": kind, "title": "Texto", "language": "es"});
    let body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\n{said}\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"texto.txt\"\r\n\r\n{content}\r\n\
         --{BOUNDARY}--\r\n"
    );
    let length = body.len();
    format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: rai\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

#[test]
fn a_server_told_to_stop_finishes_what_is_in_flight() {
    let database = TestDatabase::with(Filling::Sample);
    let (mut server, address) = serve(&database.address);
    let mut stream = TcpStream::connect(&address).unwrap();
    stream
        .write_all(b"GET /api/v1/agreements?format=ndjson HTTP/1.1\r\nHost: rai\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut first = [0_u8; 16];
    stream.read_exact(&mut first).unwrap();
    signal(&server.0, "TERM");
    std::thread::sleep(Duration::from_millis(300));
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "the export was cut off");
    assert_eq!(rest.matches("\"validity\":").count(), 111);
    assert!(server.0.wait().unwrap().success());
    assert!(TcpStream::connect(&address).is_err());
}

#[test]
fn a_server_says_that_it_is_alive_and_ready() {
    let database = TestDatabase::with(Filling::Catalogues);
    let (_server, address) = serve(&database.address);
    assert_eq!(
        get(&address, "/healthz").unwrap(),
        (200, "{\"status\":\"ok\"}".to_owned())
    );
    assert_eq!(
        get(&address, "/readyz").unwrap(),
        (200, "{\"status\":\"ready\"}".to_owned())
    );
}
