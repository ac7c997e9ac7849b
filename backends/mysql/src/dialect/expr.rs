//! Expressions that MySQL writes in its own way.

use std::sync::Arc;

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{BinaryOp, Expr, Function, ScalarFunction};
use activerecord_core::{Kind, Result, Value};

use super::MySqlDialect;
use super::value::cast;
use crate::version;

impl MySqlDialect {
    /// Writes an expression.
    pub(super) fn write(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        let (inner, negated) = match expr {
            Expr::Not(inner) => (&**inner, true),
            other => (other, false),
        };
        match inner {
            Expr::Value { value, sensitive } if !negated => {
                self.write_value(value, *sensitive, out)
            }
            Expr::InList { expr, list, sensitive } if self.casts(list) => {
                self.write_cast_list(expr, list, *sensitive, negated, out)
            }
            Expr::InSelect { exprs, select } => self.write_in_select(exprs, select, negated, out),
            Expr::Exists(select) => {
                out.push(if negated { "NOT EXISTS (" } else { "EXISTS (" });
                self.write_subquery(select, false, out)?;
                out.push(")");
                Ok(())
            }
            Expr::Scalar(select) if !negated => {
                out.push("(");
                self.write_subquery(select, false, out)?;
                out.push(")");
                Ok(())
            }
            Expr::Binary { left, op: BinaryOp::Div, right }
                if !negated && is_integer(left) && is_integer(right) =>
            {
                // `/` of integers is a decimal number here.
                out.operand(left)?;
                out.push(" DIV ");
                out.operand(right)
            }
            Expr::Aggregate { function: Function::Sum, argument: Some(argument), .. }
                if !negated && is_integer(argument) =>
            {
                // The sum of integers is a decimal number; this makes an integer of it, and fails
                // where it is beyond all integers.
                out.push("(");
                out.expr_default(inner)?;
                out.push(" DIV 1)");
                Ok(())
            }
            Expr::Aggregate { function: Function::Avg, argument: Some(argument), distinct }
                if !negated && is_integer(argument) =>
            {
                // The mean of integers is a decimal number of four digits.
                let window = out.take_window();
                out.push(if *distinct { "AVG(DISTINCT " } else { "AVG(" });
                out.operand(argument)?;
                out.push(" + 0e0)");
                out.over(window)
            }
            Expr::Call { function: ScalarFunction::Concat, arguments } if !negated => {
                out.push("CONCAT");
                out.arguments(arguments)?;
                out.push(")");
                Ok(())
            }
            Expr::Json { document, steps, kind } if !negated => {
                self.write_json(document, steps, *kind, out)
            }
            _ => out.expr_default(expr),
        }
    }

    fn casts(&self, list: &[Value<'static>]) -> bool {
        let has_json = version::has_json(self.server());
        list.iter().any(|value| cast(value, has_json).is_some())
    }

    fn write_cast_list(
        &self,
        expr: &Expr,
        list: &Arc<[Value<'static>]>,
        sensitive: bool,
        negated: bool,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        out.operand(expr)?;
        out.push(if negated { " NOT IN (" } else { " IN (" });
        for (index, value) in list.iter().enumerate() {
            out.push(if index > 0 { ", " } else { "" });
            self.write_value(value, sensitive, out)?;
        }
        out.push(")");
        Ok(())
    }
}

fn is_integer(expr: &Expr) -> bool {
    expr.kind().is_some_and(Kind::is_integer)
}
