//! A database for each test: SQLite in a temporary folder, or PostgreSQL where `RAI_TEST_DATABASE_URL` says so. Each is a copy of
//! a template that is made once for all tests of a binary, also when every test is a process of its own.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};
use rai::access::Actor;
use rai::catalogues::Catalogues;
use rai::clock::{Clock, Timestamp};
use rai::db::{DatabaseAddress, Db};
use rai::import::{Form, Import, Mapping, Source};
use tempfile::TempDir;

/// The moment at which the clock of every test stands at first.
pub const NOW: &str = "2026-11-22T18:00:00Z";

/// A database that is gone when the test is over.
pub struct TestDatabase {
    /// As `DATABASE_URL` takes it.
    pub address: String,
    home: Home,
}

enum Home {
    Folder(#[expect(dead_code, reason = "kept until the test is over")] TempDir),
    Server { administration: String, name: String },
}

/// What is in a database before the test begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// Not even tables.
    Nothing,
    /// The tables and the catalogues.
    Catalogues,
    /// And the 111 real agreements of data/sample-agreements.csv.
    Sample,
}

impl TestDatabase {
    pub fn with(filling: Filling) -> Self {
        match std::env::var("RAI_TEST_DATABASE_URL") {
            Ok(administration) => on_server(administration, filling),
            Err(_) => Self::in_folder(filling),
        }
    }

    /// On SQLite, whatever the tests run on.
    pub fn in_folder(filling: Filling) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rai.db");
        if filling != Filling::Nothing {
            fs::copy(template_file(filling), &file).unwrap();
        }
        Self {
            address: format!("sqlite://{}", file.display()),
            home: Home::Folder(folder),
        }
    }

    pub fn open(&self) -> Db {
        open(&self.address)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Home::Server { administration, name } = &self.home
            && let Ok(mut server) = PgConnection::establish(administration)
        {
            let _ = fs::remove_dir_all(std::env::temp_dir().join(format!("{name}.index")));
            let dropped = server.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            if let Err(reason) = dropped {
                eprintln!("{name} stays behind: {reason}");
            }
        }
    }
}

fn open(address: &str) -> Db {
    Db::open(DatabaseAddress::parse(address).unwrap(), 4).unwrap()
}

fn fill(address: &str, filling: Filling) {
    let (db, clock) = (open(address), Clock::fixed(Timestamp::parse(NOW).unwrap()));
    let catalogues = rai::server::prepare(&db, &clock).unwrap();
    if filling == Filling::Sample {
        let text = include_str!("../../../data/sample-agreements.csv");
        let mapping = include_str!("../../../data/mappings/sample-agreements.yaml");
        let saved = import(&db, &catalogues, &clock, ("sample-agreements.csv", text), mapping);
        assert_eq!(saved, 111);
    }
}

/// Brings a CSV file in; answers how many agreements it brought.
pub fn import(db: &Db, catalogues: &Arc<Catalogues>, clock: &Clock, file: (&str, &'static str), mapping: &str) -> u64 {
    let mapping = Mapping::parse(mapping).unwrap();
    let import = Import {
        db,
        catalogues,
        clock,
        mapping: &mapping,
        dry_run: false,
        accept_valid: false,
        by: Actor::command("rai import"),
    };
    let source = Source {
        name: file.0.to_owned(),
        form: Form::Csv,
        open: &|| Ok(Box::new(file.1.as_bytes()) as Box<dyn Read + Send>),
    };
    import.run(&source, &mut |_| {}).unwrap().saved
}

/// Tells the templates of this build of this test binary from those of any other.
fn template_name(filling: Filling) -> String {
    let program = std::env::current_exe().unwrap();
    let built = fs::metadata(&program).unwrap().modified().unwrap();
    let built = built.duration_since(UNIX_EPOCH).unwrap().as_millis();
    let stem = program.file_stem().unwrap().to_string_lossy().replace('-', "_");
    format!("{stem}_{built}_{filling:?}").to_lowercase()
}

// ---- SQLite ----

/// Several processes may make it at once: whoever is last to rename theirs wins, and all of them are alike.
fn template_file(filling: Filling) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let template = folder.join(template_name(filling)).with_extension("db");
    if !template.exists() {
        let making = tempfile::tempdir_in(folder).unwrap();
        let file = making.path().join("rai.db");
        fill(&format!("sqlite://{}", file.display()), filling);
        let mut connection = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
        connection
            .batch_execute("PRAGMA busy_timeout = 5000; PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        fs::rename(&file, &template).unwrap();
    }
    template
}

// ---- PostgreSQL ----

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn on_server(administration: String, filling: Filling) -> TestDatabase {
    let mut server = PgConnection::establish(&administration).unwrap();
    let name = format!("rai_{}", Clock::system().new_id().simple());
    if filling == Filling::Nothing {
        create(&mut server, &name);
    } else {
        let template = template_database(&mut server, &administration, filling);
        server
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .unwrap();
    }
    TestDatabase {
        address: on_same_server(&administration, &name),
        home: Home::Server { administration, name },
    }
}

/// Made under a lock, so that one of the processes makes it and the others wait.
fn template_database(server: &mut PgConnection, administration: &str, filling: Filling) -> String {
    let name = template_name(filling);
    server.batch_execute("SELECT pg_advisory_lock(7243199)").unwrap();
    if count(server, &format!("pg_database WHERE datname = '{name}'")) == 0 {
        let making = format!("{name}_making");
        server
            .batch_execute(&format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)"))
            .unwrap();
        create(server, &making);
        fill(&on_same_server(administration, &making), filling);
        let left = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{making}'");
        server.batch_execute(&left).unwrap();
        while count(server, &format!("pg_stat_activity WHERE datname = '{making}'")) > 0 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        server
            .batch_execute(&format!("ALTER DATABASE {making} RENAME TO {name}"))
            .unwrap();
    }
    server.batch_execute("SELECT pg_advisory_unlock(7243199)").unwrap();
    name
}

/// Where the server can, in the order of a Spanish dictionary: the register must order by the letters' codes all the same.
fn create(server: &mut PgConnection, name: &str) {
    let dictionary = count(server, "pg_collation WHERE collprovider = 'i'") > 0
        && count(
            server,
            "pg_settings WHERE name = 'server_version_num' AND setting::int >= 150000",
        ) > 0;
    let locale = if dictionary {
        "LOCALE_PROVIDER icu ICU_LOCALE 'es-MX'"
    } else {
        ""
    };
    let made = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {locale}");
    server.batch_execute(&made).unwrap();
}

fn count(server: &mut PgConnection, of: &str) -> i64 {
    let counted: Counted = diesel::sql_query(format!("SELECT count(*) AS count FROM {of}"))
        .get_result(server)
        .unwrap();
    counted.count
}

fn on_same_server(administration: &str, name: &str) -> String {
    let (address, settings) = administration.split_once('?').unwrap_or((administration, ""));
    let (server, _) = address.rsplit_once('/').unwrap();
    let settings = if settings.is_empty() {
        String::new()
    } else {
        format!("?{settings}")
    };
    format!("{server}/{name}{settings}")
}
