//! A document that is sent: a body in parts, read while it arrives, and what every door does with it.

use actix_multipart::Field;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::web::{Bytes, Data};
use futures_util::{StreamExt, TryStreamExt};

use super::App;
use super::extract::declared_length;
use super::multipart::{self, blocking, file_name, given_name, text_of};
use super::once::once;
use crate::access::Actor;
use crate::content::Submitted;
use crate::documents::{self, Arrival, Arrived, DocumentInput, Stored};
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::idempotency::{IdempotencyKey, Made};
use crate::journal::RecordKind;
use crate::language::words;

/// What was sent: the content, which is on the disk, and the parts beside it, in which it is said what it is.
pub struct Upload {
    /// Of the agreement it is for, or its registration number.
    agreement: String,
    by: Actor,
    said: Vec<(String, String)>,
    /// Nothing when no file was sent; an error when it is of no kind that is kept.
    content: Option<Result<Arrived>>,
    file_name: String,
    target: String,
}

/// What is said of a document comes in no more parts.
const MOST_PARTS: usize = 50;
/// Pieces are written to the disk when there are so many bytes of them.
const WRITTEN_AT_ONCE: usize = 1 << 20;

impl Upload {
    /// Reads the body of somebody who may add a document to an agreement. Nothing stays of one that is refused, or that does not
    /// arrive whole. `is_said` tells which parts there may be beside `file`, and `check` refuses what they say before the file is
    /// taken.
    ///
    /// # Errors
    /// `NotFound` or `Forbidden` for whoever may not, `MediaType`, `MalformedParts`, `ContentTooLarge`, `Content` for parts that
    /// are unknown or come twice.
    pub async fn read(
        app: &Data<App>,
        (by, agreement): (Actor, String),
        request: &HttpRequest,
        payload: &mut Payload,
        (is_said, check): (impl Fn(&str) -> bool, impl Fn(&[(String, String)]) -> Result<()>),
    ) -> Result<Self> {
        let (who, key) = (by.clone(), agreement.clone());
        // Before anything is taken: who may not add a document does not fill the disk either.
        app.db
            .read(move |conn| documents::may_add(conn, &key, &who).map(drop))
            .await?;
        let limit = app.document_limit;
        let longest = limit.saturating_add(2 * multipart::TEXT_LIMIT as u64);
        if declared_length(request).is_some_and(|length| length as u64 > longest) {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            return Err(Error::ContentTooLarge { limit });
        }
        let mut parts = multipart::open(request, payload).await?;
        let mut upload = Self {
            agreement,
            by,
            said: Vec::new(),
            content: None,
            file_name: String::new(),
            target: format!("{} {}", request.method(), request.path()),
        };
        let mut had_file = false;
        while let Some(part) = parts.try_next().await.map_err(|_| Error::MalformedParts)? {
            let name = part.name().unwrap_or_default().to_owned();
            if upload.part(&name).is_some() || (name == "file" && had_file) {
                return Err(fault(&name, FaultCode::DuplicateValue));
            } else if name == "file" {
                had_file = true;
                check(&upload.said)?;
                upload.file_name = file_name(&part);
                upload.content = arrive(app, part).await?;
            } else if is_said(&name) && upload.said.len() < MOST_PARTS {
                let text = text_of(part).await?;
                upload.said.push((name, text));
            } else {
                return Err(fault(&name, FaultCode::UnknownField));
            }
        }
        if !had_file {
            check(&upload.said)?;
        }
        Ok(upload)
    }

    /// A part beside the content.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&str> {
        let part = self.said.iter().find(|(known, _)| known == name);
        part.map(|(_, text)| text.as_str())
    }

    /// The same where it must be there.
    ///
    /// # Errors
    /// `Content` when it is not.
    pub fn needed_part(&self, name: &str) -> Result<&str> {
        self.part(name).ok_or_else(|| fault(name, FaultCode::MissingField))
    }

    /// The parts beside the content.
    #[must_use]
    pub fn parts(&self) -> &[(String, String)] {
        &self.said
    }

    /// What is wrong with the content itself.
    #[must_use]
    pub fn unfit(&self) -> Vec<Fault> {
        match &self.content {
            None => missing_file(),
            Some(Err(Error::Content(faults))) => faults.clone(),
            Some(_) => Vec::new(),
        }
    }

    /// The key under which the request may be repeated, as its sender chose it.
    ///
    /// # Errors
    /// `IdempotencyKey` when it is none, `Content` when there is no content.
    pub fn idempotency_key(&self, key: &str) -> Result<IdempotencyKey> {
        let Some(Ok(arrived)) = &self.content else {
            return Err(Error::Content(self.unfit()));
        };
        let mut request = format!("{}\n{}", arrived.digest, self.file_name);
        for (_, said) in &self.said {
            request.push('\n');
            request.push_str(said);
        }
        IdempotencyKey::new(key, &self.target, request.as_bytes())
    }

    /// Adds the document to its agreement, once however often it is asked for; the answer is the document as it is listed.
    ///
    /// # Errors
    /// `Content` with everything that is wrong with what is said of it, `Store` when it cannot be kept.
    pub async fn add(
        self,
        app: &App,
        said: Submitted<DocumentInput>,
        idempotency_key: Option<IdempotencyKey>,
    ) -> Result<Made> {
        let (by, agreement) = (self.by, self.agreement);
        let mut arrived = self.content.ok_or_else(|| Error::Content(missing_file()))??;
        let stored = Stored {
            digest: arrived.digest,
            size: arrived.size,
            media_type: arrived.looked.media_type,
            pages: arrived.looked.pages,
            file_name: self.file_name,
        };
        let (who, key, what, clock) = (by.clone(), agreement.clone(), stored.clone(), app.clock.clone());
        // Before it is stored, so that nothing is left in the store of what is refused.
        let said = app
            .db
            .read(move |conn| {
                documents::check(conn, &key, said.clone(), &what, &who, &clock)?;
                Ok(said)
            })
            .await?;
        app.store.keep(stored.digest, &mut arrived.file).await?;

        let (clock, digest) = (app.clock.clone(), stored.digest);
        let made = once(app, idempotency_key, by, move |conn, by, _| {
            let listed = documents::add(conn, &agreement, said, &stored, by, &clock)?;
            Ok(Made {
                kind: RecordKind::Document,
                id: listed.document.id.0,
                answer: serde_json::to_string(&listed)?,
                secret: None,
            })
        })
        .await?;
        app.store.see_to_it(digest, &arrived.file).await?;
        app.keeper.wake();
        Ok(made)
    }
}

fn missing_file() -> Vec<Fault> {
    let words = words!(
        "Falta el archivo: elíjalo y envíelo",
        "The file is missing: choose it and send it"
    );
    vec![Fault::at("/file", FaultCode::MissingField, words)]
}

fn fault(part: &str, code: FaultCode) -> Error {
    let part: String = part.chars().take(50).collect();
    let words = match code {
        FaultCode::MissingField => words!("Falta la parte «{part}»", "The part “{part}” is missing"),
        FaultCode::DuplicateValue => words!("La parte «{part}» viene dos veces", "The part “{part}” comes twice"),
        _ => words!(
            "Hay dos partes, «document» y «file»; esta no",
            "There are two parts, “document” and “file”; this is none"
        ),
    };
    Error::Content(vec![Fault::at(format!("/{part}"), code, words)])
}

/// Takes the content to the disk, a piece at a time: the next one is read while one is written. A form in which no file was chosen
/// sends one without a name and without a byte.
async fn arrive(app: &Data<App>, part: Field) -> Result<Option<Result<Arrived>>> {
    let is_named = given_name(&part).is_none_or(|name| !name.is_empty());
    let mut part = part.fuse();
    let (store, limit) = (app.store.clone(), app.document_limit);
    let mut arrival = blocking(move || Arrival::begin(&store, limit)).await?;
    let mut anything = is_named;
    loop {
        let (mut pieces, mut size) = (Vec::<Bytes>::new(), 0);
        while size < WRITTEN_AT_ONCE
            && let Some(piece) = part.next().await
        {
            let piece = piece.map_err(|_| Error::MalformedParts)?;
            size += piece.len();
            pieces.push(piece);
        }
        if pieces.is_empty() && !anything {
            return Ok(None);
        } else if pieces.is_empty() {
            return match blocking(move || arrival.finish()).await {
                Err(Error::Content(faults)) => Ok(Some(Err(Error::Content(faults)))),
                arrived => arrived.map(|arrived| Some(Ok(arrived))),
            };
        }
        anything = true;
        arrival = blocking(move || {
            pieces.iter().try_for_each(|piece| arrival.take(piece))?;
            Ok(arrival)
        })
        .await?;
    }
}
