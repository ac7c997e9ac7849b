//! CREATE TABLE and DROP TABLE from a model's table.

use std::fmt::Write as _;

use super::Dialect;
use crate::table::{ColumnInfo, ForeignKeyAction, Index, Reference, Table};
use crate::{Error, ErrorKind, Result};

/// The statements that create a table and its indexes.
pub(crate) fn create_table(
    dialect: &dyn Dialect,
    table: &Table,
    if_not_exists: bool,
) -> Result<Vec<String>> {
    if if_not_exists && !dialect.capabilities().if_exists {
        return Err(dialect.unsupported("CREATE TABLE IF NOT EXISTS"));
    }
    let guard = if if_not_exists { "IF NOT EXISTS " } else { "" };
    let mut sql = format!("CREATE TABLE {guard}");
    dialect.write_table(table, &mut sql);
    sql.push_str(" (");
    for (position, column) in table.columns.iter().enumerate() {
        sql.push_str(if position > 0 { ",\n  " } else { "\n  " });
        write_column(dialect, table, position, column, &mut sql)?;
    }
    write_constraints(dialect, table, &mut sql)?;
    sql.push_str("\n)");
    let mut statements = vec![sql];
    let single = |(position, column): (usize, &ColumnInfo)| column.indexed.then_some(position);
    for position in table.columns.iter().enumerate().filter_map(single) {
        statements.push(create_index(dialect, table, None, &[position], false, guard));
    }
    for index in table.indexes.iter().filter(|index| !index.unique) {
        statements.push(create_index(dialect, table, index.name, index.columns, false, guard));
    }
    Ok(statements)
}

fn write_column(
    dialect: &dyn Dialect,
    table: &Table,
    position: usize,
    column: &ColumnInfo,
    sql: &mut String,
) -> Result<()> {
    dialect.write_identifier(column.name, sql);
    sql.push(' ');
    sql.push_str(&dialect.column_type(column)?);
    if table.has_generated_key() && table.is_key(position) {
        sql.push_str(dialect.generated_key());
    } else if !column.nullable {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = column.default {
        let _ = write!(sql, " DEFAULT {default}");
    }
    if column.unique {
        sql.push_str(" UNIQUE");
    }
    if let Some(check) = column.check {
        let _ = write!(sql, " CHECK ({check})");
    }
    if let Some(reference) = &column.references {
        write_reference(dialect, table, column, reference, sql)?;
    }
    Ok(())
}

fn write_reference(
    dialect: &dyn Dialect,
    table: &Table,
    column: &ColumnInfo,
    reference: &Reference,
    sql: &mut String,
) -> Result<()> {
    let other = (reference.table)();
    let [key] = other.key else {
        let message = format!("table `{}` has a composite key", other.name);
        return Err(Error::new(ErrorKind::InvalidQuery, message)
            .with_model(table.model)
            .with_column(column.name)
            .with_help("one column can only refer to a key of one column"));
    };
    sql.push_str(" REFERENCES ");
    dialect.write_referenced_table(other, sql);
    sql.push_str(" (");
    dialect.write_identifier(other.columns[*key].name, sql);
    sql.push(')');
    for (event, action) in [("DELETE", reference.on_delete), ("UPDATE", reference.on_update)] {
        if action != ForeignKeyAction::NoAction {
            let _ = write!(sql, " ON {event} {}", foreign_key_action(action));
        }
    }
    Ok(())
}

/// The words of a foreign key's action.
#[must_use]
pub const fn foreign_key_action(action: ForeignKeyAction) -> &'static str {
    match action {
        ForeignKeyAction::NoAction => "NO ACTION",
        ForeignKeyAction::Restrict => "RESTRICT",
        ForeignKeyAction::Cascade => "CASCADE",
        ForeignKeyAction::SetNull => "SET NULL",
        ForeignKeyAction::SetDefault => "SET DEFAULT",
    }
}

fn write_constraints(dialect: &dyn Dialect, table: &Table, sql: &mut String) -> Result<()> {
    if !table.has_generated_key() {
        sql.push_str(",\n  PRIMARY KEY (");
        write_names(dialect, table, table.key, sql);
        sql.push(')');
    }
    for Index { name, columns, .. } in table.indexes.iter().filter(|index| index.unique) {
        sql.push_str(",\n  CONSTRAINT ");
        dialect.write_identifier(&index_name(dialect, table, *name, columns, true), sql);
        sql.push_str(" UNIQUE (");
        write_names(dialect, table, columns, sql);
        sql.push(')');
    }
    for check in table.checks {
        let _ = write!(sql, ",\n  CHECK ({check})");
    }
    Ok(())
}

fn write_names(dialect: &dyn Dialect, table: &Table, columns: &[usize], sql: &mut String) {
    for (index, column) in columns.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        dialect.write_identifier(table.columns[*column].name, sql);
    }
}

fn create_index(
    dialect: &dyn Dialect,
    table: &Table,
    name: Option<&str>,
    columns: &[usize],
    unique: bool,
    guard: &str,
) -> String {
    let mut sql = String::from(if unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
    sql.push_str(guard);
    dialect.write_index(&index_name(dialect, table, name, columns, unique), table, &mut sql);
    sql.push_str(" (");
    write_names(dialect, table, columns, &mut sql);
    sql.push(')');
    sql
}

/// An index's name: the given one, or one made of the table and its columns. A name that is too
/// long for the database is cut and ends in a hash of the whole, the same every time.
#[must_use]
pub fn index_name(
    dialect: &dyn Dialect,
    table: &Table,
    given: Option<&str>,
    columns: &[usize],
    unique: bool,
) -> String {
    if let Some(name) = given {
        return name.to_owned();
    }
    let mut name = String::from(if unique { "uq_" } else { "ix_" });
    name.push_str(table.name);
    for column in columns {
        name.push('_');
        name.push_str(table.columns[*column].name);
    }
    shorten(name, dialect.limits().identifier_bytes)
}

fn shorten(name: String, bytes_max: usize) -> String {
    if name.len() <= bytes_max {
        return name;
    }
    // FNV-1a: short, fixed for ever, and no secret is at stake.
    let hash = name
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let suffix = format!("_{hash:08x}");
    let mut end = bytes_max.saturating_sub(suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", &name[..end])
}

/// The statement that drops a table.
pub(crate) fn drop_table(dialect: &dyn Dialect, table: &Table, if_exists: bool) -> Result<String> {
    if if_exists && !dialect.capabilities().if_exists {
        return Err(dialect.unsupported("DROP TABLE IF EXISTS"));
    }
    let mut sql = String::from(if if_exists { "DROP TABLE IF EXISTS " } else { "DROP TABLE " });
    dialect.write_table(table, &mut sql);
    Ok(sql)
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn names_are_cut_at_the_limit_and_stay_different() {
        assert_eq!(shorten("abc".into(), 3), "abc");
        let long = shorten("a".repeat(64), 63);
        assert_eq!(long.len(), 63);
        assert_ne!(long, shorten("a".repeat(65), 63));
        assert!(shorten("ä".repeat(40), 63).len() <= 63);
    }
}
