//! INSERT, and what statements that write hand back.

use rusqlite::params_from_iter;

use super::catalog::{self, Table, quote};
use super::messages::{Doing, sqlite_error, write_error};
use super::output::check_triggers;
use super::session::Session;
use super::translate::Translator;
use crate::error::{Result, SqlError};
use crate::sql::{Insert, ObjectName, Rows};
use crate::types::Type;
use crate::wire::tokens::Answer;

impl Session {
    pub(super) fn set_identity_insert(&mut self, table: &ObjectName, on: bool) -> Result<()> {
        let found = catalog::table(&self.connection, table)?;
        if found.identity().is_none() {
            let message = format!(
                "Table '{}' does not have the identity property. Cannot perform SET operation.",
                found.name
            );
            return Err(SqlError::new(8106, 16, message));
        }
        match (on, self.identity_insert) {
            (true, Some(other)) if other != found.id => {
                let message = "IDENTITY_INSERT is already ON for another table.";
                return Err(SqlError::new(8107, 16, message));
            }
            (true, _) => self.identity_insert = Some(found.id),
            (false, _) => self.identity_insert = None,
        }
        Ok(())
    }

    /// The columns of an INSERT, and the identity column where it is to be filled in.
    pub(super) fn insert_columns<'t>(
        &self,
        table: &'t Table,
        names: Option<&[String]>,
    ) -> Result<(Vec<&'t str>, Option<&'t str>)> {
        let mut columns = Vec::new();
        match names {
            Some(names) => {
                for name in names {
                    let column = table.column(name)?;
                    if columns.contains(&column.name.as_str()) {
                        let message = format!(
                            "The column name '{name}' is specified more than once in the SET clause or \
                             column list of an INSERT."
                        );
                        return Err(SqlError::new(264, 16, message));
                    }
                    if column.computed {
                        let message = format!(
                            "The column \"{name}\" cannot be modified because it is computed."
                        );
                        return Err(SqlError::new(271, 16, message));
                    }
                    columns.push(column.name.as_str());
                }
            }
            None => {
                let written =
                    table.columns.iter().filter(|column| !column.identity && !column.computed);
                columns.extend(written.map(|column| column.name.as_str()));
            }
        }
        let Some(identity) = table.identity() else { return Ok((columns, None)) };
        let chosen = columns.contains(&identity.name.as_str());
        let allowed = self.identity_insert == Some(table.id);
        match (chosen, allowed) {
            (true, false) => {
                let message = format!(
                    "Cannot insert explicit value for identity column in table '{}' when \
                     IDENTITY_INSERT is set to OFF.",
                    table.name
                );
                Err(SqlError::new(544, 16, message))
            }
            (false, true) => {
                let message = format!(
                    "Explicit value must be specified for identity column in table '{}' when \
                     IDENTITY_INSERT is set to ON.",
                    table.name
                );
                Err(SqlError::new(545, 16, message))
            }
            (true, true) => Ok((columns, None)),
            (false, false) => Ok((columns, Some(&identity.name))),
        }
    }

    pub(super) fn insert(&mut self, insert: &Insert, answer: &mut Answer) -> Result<u64> {
        if insert.table.schema.is_none() && insert.table.name.starts_with('@') {
            return Err(SqlError::syntax(&insert.table.name));
        }
        let table = catalog::table(&self.connection, &insert.table)?;
        check_triggers(&table, insert.output.as_ref())?;
        let sql = self.insert_sql(insert, &table)?;
        self.write(|session| {
            let mut rows = session.write_rows(&sql, "INSERT", &table)?;
            session.note_identity(&table, &rows)?;
            let count = rows.len() as u64;
            // In any order but that of the statement: nobody was promised one.
            rows.reverse();
            session.output(insert.output.as_ref(), &table, None, &rows, answer)?;
            Ok(count)
        })
    }

    fn insert_sql(&self, insert: &Insert, table: &Table) -> Result<String> {
        let names = insert.columns.as_deref();
        if matches!(insert.rows, Rows::Defaults) {
            let next = table.identity().map(|identity| {
                format!("({}) VALUES (mssql_next({}, 1, 1))", quote(&identity.name), table.id)
            });
            let rows = next.unwrap_or_else(|| "DEFAULT VALUES".into());
            return Ok(format!("INSERT INTO {} {rows} RETURNING _rowid_", table.stored()));
        }
        let (columns, identity) = self.insert_columns(table, names)?;
        let given: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        let (source, types) = self.translating(|translator| match &insert.rows {
            Rows::Values(rows) => {
                if rows.len() == 1 {
                    // A single row keeps the types of its values.
                    return single_row(translator, &rows[0], &given);
                }
                let (sql, columns) = translator.values(rows, &given)?;
                Ok((sql, columns.into_iter().map(|column| Some(column.of)).collect::<Vec<_>>()))
            }
            Rows::Query(query) => {
                let inner = translator.query(query)?;
                let types: Vec<_> = inner.columns.iter().map(|column| Some(column.of)).collect();
                Ok((inner.sql, types))
            }
            Rows::Defaults => Ok((String::new(), Vec::new())),
        })?;
        if types.len() != columns.len() {
            let message = "The number of values does not match the number of columns.";
            return Err(SqlError::new(
                if types.len() > columns.len() { 110 } else { 109 },
                15,
                message,
            ));
        }
        let mut targets: Vec<String> = columns.iter().map(|name| quote(name)).collect();
        let mut values = Vec::new();
        for (place, (name, of)) in columns.iter().zip(&types).enumerate() {
            let value = super::translate::Typed { sql: format!("c{place}"), of: *of };
            values.push(self.translating(|translator| translator.stored(&value, table, name))?);
        }
        if let Some(identity) = identity {
            targets.push(quote(identity));
            values.push(format!("mssql_next({}, 1, 1)", table.id));
        }
        let names: Vec<String> = (0..types.len()).map(|place| format!("c{place}")).collect();
        Ok(format!(
            "INSERT INTO {} ({}) SELECT {} FROM (WITH given ({}) AS ({source}) SELECT * FROM given) \
             WHERE true RETURNING _rowid_",
            table.stored(),
            targets.join(", "),
            values.join(", "),
            names.join(", "),
        ))
    }

    /// Runs a statement that writes and hands the numbers of its rows back.
    pub(super) fn write_rows(
        &self,
        sql: &str,
        verb: &'static str,
        table: &Table,
    ) -> Result<Vec<i64>> {
        let stored = table.stored();
        let doing = Doing { verb, table: stored.trim_matches('"'), database: &self.database.name };
        let failed = |error| write_error(error, &self.connection, doing);
        let mut statement = self.connection.prepare(sql).map_err(sqlite_error)?;
        let used = statement.parameter_count();
        let values = params_from_iter(self.values.iter().take(used));
        let rows = statement.query_map(values, |row| row.get(0)).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    /// Remembers the last identity value, and counts on beyond those that were chosen.
    pub(super) fn note_identity(&mut self, table: &Table, rows: &[i64]) -> Result<()> {
        let (Some(identity), Some(last)) = (table.identity(), rows.last()) else { return Ok(()) };
        let name = quote(&identity.name);
        let sql = format!("SELECT {name} FROM {} WHERE _rowid_ = ?", table.stored());
        let key: i64 =
            self.connection.query_row(&sql, [last], |row| row.get(0)).map_err(sqlite_error)?;
        self.last_identity = Some(key);
        if self.identity_insert == Some(table.id) {
            let sql = format!("SELECT max({name}) FROM {}", table.stored());
            let greatest: i64 =
                self.connection.query_row(&sql, [], |row| row.get(0)).map_err(sqlite_error)?;
            self.database.count_beyond(table.id, greatest);
        }
        Ok(())
    }
}

fn single_row(
    translator: &mut Translator<'_>,
    row: &[crate::sql::Expr],
    names: &[String],
) -> Result<(String, Vec<Option<Type>>)> {
    if row.len() != names.len() {
        return Ok((String::new(), vec![None; row.len()]));
    }
    let mut cells = Vec::new();
    let mut types = Vec::new();
    for expr in row {
        let value = translator.value(expr)?;
        cells.push(value.sql);
        types.push(value.of);
    }
    Ok((format!("VALUES ({})", cells.join(", ")), types))
}
