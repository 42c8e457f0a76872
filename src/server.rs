//! The server, built from its parts: used by the commands and by the tests.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::{App as ActixApp, HttpServer, web};

use crate::accounts::{OpenId, SignIn};
use crate::agreements;
use crate::api;
use crate::catalogues::{self, Catalogues};
use crate::clock::Clock;
use crate::config::ServerConfig;
use crate::db::{self, Db};
use crate::documents::keeper;
use crate::documents::store::Store;
use crate::error::{Error, Result};
use crate::http::{Answers, App, Contract, Exports, Site, problem};
use crate::idempotency::UnderWay;
use crate::import::WaitingFiles;
use crate::log::Log;
use crate::search::{self, Records, SearchIndex};
use crate::tokens::Uses;
use crate::web as pages;

/// Brings a database up to date: its tables, then its catalogues.
///
/// # Errors
/// What the database says.
pub fn prepare(db: &Db, clock: &Clock) -> Result<Arc<Catalogues>> {
    let migrated = db::migrate(db)?;
    if !migrated.0.is_empty() {
        tracing::info!(migrations = migrated.0.len(), "the tables were brought up to date");
    }
    let all = db.write_here(|conn| {
        catalogues::fill(conn, clock)?;
        if !migrated.0.is_empty() {
            let agreements = agreements::work_out_all(conn)?;
            if agreements > 0 {
                tracing::info!(agreements, "the effect of what was there was worked out");
            }
        }
        Catalogues::load(conn)
    })?;
    Ok(Arc::new(all))
}

/// Starts answering on a listener that is open already. When it is stopped, what is in flight is finished first.
///
/// # Errors
/// When the contract is damaged or the listener cannot be used.
pub fn run(
    listener: TcpListener,
    db: Db,
    catalogues: Arc<Catalogues>,
    clock: Clock,
    config: &ServerConfig,
) -> Result<Server> {
    let folder = config.index.clone();
    let folder = folder.unwrap_or_else(|| search::usual_folder(db.address()));
    let index = Arc::new(SearchIndex::open(&folder, &db, &catalogues)?);
    let store = Store::open(&config.documents.of(db.address()))?;
    let program = config.reader.clone().map_or_else(std::env::current_exe, Ok);
    let program = program.map_err(Error::internal)?;
    let keeper = keeper::start(&db, &store, &clock, program.clone())?;
    let log = Log::open(&db, &clock, config.read_log_keys()?)?;
    let openid = OpenId::of(&config.openid, config.public.public_url.as_ref(), &clock)?;
    let app = App {
        site: Site::of(config),
        sign_in: Arc::new(SignIn::new(db.clone(), clock.clone(), openid)),
        db,
        log,
        index,
        answers: Arc::new(Answers::of_bytes(config.answers / 2)),
        records: Arc::new(Records::of_bytes(config.answers / 2)),
        tide: Arc::default(),
        clock,
        catalogues,
        contract: Arc::new(Contract::load()?),
        expiring_days: config.rules.expiring_days,
        rules: Arc::new(config.rules.read()?),
        exports: Exports::default(),
        under_way: UnderWay::default(),
        uses: Uses::default(),
        suggestions: Arc::default(),
        store,
        keeper: Arc::new(keeper),
        waiting_files: Arc::new(WaitingFiles::new(program)),
        document_limit: config.document_limit,
        body_limit: config.body_limit,
    };
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(web::Data::new(app.for_worker()))
            .wrap(from_fn(problem::speak))
            .wrap(
                DefaultHeaders::new()
                    .add(("X-Content-Type-Options", "nosniff"))
                    .add(("Referrer-Policy", "no-referrer")),
            )
            .configure(api::routes)
            .configure(pages::routes)
    })
    .workers(config.workers)
    .shutdown_timeout(config.shutdown_seconds)
    // Heads and the first bytes of streams are written apart, and would wait for one another.
    .tcp_nodelay(true)
    .listen(listener)
    .map_err(Error::internal)?;
    Ok(server.run())
}
