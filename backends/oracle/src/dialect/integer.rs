//! Integers: a column of Oracle's takes more numbers than the field.

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::Expr;
use activerecord_core::table::ColumnInfo;
use activerecord_core::{Kind, Result};

/// Writes what a column is set to. A NUMBER(19) takes ten times what an `i64` does: what arithmetic
/// makes of it is looked at, and driven over the greatest NUMBER (ORA-01426) where it would not
/// fit the field.
pub(super) fn write_assigned(
    column: &ColumnInfo,
    value: &Expr,
    out: &mut Renderer<'_>,
) -> Result<()> {
    let is_arithmetic = matches!(value, Expr::Binary { op, .. } if op.is_arithmetic());
    let Some((low, high)) = range(column.kind).filter(|_| is_arithmetic) else {
        return out.expr(value);
    };
    out.push("CASE WHEN ");
    out.operand(value)?;
    out.push(&format!(" BETWEEN {low} AND {high} THEN "));
    out.expr(value)?;
    out.push(" ELSE ");
    out.operand(value)?;
    out.push(" * 1E125 * 1E125 END");
    Ok(())
}

/// The least and the greatest number of a type.
fn range(kind: Kind) -> Option<(i128, i128)> {
    Some(match kind {
        Kind::I8 => (i8::MIN.into(), i8::MAX.into()),
        Kind::I16 => (i16::MIN.into(), i16::MAX.into()),
        Kind::I32 => (i32::MIN.into(), i32::MAX.into()),
        Kind::I64 => (i64::MIN.into(), i64::MAX.into()),
        Kind::U8 => (u8::MIN.into(), u8::MAX.into()),
        Kind::U16 => (u16::MIN.into(), u16::MAX.into()),
        Kind::U32 => (u32::MIN.into(), u32::MAX.into()),
        Kind::U64 => (u64::MIN.into(), u64::MAX.into()),
        _ => return None,
    })
}
