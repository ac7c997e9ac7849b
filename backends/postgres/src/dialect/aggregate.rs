//! Sums and means in the types that the library promises: the server's own are wider for integers
//! and narrower for single precision.

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{Expr, Function};
use activerecord_core::{Kind, Result};

/// Writes an aggregate.
pub(super) fn write(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    let Expr::Aggregate { function, argument: Some(argument), distinct } = expr else {
        return out.expr_default(expr);
    };
    let integer = argument.kind().is_some_and(Kind::is_integer);
    match (function, argument.kind()) {
        // A BIGINT's sum is a NUMERIC.
        (Function::Sum, _) if integer => {
            out.expr_default(expr)?;
            out.push("::BIGINT");
            Ok(())
        }
        (Function::Avg, _) if integer => {
            out.expr_default(expr)?;
            out.push("::DOUBLE PRECISION");
            Ok(())
        }
        (Function::Sum | Function::Avg, Some(Kind::F32)) => {
            let window = out.take_window();
            out.push(function.iso_name());
            out.push(if *distinct { "(DISTINCT " } else { "(" });
            out.operand(argument)?;
            out.push("::DOUBLE PRECISION)");
            out.over(window)
        }
        _ => out.expr_default(expr),
    }
}
