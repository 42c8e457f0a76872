//! The canonical form of an entry: everything it says, in one JSON object, the same for whoever reads it. What the log seals.

use diesel::prelude::*;
use serde_json::{Value, json};

use super::{Action, RecordKind};
use crate::access::{ActorKind, Role};
use crate::agreements::AgreementId;
use crate::clock::Timestamp;
use crate::db::schema::entries;
use crate::db::{Backend, DbConnection};
use crate::error::Result;
use crate::tokens::TokenId;

#[derive(Queryable)]
struct WholeRow {
    number: i64,
    at: Timestamp,
    actor_kind: ActorKind,
    actor_name: String,
    actor_role: Option<Role>,
    actor_token: Option<TokenId>,
    action: Action,
    record_kind: RecordKind,
    record_id: String,
    content: String,
    particulars: Option<String>,
}

impl WholeRow {
    fn canonical(&self) -> Result<Value> {
        let content: Value = serde_json::from_str(&self.content)?;
        let particulars: Option<Value> = self.particulars.as_deref().map(serde_json::from_str).transpose()?;
        Ok(json!({
            "number": self.number,
            "at": self.at,
            "actor": {
                "kind": self.actor_kind,
                "name": self.actor_name,
                "role": self.actor_role,
                "token": self.actor_token,
            },
            "action": self.action,
            "record": {"kind": self.record_kind, "id": self.record_id},
            "content": content,
            "particulars": particulars,
        }))
    }
}

/// The canonical form of the entries after a number, oldest first, each with its number.
///
/// # Errors
/// What the database says.
pub fn canonical_after(conn: &mut DbConnection, after: i64, limit: i64) -> Result<Vec<(i64, Value)>> {
    load(
        conn,
        entries::table
            .into_boxed()
            .filter(entries::number.gt(after))
            .limit(limit),
    )
}

/// The canonical form of the entries about an agreement and what belongs to it, oldest first, each with its number.
///
/// # Errors
/// What the database says.
pub fn canonical_about(conn: &mut DbConnection, agreement: AgreementId) -> Result<Vec<(i64, Value)>> {
    load(
        conn,
        entries::table.into_boxed().filter(entries::agreement_id.eq(agreement)),
    )
}

fn load(conn: &mut DbConnection, chosen: entries::BoxedQuery<'_, Backend>) -> Result<Vec<(i64, Value)>> {
    let rows: Vec<WholeRow> = chosen
        .order(entries::number)
        .select((
            entries::number,
            entries::at,
            entries::actor_kind,
            entries::actor_name,
            entries::actor_role,
            entries::actor_token,
            entries::action,
            entries::record_kind,
            entries::record_id,
            entries::content,
            entries::particulars,
        ))
        .load(conn)?;
    rows.iter().map(|row| Ok((row.number, row.canonical()?))).collect()
}
