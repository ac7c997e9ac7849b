//! Values and conditions, which SQL Server keeps apart.

use std::fmt::Write as _;
use std::sync::Arc;

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{Expr, Function};
use activerecord_core::{Kind, Result, Value};

use super::function;
use crate::limits::IN_LIST_BINDS_MAX;

/// Writes an expression where a value is expected; a condition becomes a bit.
pub(super) fn write_value(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    match expr {
        Expr::Raw { .. } | Expr::Invalid(_) => out.expr_default(expr),
        Expr::Aggregate { .. } => write_aggregate(expr, out),
        Expr::Call { function, arguments } => function::write_call(*function, arguments, out),
        Expr::Json { document, steps, kind } => function::write_json(document, steps, *kind, out),
        _ if expr.is_condition() => {
            out.push("CASE WHEN ");
            out.condition(expr)?;
            out.push(" THEN CAST(1 AS bit)");
            if can_be_null(expr) {
                out.push(" WHEN NOT (");
                out.condition(expr)?;
                out.push(") THEN CAST(0 AS bit) END");
            } else {
                out.push(" ELSE CAST(0 AS bit) END");
            }
            Ok(())
        }
        _ => out.expr_default(expr),
    }
}

/// Whether a condition can be neither true nor false.
fn can_be_null(condition: &Expr) -> bool {
    match condition {
        Expr::IsNull(_) | Expr::Exists(_) | Expr::Truth(_) => false,
        Expr::Not(inner) => can_be_null(inner),
        Expr::All(list) | Expr::Any(list) => list.iter().any(can_be_null),
        _ => true,
    }
}

/// Writes an expression where a condition is expected; a bit is compared.
pub(super) fn write_condition(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    let (inner, negated) = match expr {
        Expr::Not(inner) => (&**inner, true),
        other => (other, false),
    };
    if let Expr::InList { expr, list, sensitive } = inner {
        return write_in_list(expr, list, *sensitive, negated, out);
    }
    if expr.is_condition() {
        return out.expr_default(expr);
    }
    out.operand(expr)?;
    out.push(" = 1");
    Ok(())
}

/// An integer's sum is counted in 64 bits and its mean is no integer; a bit has no minimum.
fn write_aggregate(expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
    let Expr::Aggregate { function, argument, distinct } = expr else { return Ok(()) };
    let kind = argument.as_ref().and_then(|argument| argument.kind());
    let is_integer = kind.is_some_and(Kind::is_integer) && kind != Some(Kind::U64);
    let cast = match function {
        Function::Sum if is_integer => Some("bigint"),
        Function::Avg if is_integer => Some("float"),
        Function::Avg if kind == Some(Kind::U64) => Some("float"),
        Function::Min | Function::Max if kind == Some(Kind::Bool) => Some("tinyint"),
        _ => None,
    };
    let window = out.take_window();
    out.push(if *function == Function::Count { "COUNT_BIG" } else { function.iso_name() });
    out.push(if *distinct { "(DISTINCT " } else { "(" });
    match (argument, cast) {
        (None, _) => out.push("*"),
        (Some(argument), None) => out.expr(argument)?,
        (Some(argument), Some(cast)) => {
            out.push("CAST(");
            out.expr(argument)?;
            out.push(" AS ");
            out.push(cast);
            out.push(")");
        }
    }
    out.push(")");
    out.over(window)
}

/// Writes `expr IN (…)`. A long list of integers or of texts is one bind, a JSON array: neither its length nor
/// the limit of parameters matters then, and the server has one plan for all lengths.
fn write_in_list(
    expr: &Expr,
    list: &Arc<[Value<'static>]>,
    sensitive: bool,
    negated: bool,
    out: &mut Renderer<'_>,
) -> Result<()> {
    let long = list.len() > IN_LIST_BINDS_MAX;
    let Some(array) = long.then(|| json_array(list)).flatten() else {
        return out.in_list(expr, list, sensitive, negated);
    };
    out.operand(expr)?;
    out.push(if negated { " NOT IN " } else { " IN " });
    out.push("(SELECT j.v FROM OPENJSON(");
    out.bind(Value::Text(array.json.into()), sensitive)?;
    out.push(") WITH (v ");
    out.push(array.item);
    out.push(" '$') AS j)");
    Ok(())
}

/// A list as a JSON array, and the type of its items.
struct JsonArray {
    json: String,
    item: &'static str,
}

/// The values as a JSON array, where they are all integers or all texts.
fn json_array(list: &[Value<'static>]) -> Option<JsonArray> {
    let integers = matches!(list.first(), Some(Value::I64(_)));
    let mut json = String::with_capacity(2 + list.len() * 8);
    for (index, value) in list.iter().enumerate() {
        json.push(if index > 0 { ',' } else { '[' });
        match value {
            Value::I64(number) if integers => write!(json, "{number}").ok()?,
            Value::Text(text) if !integers => push_text(text, &mut json),
            _ => return None,
        }
    }
    json.push(']');
    let is_short = |value: &Value<'_>| match value {
        Value::Text(text) => text.len() <= 4_000,
        _ => true,
    };
    let item = match (integers, list.iter().all(is_short)) {
        (true, _) => "bigint",
        (false, true) => "nvarchar(4000)",
        (false, false) => "nvarchar(max)",
    };
    Some(JsonArray { json, item })
}

fn push_text(text: &str, json: &mut String) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                json.push('\\');
                json.push(character);
            }
            control if control < ' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            plain => json.push(plain),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_one_type_are_arrays() {
        let numbers = json_array(&[Value::I64(-1), Value::I64(2)]).unwrap();
        assert_eq!((numbers.json.as_str(), numbers.item), ("[-1,2]", "bigint"));
        let texts = json_array(&[Value::Text("a\"".into()), Value::Text("\n".into())]).unwrap();
        assert_eq!(texts.json, "[\"a\\\"\",\"\\u000a\"]");
        assert!(json_array(&[Value::I64(1), Value::Text("1".into())]).is_none());
        assert!(json_array(&[Value::F64(1.0)]).is_none());
    }
}
