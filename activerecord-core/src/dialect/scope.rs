//! Which tables a column can be of while a statement is written, and by what name.

use std::sync::Arc;

use super::Renderer;
use super::derived::DERIVED;
use crate::expression::{CteReference, Derived, Expr, Join, JoinSource};
use crate::table::Table;
use crate::{Error, ErrorKind, Result};

/// The tables of a statement, those of the outermost query first.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(super) sources: Vec<Source>,
    /// How many queries are open: one within the other.
    pub(super) level: usize,
    /// Whether a query in FROM gives other rows than those of a table.
    pub(super) has_outputs: bool,
    /// How many tables are hidden because an expression is of the outer query.
    pub(super) hidden: usize,
}

/// A table or query in FROM or JOIN.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) rows: Rows,
    pub(super) name: Name,
    pub(super) level: usize,
}

/// What the rows of a source have.
#[derive(Debug)]
pub(super) enum Rows {
    /// The columns of a table.
    Of(&'static Table),
    /// What a query selects.
    Outputs(Vec<Expr>),
}

#[derive(Debug, Clone)]
pub(super) enum Name {
    /// The table's own.
    Own,
    /// One that the library gave: the table's columns are still called by the table.
    Given(Arc<str>),
    /// One that the user gave: columns must say it too.
    Alias(Arc<str>),
}

impl Source {
    fn is_of(&self, table: &'static Table) -> bool {
        let Rows::Of(own) = self.rows else { return false };
        std::ptr::eq(own, table) || (own.name == table.name && own.schema == table.schema)
    }

    /// Where a query gives this column.
    fn position(&self, column: &Expr) -> Option<usize> {
        match &self.rows {
            Rows::Outputs(outputs) => outputs.iter().position(|output| output.is_column(column)),
            Rows::Of(_) => None,
        }
    }
}

impl Scope {
    /// The name of the innermost table that columns of `table` are of.
    pub(super) fn find(&self, table: &'static Table) -> Option<&Name> {
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

    pub(super) fn has_alias(&self, table: &'static Table, alias: &str) -> bool {
        let is_it = |source: &Source| match &source.name {
            Name::Alias(name) | Name::Given(name) => **name == *alias,
            Name::Own => false,
        };
        self.sources.iter().any(|source| source.is_of(table) && is_it(source))
    }

    /// Where a query in FROM of the one that is being written gives this column.
    pub(super) fn position(&self, column: &Expr) -> Option<usize> {
        let here = self.sources.iter().filter(|source| source.level == self.level);
        here.filter_map(|source| source.position(column)).next()
    }

    /// Whether the query that is being written reads a query of this name already.
    fn is_given(&self, name: &str) -> bool {
        let is_it =
            |source: &Source| matches!(&source.name, Name::Given(given) if **given == *name);
        self.sources.iter().any(|source| source.level == self.level && is_it(source))
    }

    pub(super) fn is_single(&self) -> bool {
        self.sources.len() + self.hidden == 1
    }

    /// Takes the tables of the query that is being written out.
    pub(super) fn take_here(&mut self) -> Vec<Source> {
        let is_here = |source: &Source| source.level == self.level;
        let start = self.sources.iter().position(is_here).unwrap_or(self.sources.len());
        self.sources.split_off(start)
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
        self.within_source(Rows::Of(table), name, write)
    }

    /// Makes what queries in FROM give nameable while `write` runs.
    pub(super) fn within_derived<R>(
        &mut self,
        derived: &Derived,
        write: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let rows = match derived.table {
            Some(table) => Rows::Of(table),
            None => Rows::Outputs(derived.outputs().to_vec()),
        };
        self.scope.has_outputs |= derived.table.is_none();
        self.within_source(rows, Name::Given(DERIVED.into()), write)
    }

    /// Makes the columns of a query with a name nameable while `write` runs.
    pub(super) fn within_cte<R>(
        &mut self,
        reference: &CteReference,
        write: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let name = Name::Given(Arc::clone(&reference.name));
        self.within_source(Rows::Of(reference.table), name, write)
    }

    fn within_source<R>(
        &mut self,
        rows: Rows,
        name: Name,
        write: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let start = self.scope.sources.len();
        self.scope.level += 1;
        self.scope.sources.push(Source { rows, name, level: self.scope.level });
        let result = write(self);
        self.scope.sources.truncate(start);
        self.scope.level -= 1;
        result
    }

    /// Makes the columns of another table of the same query nameable.
    pub(super) fn bring_in(&mut self, join: &Join) -> Result<()> {
        let (table, alias) = (join.table, join.alias.as_ref());
        if let JoinSource::Cte(reference) = &join.source {
            if self.scope.is_given(&reference.name) {
                return Err(read_twice(&reference.name));
            }
            let name = Name::Given(Arc::clone(&reference.name));
            let level = self.scope.level;
            self.scope.sources.push(Source { rows: Rows::Of(table), name, level });
            return Ok(());
        }
        if self.scope.has_here(table, alias) {
            let message = format!("`{}` is in the query twice", table.name);
            return Err(Error::new(ErrorKind::InvalidQuery, message)
                .with_model(table.model)
                .with_help("give each relation a name: `.join(User::POSTS.alias(\"posts\"))`, and its columns `.of(\"posts\")`"));
        }
        let name = alias.map_or(Name::Own, |alias| Name::Alias(Arc::clone(alias)));
        let level = self.scope.level;
        self.scope.sources.push(Source { rows: Rows::Of(table), name, level });
        Ok(())
    }

    /// Whether the statement that is being written is about this table, or a query around it is.
    #[must_use]
    pub fn is_in_scope(&self, table: &'static Table) -> bool {
        self.scope.sources.iter().any(|source| source.is_of(table))
    }
}

#[cold]
fn read_twice(name: &str) -> Error {
    let message = format!("the query `{name}` is read twice in one query");
    Error::new(ErrorKind::InvalidQuery, message)
        .with_help("give the same query a second name, or look for its rows by `in_query`")
}
