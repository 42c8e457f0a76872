//! Whether every agreement came to its stage along the arrows of the procedure, as its entries show it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::Finding;
use crate::agreements::{AgreementId, Origin, Stage};
use crate::db::DbConnection;
use crate::db::schema::{agreements, entries};
use crate::error::Result;
use crate::journal::RecordKind;
use crate::procedure::{may_begin, may_follow};

/// How many agreements' entries are in memory at once.
const AT_ONCE: usize = 200;

/// Each entry about an agreement shows the stage of the one before or one it leads to, and the last shows where it stands.
pub(super) fn along_the_arrows(conn: &mut DbConnection) -> Result<Finding> {
    let rows: Vec<(AgreementId, Option<Stage>)> = agreements::table
        .select((agreements::id, agreements::stage))
        .order(agreements::id)
        .load(conn)?;
    let mut wrong = Vec::new();
    for some in rows.chunks(AT_ONCE) {
        let mut histories = histories(conn, some.iter().map(|(id, _)| *id).collect())?;
        for (id, stands) in some {
            let history = histories.remove(id).unwrap_or_default();
            wrong.extend(deviation(&history, *stands).map(|deviation| format!("agreement {id}: {deviation}")));
        }
    }
    Ok(Finding {
        what: "stages follow the arrows of the procedure",
        count: rows.len(),
        wrong,
    })
}

/// What an entry says of the procedure.
#[derive(serde::Deserialize)]
struct Shown {
    stage: Option<Stage>,
    origin: Origin,
}

/// An entry's number, and nothing where its content cannot be read.
type Step = (i64, Option<Shown>);

fn histories(conn: &mut DbConnection, ids: Vec<AgreementId>) -> Result<HashMap<AgreementId, Vec<Step>>> {
    let mut histories: HashMap<AgreementId, Vec<Step>> = HashMap::new();
    let rows: Vec<(AgreementId, i64, String)> = entries::table
        .filter(entries::agreement_id.assume_not_null().eq_any(ids))
        .filter(entries::record_kind.eq(RecordKind::Agreement))
        .order((entries::agreement_id, entries::number))
        .select((
            entries::agreement_id.assume_not_null(),
            entries::number,
            entries::content,
        ))
        .load(conn)?;
    for (id, number, content) in rows {
        let step = (number, serde_json::from_str(&content).ok());
        histories.entry(id).or_default().push(step);
    }
    Ok(histories)
}

/// Where a history first leaves the arrows, or that it does not end where the agreement stands.
fn deviation(history: &[Step], stands: Option<Stage>) -> Option<String> {
    let mut before: Option<Option<Stage>> = None;
    for (number, shown) in history {
        let Some(Shown { stage, origin }) = shown else {
            return Some(format!("entry {number} shows no stage that is known"));
        };
        match before {
            None if !may_begin(*stage, *origin) => {
                return Some(format!("begins as {} in entry {number}", word(*stage)));
            }
            Some(earlier) if !may_follow(*stage, earlier, *origin) => {
                let (from, to) = (word(earlier), word(*stage));
                return Some(format!("goes from {from} to {to} in entry {number}"));
            }
            _ => before = Some(*stage),
        }
    }
    match before {
        None => Some("has no entry".to_owned()),
        Some(last) if last != stands => Some(format!("stands as {}, last shown as {}", word(stands), word(last))),
        Some(_) => None,
    }
}

/// As stages are written; what is only reported has none.
fn word(stage: Option<Stage>) -> &'static str {
    stage.map_or("reported", Stage::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a case of the procedure that went from stage to stage.
    fn said(stages: &[Stage], stands: Stage) -> Option<String> {
        let shown = |stage: &Stage| Shown {
            stage: Some(*stage),
            origin: Origin::Procedure,
        };
        let history: Vec<Step> = (1..).zip(stages.iter().map(|stage| Some(shown(stage)))).collect();
        deviation(&history, Some(stands))
    }

    #[test]
    fn the_first_step_off_the_arrows_is_said() {
        assert_eq!(
            said(&[Stage::Draft, Stage::Draft, Stage::Submitted], Stage::Submitted),
            None
        );
        for (stages, stands, expected) in [
            (
                &[Stage::Draft, Stage::InReview, Stage::Registered][..],
                Stage::Registered,
                "goes from draft to in_review in entry 2",
            ),
            (&[Stage::Signed], Stage::Signed, "begins as signed in entry 1"),
            (
                &[Stage::Draft],
                Stage::Cleared,
                "stands as cleared, last shown as draft",
            ),
            (&[], Stage::Draft, "has no entry"),
        ] {
            assert_eq!(said(stages, stands).as_deref(), Some(expected));
        }
        let unread = deviation(&[(4, None)], None);
        assert_eq!(unread.as_deref(), Some("entry 4 shows no stage that is known"));
    }
}
