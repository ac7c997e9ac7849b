//! OUTPUT: what statements that write hand back.

use rusqlite::params_from_iter;

use super::catalog::{Table, quote};
use super::messages::sqlite_error;
use super::session::Session;
use super::translate::{Named, Translator, Visible};
use crate::error::{Result, SqlError};
use crate::sql::{Item, Output};
use crate::value::Stored;
use crate::wire::tokens::{Answer, Column};

impl Session {
    /// Hands out what OUTPUT asks for, of these rows. `beside` is a source that can be named too,
    /// with the text that joins it and the number of its row for each row.
    pub(super) fn output(
        &mut self,
        output: Option<&Output>,
        table: &Table,
        beside: Option<(&Visible, &str)>,
        rows: &[i64],
        answer: &mut Answer,
    ) -> Result<()> {
        let Some(output) = output else { return Ok(()) };
        let (items, columns) =
            self.output_items(&output.items, table, beside.map(|beside| beside.0))?;
        let join = beside.map_or("", |beside| beside.1);
        let sql = format!(
            "SELECT {} FROM {} AS INSERTED{join} WHERE INSERTED._rowid_ = ?1",
            items.join(", "),
            table.stored()
        );
        let mut written = Vec::with_capacity(rows.len());
        let mut statement = self.connection.prepare(&sql).map_err(sqlite_error)?;
        for row in rows {
            let cells = statement.query_row([row], |row| {
                (0..columns.len()).map(|index| row.get::<_, Stored>(index)).collect()
            });
            written.push(cells.map_err(sqlite_error)?);
        }
        drop(statement);
        match &output.into {
            Some(variable) => self.fill_variable(variable, &columns, &written),
            None => {
                let columns: Vec<Column> = columns.iter().map(Named::on_the_wire).collect();
                answer.columns(&columns);
                written.iter().for_each(|row: &Vec<Stored>| answer.row(&columns, row));
                Ok(())
            }
        }
    }

    fn output_items(
        &self,
        items: &[Item],
        table: &Table,
        beside: Option<&Visible>,
    ) -> Result<(Vec<String>, Vec<Named>)> {
        self.translating(|translator: &mut Translator<'_>| {
            let mut scope = vec![Visible::of_table(table, "INSERTED")];
            scope.extend(beside.cloned());
            translator.scopes.push(scope);
            translator.items(items, false)
        })
    }

    fn fill_variable(&self, name: &str, columns: &[Named], rows: &[Vec<Stored>]) -> Result<()> {
        let name = name.to_lowercase();
        let targets = self.variables.get(&name).ok_or_else(|| {
            SqlError::new(1087, 15, format!("Must declare the table variable \"{name}\"."))
        })?;
        if targets.len() != columns.len() {
            let message =
                "Column name or number of supplied values does not match table definition.";
            return Err(SqlError::new(213, 16, message));
        }
        let values: Vec<String> = columns
            .iter()
            .zip(targets)
            .enumerate()
            .map(|(place, (from, to))| {
                format!("mssql_convert(?{}, {}, {})", place + 1, from.of.code(), to.of.code())
            })
            .collect();
        let sql = format!("INSERT INTO temp.{} VALUES ({})", quote(&name), values.join(", "));
        let mut statement = self.connection.prepare(&sql).map_err(sqlite_error)?;
        for row in rows {
            statement.execute(params_from_iter(row)).map_err(sqlite_error)?;
        }
        Ok(())
    }
}

/// 334: with triggers, OUTPUT must say INTO.
pub(super) fn check_triggers(table: &Table, output: Option<&Output>) -> Result<()> {
    if table.has_triggers && output.is_some_and(|output| output.into.is_none()) {
        let message = format!(
            "The target table '{}' of the DML statement cannot have any enabled triggers if the \
             statement contains an OUTPUT clause without INTO clause.",
            table.name
        );
        return Err(SqlError::new(334, 16, message));
    }
    Ok(())
}
