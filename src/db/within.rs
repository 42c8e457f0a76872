//! `column IN (SELECT …)` and `EXISTS (SELECT …)` for a boxed query: Diesel's own `eq_any` takes none when the backend is chosen at run time.

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

/// The same asked row by row: for a walk in an order that ends with its page, where to make the whole list first is a waste. The
/// other query selects a column called `id`.
pub const fn exists_in<C, Q>(column: C, query: Q) -> ExistsIn<C, Q> {
    ExistsIn { column, query }
}

/// See [`exists_in`].
#[derive(Debug, Clone, Copy)]
pub struct ExistsIn<C, Q> {
    column: C,
    query: Q,
}

impl<C: Expression, Q> Expression for ExistsIn<C, Q> {
    type SqlType = Bool;
}

impl<C: AppearsOnTable<QS>, Q, QS: ?Sized> AppearsOnTable<QS> for ExistsIn<C, Q> {}

impl<C: SelectableExpression<QS>, Q, QS: ?Sized> SelectableExpression<QS> for ExistsIn<C, Q> {}

impl<C, Q, GB> ValidGrouping<GB> for ExistsIn<C, Q> {
    type IsAggregate = is_aggregate::No;
}

impl<C, Q> QueryId for ExistsIn<C, Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: AnyBackend, C: QueryFragment<DB>, Q: QueryFragment<DB>> QueryFragment<DB> for ExistsIn<C, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> diesel::QueryResult<()> {
        out.push_sql("EXISTS (SELECT 1 FROM (");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(") AS among WHERE among.id = ");
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
