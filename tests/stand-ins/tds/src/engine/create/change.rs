//! ALTER TABLE and DROP TABLE.

use rusqlite::params;

use crate::engine::catalog::{self, quote};
use crate::engine::messages::sqlite_error;
use crate::engine::session::Session;
use crate::engine::translate::Visible;
use crate::error::{Result, SqlError};
use crate::sql::{ColumnDefinition, CreateTable, ObjectName, Reference};

impl Session {
    pub(super) fn add_column(
        &mut self,
        name: &ObjectName,
        column: &ColumnDefinition,
    ) -> Result<()> {
        let table = catalog::table(&self.connection, name)?;
        if table.column(&column.name).is_ok() {
            let message = format!("Column name '{}' is specified more than once.", column.name);
            return Err(SqlError::new(2705, 16, message));
        }
        if column.nullable == Some(false) && column.default.is_none() {
            let message = "ALTER TABLE only allows columns to be added that can contain nulls, or have \
                           a DEFAULT definition specified.";
            return Err(SqlError::new(4901, 16, message));
        }
        self.note_column(table.id, table.columns.len(), column, &[])?;
        let definition =
            CreateTable { name: name.clone(), columns: Vec::new(), constraints: Vec::new() };
        let scope = Visible::of_table(&table, table.stored().trim_matches('"'));
        let part = self.column_part(table.id, &definition, column, &scope)?;
        self.sqlite(&format!("ALTER TABLE {} ADD COLUMN {part}", table.stored()))
    }

    /// SQLite has no such ALTER TABLE. What its documentation says to do instead is to change the
    /// text of the table's definition, for the rows stay as they are.
    pub(super) fn add_foreign_key(
        &mut self,
        name: &ObjectName,
        columns: &[String],
        reference: &Reference,
    ) -> Result<()> {
        let table = catalog::table(&self.connection, name)?;
        for column in columns {
            table.column(column)?;
        }
        let definition =
            CreateTable { name: name.clone(), columns: Vec::new(), constraints: Vec::new() };
        let part = self.foreign_part(table.id, &definition, columns, reference)?;
        let stored = table.stored();
        let stored = stored.trim_matches('"');
        self.sqlite("PRAGMA writable_schema = ON")?;
        let add =
            "UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) - 1) || ', ' || ?1 || ')'
                   WHERE type = 'table' AND name = ?2";
        let added = self.connection.execute(add, params![part, stored]).map_err(sqlite_error);
        // The definitions are read anew by this session, and by the others for the new version.
        self.sqlite("PRAGMA writable_schema = RESET")?;
        added?;
        self.raise_schema_version()?;
        let alone = "SELECT count(*) FROM pragma_foreign_key_check(?)";
        let alone: i64 = self
            .connection
            .query_row(alone, params![stored], |row| row.get(0))
            .map_err(sqlite_error)?;
        if alone == 0 {
            return Ok(());
        }
        let message = format!(
            "The ALTER TABLE statement conflicted with the FOREIGN KEY constraint \"FK__{}__{}\".",
            table.name,
            columns.join("_")
        );
        Err(SqlError::new(547, 16, message))
    }

    fn raise_schema_version(&self) -> Result<()> {
        let version = self.connection.pragma_query_value(None, "schema_version", |row| row.get(0));
        let version: i64 = version.map_err(sqlite_error)?;
        self.sqlite(&format!("PRAGMA schema_version = {}", version + 1))
    }

    pub(super) fn drop_column(&mut self, name: &ObjectName, column: &str) -> Result<()> {
        let table = catalog::table(&self.connection, name)?;
        let column = &table.column(column)?.name;
        self.sqlite(&format!("ALTER TABLE {} DROP COLUMN {}", table.stored(), quote(column)))?;
        let sql = "DELETE FROM \"sys.columns\" WHERE table_id = ? AND name = ?";
        self.connection.execute(sql, params![table.id, column]).map(drop).map_err(sqlite_error)
    }

    pub(super) fn drop_table(&mut self, name: &ObjectName, if_exists: bool) -> Result<()> {
        let Some(table) = catalog::find_table(&self.connection, name)? else {
            if if_exists {
                return Ok(());
            }
            let message = format!(
                "Cannot drop the table '{}', because it does not exist or you do not have permission.",
                name.name
            );
            return Err(SqlError::new(3701, 11, message));
        };
        let referring =
            "SELECT count(*) FROM \"sys.constraints\" WHERE kind = 'FK' AND table_id <> ?
                         AND columns = ? COLLATE NOCASE";
        let stored = table.stored();
        let count: i64 = self
            .connection
            .query_row(referring, params![table.id, stored.trim_matches('"')], |row| row.get(0))
            .map_err(sqlite_error)?;
        if count > 0 {
            let message = format!(
                "Could not drop object '{}' because it is referenced by a FOREIGN KEY constraint.",
                table.name
            );
            return Err(SqlError::new(3726, 16, message));
        }
        self.sqlite(&format!("DROP TABLE {stored}"))?;
        for meta in ["sys.columns", "sys.constraints"] {
            self.sqlite(&format!("DELETE FROM \"{meta}\" WHERE table_id = {}", table.id))?;
        }
        self.sqlite(&format!("DELETE FROM \"sys.tables\" WHERE id = {}", table.id))
    }
}
