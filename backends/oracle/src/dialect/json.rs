//! Values inside of JSON documents.

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{Expr, JsonStep};
use activerecord_core::{Kind, Result};

/// Writes the value at a place in a document; NULL where it is no value of the type. The path must
/// be a literal.
pub(super) fn write(
    document: &Expr,
    steps: &[JsonStep],
    kind: Kind,
    out: &mut Renderer<'_>,
) -> Result<()> {
    let value = |returning: &str, out: &mut Renderer<'_>| -> Result<()> {
        out.push("JSON_VALUE(");
        out.expr(document)?;
        out.push(", ");
        out.json_path_literal(steps);
        out.push(returning);
        Ok(())
    };
    match kind {
        Kind::Bool => {
            // There is no BOOLEAN before 23ai.
            out.push("CASE WHEN ");
            value(")", out)?;
            out.push(" = 'true' THEN 1 WHEN ");
            value(")", out)?;
            out.push(" = 'false' THEN 0 END");
            Ok(())
        }
        Kind::I64 => value(" RETURNING NUMBER)", out),
        Kind::F64 => {
            out.push("CAST(");
            value(" RETURNING NUMBER)", out)?;
            out.push(" AS BINARY_DOUBLE)");
            Ok(())
        }
        _ => value(")", out),
    }
}
