//! Casts for parameters of whose type the server has nothing to go by.

use activerecord_core::Result;
use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{BinaryOp, Expr};

use super::cast_type;

/// Whether both sides are values: the server takes a parameter's type from the other side.
pub(super) fn stand_alone(left: &Expr, right: &Expr) -> bool {
    matches!((left, right), (Expr::Value { .. }, Expr::Value { .. }))
}

/// Writes `$1::type + $2::type`.
pub(super) fn write_binary(
    left: &Expr,
    op: BinaryOp,
    right: &Expr,
    out: &mut Renderer<'_>,
) -> Result<()> {
    write_value(left, out)?;
    out.push(" ");
    out.push(op.sql());
    out.push(" ");
    write_value(right, out)
}

/// Writes a value with its type.
pub(super) fn write_value(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    out.operand(expr)?;
    if let Expr::Value { value, .. } = expr {
        out.push("::");
        out.push(&cast_type(value.kind()));
    }
    Ok(())
}
