//! The program's commands, and what holds when it is stopped or killed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "api/support/database.rs"]
mod database;
mod program;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::time::Duration;

use database::{Filling, TestDatabase};
use program::{Stopped, rai, run, text, told};

#[test]
fn a_wrong_setting_is_refused_with_its_name() {
    for (variable, value) in [
        ("RAI_LISTEN", "nowhere"),
        ("RAI_WORKERS", "0"),
        ("RAI_READERS", "many"),
        ("RAI_BODY_LIMIT", "-1"),
        ("RAI_SHUTDOWN_SECONDS", "soon"),
        ("RAI_EXPIRING_DAYS", "9999999"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite://{}", folder.path().join("rai.db").display());
        let refused = told(&rai(&address, &["serve"]).env(variable, value).output().unwrap());
        assert!(
            !refused.success && refused.complained.contains(variable),
            "{variable}: {}",
            refused.complained
        );
    }
}

#[test]
fn an_address_of_another_scheme_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for address in [
        "mysql://localhost/rai",
        "sqllite://rai.db",
        "rai.db",
        "",
        "sqlite://:memory:",
    ] {
        let refused = told(&rai(address, &["migrate"]).current_dir(folder.path()).output().unwrap());
        assert!(
            !refused.success && refused.complained.contains("DATABASE_URL"),
            "{address}: {}",
            refused.complained
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_password_in_the_address_is_never_shown() {
    let address = "postgres://rai:secreto@127.0.0.1:1/rai";
    for arguments in [&["migrate"][..], &["--help"], &["serve", "--help"]] {
        let run = told(&rai(address, arguments).env("RAI_LOG", "debug").output().unwrap());
        assert!(
            !run.said.contains("secreto") && !run.complained.contains("secreto"),
            "{}",
            run.complained
        );
    }
}

#[test]
fn every_command_explains_itself() {
    for command in ["serve", "demo", "import", "export", "migrate", "check", "token"] {
        let help = run("sqlite://rai.db", &[command, "--help"]);
        assert!(help.success && help.said.contains("Usage: rai"), "{command}");
    }
}

#[test]
fn a_token_is_printed_alone_and_kept_only_as_its_hash() {
    let database = TestDatabase::with(Filling::Catalogues);
    let made = run(
        &database.address,
        &["token", "create", "--role", "analyst", "--name", "Ana"],
    );
    let secret = made.said.trim_end();
    assert!(
        secret.starts_with("rai_") && secret.len() == 47 && !secret.contains('\n'),
        "{secret}"
    );
    assert!(!made.complained.contains(secret));
    let listed = run(&database.address, &["token", "list"]).said;
    assert!(listed.contains("Ana") && !listed.contains(secret));
    for wrong in [
        &["--role", "office"][..],
        &["--role", "liaison"],
        &["--role", "liaison", "--state", "99"],
        &["--role", "analyst", "--state", "11"],
    ] {
        assert!(
            !run(&database.address, &[&["token", "create"], wrong].concat()).success,
            "{wrong:?}"
        );
    }
}

#[test]
fn an_export_holds_every_agreement() {
    let database = TestDatabase::with(Filling::Sample);
    let lines = run(&database.address, &["export"]).said;
    assert_eq!(lines.lines().count(), 111);
    for line in lines.lines() {
        let agreement: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(agreement["validity"]["state"].is_string());
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.csv");
    assert!(
        run(
            &database.address,
            &["export", "--format", "csv", "--output", text(&file)]
        )
        .success
    );
    assert_eq!(csv::Reader::from_path(&file).unwrap().records().count(), 111);
}

#[test]
fn the_check_finds_what_was_changed_behind_its_back() {
    let database = TestDatabase::with(Filling::Sample);
    assert!(run(&database.address, &["check"]).success);
    database
        .open()
        .write_here(|conn| {
            use diesel::connection::SimpleConnection;
            Ok(conn.batch_execute("UPDATE agreements SET title = 'Otro' WHERE title LIKE '%Petra%'")?)
        })
        .unwrap();
    let found = run(&database.address, &["check"]);
    assert!(
        !found.success && found.said.contains("WRONG  records agree with the tables: 1 of 111"),
        "{}",
        found.said
    );
}

/// A server of its own process, and the address it printed.
fn serve(database: &str) -> (Stopped, String) {
    let mut child = rai(database, &["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().rsplit('/').next().unwrap().to_owned();
    (Stopped(child), address)
}

fn signal(child: &Child, name: &str) {
    assert!(
        Command::new("kill")
            .args(["-s", name, &child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
}

/// One request over a connection of its own; answers the status and the body.
fn ask(address: &str, request: &str) -> Option<(u16, String)> {
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
fn what_was_acknowledged_is_there_after_a_kill() {
    let database = TestDatabase::with(Filling::Sample);
    let token = run(&database.address, &["token", "create", "--role", "analyst"])
        .said
        .trim_end()
        .to_owned();
    let mut acknowledged = Vec::new();
    for round in 0..5 {
        let (mut server, address) = serve(&database.address);
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (address, token) = (address.clone(), token.clone());
                std::thread::spawn(move || write_until_it_dies(&address, &token, &format!("{round}-{writer}")))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(400));
        signal(&server.0, "KILL");
        server.0.wait().unwrap();
        for writer in writers {
            acknowledged.extend(writer.join().unwrap());
        }
    }
    assert!(acknowledged.len() > 20, "only {} were acknowledged", acknowledged.len());
    assert!(run(&database.address, &["check"]).success);
    let all = run(&database.address, &["export", "--all"]).said;
    for title in acknowledged {
        assert!(all.contains(&title), "{title} is lost");
    }
}

fn write_until_it_dies(address: &str, token: &str, name: &str) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let title = format!("Hermanamiento [{name}-{number}]");
        let body = format!(
            "{{\"title\":\"{title}\",\"instrument_type\":\"twinning\",\"object\":\"Cultura\",\"legal_basis\":\"LCT\",\"parties\":[\
             {{\"side\":\"domestic\",\"body\":{{\"name\":\"Municipio de Irapuato\",\"level\":\"municipal\",\"municipality\":\"11017\"}}}},\
             {{\"side\":\"foreign\",\"body\":{{\"name\":\"Ciudad {name} {number}\",\"level\":\"municipal\",\"country\":\"FR\"}}}}]}}"
        );
        let request = format!(
            "POST /api/v1/agreements HTTP/1.1\r\nHost: rai\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        match ask(address, &request) {
            Some((201, _)) => acknowledged.push(title),
            _ => return acknowledged,
        }
    }
    acknowledged
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
