//! The program's commands, what its check finds, and what holds when it is stopped or killed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod beside;
mod check;
#[path = "../api/support/database.rs"]
mod database;
mod documents;
mod index;
mod kill;
#[path = "../program/mod.rs"]
mod program;
mod s3;
mod server;

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use database::{Filling, TestDatabase};
use program::{rai, run, text, told};

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
    for command in [
        "serve", "demo", "import", "export", "migrate", "check", "token", "account",
    ] {
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
    let system = [
        "token", "create", "--role", "system", "--scope", "report", "--scope", "cases",
    ];
    assert!(run(&database.address, &system).success);
    assert!(run(&database.address, &["token", "list"]).said.contains("cases report"));
    for (wrong, flags) in [
        (&["--role", "office"][..], &["--body"][..]),
        (
            &["--role", "office", "--body", "Irapuato", "--days", "0"],
            &["--body", "--days"],
        ),
        (&["--role", "liaison"], &["--state"]),
        (&["--role", "liaison", "--state", "99"], &["--state"]),
        (&["--role", "analyst", "--state", "11"], &["--state"]),
        (&["--role", "analyst", "--scope", "cases"], &["--scope"]),
    ] {
        let refused = run(&database.address, &[&["token", "create"], wrong].concat());
        let told = flags
            .iter()
            .all(|flag| refused.complained.contains(&format!("{flag}: ")));
        assert!(!refused.success && told, "{wrong:?}: {}", refused.complained);
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
fn an_export_can_be_a_workbook_or_a_map_with_links_where_the_address_is_told() {
    let database = TestDatabase::with(Filling::Sample);
    let folder = tempfile::tempdir().unwrap();
    let written = |form: &str, more: &[&str]| {
        let file = folder.path().join(form);
        let asked = [&["export", "--format", form, "--output", text(&file)], more].concat();
        let done = run(&database.address, &asked);
        assert!(done.success, "{}", done.complained);
        std::fs::read(file).unwrap()
    };
    let server = ["--public-url", "https://rai.example.mx/", "--language", "en"];
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(written("xlsx", &server))).unwrap();
    assert_eq!(book.worksheet_range("Agreements").unwrap().height(), 112);
    let formulas = book.worksheet_formula("Agreements").unwrap();
    let first = formulas.used_cells().next().unwrap().2;
    assert!(
        first.starts_with("HYPERLINK(\"https://rai.example.mx/api/v1/agreements/"),
        "{first}"
    );

    let map = |more: &[&str]| -> serde_json::Value { serde_json::from_slice(&written("geojson", more)).unwrap() };
    let (linked, bare) = (map(&server), map(&[]));
    assert_eq!(linked["features"].as_array().unwrap().len(), 111);
    let link = |map: &serde_json::Value| map["features"][0]["properties"]["link"].clone();
    assert!(
        link(&linked)
            .as_str()
            .unwrap()
            .starts_with("https://rai.example.mx/api/v1/agreements/")
    );
    assert!(link(&bare).is_null());

    let wrong = run(
        &database.address,
        &["export", "--format", "xlsx", "--public-url", "rai.example.mx"],
    );
    assert!(
        !wrong.success && wrong.complained.contains("RAI_PUBLIC_URL"),
        "{}",
        wrong.complained
    );
}
