//! A case with everything that whoever works on it looks at, all of one moment.

use actix_web::web::Data;

use crate::access::{Actor, Deed};
use crate::agreements::duplicates::{self, Duplicate};
use crate::agreements::{self, Agreement, Readable};
use crate::db::DbConnection;
use crate::documents::{self, Listed};
use crate::error::{Error, Result};
use crate::http::App;
use crate::journal::{self, Entry};
use crate::procedure::{self, FirstRequest, Move, Standing};
use crate::web::reader::Reader;

/// A case as whoever signed in sees it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is asked about by itself, on another place of a page"
)]
pub struct Seen {
    pub readable: Readable,
    pub case: Agreement,
    pub documents: Vec<Listed>,
    /// The oldest first.
    pub entries: Vec<Entry>,
    pub duplicates: Vec<Duplicate>,
    /// The moves that are theirs.
    pub outlook: Vec<(Move, Standing)>,
    /// What a first registrar asked for.
    pub cancellation: Option<FirstRequest>,
    /// Whether a first registrar asked to withdraw something.
    pub redaction_is_asked: bool,
    /// Whoever looks.
    by: Actor,
    is_theirs: bool,
    pub may_edit: bool,
    pub may_add_documents: bool,
    pub may_regularise: bool,
}

/// No page tells more of a story than this.
const ENTRIES: i64 = 500;

impl Seen {
    /// # Errors
    /// `Unauthenticated` for whoever did not sign in, `NotFound` for whoever may not see it.
    pub async fn of(app: &Data<App>, reader: &Reader, key: &str) -> Result<Self> {
        let (by, key) = (reader.actor()?.clone(), key.to_owned());
        let (supplies, now) = (app.supplies(), app.clock.now());
        app.db
            .read_at_once(move |conn| {
                let sight = by.sight();
                let readable = agreements::read(conn, &sight, &key)?;
                let case = readable.agreement()?;
                let is_theirs = is(by.must_answer_for(conn, case.id))?;
                let may_edit = is_theirs && case.is_editable() && is(by.must_be_allowed(Deed::Draft))?;
                let may_regularise = may_regularise(conn, &case, &by)?;
                let mut desk = supplies.desk(conn, &by, now);
                let outlook = procedure::outlook(&mut desk, &case)?;
                Ok(Self {
                    documents: documents::of_agreement(conn, &sight, case.id)?,
                    entries: journal::list(conn, &sight, Some(case.id), 0, ENTRIES)?,
                    duplicates: duplicates::of(conn, &sight, &case)?,
                    outlook,
                    cancellation: procedure::cancellation_asked(conn, case.id)?,
                    redaction_is_asked: procedure::redaction_asked_by(conn, case.id)?.is_some(),
                    is_theirs,
                    may_edit,
                    may_add_documents: is_theirs && is(by.must_be_allowed(Deed::KeepDocuments))?,
                    may_regularise,
                    readable,
                    case,
                    by,
                })
            })
            .await
    }

    /// How a move stands, when it is one of theirs.
    pub fn standing(&self, step: Move) -> Option<&Standing> {
        let found = self.outlook.iter().find(|(known, _)| *known == step);
        found.map(|(_, standing)| standing)
    }
}

impl Seen {
    /// Whether a move is theirs to make, however the case stands.
    pub fn is_for_them(&self, step: Move) -> bool {
        self.is_theirs && self.by.must_be_allowed(Deed::Move(step)).is_ok()
    }
}

fn may_regularise(conn: &mut DbConnection, case: &Agreement, by: &Actor) -> Result<bool> {
    match agreements::may_regularise(conn, case, by) {
        Err(Error::NotReported) => Ok(false),
        other => is(other),
    }
}

/// Whether something is allowed, where being refused is no failure.
fn is(allowed: Result<()>) -> Result<bool> {
    match allowed {
        Ok(()) => Ok(true),
        Err(Error::Forbidden) => Ok(false),
        Err(other) => Err(other),
    }
}
