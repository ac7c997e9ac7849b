//! DDL. Each statement commits what is open, and itself.

use std::sync::Arc;

use rusqlite::Connection;

use super::Session;
use crate::catalog::{Catalog, Sequence, View, no_table, sqlite_name};
use crate::database::lock;
use crate::error::{OraError, Result};
use crate::functions::from_sqlite;
use crate::locks::{Resource, Wait};
use crate::sql::ast::{Ddl, Name, ObjectName, Query, SequenceOptions};
use crate::sql::translate::{Compiled, Translator};
use crate::types::Type;

mod alter;
mod index;
mod table;

impl Session {
    pub(super) fn run_ddl(&mut self, ddl: &Ddl) -> Result<()> {
        self.end_transaction(true)?;
        self.take(Resource::Writer, Wait::Forever)?;
        let connection = self.connection.clone();
        let connection = lock(&connection);
        let database = self.database.clone();
        let schema = database.schema.as_str();
        let mut catalog = (*database.catalog()).clone();
        catalog.version += 1;
        // Tables are built anew, for which keys must be off; that can't change inside.
        let begin = "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE";
        connection.execute_batch(begin).map_err(|error| from_sqlite(&error))?;
        let mut change = DdlChange { connection: &connection, catalog: &mut catalog, schema };
        let mut result = change.run(ddl);
        let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
        if !connection.is_autocommit() {
            let ended = connection.execute_batch(end).map_err(|error| from_sqlite(&error));
            result = result.and(ended);
        }
        let on = connection.execute_batch("PRAGMA foreign_keys = ON");
        on.map_err(|error| from_sqlite(&error))?;
        if result.is_ok() {
            *lock(&database.catalog) = Arc::new(catalog);
        }
        lock(&self.changed).clear();
        database.locks.release(self.id, None);
        result
    }
}

/// A change of the schema that is under way.
struct DdlChange<'a> {
    connection: &'a Connection,
    catalog: &'a mut Catalog,
    schema: &'a str,
}

impl DdlChange<'_> {
    fn run(&mut self, ddl: &Ddl) -> Result<()> {
        match ddl {
            Ddl::CreateTable(table) => self.create_table(table),
            Ddl::DropTable { table, cascade } => self.drop_table(table, *cascade),
            Ddl::Truncate(table) => self.truncate(table),
            Ddl::AlterTable { table, change } => self.alter_table(table, change),
            Ddl::RenameTable { from, to } => self.rename_table(&from.text, &to.text),
            Ddl::CreateIndex { name, unique, table, items } => {
                self.create_index(name, *unique, table, items)
            }
            Ddl::DropIndex(name) => self.drop_index(name),
            Ddl::CreateSequence { name, options } => {
                self.check_new(name)?;
                let sequence = new_sequence(options);
                self.catalog.sequences.insert(name.name.text.clone(), Arc::new(sequence));
                Ok(())
            }
            Ddl::AlterSequence { name, options } => self.alter_sequence(name, options),
            Ddl::DropSequence(name) => match self.catalog.sequences.remove(&name.name.text) {
                Some(_) => Ok(()),
                None => Err(OraError::new(2289, "sequence does not exist")),
            },
            Ddl::CreateView { name, replace, columns, query } => {
                self.create_view(name, *replace, columns, query)
            }
            Ddl::DropView(name) => match self.catalog.views.remove(&name.name.text) {
                Some(_) => Ok(()),
                None => Err(no_table()),
            },
            Ddl::Comment => Ok(()),
            Ddl::CreateRoutine { name, replace, routine } => {
                if !(*replace && self.catalog.routines.contains_key(&name.name.text)) {
                    self.check_new(name)?;
                }
                self.catalog.routines.insert(name.name.text.clone(), Arc::new(routine.clone()));
                Ok(())
            }
            Ddl::DropRoutine { name, function } => {
                let found = self.catalog.routines.get(&name.name.text);
                if found.is_none_or(|routine| routine.returns.is_some() != *function) {
                    let text = format_args!("object {} does not exist", name.name.text);
                    return Err(OraError::new(4043, text));
                }
                self.catalog.routines.remove(&name.name.text);
                Ok(())
            }
        }
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|error| from_sqlite(&error))
    }

    /// A name for a new object.
    fn check_new(&self, name: &ObjectName) -> Result<()> {
        if name.schema.as_ref().is_some_and(|schema| schema.text != self.schema) {
            return Err(OraError::new(1031, "insufficient privileges"));
        }
        match self.catalog.has_object(&name.name.text) {
            true => Err(OraError::new(955, "name is already used by an existing object")),
            false => Ok(()),
        }
    }

    fn alter_sequence(&mut self, name: &ObjectName, options: &SequenceOptions) -> Result<()> {
        let sequence = self.catalog.sequences.get(&name.name.text);
        let sequence = sequence.ok_or_else(|| OraError::new(2289, "sequence does not exist"))?;
        if let Some(increment) = options.increment {
            *lock(&sequence.increment) = increment;
        }
        match (options.restart, options.start) {
            (true, start) => sequence.restart(start.unwrap_or(1)),
            (false, Some(_)) => {
                return Err(OraError::new(2283, "cannot alter starting sequence number"));
            }
            _ => {}
        }
        Ok(())
    }

    fn create_view(
        &mut self,
        name: &ObjectName,
        replace: bool,
        columns: &[Name],
        query: &Query,
    ) -> Result<()> {
        if !(replace && self.catalog.views.contains_key(&name.name.text)) {
            self.check_new(name)?;
        }
        let (sql, mut found) = self.query(query)?;
        if !columns.is_empty() {
            if columns.len() != found.len() {
                return Err(OraError::new(1730, "invalid number of column names specified"));
            }
            for (own, name) in found.iter_mut().zip(columns) {
                own.0.clone_from(&name.text);
            }
        }
        let labels: Vec<_> = found.iter().map(|(name, _)| sqlite_name(name)).collect();
        let sql =
            format!("WITH \"view$\" ({}) AS ({sql}) SELECT * FROM \"view$\"", labels.join(", "));
        let view = View { columns: found, sql };
        self.catalog.views.insert(name.name.text.clone(), Arc::new(view));
        Ok(())
    }

    /// A query in SQLite's SQL, and its columns.
    fn query(&self, query: &Query) -> Result<(String, Vec<(String, Type)>)> {
        let mut translator = Translator::new(self.catalog, self.schema, &[]);
        let statement = crate::sql::ast::Statement::Query(Box::new(query.clone()));
        let Compiled::Query(compiled) = translator.statement(&statement)? else {
            return Err(OraError::unknown("this query"));
        };
        let columns = compiled.columns.iter().map(|column| (column.name.to_string(), column.of));
        Ok((compiled.sql.clone(), columns.collect()))
    }
}

fn new_sequence(options: &SequenceOptions) -> Sequence {
    let increment = options.increment.unwrap_or(1);
    let start = options.start.unwrap_or(if increment < 0 { -1 } else { 1 });
    Sequence::new(start, increment)
}

/// `"A", "B"` in SQLite's SQL.
fn names(columns: &[String]) -> String {
    let names: Vec<_> = columns.iter().map(|name| sqlite_name(name)).collect();
    names.join(", ")
}
