//! Agreements that are likely one and the same: found by their parties, judged by their dates and titles, told with the evidence.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use serde::Serialize;

use super::likeness::{Kin, Likeness, Look, likeness, shared};
use super::{Agreement, AgreementId, Origin, Readable, Side, pairings};
use crate::access::Sight;
use crate::bodies::{Body, BodyId, kin_of};
use crate::db::schema::{agreements, duplicate_answers, links, parties};
use crate::db::{Backend, DbConnection};
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::folding::fold;
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

/// An agreement that another one looks like.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicate {
    pub agreement: AgreementId,
    pub registration_number: Option<String>,
    pub title: String,
    pub evidence: Evidence,
    /// Why it is another one all the same, once somebody said so.
    pub not_a_duplicate: Option<String>,
}

/// What makes two agreements look like one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// The names of the parties they share.
    pub parties: Vec<String>,
    /// The least that can lie between the signatures; nothing where a date is unknown.
    pub days_apart: Option<i64>,
    /// From 0 to 1.
    pub title_similarity: f64,
}

impl Duplicate {
    /// So many are told at once; more help nobody.
    pub const MOST: usize = 20;

    /// The evidence, as people are told it.
    #[must_use]
    pub fn words(&self) -> Words {
        let number = self.registration_number.clone();
        let (title, id) = (&self.title, number.unwrap_or_else(|| self.agreement.to_string()));
        let parties = self.evidence.parties.join(", ");
        let percent = (self.evidence.title_similarity * 100.0).round();
        let days = match self.evidence.days_apart {
            None => words!("sin fechas que comparar", "no dates to compare"),
            Some(0) => words!("quizá firmados el mismo día", "perhaps signed on one day"),
            Some(days) => words!(
                "al menos {days} días entre las firmas",
                "at least {days} days between the signatures"
            ),
        };
        words!(
            "Parece el mismo que «{title}» ({id}): {parties}; {days}; títulos parecidos en {percent} %",
            "It looks like “{title}” ({id}): {parties}; {days}; titles {percent} % alike"; days
        )
    }

    /// As a reason against going on.
    #[must_use]
    pub fn fault(&self) -> Fault {
        let found = self.words();
        let words = words!(
            "{found}. Si es otro, diga por qué; si lo prorroga, modifica, sustituye o refrenda, líguelo",
            "{found}. If it is another one, say why; if it extends, amends, supersedes or reaffirms it, link it"; found
        );
        Fault::at("", FaultCode::LikelyDuplicate, words)
    }
}

/// An agreement that was written down, and those it is likely a double of.
#[derive(Debug)]
pub struct Written {
    pub agreement: Agreement,
    /// As it is stored.
    pub record: String,
    pub duplicates: Vec<Duplicate>,
}

impl Written {
    /// As it is read from now on.
    #[must_use]
    pub fn readable(&self) -> Readable {
        Readable::new(self.agreement.id, self.agreement.version, self.record.clone())
    }
}

/// What the journal keeps of an answer that came with a draft.
#[derive(Serialize)]
pub(super) struct Said<'a> {
    pub not_a_duplicate: &'a str,
}

/// The agreements that one is likely a double of, among those that may be seen, the likeliest first. Those that are linked with it
/// are none, and neither are those that are void or were given up.
///
/// # Errors
/// What the database says.
pub fn likely(
    conn: &mut DbConnection,
    sight: &Sight,
    agreement: &Agreement,
    bodies: &[Body],
) -> Result<Vec<Duplicate>> {
    let mut kin = Vec::with_capacity(bodies.len());
    for (party, body) in agreement.parties.iter().zip(bodies) {
        kin.push(Kin {
            side: party.side,
            name: &body.name,
            bodies: kin_of(conn, body)?,
        });
    }
    let mut alike = alike(conn, agreement, &kin)?;
    if alike.is_empty() {
        return Ok(Vec::new());
    }
    // What is reported and what it is regularised by are one.
    for linked in linked_with(conn, agreement.id)?
        .into_iter()
        .chain(agreement.regularises)
        // One that is not in the tables yet has its links all the same.
        .chain(agreement.links.iter().map(|link| link.agreement))
    {
        alike.remove(&linked);
    }
    told(conn, sight, agreement.id, &kin, &alike)
}

/// The same for an agreement that is there already.
///
/// # Errors
/// What the database says.
pub fn of(conn: &mut DbConnection, sight: &Sight, agreement: &Agreement) -> Result<Vec<Duplicate>> {
    let bodies = agreement
        .parties
        .iter()
        .map(|party| Body::find(conn, party.body.id))
        .collect::<Result<Vec<_>>>()?;
    likely(conn, sight, agreement, &bodies)
}

/// Those that share a party on each side and are alike in date and title.
fn alike(conn: &mut DbConnection, agreement: &Agreement, kin: &[Kin<'_>]) -> Result<HashMap<AgreementId, Likeness>> {
    let title = fold(&agreement.title);
    let look = Look {
        title: &title,
        signed_on: agreement.signed_on,
    };
    let of = |side: Side| {
        kin.iter()
            .filter(move |kin| kin.side == side)
            .flat_map(|kin| &kin.bodies)
    };
    let mut found = HashMap::new();
    let mut seen = HashSet::from([agreement.id]);
    for foreign in of(Side::Foreign) {
        for domestic in of(Side::Domestic) {
            for (id, title, signed_on) in pairings::between(conn, *foreign, *domestic, agreement.signed_on)? {
                let signed_on = signed_on.and_then(|date| PartialDate::parse(&date).ok());
                if seen.insert(id)
                    && let Some(likeness) = likeness(
                        &look,
                        &Look {
                            title: &title,
                            signed_on,
                        },
                    )
                {
                    found.insert(id, likeness);
                }
            }
        }
    }
    Ok(found)
}

/// The agreements that extend, amend, supersede or reaffirm this one, or that it does so to.
fn linked_with(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<AgreementId>> {
    let mut linked: Vec<AgreementId> = links::table
        .filter(links::from_id.eq(id))
        .select(links::to_id)
        .load(conn)?;
    linked.extend(
        links::table
            .filter(links::to_id.eq(id))
            .select(links::from_id)
            .load::<AgreementId>(conn)?,
    );
    Ok(linked)
}

/// Those of the alike that may be seen and have the same parties, the likeliest first, with what was answered.
fn told(
    conn: &mut DbConnection,
    sight: &Sight,
    own: AgreementId,
    kin: &[Kin<'_>],
    alike: &HashMap<AgreementId, Likeness>,
) -> Result<Vec<Duplicate>> {
    let ids: Vec<AgreementId> = alike.keys().copied().collect();
    let seen: Vec<(AgreementId, Option<String>, String)> = agreements::table
        .filter(agreements::id.eq_any(&ids))
        .filter(sight.condition())
        .filter(
            agreements::is_public
                .eq(true)
                .or(agreements::origin.ne(Origin::Reported)),
        )
        .select((agreements::id, agreements::registration_number, agreements::title))
        .into_boxed::<Backend>()
        .load(conn)?;
    let of_parties: Vec<(AgreementId, Side, BodyId)> = parties::table
        .filter(parties::agreement_id.eq_any(&ids))
        .select((parties::agreement_id, parties::side, parties::body_id))
        .load(conn)?;
    let mut by_agreement: HashMap<AgreementId, Vec<(Side, BodyId)>> = HashMap::new();
    for (id, side, body) in of_parties {
        by_agreement.entry(id).or_default().push((side, body));
    }
    let mut answers: HashMap<AgreementId, String> = duplicate_answers::table
        .filter(duplicate_answers::agreement_id.eq(own))
        .select((duplicate_answers::other_id, duplicate_answers::reason))
        .load(conn)?
        .into_iter()
        .collect();
    let duplicate = |(id, registration_number, title)| {
        let likeness = alike.get(&id)?;
        Some(Duplicate {
            agreement: id,
            registration_number,
            title,
            evidence: Evidence {
                parties: shared(kin, by_agreement.get(&id)?)?,
                days_apart: likeness.days_apart,
                title_similarity: likeness.title_similarity,
            },
            not_a_duplicate: answers.remove(&id),
        })
    };
    let mut duplicates: Vec<Duplicate> = seen.into_iter().filter_map(duplicate).collect();
    duplicates.sort_by(|a, b| {
        let alike = b.evidence.title_similarity.total_cmp(&a.evidence.title_similarity);
        let days = |one: &Duplicate| one.evidence.days_apart.unwrap_or(i64::MAX);
        alike.then(days(a).cmp(&days(b))).then(a.agreement.cmp(&b.agreement))
    });
    Ok(duplicates)
}

/// [`likely`], with an answer to it that came along.
pub(super) fn answered(
    conn: &mut DbConnection,
    sight: &Sight,
    agreement: &Agreement,
    bodies: &[Body],
    reason: Option<&str>,
) -> Result<Vec<Duplicate>> {
    let mut duplicates = likely(conn, sight, agreement, bodies)?;
    if let Some(reason) = reason {
        answer(conn, agreement.id, &mut duplicates, reason)?;
    }
    Ok(duplicates)
}

/// Keeps why an agreement is none of its likely doubles, for those to which nothing was answered yet.
///
/// # Errors
/// What the database says.
pub fn answer(conn: &mut DbConnection, own: AgreementId, duplicates: &mut [Duplicate], reason: &str) -> Result<()> {
    for duplicate in duplicates.iter_mut().filter(|one| one.not_a_duplicate.is_none()) {
        diesel::insert_into(duplicate_answers::table)
            .values((
                duplicate_answers::agreement_id.eq(own),
                duplicate_answers::other_id.eq(duplicate.agreement),
                duplicate_answers::reason.eq(reason),
            ))
            .execute(conn)?;
        duplicate.not_a_duplicate = Some(reason.to_owned());
    }
    Ok(())
}
