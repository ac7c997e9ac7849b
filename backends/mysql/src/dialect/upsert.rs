//! `ON DUPLICATE KEY UPDATE`.
//!
//! MySQL updates the row that any unique key finds, not only the one that was asked for: an upsert
//! by the key would overwrite somebody else's row that has the same e-mail address. So the first
//! assignment sets the key to itself where the row is the one that was asked for, and else to a
//! query of two rows, which is an error (1242): the statement fails as it does in other databases.

use activerecord_core::dialect::{Conflict, Dialect};
use activerecord_core::table::Table;
use activerecord_core::{Error, ErrorKind, Result};

use super::MySqlDialect;
use crate::version;

/// The name of the row that could not be inserted.
const NEW_ROW: &str = "ar_new";

/// What can't be a value: two rows. It is evaluated only where the row is another one.
const NO_VALUE: &str = "(SELECT NULL UNION ALL SELECT NULL)";

/// Whether an error about a query of two rows says that the upsert met another row.
pub(crate) fn is_guarded(sql: &str) -> bool {
    sql.contains(NO_VALUE)
}

impl MySqlDialect {
    /// Writes what follows the VALUES.
    pub(super) fn write_upsert(&self, conflict: &Conflict<'_>, sql: &mut String) -> Result<()> {
        let table = conflict.table;
        // Without a unique constraint the row would be inserted once more.
        if !table.is_unique(conflict.columns) {
            return Err(no_constraint(table, conflict.columns));
        }
        if version::has_row_alias(self.server()) {
            sql.push_str(" AS ");
            self.write_identifier(NEW_ROW, sql);
        }
        sql.push_str(" ON DUPLICATE KEY UPDATE ");
        self.write_guard(conflict, sql);
        for column in conflict.update {
            sql.push_str(", ");
            self.write_old(table, *column, sql);
            sql.push_str(" = ");
            self.write_new(table, *column, sql);
        }
        if let Some(version) = conflict.raise {
            sql.push_str(", ");
            self.write_old(table, version, sql);
            sql.push_str(" = ");
            self.write_old(table, version, sql);
            sql.push_str(" + 1");
        }
        Ok(())
    }

    fn write_guard(&self, conflict: &Conflict<'_>, sql: &mut String) {
        let table = conflict.table;
        let Some(key) = table.key.first() else { return };
        self.write_old(table, *key, sql);
        sql.push_str(" = IF(");
        for (index, column) in conflict.columns.iter().enumerate() {
            sql.push_str(if index > 0 { " AND " } else { "" });
            self.write_old(table, *column, sql);
            sql.push_str(" <=> ");
            self.write_new(table, *column, sql);
        }
        sql.push_str(", ");
        self.write_old(table, *key, sql);
        sql.push_str(", ");
        sql.push_str(NO_VALUE);
        sql.push(')');
    }

    /// A column of the row that is there.
    fn write_old(&self, table: &Table, column: usize, sql: &mut String) {
        self.write_table(table, sql);
        sql.push('.');
        self.write_identifier(table.columns[column].name, sql);
    }

    /// A column of the row that could not be inserted.
    fn write_new(&self, table: &Table, column: usize, sql: &mut String) {
        let name = table.columns[column].name;
        if version::has_row_alias(self.server()) {
            self.write_identifier(NEW_ROW, sql);
            sql.push('.');
            self.write_identifier(name, sql);
        } else {
            sql.push_str("VALUES(");
            self.write_identifier(name, sql);
            sql.push(')');
        }
    }
}

#[cold]
fn no_constraint(table: &Table, columns: &[usize]) -> Error {
    let names: Vec<&str> = columns.iter().map(|column| table.columns[*column].name).collect();
    let names = names.join(", ");
    let message = format!("the model has no unique constraint over ({names})");
    Error::new(ErrorKind::InvalidQuery, message)
        .with_model(table.model)
        .with_table(table.name)
        .with_help("if the table has one, say so in the struct: `#[record(unique)]`")
}
