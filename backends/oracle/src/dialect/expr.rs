//! Expressions: values and conditions, which Oracle keeps apart.

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{BinaryOp, Expr, Function, ScalarFunction};
use activerecord_core::{Kind, Result, Value};

use super::{OracleDialect, json, like, lob};

impl OracleDialect {
    /// Writes an expression where a value is expected. A condition has none before 23ai, so it is
    /// asked for twice: it may be true, false, or neither.
    pub(super) fn write_value(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        match expr {
            Expr::Raw { .. } | Expr::Invalid(_) => out.expr_default(expr),
            Expr::Truth(truth) => {
                out.push(if *truth { "1" } else { "0" });
                Ok(())
            }
            condition if condition.is_condition() => {
                out.push("CASE WHEN ");
                self.write_true(condition, out)?;
                out.push(" THEN 1 WHEN NOT (");
                self.write_true(condition, out)?;
                out.push(") THEN 0 END");
                Ok(())
            }
            value => self.write_plain(value, out),
        }
    }

    /// Writes an expression where a condition is expected.
    pub(super) fn write_true(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        if expr.is_condition() {
            return self.write_plain(expr, out);
        }
        self.write_plain(expr, out)?;
        out.push(" = 1");
        Ok(())
    }

    fn write_plain(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        let (inner, negated) = match expr {
            Expr::Not(inner) => (&**inner, true),
            other => (other, false),
        };
        let written = match inner {
            Expr::Binary { left, op, right } if op.is_comparison() => {
                write_beside_empty_text(left, *op, right, negated, out)?
                    || lob::compare(left, *op, right, negated, out)?
            }
            Expr::InList { expr, list, sensitive } => {
                lob::in_list(expr, list, *sensitive, negated, out)?
            }
            Expr::Binary { .. } | Expr::Aggregate { .. } | Expr::Call { .. } => {
                write_number(inner, out)?
            }
            Expr::Json { document, steps, kind } => {
                json::write(document, steps, *kind, out)?;
                true
            }
            Expr::Like { .. } => match like::without_idle_escapes(inner) {
                Some(like) if negated => {
                    out.expr_default(&Expr::Not(Box::new(like)))?;
                    true
                }
                Some(like) => {
                    out.expr_default(&like)?;
                    true
                }
                None => false,
            },
            _ => false,
        };
        if written {
            return Ok(());
        }
        out.expr_default(expr)
    }
}

/// Writes arithmetic of which Oracle's result is of another type than the library's; false where
/// it is of the same.
fn write_number(expr: &Expr, out: &mut Renderer<'_>) -> Result<bool> {
    match expr {
        // Oracle knows one kind of number, and 7 / 2 is 3.5.
        Expr::Binary { left, op: BinaryOp::Div, right }
            if expr.kind().is_some_and(Kind::is_integer) =>
        {
            out.push("TRUNC(");
            out.operand(left)?;
            out.push(" / ");
            out.operand(right)?;
            out.push(")");
        }
        // Rounding to a number of digits makes a NUMBER of any number.
        Expr::Call { function: ScalarFunction::Round(_), .. }
            if matches!(expr.kind(), Some(Kind::F32 | Kind::F64)) =>
        {
            out.push("CAST(");
            out.expr_default(expr)?;
            out.push(" AS BINARY_DOUBLE)");
        }
        // The mean of integers is a NUMBER of 38 digits, which no float has.
        Expr::Aggregate { function: Function::Avg, .. } if expr.kind() == Some(Kind::F64) => {
            out.push("CAST(");
            out.expr_default(expr)?;
            out.push(" AS BINARY_DOUBLE)");
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Writes whether a value equals an empty text or not. Such a text is NULL, which equals nothing.
/// False where no side is one.
fn write_beside_empty_text(
    left: &Expr,
    op: BinaryOp,
    right: &Expr,
    negated: bool,
    out: &mut Renderer<'_>,
) -> Result<bool> {
    let value = match (left, right) {
        (value, text) | (text, value) if is_empty_text(text) => value,
        _ => return Ok(false),
    };
    let is_not = match op {
        BinaryOp::Eq => negated,
        BinaryOp::Ne => !negated,
        _ => return Ok(false),
    };
    out.operand(value)?;
    out.push(if is_not { " IS NOT NULL" } else { " IS NULL" });
    Ok(true)
}

fn is_empty_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Value { value: Value::Text(text), .. } if text.is_empty())
}
