//! One story: an agreement and all that extend, amend, supersede or reaffirm it, or that it does so to, and so on.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{Agreement, AgreementId, record};
use crate::access::Sight;
use crate::db::DbConnection;
use crate::db::schema::links;
use crate::error::{Error, Result};
use crate::partial_date::PartialDate;

/// The longest story that is told.
const LONGEST: usize = 500;

/// The agreements of one story that may be seen, in the order in which they were signed; those of unknown date come last.
///
/// # Errors
/// `NotFound` when the agreement itself may not be seen.
pub fn related(conn: &mut DbConnection, sight: &Sight, key: &str) -> Result<Vec<Agreement>> {
    let first = record::read(conn, sight, key)?.agreement()?;
    let mut known = BTreeSet::from([first.id]);
    let mut open = vec![first.id];
    let mut story = vec![first];
    while let Some(id) = open.pop() {
        for other in neighbours(conn, id)? {
            if story.len() >= LONGEST || !known.insert(other) {
                continue;
            }
            match record::stored(conn, sight, other) {
                Ok(agreement) => {
                    story.push(agreement);
                    open.push(other);
                }
                Err(Error::NotFound) => {}
                Err(reason) => return Err(reason),
            }
        }
    }
    story.sort_by_key(|agreement| {
        let signed = agreement.signed_on.map(PartialDate::earliest);
        (signed.is_none(), signed, agreement.id)
    });
    Ok(story)
}

fn neighbours(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<AgreementId>> {
    let mut others: Vec<AgreementId> = links::table
        .filter(links::from_id.eq(id))
        .select(links::to_id)
        .load(conn)?;
    others.extend(
        links::table
            .filter(links::to_id.eq(id))
            .select(links::from_id)
            .load::<AgreementId>(conn)?,
    );
    Ok(others)
}
