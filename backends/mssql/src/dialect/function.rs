//! Functions that SQL Server has in another form, and places in JSON documents.

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{Expr, JsonStep, ScalarFunction};
use activerecord_core::{Kind, Result};

/// Writes a function of the values of one row.
pub(super) fn write_call(
    function: ScalarFunction,
    arguments: &[Expr],
    out: &mut Renderer<'_>,
) -> Result<()> {
    match function {
        ScalarFunction::Length => {
            // LEN leaves spaces at the end out.
            out.push("(LEN(");
            out.joined_by(arguments, "")?;
            out.push(" + N'.') - 1)");
            Ok(())
        }
        ScalarFunction::Trim => {
            // TRIM is of 2017.
            out.push("LTRIM(RTRIM");
            out.arguments(arguments)?;
            out.push("))");
            Ok(())
        }
        ScalarFunction::Concat => out.joined_by(arguments, " + "),
        other => out.call(other, arguments),
    }
}

/// Writes the value at a place in a document. SQL Server 2016 takes a literal path only. A text of
/// more than 4000 characters is NULL to JSON_VALUE.
pub(super) fn write_json(
    document: &Expr,
    steps: &[JsonStep],
    kind: Kind,
    out: &mut Renderer<'_>,
) -> Result<()> {
    let value = |out: &mut Renderer<'_>| -> Result<()> {
        out.push("JSON_VALUE(");
        out.expr(document)?;
        out.push(", N");
        out.json_path_literal(steps);
        out.push(")");
        Ok(())
    };
    let to = match kind {
        Kind::Bool => {
            out.push("CASE WHEN ");
            value(out)?;
            out.push(" = N'true' THEN CAST(1 AS bit) WHEN ");
            value(out)?;
            out.push(" = N'false' THEN CAST(0 AS bit) END");
            return Ok(());
        }
        Kind::I64 => "bigint",
        Kind::F64 => "float",
        _ => return value(out),
    };
    out.push("CAST(");
    value(out)?;
    out.push(" AS ");
    out.push(to);
    out.push(")");
    Ok(())
}
