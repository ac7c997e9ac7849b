//! Functions that PostgreSQL has in another form, and places in JSON documents.

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{Expr, JsonStep, ScalarFunction};
use activerecord_core::{Kind, Result, Value};

use super::cast_type;

/// Writes a number that is rounded. Floats have no ROUND with a number of digits.
pub(super) fn write_round(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    let Expr::Call { function: ScalarFunction::Round(digits), arguments } = expr else {
        return out.expr_default(expr);
    };
    let kind = expr.kind().filter(|kind| matches!(kind, Kind::F32 | Kind::F64));
    let (Some(kind), [number]) = (kind, arguments.as_slice()) else {
        return out.expr_default(expr);
    };
    out.push("ROUND((");
    out.alone(number)?;
    out.push(")::NUMERIC, ");
    out.push_number((*digits).into())?;
    out.push(")::");
    out.push(&cast_type(kind));
    Ok(())
}

/// Writes the value at a place in a document: `(document -> $1::TEXT ->> $2::TEXT)::BIGINT`.
pub(super) fn write_json(
    document: &Expr,
    steps: &[JsonStep],
    kind: Kind,
    out: &mut Renderer<'_>,
) -> Result<()> {
    out.push("(");
    out.operand(document)?;
    for (index, step) in steps.iter().enumerate() {
        out.push(if index + 1 < steps.len() { " -> " } else { " ->> " });
        match step {
            JsonStep::Key(key) => {
                out.bind(Value::Text(key.to_string().into()), false)?;
                out.push("::TEXT");
            }
            JsonStep::Index(index) => out.push_number((*index).into())?,
            _ => return Err(out.dialect().unsupported("a step into a JSON document")),
        }
    }
    out.push(")");
    if kind != Kind::Text {
        out.push("::");
        out.push(&cast_type(kind));
    }
    Ok(())
}
