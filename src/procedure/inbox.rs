//! What the ministry is to see to next: heaps of cases, each for whoever may take it on, the most urgent first.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::Move;
use crate::access::{Actor, Deed};
use crate::agreements::{self, AgreementId, Origin, Readable, Stage};
use crate::db::DbConnection;
use crate::db::schema::{
    agreements as records, cancellation_requests, case_clocks, entries, redaction_requests, regularisations,
};
use crate::error::Result;
use crate::journal::Action;
use crate::tokens::TokenId;

/// Cases that wait for the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pile {
    /// Whether they are complete.
    ToCheck,
    /// What was asked for did not come in time.
    ToDismiss,
    /// What was cleared was not signed in time.
    ToLapse,
    /// Made of what was only reported, and not brought yet.
    Begun,
    /// Brought again after observations.
    Answered,
    ToGiveOpinion,
    ToRegister,
    /// Older than the law: without an opinion.
    ToRegisterHistoric,
    /// A first registrar asked for it.
    ToCancel,
    /// A first registrar asked for it.
    ToRedact,
    /// Whatever stands in a stage, for those who watch.
    In(Stage),
}

/// A pile, with the cases on top of it.
#[derive(Debug)]
pub struct Heap {
    pub pile: Pile,
    pub total: usize,
    /// How many of them a term has passed for.
    pub overdue: usize,
    pub first: Vec<InHeap>,
}

#[derive(Debug)]
pub struct InHeap {
    pub case: Readable,
    /// Whether whoever looks asked for it: somebody else is to confirm it.
    pub is_own_request: bool,
}

impl Pile {
    const WORK: [Self; 10] = [
        Self::ToCheck,
        Self::ToDismiss,
        Self::ToLapse,
        Self::Begun,
        Self::Answered,
        Self::ToGiveOpinion,
        Self::ToRegister,
        Self::ToRegisterHistoric,
        Self::ToCancel,
        Self::ToRedact,
    ];

    const STAGES: [Self; 6] = [
        Self::In(Stage::Submitted),
        Self::In(Stage::Incomplete),
        Self::In(Stage::InReview),
        Self::In(Stage::Observed),
        Self::In(Stage::Cleared),
        Self::In(Stage::Signed),
    ];

    /// So many of each are shown: few where a list has them all, or else as many as a page can hold.
    const fn shown(self) -> usize {
        match self {
            Self::Begun | Self::Answered | Self::ToCancel | Self::ToRedact => 500,
            _ => 20,
        }
    }

    /// What takes a case off it.
    const fn step(self) -> Option<Move> {
        match self {
            Self::ToCheck => Some(Move::Review),
            Self::ToDismiss => Some(Move::Dismissal),
            Self::ToLapse => Some(Move::Lapse),
            Self::Begun => Some(Move::Submission),
            Self::Answered | Self::ToGiveOpinion => Some(Move::Opinion),
            Self::ToRegister | Self::ToRegisterHistoric => Some(Move::Registration),
            Self::ToCancel => Some(Move::Cancellation),
            Self::ToRedact => Some(Move::Redaction),
            Self::In(_) => None,
        }
    }

    /// Whether an open case lies on it.
    fn has(self, case: &Open, answered: &HashSet<AgreementId>, today: NaiveDate) -> bool {
        let in_review = case.stage == Stage::InReview && case.origin != Origin::Historic;
        match self {
            Self::ToCheck => case.stage == Stage::Submitted,
            Self::ToDismiss => case.stage == Stage::Incomplete && case.is_overdue(today),
            Self::ToLapse => case.stage == Stage::Cleared && case.is_overdue(today),
            Self::Answered => in_review && answered.contains(&case.id),
            Self::ToGiveOpinion => in_review && !answered.contains(&case.id),
            Self::ToRegister => case.stage == Stage::Signed,
            Self::ToRegisterHistoric => case.stage == Stage::InReview && case.origin == Origin::Historic,
            Self::In(stage) => case.stage == stage,
            Self::Begun | Self::ToCancel | Self::ToRedact => false,
        }
    }
}

/// A case that was brought and has not ended.
#[derive(Debug, Clone, Queryable)]
struct Open {
    id: AgreementId,
    stage: Stage,
    origin: Origin,
    due_on: Option<NaiveDate>,
}

impl Open {
    fn is_overdue(&self, today: NaiveDate) -> bool {
        self.due_on.is_some_and(|due_on| due_on < today)
    }
}

/// The heaps of whoever looks: those they may take cases off; every stage for those who only watch.
///
/// # Errors
/// `Forbidden` for whoever has no part in the ministry's work.
pub fn inbox(conn: &mut DbConnection, by: &Actor, today: NaiveDate) -> Result<Vec<Heap>> {
    by.must_be_allowed(Deed::SeeInbox)?;
    let theirs = |pile: &Pile| {
        pile.step()
            .is_some_and(|step| by.must_be_allowed(Deed::Move(step)).is_ok())
    };
    let mut piles: Vec<Pile> = Pile::WORK.into_iter().filter(theirs).collect();
    if piles.is_empty() {
        piles.extend(Pile::STAGES);
    }
    let open = open(conn)?;
    let answered = if piles.contains(&Pile::Answered) {
        observed_before(conn, &open)?
    } else {
        HashSet::new()
    };
    piles
        .into_iter()
        .map(|pile| match pile {
            Pile::Begun => heap_of_requests(conn, by, pile, begun),
            Pile::ToCancel => heap_of_requests(conn, by, pile, to_cancel),
            Pile::ToRedact => heap_of_requests(conn, by, pile, to_redact),
            _ => {
                let on_it: Vec<&Open> = open.iter().filter(|case| pile.has(case, &answered, today)).collect();
                let first: Vec<AgreementId> = on_it.iter().take(pile.shown()).map(|case| case.id).collect();
                Ok(Heap {
                    pile,
                    total: on_it.len(),
                    overdue: on_it.iter().filter(|case| case.is_overdue(today)).count(),
                    first: agreements::read_many(conn, &by.sight(), &first)?
                        .into_iter()
                        .map(|case| InHeap {
                            case,
                            is_own_request: false,
                        })
                        .collect(),
                })
            }
        })
        .collect()
}

/// Everything under way, what is due first before the rest.
fn open(conn: &mut DbConnection) -> Result<Vec<Open>> {
    Ok(case_clocks::table
        .inner_join(records::table)
        .filter(case_clocks::ended_on.is_null())
        .filter(records::stage.is_not_null())
        .order((
            case_clocks::due_on.is_null(),
            case_clocks::due_on,
            case_clocks::agreement_id,
        ))
        .select((
            records::id,
            records::stage.assume_not_null(),
            records::origin,
            case_clocks::due_on,
        ))
        .load(conn)?)
}

/// Those in review that counsel has sent back once.
fn observed_before(conn: &mut DbConnection, open: &[Open]) -> Result<HashSet<AgreementId>> {
    let in_review: Vec<AgreementId> = open
        .iter()
        .filter(|case| case.stage == Stage::InReview)
        .map(|case| case.id)
        .collect();
    let mut observed = HashSet::new();
    for some in in_review.chunks(500) {
        let found: Vec<AgreementId> = entries::table
            .filter(entries::agreement_id.assume_not_null().eq_any(some))
            .filter(entries::action.eq(Action::AgreementObserved))
            .select(entries::agreement_id.assume_not_null())
            .load(conn)?;
        observed.extend(found);
    }
    Ok(observed)
}

/// Cases, each with whoever asked for what it waits for.
type Requests = Vec<(AgreementId, Option<TokenId>)>;

fn heap_of_requests(
    conn: &mut DbConnection,
    by: &Actor,
    pile: Pile,
    find: fn(&mut DbConnection) -> Result<Requests>,
) -> Result<Heap> {
    let requests = find(conn)?;
    let first: Vec<AgreementId> = requests.iter().take(pile.shown()).map(|(id, _)| *id).collect();
    let asked = |case: &Readable| {
        requests
            .iter()
            .any(|(id, asked)| *id == case.id && asked.is_some() && *asked == by.token)
    };
    Ok(Heap {
        pile,
        total: requests.len(),
        overdue: 0,
        first: agreements::read_many(conn, &by.sight(), &first)?
            .into_iter()
            .map(|case| InHeap {
                is_own_request: asked(&case),
                case,
            })
            .collect(),
    })
}

fn begun(conn: &mut DbConnection) -> Result<Requests> {
    let cases: Vec<AgreementId> = regularisations::table
        .inner_join(records::table.on(records::id.eq(regularisations::case_id)))
        .filter(records::stage.eq(Stage::Draft))
        .order(regularisations::case_id)
        .select(regularisations::case_id)
        .load(conn)?;
    Ok(cases.into_iter().map(|case| (case, None)).collect())
}

fn to_cancel(conn: &mut DbConnection) -> Result<Requests> {
    Ok(cancellation_requests::table
        .inner_join(records::table)
        .filter(records::stage.eq(Stage::Registered))
        .order(cancellation_requests::agreement_id)
        .select((cancellation_requests::agreement_id, cancellation_requests::requested_by))
        .load(conn)?)
}

fn to_redact(conn: &mut DbConnection) -> Result<Requests> {
    Ok(redaction_requests::table
        .order(redaction_requests::agreement_id)
        .select((redaction_requests::agreement_id, redaction_requests::requested_by))
        .load(conn)?)
}
