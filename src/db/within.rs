//! `column IN (SELECT …)` for a boxed query: Diesel's own `eq_any` takes none when the backend is chosen at run time.

use diesel::backend::Backend as AnyBackend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

/// Whether a column's value is among those another query selects.
pub const fn within<C, Q>(column: C, query: Q) -> Within<C, Q> {
    Within { column, query }
}

/// See [`within`].
#[derive(Debug, Clone, Copy)]
pub struct Within<C, Q> {
    column: C,
    query: Q,
}

impl<C: Expression, Q> Expression for Within<C, Q> {
    type SqlType = Bool;
}

impl<C: AppearsOnTable<QS>, Q, QS: ?Sized> AppearsOnTable<QS> for Within<C, Q> {}

impl<C: SelectableExpression<QS>, Q, QS: ?Sized> SelectableExpression<QS> for Within<C, Q> {}

impl<C, Q, GB> ValidGrouping<GB> for Within<C, Q> {
    type IsAggregate = is_aggregate::No;
}

impl<C, Q> QueryId for Within<C, Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: AnyBackend, C: QueryFragment<DB>, Q: QueryFragment<DB>> QueryFragment<DB> for Within<C, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> diesel::QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
