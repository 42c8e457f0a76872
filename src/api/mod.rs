//! Door one: JSON over HTTP. A handler takes, asks a room, shows; the whole route table is here.

mod agreements;
mod answers;
mod bodies;
mod catalogues;
mod certificate;
mod compression;
pub mod contract;
mod documents;
mod download;
mod duplicates;
mod entries;
mod export;
mod extract;
mod facets;
mod finished;
mod hand_over;
mod hints;
mod log;
mod once;
mod operation;
mod page;
pub mod problem;
mod problem_types;
mod procedure;
mod query;
mod question;
mod related;
mod stats;
mod suggestions;
mod tokens;
mod upload;

use std::sync::Arc;

use actix_web::guard;
use actix_web::{Resource, Route, web};

pub use self::answers::Answers;
pub use self::contract::Contract;
use crate::accounts::SignIn;
use crate::agreements::{AgreementFilter, View};
use crate::background::Background;
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::db::Db;
use crate::documents::store::Store;
use crate::error::{Error, Result};
use crate::idempotency::UnderWay;
use crate::journal::Tide;
use crate::language::Language;
use crate::log::Log;
use crate::rule_set::RuleSet;
use crate::search::{Records, SearchIndex, Snapshot};
use crate::suggestions::Suggestions;
use crate::tokens::Uses;

/// What every handler may use.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    /// By which lists, counts and exports are answered.
    pub index: Arc<SearchIndex>,
    /// What was answered lately.
    pub answers: Arc<Answers>,
    /// The records that were shown lately.
    pub records: Arc<Records>,
    /// The journal as outsiders can check it.
    pub log: Arc<Log>,
    /// How far the journal is; each worker has its own.
    pub tide: Arc<Tide>,
    pub clock: Clock,
    pub catalogues: Arc<Catalogues>,
    pub contract: Arc<Contract>,
    /// The requests with an `Idempotency-Key` that are still being answered.
    pub under_way: UnderWay,
    /// How people sign in.
    pub sign_in: Arc<SignIn>,
    /// Whose tokens' use was written down lately.
    pub uses: Uses,
    /// An agreement in force is called expiring so many days before its end.
    pub expiring_days: u64,
    /// By which time is counted.
    pub rules: Arc<RuleSet>,
    /// What is suggested to whoever types.
    pub suggestions: Arc<Suggestions>,
    /// Where the contents of documents are.
    pub store: Store,
    /// Has the texts of documents read.
    pub keeper: Arc<Background>,
    /// The longest content of a document, in bytes.
    pub document_limit: u64,
    /// The longest body that is read, in bytes.
    pub body_limit: usize,
}

impl App {
    /// The same for one of the server's workers: what comes in the same turn of its event loop is looked up together.
    #[must_use]
    pub fn for_worker(&self) -> Self {
        Self {
            db: self.db.for_worker(),
            tide: Arc::default(),
            ..self.clone()
        }
    }

    /// The number of the journal's last entry, now or later than now.
    pub async fn latest_entry(&self) -> Result<i64> {
        self.tide.latest_entry(&self.db).await
    }

    /// What there is to search, when nothing is missing.
    ///
    /// # Errors
    /// `IndexBehind` while the index is being built or cannot keep up.
    async fn whole_index(&self) -> Result<Arc<Snapshot>> {
        match self.index.at_least(self.latest_entry().await?).await {
            (snapshot, None) => Ok(snapshot),
            (_, Some(behind)) => Err(Error::IndexBehind(behind)),
        }
    }

    /// Records shown as they are today, by the rules of this register.
    fn view(&self, language: Language) -> View {
        let today = self.clock.today();
        View {
            valid_on: today,
            today,
            expiring_days: self.expiring_days,
            rules: self.rules.clone(),
            language,
        }
    }

    /// Records shown as a question asks for them.
    fn view_of(&self, filter: &AgreementFilter, language: Language) -> View {
        View {
            valid_on: filter.valid_on,
            expiring_days: filter.expiring_days,
            ..self.view(language)
        }
    }
}

/// Every route there is.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/api/v1")
            .service(
                resource("/agreements", "GET, HEAD, POST")
                    .route(read().to(agreements::list))
                    .route(web::post().to(agreements::create)),
            )
            .service(resource("/agreements/validation", "POST").route(web::post().to(procedure::validate)))
            .service(resource("/agreements/suggestions", "GET, HEAD").route(read().to(suggestions::list)))
            .service(
                resource("/agreements/{id}", "GET, HEAD, PATCH")
                    .route(read().to(agreements::get))
                    .route(web::patch().to(agreements::edit)),
            )
            .service(resource("/agreements/{id}/submission", "POST").route(web::post().to(procedure::submit)))
            .service(
                resource("/agreements/{id}/completion-requests", "POST")
                    .route(web::post().to(procedure::request_completion)),
            )
            .service(resource("/agreements/{id}/review", "POST").route(web::post().to(procedure::begin_review)))
            .service(resource("/agreements/{id}/observations", "POST").route(web::post().to(procedure::observe)))
            .service(resource("/agreements/{id}/opinion", "POST").route(web::post().to(procedure::give_opinion)))
            .service(resource("/agreements/{id}/signatures", "POST").route(web::post().to(procedure::sign)))
            .service(resource("/agreements/{id}/lapse", "POST").route(web::post().to(procedure::lapse)))
            .service(resource("/agreements/{id}/regularisation", "POST").route(web::post().to(agreements::regularise)))
            .service(resource("/agreements/{id}/registration", "POST").route(web::post().to(procedure::register)))
            .service(resource("/agreements/{id}/withdrawal", "POST").route(web::post().to(procedure::withdraw)))
            .service(resource("/agreements/{id}/dismissal", "POST").route(web::post().to(procedure::dismiss)))
            .service(resource("/agreements/{id}/cancellation", "POST").route(web::post().to(procedure::cancel)))
            .service(resource("/agreements/{id}/corrections", "POST").route(web::post().to(procedure::correct)))
            .service(resource("/agreements/{id}/events", "POST").route(web::post().to(procedure::record_event)))
            .service(resource("/agreements/{id}/follow-ups", "POST").route(web::post().to(procedure::report)))
            .service(resource("/agreements/{id}/clauses", "POST").route(web::post().to(procedure::note_clauses)))
            .service(resource("/agreements/{id}/statements", "POST").route(web::post().to(procedure::state)))
            .service(resource("/agreements/{id}/decisions", "POST").route(web::post().to(procedure::decide)))
            .service(resource("/agreements/{id}/redactions", "POST").route(web::post().to(procedure::redact)))
            .service(resource("/agreements/{id}/related", "GET, HEAD").route(read().to(related::list)))
            .service(resource("/agreements/{id}/entries", "GET, HEAD").route(read().to(entries::of_agreement)))
            .service(resource("/agreements/{id}/duplicates", "GET, HEAD").route(read().to(duplicates::of_agreement)))
            .service(
                resource("/agreements/{id}/documents", "GET, HEAD, POST")
                    .route(read().to(documents::list))
                    .route(web::post().to(documents::add)),
            )
            .service(resource("/agreements/{id}/certificate", "GET, HEAD").route(read().to(certificate::read)))
            .service(resource("/agreements/{id}/certificate/sheet", "GET, HEAD").route(read().to(certificate::sheet)))
            .service(
                resource("/documents/{id}", "GET, HEAD, PATCH")
                    .route(read().to(documents::get))
                    .route(web::patch().to(documents::edit)),
            )
            .service(resource("/documents/{id}/content", "GET, HEAD").route(read().to(documents::content)))
            .service(resource("/agreements/{id}/import", "GET, HEAD").route(read().to(agreements::imported)))
            .service(resource("/stats", "GET, HEAD").route(read().to(stats::read)))
            .service(
                resource("/bodies", "GET, HEAD, POST")
                    .route(read().to(bodies::list))
                    .route(web::post().to(bodies::create)),
            )
            .service(
                resource("/bodies/{id}", "GET, HEAD, PATCH")
                    .route(read().to(bodies::get))
                    .route(web::patch().to(bodies::edit)),
            )
            .service(resource("/bodies/{id}/agreements", "GET, HEAD").route(read().to(hand_over::of_body)))
            .service(resource("/bodies/{id}/succession", "POST").route(web::post().to(bodies::succeed)))
            .service(resource("/states", "GET, HEAD").route(read().to(catalogues::states)))
            .service(resource("/municipalities", "GET, HEAD").route(read().to(catalogues::municipalities)))
            .service(resource("/countries", "GET, HEAD").route(read().to(catalogues::countries)))
            .service(resource("/areas", "GET, HEAD").route(read().to(catalogues::areas)))
            .service(resource("/instrument-types", "GET, HEAD").route(read().to(catalogues::instrument_types)))
            .service(resource("/organisations", "GET, HEAD").route(read().to(catalogues::organisations)))
            .service(resource("/entries", "GET, HEAD").route(read().to(entries::list)))
            .service(resource("/entries/{number}", "GET, HEAD").route(read().to(entries::get)))
            .service(
                resource("/tokens", "GET, HEAD, POST")
                    .route(read().to(tokens::list))
                    .route(web::post().to(tokens::create)),
            )
            .service(resource("/tokens/{id}", "GET, HEAD").route(read().to(tokens::get)))
            .service(resource("/tokens/{id}/revocation", "POST").route(web::post().to(tokens::revoke)))
            .default_service(web::to(nothing_here)),
    );
    config.service(resource("/log/checkpoint", "GET, HEAD").route(read().to(log::checkpoint)));
    config.service(resource("/log/keys", "GET, HEAD").route(read().to(log::keys)));
    config.service(resource("/log/tile/{level}/{last}", "GET, HEAD").route(read().to(log::tile)));
    config.service(resource("/log/tile/{level}/{first}/{last}", "GET, HEAD").route(read().to(log::tile)));
    config.service(resource("/log/tile/{level}/{first}/{second}/{last}", "GET, HEAD").route(read().to(log::tile)));
    config.service(resource("/log/inclusion/{size}/{entry}", "GET, HEAD").route(read().to(log::inclusion)));
    config.service(resource("/log/consistency/{size}/{earlier}", "GET, HEAD").route(read().to(log::consistency)));
    config.service(resource("/healthz", "GET, HEAD").route(read().to(operation::health)));
    config.service(resource("/readyz", "GET, HEAD").route(read().to(operation::readiness)));
    config.service(resource("/openapi.yaml", "GET, HEAD").route(read().to(operation::contract)));
    config.service(resource("/problems/{code}", "GET, HEAD").route(read().to(operation::problem)));
    config.service(resource("/docs", "GET, HEAD").route(read().to(operation::to_docs)));
    config.service(resource("/docs/{file:.*}", "GET, HEAD").route(read().to(operation::docs)));
    config.default_service(web::to(nothing_here));
}

/// A path and the methods it answers to; any other is told which they are.
fn resource(path: &str, allow: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move || async move {
        Err::<&str, _>(Error::MethodNotAllowed { allow })
    }))
}

/// `GET`, and `HEAD` with it.
fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

async fn nothing_here() -> Result<&'static str> {
    Err(Error::NotFound)
}
