//! The names of tables and columns in the query that is being written.

use std::sync::Arc;

use super::Renderer;
use super::derived::{DERIVED, output_name};
use super::scope::{Name, Rows, Source};
use crate::expression::Expr;
use crate::table::Table;
use crate::{Error, ErrorKind, Result};

impl Renderer<'_> {
    /// Writes the first table of the query that is being written, as FROM names it.
    pub(super) fn first_table(&mut self, table: &'static Table) {
        self.table(table);
        let level = self.scope.level;
        let first = self.scope.sources.iter().find(|source| source.level == level);
        if let Some(Source { name: Name::Given(name), .. }) = first {
            let name = Arc::clone(name);
            self.push(" ");
            self.identifier(&name);
        }
    }

    /// Adds a column's name, with the table's where several tables are in the query.
    pub(super) fn column(&mut self, table: &'static Table, column: usize) -> Result<()> {
        if self.scope.has_outputs
            && let Some(position) = self.scope.position(&Expr::Column { table, column })
        {
            self.output(position);
            return Ok(());
        }
        let Some(name) = self.scope.find(table) else {
            return Err(self.out_of_scope(table, column));
        };
        if !self.scope.is_single() {
            match name.clone() {
                Name::Own => self.table(table),
                Name::Given(name) | Name::Alias(name) => self.identifier(&name),
            }
            self.push(".");
        }
        self.column_name(table, column)
    }

    /// Adds the name of a column of a table that is in the query under another name.
    pub(super) fn aliased_column(
        &mut self,
        alias: &str,
        table: &'static Table,
        column: usize,
    ) -> Result<()> {
        if !self.scope.has_alias(table, alias) {
            let named = Expr::AliasedColumn { alias: alias.into(), table, column };
            let Some(position) = self.scope.position(&named) else {
                return Err(no_such_alias(table, alias));
            };
            self.output(position);
            return Ok(());
        }
        self.identifier(alias);
        self.push(".");
        self.column_name(table, column)
    }

    /// Adds what the query in FROM gives at a position.
    pub(super) fn output(&mut self, position: usize) {
        if !self.scope.is_single() {
            self.identifier(DERIVED);
            self.push(".");
        }
        self.identifier(&output_name(position));
    }

    fn column_name(&mut self, table: &'static Table, column: usize) -> Result<()> {
        let Some(info) = table.columns.get(column) else {
            return Err(crate::private::no_such_column(table, column));
        };
        self.identifier(info.name);
        Ok(())
    }

    /// Adds an expression as it is outside of the subquery that is being written.
    pub(super) fn outer(&mut self, expr: &Expr) -> Result<()> {
        let inner = self.scope.take_here();
        self.scope.level = self.scope.level.saturating_sub(1);
        self.scope.hidden += inner.len();
        let result = self.expr(expr);
        self.scope.hidden -= inner.len();
        self.scope.level += 1;
        self.scope.sources.extend(inner);
        result
    }

    /// Hides the tables of the query that is being written while `write` runs.
    pub(super) fn apart<R>(&mut self, write: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        let own = self.scope.take_here();
        let result = write(self);
        self.scope.sources.extend(own);
        result
    }

    /// The name that a column's table has in the query that is being written.
    pub(super) fn name_in_query(&self, column: &Expr) -> Result<String> {
        match column {
            Expr::AliasedColumn { alias, table, .. } if self.scope.has_alias(table, alias) => {
                Ok(alias.to_string())
            }
            Expr::AliasedColumn { alias, table, .. } => Err(no_such_alias(table, alias)),
            Expr::Column { table, column } => match self.scope.find(table) {
                Some(Name::Given(name) | Name::Alias(name)) => Ok(name.to_string()),
                Some(Name::Own) => Ok(table.name.to_owned()),
                None => Err(self.out_of_scope(table, *column)),
            },
            _ => {
                Err(Error::new(ErrorKind::InvalidQuery, "a table was expected, by a column of it"))
            }
        }
    }

    fn out_of_scope(&self, table: &'static Table, column: usize) -> Error {
        let name = table.columns.get(column).map_or("?", |info| info.name);
        let name_of = |source: &Source| match source.rows {
            Rows::Of(table) => table.name,
            Rows::Outputs(_) => DERIVED,
        };
        let tables: Vec<&str> = self.scope.sources.iter().map(name_of).collect();
        let message = format!(
            "column `{}`.`{name}` is not part of a query over `{}`",
            table.name,
            tables.join("`, `")
        );
        Error::new(ErrorKind::InvalidQuery, message)
            .with_model(table.model)
            .with_help("join the relation that leads there, or use a subquery")
    }
}

#[cold]
fn no_such_alias(table: &Table, alias: &str) -> Error {
    let message = format!("`{}` is not in the query under the name `{alias}`", table.name);
    Error::new(ErrorKind::InvalidQuery, message)
        .with_model(table.model)
        .with_help(format!("join it by `.join(….alias({alias:?}))`"))
}
