//! What the doors share of HTTP: who asks and what for, how an answer is kept and sent, how a failure looks.

pub mod answers;
mod compression;
pub mod contract;
pub mod directory;
pub mod download;
pub mod export;
pub mod extract;
pub mod facets;
pub mod finished;
pub mod hints;
pub mod moves;
pub mod multipart;
pub mod once;
pub mod page;
pub mod problem;
pub mod problem_types;
pub mod query;
pub mod question;
pub mod sent_file;
pub mod site;
pub mod tables;
pub mod upload;

use std::sync::Arc;

use actix_web::guard;
use actix_web::{Resource, Route, web};

pub use self::answers::Answers;
pub use self::contract::Contract;
pub use self::export::Exports;
pub use self::site::Site;
use crate::accounts::SignIn;
use crate::agreements::{AgreementFilter, View};
use crate::background::Background;
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::db::Db;
use crate::documents::store::Store;
use crate::error::{Error, Result};
use crate::idempotency::UnderWay;
use crate::import::WaitingFiles;
use crate::journal::Tide;
use crate::language::Language;
use crate::log::Log;
use crate::procedure::Supplies;
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
    /// The selections that are being sent whole.
    pub exports: Exports,
    /// The requests with an `Idempotency-Key` that are still being answered.
    pub under_way: UnderWay,
    /// How browsers reach the register.
    pub site: Site,
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
    /// Spreadsheets that wait to be entered.
    pub waiting_files: Arc<WaitingFiles>,
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
    pub async fn whole_index(&self) -> Result<Arc<Snapshot>> {
        match self.index.at_least(self.latest_entry().await?).await {
            (snapshot, None) => Ok(snapshot),
            (_, Some(behind)) => Err(Error::IndexBehind(behind)),
        }
    }

    /// What moves are made with.
    #[must_use]
    pub fn supplies(&self) -> Supplies {
        Supplies {
            catalogues: self.catalogues.clone(),
            clock: self.clock.clone(),
            rules: self.rules.clone(),
        }
    }

    /// Records shown as they are today, by the rules of this register.
    #[must_use]
    pub fn view(&self, language: Language) -> View {
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
    #[must_use]
    pub fn view_of(&self, filter: &AgreementFilter, language: Language) -> View {
        View {
            valid_on: filter.valid_on,
            expiring_days: filter.expiring_days,
            ..self.view(language)
        }
    }
}

/// A path and the methods it answers to; any other is told which they are.
#[must_use]
pub fn resource(path: &str, allow: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move || async move {
        Err::<&str, _>(Error::MethodNotAllowed { allow })
    }))
}

/// `GET`, and `HEAD` with it.
#[must_use]
pub fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
