//! CREATE TABLE and DROP TABLE from a model's table.

use std::fmt::Write as _;

use super::Dialect;
use crate::table::{ColumnInfo, ForeignKeyAction, Index, Reference, Table};
use crate::{Error, ErrorKind, Kind, Result};

/// When a statement that creates or drops something does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DdlGuard {
    /// It would create what there is already.
    IfNotExists,
    /// It would drop what there is not.
    IfExists,
}

/// The statements that create a table, its indexes, and the sequence of its key.
pub(crate) fn create_table(
    dialect: &dyn Dialect,
    table: &Table,
    if_not_exists: bool,
) -> Result<Vec<String>> {
    if if_not_exists && !dialect.capabilities().if_exists {
        return Err(dialect.unsupported("CREATE TABLE IF NOT EXISTS"));
    }
    if if_not_exists {
        let plain = create_table(dialect, table, false)?;
        let guarded = |sql: &String| dialect.guard_ddl(sql, DdlGuard::IfNotExists);
        if let Some(guarded) = plain.iter().map(guarded).collect() {
            return Ok(guarded);
        }
    }
    let mut sql = create(dialect, "TABLE", table, None, if_not_exists);
    dialect.write_table(table, &mut sql);
    sql.push_str(" (");
    for (position, column) in table.columns.iter().enumerate() {
        sql.push_str(if position > 0 { ",\n  " } else { "\n  " });
        write_column(dialect, table, position, column, &mut sql)?;
    }
    write_constraints(dialect, table, &mut sql)?;
    sql.push_str("\n)");
    let mut statements: Vec<String> = own_sequence(dialect, table).into_iter().collect();
    statements.push(sql);
    if dialect.capabilities().inline_indexes {
        return Ok(statements);
    }
    for index in own_indexes(dialect, table) {
        statements.push(create_index(dialect, table, &index, if_not_exists));
    }
    Ok(statements)
}

/// The statement that makes the sequence of the table's key.
fn own_sequence(dialect: &dyn Dialect, table: &Table) -> Option<String> {
    table.sequence.and_then(|sequence| dialect.create_sequence(sequence))
}

/// `CREATE TABLE` or `CREATE INDEX`, up to the name.
fn create(
    dialect: &dyn Dialect,
    what: &str,
    table: &Table,
    index: Option<&str>,
    if_not_exists: bool,
) -> String {
    match dialect.create_guard(table, index).filter(|_| if_not_exists) {
        Some(guard) => format!("{guard}CREATE {what} "),
        None if if_not_exists => format!("CREATE {what} IF NOT EXISTS "),
        None => format!("CREATE {what} "),
    }
}

/// The indexes that are statements of their own: those that are not unique, and those in which
/// NULLs must be left out to be different from one another.
fn own_indexes(dialect: &dyn Dialect, table: &Table) -> Vec<OwnIndex> {
    let single = |(position, column): (usize, &ColumnInfo)| {
        let unique = column.unique && is_filtered(dialect, table, &[position]);
        let own = column.indexed || unique;
        own.then(|| OwnIndex { name: None, columns: vec![position], unique })
    };
    let several = |index: &&Index| !index.unique || is_filtered(dialect, table, index.columns);
    let columns = table.columns.iter().enumerate().filter_map(single);
    let indexes = table.indexes.iter().filter(several).map(|index| OwnIndex {
        name: index.name,
        columns: index.columns.to_vec(),
        unique: index.unique,
    });
    columns.chain(indexes).collect()
}

struct OwnIndex {
    name: Option<&'static str>,
    columns: Vec<usize>,
    unique: bool,
}

/// Whether a unique constraint would let one row alone have NULL.
fn is_filtered(dialect: &dyn Dialect, table: &Table, columns: &[usize]) -> bool {
    dialect.capabilities().unique_nulls_equal
        && columns.iter().any(|column| table.columns[*column].nullable)
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
    let column_type = match table.is_indexed(position) {
        true => dialect.indexed_column_type(column),
        false => dialect.column_type(column),
    };
    sql.push_str(&column_type.map_err(|error| {
        error.with_model(table.model).with_table(table.name).with_column(column.name)
    })?);
    // The standard's order: some databases take no default behind a constraint.
    if let Some(default) = column.default {
        let _ = write!(sql, " DEFAULT {default}");
    }
    let is_generated = table.has_generated_key() && table.is_key(position);
    // Where what is empty is NULL, it could not be stored in a column that is required.
    let can_be_empty = matches!(column.kind, Kind::Text | Kind::Bytes) && !table.is_key(position);
    let may_be_null = can_be_empty && !dialect.capabilities().empty_text;
    match table.sequence.filter(|sequence| dialect.create_sequence(sequence).is_some()) {
        Some(sequence) if is_generated => sql.push_str(&dialect.sequence_key(sequence)),
        _ if is_generated => sql.push_str(dialect.generated_key()),
        _ if column.nullable || may_be_null => {}
        _ => sql.push_str(" NOT NULL"),
    }
    if column.unique && !is_filtered(dialect, table, &[position]) {
        sql.push_str(" UNIQUE");
    }
    if let Some(check) = column.check {
        let _ = write!(sql, " CHECK ({check})");
    }
    if let Some(reference) = &column.references
        && dialect.capabilities().inline_references
    {
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
    write_other_side(dialect, other, &[*key], reference, sql).map_err(|error| {
        error.with_model(table.model).with_table(table.name).with_column(column.name)
    })
}

/// The table and columns that a foreign key refers to, and what happens when they change.
fn write_other_side(
    dialect: &dyn Dialect,
    other: &Table,
    columns: &[usize],
    reference: &Reference,
    sql: &mut String,
) -> Result<()> {
    sql.push_str(" REFERENCES ");
    dialect.write_referenced_table(other, sql);
    sql.push_str(" (");
    write_names(dialect, other, columns, sql);
    sql.push(')');
    dialect.write_foreign_key_actions(reference, sql)
}

/// The foreign keys of relations, where both tables are in one database. A column that says itself
/// what it refers to keeps that.
fn write_relations(dialect: &dyn Dialect, table: &Table, sql: &mut String) -> Result<()> {
    for relation in table.relations() {
        let Some(reference) = &relation.foreign_key else { continue };
        let hop = relation.first_hop();
        let columns = hop.from.as_slice();
        let says_so = columns.iter().any(|column| table.columns[*column].references.is_some());
        if says_so || relation.check_homes().is_err() {
            continue;
        }
        sql.push_str(",\n  FOREIGN KEY (");
        write_names(dialect, table, columns, sql);
        sql.push(')');
        write_other_side(dialect, hop.table(), hop.to.as_slice(), reference, sql)
            .map_err(|error| error.with_model(table.model).with_table(table.name))?;
    }
    Ok(())
}

pub(super) fn write_foreign_key_actions(
    dialect: &dyn Dialect,
    reference: &Reference,
    sql: &mut String,
) {
    for (event, action) in [("DELETE", reference.on_delete), ("UPDATE", reference.on_update)] {
        if action != ForeignKeyAction::NoAction {
            let _ = write!(sql, " ON {event} {}", dialect.foreign_key_action(action));
        }
    }
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
    let constraint = |index: &&Index| index.unique && !is_filtered(dialect, table, index.columns);
    for Index { name, columns, .. } in table.indexes.iter().filter(constraint) {
        sql.push_str(",\n  CONSTRAINT ");
        dialect.write_identifier(&index_name(dialect, table, *name, columns, true), sql);
        sql.push_str(" UNIQUE (");
        write_names(dialect, table, columns, sql);
        sql.push(')');
    }
    for check in table.checks {
        let _ = write!(sql, ",\n  CHECK ({check})");
    }
    if !dialect.capabilities().inline_references {
        write_foreign_keys(dialect, table, sql)?;
    }
    write_relations(dialect, table, sql)?;
    if dialect.capabilities().inline_indexes {
        for OwnIndex { name, columns, unique } in own_indexes(dialect, table) {
            sql.push_str(if unique { ",\n  UNIQUE INDEX " } else { ",\n  INDEX " });
            dialect.write_identifier(&index_name(dialect, table, name, &columns, unique), sql);
            sql.push_str(" (");
            write_names(dialect, table, &columns, sql);
            sql.push(')');
        }
    }
    Ok(())
}

fn write_foreign_keys(dialect: &dyn Dialect, table: &Table, sql: &mut String) -> Result<()> {
    for column in table.columns {
        let Some(reference) = &column.references else { continue };
        sql.push_str(",\n  FOREIGN KEY (");
        dialect.write_identifier(column.name, sql);
        sql.push(')');
        write_reference(dialect, table, column, reference, sql)?;
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
    index: &OwnIndex,
    if_not_exists: bool,
) -> String {
    let OwnIndex { name, columns, unique } = index;
    let name = index_name(dialect, table, *name, columns, *unique);
    let what = if *unique { "UNIQUE INDEX" } else { "INDEX" };
    let mut sql = create(dialect, what, table, Some(&name), if_not_exists);
    dialect.write_index(&name, table, &mut sql);
    sql.push_str(" (");
    write_names(dialect, table, columns, &mut sql);
    sql.push(')');
    if *unique {
        let nullable = columns.iter().filter(|column| table.columns[**column].nullable);
        for (position, column) in nullable.enumerate() {
            sql.push_str(if position > 0 { " AND " } else { " WHERE " });
            dialect.write_identifier(table.columns[*column].name, &mut sql);
            sql.push_str(" IS NOT NULL");
        }
    }
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

/// Cuts a name that is longer than a database takes; it ends in a hash of the whole then, the same
/// every time.
#[must_use]
pub fn shorten(name: String, bytes_max: usize) -> String {
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

/// The statements that drop a table and the sequence of its key.
pub(crate) fn drop_table(
    dialect: &dyn Dialect,
    table: &Table,
    if_exists: bool,
) -> Result<Vec<String>> {
    if if_exists && !dialect.capabilities().if_exists {
        return Err(dialect.unsupported("DROP TABLE IF EXISTS"));
    }
    let mut statements = vec![drop(dialect, "TABLE", if_exists, |sql| {
        dialect.write_table(table, sql);
    })];
    if let (Some(sequence), Some(_)) = (table.sequence, own_sequence(dialect, table)) {
        statements.push(drop(dialect, "SEQUENCE", if_exists, |sql| {
            dialect.write_identifier(sequence, sql);
        }));
    }
    Ok(statements)
}

fn drop(
    dialect: &dyn Dialect,
    what: &str,
    if_exists: bool,
    write_name: impl Fn(&mut String),
) -> String {
    let mut plain = format!("DROP {what} ");
    write_name(&mut plain);
    if !if_exists {
        return plain;
    }
    dialect.guard_ddl(&plain, DdlGuard::IfExists).unwrap_or_else(|| {
        let mut sql = format!("DROP {what} IF EXISTS ");
        write_name(&mut sql);
        sql
    })
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
