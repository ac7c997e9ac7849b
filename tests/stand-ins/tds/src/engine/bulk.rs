//! Bulk load: the rows come as they are, and go by all constraints but those of foreign keys and
//! checks, unless these are asked for.

use rusqlite::params_from_iter;

use super::catalog::{self, Table, quote};
use super::messages::{Doing, sqlite_error, write_error};
use super::session::Session;
use super::translate::Typed;
use crate::error::{Result, SqlError};
use crate::sql::ObjectName;
use crate::wire::request::Rows;

impl Session {
    pub(super) fn announce_bulk(
        &mut self,
        name: &ObjectName,
        columns: &[String],
        checks: bool,
    ) -> Result<()> {
        let table = catalog::table(&self.connection, name)?;
        for column in columns {
            table.column(column)?;
        }
        self.bulk = Some((table, columns.to_vec(), checks));
        Ok(())
    }

    pub(super) fn load(&mut self, load: Rows) -> Result<u64> {
        let Some((table, columns, checks)) = self.bulk.take() else {
            return Err(SqlError::new(4002, 16, "The incoming TDS protocol stream is incorrect."));
        };
        if load.columns.len() != columns.len() {
            return Err(SqlError::new(4804, 16, "The columns are not those that were announced."));
        }
        let sql = self.load_sql(&table, &columns, &load)?;
        let checked = if checks { "OFF" } else { "ON" };
        self.sqlite(&format!("PRAGMA ignore_check_constraints = {checked}"))?;
        let result = self.write(|session| {
            let stored = table.stored();
            let doing = Doing {
                verb: "INSERT",
                table: stored.trim_matches('"'),
                database: &session.database.name,
            };
            let mut statement = session.connection.prepare(&sql).map_err(sqlite_error)?;
            for row in &load.rows {
                statement
                    .execute(params_from_iter(row))
                    .map_err(|error| write_error(error, &session.connection, doing))?;
            }
            Ok(load.rows.len() as u64)
        });
        self.sqlite("PRAGMA ignore_check_constraints = OFF")?;
        result
    }

    fn load_sql(&self, table: &Table, columns: &[String], load: &Rows) -> Result<String> {
        let mut targets: Vec<String> = columns.iter().map(|name| quote(name)).collect();
        let mut values = Vec::new();
        for (place, (name, (_, of))) in columns.iter().zip(&load.columns).enumerate() {
            let value = Typed { sql: format!("?{}", place + 1), of: Some(*of) };
            values.push(self.translating(|translator| translator.stored(&value, table, name))?);
        }
        if let Some(identity) = table.identity()
            && !columns.iter().any(|name| catalog::same_name(name, &identity.name))
        {
            targets.push(quote(&identity.name));
            values.push(format!("mssql_next({}, 1, 1)", table.id));
        }
        Ok(format!(
            "INSERT INTO {} ({}) VALUES ({})",
            table.stored(),
            targets.join(", "),
            values.join(", ")
        ))
    }
}
