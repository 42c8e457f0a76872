//! Bodies: public bodies and international organisations, whoever can be a party. They have names over time and successors.

mod describe;
mod keep;
mod lineage;
mod naming;
mod search;
mod succession;

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

pub use self::describe::{BodyDescription, BodyInput, NameInput, check, read_date, unknown_body};
pub use self::keep::{create, edit, find_or_create};
pub use self::lineage::{answered_for, cycles, kin_of, successors_of, with_predecessors};
pub use self::search::BodyFilter;
pub use self::succession::{Succession, SuccessionInput, SuccessionKind, Successor, SuccessorInput, succeed};
use crate::clock::Timestamp;
use crate::db::schema::{bodies, body_names};
use crate::db::{DbConnection, directly, record_id, text_enum};
use crate::error::Result;
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

record_id! {
    /// Names a body.
    BodyId
}

text_enum! {
    /// Which level of government, or none.
    Level {
        Federal = "federal",
        State = "state",
        Municipal = "municipal",
        International = "international",
        /// The sources do not tell.
        Unknown = "unknown",
    }
}

impl Level {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Federal => words!("Federal", "Federal"),
            Self::State => words!("Estatal", "State"),
            Self::Municipal => words!("Municipal", "Municipal"),
            Self::International => words!("Internacional", "International"),
            Self::Unknown => words!("Sin dato", "Unknown"),
        }
    }
}

text_enum! {
    /// What a body is.
    BodyKind {
        /// The government of a territory: a council, a state government.
        Government = "government",
        /// A ministry or an agency of a government.
        Agency = "agency",
        Legislature = "legislature",
        Court = "court",
        AutonomousBody = "autonomous_body",
        InternationalOrganisation = "international_organisation",
        /// A company, an association, a private university: in the directory so that it is known for what it is, never a party.
        Private = "private",
        Other = "other",
    }
}

impl BodyKind {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Government => words!("Gobierno", "Government"),
            Self::Agency => words!("Dependencia o entidad", "Ministry or agency"),
            Self::Legislature => words!("Poder legislativo", "Legislature"),
            Self::Court => words!("Tribunal", "Court"),
            Self::AutonomousBody => words!("Órgano autónomo", "Autonomous body"),
            Self::InternationalOrganisation => words!("Organismo internacional", "International organisation"),
            Self::Private => words!("Particular", "Private"),
            Self::Other => words!("Otro", "Other"),
        }
    }
}

text_enum! {
    /// What one of a body's names is to it.
    NameKind {
        Official = "official",
        Former = "former",
        Acronym = "acronym",
        Alternative = "alternative",
        Translation = "translation",
    }
}

impl NameKind {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Official => words!("Nombre oficial", "Official name"),
            Self::Former => words!("Nombre anterior", "Former name"),
            Self::Acronym => words!("Siglas", "Acronym"),
            Self::Alternative => words!("También llamado", "Also called"),
            Self::Translation => words!("Traducción", "Translation"),
        }
    }
}

/// One of a body's names and the time it held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyName {
    pub name: String,
    pub kind: NameKind,
    /// BCP 47.
    pub language: Option<String>,
    pub from: Option<PartialDate>,
    pub until: Option<PartialDate>,
}

/// A body, as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub id: BodyId,
    /// The current official name.
    pub name: String,
    pub names: Vec<BodyName>,
    pub level: Level,
    pub kind: BodyKind,
    /// ISO 3166-1 alpha-2; nothing for an international organisation.
    pub country: Option<String>,
    /// INEGI code.
    pub state: Option<String>,
    /// INEGI code.
    pub municipality: Option<String>,
    /// Code in the catalogue of international organisations.
    pub organisation: Option<String>,
    /// How it ended; nothing while it is there.
    pub succession: Option<Succession>,
    /// The bodies it came from directly.
    pub predecessors: Vec<BodyReference>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A body named in another record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyReference {
    pub id: BodyId,
    pub name: String,
}

/// What an agreement shows of a party's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyBrief {
    pub id: BodyId,
    pub name: String,
    pub level: Level,
    pub kind: BodyKind,
    pub country: Option<String>,
    pub state: Option<String>,
    pub municipality: Option<String>,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = bodies)]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
struct BodyRow {
    id: BodyId,
    identity_key: String,
    name: String,
    name_key: String,
    level: Level,
    kind: BodyKind,
    country: Option<String>,
    state: Option<String>,
    municipality: Option<String>,
    organisation: Option<String>,
    version: i32,
    created_at: Timestamp,
    updated_at: Timestamp,
}

type NameRow = (BodyId, String, NameKind, Option<String>, Option<String>, Option<String>);

/// The columns of a [`NameRow`].
const NAME_COLUMNS: (
    body_names::body_id,
    body_names::name,
    body_names::kind,
    body_names::language,
    body_names::valid_from,
    body_names::valid_until,
) = (
    body_names::body_id,
    body_names::name,
    body_names::kind,
    body_names::language,
    body_names::valid_from,
    body_names::valid_until,
);

/// The body a kept name belongs to, and the name.
fn named_body((id, name, kind, language, from, until): NameRow) -> (BodyId, BodyName) {
    let date = |text: Option<String>| text.and_then(|text| PartialDate::parse(&text).ok());
    let name = BodyName {
        name,
        kind,
        language,
        from: date(from),
        until: date(until),
    };
    (id, name)
}

/// The names that some bodies have or had beside the current official one.
///
/// # Errors
/// What the database says.
pub fn other_names(conn: &mut DbConnection, ids: &[BodyId]) -> Result<HashMap<BodyId, Vec<String>>> {
    let mut names: HashMap<BodyId, Vec<String>> = HashMap::new();
    // A statement takes only so many values.
    for some in ids.chunks(5_000) {
        let found: Vec<(BodyId, String)> = body_names::table
            .filter(body_names::body_id.eq_any(some))
            .order((body_names::body_id, body_names::position))
            .select((body_names::body_id, body_names::name))
            .load(conn)?;
        for (id, name) in found {
            names.entry(id).or_default().push(name);
        }
    }
    Ok(names)
}

impl Body {
    /// # Errors
    /// `NotFound` when there is none of that id.
    pub fn find(conn: &mut DbConnection, id: BodyId) -> Result<Self> {
        let body = bodies::table.find(id);
        let its_names = body_names::table
            .filter(body_names::body_id.eq(id))
            .order(body_names::position)
            .select(NAME_COLUMNS);
        let row: BodyRow = directly!(conn, |conn| body.first(conn))?;
        let kept: Vec<NameRow> = directly!(conn, |conn| its_names.load(conn))?;
        let names = kept.into_iter().map(|row| named_body(row).1).collect();
        let (succession, predecessors) = lineage::around(conn, id)?;
        Ok(Self::of(row, names, succession, predecessors))
    }

    /// Those of the ids there are bodies of, in the order of the ids' making.
    ///
    /// # Errors
    /// What the database says.
    pub fn find_many(conn: &mut DbConnection, ids: &[BodyId]) -> Result<Vec<Self>> {
        let rows: Vec<BodyRow> = bodies::table
            .filter(bodies::id.eq_any(ids))
            .order(bodies::id)
            .load(conn)?;
        Self::assemble(conn, rows)
    }

    /// Every name it has or had.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.names.iter().map(|name| name.name.as_str()))
    }

    #[must_use]
    pub fn brief(&self) -> BodyBrief {
        BodyBrief {
            id: self.id,
            name: self.name.clone(),
            level: self.level,
            kind: self.kind,
            country: self.country.clone(),
            state: self.state.clone(),
            municipality: self.municipality.clone(),
        }
    }

    #[must_use]
    pub fn reference(&self) -> BodyReference {
        BodyReference {
            id: self.id,
            name: self.name.clone(),
        }
    }

    /// Bodies with their names and with who came before and after them, in a few statements however many they are.
    fn assemble(conn: &mut DbConnection, rows: Vec<BodyRow>) -> Result<Vec<Self>> {
        let ids: Vec<BodyId> = rows.iter().map(|row| row.id).collect();
        let kept: Vec<NameRow> = body_names::table
            .filter(body_names::body_id.eq_any(&ids))
            .order((body_names::body_id, body_names::position))
            .select(NAME_COLUMNS)
            .load(conn)?;
        let mut by_body: HashMap<BodyId, Vec<BodyName>> = HashMap::new();
        for (id, name) in kept.into_iter().map(named_body) {
            by_body.entry(id).or_default().push(name);
        }
        let mut successions = lineage::successions_of(conn, &ids)?;
        let mut predecessors = lineage::predecessors_of(conn, &ids)?;
        let body = |row: BodyRow| {
            let names = by_body.remove(&row.id).unwrap_or_default();
            let succession = successions.remove(&row.id);
            let predecessors = predecessors.remove(&row.id).unwrap_or_default();
            Self::of(row, names, succession, predecessors)
        };
        Ok(rows.into_iter().map(body).collect())
    }

    fn of(
        row: BodyRow,
        names: Vec<BodyName>,
        succession: Option<Succession>,
        predecessors: Vec<BodyReference>,
    ) -> Self {
        Self {
            id: row.id,
            name: row.name,
            names,
            level: row.level,
            kind: row.kind,
            country: row.country,
            state: row.state,
            municipality: row.municipality,
            organisation: row.organisation,
            succession,
            predecessors,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
