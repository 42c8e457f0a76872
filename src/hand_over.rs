//! What an office hands over to the next administration: its body's agreements and cases, by what they ask of it.

use chrono::NaiveDate;

use crate::access::Sight;
use crate::agreements::validity::ValidityState;
use crate::agreements::{AgreementFilter, Readable, Sort, Stage, View, Vitality, read_many};
use crate::bodies::{self, Body, BodyId, BodyReference};
use crate::db::{DbConnection, text_enum};
use crate::error::Result;
use crate::language::{Words, words};
use crate::search::{Snapshot, Wanted};

text_enum! {
    /// What the agreements of one section ask of whoever takes over.
    Section {
        InForce = "in_force",
        /// To be renewed, or let go.
        Expiring = "expiring",
        /// In force, and nothing was done under them.
        Dormant = "dormant",
        /// In force, and nobody said whether anything was done.
        Unreported = "unreported",
        /// Cases that are not at their end.
        Waiting = "waiting",
    }
}

/// The whole of it on a day.
pub struct HandOver {
    pub body: BodyReference,
    pub as_of: NaiveDate,
    /// Each with the first of its agreements.
    pub sections: Vec<(Section, Part)>,
}

/// The first agreements of a section.
pub struct Part {
    pub total: u64,
    pub items: Vec<Readable>,
    /// Whether there are more behind them.
    pub more: bool,
}

impl HandOver {
    /// What a reader may see of a body's, at most so many in each section.
    ///
    /// # Errors
    /// `NotFound` when there is no such body.
    pub fn of(
        conn: &mut DbConnection,
        snapshot: &Snapshot,
        id: BodyId,
        sight: Sight,
        view: &View,
        limit: usize,
    ) -> Result<Self> {
        let body = Body::find(conn, id)?.reference();
        let filter = AgreementFilter {
            body: bodies::with_predecessors(conn, &[id])?,
            ..AgreementFilter::everything(sight, view.valid_on, view.expiring_days)
        };
        let part = |section: &Section| Ok((*section, section.part(conn, snapshot, &filter, limit)?));
        Ok(Self {
            body,
            as_of: filter.valid_on,
            sections: Section::ALL.iter().map(part).collect::<Result<_>>()?,
        })
    }
}

/// Those that hold, near their end or not.
const HOLDING: [ValidityState; 2] = [ValidityState::InForce, ValidityState::Expiring];

impl Section {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::InForce => words!("Vigentes", "In force"),
            Self::Expiring => words!("Por vencer", "About to expire"),
            Self::Dormant => words!("Vigentes sin actividad", "In force and dormant"),
            Self::Unreported => words!("Vigentes sin informe", "In force and unreported"),
            Self::Waiting => words!("Trámites abiertos", "Open cases"),
        }
    }

    /// The filters and the order of the whole list of a section, as a query of the list of agreements.
    #[must_use]
    pub const fn query(self) -> &'static str {
        match self {
            Self::InForce => "validity=in_force&sort=validity",
            Self::Expiring => "validity=expiring&sort=validity",
            Self::Dormant => "validity=in_force&validity=expiring&vitality=dormant&sort=validity",
            Self::Unreported => {
                "validity=in_force&validity=expiring&stage=registered&vitality=unreported&sort=validity"
            }
            Self::Waiting => {
                "stage=draft&stage=submitted&stage=incomplete&stage=in_review&stage=observed&stage=cleared&stage=signed&sort=-updated_at"
            }
        }
    }

    /// The filter that the query stands for.
    fn narrowed(self, mut filter: AgreementFilter) -> AgreementFilter {
        match self {
            Self::InForce => filter.validity = vec![ValidityState::InForce],
            Self::Expiring => filter.validity = vec![ValidityState::Expiring],
            Self::Dormant => (filter.validity, filter.vitality) = (HOLDING.to_vec(), vec![Vitality::Dormant]),
            Self::Unreported => {
                (filter.validity, filter.vitality) = (HOLDING.to_vec(), vec![Vitality::Unreported]);
                filter.stage = vec![Stage::Registered];
            }
            Self::Waiting => filter.stage = Stage::OPEN.to_vec(),
        }
        filter
    }

    const fn sort(self) -> Sort {
        match self {
            Self::Waiting => Sort::UpdatedLatest,
            Self::InForce | Self::Expiring | Self::Dormant | Self::Unreported => Sort::Validity,
        }
    }

    fn part(
        self,
        conn: &mut DbConnection,
        snapshot: &Snapshot,
        filter: &AgreementFilter,
        limit: usize,
    ) -> Result<Part> {
        let filter = self.narrowed(filter.clone());
        let wanted = Wanted {
            filter: &filter,
            sort: self.sort(),
            after: None,
            limit,
            dimensions: &[],
        };
        let found = snapshot.find(&wanted, None)?;
        Ok(Part {
            total: found.total,
            items: read_many(conn, &filter.sight, &found.ids())?,
            more: found.more,
        })
    }
}
