//! Everything that can go wrong, in the register's words; how it looks outside is decided in `http::problem`.

use std::fmt::Display;

use crate::agreements::Stage;
use crate::fault::{Fault, FaultCode};
use crate::procedure::Move;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The body was understood and breaks rules: all of them, at once.
    #[error("{} faults in the content", .0.len())]
    Content(Vec<Fault>),
    /// The query breaks rules: all of them, at once.
    #[error("{} faults in the query", .0.len())]
    Query(Vec<Fault>),
    /// The body is no JSON; line and column begin at 1.
    #[error("malformed JSON at line {line}, column {column}")]
    MalformedJson { line: usize, column: usize },
    /// The body or the query is not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// The body is longer than the limit, in bytes.
    #[error("content over {limit} bytes")]
    ContentTooLarge { limit: usize },
    /// The body did not arrive whole.
    #[error("content cut short")]
    ContentCutShort,
    /// The body is of another type than the one that is taken here.
    #[error("unsupported media type")]
    MediaType { expected: &'static str },
    /// The body's parts cannot be told apart, or did not arrive whole.
    #[error("malformed parts")]
    MalformedParts,
    /// No byte of the content is in the range that was asked for; its size in bytes.
    #[error("range not satisfiable")]
    RangeNotSatisfiable { size: u64 },
    #[error("nothing acceptable to answer with")]
    NotAcceptable,
    /// The cursor is none of ours or was changed.
    #[error("invalid cursor")]
    InvalidCursor,
    /// The cursor belongs to another question.
    #[error("foreign cursor")]
    ForeignCursor,
    /// No token, an unknown one, or one that has ended.
    #[error("unauthenticated")]
    Unauthenticated,
    /// Seen, but not to be done by this role.
    #[error("forbidden")]
    Forbidden,
    /// A form that was sent from elsewhere, or by somebody else than it was made for.
    #[error("foreign form")]
    ForeignForm,
    /// Not there, or not for the caller to see: no difference is made.
    #[error("not found")]
    NotFound,
    /// The path answers to other methods, as an `Allow` header lists them.
    #[error("method not allowed")]
    MethodNotAllowed { allow: &'static str },
    /// Only what its petitioner is at work on is edited; this one stands elsewhere (nowhere, when it was only reported).
    #[error("not editable")]
    NotEditable { stage: Option<Stage> },
    /// Only what is reported, and in no case yet, is regularised.
    #[error("not reported")]
    NotReported,
    /// The case stands where this move cannot be made, perhaps because somebody was faster.
    #[error("no {step} in this stage")]
    WrongStage { step: Move, stage: Option<Stage> },
    /// The case is not ready for the move: every reason, at once.
    #[error("{} reasons against {step}", .reasons.len())]
    MoveRefused { step: Move, reasons: Vec<Fault> },
    /// A body of that identity is in the directory already.
    #[error("body exists")]
    BodyExists { id: crate::bodies::BodyId },
    /// A body ends once.
    #[error("already succeeded")]
    AlreadySucceeded,
    /// `If-Match` names an older version.
    #[error("stale record")]
    Stale { version: i32 },
    /// A change without `If-Match`.
    #[error("precondition required")]
    PreconditionRequired,
    #[error("invalid If-Match")]
    InvalidIfMatch,
    #[error("invalid idempotency key")]
    IdempotencyKey,
    /// The key was used for another request.
    #[error("idempotency key reused")]
    IdempotencyKeyReused,
    /// The same caller's request under the same key is still being answered.
    #[error("request in progress")]
    RequestInProgress,
    /// The database cannot be reached or is busy: asking again later helps.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// As many as can be are doing the same already: asking again later helps.
    #[error("busy")]
    Busy,
    /// The search index cannot be read or written; it is mended by itself.
    #[error("search index: {0}")]
    Index(String),
    /// What must be whole is asked for while the search index is not.
    #[error("search index at entry {}", .0.entry)]
    IndexBehind(crate::search::Behind),
    /// The store of documents is full, cannot be reached or lacks a content.
    #[error("store of documents: {0}")]
    Store(String),
    /// What is signed is asked for, and the register has no key.
    #[error("no key signs the log")]
    LogUnsigned,
    /// A command was given something it cannot work with; the sentence says what to do.
    #[error("{0}")]
    Command(String),
    /// A defect of ours; the reason goes to the log and nowhere else.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    pub fn internal(reason: impl Display) -> Self {
        Self::Internal(reason.to_string())
    }

    pub fn unavailable(reason: &impl Display) -> Self {
        Self::Unavailable(reason.to_string())
    }

    /// The code all faults of a rejected body or query share, if they do.
    #[must_use]
    pub fn shared_fault(&self) -> Option<FaultCode> {
        let (Self::Content(faults) | Self::Query(faults)) = self else {
            return None;
        };
        let first = faults.first()?.code;
        faults.iter().all(|fault| fault.code == first).then_some(first)
    }
}

impl From<diesel::result::Error> for Error {
    fn from(reason: diesel::result::Error) -> Self {
        let text = reason.to_string();
        match reason {
            diesel::result::Error::NotFound => Self::NotFound,
            diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::ClosedConnection, _) => {
                Self::Unavailable(text)
            }
            _ if text.contains("database is locked")
                || text.contains("disk is full")
                || text.contains("No space left") =>
            {
                Self::Unavailable(text)
            }
            _ => Self::Internal(text),
        }
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(reason: tantivy::TantivyError) -> Self {
        Self::Index(reason.to_string())
    }
}

impl From<serde_json::Error> for Error {
    /// Of records we wrote ourselves: what came from outside is read in `api::content`.
    fn from(reason: serde_json::Error) -> Self {
        Self::Internal(format!("a stored record: {reason}"))
    }
}
