//! Integer arithmetic by functions that report an overflow.

use activerecord_core::Result;
use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{BinaryOp, Expr};

/// Writes `left + right` and the like of integers; gives false, and writes nothing, for any other
/// expression.
pub(super) fn write_integer(expr: &Expr, out: &mut Renderer<'_>) -> Result<bool> {
    let Expr::Binary { left, op, right } = expr else { return Ok(false) };
    let function = match op {
        BinaryOp::Add => "integer_add(",
        BinaryOp::Sub => "integer_sub(",
        BinaryOp::Mul => "integer_mul(",
        _ => return Ok(false),
    };
    if !is_integer(left) || !is_integer(right) {
        return Ok(false);
    }
    out.push(function);
    out.expr(left)?;
    out.push(", ");
    out.expr(right)?;
    out.push(")");
    Ok(true)
}

fn is_integer(expr: &Expr) -> bool {
    expr.kind().is_some_and(activerecord_core::Kind::is_integer)
}
