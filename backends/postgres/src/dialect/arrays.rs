//! Lists and many rows as arrays: one text and few binds, however many there are.

use std::fmt::Write as _;
use std::sync::Arc;

use activerecord_core::dialect::{Dialect, Renderer};
use activerecord_core::expression::Expr;
use activerecord_core::table::Table;
use activerecord_core::{Kind, Result, Value};

use super::types::name;

/// Writes `expr = ANY($1)`, or `expr <> ALL($1)`. The server takes the array's type from the other
/// side, whatever the column's type is.
pub(super) fn write_in_list(
    expr: &Expr,
    list: &Arc<[Value<'static>]>,
    sensitive: bool,
    negated: bool,
    out: &mut Renderer<'_>,
) -> Result<()> {
    out.operand(expr)?;
    out.push(if negated { " <> ALL(" } else { " = ANY(" });
    let kind = static_kind(list.first().map_or(Kind::Text, Value::kind));
    out.bind(Value::Array { kind, items: list.to_vec() }, sensitive)?;
    out.push(")");
    Ok(())
}

fn static_kind(kind: Kind) -> &'static Kind {
    match kind {
        Kind::Bool => &Kind::Bool,
        Kind::I64 => &Kind::I64,
        Kind::U64 => &Kind::U64,
        Kind::F32 => &Kind::F32,
        Kind::F64 => &Kind::F64,
        Kind::Bytes => &Kind::Bytes,
        Kind::Decimal => &Kind::Decimal,
        Kind::Date => &Kind::Date,
        Kind::Time => &Kind::Time,
        Kind::DateTime => &Kind::DateTime,
        Kind::DateTimeTz => &Kind::DateTimeTz,
        Kind::Uuid => &Kind::Uuid,
        Kind::Json => &Kind::Json,
        _ => &Kind::Text,
    }
}

/// The name that the rows of the arrays have.
const ROWS: &str = "\"new\"";
const UNNEST: &str = " FROM UNNEST(";

/// Writes `INSERT INTO t (a, b) SELECT a, b FROM UNNEST($1::…[], $2::…[]) AS new (a, b)`.
pub(super) fn write_insert(
    dialect: &dyn Dialect,
    table: &Table,
    columns: &[usize],
    sql: &mut String,
) -> Result<()> {
    sql.push_str("INSERT INTO ");
    dialect.write_table(table, sql);
    sql.push_str(" (");
    write_names(dialect, table, columns, sql);
    sql.push_str(") SELECT ");
    for (index, column) in columns.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        write_new(dialect, table, *column, sql);
    }
    write_unnest(dialect, table, columns, sql);
    Ok(())
}

/// Writes `UPDATE t SET a = new.a FROM UNNEST(…) AS new (a, id) WHERE t.id = new.id`.
pub(super) fn write_update(
    dialect: &dyn Dialect,
    table: &Table,
    columns: &[usize],
    sql: &mut String,
) -> Result<()> {
    sql.push_str("UPDATE ");
    dialect.write_table(table, sql);
    sql.push_str(" SET ");
    for (index, column) in columns.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        dialect.write_identifier(table.columns[*column].name, sql);
        sql.push_str(" = ");
        write_new(dialect, table, *column, sql);
    }
    if let Some(version) = table.lock_version {
        sql.push_str(if columns.is_empty() { "" } else { ", " });
        dialect.write_identifier(table.columns[version].name, sql);
        sql.push_str(" = ");
        write_old(dialect, table, version, sql);
        sql.push_str(" + 1");
    }
    let matched: Vec<usize> =
        table.key.iter().chain(table.lock_version.as_ref()).copied().collect();
    let sent: Vec<usize> = columns.iter().chain(&matched).copied().collect();
    write_unnest(dialect, table, &sent, sql);
    for (index, column) in matched.iter().enumerate() {
        sql.push_str(if index > 0 { " AND " } else { " WHERE " });
        write_old(dialect, table, *column, sql);
        sql.push_str(" = ");
        write_new(dialect, table, *column, sql);
    }
    Ok(())
}

fn write_names(dialect: &dyn Dialect, table: &Table, columns: &[usize], sql: &mut String) {
    for (index, column) in columns.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        dialect.write_identifier(table.columns[*column].name, sql);
    }
}

fn write_old(dialect: &dyn Dialect, table: &Table, column: usize, sql: &mut String) {
    dialect.write_table(table, sql);
    sql.push('.');
    dialect.write_identifier(table.columns[column].name, sql);
}

/// A value of the arrays' rows. UNNEST would take lists of lists apart to the last value, so lists
/// travel as their texts.
fn write_new(dialect: &dyn Dialect, table: &Table, column: usize, sql: &mut String) {
    let info = &table.columns[column];
    sql.push_str(ROWS);
    sql.push('.');
    dialect.write_identifier(info.name, sql);
    if matches!(info.kind, Kind::Array(_)) {
        let _ = write!(sql, "::{}", name(info.kind));
    }
}

fn write_unnest(dialect: &dyn Dialect, table: &Table, columns: &[usize], sql: &mut String) {
    sql.push_str(UNNEST);
    for (index, column) in columns.iter().enumerate() {
        let kind = match table.columns[*column].kind {
            Kind::Array(_) => Kind::Text,
            kind => kind,
        };
        let _ =
            write!(sql, "{}${}::{}[]", if index > 0 { ", " } else { "" }, index + 1, name(kind));
    }
    sql.push_str(") AS ");
    sql.push_str(ROWS);
    sql.push_str(" (");
    write_names(dialect, table, columns, sql);
    sql.push(')');
}

/// The parts of a text that was written here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ArrayText<'s> {
    /// What stands before the arrays.
    head: &'s str,
    /// The table, quoted.
    table: &'s str,
    /// The arrays, `$1::TEXT[]` and so on.
    arrays: Vec<&'s str>,
    /// The columns' names, quoted, with commas between.
    names: &'s str,
    /// What stands behind the arrays.
    tail: &'s str,
}

impl<'s> ArrayText<'s> {
    /// Takes a text apart; none for any other text.
    pub(crate) fn read(sql: &'s str) -> Option<Self> {
        let (head, rest) = split_unquoted(sql, UNNEST)?;
        let (arrays, tail) = split_unquoted(rest, ") AS \"new\" (")?;
        let (names, _) = split_unquoted(tail, ")")?;
        let (table, _) = match head.strip_prefix("INSERT INTO ") {
            Some(insert) => split_unquoted(insert, " (")?,
            None => split_unquoted(head.strip_prefix("UPDATE ")?, " SET ")?,
        };
        let arrays = arrays.split(", ").collect();
        Some(ArrayText { head, table, arrays, names, tail })
    }

    /// A query without rows whose columns are those of the arrays.
    pub(crate) fn describe(&self) -> String {
        format!("SELECT {} FROM {} LIMIT 0", self.names, self.table)
    }

    /// The text with other types of the arrays' items; none leaves one as it is.
    pub(crate) fn with_types(&self, types: &[Option<String>]) -> String {
        let mut sql = format!("{}{UNNEST}", self.head);
        for (index, array) in self.arrays.iter().enumerate() {
            sql.push_str(if index > 0 { ", " } else { "" });
            match types.get(index) {
                Some(Some(ty)) => {
                    let _ = write!(sql, "${}::{ty}[]", index + 1);
                }
                _ => sql.push_str(array),
            }
        }
        let _ = write!(sql, ") AS \"new\" ({}", self.tail);
        sql
    }
}

/// Splits at the first `needle` that does not begin within a quoted identifier.
fn split_unquoted<'s>(sql: &'s str, needle: &str) -> Option<(&'s str, &'s str)> {
    let mut quoted = false;
    for (position, byte) in sql.bytes().enumerate() {
        if !quoted && sql.as_bytes()[position..].starts_with(needle.as_bytes()) {
            return Some((&sql[..position], &sql[position + needle.len()..]));
        }
        quoted ^= byte == b'"';
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_taken_apart_and_put_together() {
        let sql = "INSERT INTO \"a\".\"t (\" (\"x\", \"y)\") SELECT \"new\".\"x\", \"new\".\"y)\" \
                   FROM UNNEST($1::BIGINT[], $2::TEXT[]) AS \"new\" (\"x\", \"y)\") RETURNING \"id\"";
        let parts = ArrayText::read(sql).unwrap();
        assert_eq!(parts.describe(), "SELECT \"x\", \"y)\" FROM \"a\".\"t (\" LIMIT 0");
        assert_eq!(parts.with_types(&[None, None]), sql);
        let exact = parts.with_types(&[Some("int4".into()), None]);
        assert_eq!(exact, sql.replace("BIGINT", "int4"));
    }

    #[test]
    fn updates_too_and_nothing_else() {
        let sql = "UPDATE \"t\" SET \"a\" = \"new\".\"a\" FROM UNNEST($1::TEXT[], $2::BIGINT[]) AS \
                   \"new\" (\"a\", \"id\") WHERE \"t\".\"id\" = \"new\".\"id\"";
        assert_eq!(ArrayText::read(sql).unwrap().table, "\"t\"");
        assert_eq!(ArrayText::read("SELECT 1"), None);
        assert_eq!(ArrayText::read("SELECT * FROM UNNEST($1::TEXT[]) AS \"new\" (a)"), None);
    }
}
