//! Texts and bytes of any length are LOBs, which Oracle compares and sorts by functions only.

use std::sync::Arc;

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{BinaryOp, Expr, Nulls, Order};
use activerecord_core::{Kind, Result, Value};

use super::ddl::is_long_text;
use crate::limits;

/// What a column holds that is a LOB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lob {
    Text,
    Bytes,
}

impl Lob {
    /// The function that makes a LOB of a shorter value.
    const fn convert(self) -> &'static str {
        match self {
            Lob::Text => "TO_CLOB(",
            Lob::Bytes => "TO_BLOB(",
        }
    }
}

/// The LOB that an expression is, where it is one.
fn lob(expr: &Expr) -> Option<Lob> {
    let Expr::Column { table, column } = expr else { return None };
    let info = table.columns.get(*column)?;
    match info.kind {
        // A column that can be looked up has a length.
        _ if table.is_indexed(*column) => None,
        Kind::Text if is_long_text(info.max_length) => Some(Lob::Text),
        Kind::Bytes => Some(Lob::Bytes),
        _ => None,
    }
}

/// Writes a comparison of which one side is a LOB; false where none is.
pub(super) fn compare(
    left: &Expr,
    op: BinaryOp,
    right: &Expr,
    negated: bool,
    out: &mut Renderer<'_>,
) -> Result<bool> {
    let Some(kind) = lob(left).or_else(|| lob(right)) else { return Ok(false) };
    out.push(if negated { "NOT (" } else { "" });
    write_compare(kind, left, right, out)?;
    out.push(" ");
    out.push(op.sql());
    out.push(if negated { " 0)" } else { " 0" });
    Ok(true)
}

fn write_compare(kind: Lob, left: &Expr, right: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    out.push("DBMS_LOB.COMPARE(");
    write_lob(kind, left, out)?;
    out.push(", ");
    write_lob(kind, right, out)?;
    out.push(")");
    Ok(())
}

fn write_lob(kind: Lob, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    if lob(expr).is_some() {
        return out.expr(expr);
    }
    out.push(kind.convert());
    out.expr(expr)?;
    out.push(")");
    Ok(())
}

/// Writes `expr IN (…)` or NOT IN for a LOB, or for a list that holds the empty text, which is
/// NULL; false where neither is so.
pub(super) fn in_list(
    expr: &Expr,
    list: &Arc<[Value<'static>]>,
    sensitive: bool,
    negated: bool,
    out: &mut Renderer<'_>,
) -> Result<bool> {
    let is_empty = |value: &Value<'static>| matches!(value, Value::Text(text) if text.is_empty());
    let kind = lob(expr);
    if kind.is_none() && !list.iter().any(is_empty) {
        return Ok(false);
    }
    let mut first = true;
    let mut begin = |out: &mut Renderer<'_>| {
        out.push(match (first, negated) {
            (true, _) => "(",
            (false, true) => " AND ",
            (false, false) => " OR ",
        });
        first = false;
    };
    if list.iter().any(is_empty) {
        begin(out);
        out.operand(expr)?;
        out.push(if negated { " IS NOT NULL" } else { " IS NULL" });
    }
    let rest: Arc<[Value<'static>]> =
        list.iter().filter(|value| !is_empty(value)).cloned().collect();
    match kind {
        Some(kind) => {
            for value in rest.iter() {
                begin(out);
                let value = Expr::Value { value: value.clone(), sensitive };
                write_compare(kind, expr, &value, out)?;
                out.push(if negated { " <> 0" } else { " = 0" });
            }
        }
        None if !rest.is_empty() => {
            begin(out);
            out.in_list(expr, &rest, sensitive, negated)?;
        }
        None => {}
    }
    out.push(")");
    Ok(true)
}

/// An order by a LOB: by its beginning.
pub(super) struct ByBeginning<'o>(&'o Order);

/// The order in another form where it is by a LOB.
pub(super) fn sortable(order: &Order) -> Option<ByBeginning<'_>> {
    lob(&order.expr).map(|_| ByBeginning(order))
}

impl ByBeginning<'_> {
    pub(super) fn write(&self, out: &mut Renderer<'_>) -> Result<()> {
        out.push("DBMS_LOB.SUBSTR(");
        out.expr(&self.0.expr)?;
        out.push(&format!(", {}, 1)", limits::SORTED_CHARACTERS));
        out.push(if self.0.descending { " DESC" } else { "" });
        out.push(match self.0.nulls {
            Some(Nulls::First) => " NULLS FIRST",
            Some(Nulls::Last) => " NULLS LAST",
            _ => "",
        });
        Ok(())
    }
}
