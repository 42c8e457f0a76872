//! The end of a body: merged into another, split into several, or abolished; and who comes after it.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::describe::{read_past_date, unknown_body};
use super::lineage::with_successors;
use super::{Body, BodyId};
use crate::access::{Actor, Deed};
use crate::agreements;
use crate::clock::Clock;
use crate::content::Submitted;
use crate::db::schema::{bodies, successions, successors};
use crate::db::{DbConnection, text_enum};
use crate::error::{Error, Result};
use crate::fault::{self, Fault, FaultCode};
use crate::journal::{self, Action, Change};
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

text_enum! {
    /// How a body ended.
    SuccessionKind {
        /// It went into one other.
        Merged = "merged",
        /// Two or more came out of it.
        Split = "split",
        /// Nobody need come after it.
        Abolished = "abolished",
    }
}

impl SuccessionKind {
    /// As people say what became of it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Merged => words!("Se fusionó con otro órgano", "Merged into another body"),
            Self::Split => words!("Se dividió en otros órganos", "Split into other bodies"),
            Self::Abolished => words!("Se extinguió", "Abolished"),
        }
    }
}

/// How a body ended, and who came after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    pub kind: SuccessionKind,
    /// Nothing where only the successor was recorded.
    pub on: Option<PartialDate>,
    pub successors: Vec<Successor>,
}

/// A body that came after another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    pub id: BodyId,
    pub name: String,
    /// Whether its office works on the other's cases.
    pub takes_over: bool,
}

/// The end of a body as someone tells it; kept in the journal as it was told.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SuccessionInput {
    pub kind: Option<SuccessionKind>,
    pub on: Option<String>,
    pub successors: Vec<SuccessorInput>,
    pub reason: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SuccessorInput {
    pub id: Option<String>,
    pub takes_over: Option<bool>,
}

/// Records that a body is no more and who comes after it. Its agreements stay its own, and are found under the names of its
/// successors too; its cases are worked on by the office of the one that takes over.
///
/// # Errors
/// `Forbidden`, `NotFound`, `AlreadySucceeded`, what `expected` says of its version, `Content` with every fault.
pub fn succeed(
    conn: &mut DbConnection,
    id: BodyId,
    expected: impl FnOnce(i32) -> Result<()>,
    said: Submitted<SuccessionInput>,
    by: &Actor,
    clock: &Clock,
) -> Result<Body> {
    by.must_be_allowed(Deed::KeepBodies)?;
    let body = Body::find(conn, id)?;
    if body.succession.is_some() {
        return Err(Error::AlreadySucceeded);
    }
    expected(body.version)?;
    let now = clock.now();
    let Submitted { content, mut faults } = said;
    let end = End::told(&content, id, now.day_in_mexico(), &mut faults);
    faults.extend(wrong_successors(conn, &content, id)?);
    let end = match end {
        Some(end) if faults.is_empty() => end,
        _ => {
            fault::in_order(&mut faults);
            return Err(Error::Content(faults));
        }
    };

    end.write(conn, id)?;
    diesel::update(bodies::table.find(id))
        .set((bodies::version.eq(body.version + 1), bodies::updated_at.eq(now)))
        .execute(conn)?;
    let body = Body::find(conn, id)?;
    agreements::show_body_anew(conn, &body)?;
    let change = Change::body(Action::BodySucceeded, &body)?.saying(serde_json::to_string(&content)?);
    journal::record(conn, &change, by, now)?;
    Ok(body)
}

/// The end of a body, when what was told of it keeps the rules that need no database.
#[derive(Debug, PartialEq, Eq)]
struct End {
    kind: SuccessionKind,
    on: PartialDate,
    /// Each with whether it takes over.
    successors: Vec<(BodyId, bool)>,
}

impl End {
    fn told(input: &SuccessionInput, own: BodyId, today: NaiveDate, faults: &mut Vec<Fault>) -> Option<Self> {
        let before = faults.len();
        let on = input
            .on
            .as_deref()
            .and_then(|on| read_past_date(on, "/on", today, faults));
        if let Some(kind) = input.kind {
            faults.extend(wrong_number(kind, input.successors.len()));
        }
        let mut successors: Vec<(BodyId, bool)> = Vec::with_capacity(input.successors.len());
        for (position, given) in input.successors.iter().enumerate() {
            let at = format!("/successors/{position}/id");
            let Some(id) = given.id.as_deref() else { continue };
            let Some(id) = BodyId::parse(id) else {
                faults.push(unknown_body(at));
                continue;
            };
            if id == own {
                let words = words!("Un órgano no se sucede a sí mismo", "A body does not succeed itself");
                faults.push(Fault::at(at, FaultCode::SelfLink, words));
            } else if successors.iter().any(|(known, _)| *known == id) {
                let words = words!("Este órgano ya figura como sucesor", "This body is a successor already");
                faults.push(Fault::at(at, FaultCode::DuplicateValue, words));
            }
            // What is merged into one body passes to it, unless it is said not to.
            let takes_over = given.takes_over.unwrap_or(input.kind == Some(SuccessionKind::Merged));
            successors.push((id, takes_over));
        }
        faults.extend(wrong_heirs(input));
        if faults.len() > before {
            return None;
        }
        Some(Self {
            kind: input.kind?,
            on: on?,
            successors,
        })
    }

    fn write(&self, conn: &mut DbConnection, id: BodyId) -> Result<()> {
        diesel::insert_into(successions::table)
            .values((
                successions::body_id.eq(id),
                successions::kind.eq(self.kind),
                successions::happened_on.eq(self.on.to_string()),
            ))
            .execute(conn)?;
        for (position, (successor, takes_over)) in (0_i32..).zip(&self.successors) {
            diesel::insert_into(successors::table)
                .values((
                    successors::body_id.eq(id),
                    successors::position.eq(position),
                    successors::successor_id.eq(*successor),
                    successors::takes_over.eq(*takes_over),
                ))
                .execute(conn)?;
        }
        Ok(())
    }
}

/// Too few or too many successors for the way a body ended.
fn wrong_number(kind: SuccessionKind, count: usize) -> Option<Fault> {
    let (code, words) = match (kind, count) {
        (SuccessionKind::Merged, 0) => (
            FaultCode::TooFew,
            words!(
                "Una fusión tiene un órgano sucesor: el que absorbe",
                "A merger has one successor: the body merged into"
            ),
        ),
        (SuccessionKind::Merged, 2..) => (
            FaultCode::TooMany,
            words!(
                "Una fusión tiene un solo órgano sucesor; si fueron varios, es una división",
                "A merger has one successor only; with several it is a split"
            ),
        ),
        (SuccessionKind::Split, ..2) => (
            FaultCode::TooFew,
            words!(
                "Una división tiene dos órganos sucesores o más; si fue uno, es una fusión",
                "A split has two successors or more; with one it is a merger"
            ),
        ),
        _ => return None,
    };
    Some(Fault::at("/successors", code, words))
}

/// A case has one petitioner, so that one successor takes over at most; after a split one has to, as nobody else would.
fn wrong_heirs(input: &SuccessionInput) -> Vec<Fault> {
    let heirs: Vec<usize> = (0..)
        .zip(&input.successors)
        .filter(|(_, given)| given.takes_over == Some(true))
        .map(|(position, _)| position)
        .collect();
    if heirs.is_empty() && input.kind == Some(SuccessionKind::Split) && !input.successors.is_empty() {
        let words = words!(
            "Diga cuál de los sucesores toma los asuntos, con takes_over",
            "Say which of the successors takes the cases over, with takes_over"
        );
        return vec![Fault::at("/successors", FaultCode::MissingField, words)];
    }
    let second = |position: &usize| {
        let words = words!(
            "Solo un sucesor toma los asuntos: un caso tiene un solo promovente",
            "Only one successor takes the cases over: a case has one petitioner"
        );
        Fault::at(
            format!("/successors/{position}/takes_over"),
            FaultCode::DuplicateValue,
            words,
        )
    };
    heirs.iter().skip(1).map(second).collect()
}

/// Successors that are not in the directory, or that the body itself came after.
fn wrong_successors(conn: &mut DbConnection, input: &SuccessionInput, own: BodyId) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (position, given) in input.successors.iter().enumerate() {
        let Some(id) = given.id.as_deref().and_then(BodyId::parse).filter(|id| *id != own) else {
            continue;
        };
        let at = format!("/successors/{position}/id");
        if Body::find_many(conn, &[id])?.is_empty() {
            faults.push(unknown_body(at));
        } else if with_successors(conn, &[id])?.contains(&own) {
            let words = words!(
                "Este órgano le precede: nadie sucede a quien le sucedió",
                "This body came before it: nobody succeeds its own successor"
            );
            faults.push(Fault::at(at, FaultCode::SuccessionCycle, words));
        }
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> BodyId {
        BodyId(uuid::Uuid::from_u128(number))
    }

    fn told(kind: &str, successors: &[(u128, Option<bool>)]) -> Result<Vec<bool>, Vec<(String, FaultCode)>> {
        let input = SuccessionInput {
            kind: SuccessionKind::parse(kind),
            on: Some("2021-03".into()),
            successors: successors
                .iter()
                .map(|(number, takes_over)| SuccessorInput {
                    id: Some(id(*number).to_string()),
                    takes_over: *takes_over,
                })
                .collect(),
            reason: "Decreto 12".into(),
        };
        let mut faults = Vec::new();
        let end = End::told(
            &input,
            id(1),
            NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
            &mut faults,
        );
        end.map(|end| end.successors.into_iter().map(|(_, takes_over)| takes_over).collect())
            .ok_or_else(|| {
                faults
                    .iter()
                    .map(|fault| (fault.pointer().to_owned(), fault.code))
                    .collect()
            })
    }

    #[test]
    fn each_kind_of_end_has_its_number_of_successors_and_of_heirs() {
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(told("merged", &[(2, None)]), Ok(vec![true]));
        assert_eq!(told("merged", &[(2, no)]), Ok(vec![false]));
        assert_eq!(told("split", &[(2, None), (3, yes)]), Ok(vec![false, true]));
        assert_eq!(told("abolished", &[]), Ok(vec![]));
        assert_eq!(told("abolished", &[(2, None), (3, None)]), Ok(vec![false, false]));

        let refused = |pointer: &str, code| Err(vec![(pointer.to_owned(), code)]);
        assert_eq!(told("merged", &[]), refused("/successors", FaultCode::TooFew));
        assert_eq!(
            told("merged", &[(2, None), (3, None)]),
            refused("/successors", FaultCode::TooMany)
        );
        assert_eq!(told("split", &[(2, yes)]), refused("/successors", FaultCode::TooFew));
        assert_eq!(
            told("split", &[(2, no), (3, None)]),
            refused("/successors", FaultCode::MissingField)
        );
        assert_eq!(
            told("abolished", &[(2, yes), (3, yes)]),
            refused("/successors/1/takes_over", FaultCode::DuplicateValue)
        );
    }

    #[test]
    fn nobody_succeeds_themselves_or_twice() {
        let faults = told("split", &[(1, None), (2, Some(true)), (2, None)]).unwrap_err();
        let expected = [
            ("/successors/0/id", FaultCode::SelfLink),
            ("/successors/2/id", FaultCode::DuplicateValue),
        ];
        assert_eq!(faults, expected.map(|(at, code)| (at.to_owned(), code)));
    }
}
