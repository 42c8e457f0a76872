//! Whether the log seals the journal as it is.

use super::Finding;
use crate::db::DbConnection;
use crate::error::Result;
use crate::log::{fields, opened, tree};

/// Entries worked through at once.
const AT_ONCE: i64 = 1_000;

/// Every sealed entry gives its leaf, and the leaves give the tree.
pub(super) fn seals_the_journal(conn: &mut DbConnection) -> Result<Finding> {
    let size = tree::size(conn)?;
    let (mut wrong, mut leaves) = (Vec::new(), Vec::new());
    let mut after = 0;
    while after < size {
        for sealed in opened::checked_after(conn, after, AT_ONCE)? {
            let (number, hash, mismatch) = sealed;
            wrong.extend(mismatch.map(|mismatch| format!("entry {number}: {mismatch}")));
            leaves.push(hash);
        }
        after += AT_ONCE;
    }
    if size > 0 && fields::root_of(&leaves) != tree::root(conn, size)? {
        wrong.push(format!("the tree of {size} entries is not that of their leaves"));
    }
    Ok(Finding {
        what: "the log seals the journal",
        count: leaves.len(),
        wrong,
    })
}
