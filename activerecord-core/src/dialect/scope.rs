//! Which tables a column can be of while a statement is written, and by what name.

use std::sync::Arc;

use super::Renderer;
use crate::expression::Expr;
use crate::table::Table;
use crate::{Error, ErrorKind, Result};

/// The tables of a statement, those of the outermost query first.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    sources: Vec<Source>,
    /// How many queries are open: one within the other.
    level: usize,
    /// How many tables are hidden because an expression is of the outer query.
    hidden: usize,
}

/// A table in FROM or JOIN.
#[derive(Debug)]
struct Source {
    table: &'static Table,
    name: Name,
    level: usize,
}

#[derive(Debug, Clone)]
enum Name {
    /// The table's own.
    Own,
    /// One that the library gave: the table's columns are still called by the table.
    Given(Arc<str>),
    /// One that the user gave: columns must say it too.
    Alias(Arc<str>),
}

impl Source {
    fn is_of(&self, table: &'static Table) -> bool {
        std::ptr::eq(self.table, table)
            || (self.table.name == table.name && self.table.schema == table.schema)
    }
}

impl Scope {
    /// The name of the innermost table that columns of `table` are of.
    fn find(&self, table: &'static Table) -> Option<&Name> {
        let mut given = None;
        for source in self.sources.iter().rev().filter(|source| source.is_of(table)) {
            match (&source.name, given) {
                (_, Some((_, level))) if source.level < level => break,
                (Name::Own, _) => return Some(&source.name),
                (Name::Given(_), None) => given = Some((&source.name, source.level)),
                _ => {}
            }
        }
        given.map(|(name, _)| name)
    }

    fn has_alias(&self, table: &'static Table, alias: &str) -> bool {
        let is_it = |source: &Source| matches!(&source.name, Name::Alias(name) if **name == *alias);
        self.sources.iter().any(|source| source.is_of(table) && is_it(source))
    }

    fn is_single(&self) -> bool {
        self.sources.len() + self.hidden == 1
    }

    /// Whether the query that is being written has the table under this name already.
    fn has_here(&self, table: &'static Table, alias: Option<&Arc<str>>) -> bool {
        self.sources.iter().filter(|source| source.level == self.level).any(|source| {
            match (&source.name, alias) {
                (Name::Own, None) => source.is_of(table),
                (Name::Alias(name), Some(alias)) => name == alias,
                _ => false,
            }
        })
    }
}

impl Renderer<'_> {
    /// Makes the columns of `table` nameable while `write` runs.
    pub(crate) fn within<R>(
        &mut self,
        table: &'static Table,
        write: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        self.within_renamed(table, false, write)
    }

    /// [`within`](Renderer::within), for a table that gets a name of its own.
    pub(super) fn within_renamed<R>(
        &mut self,
        table: &'static Table,
        renamed: bool,
        write: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let start = self.scope.sources.len();
        let name = if renamed { Name::Given(format!("t{start}").into()) } else { Name::Own };
        self.scope.level += 1;
        self.scope.sources.push(Source { table, name, level: self.scope.level });
        let result = write(self);
        self.scope.sources.truncate(start);
        self.scope.level -= 1;
        result
    }

    /// Makes the columns of another table of the same query nameable.
    pub(super) fn bring_in(
        &mut self,
        table: &'static Table,
        alias: Option<&Arc<str>>,
    ) -> Result<()> {
        if self.scope.has_here(table, alias) {
            let message = format!("`{}` is in the query twice", table.name);
            return Err(Error::new(ErrorKind::InvalidQuery, message)
                .with_model(table.model)
                .with_help("give each relation a name: `.join(User::POSTS.alias(\"posts\"))`, and its columns `.of(\"posts\")`"));
        }
        let name = alias.map_or(Name::Own, |alias| Name::Alias(Arc::clone(alias)));
        self.scope.sources.push(Source { table, name, level: self.scope.level });
        Ok(())
    }

    /// Whether the statement that is being written is about this table, or a query around it is.
    #[must_use]
    pub fn is_in_scope(&self, table: &'static Table) -> bool {
        self.scope.sources.iter().any(|source| source.is_of(table))
    }

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
            return Err(no_such_alias(table, alias));
        }
        self.identifier(alias);
        self.push(".");
        self.column_name(table, column)
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
        let level = self.scope.level;
        let is_inner = |source: &Source| source.level == level;
        let start = self.scope.sources.iter().position(is_inner);
        let inner = self.scope.sources.split_off(start.unwrap_or(self.scope.sources.len()));
        self.scope.level = level.saturating_sub(1);
        self.scope.hidden += inner.len();
        let result = self.expr(expr);
        self.scope.hidden -= inner.len();
        self.scope.level = level;
        self.scope.sources.extend(inner);
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
        let tables: Vec<&str> = self.scope.sources.iter().map(|source| source.table.name).collect();
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
