//! Links from later agreements to earlier ones: none of them leads back to where it began.

use std::collections::HashSet;
use std::hash::Hash;

use diesel::prelude::*;

use super::AgreementId;
use crate::db::DbConnection;
use crate::db::schema::links;
use crate::error::Result;
use crate::fault::{Fault, FaultCode};
use crate::language::words;

/// The most agreements that are looked at for the sake of one link; no real story is longer. What lies beyond is for
/// [`crate::check`] to find.
const MOST: usize = 10_000;

/// Whether one agreement's links, and the links of those they lead to, lead to another.
pub(super) fn lead_to(conn: &mut DbConnection, from: AgreementId, to: AgreementId) -> Result<bool> {
    leads_to(from, to, |ids| {
        Ok(links::table
            .filter(links::from_id.eq_any(ids))
            .select(links::to_id)
            .load(conn)?)
    })
}

/// The walk: breadth first, each met once, `linked` asked once for each generation.
fn leads_to<Id: Copy + Eq + Hash>(from: Id, to: Id, mut linked: impl FnMut(&[Id]) -> Result<Vec<Id>>) -> Result<bool> {
    let mut met = HashSet::from([from]);
    let mut generation = vec![from];
    while !generation.is_empty() && met.len() <= MOST {
        if generation.contains(&to) {
            return Ok(true);
        }
        generation = linked(&generation)?;
        generation.retain(|id| met.insert(*id));
    }
    Ok(false)
}

/// The fault of a link to an agreement that is itself, through others, linked to this one.
pub(super) fn link_cycle(position: usize) -> Fault {
    let words = words!(
        "Ese acuerdo ya se liga a este, directamente o por medio de otros: se liga el posterior al anterior",
        "That agreement is linked to this one already, directly or through others: the later one is linked to the earlier"
    );
    Fault::at(format!("/links/{position}/agreement"), FaultCode::LinkCycle, words)
}

/// Of links, each from one to another, those that form cycles: what is left when every link that begins or ends a chain is
/// taken away, again and again.
#[must_use]
pub fn cyclic<Id: Copy + Eq + Hash>(mut links: Vec<(Id, Id)>) -> Vec<(Id, Id)> {
    loop {
        let before = links.len();
        let begun: HashSet<Id> = links.iter().map(|(from, _)| *from).collect();
        let reached: HashSet<Id> = links.iter().map(|(_, to)| *to).collect();
        links.retain(|(from, to)| begun.contains(to) && reached.contains(from));
        if links.len() == before {
            return links;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(links: &[(u32, u32)], from: u32, to: u32) -> bool {
        let linked = |ids: &[u32]| {
            let of_these = links.iter().filter(|(from, _)| ids.contains(from));
            Ok(of_these.map(|(_, to)| *to).collect())
        };
        leads_to(from, to, linked).unwrap()
    }

    #[test]
    fn a_link_leads_as_far_as_the_links_behind_it() {
        let links = [(4, 3), (3, 2), (3, 1), (2, 1)];
        assert!(leads(&links, 4, 1) && leads(&links, 2, 1) && leads(&links, 3, 3));
        assert!(!leads(&links, 1, 4) && !leads(&links, 2, 3));
    }

    #[test]
    fn a_walk_ends_also_in_a_cycle_and_in_a_story_without_end() {
        assert!(!leads(&[(1, 2), (2, 1)], 1, 3));
        let endless = |ids: &[u64]| Ok(vec![ids[0] + 1]);
        assert!(!leads_to(0, u64::MAX, endless).unwrap());
    }

    #[test]
    fn chains_are_no_cycles_and_what_hangs_on_a_cycle_is_none() {
        assert_eq!(cyclic(vec![(3, 2), (2, 1), (3, 1)]), []);
        assert_eq!(cyclic(vec![(1, 2), (2, 1), (3, 1), (2, 4)]), [(1, 2), (2, 1)]);
        assert_eq!(cyclic(vec![(5, 6), (6, 7), (7, 5), (9, 8)]), [(5, 6), (6, 7), (7, 5)]);
    }
}
