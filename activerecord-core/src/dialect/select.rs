//! SELECT, UPDATE and DELETE over many rows, in ISO SQL.

use std::sync::Arc;

use super::cte::{render_with, render_write};
use super::derived::Names;
use super::{Dialect, Rendered, Renderer, assignments, own_table};
use crate::expression::{Expr, From, JoinKind, JoinSource, Select};
use crate::table::Table;
use crate::{Error, ErrorKind, Result};

impl Renderer<'_> {
    /// Writes a SELECT.
    ///
    /// # Errors
    /// A part of it can't be written for this database.
    pub fn select(&mut self, select: &Select) -> Result<()> {
        let dialect = self.dialect();
        let select = &*dialect.rephrase(select);
        match &select.from {
            From::Table(table) => self.within_renamed(table, select.is_renamed, |out| {
                out.joined_tables(select)?;
                match &select.clauses().per_group {
                    Some(group) => out.select_per_group(table, select, group),
                    None => out.select_parts(select),
                }
            }),
            From::Select(..) => self.select_parts(select),
            From::Derived(derived) => self.within_derived(derived, |out| {
                out.joined_tables(select)?;
                out.select_parts(select)
            }),
            From::Cte(reference) => self.within_cte(reference, |out| {
                out.reads_cte(reference)?;
                out.joined_tables(select)?;
                out.select_parts(select)
            }),
        }
    }

    /// Writes a SELECT inside another statement, where an order means nothing unless the rows are
    /// bounded, and some databases refuse it.
    ///
    /// # Errors
    /// As [`select`](Renderer::select).
    pub fn subselect(&mut self, select: &Select) -> Result<()> {
        if select.order.is_empty() || select.is_bounded() {
            return self.select(select);
        }
        let mut unordered = select.clone();
        unordered.order.clear();
        self.select(&unordered)
    }

    /// Makes the joined tables nameable: what is selected is written before they are.
    fn joined_tables(&mut self, select: &Select) -> Result<()> {
        let clauses = select.clauses();
        self.at_home(select.home)?;
        if self.is_implicit {
            clauses.relations.iter().try_for_each(|relation| relation.check_one_database())?;
        }
        clauses.joins.iter().try_for_each(|join| self.bring_in(join))
    }

    fn select_parts(&mut self, select: &Select) -> Result<()> {
        let dialect = self.dialect();
        let names = self.take_names();
        self.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        if select.is_bounded() {
            dialect.write_top(select, self)?;
        }
        match whole_rows(select) {
            Some(table) => self.all_columns(table, names)?,
            None => self.selected_columns(&select.columns, names)?,
        }
        self.push(" FROM ");
        match &select.from {
            From::Table(table) => {
                self.first_table(table);
                self.table_lock(select, table, None)?;
                self.joins(select)?;
            }
            From::Select(inner, name) => {
                self.push("(");
                self.subselect(inner)?;
                self.push(")");
                self.push(dialect.alias_word());
                self.identifier(name);
            }
            From::Derived(derived) => {
                if select.clauses().lock.is_some() {
                    return Err(lock_of_derived());
                }
                self.derived(derived)?;
                self.joins(select)?;
            }
            From::Cte(reference) => {
                if select.clauses().lock.is_some() {
                    return Err(lock_of_derived());
                }
                self.identifier(&reference.name);
                self.joins(select)?;
            }
        }
        self.conditions(" WHERE ", &select.filter)?;
        let clauses = select.clauses();
        if !clauses.group_by.is_empty() {
            self.push(" GROUP BY ");
            self.list(&clauses.group_by)?;
        }
        self.conditions(" HAVING ", &clauses.having)?;
        self.order(&select.order)?;
        if select.is_bounded() {
            dialect.write_limit(select, self)?;
        }
        if let Some(lock) = &clauses.lock {
            dialect.write_lock(lock, select, self)?;
        }
        Ok(())
    }

    /// Writes the lock behind a table's name, where its rows are locked and the database wants it
    /// there.
    fn table_lock(
        &mut self,
        select: &Select,
        table: &'static Table,
        alias: Option<&Arc<str>>,
    ) -> Result<()> {
        match &select.clauses().lock {
            Some(lock) if lock.is_on(table, alias) => self.dialect().write_table_lock(lock, self),
            _ => Ok(()),
        }
    }

    pub(super) fn joins(&mut self, select: &Select) -> Result<()> {
        for join in &select.clauses().joins {
            if let JoinSource::Lateral(inner) = &join.source {
                self.lateral(join, inner)?;
                continue;
            }
            self.push(match join.kind {
                JoinKind::Inner => " JOIN ",
                JoinKind::Left => " LEFT JOIN ",
            });
            match &join.source {
                JoinSource::Cte(reference) => {
                    self.reads_cte(reference)?;
                    self.identifier(&reference.name);
                }
                _ => self.table(join.table),
            }
            if let Some(alias) = &join.alias {
                // Without AS: it may be left out everywhere, and Oracle does not know it here.
                self.push(" ");
                self.identifier(alias);
            }
            self.table_lock(select, join.table, join.alias.as_ref())?;
            self.conditions(" ON ", &join.on)?;
        }
        Ok(())
    }

    fn all_columns(&mut self, table: &'static Table, names: Names) -> Result<()> {
        for column in 0..table.columns.len() {
            if column > 0 {
                self.push(", ");
            }
            self.selected(&Expr::Column { table, column }, names, column)?;
        }
        Ok(())
    }

    fn selected_columns(&mut self, columns: &[Expr], names: Names) -> Result<()> {
        for (index, expr) in columns.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" });
            self.selected(expr, names, index)?;
        }
        Ok(())
    }

    /// Writes an expression where it is read: a column in the form that the dialect reads it in, or
    /// with the name that a query around this one reads it by.
    fn selected(&mut self, expr: &Expr, names: Names, position: usize) -> Result<()> {
        if let Some(name) = names.at(position) {
            self.alone(expr)?;
            if expr.column_info().is_none_or(|info| info.name != name) {
                self.push(" AS ");
                self.identifier(&name);
            }
            return Ok(());
        }
        let around = expr.column_info().map(|info| self.dialect().around_selected(info));
        let (before, behind) = around.unwrap_or_default();
        self.push(before);
        self.alone(expr)?;
        self.push(behind);
        Ok(())
    }

    /// Writes conditions that must all hold behind `word`; nothing when there are none.
    pub(super) fn conditions(&mut self, word: &str, conditions: &[Expr]) -> Result<()> {
        match conditions {
            [] => Ok(()),
            [single] => {
                self.push(word);
                self.condition(single)
            }
            several => {
                self.push(word);
                self.condition(&Expr::All(flatten(several)))
            }
        }
    }
}

/// The table whose columns are selected, where it is all of them.
fn whole_rows(select: &Select) -> Option<&'static Table> {
    if !select.columns.is_empty() {
        return None;
    }
    select.from.whole_rows()
}

#[cold]
fn lock_of_derived() -> Error {
    let message = "the rows of a query in FROM can't be locked";
    Error::new(ErrorKind::InvalidQuery, message)
        .with_help("lock the rows of one table, which are found by `in_query`")
}

/// `a AND b` filtered once more by `c` is `a AND b AND c`, not `(a AND b) AND c`.
fn flatten(conditions: &[Expr]) -> Vec<Expr> {
    let mut flat = Vec::with_capacity(conditions.len());
    for condition in conditions {
        match condition {
            Expr::All(inner) => flat.extend(inner.iter().cloned()),
            other => flat.push(other.clone()),
        }
    }
    flat
}

pub(crate) fn render_select(dialect: &dyn Dialect, select: &Select) -> Result<Rendered> {
    Ok(render_with(dialect, |out| out.select(select))?.finish())
}

/// UPDATE of all rows that meet the conditions.
pub(crate) fn render_update_all(
    dialect: &dyn Dialect,
    table: &'static Table,
    assignments: &[(usize, Expr)],
    filter: &[Expr],
) -> Result<Rendered> {
    let order = assignments::order(dialect, table, assignments)?;
    let filter = own_table::chosen_first(dialect, table, filter);
    let out = render_write(dialect, |out| {
        out.within(table, |out| {
            out.push("UPDATE ");
            out.table(table);
            for (index, (column, value)) in order.iter().map(|at| &assignments[*at]).enumerate() {
                out.push(if index == 0 { " SET " } else { ", " });
                out.column(table, *column)?;
                out.push(" = ");
                dialect.write_assigned(&table.columns[*column], value, out)?;
            }
            out.conditions(" WHERE ", &filter)
        })
    })?;
    Ok(out.finish())
}

/// DELETE of all rows that meet the conditions.
pub(crate) fn render_delete_all(
    dialect: &dyn Dialect,
    table: &'static Table,
    filter: &[Expr],
) -> Result<Rendered> {
    let filter = own_table::chosen_first(dialect, table, filter);
    let out = render_write(dialect, |out| {
        out.within(table, |out| {
            out.push("DELETE FROM ");
            out.table(table);
            out.conditions(" WHERE ", &filter)
        })
    })?;
    Ok(out.finish())
}
