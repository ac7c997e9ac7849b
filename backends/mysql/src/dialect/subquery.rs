//! Queries in queries.

use activerecord_core::Result;
use activerecord_core::dialect::{Dialect, Renderer};
use activerecord_core::expression::{Expr, From, Select};

use super::MySqlDialect;

/// The name of a query that stands between another and its rows.
const DERIVED: &str = "ar_rows";

impl MySqlDialect {
    /// Writes `(a, b) IN (SELECT …)`.
    pub(super) fn write_in_select(
        &self,
        exprs: &[Expr],
        select: &Select,
        negated: bool,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        match exprs {
            [single] => out.operand(single)?,
            several => {
                out.push("(");
                out.list(several)?;
                out.push(")");
            }
        }
        out.push(if negated { " NOT IN (" } else { " IN (" });
        // A LIMIT can't stand in IN (error 1235), but anywhere else.
        let limited = select.limit.is_some() || select.offset.is_some();
        self.write_subquery(select, limited, out)?;
        out.push(")");
        Ok(())
    }

    /// Writes a query inside of another. The table that the statement changes can't be read there
    /// (error 1093), but a level deeper, where the rows are read first.
    pub(super) fn write_subquery(
        &self,
        select: &Select,
        deeper: bool,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        let same_table = matches!(select.from, From::Table(table) if out.is_in_scope(table));
        // What is about the rows of the outer query can't be a level deeper.
        if select.is_correlated || !(deeper || same_table) {
            return out.select(select);
        }
        out.push("SELECT * FROM (");
        out.select(select)?;
        out.push(") AS ");
        self.write_identifier(DERIVED, out.sql());
        Ok(())
    }
}
