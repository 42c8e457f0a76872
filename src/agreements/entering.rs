//! Entering many agreements in one transaction: what was looked up is kept at hand, and rows are written many at a time.

use std::collections::HashSet;

use super::create::{assemble, may_create, petitioner, wrong_link};
use super::directory::Directory;
use super::draft::Draft;
use super::duplicates::{self, Duplicate};
use super::rows::{self, New};
use super::{Agreement, AgreementId, effect, pairings};
use crate::access::Actor;
use crate::bodies::{Body, BodyId};
use crate::clock::{Clock, Timestamp};
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::journal::{self, Action, Change};

/// Enters drafts that keep the rules, one after the other. Those entered last stand in the tables only after [`Entering::write`].
pub struct Entering<'a> {
    by: &'a Actor,
    clock: &'a Clock,
    action: Action,
    directory: Directory,
    /// The pairs of bodies that have an agreement in this register.
    met: Met,
    unwritten: Vec<New>,
    /// The moment of all that are unwritten, and of the bodies that came with them: entries stand in the order of their times.
    now: Timestamp,
}

impl<'a> Entering<'a> {
    /// So many are written at once.
    const MOST: usize = 256;

    /// # Errors
    /// What the database says.
    pub fn new(conn: &mut DbConnection, by: &'a Actor, clock: &'a Clock, action: Action) -> Result<Self> {
        Ok(Self {
            by,
            clock,
            action,
            directory: Directory::keeping(),
            met: Met::in_register(conn)?,
            unwritten: Vec::with_capacity(Self::MOST),
            now: clock.now(),
        })
    }

    /// Whether the next one fills a batch: whoever keeps rows that refer to those entered writes theirs then too.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.unwritten.len() >= Self::MOST
    }

    /// Enters an agreement, and tells which it is likely a double of.
    ///
    /// # Errors
    /// `Forbidden`; `Content` with the faults that only the tables show.
    pub fn enter(&mut self, conn: &mut DbConnection, draft: Draft) -> Result<(AgreementId, Vec<Duplicate>)> {
        may_create(draft.origin, self.by)?;
        let has_links = !draft.links.is_empty();
        if has_links {
            self.write(conn)?;
            let mut faults = Vec::new();
            for (position, (_, other)) in draft.links.iter().enumerate() {
                faults.extend(wrong_link(conn, position, *other, None)?);
            }
            if !faults.is_empty() {
                return Err(Error::Content(faults));
            }
        }
        let petitioner = petitioner(&draft, self.by)?;
        let (clock, now) = (self.clock, self.now);
        let (agreement, bodies) = assemble(conn, &mut self.directory, draft, petitioner, None, self.by, clock, now)?;
        // A body with a past may be met under another name: only the tables know.
        let new_here = |body: &Body| body.succession.is_none() && body.predecessors.is_empty();
        let new_here = bodies.iter().all(new_here);
        let mut have_met = !new_here;
        for pair in pairings::pairs(&agreement) {
            have_met |= self.met.before(pair);
        }
        let likely = if have_met {
            if !new_here || self.are_unwritten(&agreement) {
                self.write(conn)?;
            }
            duplicates::likely(conn, &self.by.sight(), &agreement, &bodies)?
        } else {
            Vec::new()
        };
        let id = agreement.id;
        self.unwritten.push(New::of(agreement)?);
        if has_links {
            let entered = self.write_and_keep(conn)?;
            for new in &entered {
                effect::show_in_others(conn, &new.agreement, &[], self.by, now)?;
            }
        }
        Ok((id, likely))
    }

    /// Whether two of its parties have an agreement that is not in the tables yet.
    fn are_unwritten(&self, agreement: &Agreement) -> bool {
        let pairs: Vec<_> = pairings::pairs(agreement).collect();
        let unwritten = self.unwritten.iter().flat_map(|new| pairings::pairs(&new.agreement));
        unwritten.into_iter().any(|pair| pairs.contains(&pair))
    }

    /// Writes those that are not in the tables yet, with their entries.
    ///
    /// # Errors
    /// What the database says.
    pub fn write(&mut self, conn: &mut DbConnection) -> Result<()> {
        self.write_and_keep(conn).map(drop)
    }

    fn write_and_keep(&mut self, conn: &mut DbConnection) -> Result<Vec<New>> {
        let written = std::mem::take(&mut self.unwritten);
        if !written.is_empty() {
            rows::insert(conn, &written)?;
            let changes: Vec<Change<'_>> = written
                .iter()
                .map(|new| Change::agreement_as_written(self.action, new.agreement.id, new.record.as_str()))
                .collect();
            journal::record_all(conn, &changes, self.by, self.now)?;
        }
        self.now = self.clock.now();
        Ok(written)
    }
}

/// Which bodies have an agreement with each other, as far as that can be told without asking the database: an import into an empty
/// register need not look for doubles of an agreement whose parties never met.
struct Met {
    /// Nothing when there were any before, or there are too many by now: then all may have met.
    pairs: Option<HashSet<(BodyId, BodyId)>>,
}

impl Met {
    /// Bounds the memory of a long import.
    const MOST: usize = 500_000;

    fn in_register(conn: &mut DbConnection) -> Result<Self> {
        Ok(Self {
            pairs: (!pairings::any(conn)?).then(HashSet::new),
        })
    }

    /// Whether two bodies may have met before; they have now.
    fn before(&mut self, pair: (BodyId, BodyId)) -> bool {
        if self.pairs.as_ref().is_some_and(|pairs| pairs.len() >= Self::MOST) {
            self.pairs = None;
        }
        self.pairs.as_mut().is_none_or(|pairs| !pairs.insert(pair))
    }
}
