//! `IN (…)` over a list of values.

use std::fmt::Write as _;
use std::sync::Arc;

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::Expr;
use activerecord_core::{Result, Value};

use super::SqliteDialect;
use crate::limits::IN_LIST_BINDS_MAX;

impl SqliteDialect {
    /// Writes `expr IN (…)`. A long list of integers or of texts is one bind, a JSON array:
    /// neither its length nor SQLite's limit of binds matters then, and the text of the statement
    /// is always the same.
    pub(super) fn write_in_list(
        &self,
        expr: &Expr,
        list: &Arc<[Value<'static>]>,
        sensitive: bool,
        negated: bool,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        let long = self.has_json && list.len() > IN_LIST_BINDS_MAX;
        let Some(array) = long.then(|| json_array(list)).flatten() else {
            return out.in_list(expr, list, sensitive, negated);
        };
        out.operand(expr)?;
        out.push(if negated { " NOT IN " } else { " IN " });
        out.push("(SELECT value FROM json_each(");
        out.bind(Value::Text(array.into()), sensitive)?;
        out.push("))");
        Ok(())
    }
}

/// The values as a JSON array, where they are all integers or all texts that JSON can hold.
fn json_array(list: &[Value<'static>]) -> Option<String> {
    let mut json = String::with_capacity(2 + list.len() * 8);
    json.push('[');
    let integers = matches!(list.first(), Some(Value::I64(_) | Value::U64(_)));
    for (index, value) in list.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        match value {
            Value::I64(number) if integers => write!(json, "{number}").ok()?,
            Value::U64(number) if integers && i64::try_from(*number).is_ok() => {
                write!(json, "{number}").ok()?;
            }
            Value::Text(text) if !integers => push_text(text, &mut json)?,
            _ => return None,
        }
    }
    json.push(']');
    Some(json)
}

/// Older versions of SQLite end a JSON text at its first NUL: such a list is bound as it is.
fn push_text(text: &str, json: &mut String) -> Option<()> {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                json.push('\\');
                json.push(character);
            }
            '\0' => return None,
            control if control < ' ' => write!(json, "\\u{:04x}", u32::from(control)).ok()?,
            plain => json.push(plain),
        }
    }
    json.push('"');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &[&str]) -> Option<String> {
        let list: Vec<_> = list.iter().map(|text| Value::Text((*text).to_owned().into())).collect();
        json_array(&list)
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(texts(&["a", "b\"c\\"]).unwrap(), r#"["a","b\"c\\"]"#);
        assert_eq!(texts(&["\n\u{1}€"]).unwrap(), "[\"\\u000a\\u0001€\"]");
        assert_eq!(texts(&["a\0b"]), None);
    }

    #[test]
    fn only_lists_of_one_type() {
        let array = |list: &[Value<'static>]| json_array(list);
        assert_eq!(array(&[Value::I64(-1), Value::U64(2)]).unwrap(), "[-1,2]");
        assert_eq!(array(&[Value::U64(u64::MAX)]), None);
        assert_eq!(array(&[Value::I64(1), Value::Text("1".into())]), None);
        assert_eq!(array(&[Value::Text("1".into()), Value::I64(1)]), None);
        assert_eq!(array(&[Value::F64(1.0)]), None);
        assert_eq!(array(&[]).unwrap(), "[]");
    }
}
