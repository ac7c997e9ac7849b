//! Conditions of an UPDATE or DELETE that ask about other rows of the table.

use std::borrow::Cow;

use super::Dialect;
use crate::expression::{CteReference, Expr, From, Join, JoinSource, Select};
use crate::model::key_columns;
use crate::table::Table;

/// The conditions, so that no row is changed before all are chosen: where the database can't look
/// at a table that it changes, the rows are those of a list of keys.
pub(super) fn chosen_first<'f>(
    dialect: &dyn Dialect,
    table: &'static Table,
    filter: &'f [Expr],
) -> Cow<'f, [Expr]> {
    let can = dialect.capabilities().reads_written_table;
    if can || !filter.iter().any(|condition| asks(condition, table)) {
        return Cow::Borrowed(filter);
    }
    let mut chosen = Select::from_table(table);
    chosen.columns = key_columns(table);
    chosen.filter = filter.to_vec();
    // The keys are different anyway; this keeps MySQL from taking the queries for one.
    chosen.distinct = true;
    let exprs = key_columns(table);
    Cow::Owned(vec![Expr::InSelect { exprs, select: Box::new(chosen) }])
}

/// Whether a condition has a query in it that reads the table.
fn asks(expr: &Expr, table: &'static Table) -> bool {
    expr.any(&|part| match part {
        Expr::Exists(select) | Expr::Scalar(select) | Expr::InSelect { select, .. } => {
            reads(select, table)
        }
        _ => false,
    })
}

fn reads(select: &Select, table: &'static Table) -> bool {
    let from = match &select.from {
        From::Table(from) => from.is(table),
        From::Select(inner, _) => reads(inner, table),
        From::Derived(derived) => derived.operands.iter().any(|operand| reads(operand, table)),
        From::Cte(reference) => is_defined_by(reference, table),
    };
    let clauses = select.clauses();
    let joins = |join: &Join| match &join.source {
        JoinSource::Table => join.table.is(table),
        JoinSource::Cte(reference) => is_defined_by(reference, table),
        JoinSource::Lateral(inner) => reads(inner, table),
    };
    let parts = select.columns.iter().chain(&select.filter).chain(&clauses.having);
    from || clauses.joins.iter().any(joins) || parts.into_iter().any(|part| asks(part, table))
}

/// Whether a query with a name reads the table.
fn is_defined_by(reference: &CteReference, table: &'static Table) -> bool {
    reference.definition.as_ref().is_some_and(|definition| {
        let next = definition.next.as_ref();
        reads(&definition.first, table) || next.is_some_and(|(_, next)| reads(next, table))
    })
}

#[cfg(test)]
mod tests {
    use super::super::select::render_delete_all;
    use super::*;
    use crate::dialect::{Capabilities, Limits};
    use crate::table::ColumnInfo;
    use crate::{KeyStrategy, Kind, Result};

    /// Can't look at a table that it changes.
    #[derive(Debug)]
    struct Blind(Capabilities, Limits);

    impl Dialect for Blind {
        fn name(&self) -> &'static str {
            "blind"
        }

        fn version(&self) -> &str {
            "1"
        }

        fn capabilities(&self) -> &Capabilities {
            &self.0
        }

        fn limits(&self) -> &Limits {
            &self.1
        }

        fn column_type(&self, _: &ColumnInfo) -> Result<String> {
            Ok("BIGINT".into())
        }

        fn as_dialect(&self) -> &dyn Dialect {
            self
        }
    }

    const COLUMNS: &[ColumnInfo] = &[
        ColumnInfo::new("id", "id", Kind::I64, false),
        ColumnInfo::new("parent_id", "parent_id", Kind::I64, true),
    ];
    const FOLDERS: &Table = &Table::new("Folder", "folders", COLUMNS, &[0], KeyStrategy::Generated);
    const FILES: &Table = &Table::new("File", "files", COLUMNS, &[0], KeyStrategy::Generated);

    fn exists_in(table: &'static Table) -> Expr {
        let mut select = Select::from_table(table);
        select.columns = vec![Expr::Column { table, column: 0 }];
        Expr::Exists(Box::new(select))
    }

    #[test]
    fn rows_are_chosen_by_key_where_the_table_is_asked_too() {
        let mut can = Capabilities::iso();
        can.reads_written_table = false;
        let blind = Blind(can, Limits::new(9, 9, 9, 9));
        let delete = |condition: Expr| {
            render_delete_all(&blind, FOLDERS, &[condition]).expect("a valid statement").text
        };
        let chosen = r#"DELETE FROM "folders" WHERE "id" IN (SELECT DISTINCT "folders"."id" FROM"#;
        for condition in [
            exists_in(FOLDERS),
            Expr::Not(Box::new(exists_in(FOLDERS))),
            Expr::Any(vec![Expr::Truth(true), exists_in(FOLDERS)]),
        ] {
            let text = delete(condition);
            assert!(text.starts_with(chosen), "{text}");
        }
        let text = delete(exists_in(FILES));
        assert!(text.starts_with(r#"DELETE FROM "folders" WHERE EXISTS (SELECT"#), "{text}");
    }
}
