//! ROWNUM in WHERE: a bound on the number of rows.

use super::super::ast::{Expr, Operator};
use crate::error::{OraError, Result};
use crate::sql::parser::balanced;

/// Takes `ROWNUM <= n`, `ROWNUM < n` and `ROWNUM = 1` out of a condition's conjunction. The
/// answer is the rest, and the bounds with whether they are included.
pub(super) fn split(filter: &Expr) -> Result<(Option<Expr>, Option<(Expr, bool)>)> {
    let mut rest = Vec::new();
    let mut bound = None;
    collect(filter, &mut rest, &mut bound)?;
    let rest = (!rest.is_empty()).then(|| balanced(Operator::And, rest));
    Ok((rest, bound))
}

fn collect(
    expr: &Expr,
    rest: &mut Vec<(Expr, usize)>,
    bound: &mut Option<(Expr, bool)>,
) -> Result<()> {
    if let Expr::Binary { operator, left, right, offset } = expr {
        if *operator == Operator::And {
            collect(left, rest, bound)?;
            return collect(right, rest, bound);
        }
        let (left_is, right_is) = (is_rownum(left), is_rownum(right));
        if left_is || right_is {
            let (value, included) = match (operator, left_is) {
                (Operator::LessEqual, true) => (right, true),
                (Operator::Less, true) => (right, false),
                (Operator::GreaterEqual, false) => (left, true),
                (Operator::Greater, false) => (left, false),
                (Operator::Equal, true) => {
                    // Only `= 1` ever has rows.
                    let one = matches!(&**right, Expr::Literal(value, _) if *value == crate::value::integer(1));
                    if !one {
                        return Err(OraError::unknown("ROWNUM = n other than 1").at(*offset));
                    }
                    (right, true)
                }
                _ => return Err(OraError::unknown("this comparison of ROWNUM").at(*offset)),
            };
            if bound.is_some() {
                return Err(OraError::unknown("two bounds of ROWNUM").at(*offset));
            }
            *bound = Some(((**value).clone(), included));
            return Ok(());
        }
    }
    rest.push((expr.clone(), 0));
    Ok(())
}

pub(super) fn is_rownum(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(call) if call.name == "ROWNUM")
}
