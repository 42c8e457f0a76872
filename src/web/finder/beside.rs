//! How many agreements there would be with the filters that are no dimension of the counts: with documents, with a clause.

use actix_web::web::{self, Data};

use crate::agreements::AgreementFilter;
use crate::agreements::clauses::ClauseKind;
use crate::error::{Error, Result};
use crate::http::App;

/// The counts beside those filters, each with everything else that is asked.
pub struct Beside {
    /// Either, with documents, without any.
    pub documents: [u64; 3],
    /// For each kind of clause, in their order.
    pub clauses: Vec<u64>,
}

impl Beside {
    /// # Errors
    /// What the index says.
    pub async fn of(app: &Data<App>, filter: AgreementFilter) -> Result<Self> {
        let (snapshot, _) = app.index.at_least(app.latest_entry().await?).await;
        let counted = web::block(move || {
            let documents = |has_document: Option<bool>| {
                snapshot.total(&AgreementFilter {
                    has_document,
                    ..filter.clone()
                })
            };
            let clause = |kind: &ClauseKind| {
                snapshot.total(&AgreementFilter {
                    clause: vec![*kind],
                    ..filter.clone()
                })
            };
            Ok::<_, Error>(Self {
                documents: [documents(None)?, documents(Some(true))?, documents(Some(false))?],
                clauses: ClauseKind::ALL.iter().map(clause).collect::<Result<_>>()?,
            })
        });
        counted.await.map_err(Error::internal)?
    }
}
