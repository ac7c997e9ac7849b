//! The order of an UPDATE's assignments.
//!
//! In the standard all of them read the row as it was. Where the database carries them out one
//! after the other, what reads a column must come before what sets it.

use super::Dialect;
use crate::expression::Expr;
use crate::table::Table;
use crate::{Error, ErrorKind, Result};

/// The positions of the assignments in an order in which none reads what another has set already.
pub(super) fn order(
    dialect: &dyn Dialect,
    table: &'static Table,
    assignments: &[(usize, Expr)],
) -> Result<Vec<usize>> {
    let mut waiting: Vec<usize> = (0..assignments.len()).collect();
    if dialect.capabilities().simultaneous_assignment {
        return Ok(waiting);
    }
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_read_by = |at: usize, other: &usize| {
            *other != at && reads(&assignments[*other].1, table, assignments[at].0)
        };
        let free = waiting
            .iter()
            .position(|at| !waiting.iter().any(|other| is_read_by(*at, other)))
            .ok_or_else(|| circular(dialect, table, assignments[waiting[0]].0))?;
        ordered.push(waiting.remove(free));
    }
    Ok(ordered)
}

/// Whether an expression reads a column of the updated row.
fn reads(expr: &Expr, table: &'static Table, column: usize) -> bool {
    let reads = |expr: &Expr| reads(expr, table, column);
    match expr {
        Expr::Column { table: of, column: read } => of.is(table) && *read == column,
        Expr::Binary { left, right, .. } => reads(left) || reads(right),
        Expr::All(list) | Expr::Any(list) => list.iter().any(reads),
        Expr::Not(inner) | Expr::Likely(inner) | Expr::IsNull(inner) | Expr::Outer(inner) => {
            reads(inner)
        }
        Expr::InList { expr, .. } | Expr::Like { expr, .. } => reads(expr),
        Expr::InSelect { exprs, .. } => exprs.iter().any(reads),
        Expr::Between { expr, low, high } => reads(expr) || reads(low) || reads(high),
        Expr::Aggregate { argument, .. } => argument.as_deref().is_some_and(reads),
        // The user's own SQL names columns as it likes; a query in it reads the table anew.
        _ => false,
    }
}

#[cold]
fn circular(dialect: &dyn Dialect, table: &'static Table, column: usize) -> Error {
    let name = table.columns[column].name;
    let message = format!(
        "setting columns to each other's values is not supported by {} {}",
        dialect.name(),
        dialect.version()
    );
    Error::new(ErrorKind::Unsupported, message)
        .with_model(table.model)
        .with_table(table.name)
        .with_column(name)
        .with_help("it carries the assignments out one after the other: use two statements")
}
