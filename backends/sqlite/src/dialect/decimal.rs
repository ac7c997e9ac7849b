//! Exact decimals in SQL.
//!
//! A decimal is text under the collation `decimal`, which compares the numbers. A column has
//! the collation by its type, and in a table that somebody else made it is a number and compared
//! as one; so columns stand as they are. What is computed is text without a collation: it is
//! given one wherever it stands, be it in a comparison, ORDER BY, GROUP BY or MAX.

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{BinaryOp, Expr, Function, ScalarFunction};
use activerecord_core::{Kind, Result};

use super::SqliteDialect;

const COLLATE: &str = " COLLATE decimal";

impl SqliteDialect {
    /// Writes an expression of decimals; gives false, and writes nothing, for any other.
    pub(super) fn write_decimal(
        &self,
        expr: &Expr,
        negated: bool,
        out: &mut Renderer<'_>,
    ) -> Result<bool> {
        match expr {
            Expr::Binary { left, op, right }
                if op.is_comparison() && !negated && either_is_decimal(left, right) =>
            {
                write_comparison(left, *op, right, out)?;
            }
            Expr::Between { expr, low, high } if is_decimal(expr) && !is_column(expr) => {
                write_side(expr, true, out)?;
                out.push(if negated { " NOT BETWEEN " } else { " BETWEEN " });
                write_side(low, false, out)?;
                out.push(" AND ");
                write_side(high, false, out)?;
            }
            _ if negated => return Ok(false),
            computed if is_computed(computed) => {
                write_value(computed, out)?;
                out.push(COLLATE);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn is_decimal(expr: &Expr) -> bool {
    expr.kind() == Some(Kind::Decimal)
}

fn is_column(expr: &Expr) -> bool {
    expr.column_info().is_some()
}

fn either_is_decimal(left: &Expr, right: &Expr) -> bool {
    is_decimal(left) || is_decimal(right)
}

/// Whether SQL computes a decimal here: arithmetic, a function, or an aggregate.
fn is_computed(expr: &Expr) -> bool {
    match expr {
        Expr::Binary { op, .. } => op.is_arithmetic() && is_decimal(expr),
        Expr::Aggregate { .. } | Expr::Case { .. } | Expr::Call { .. } => is_decimal(expr),
        _ => false,
    }
}

/// One side is enough to say how both are compared. A column says it by itself, or is a number
/// that SQLite converts the other side for.
fn write_comparison(left: &Expr, op: BinaryOp, right: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    let column = is_column(left) || is_column(right);
    write_side(left, !column, out)?;
    out.push(" ");
    out.push(op.sql());
    out.push(" ");
    write_side(right, false, out)
}

fn write_side(expr: &Expr, collate: bool, out: &mut Renderer<'_>) -> Result<()> {
    if is_computed(expr) {
        write_text(expr, out)?;
    } else {
        out.operand(expr)?;
    }
    if collate {
        out.push(COLLATE);
    }
    Ok(())
}

/// Writes what is surely text: MIN and MAX hand on what they found, which is a number in a table
/// that somebody else made, and SQLite sorts any number before any text.
fn write_text(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    let found = matches!(expr, Expr::Aggregate { function: Function::Min | Function::Max, .. });
    if !found {
        return write_value(expr, out);
    }
    out.push("decimal(");
    write_value(expr, out)?;
    out.push(")");
    Ok(())
}

/// Writes a computed decimal without its collation.
fn write_value(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    check_functions(out)?;
    match expr {
        Expr::Binary { left, op, right } => {
            out.push(match op {
                BinaryOp::Add => "decimal_add(",
                BinaryOp::Sub => "decimal_sub(",
                BinaryOp::Mul => "decimal_mul(",
                _ => "decimal_div(",
            });
            write_argument(left, out)?;
            out.push(", ");
            write_argument(right, out)?;
            out.push(")");
            Ok(())
        }
        Expr::Call { function: ScalarFunction::Abs, arguments } => {
            out.push("decimal_abs");
            out.arguments(arguments)?;
            out.push(")");
            Ok(())
        }
        Expr::Call { function: ScalarFunction::Round(digits), arguments } => {
            out.push("decimal_round");
            out.arguments(arguments)?;
            out.push(", ");
            out.push_number((*digits).into())?;
            out.push(")");
            Ok(())
        }
        // Its argument is written by `write_decimal` again, with the collation that MIN, MAX and
        // DISTINCT compare by.
        other => out.expr_default(other),
    }
}

fn write_argument(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    if is_computed(expr) { write_value(expr, out) } else { out.expr(expr) }
}

#[cfg(feature = "decimal")]
fn check_functions(_out: &Renderer<'_>) -> Result<()> {
    Ok(())
}

/// SQLite's own operators would turn the texts into floats.
#[cfg(not(feature = "decimal"))]
fn check_functions(out: &Renderer<'_>) -> Result<()> {
    let dialect = out.dialect();
    Err(dialect
        .unsupported("exact arithmetic on decimals")
        .with_help("switch on the feature `decimal`"))
}
