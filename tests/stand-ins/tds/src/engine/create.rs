//! CREATE and DROP.

use rusqlite::params;

use super::catalog::{self, quote, same_name};
use super::messages::{Doing, sqlite_error, write_error};
use super::session::Session;
use super::translate::{Named, Visible};
use crate::error::{Result, SqlError};
use crate::sql::{Constraint, CreateIndex, CreateTable, ObjectName, Statement};
use crate::types::Type;

mod change;
mod parts;

impl Session {
    pub(super) fn define(&mut self, statement: &Statement) -> Result<()> {
        match statement {
            Statement::CreateTable(table) => self.write(|session| session.create_table(table)),
            Statement::CreateIndex(index) => self.write(|session| session.create_index(index)),
            Statement::AddForeignKey { table, columns, reference } => {
                self.write(|session| session.add_foreign_key(table, columns, reference))
            }
            Statement::AddColumn { table, column } => {
                self.write(|session| session.add_column(table, column))
            }
            Statement::DropColumn { table, column } => {
                self.write(|session| session.drop_column(table, column))
            }
            Statement::DropTable { name, if_exists } => {
                self.write(|session| session.drop_table(name, *if_exists))
            }
            Statement::CreateSequence { name, start, step } => self.write(|session| {
                let number = session.database.new_number();
                session.insert_meta(
                    "INSERT INTO \"sys.sequences\" VALUES (?, ?, ?, ?)",
                    params![number, name.name, start, step],
                    &name.name,
                )
            }),
            Statement::DropSequence(name) => self.write(|session| {
                let sequence = catalog::sequence(&session.connection, name)?;
                session.sqlite(&format!("DELETE FROM \"sys.sequences\" WHERE id = {}", sequence.id))
            }),
            Statement::CreateTrigger { table } => self.write(|session| {
                let table = catalog::table(&session.connection, table)?;
                session.sqlite(&format!(
                    "UPDATE \"sys.tables\" SET has_triggers = 1 WHERE id = {}",
                    table.id
                ))
            }),
            Statement::CreateSchema(name) => self.write(|session| {
                session.insert_meta("INSERT INTO \"sys.schemas\" VALUES (?)", params![name], name)
            }),
            Statement::CreateDatabase(name) if self.transaction.is_none() => {
                self.databases.create(name)
            }
            Statement::DropDatabase { name, if_exists } if self.transaction.is_none() => {
                self.databases.remove(name, *if_exists)
            }
            _ => {
                let message = "The statement is not allowed within a multi-statement transaction.";
                Err(SqlError::new(226, 16, message))
            }
        }
    }

    /// Inserts into the catalog; 2714 where the name is taken.
    fn insert_meta(&self, sql: &str, values: &[&dyn rusqlite::ToSql], name: &str) -> Result<()> {
        self.connection.execute(sql, values).map(drop).map_err(|error| {
            match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::ConstraintViolation) => already_there(name),
                _ => sqlite_error(error),
            }
        })
    }

    fn create_table(&mut self, table: &CreateTable) -> Result<()> {
        let ObjectName { name, .. } = &table.name;
        let schema = table.name.schema().to_lowercase();
        let known = self.rows(&format!(
            "SELECT 1 FROM \"sys.schemas\" WHERE name = '{}'",
            schema.replace('\'', "''")
        ))?;
        if known.is_empty() {
            let message = format!(
                "The specified schema name \"{schema}\" either does not exist or you \
                                   do not have permission to use it."
            );
            return Err(SqlError::new(2760, 16, message));
        }
        let id = self.database.new_number();
        self.insert_meta(
            "INSERT INTO \"sys.tables\" (id, schema, name) VALUES (?, ?, ?)",
            params![id, schema, name],
            name,
        )?;
        let mut parts = Vec::new();
        let mut named: Vec<Named> = Vec::new();
        for (place, column) in table.columns.iter().enumerate() {
            if named.iter().any(|known| same_name(&known.name, &column.name)) {
                let message = format!(
                    "Column names in each table must be unique. Column name '{}' in table '{name}' is \
                     specified more than once.",
                    column.name
                );
                return Err(SqlError::new(2705, 16, message));
            }
            named.push(Named::plain(&column.name, column.of));
            self.note_column(id, place, column, &table.constraints)?;
        }
        let scope = Visible::new(table.name.stored().trim_matches('"'), named);
        for column in &table.columns {
            parts.push(self.column_part(id, table, column, &scope)?);
        }
        let mut indexes = Vec::new();
        for constraint in &table.constraints {
            match constraint {
                Constraint::Key(columns) => parts.push(self.key_part(id, table, columns)?),
                Constraint::Unique(given, columns) => {
                    let name = given
                        .clone()
                        .unwrap_or_else(|| format!("UQ__{name}__{}", columns.join("_")));
                    indexes.push((name, columns.clone()));
                }
                Constraint::Check(check) => parts.push(self.check_part(id, name, check, &scope)?),
                Constraint::Foreign(columns, reference) => {
                    parts.push(self.foreign_part(id, table, columns, reference)?);
                }
            }
        }
        let unique = table.columns.iter().filter(|column| column.unique);
        indexes.extend(
            unique
                .map(|column| (format!("UQ__{name}__{}", column.name), vec![column.name.clone()])),
        );
        self.sqlite(&format!("CREATE TABLE {} ({})", table.name.stored(), parts.join(", ")))?;
        for (index, columns) in indexes {
            self.unique_index(&table.name, &index, &columns, "UQ", "")?;
        }
        Ok(())
    }

    fn create_index(&mut self, index: &CreateIndex) -> Result<()> {
        let table = catalog::table(&self.connection, &index.table)?;
        let filter = self.translating(|translator| {
            translator.scopes.push(vec![Visible::of_table(&table, &table.name)]);
            index.filter.as_ref().map(|filter| translator.condition(filter)).transpose()
        })?;
        let prefix = format!("{}.", quote(&table.name));
        let filter = filter
            .map(|filter| format!(" WHERE {}", filter.replace(&prefix, "")))
            .unwrap_or_default();
        if index.unique {
            return self.unique_index(&index.table, &index.name, &index.columns, "IX", &filter);
        }
        for name in &index.columns {
            let column = table.column(name)?;
            index_type(&table.name, &column.name, column.of)?;
        }
        self.note_index(table.id, &index.name, "ix", "", &table.name)?;
        let columns: Vec<String> = index.columns.iter().map(|name| quote(name)).collect();
        self.sqlite(&format!(
            "CREATE INDEX {} ON {} ({}){filter}",
            quote(&format!("{}.{}", table.name, index.name)),
            table.stored(),
            columns.join(", ")
        ))
    }

    fn note_index(
        &self,
        id: i64,
        name: &str,
        kind: &str,
        columns: &str,
        table: &str,
    ) -> Result<()> {
        self.note_constraint(id, name, kind, columns).map_err(|error| match error.number {
            2714 => {
                let message = format!(
                    "The operation failed because an index or statistics with name '{name}' already \
                     exists on table '{table}'."
                );
                SqlError::new(1913, 16, message)
            }
            _ => error,
        })
    }

    /// An index in which NULLs are equal, as SQL Server has it.
    fn unique_index(
        &mut self,
        on: &ObjectName,
        name: &str,
        columns: &[String],
        kind: &str,
        filter: &str,
    ) -> Result<()> {
        let table = catalog::table(&self.connection, on)?;
        self.note_index(table.id, name, kind, &columns.join(","), &table.name)?;
        let mut parts = Vec::new();
        for name in columns {
            let column = table.column(name)?;
            index_type(&table.name, &column.name, column.of)?;
            if !column.nullable {
                // As it is: a foreign key of another table may refer to it.
                parts.push(quote(&column.name));
                continue;
            }
            let collation = column.of.collation().map(|name| format!(" COLLATE {name}"));
            let null = if matches!(column.of, Type::VarBinary(_)) { "-1" } else { "x'00'" };
            parts.push(format!(
                "ifnull({}, {null}){}",
                quote(&column.name),
                collation.unwrap_or_default()
            ));
        }
        let stored = table.stored();
        let sql = format!(
            "CREATE UNIQUE INDEX {} ON {stored} ({}){filter}",
            quote(&format!("{}.{name}", table.name)),
            parts.join(", ")
        );
        let doing = Doing {
            verb: "CREATE",
            table: stored.trim_matches('"'),
            database: &self.database.name,
        };
        self.connection.execute_batch(&sql).map_err(|error| {
            let error = write_error(error, &self.connection, doing);
            // 1505: what is there already is not unique.
            if error.number == 2601 { SqlError::new(1505, 16, error.message) } else { error }
        })
    }
}

fn already_there(name: &str) -> SqlError {
    SqlError::new(2714, 16, format!("There is already an object named '{name}' in the database."))
}

/// 1919: a column without a bound can't be in an index.
fn index_type(table: &str, column: &str, of: Type) -> Result<()> {
    if matches!(of, Type::NVarChar(None) | Type::VarBinary(None)) {
        let message = format!(
            "Column '{column}' in table '{table}' is of a type that is invalid for use as a key column in \
             an index."
        );
        return Err(SqlError::new(1919, 16, message));
    }
    Ok(())
}
