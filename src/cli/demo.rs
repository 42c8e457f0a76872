//! `rai demo`: a throw-away register with the real sample in it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::log_key::write_private;
use super::serve::listen;
use crate::access::{Actor, Role};
use crate::accounts::{self, AccountInput, Password, links};
use crate::bodies::{BodyFilter, Level};
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::config::ServerConfig;
use crate::content::Submitted;
use crate::db::{DatabaseAddress, Db};
use crate::error::{Error, Result};
use crate::import::{Form, Import, Mapping, Source};
use crate::log::keys::LogKeys;
use crate::server;
use crate::tokens::{self, TokenInput};

/// Serves the 111 real sample agreements from a database of its own, which is deleted when it stops.
#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    server: ServerConfig,
}

const SAMPLE: &str = include_str!("../../data/sample-agreements.csv");
const SAMPLE_MAPPING: &str = include_str!("../../data/mappings/sample-agreements.yaml");

/// The demonstration office is Irapuato's.
const OFFICE: &str = "11017";

impl Demo {
    pub fn run(self, clock: &Clock) -> Result<ExitCode> {
        let listener = listen(&self.server)?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let folder = tempfile::Builder::new()
            .prefix("rai-demo-")
            .tempdir()
            .map_err(Error::internal)?;
        let db = Db::open(DatabaseAddress::Sqlite(folder.path().join("demo.db")), 4)?;
        let catalogues = server::prepare(&db, clock)?;
        let loaded = load_sample(&db, &catalogues, clock)?;
        let tokens = demo_tokens(&db, &catalogues, clock)?;
        let (accounts, password) = demo_accounts(&db, &catalogues, clock)?;

        println!("rai demo: http://{address}  ({loaded} acuerdos reales / real agreements)\n");
        println!("Páginas / pages: http://{address}/\n");
        println!("Pruebe / try:");
        for path in [
            "/docs/",
            "/api/v1/agreements?q=petra",
            "/api/v1/agreements?q=playa+del+carmen",
            "/api/v1/agreements?state=11&instrument_type=twinning&facets=country,year",
            "/api/v1/agreements?country=US&signed_from=2014&signed_to=2016&sort=signed_on",
            "/api/v1/agreements?format=xlsx",
            "/api/v1/agreements?format=geojson",
            "/api/v1/entries",
            "/log/checkpoint",
        ] {
            println!("  curl 'http://{address}{path}'");
        }
        println!("\nFichas de demostración / demo tokens (Authorization: Bearer …):");
        for (name, secret) in tokens {
            println!("  {name:<30} {secret}");
        }
        println!("\nCuentas de demostración / demo accounts (contraseña / password: {password}):");
        for (name, email) in accounts {
            println!("  {name:<30} {email}");
        }
        let mut config = self.server;
        if config.log_keys.is_none() {
            let (file, public) = demo_key(folder.path(), clock)?;
            config.log_keys = Some(file);
            println!("\nClave pública de la bitácora / public key of the log:\n  {public}");
        }
        println!("\nCtrl-C termina y borra la base / stops and deletes the database.");

        let clock = clock.clone();
        actix_web::rt::System::new().block_on(async move {
            let server = server::run(listener, db, catalogues, clock, &config)?;
            server.await.map_err(Error::internal)
        })?;
        folder.close().map_err(Error::internal)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn load_sample(db: &Db, catalogues: &Catalogues, clock: &Clock) -> Result<u64> {
    let mapping = Mapping::parse(SAMPLE_MAPPING)?;
    let import = Import {
        db,
        catalogues,
        clock,
        mapping: &mapping,
        dry_run: false,
        accept_valid: false,
        by: Actor::command("rai demo"),
    };
    let open = || Ok(Box::new(SAMPLE.as_bytes()) as Box<dyn std::io::Read + Send>);
    let source = Source {
        name: "sample-agreements.csv".to_owned(),
        form: Form::Csv,
        open: &open,
    };
    Ok(import.run(&source, &mut |_| {})?.saved)
}

/// A key for the log of a register that lives as long as its folder: the file, and its public half.
fn demo_key(folder: &Path, clock: &Clock) -> Result<(PathBuf, String)> {
    let file = folder.join("log.keys");
    let key = LogKeys::make("rai.demo/log", clock.new_secret())?;
    write_private(&file, &key.secret).map_err(Error::internal)?;
    Ok((file, key.public))
}

/// The body of the demonstration office, by id.
fn office(db: &Db) -> Result<Option<String>> {
    let filter = BodyFilter {
        level: vec![Level::Municipal],
        municipality: vec![OFFICE.to_owned()],
        ..BodyFilter::default()
    };
    let found = db.read_here(|conn| filter.page(conn, None, 1))?.pop();
    Ok(found.map(|(_, body)| body.id.to_string()))
}

/// One token for each of the people who work with the register.
fn demo_tokens(db: &Db, catalogues: &Catalogues, clock: &Clock) -> Result<Vec<(String, String)>> {
    let wanted = [
        ("oficina / office", Role::Office, office(db)?, None),
        ("enlace / liaison", Role::Liaison, None, Some("11".to_owned())),
        ("analista / analyst", Role::Analyst, None, None),
        ("jurídico / counsel", Role::Counsel, None, None),
        ("registrador / registrar", Role::Registrar, None, None),
        ("auditor", Role::Auditor, None, None),
        ("administrador / administrator", Role::Administrator, None, None),
    ];
    let mut made = Vec::new();
    for (name, role, body, state) in wanted {
        let wanted = Submitted::sound(TokenInput {
            name: Some(name.to_owned()),
            role: Some(role),
            body_id: body,
            state,
            scopes: None,
            days: Some(1),
        });
        let by = Actor::command("rai demo");
        let (_, secret) = db.write_here(|conn| tokens::create(conn, catalogues, wanted, &by, clock))?;
        made.push((name.to_owned(), secret));
    }
    Ok(made)
}

/// One account for each of them, and a second registrar, without whom nothing is cancelled; all with one password.
fn demo_accounts(
    db: &Db,
    catalogues: &Catalogues,
    clock: &Clock,
) -> Result<(Vec<(&'static str, &'static str)>, String)> {
    let wanted = [
        ("oficina de Irapuato / office", "oficina@demo.example", Role::Office),
        ("enlace de Guanajuato / liaison", "enlace@demo.example", Role::Liaison),
        ("analista / analyst", "analista@demo.example", Role::Analyst),
        ("jurídico / counsel", "juridico@demo.example", Role::Counsel),
        ("registrador / registrar", "registrador@demo.example", Role::Registrar),
        ("registradora / registrar", "registradora@demo.example", Role::Registrar),
        ("auditor", "auditor@demo.example", Role::Auditor),
        (
            "administrador / administrator",
            "administrador@demo.example",
            Role::Administrator,
        ),
    ];
    let password = demo_password(clock);
    let hash = Password::of_commands(&password).hash_here(clock)?;
    let by = Actor::command("rai demo");
    let mut made = Vec::new();
    for (name, email, role) in wanted {
        let input = AccountInput {
            email: Some(email.to_owned()),
            token: TokenInput {
                name: Some(name.split(" / ").next().unwrap_or(name).to_owned()),
                role: Some(role),
                body_id: office(db)?.filter(|_| role == Role::Office),
                state: (role == Role::Liaison).then(|| "11".to_owned()),
                scopes: None,
                days: Some(1),
            },
        };
        db.write_here(|conn| {
            let account = accounts::create(conn, catalogues, Submitted::sound(input), &by, clock)?;
            links::set_password(conn, &account.link, &hash, clock.now())
        })?;
        made.push((name, email));
    }
    Ok((made, password))
}

/// Four times four letters, none of them a vowel, so that they spell nothing.
fn demo_password(clock: &Clock) -> String {
    const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrstv";
    let random = clock.new_secret();
    let letters: Vec<char> = random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 16)]))
        .collect();
    let groups: Vec<String> = letters[..16].chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}
