//! Lists and many rows as arrays: one text and few binds, however many there are.

use std::fmt::Write as _;
use std::sync::Arc;

use activerecord_core::dialect::{Dialect, Renderer};
use activerecord_core::expression::Expr;
use activerecord_core::table::Table;
use activerecord_core::{Kind, Result, Value};

use super::types::name;
use super::unquoted;
use super::value::comparable;

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
    out.bind(Value::Array { kind, items: list.iter().map(comparable).collect() }, sensitive)?;
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
/// What stands before the arrays. UNNEST among the columns of a SELECT: as a table it would write
/// all rows down before it hands out the first one, which takes an eighth of an INSERT's time.
const BEFORE: &str = " FROM (SELECT UNNEST($1::";
const BETWEEN: &str = ", UNNEST($";
const BEHIND: &str = ") AS \"new\"";
/// What stands between an array's type and the column's name.
const NAMED: &str = "[]) AS ";

/// Writes `INSERT INTO t (a, b) SELECT new.a, new.b FROM (SELECT UNNEST($1::…[]) AS a, …) AS new`.
pub(super) fn write_insert(
    dialect: &dyn Dialect,
    table: &Table,
    columns: &[usize],
    sql: &mut String,
) -> Result<()> {
    sql.push_str("INSERT INTO ");
    dialect.write_table(table, sql);
    sql.push_str(" (");
    for (index, column) in columns.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        dialect.write_identifier(table.columns[*column].name, sql);
    }
    sql.push_str(") SELECT ");
    for (index, column) in columns.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        write_new(dialect, table, *column, sql);
    }
    write_arrays(dialect, table, columns, sql);
    Ok(())
}

/// Writes `UPDATE t SET a = new.a FROM (SELECT UNNEST(…) AS a, …) AS new WHERE t.id = new.id`.
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
    write_arrays(dialect, table, &sent, sql);
    for (index, column) in matched.iter().enumerate() {
        sql.push_str(if index > 0 { " AND " } else { " WHERE " });
        write_old(dialect, table, *column, sql);
        sql.push_str(" = ");
        write_new(dialect, table, *column, sql);
    }
    Ok(())
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

fn write_arrays(dialect: &dyn Dialect, table: &Table, columns: &[usize], sql: &mut String) {
    for (index, column) in columns.iter().enumerate() {
        let info = &table.columns[*column];
        let kind = if matches!(info.kind, Kind::Array(_)) { Kind::Text } else { info.kind };
        write_array(index, &name(kind), sql);
        dialect.write_identifier(info.name, sql);
    }
    sql.push_str(BEHIND);
}

/// Writes an array up to the name of its column.
fn write_array(index: usize, item_type: &str, sql: &mut String) {
    if index == 0 {
        sql.push_str(BEFORE);
    } else {
        let _ = write!(sql, "{BETWEEN}{}::", index + 1);
    }
    sql.push_str(item_type);
    sql.push_str(NAMED);
}

/// The parts of a text that was written here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ArrayText<'s> {
    /// What stands before the arrays.
    head: &'s str,
    /// The table, quoted.
    table: &'s str,
    /// The arrays' item types, and the columns that they are for, quoted.
    arrays: Vec<(&'s str, &'s str)>,
    /// What stands behind the arrays.
    tail: &'s str,
}

impl<'s> ArrayText<'s> {
    /// Takes a text apart; none for any other text.
    pub(crate) fn read(sql: &'s str) -> Option<Self> {
        let (head, rest) = split_unquoted(sql, BEFORE)?;
        let (mut list, tail) = split_unquoted(rest, BEHIND)?;
        let (table, _) = match head.strip_prefix("INSERT INTO ") {
            Some(insert) => split_unquoted(insert, " (")?,
            None => split_unquoted(head.strip_prefix("UPDATE ")?, " SET ")?,
        };
        let mut arrays = Vec::new();
        loop {
            let (item_type, rest) = list.split_once(NAMED)?;
            match split_unquoted(rest, BETWEEN) {
                Some((name, rest)) => {
                    arrays.push((item_type, name));
                    // Behind the parameter's number.
                    list = rest.split_once("::")?.1;
                }
                None => {
                    arrays.push((item_type, rest));
                    return Some(ArrayText { head, table, arrays, tail });
                }
            }
        }
    }

    /// A query for the names and the types of the table's columns; no type is one of lists, which
    /// there is no list of. A domain's values are checked when they are stored, so its base will
    /// do.
    pub(crate) fn describe(&self) -> String {
        let table = self.table.replace('\'', "''");
        format!(
            "SELECT a.attname, CASE WHEN t.typcategory <> 'A' THEN \
             format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END, -1) END \
             FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
             WHERE a.attrelid = '{table}'::regclass AND a.attnum > 0"
        )
    }

    /// The text with the types that columns of these names have; none leaves one as it is.
    pub(crate) fn with_types<'t>(&self, type_of: impl Fn(&str) -> Option<&'t str>) -> String {
        let mut sql = String::from(self.head);
        for (index, (item_type, quoted)) in self.arrays.iter().enumerate() {
            write_array(index, type_of(&unquoted(quoted)).unwrap_or(item_type), &mut sql);
            sql.push_str(quoted);
        }
        sql.push_str(BEHIND);
        sql.push_str(self.tail);
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
                   FROM (SELECT UNNEST($1::BIGINT[]) AS \"x\", UNNEST($2::TEXT[]) AS \"y)\") AS \
                   \"new\" RETURNING \"id\"";
        let parts = ArrayText::read(sql).unwrap();
        assert!(parts.describe().contains("= '\"a\".\"t (\"'::regclass"));
        assert_eq!(parts.with_types(|_| None), sql);
        let exact = parts.with_types(|name| (name == "x").then_some("int4"));
        assert_eq!(exact, sql.replace("BIGINT", "int4"));
    }

    #[test]
    fn updates_too_and_nothing_else() {
        let sql = "UPDATE \"t\" SET \"a\" = \"new\".\"a\" FROM (SELECT UNNEST($1::TEXT[]) AS \"a\", \
                   UNNEST($2::BIGINT[]) AS \"id\") AS \"new\" WHERE \"t\".\"id\" = \"new\".\"id\"";
        assert_eq!(ArrayText::read(sql).unwrap().table, "\"t\"");
        assert_eq!(ArrayText::read(sql).unwrap().with_types(|_| None), sql);
        assert_eq!(ArrayText::read("SELECT 1"), None);
        assert_eq!(
            ArrayText::read("SELECT * FROM (SELECT UNNEST($1::TEXT[]) AS a) AS \"new\""),
            None
        );
    }
}
